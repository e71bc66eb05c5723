use std::path::PathBuf;

use base::{Secret, SystemRng};

use super::{Kek, KekSource};
use crate::tests::{Bench, kek};
use crate::{Damage, KekError, KeyError};

fn index_of(bench: &Bench, prefix: &str, skip: usize) -> usize {
    let blobs = bench.vault.contents().blobs;
    let mut found = blobs.iter().enumerate().filter(|(_, blob)| blob.name.starts_with(prefix));
    found.nth(skip).unwrap().0
}

async fn damage(bench: &Bench) -> Damage {
    match bench.try_open().await.err() {
        Some(KeyError::Damaged(damage)) => damage,
        other => panic!("not damaged: {other:?}"),
    }
}

#[tokio::test]
async fn vault_opens_again_with_its_key() {
    let bench = Bench::new();
    let body = bench.open().await.published().body.clone();
    assert_eq!(bench.open().await.published().body, body);
}

#[tokio::test]
async fn refused_when_kek_is_another() {
    let mut bench = Bench::new();
    bench.open().await;
    bench.kek = kek(2);
    assert!(matches!(bench.try_open().await.err(), Some(KeyError::Kek(KekError::Wrong))));
}

#[tokio::test]
async fn refused_when_a_blob_is_changed() {
    let bench = Bench::new();
    bench.open().await;
    let at = index_of(&bench, "key/", 0);
    bench.vault.tamper(|blobs| *blobs[at].bytes.last_mut().unwrap() ^= 1);
    assert!(matches!(damage(&bench).await, Damage::BlobChanged { .. }));
}

#[tokio::test]
async fn refused_when_two_blobs_are_swapped() {
    let bench = Bench::new();
    bench.open().await;
    let (first, second) = (index_of(&bench, "key/", 0), index_of(&bench, "key/", 1));
    bench.vault.tamper(|blobs| {
        let bytes = blobs[first].bytes.clone();
        blobs[first].bytes = std::mem::replace(&mut blobs[second].bytes, bytes);
    });
    assert!(matches!(damage(&bench).await, Damage::BlobChanged { .. }));
}

#[tokio::test]
async fn refused_when_an_older_blob_is_put_back() {
    let bench = Bench::new();
    bench.open().await;
    let before = bench.vault.contents().blobs;
    let (admin, who) = (bench.admin(), crate::tests::who());
    admin.backup(&Secret::from("a long passphrase"), &who).await.unwrap();
    let at = index_of(&bench, "key/", 0);
    bench.vault.tamper(|blobs| {
        let old = before.iter().find(|blob| blob.name == blobs[at].name).unwrap();
        blobs[at] = old.clone();
    });
    assert!(matches!(damage(&bench).await, Damage::BlobChanged { .. }));
}

#[tokio::test]
async fn refused_when_a_blob_is_missing() {
    let bench = Bench::new();
    bench.open().await;
    let at = index_of(&bench, "key/", 0);
    bench.vault.tamper(|blobs| drop(blobs.remove(at)));
    assert!(matches!(damage(&bench).await, Damage::BlobMissing { .. }));
}

#[tokio::test]
async fn refused_when_a_foreign_blob_is_added() {
    let bench = Bench::new();
    bench.open().await;
    bench.vault.tamper(|blobs| {
        let mut copy = blobs.last().unwrap().clone();
        copy.name = "key/copy".to_owned();
        blobs.push(copy);
    });
    assert_eq!(damage(&bench).await, Damage::BlobForeign { name: "key/copy".to_owned() });
}

#[tokio::test]
async fn refused_when_the_headers_clear_line_is_changed() {
    let bench = Bench::new();
    bench.open().await;
    let at = index_of(&bench, "header", 0);
    bench.vault.tamper(|blobs| {
        let wanted = b"\"generation\":1";
        let found = blobs[at].bytes.windows(wanted.len()).position(|window| window == wanted).unwrap();
        blobs[at].bytes[found + wanted.len() - 1] = b'9';
    });
    assert_eq!(damage(&bench).await, Damage::HeaderChanged);
}

#[tokio::test]
async fn refused_when_the_format_is_of_a_later_version() {
    let bench = Bench::new();
    bench.open().await;
    let at = index_of(&bench, "header", 0);
    bench.vault.tamper(|blobs| blobs[at].bytes = b"{\"format\":2}\nrest".to_vec());
    assert_eq!(damage(&bench).await, Damage::UnknownFormat(2));
}

#[tokio::test]
async fn refused_when_the_header_is_missing() {
    let bench = Bench::new();
    bench.open().await;
    bench.vault.tamper(|blobs| blobs.retain(|blob| blob.name != "header"));
    assert_eq!(damage(&bench).await, Damage::NoHeader);
}

#[tokio::test]
async fn no_private_byte_shows_in_the_blobs() {
    let bench = Bench::of(&[proto::jose::Algorithm::EdDSA]);
    bench.open().await;
    for blob in bench.vault.contents().blobs {
        // What every PKCS#8 form of an Ed25519 key starts with.
        let visible =
            blob.bytes.windows(7).any(|window| window == [0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70]);
        assert!(!visible, "{}", blob.name);
    }
}

#[tokio::test]
async fn passphrase_opens_the_vault_it_sealed() {
    let mut bench = Bench::new();
    bench.kek = KekSource::Passphrase(Secret::from("correct horse battery"));
    let body = bench.open().await.published().body.clone();
    assert_eq!(bench.open().await.published().body, body);
    bench.kek = KekSource::Passphrase(Secret::from("incorrect horse battery"));
    assert!(matches!(bench.try_open().await.err(), Some(KeyError::Kek(KekError::Wrong))));
}

#[tokio::test]
async fn refused_when_passphrase_is_short() {
    let mut bench = Bench::new();
    bench.kek = KekSource::Passphrase(Secret::from("eleven char"));
    assert!(matches!(bench.try_open().await.err(), Some(KeyError::Kek(KekError::WeakPassphrase))));
}

#[tokio::test]
async fn refused_when_value_is_not_32_bytes() {
    let mut bench = Bench::new();
    for value in ["", "c2hvcnQ=", "not base64!"] {
        bench.kek = KekSource::Value(Secret::from(value));
        assert!(matches!(bench.try_open().await.err(), Some(KeyError::Kek(KekError::NotAKey))), "{value}");
    }
}

fn file() -> (tempfile::TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("kek");
    (folder, path)
}

#[tokio::test]
async fn created_file_opens_the_vault_and_is_for_its_owner_alone() {
    let (_folder, path) = file();
    Kek::create_file(&path, &SystemRng).unwrap();
    let mut bench = Bench::new();
    bench.kek = KekSource::File(path.clone());
    let body = bench.open().await.published().body.clone();
    assert_eq!(bench.open().await.published().body, body);
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        assert_eq!(std::fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
    }
}

#[test]
fn refused_when_file_exists() {
    let (_folder, path) = file();
    Kek::create_file(&path, &SystemRng).unwrap();
    let before = std::fs::read(&path).unwrap();
    assert!(matches!(Kek::create_file(&path, &SystemRng), Err(KekError::NotCreated { .. })));
    assert_eq!(std::fs::read(&path).unwrap(), before);
}

#[tokio::test]
async fn refused_when_file_is_missing() {
    let (_folder, path) = file();
    let mut bench = Bench::new();
    bench.kek = KekSource::File(path);
    assert!(matches!(bench.try_open().await.err(), Some(KeyError::Kek(KekError::Unreadable { .. }))));
}

#[cfg(unix)]
#[tokio::test]
async fn refused_when_others_may_read_the_file() {
    use std::os::unix::fs::PermissionsExt as _;
    let (_folder, path) = file();
    Kek::create_file(&path, &SystemRng).unwrap();
    let mut bench = Bench::new();
    bench.kek = KekSource::File(path.clone());
    std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o440)).unwrap();
    bench.open().await;
    std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o444)).unwrap();
    let refused = bench.try_open().await.err();
    assert!(matches!(refused, Some(KeyError::Kek(KekError::Exposed { mode: 0o444, .. }))));
}

#[cfg(unix)]
#[tokio::test]
async fn raw_bytes_in_the_file_are_a_key_too() {
    use std::os::unix::fs::PermissionsExt as _;
    let (_folder, path) = file();
    std::fs::write(&path, [0x0a; 32]).unwrap();
    std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o600)).unwrap();
    let mut bench = Bench::new();
    bench.kek = KekSource::File(path);
    bench.open().await;
}
