//! The certificate of the public listener, looked at before browsers do: can it be read, does the key belong to
//! it, is it for the issuer's host, when does it end (RFC 5280 section 4.1.2.5, RFC 6125).

use std::path::{Path, PathBuf};

use base::Time;
use rustls::client::verify_server_name;
use rustls::crypto::ring::default_provider;
use rustls::pki_types::pem::PemObject as _;
use rustls::pki_types::{CertificateDer, PrivateKeyDer, ServerName};
use rustls::server::ParsedCertificate;
use rustls::sign::CertifiedKey;
use x509_parser::parse_x509_certificate;

/// When a certificate is valid.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Validity {
    /// Not before this moment.
    pub from: Time,
    /// Not after this moment.
    pub until: Time,
}

/// What is wrong with a certificate, its key or their files.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CertificateRefusal {
    /// A file cannot be read, or holds nothing of the kind.
    #[error("{} holds no readable {what} in PEM: {why}", path.display())]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// What it should hold.
        what: &'static str,
        /// Why not.
        why: String,
    },
    /// The leaf does not parse.
    #[error("the first certificate of {} is malformed", .0.display())]
    Malformed(PathBuf),
    /// The key is another certificate's, or of a kind we cannot serve with.
    #[error("the private key does not belong to the certificate: {0}")]
    KeyDiffers(String),
    /// Browsers would refuse it.
    #[error("the certificate is not for the host {0}")]
    OtherHost(String),
}

/// Examines a chain and its key as the listener would use them for `host`.
///
/// # Errors
/// The first rule broken.
pub fn examine(certificate: &Path, key: &Path, host: &str) -> Result<Validity, CertificateRefusal> {
    let chain = read_chain(certificate)?;
    let private =
        PrivateKeyDer::from_pem_file(key).map_err(|error| unreadable(key, "private key", &error))?;
    let malformed = || CertificateRefusal::Malformed(certificate.to_owned());
    let leaf = chain.first().ok_or_else(malformed)?.clone();
    CertifiedKey::from_der(chain, private, &default_provider())
        .map_err(|error| CertificateRefusal::KeyDiffers(error.to_string()))?;
    let parsed = ParsedCertificate::try_from(&leaf).map_err(|_| malformed())?;
    let other_host = || CertificateRefusal::OtherHost(host.to_owned());
    let name = ServerName::try_from(host).map_err(|_| other_host())?;
    verify_server_name(&parsed, &name).map_err(|_| other_host())?;
    let (_, leaf) = parse_x509_certificate(&leaf).map_err(|_| malformed())?;
    let validity = leaf.validity();
    Ok(Validity {
        from: Time::from_seconds(validity.not_before.timestamp()),
        until: Time::from_seconds(validity.not_after.timestamp()),
    })
}

fn read_chain(path: &Path) -> Result<Vec<CertificateDer<'static>>, CertificateRefusal> {
    let chain: Result<Vec<_>, _> = CertificateDer::pem_file_iter(path).and_then(Iterator::collect);
    match chain {
        Ok(chain) if chain.is_empty() => Err(unreadable(path, "certificate", &"there is none")),
        Ok(chain) => Ok(chain),
        Err(error) => Err(unreadable(path, "certificate", &error)),
    }
}

fn unreadable(path: &Path, what: &'static str, why: &dyn std::fmt::Display) -> CertificateRefusal {
    CertificateRefusal::Unreadable { path: path.to_owned(), what, why: why.to_string() }
}
