//! Certificates made for the occasion, in files, behind a real handshake.

use std::path::PathBuf;

use rcgen::{CertificateParams, KeyPair, date_time_ymd};
use rustls::pki_types::ServerName;
use rustls::{ClientConfig, ClientConnection, RootCertStore};
use tempfile::TempDir;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _, duplex};
use tokio_rustls::{TlsConnector, client};

use super::*;

struct Made {
    certificate: rcgen::Certificate,
    key: KeyPair,
}

fn made(last_year: i32) -> Made {
    let key = KeyPair::generate().unwrap();
    let mut params = CertificateParams::new(vec!["localhost".to_owned()]).unwrap();
    params.not_after = date_time_ymd(last_year, 1, 1);
    Made { certificate: params.self_signed(&key).unwrap(), key }
}

struct Place {
    folder: TempDir,
    files: TlsFiles,
}

impl Place {
    fn with(made: &Made) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let at = |name: &str| -> PathBuf { folder.path().join(name) };
        let files = TlsFiles { certificate: at("chain.pem"), key: at("key.pem") };
        let place = Self { folder, files };
        place.put(made);
        place
    }

    fn put(&self, made: &Made) {
        self.write("chain.pem", &made.certificate.pem());
        self.write("key.pem", &made.key.serialize_pem());
    }

    fn write(&self, name: &str, text: &str) {
        std::fs::write(self.folder.path().join(name), text).unwrap();
    }
}

type Client = client::TlsStream<tokio::io::DuplexStream>;
type Server = tokio_rustls::server::TlsStream<tokio::io::DuplexStream>;

/// A handshake of a client that trusts this certificate alone.
async fn handshake(certificates: &Certificates, trusted: &Made) -> std::io::Result<(Client, Server)> {
    let mut roots = RootCertStore::empty();
    roots.add(trusted.certificate.der().clone()).unwrap();
    let mut config = ClientConfig::builder_with_provider(Arc::new(default_provider()))
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_root_certificates(roots)
        .with_no_client_auth();
    config.alpn_protocols = vec![b"http/1.1".to_vec(), b"h2".to_vec()];
    let (near, far) = duplex(64 * 1024);
    let name = ServerName::try_from("localhost").unwrap();
    let acceptor = certificates.acceptor().unwrap();
    let (client, server) =
        tokio::join!(TlsConnector::from(Arc::new(config)).connect(name, near), acceptor.accept(far));
    Ok((client?, server?))
}

#[tokio::test]
async fn a_client_that_trusts_the_certificate_is_served_by_http_2_first() {
    let first = made(2099);
    let place = Place::with(&first);
    let certificates = Certificates::open(place.files.clone()).await.unwrap();
    let (client, _server) = handshake(&certificates, &first).await.unwrap();
    let connection: &ClientConnection = client.get_ref().1;
    assert_eq!(connection.alpn_protocol(), Some(&b"h2"[..]));
    assert_eq!(connection.protocol_version(), Some(rustls::ProtocolVersion::TLSv1_3));
}

#[tokio::test]
async fn new_handshakes_take_the_new_certificate_and_old_connections_stay() {
    let (first, second) = (made(2098), made(2099));
    let place = Place::with(&first);
    let certificates = Certificates::open(place.files.clone()).await.unwrap();
    let before = certificates.valid_until();
    let (mut client, mut server) = handshake(&certificates, &first).await.unwrap();

    place.put(&second);
    certificates.reload().await.unwrap();

    assert!(handshake(&certificates, &first).await.is_err());
    handshake(&certificates, &second).await.unwrap();
    assert!(certificates.valid_until() > before);
    client.write_all(b"still here").await.unwrap();
    client.flush().await.unwrap();
    let mut heard = [0; 10];
    server.read_exact(&mut heard).await.unwrap();
    assert_eq!(&heard, b"still here");
}

#[tokio::test]
async fn a_changed_file_is_noticed_and_an_unchanged_one_is_not_read_again() {
    let (first, second) = (made(2098), made(2099));
    let place = Place::with(&first);
    let certificates = Certificates::open(place.files.clone()).await.unwrap();
    let key = || certificates.current.0.load().key.clone();
    let before = key();
    certificates.reload_if_changed().await.unwrap();
    assert!(Arc::ptr_eq(&before, &key()));
    place.put(&second);
    // A file system may not tell two moments of one test apart; the length does.
    place.write("chain.pem", &format!("{}\n", second.certificate.pem()));
    certificates.reload_if_changed().await.unwrap();
    assert!(!Arc::ptr_eq(&before, &key()));
}

/// The old certificate serves on, and the reason is told once for each change.
async fn refused(change: impl FnOnce(&Place), reason: &str) {
    let first = made(2099);
    let place = Place::with(&first);
    let certificates = Certificates::open(place.files.clone()).await.unwrap();
    change(&place);
    let fault = certificates.reload().await.unwrap_err();
    assert!(fault.chain().contains(reason), "{}", fault.chain());
    handshake(&certificates, &first).await.unwrap();
    certificates.reload_if_changed().await.unwrap();
}

#[tokio::test]
async fn refused_when_the_key_is_anothers() {
    refused(|place| place.write("key.pem", &made(2099).key.serialize_pem()), "do not fit").await;
}

#[tokio::test]
async fn refused_when_the_file_holds_no_certificate() {
    refused(|place| place.write("chain.pem", "half written"), "holds no certificate").await;
}

#[tokio::test]
async fn refused_when_the_file_holds_no_key() {
    refused(|place| place.write("key.pem", ""), "holds no private key").await;
}

#[tokio::test]
async fn refused_when_the_certificate_is_none() {
    let text = "-----BEGIN CERTIFICATE-----\nMAA=\n-----END CERTIFICATE-----\n";
    refused(|place| place.write("chain.pem", text), "is no certificate").await;
}

#[tokio::test]
async fn refused_when_a_file_is_gone() {
    refused(|place| std::fs::remove_file(&place.files.key).unwrap(), "cannot be read").await;
}
