use std::time::Duration;

use proto::jose::{Algorithm, JwkSet};

use super::{Bench, DAY, HOUR, kid_of, who};
use crate::admin::Mode;
use crate::rotation::StateName;

#[tokio::test]
async fn key_set_holds_public_members_only() {
    let body = Bench::of(&Algorithm::ALL).open().await.published().body.clone();
    let set = JwkSet::parse(body.as_bytes()).unwrap();
    assert_eq!(set.keys.len(), 5);
    for member in ["\"d\"", "\"p\"", "\"q\"", "\"dp\"", "\"dq\"", "\"qi\"", "\"k\""] {
        assert!(!body.contains(member), "{member}");
    }
    for jwk in set.keys {
        assert_eq!(jwk.kid, Some(jwk.thumbprint()));
        assert_eq!(jwk.key_use.as_deref(), Some("sig"));
        assert!(jwk.alg.is_some());
    }
}

#[tokio::test]
async fn active_next_and_retiring_keys_are_published_in_this_order() {
    let bench = Bench::new();
    let keyring = bench.open().await;
    let admin = bench.admin();
    admin.rotate(Algorithm::ES256, &who(), Mode::Apply).await.unwrap();
    bench.clock.advance(DAY);
    admin.rotate(Algorithm::ES256, &who(), Mode::Apply).await.unwrap();
    admin.rotate(Algorithm::ES256, &who(), Mode::Apply).await.unwrap();
    keyring.reload_if_changed().await.unwrap();
    let kid = |state| kid_of(&keyring.keys(), Algorithm::ES256, state);
    let set = JwkSet::parse(keyring.published().body.as_bytes()).unwrap();
    let kids: Vec<_> = set.keys.into_iter().map(|jwk| jwk.kid).collect();
    assert_eq!(kids, [kid(StateName::Active), kid(StateName::Next), kid(StateName::Retiring)]);
    bench.clock.advance(DAY);
    keyring.tick().await.unwrap();
    let retired = kid_of(&keyring.keys(), Algorithm::ES256, StateName::Retired).unwrap();
    assert!(!keyring.published().body.contains(&retired));
}

#[tokio::test]
async fn entity_tag_changes_with_the_keys_only() {
    let bench = Bench::new();
    let keyring = bench.open().await;
    let before = keyring.published();
    bench.clock.advance(HOUR);
    assert_eq!(keyring.published().etag, before.etag);
    assert!(before.etag.starts_with('"') && before.etag.ends_with('"'));
    bench.admin().generate(Algorithm::ES256, None, &who(), Mode::Apply).await.unwrap();
    keyring.reload_if_changed().await.unwrap();
    assert_ne!(keyring.published().etag, before.etag);
}

#[tokio::test]
async fn copies_end_when_a_next_key_may_be_used() {
    let bench = Bench::new();
    let keyring = bench.open().await;
    let age = || keyring.published().max_age;
    assert_eq!(age(), HOUR);
    bench.admin().generate(Algorithm::ES256, None, &who(), Mode::Apply).await.unwrap();
    keyring.reload_if_changed().await.unwrap();
    assert_eq!(age(), HOUR);
    bench.clock.advance(DAY - Duration::from_secs(600));
    assert_eq!(age(), Duration::from_secs(600));
    bench.clock.advance(Duration::from_secs(570));
    assert_eq!(age(), Duration::from_secs(60));
    bench.clock.advance(Duration::from_secs(30));
    assert_eq!(age(), HOUR);
}
