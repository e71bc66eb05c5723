//! A certificate is believed only if browsers would believe it too.

use std::fs;
use std::path::PathBuf;

use rcgen::{CertificateParams, KeyPair, date_time_ymd};
use tempfile::TempDir;

use crate::admin::certificate::{CertificateRefusal, examine};

struct Files {
    folder: TempDir,
}

impl Files {
    /// A certificate for `id.example.org` and its key.
    fn new() -> Self {
        let files = Self { folder: tempfile::tempdir().unwrap() };
        let key = KeyPair::generate().unwrap();
        let mut params = CertificateParams::new(vec!["id.example.org".to_owned()]).unwrap();
        params.not_before = date_time_ymd(2030, 1, 1);
        params.not_after = date_time_ymd(2030, 4, 1);
        let certificate = params.self_signed(&key).unwrap();
        fs::write(files.certificate(), certificate.pem()).unwrap();
        fs::write(files.key(), key.serialize_pem()).unwrap();
        files
    }

    fn certificate(&self) -> PathBuf {
        self.folder.path().join("chain.pem")
    }

    fn key(&self) -> PathBuf {
        self.folder.path().join("key.pem")
    }
}

#[test]
fn accepted_with_its_dates_when_key_and_host_fit() {
    let files = Files::new();
    let validity = examine(&files.certificate(), &files.key(), "id.example.org").unwrap();
    assert_eq!(validity.until.since(validity.from).as_secs(), 90 * 86_400);
}

#[test]
fn refused_when_the_key_is_another() {
    let (files, others) = (Files::new(), Files::new());
    let refusal = examine(&files.certificate(), &others.key(), "id.example.org").unwrap_err();
    assert!(matches!(refusal, CertificateRefusal::KeyDiffers(_)), "{refusal}");
}

#[test]
fn refused_when_the_host_is_another() {
    let files = Files::new();
    let refusal = examine(&files.certificate(), &files.key(), "id.example.com").unwrap_err();
    assert_eq!(refusal, CertificateRefusal::OtherHost("id.example.com".to_owned()));
}

#[test]
fn refused_when_the_certificate_file_holds_no_certificate() {
    let files = Files::new();
    fs::write(files.certificate(), "nothing").unwrap();
    let refusal = examine(&files.certificate(), &files.key(), "id.example.org").unwrap_err();
    assert!(matches!(refusal, CertificateRefusal::Unreadable { what: "certificate", .. }), "{refusal}");
}

#[test]
fn refused_when_the_key_file_is_missing() {
    let files = Files::new();
    fs::remove_file(files.key()).unwrap();
    let refusal = examine(&files.certificate(), &files.key(), "id.example.org").unwrap_err();
    assert!(matches!(refusal, CertificateRefusal::Unreadable { what: "private key", .. }), "{refusal}");
}
