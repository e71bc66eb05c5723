//! Introspection (RFC 7662): whoever may not know learns nothing.

use std::time::Duration;

use serde_json::json;
use store::client::ClientStatus;
use testkit::{Call, Proof, RelyingParty, Tokens, World, on_each_database};

on_each_database! {
    tells_what_an_access_token_is,
    tells_what_a_refresh_token_is,
    inactive_and_nothing_more_when_of_another_client,
    inactive_when_unknown,
    inactive_when_expired,
    inactive_when_revoked,
    inactive_when_rotated_away,
    inactive_after_the_session_ended,
    inactive_after_the_account_was_frozen,
    an_id_token_is_not_a_token_to_ask_about,
    refused_without_authentication,
    refused_without_a_token,
    refused_to_a_disabled_client,
    told_to_the_server_of_the_resource,
    not_told_to_the_server_of_another_resource,
}

async fn signed_on(world: &World) -> (RelyingParty, Tokens) {
    let (city, lin) = (world.party("city", json!({})).await, world.person("lin").await);
    let tokens = lin.tokens(&mut world.browser(), &city.ask()).await;
    (city, tokens)
}

async fn tells_what_an_access_token_is(world: World) {
    let (city, tokens) = signed_on(&world).await;
    let told = city.introspect(&tokens.access_token).await;
    assert_eq!(told["active"], json!(true));
    assert_eq!(told["client_id"], json!("city"));
    assert_eq!(told["sub"], json!(tokens.claims().sub));
    assert_eq!(told["scope"], json!("openid profile"));
    assert_eq!(told["iss"], json!(world.issuer()));
    assert_eq!(told["exp"], json!(world.now().seconds() + 300));
}

async fn tells_what_a_refresh_token_is(world: World) {
    let (city, tokens) = signed_on(&world).await;
    let told = city.introspect(tokens.refresh_token()).await;
    assert_eq!((&told["active"], &told["client_id"]), (&json!(true), &json!("city")));
}

async fn inactive_and_nothing_more_when_of_another_client(world: World) {
    let (_, tokens) = signed_on(&world).await;
    let town = world.party("town", json!({})).await;
    for token in [&tokens.access_token, tokens.refresh_token()] {
        assert_eq!(town.introspect(token).await, json!({ "active": false }));
    }
}

async fn inactive_when_unknown(world: World) {
    let (city, tokens) = signed_on(&world).await;
    let long = "x".repeat(20_000);
    for token in ["x", "a.b.c", &testkit::tampered(&tokens.access_token), &long, &tokens.access_token[..80]] {
        assert_eq!(city.introspect(token).await, json!({ "active": false }));
    }
}

async fn inactive_when_expired(world: World) {
    let (city, tokens) = signed_on(&world).await;
    world.advance(Duration::from_secs(299));
    assert_eq!(city.introspect(&tokens.access_token).await["active"], json!(true));
    world.advance(Duration::from_secs(1));
    assert_eq!(city.introspect(&tokens.access_token).await, json!({ "active": false }));
}

async fn inactive_when_revoked(world: World) {
    let (city, tokens) = signed_on(&world).await;
    city.revoke(tokens.refresh_token()).await;
    for token in [&tokens.access_token, tokens.refresh_token()] {
        assert_eq!(city.introspect(token).await, json!({ "active": false }));
    }
}

async fn inactive_when_rotated_away(world: World) {
    let (city, first) = signed_on(&world).await;
    let second = city.refreshed(first.refresh_token()).await;
    assert_eq!(city.introspect(first.refresh_token()).await, json!({ "active": false }));
    assert_eq!(city.introspect(second.refresh_token()).await["active"], json!(true));
}

async fn inactive_after_the_session_ended(world: World) {
    let (city, lin) = (world.party("city", json!({})).await, world.person("lin").await);
    let mut browser = world.browser();
    let tokens = lin.tokens(&mut browser, &city.ask()).await;
    browser.get(&world.url("/")).await.unwrap();
    browser.press("sign-out").await.unwrap();
    world.catch_up().await;
    for token in [&tokens.access_token, tokens.refresh_token()] {
        assert_eq!(city.introspect(token).await, json!({ "active": false }));
    }
}

async fn inactive_after_the_account_was_frozen(world: World) {
    let (city, tokens) = signed_on(&world).await;
    let (account, _) = world.app.accounts.page(None, 1).await.unwrap().remove(0);
    let frozen = store::account::AccountStatus::Frozen;
    world.app.accounts.set_status(account.id, frozen, "test").await.unwrap();
    world.catch_up().await;
    for token in [&tokens.access_token, tokens.refresh_token()] {
        assert_eq!(city.introspect(token).await, json!({ "active": false }));
    }
}

async fn an_id_token_is_not_a_token_to_ask_about(world: World) {
    let (city, tokens) = signed_on(&world).await;
    assert_eq!(city.introspect(tokens.id_token()).await, json!({ "active": false }));
}

async fn refused_without_authentication(world: World) {
    let (city, tokens) = signed_on(&world).await;
    let bare = Call::post("/introspect", &[("token", &tokens.access_token)]);
    assert_eq!(world.send(bare).await.refusal(), (401, "invalid_client".to_owned()));
    let named = city.proving(Proof::None).post("/introspect", &[("token", &tokens.access_token)]).await;
    assert_eq!(named.refusal(), (401, "invalid_client".to_owned()));
    // RFC 7662 section 2.1: an access token is no client authentication here.
    let bearer = Call::post("/introspect", &[("token", "x")]).bearer(&tokens.access_token);
    assert_eq!(world.send(bearer).await.status, 401);
}

async fn refused_without_a_token(world: World) {
    let (city, _) = signed_on(&world).await;
    assert_eq!(city.post("/introspect", &[]).await.refusal(), (400, "invalid_request".to_owned()));
}

async fn refused_to_a_disabled_client(world: World) {
    let (city, tokens) = signed_on(&world).await;
    world.set_client("city", ClientStatus::Disabled).await;
    let reply = city.post("/introspect", &[("token", &tokens.access_token)]).await;
    assert_eq!(reply.refusal(), (401, "invalid_client".to_owned()));
}

const RECORDS: &str = "https://records.example/";

/// A resource server, and an access token for the resource it serves or another.
async fn server(world: &World, serves: &str) -> (RelyingParty, Tokens) {
    let record = json!({
        "grant_types": ["client_credentials"], "serves_resources": [serves], "redirect_uris": null,
        "post_logout_redirect_uris": null, "backchannel_logout_uri": null, "scope": "",
    });
    let server = world.party("records", record).await;
    let (city, lin) =
        (world.party("city", json!({ "resources": [RECORDS] })).await, world.person("lin").await);
    let tokens = lin.tokens(&mut world.browser(), &city.ask().with("resource", RECORDS)).await;
    (server, tokens)
}

async fn told_to_the_server_of_the_resource(world: World) {
    let (server, tokens) = server(&world, RECORDS).await;
    let told = server.introspect(&tokens.access_token).await;
    assert_eq!(told["active"], json!(true));
    assert_eq!(told["aud"], json!(RECORDS));
    // The refresh token is between the client and us.
    assert_eq!(server.introspect(tokens.refresh_token()).await, json!({ "active": false }));
}

async fn not_told_to_the_server_of_another_resource(world: World) {
    let (server, tokens) = server(&world, "https://other.example/").await;
    assert_eq!(server.introspect(&tokens.access_token).await, json!({ "active": false }));
}
