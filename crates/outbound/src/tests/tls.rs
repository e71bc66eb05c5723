//! Who is trusted on the other side of TLS.

use std::io::Write as _;
use std::sync::Arc;

use rustls_pki_types::PrivateKeyDer;
use tempfile::NamedTempFile;

use super::server::{Server, ok};
use super::{MAX_RESPONSE, TIMEOUT, networks, url, with_loopback};
use crate::{Answer, Outbound, OutboundError, OutboundPolicy};

/// A server whose certificate is for `name`, and the file that makes it trusted.
async fn server_for(name: &str) -> (Server, NamedTempFile) {
    let made = rcgen::generate_simple_self_signed(vec![name.to_owned()]).unwrap();
    let mut file = NamedTempFile::new().unwrap();
    file.write_all(made.cert.pem().as_bytes()).unwrap();
    let key = PrivateKeyDer::Pkcs8(made.signing_key.serialize_der().into());
    let config =
        rustls::ServerConfig::builder_with_provider(Arc::new(rustls::crypto::ring::default_provider()))
            .with_safe_default_protocol_versions()
            .unwrap()
            .with_no_client_auth()
            .with_single_cert(vec![made.cert.der().clone()], key)
            .unwrap();
    (Server::with_tls("HTTP/1.1 200 OK\r\ncontent-length: 6\r\n\r\nsecret", config).await, file)
}

fn trusting(file: &NamedTempFile) -> OutboundPolicy {
    OutboundPolicy {
        timeout: TIMEOUT,
        max_response: MAX_RESPONSE,
        allow_networks: networks(&["127.0.0.0/8", "::1/128"]),
        ca_file: Some(file.path().to_path_buf()),
    }
}

async fn fetch(outbound: &Outbound, server: &Server) -> Result<Answer, OutboundError> {
    outbound.get(&url(&format!("https://localhost:{}/", server.port())), "*/*").await
}

#[tokio::test]
async fn a_certificate_of_the_extra_file_is_trusted() {
    let (server, file) = server_for("localhost").await;
    let answer = fetch(&Outbound::new(trusting(&file)).unwrap(), &server).await.unwrap();
    assert_eq!(answer.body.as_ref(), b"secret");
}

#[tokio::test]
async fn refused_when_nobody_vouches_for_the_certificate() {
    let (server, _) = server_for("localhost").await;
    assert_eq!(fetch(&with_loopback(), &server).await, Err(OutboundError::CertificateRefused));
    assert!(server.requests().is_empty());
}

#[tokio::test]
async fn refused_when_the_certificate_is_for_another_name() {
    let (server, file) = server_for("other.example").await;
    let outbound = Outbound::new(trusting(&file)).unwrap();
    assert_eq!(fetch(&outbound, &server).await, Err(OutboundError::CertificateRefused));
    assert!(server.requests().is_empty());
}

#[tokio::test]
async fn refused_when_the_other_side_speaks_no_tls() {
    let server = Server::speaking_first(ok("", "plain")).await;
    assert_eq!(fetch(&with_loopback(), &server).await, Err(OutboundError::Tls));
}

#[test]
fn a_file_without_certificates_is_a_fault() {
    let file = NamedTempFile::new().unwrap();
    assert!(Outbound::new(trusting(&file)).is_err());
}

#[test]
fn a_missing_file_is_a_fault() {
    let policy = OutboundPolicy { ca_file: Some("/nowhere/ca.pem".into()), ..OutboundPolicy::default() };
    assert!(Outbound::new(policy).is_err());
}
