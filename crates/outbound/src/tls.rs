//! The TLS side: ring, TLS 1.2 and 1.3, the authorities of the operating system and those of one more file.

use std::path::Path;
use std::sync::Arc;

use base::Fault;
use rustls::{ClientConfig, RootCertStore};
use rustls_pki_types::CertificateDer;
use rustls_pki_types::pem::PemObject as _;

/// The settings of every TLS connection made here. No process-wide provider is set or asked for.
///
/// # Errors
/// A fault when `ca_file` cannot be read or holds no certificate.
pub(crate) fn client_config(ca_file: Option<&Path>) -> Result<ClientConfig, Fault> {
    let mut roots = RootCertStore::empty();
    // A broken certificate in the system's store must not keep the service from starting.
    roots.add_parsable_certificates(rustls_native_certs::load_native_certs().certs);
    if let Some(path) = ca_file {
        add_file(&mut roots, path)?;
    }
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let mut config = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .map_err(|cause| Fault::caused("TLS cannot be set up", cause))?
        .with_root_certificates(roots)
        .with_no_client_auth();
    config.alpn_protocols = vec![b"http/1.1".to_vec()];
    Ok(config)
}

fn add_file(roots: &mut RootCertStore, path: &Path) -> Result<(), Fault> {
    let what = || format!("the certificate authorities in {} cannot be read", path.display());
    let before = roots.len();
    for certificate in CertificateDer::pem_file_iter(path).map_err(|cause| Fault::caused(what(), cause))? {
        let certificate = certificate.map_err(|cause| Fault::caused(what(), cause))?;
        roots.add(certificate).map_err(|cause| Fault::caused(what(), cause))?;
    }
    if roots.len() == before {
        return Err(Fault::new(format!("{} holds no certificate", path.display())));
    }
    Ok(())
}
