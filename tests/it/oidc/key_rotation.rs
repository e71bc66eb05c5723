//! Signing keys turn over while tokens live (OpenID Connect Core 1.0 section 10.1.1).

use std::time::Duration;

use keys::admin::{Mode, SecretUse, Who};
use keys::{Force, KeyRefusal};
use proto::jose::{Algorithm, UnverifiedJws};
use serde_json::{Value, json};
use testkit::{RelyingParty, World, on_each_database};

on_each_database! {
    a_new_key_is_published_before_it_signs,
    tokens_of_the_old_key_go_on,
    refused_when_activated_before_others_can_know_it,
    the_calendar_turns_keys_by_itself,
    a_retired_key_is_no_longer_published_and_no_longer_verifies,
    every_algorithm_signs_with_its_own_key,
    refused_when_a_client_asks_for_an_algorithm_without_a_key,
    an_assertion_used_before_the_mac_key_turned_is_refused,
}

const DAY: Duration = Duration::from_secs(24 * 3600);

async fn service(world: &World) -> RelyingParty {
    let record = json!({
        "grant_types": ["client_credentials"], "scope": "records.read", "redirect_uris": null,
        "post_logout_redirect_uris": null, "backchannel_logout_uri": null,
    });
    world.party("service", record).await
}

async fn token(service: &RelyingParty) -> String {
    service.post("/token", &[("grant_type", "client_credentials")]).await.text("access_token")
}

fn kid(token: &str) -> String {
    UnverifiedJws::parse(token).unwrap().header().kid.clone().unwrap()
}

async fn published(world: &World) -> Vec<String> {
    let set = world.get("/jwks").await.json();
    let keys = set["keys"].as_array().unwrap();
    keys.iter().filter(|key| key["alg"] == json!("ES256")).map(|key| text(&key["kid"])).collect()
}

fn text(value: &Value) -> String {
    value.as_str().unwrap().to_owned()
}

fn who() -> Who {
    Who { who: "test".to_owned(), why: "a test".to_owned() }
}

/// One step of a rotation before its time.
async fn rotate(world: &World) {
    let admin = world.app.ground.keys.admin();
    admin.rotate(Algorithm::ES256, &who(), Mode::Apply).await.unwrap();
    world.catch_up().await;
}

async fn a_new_key_is_published_before_it_signs(world: World) {
    let service = service(&world).await;
    let old = kid(&token(&service).await);
    assert_eq!(published(&world).await, std::slice::from_ref(&old));
    rotate(&world).await;
    let both = published(&world).await;
    assert_eq!(both.len(), 2);
    assert_eq!(kid(&token(&service).await), old);
    world.advance(DAY);
    rotate(&world).await;
    let new = kid(&token(&service).await);
    assert!(new != old && both.contains(&new));
}

async fn tokens_of_the_old_key_go_on(world: World) {
    let service = service(&world).await;
    rotate(&world).await;
    world.advance(DAY);
    let before = token(&service).await;
    rotate(&world).await;
    let after = token(&service).await;
    assert_ne!(kid(&before), kid(&after));
    for token in [&before, &after] {
        let _: Value = service.verified(token).await;
        assert_eq!(service.introspect(token).await["active"], json!(true));
    }
}

async fn refused_when_activated_before_others_can_know_it(world: World) {
    let admin = world.app.ground.keys.admin();
    let next = admin.generate(Algorithm::ES256, None, &who(), Mode::Apply).await.unwrap().kid.unwrap();
    world.advance(DAY - Duration::from_secs(1));
    let early = admin.activate(&next, &Force::No, &who(), Mode::Apply).await;
    assert!(matches!(early, Err(keys::KeyError::Refused(KeyRefusal::State { .. }))), "{early:?}");
    world.advance(Duration::from_secs(1));
    admin.activate(&next, &Force::No, &who(), Mode::Apply).await.unwrap();
}

async fn the_calendar_turns_keys_by_itself(world: World) {
    let service = service(&world).await;
    let old = kid(&token(&service).await);
    world.advance(DAY * 89);
    world.run_jobs_once().await;
    assert_eq!(published(&world).await.len(), 2);
    assert_eq!(kid(&token(&service).await), old);
    world.advance(DAY);
    world.run_jobs_once().await;
    assert_ne!(kid(&token(&service).await), old);
    assert!(published(&world).await.contains(&old));
}

async fn a_retired_key_is_no_longer_published_and_no_longer_verifies(world: World) {
    let service = service(&world).await;
    let before = token(&service).await;
    rotate(&world).await;
    world.advance(DAY);
    rotate(&world).await;
    world.advance(DAY);
    world.run_jobs_once().await;
    assert!(!published(&world).await.contains(&kid(&before)));
    assert_eq!(service.introspect(&before).await, json!({ "active": false }));
}

async fn every_algorithm_signs_with_its_own_key(world: World) {
    let lin = world.person("lin").await;
    let all = |config: &mut config::Config| config.keys.algorithms = config::SigningAlgorithm::all().to_vec();
    let node = world.node_with(all).await;
    node.run_jobs_once().await;
    world.advance(DAY);
    node.run_jobs_once().await;
    for algorithm in ["ES256", "ES384", "EdDSA", "PS256", "RS256"] {
        let party = node.party("city", json!({ "id_token_signed_response_alg": algorithm })).await;
        world.catch_up().await;
        let (mut browser, ask) = (world.browser(), party.ask());
        lin.tokens(&mut browser, &world.party("near", json!({})).await.ask()).await;
        let answer = ask.unasked(&mut browser).await;
        let tokens = party.tokens(&ask, answer.code()).await;
        let jws = UnverifiedJws::parse(tokens.id_token()).unwrap();
        assert_eq!(jws.header().alg.as_str(), algorithm);
    }
}

async fn refused_when_a_client_asks_for_an_algorithm_without_a_key(world: World) {
    for name in ["id_token_signed_response_alg", "userinfo_signed_response_alg"] {
        assert_eq!(world.client_problems("city", json!({ name: "RS256" })).await, [name]);
        assert_eq!(world.client_problems("city", json!({ name: "EdDSA" })).await, Vec::<String>::new());
    }
}

async fn an_assertion_used_before_the_mac_key_turned_is_refused(world: World) {
    let record = json!({ "token_endpoint_auth_method": "private_key_jwt" });
    let signer = world.party("signer", record).await;
    let asked = [("token", "x")];
    let (used, unused) = (signer.assertion_claims(), signer.assertion_claims());
    let (used, unused) = (signer.key().sign(&used), signer.key().sign(&unused));
    assert_eq!(signer.post_asserting("/introspect", &asked, &used).await.status, 200);
    let admin = world.app.ground.keys.admin();
    admin.rotate_secret(SecretUse::Mac, &who(), Mode::Apply).await.unwrap();
    world.catch_up().await;
    assert_eq!(signer.post_asserting("/introspect", &asked, &unused).await.status, 200);
    let again = signer.post_asserting("/introspect", &asked, &used).await;
    assert_eq!(again.refusal(), (401, "invalid_client".to_owned()));
}
