use base::{SystemRng, Time};
use proto::jose::Algorithm;

use crate::admin::inspect::examine;
use crate::admin::{Finding, KeyKind, Mode, Problem};
use crate::custody::{Plan, Safe};
use crate::record::KeyRecord;
use crate::rotation::{KeyState, RotationPolicy};
use crate::tests::{Bench, DAY, START, who};
use crate::{Damage, KeyUse};

fn safe() -> Safe {
    let policy = RotationPolicy { algorithms: vec![Algorithm::EdDSA], ..RotationPolicy::default() };
    Safe::found(0, &policy, START, &SystemRng).unwrap()
}

fn findings(safe: Safe) -> Vec<Problem> {
    let plan: Plan = safe.plan;
    let records = safe.records.into_iter().map(Ok).collect();
    examine(&plan, records, START).into_iter().map(|finding| finding.problem).collect()
}

fn signing(safe: &mut Safe) -> &mut KeyRecord {
    safe.records.iter_mut().find(|record| record.label.usage == KeyUse::Signing).unwrap()
}

#[tokio::test]
async fn sound_vault_has_no_findings_all_its_life() {
    let bench = Bench::of(&Algorithm::ALL);
    let keyring = bench.open().await;
    for _ in 0..4 {
        assert_eq!(bench.admin().verify().await.unwrap(), []);
        bench.clock.advance(45 * DAY);
        keyring.tick().await.unwrap();
    }
}

#[tokio::test]
async fn every_blob_that_does_not_open_is_found() {
    let bench = Bench::new();
    bench.open().await;
    bench.admin().generate(Algorithm::ES256, None, &who(), Mode::Apply).await.unwrap();
    bench.vault.tamper(|blobs| {
        for blob in blobs.iter_mut().filter(|blob| blob.name.starts_with("key/")) {
            *blob.bytes.last_mut().unwrap() ^= 1;
        }
    });
    let findings = bench.admin().verify().await.unwrap();
    let closed = |finding: &&Finding| matches!(finding.problem, Problem::Damaged(Damage::BlobChanged { .. }));
    assert_eq!(findings.iter().filter(closed).count(), 5);
}

#[tokio::test]
async fn changed_header_is_found() {
    let bench = Bench::new();
    bench.open().await;
    bench.vault.tamper(|blobs| {
        let header = blobs.iter_mut().find(|blob| blob.name == "header").unwrap();
        *header.bytes.last_mut().unwrap() ^= 1;
    });
    let findings = bench.admin().verify().await.unwrap();
    assert_eq!(findings, [Finding { kid: None, problem: Damage::HeaderChanged.into() }]);
    let json = serde_json::to_value(&findings).unwrap();
    assert_eq!(json[0]["problem"], "the vault's header was changed");
}

#[test]
fn sound_safe_has_no_findings() {
    assert_eq!(findings(safe()), []);
}

#[test]
fn private_part_of_another_key_is_found() {
    let (mut safe, mut other) = (safe(), safe());
    signing(&mut safe).private = signing(&mut other).private.clone();
    assert_eq!(findings(safe), [Problem::HalvesDiffer]);
}

#[test]
fn kid_that_is_not_the_thumbprint_is_found() {
    let mut safe = safe();
    signing(&mut safe).label.kid = "another".to_owned();
    assert_eq!(findings(safe), [Problem::NotThumbprint]);
}

#[test]
fn short_secret_is_found() {
    let mut safe = safe();
    let secret = safe.records.iter_mut().find(|record| record.label.usage == KeyUse::Mac).unwrap();
    secret.private.truncate(31);
    assert_eq!(findings(safe), [Problem::SecretLength]);
}

#[test]
fn dates_out_of_order_are_found() {
    let mut safe = safe();
    let before = START.minus(DAY);
    signing(&mut safe).label.state = KeyState::Active { published_at: START, since: before };
    assert_eq!(findings(safe), [Problem::DatesOutOfOrder]);
}

#[test]
fn date_in_the_future_is_found() {
    let mut safe = safe();
    let later: Time = START.plus(DAY);
    signing(&mut safe).label.state = KeyState::Active { published_at: START, since: later };
    assert_eq!(findings(safe), [Problem::DateInFuture]);
}

#[test]
fn algorithm_without_a_key_is_found() {
    let mut safe = safe();
    safe.records.retain(|record| record.label.usage != KeyUse::Signing);
    assert_eq!(findings(safe), [Problem::NoActive(KeyKind::Signing(Algorithm::EdDSA))]);
}

#[test]
fn two_active_keys_are_found() {
    let (mut safe, mut other) = (safe(), safe());
    let second = other.records.pop().unwrap();
    safe.records.push(second);
    assert_eq!(findings(safe), [Problem::SeveralActive(KeyKind::Signing(Algorithm::EdDSA))]);
}
