use base::Secret;
use proto::jose::Algorithm;
use serde_json::json;

use super::refusal;
use crate::admin::{Backup, Mode, Outcome};
use crate::custody::KeyAction;
use crate::rotation::Force;
use crate::tests::{Bench, kek, who};
use crate::{KeyRefusal, MacPurpose, ReloadOutcome};

const PASSPHRASE: &str = "correct horse battery";

fn passphrase() -> Secret<String> {
    Secret::from(PASSPHRASE)
}

async fn backed_up() -> (Bench, Vec<u8>) {
    let bench = Bench::new();
    bench.open().await;
    let backup = bench.admin().backup(&passphrase(), &who()).await.unwrap();
    (bench, backup)
}

async fn restore(
    bench: &Bench,
    bytes: &[u8],
    force: &Force,
) -> Result<crate::admin::Change, crate::KeyError> {
    let passphrase = passphrase();
    let backup = Backup { bytes, passphrase: &passphrase };
    bench.admin().restore(&backup, force, &who(), Mode::Apply).await
}

#[tokio::test]
async fn restored_keys_verify_and_hash_as_before_under_another_kek() {
    let (bench, backup) = backed_up().await;
    let before = bench.open().await;
    let token = before.sign(Algorithm::ES256, "JWT", &json!({})).unwrap();
    let mut fresh = Bench::new();
    fresh.kek = kek(7);
    restore(&fresh, &backup, &Force::No).await.unwrap();
    let after = fresh.open().await;
    assert!(after.verify_own(&token, "JWT").is_ok());
    assert_eq!(after.mac(MacPurpose::Pairwise, &[b"x"]), before.mac(MacPurpose::Pairwise, &[b"x"]));
    assert_eq!(fresh.vault.acts()[0].action, KeyAction::Restored);
}

#[tokio::test]
async fn making_a_backup_is_audited_and_leaves_the_keys_alone() {
    let (bench, _) = backed_up().await;
    assert_eq!(bench.vault.acts().last().unwrap().action, KeyAction::BackedUp);
    assert!(bench.admin().verify().await.unwrap().is_empty());
}

#[tokio::test]
async fn refused_over_a_vault_that_holds_keys() {
    let (bench, backup) = backed_up().await;
    assert_eq!(refusal(restore(&bench, &backup, &Force::No).await), KeyRefusal::VaultNotEmpty);
}

#[tokio::test]
async fn running_nodes_go_on_after_an_emergency_restore() {
    let (bench, backup) = backed_up().await;
    let keyring = bench.open().await;
    bench.admin().generate(Algorithm::ES256, None, &who(), Mode::Apply).await.unwrap();
    keyring.reload_if_changed().await.unwrap();
    let force = Force::Emergency { reason: "drill".to_owned() };
    assert_eq!(restore(&bench, &backup, &force).await.unwrap().outcome, Outcome::Applied);
    assert_eq!(keyring.reload_if_changed().await.unwrap(), ReloadOutcome::Reloaded);
    assert_eq!(keyring.keys().len(), 4);
}

#[tokio::test]
async fn vault_whose_kek_is_lost_comes_back_by_an_emergency_restore() {
    let (mut bench, backup) = backed_up().await;
    bench.kek = kek(9);
    let force = Force::Emergency { reason: "key-encryption key lost".to_owned() };
    restore(&bench, &backup, &force).await.unwrap();
    bench.open().await;
}

#[tokio::test]
async fn refused_when_passphrase_is_wrong() {
    let (_, backup) = backed_up().await;
    let wrong = Secret::from("incorrect horse battery");
    let backup = Backup { bytes: &backup, passphrase: &wrong };
    let bench = Bench::new();
    let refused = refusal(bench.admin().restore(&backup, &Force::No, &who(), Mode::Apply).await);
    assert_eq!(refused, KeyRefusal::BackupPassphrase);
}

#[tokio::test]
async fn refused_when_backup_is_changed() {
    let (_, backup) = backed_up().await;
    let mut changed = backup.clone();
    *changed.last_mut().unwrap() ^= 1;
    assert_eq!(refusal(restore(&Bench::new(), &changed, &Force::No).await), KeyRefusal::BackupPassphrase);
    let text = String::from_utf8_lossy(&backup).find("\"generation\":1").unwrap() + 13;
    let mut changed = backup.clone();
    changed[text] = b'9';
    assert_eq!(refusal(restore(&Bench::new(), &changed, &Force::No).await), KeyRefusal::BackupPassphrase);
}

#[tokio::test]
async fn refused_when_not_a_backup() {
    for bytes in [&b""[..], b"hello", b"{}\n", b"{\"yimen_key_backup\":1}\n"] {
        assert_eq!(refusal(restore(&Bench::new(), bytes, &Force::No).await), KeyRefusal::BackupMalformed);
    }
}

#[tokio::test]
async fn refused_when_backup_is_of_a_later_version() {
    let refused = refusal(restore(&Bench::new(), b"{\"yimen_key_backup\":2}\nrest", &Force::No).await);
    assert_eq!(refused, KeyRefusal::BackupVersion(2));
}

#[tokio::test]
async fn refused_when_passphrase_is_short() {
    let bench = Bench::new();
    bench.open().await;
    let refused = refusal(bench.admin().backup(&Secret::from("eleven char"), &who()).await);
    assert_eq!(refused, KeyRefusal::WeakPassphrase);
}

#[tokio::test]
async fn dry_run_of_a_restore_changes_nothing() {
    let (_, backup) = backed_up().await;
    let (bench, passphrase) = (Bench::new(), passphrase());
    let backup = Backup { bytes: &backup, passphrase: &passphrase };
    let change = bench.admin().restore(&backup, &Force::No, &who(), Mode::DryRun).await.unwrap();
    assert_eq!(change.outcome, Outcome::WouldApply);
    assert!(bench.vault.contents().blobs.is_empty());
}
