use proto::jose::{Algorithm, JwsError, UnverifiedJws};
use serde_json::{Value, json};

use super::{Bench, DAY, HOUR, kid_of};
use crate::custody::KeyAction;
use crate::rotation::{CalendarRefusal, RotationPolicy, StateName};
use crate::{KeyError, KeyRefusal, KeyUse, MacPurpose};

#[tokio::test]
async fn empty_vault_gets_an_active_key_of_each_kind() {
    let bench = Bench::of(&Algorithm::ALL);
    let keyring = bench.open().await;
    assert_eq!(keyring.algorithms(), Algorithm::ALL);
    let uses: Vec<KeyUse> = keyring.keys().iter().map(|key| key.usage).collect();
    for usage in [KeyUse::Seal, KeyUse::Mac, KeyUse::Index] {
        assert_eq!(uses.iter().filter(|found| **found == usage).count(), 1);
    }
    assert!(keyring.keys().iter().all(|key| key.state == StateName::Active));
    assert_eq!(bench.vault.acts().len(), 1);
    assert_eq!(bench.vault.acts()[0].action, KeyAction::Initialised);
}

#[tokio::test]
async fn every_algorithm_signs_what_it_verifies() {
    let keyring = Bench::of(&Algorithm::ALL).open().await;
    for alg in Algorithm::ALL {
        let token = keyring.sign(alg, "at+jwt", &json!({ "sub": "a" })).unwrap();
        let verified = keyring.verify_own(&token, "at+jwt").unwrap();
        assert_eq!(verified.header().alg, alg);
        assert_eq!(verified.header().kid, kid_of(&keyring.keys(), alg, StateName::Active));
        assert_eq!(verified.claims::<Value>().unwrap(), json!({ "sub": "a" }));
    }
}

#[tokio::test]
async fn refused_when_algorithm_has_no_key() {
    let keyring = Bench::new().open().await;
    let refused = keyring.sign(Algorithm::RS256, "JWT", &json!({}));
    assert!(matches!(refused, Err(KeyError::NoActiveKey(Algorithm::RS256))));
}

#[tokio::test]
async fn type_is_compared_as_a_media_type() {
    let keyring = Bench::new().open().await;
    let token = keyring.sign(Algorithm::ES256, "at+jwt", &json!({})).unwrap();
    assert!(keyring.verify_own(&token, "AT+JWT").is_ok());
    assert!(keyring.verify_own(&token, "application/at+jwt").is_ok());
}

#[tokio::test]
async fn refused_when_of_another_type() {
    let keyring = Bench::new().open().await;
    let token = keyring.sign(Algorithm::ES256, "at+jwt", &json!({})).unwrap();
    assert_eq!(keyring.verify_own(&token, "logout+jwt").unwrap_err(), JwsError::WrongType);
}

#[tokio::test]
async fn refused_when_signed_by_another_vault() {
    let token = Bench::new().open().await.sign(Algorithm::ES256, "JWT", &json!({})).unwrap();
    let refused = Bench::new().open().await.verify_own(&token, "JWT");
    assert_eq!(refused.unwrap_err(), JwsError::UnknownKey);
}

#[tokio::test]
async fn refused_when_changed_after_signing() {
    let keyring = Bench::new().open().await;
    let token = keyring.sign(Algorithm::ES256, "JWT", &json!({ "sub": "a" })).unwrap();
    let other = keyring.sign(Algorithm::ES256, "JWT", &json!({ "sub": "b" })).unwrap();
    let (body, _) = token.rsplit_once('.').unwrap();
    let (_, signature) = other.rsplit_once('.').unwrap();
    let refused = keyring.verify_own(&format!("{body}.{signature}"), "JWT");
    assert_eq!(refused.unwrap_err(), JwsError::BadSignature);
}

#[tokio::test]
async fn old_tokens_verify_until_their_key_is_retired() {
    let bench = Bench::new();
    let keyring = bench.open().await;
    let token = keyring.sign(Algorithm::ES256, "JWT", &json!({})).unwrap();
    bench.clock.advance(89 * DAY);
    assert_eq!(actions(&keyring.tick().await.unwrap()), [KeyAction::Generated]);
    bench.clock.advance(DAY);
    assert_eq!(actions(&keyring.tick().await.unwrap()), [KeyAction::Activated]);
    assert!(keyring.verify_own(&token, "JWT").is_ok());
    bench.clock.advance(23 * HOUR);
    assert!(keyring.tick().await.unwrap().is_empty());
    assert!(keyring.verify_own(&token, "JWT").is_ok());
    bench.clock.advance(HOUR);
    assert_eq!(actions(&keyring.tick().await.unwrap()), [KeyAction::Retired]);
    assert_eq!(keyring.verify_own(&token, "JWT").unwrap_err(), JwsError::UnknownKey);
}

#[tokio::test]
async fn next_key_is_published_and_never_signs() {
    let bench = Bench::new();
    let keyring = bench.open().await;
    bench.clock.advance(89 * DAY);
    keyring.tick().await.unwrap();
    let next = kid_of(&keyring.keys(), Algorithm::ES256, StateName::Next).unwrap();
    assert!(keyring.published().body.contains(&next));
    let token = keyring.sign(Algorithm::ES256, "JWT", &json!({})).unwrap();
    let signer = UnverifiedJws::parse(&token).unwrap().header().kid.clone().unwrap();
    assert_ne!(signer, next);
    bench.clock.advance(DAY);
    keyring.tick().await.unwrap();
    let token = keyring.sign(Algorithm::ES256, "JWT", &json!({})).unwrap();
    assert_eq!(UnverifiedJws::parse(&token).unwrap().header().kid, Some(next));
}

#[tokio::test]
async fn next_key_waits_when_the_calendar_was_late() {
    let bench = Bench::new();
    let keyring = bench.open().await;
    bench.clock.advance(200 * DAY);
    assert_eq!(actions(&keyring.tick().await.unwrap()), [KeyAction::Generated]);
    bench.clock.advance(23 * HOUR);
    assert!(keyring.tick().await.unwrap().is_empty());
    bench.clock.advance(HOUR);
    assert_eq!(actions(&keyring.tick().await.unwrap()), [KeyAction::Activated]);
}

#[tokio::test]
async fn algorithm_added_by_configuration_is_published_before_it_signs() {
    let mut bench = Bench::new();
    bench.open().await;
    bench.policy.algorithms.push(Algorithm::EdDSA);
    let keyring = bench.open().await;
    assert_eq!(bench.vault.acts()[1].action, KeyAction::CalendarChanged);
    keyring.tick().await.unwrap();
    assert_eq!(keyring.algorithms(), [Algorithm::ES256]);
    assert!(kid_of(&keyring.keys(), Algorithm::EdDSA, StateName::Next).is_some());
    bench.clock.advance(DAY);
    keyring.tick().await.unwrap();
    assert_eq!(keyring.algorithms(), [Algorithm::ES256, Algorithm::EdDSA]);
}

#[tokio::test]
async fn algorithm_that_left_the_calendar_stops_signing_and_still_verifies() {
    let mut bench = Bench::of(&[Algorithm::ES256, Algorithm::EdDSA]);
    let token = bench.open().await.sign(Algorithm::EdDSA, "JWT", &json!({})).unwrap();
    bench.policy.algorithms.pop();
    let keyring = bench.open().await;
    assert_eq!(actions(&keyring.tick().await.unwrap()), [KeyAction::Rotated]);
    assert_eq!(keyring.algorithms(), [Algorithm::ES256]);
    assert!(keyring.verify_own(&token, "JWT").is_ok());
}

#[tokio::test]
async fn refused_when_policy_contradicts_itself() {
    let mut bench = Bench::new();
    bench.policy = RotationPolicy { algorithms: Vec::new(), ..RotationPolicy::default() };
    let refused = bench.try_open().await.err();
    let expected = KeyRefusal::Calendar(CalendarRefusal::NoAlgorithm);
    assert!(matches!(refused, Some(KeyError::Refused(refusal)) if refusal == expected));
}

#[tokio::test]
async fn keyed_hash_is_bound_to_purpose_parts_and_vault() {
    let keyring = Bench::new().open().await;
    let mac = keyring.mac(MacPurpose::RefreshToken, &[b"ab", b"c"]);
    assert_eq!(mac, keyring.mac(MacPurpose::RefreshToken, &[b"ab", b"c"]));
    assert_ne!(mac, keyring.mac(MacPurpose::RefreshToken, &[b"a", b"bc"]));
    assert_ne!(mac, keyring.mac(MacPurpose::SessionCookie, &[b"ab", b"c"]));
    assert_ne!(mac, Bench::new().open().await.mac(MacPurpose::RefreshToken, &[b"ab", b"c"]));
}

fn actions(acts: &[crate::KeyAct]) -> Vec<KeyAction> {
    acts.iter().map(|act| act.action).collect()
}
