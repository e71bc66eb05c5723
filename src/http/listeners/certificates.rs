//! The certificate of the public listener: read from its files, read again when they change, changed under the feet
//! of no connection.
//!
//! A new certificate that cannot be used is logged and the old one stays. Follows RFC 8446 and RFC 7301 by way of
//! rustls with ring.

use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, SystemTime};

use arc_swap::ArcSwap;
use base::{Fault, Secret, Time};
use config::TlsFiles;
use rustls::ServerConfig;
use rustls::crypto::ring::{Ticketer, default_provider};
use rustls::pki_types::pem::PemObject as _;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::server::{ClientHello, ResolvesServerCert};
use rustls::sign::CertifiedKey;
use tokio::sync::watch;
use tokio_rustls::TlsAcceptor;
use x509_parser::prelude::{FromDer as _, X509Certificate};

/// How often the files are looked at.
const LOOK: Duration = Duration::from_secs(5);

/// The certificate in use and the files it comes from.
#[derive(Debug)]
pub struct Certificates {
    files: TlsFiles,
    current: Arc<Current>,
    seen: Mutex<[Option<Trace>; 2]>,
}

/// The one handshakes take.
#[derive(Debug)]
struct Current(ArcSwap<Pair>);

/// A certificate with its private key.
#[derive(Debug)]
struct Pair {
    key: Arc<CertifiedKey>,
    valid_until: Time,
}

impl ResolvesServerCert for Current {
    fn resolve(&self, _: ClientHello<'_>) -> Option<Arc<CertifiedKey>> {
        Some(self.0.load().key.clone())
    }
}

/// What tells a changed file from an unchanged one without reading it.
type Trace = (SystemTime, u64);

impl Certificates {
    /// Reads the files for the first time.
    ///
    /// # Errors
    /// A fault when they cannot be read, hold no certificate or no key, or do not belong together.
    pub async fn open(files: TlsFiles) -> Result<Self, Fault> {
        let seen = traces(&files).await;
        let current = Arc::new(Current(ArcSwap::from_pointee(read(&files).await?)));
        Ok(Self { files, current, seen: Mutex::new(seen) })
    }

    /// When the certificate in use ends.
    pub fn valid_until(&self) -> Time {
        self.current.0.load().valid_until
    }

    /// Reads the files again; handshakes from now on take what was read.
    ///
    /// # Errors
    /// As [`Self::open`]; the certificate in use stays.
    pub async fn reload(&self) -> Result<(), Fault> {
        let seen = traces(&self.files).await;
        *self.seen.lock().unwrap_or_else(PoisonError::into_inner) = seen;
        self.current.0.store(Arc::new(read(&self.files).await?));
        tracing::info!("the certificate was read again");
        Ok(())
    }

    /// Reads the files again if they changed since they were read, well or badly.
    ///
    /// # Errors
    /// As [`Self::reload`].
    pub async fn reload_if_changed(&self) -> Result<(), Fault> {
        let now = traces(&self.files).await;
        let unchanged = *self.seen.lock().unwrap_or_else(PoisonError::into_inner) == now;
        if unchanged { Ok(()) } else { self.reload().await }
    }

    /// Looks at the files every few seconds until told to stop.
    pub async fn watch(&self, mut stop: watch::Receiver<()>) {
        loop {
            tokio::select! {
                () = tokio::time::sleep(LOOK) => {}
                _ = stop.changed() => return,
            }
            if let Err(fault) = self.reload_if_changed().await {
                tracing::error!(
                    fault = fault.chain(),
                    "the new certificate cannot be used; the old one stays"
                );
            }
        }
    }

    /// What turns a connection into one with TLS 1.2 or 1.3, HTTP/2 preferred.
    pub(super) fn acceptor(&self) -> Result<TlsAcceptor, Fault> {
        let unfit = |error| Fault::caused("TLS cannot be set up", error);
        let mut config = ServerConfig::builder_with_provider(Arc::new(default_provider()))
            .with_safe_default_protocol_versions()
            .map_err(unfit)?
            .with_no_client_auth()
            .with_cert_resolver(self.current.clone());
        config.alpn_protocols = vec![b"h2".to_vec(), b"http/1.1".to_vec()];
        // Tickets spare returning browsers a signature and us a table of their sessions.
        config.ticketer = Ticketer::new().map_err(unfit)?;
        Ok(TlsAcceptor::from(Arc::new(config)))
    }
}

async fn traces(files: &TlsFiles) -> [Option<Trace>; 2] {
    [trace(&files.certificate).await, trace(&files.key).await]
}

async fn trace(path: &Path) -> Option<Trace> {
    let known = tokio::fs::metadata(path).await.ok()?;
    Some((known.modified().ok()?, known.len()))
}

async fn read(files: &TlsFiles) -> Result<Pair, Fault> {
    let chain = contents(&files.certificate).await?;
    let key = Secret::new(contents(&files.key).await?);
    let broken = |path: &Path, what| Fault::new(format!("{} {what}", path.display()));
    let chain: Vec<_> = CertificateDer::pem_slice_iter(&chain)
        .collect::<Result<_, _>>()
        .map_err(|_| broken(&files.certificate, "is not PEM"))?;
    let leaf = chain.first().ok_or_else(|| broken(&files.certificate, "holds no certificate"))?;
    let valid_until = valid_until(leaf).ok_or_else(|| broken(&files.certificate, "is no certificate"))?;
    let key = PrivateKeyDer::from_pem_slice(key.expose())
        .map_err(|_| broken(&files.key, "holds no private key"))?;
    let key = CertifiedKey::from_der(chain, key, &default_provider())
        .map_err(|error| Fault::caused("certificate and private key do not fit", error))?;
    Ok(Pair { key: Arc::new(key), valid_until })
}

fn valid_until(leaf: &CertificateDer<'_>) -> Option<Time> {
    let (_, leaf) = X509Certificate::from_der(leaf).ok()?;
    Some(Time::from_seconds(leaf.validity().not_after.timestamp()))
}

async fn contents(path: &Path) -> Result<Vec<u8>, Fault> {
    let unread = |error| Fault::caused(format!("{} cannot be read", path.display()), error);
    tokio::fs::read(path).await.map_err(unread)
}

#[cfg(test)]
mod tests;
