//! Keys of clients behind `jwks_uri`: fetched when needed, as seldom as possible, never from where we must not go.

use std::sync::Arc;
use std::time::Duration;

use serde_json::{Value, json};
use testkit::{Proof, RelyingParty, TestKey, World, on_each_database};

on_each_database! {
    fetched_once_for_many_assertions,
    a_rotated_key_is_found,
    a_withdrawn_key_dies_within_the_hour,
    strangers_cannot_make_us_fetch,
    refused_when_the_set_cannot_be_fetched,
    refused_when_the_set_holds_a_private_key,
    an_inner_address_is_never_asked,
    a_redirect_is_not_followed_inside,
    a_server_that_fails_is_asked_once_in_thirty_seconds,
}

const ASKED: &[(&str, &str)] = &[("grant_type", "client_credentials")];
const PATH: &str = "/keys.json";

async fn signer(world: &World, address: &str) -> RelyingParty {
    let record = json!({
        "token_endpoint_auth_method": "private_key_jwt", "jwks_uri": address,
        "grant_types": ["client_credentials"], "scope": "records.read", "redirect_uris": null,
        "post_logout_redirect_uris": null, "backchannel_logout_uri": null,
    });
    world.party("signer", record).await
}

async fn near(world: &World) -> RelyingParty {
    let signer = signer(world, &world.outside().east(PATH)).await;
    publish(world, &[signer.key().public_jwk()]);
    signer
}

fn publish(world: &World, keys: &[Value]) {
    world.outside().answer(PATH, 200, &json!({ "keys": keys }));
}

fn with_key(signer: &RelyingParty, kid: &str) -> RelyingParty {
    signer.proving(Proof::Key(Arc::new(TestKey::new(kid))))
}

async fn fetched_once_for_many_assertions(world: World) {
    let signer = near(&world).await;
    for _ in 0..3 {
        assert_eq!(signer.post("/token", ASKED).await.status, 200);
    }
    assert_eq!(world.outside().heard(PATH).len(), 1);
}

async fn a_rotated_key_is_found(world: World) {
    let signer = near(&world).await;
    assert_eq!(signer.post("/token", ASKED).await.status, 200);
    let second = with_key(&signer, "second");
    publish(&world, &[signer.key().public_jwk(), second.key().public_jwk()]);
    world.advance(Duration::from_secs(30));
    assert_eq!(second.post("/token", ASKED).await.status, 200);
    assert_eq!(signer.post("/token", ASKED).await.status, 200);
    assert_eq!(world.outside().heard(PATH).len(), 2);
}

async fn a_withdrawn_key_dies_within_the_hour(world: World) {
    let signer = near(&world).await;
    assert_eq!(signer.post("/token", ASKED).await.status, 200);
    publish(&world, &[TestKey::new("second").public_jwk()]);
    world.advance(Duration::from_secs(3600));
    assert_eq!(signer.post("/token", ASKED).await.status, 401);
}

async fn strangers_cannot_make_us_fetch(world: World) {
    let signer = near(&world).await;
    assert_eq!(signer.post("/token", ASKED).await.status, 200);
    for number in 0..5 {
        let stranger = with_key(&signer, &format!("unheard of {number}"));
        assert_eq!(stranger.post("/token", ASKED).await.status, 401);
    }
    assert_eq!(world.outside().heard(PATH).len(), 1);
}

async fn refused_when_the_set_cannot_be_fetched(world: World) {
    let signer = signer(&world, &world.outside().east(PATH)).await;
    for (status, body) in
        [(500, json!({})), (404, json!({})), (200, json!("keys")), (200, json!({ "keys": 1 }))]
    {
        world.outside().answer(PATH, status, &body);
        assert_eq!(signer.post("/token", ASKED).await.status, 401, "{body}");
        world.advance(Duration::from_secs(30));
    }
    publish(&world, &[signer.key().public_jwk()]);
    assert_eq!(signer.post("/token", ASKED).await.status, 200);
}

async fn refused_when_the_set_holds_a_private_key(world: World) {
    let signer = signer(&world, &world.outside().east(PATH)).await;
    let mut private = signer.key().public_jwk();
    private["d"] = json!("AAAA");
    publish(&world, &[signer.key().public_jwk(), private]);
    assert_eq!(signer.post("/token", ASKED).await.status, 401);
}

async fn an_inner_address_is_never_asked(world: World) {
    let signer = signer(&world, &world.outside().inner(PATH)).await;
    publish(&world, &[signer.key().public_jwk()]);
    assert_eq!(signer.post("/token", ASKED).await.status, 401);
    assert!(!world.outside().inner_was_asked());
}

async fn a_redirect_is_not_followed_inside(world: World) {
    let signer = signer(&world, &world.outside().east(PATH)).await;
    world.outside().redirect(PATH, &world.outside().inner("/elsewhere.json"));
    world.outside().answer("/elsewhere.json", 200, &json!({ "keys": [signer.key().public_jwk()] }));
    assert_eq!(signer.post("/token", ASKED).await.status, 401);
    assert!(!world.outside().inner_was_asked());
}

async fn a_server_that_fails_is_asked_once_in_thirty_seconds(world: World) {
    let signer = near(&world).await;
    world.outside().answer(PATH, 500, &json!({}));
    for _ in 0..3 {
        assert_eq!(signer.post("/token", ASKED).await.status, 401);
    }
    world.advance(Duration::from_secs(29));
    assert_eq!(signer.post("/token", ASKED).await.status, 401);
    assert_eq!(world.outside().heard(PATH).len(), 1);
    world.advance(Duration::from_secs(1));
    assert_eq!(signer.post("/token", ASKED).await.status, 401);
    assert_eq!(world.outside().heard(PATH).len(), 2);
}
