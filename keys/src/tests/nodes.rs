//! Several nodes on one vault.

use std::sync::{Arc, Mutex};

use base::Fault;
use futures_util::FutureExt as _;
use futures_util::future::BoxFuture;
use proto::jose::Algorithm;
use serde_json::json;

use super::{Bench, DAY, kid_of, who};
use crate::admin::{Mode, SecretUse};
use crate::custody::{KeyAct, KeyAction, SealedBlob, Vault, VaultContents};
use crate::rotation::{Force, StateName};
use crate::testing::MemoryVault;
use crate::{Damage, KeyError, MacPurpose, ReloadOutcome, SealPurpose};

type Interruption = Box<dyn FnOnce() + Send>;

/// A vault in which somebody else acts between a node's load and its save.
struct Interrupted {
    vault: Arc<MemoryVault>,
    before_save: Mutex<Option<Interruption>>,
}

impl Vault for Interrupted {
    fn load(&self) -> BoxFuture<'_, Result<VaultContents, Fault>> {
        self.vault.load()
    }

    fn version(&self) -> BoxFuture<'_, Result<i64, Fault>> {
        self.vault.version()
    }

    fn save(&self, expected: i64, blobs: Vec<SealedBlob>, act: KeyAct) -> BoxFuture<'_, Result<bool, Fault>> {
        if let Some(interruption) = self.before_save.lock().unwrap().take() {
            interruption();
        }
        self.vault.save(expected, blobs, act)
    }
}

#[tokio::test]
async fn two_nodes_racing_for_a_step_make_it_once() {
    let bench = Bench::new();
    let first = bench.open().await;
    let interrupted = Arc::new(Interrupted { vault: bench.vault.clone(), before_save: Mutex::new(None) });
    let second = bench.open_on(interrupted.clone()).await.unwrap();
    bench.clock.advance(89 * DAY);
    let racer = first.clone();
    *interrupted.before_save.lock().unwrap() = Some(Box::new(move || {
        assert_eq!(racer.tick().now_or_never().unwrap().unwrap().len(), 1);
    }));
    assert!(second.tick().await.unwrap().is_empty());
    let generated = bench.vault.acts().iter().filter(|act| act.action == KeyAction::Generated).count();
    assert_eq!(generated, 1);
    let next = |keys: &[crate::KeyInfo]| kid_of(keys, Algorithm::ES256, StateName::Next);
    assert!(next(&first.keys()).is_some());
    assert_eq!(next(&first.keys()), next(&second.keys()));
}

#[tokio::test]
async fn two_nodes_racing_to_initialise_share_the_winners_keys() {
    let bench = Bench::new();
    let (vault, winner) = (bench.vault.clone(), Bench { vault: bench.vault.clone(), ..Bench::new() });
    let interruption: Interruption = Box::new(move || {
        winner.open().now_or_never().unwrap();
    });
    let loser = bench
        .open_on(Arc::new(Interrupted { vault, before_save: Mutex::new(Some(interruption)) }))
        .await
        .unwrap();
    assert_eq!(bench.vault.acts().len(), 1);
    assert_eq!(loser.published().body, bench.open().await.published().body);
}

#[tokio::test]
async fn command_that_lost_the_race_is_done_on_the_new_contents() {
    let bench = Bench::of(&[Algorithm::ES256, Algorithm::EdDSA]);
    let other = bench.open().await;
    let interruption: Interruption = Box::new(move || {
        let apply = other.admin();
        let (who, mode) = (who(), Mode::Apply);
        apply.generate(Algorithm::ES256, None, &who, mode).now_or_never().unwrap().unwrap();
    });
    let vault = Interrupted { vault: bench.vault.clone(), before_save: Mutex::new(None) };
    let interrupted = Arc::new(vault);
    let keyring = bench.open_on(interrupted.clone()).await.unwrap();
    *interrupted.before_save.lock().unwrap() = Some(interruption);
    keyring.admin().generate(Algorithm::EdDSA, None, &who(), Mode::Apply).await.unwrap();
    let keys = bench.admin().list().await.unwrap();
    assert!(kid_of(&keys, Algorithm::ES256, StateName::Next).is_some());
    assert!(kid_of(&keys, Algorithm::EdDSA, StateName::Next).is_some());
}

#[tokio::test]
async fn other_nodes_verify_after_a_reload_what_a_new_key_signs() {
    let bench = Bench::new();
    let (first, second) = (bench.open().await, bench.open().await);
    assert_eq!(second.reload_if_changed().await.unwrap(), ReloadOutcome::Unchanged);
    let admin = first.admin();
    let next = admin.generate(Algorithm::ES256, None, &who(), Mode::Apply).await.unwrap().kid.unwrap();
    let force = Force::Emergency { reason: "drill".to_owned() };
    admin.activate(&next, &force, &who(), Mode::Apply).await.unwrap();
    first.reload_if_changed().await.unwrap();
    let token = first.sign(Algorithm::ES256, "JWT", &json!({})).unwrap();
    assert!(second.verify_own(&token, "JWT").is_err());
    assert_eq!(second.reload_if_changed().await.unwrap(), ReloadOutcome::Reloaded);
    assert!(second.verify_own(&token, "JWT").is_ok());
}

#[tokio::test]
async fn refused_when_the_vault_went_back() {
    let bench = Bench::new();
    let keyring = bench.open().await;
    let before = bench.vault.contents().blobs;
    bench.admin().generate(Algorithm::ES256, None, &who(), Mode::Apply).await.unwrap();
    keyring.reload_if_changed().await.unwrap();
    bench.vault.tamper(|blobs| *blobs = before);
    let refused = keyring.reload_if_changed().await.unwrap_err();
    assert!(matches!(refused, KeyError::Damaged(Damage::WentBack { .. })));
    assert!(keyring.sign(Algorithm::ES256, "JWT", &json!({})).is_ok());
}

#[tokio::test]
async fn refused_when_the_vault_is_another() {
    let (bench, other) = (Bench::new(), Bench::new());
    let keyring = bench.open().await;
    other.open().await;
    bench.vault.tamper(|blobs| *blobs = other.vault.contents().blobs);
    let refused = keyring.reload_if_changed().await.unwrap_err();
    assert!(matches!(refused, KeyError::Damaged(Damage::OtherVault)));
}

#[tokio::test]
async fn replaced_secrets_are_still_accepted_and_newest_come_first() {
    let bench = Bench::new();
    let keyring = bench.open().await;
    let old_mac = keyring.mac(MacPurpose::SessionCookie, &[b"x"]);
    let old_index = keyring.mac(MacPurpose::LoginIndex, &[b"x"]);
    let sealed = keyring.seal(SealPurpose::Profile, b"", b"x").unwrap();
    for secret in [SecretUse::Mac, SecretUse::Seal] {
        bench.admin().rotate_secret(secret, &who(), Mode::Apply).await.unwrap();
    }
    keyring.reload_if_changed().await.unwrap();
    assert_eq!(keyring.mac(MacPurpose::SessionCookie, &[b"x"]), old_mac);
    bench.clock.advance(std::time::Duration::from_secs(60));
    keyring.tick().await.unwrap();
    let new_mac = keyring.mac(MacPurpose::SessionCookie, &[b"x"]);
    assert_ne!(new_mac, old_mac);
    assert_eq!(keyring.mac_candidates(MacPurpose::SessionCookie, &[b"x"]), [new_mac, old_mac]);
    assert_eq!(keyring.mac_candidates(MacPurpose::LoginIndex, &[b"x"]), [old_index]);
    assert_eq!(keyring.open_sealed(SealPurpose::Profile, b"", &sealed).unwrap(), b"x");
    assert!(!keyring.is_sealed_with_newest(&sealed));
    assert!(keyring.is_sealed_with_newest(&keyring.seal(SealPurpose::Profile, b"", b"x").unwrap()));
}

#[tokio::test]
async fn what_names_stored_rows_outlives_the_rotation_of_keyed_hashes() {
    let bench = Bench::new();
    let keyring = bench.open().await;
    let purposes = [MacPurpose::DocumentIndex, MacPurpose::EntityIndex, MacPurpose::SubjectDigest];
    let before = purposes.map(|purpose| keyring.mac(purpose, &[b"x"]));
    bench.admin().rotate_secret(SecretUse::Mac, &who(), Mode::Apply).await.unwrap();
    keyring.reload_if_changed().await.unwrap();
    bench.clock.advance(DAY);
    keyring.tick().await.unwrap();
    assert_eq!(purposes.map(|purpose| keyring.mac(purpose, &[b"x"])), before);
}

#[tokio::test]
async fn node_that_has_not_switched_yet_accepts_what_others_made_with_the_next_secret() {
    let bench = Bench::new();
    let (early, late) = (bench.open().await, bench.open().await);
    for secret in [SecretUse::Mac, SecretUse::Seal] {
        bench.admin().rotate_secret(secret, &who(), Mode::Apply).await.unwrap();
    }
    late.reload_if_changed().await.unwrap();
    bench.clock.advance(std::time::Duration::from_secs(60));
    early.tick().await.unwrap();
    early.reload_if_changed().await.unwrap();
    early.tick().await.unwrap();
    let mac = early.mac(MacPurpose::RefreshToken, &[b"x"]);
    assert!(late.mac_candidates(MacPurpose::RefreshToken, &[b"x"]).contains(&mac));
    let sealed = early.seal(SealPurpose::AuthorizationCode, b"", b"x").unwrap();
    assert_eq!(late.open_sealed(SealPurpose::AuthorizationCode, b"", &sealed).unwrap(), b"x");
}
