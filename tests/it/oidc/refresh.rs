//! Refresh tokens turn at every use (RFC 6749 section 6, RFC 9700 section 4.14.2).

use std::time::Duration;

use futures_util::future::join_all;
use serde_json::{Value, json};
use testkit::{RelyingParty, Tokens, World, on_each_database};

on_each_database! {
    every_use_gives_the_next,
    the_next_id_token_speaks_of_the_same_sign_in,
    refused_to_another_client,
    scope_may_shrink_and_not_grow,
    refused_when_replayed_and_the_family_is_revoked,
    a_lost_answer_may_be_asked_for_once_more,
    a_repetition_after_the_successor_was_used_is_theft,
    of_eight_at_once_all_get_the_same_successor,
    refused_when_altered,
    refused_when_missing,
    resources_may_be_narrowed_and_not_widened,
    claims_of_the_first_request_hold_on,
}

const PAST_GRACE: Duration = Duration::from_secs(11);

async fn signed_on(world: &World) -> (RelyingParty, Tokens) {
    let (city, lin) = (world.party("city", json!({})).await, world.person("lin").await);
    let tokens = lin.tokens(&mut world.browser(), &city.ask()).await;
    (city, tokens)
}

fn invalid_grant() -> (u16, String) {
    (400, "invalid_grant".to_owned())
}

async fn every_use_gives_the_next(world: World) {
    let (city, first) = signed_on(&world).await;
    let second = city.refreshed(first.refresh_token()).await;
    let third = city.refreshed(second.refresh_token()).await;
    assert_ne!(first.refresh_token, second.refresh_token);
    assert_ne!(second.refresh_token, third.refresh_token);
    for tokens in [&first, &second, &third] {
        assert_eq!(city.userinfo(&tokens.access_token).await.status, 200);
    }
}

async fn the_next_id_token_speaks_of_the_same_sign_in(world: World) {
    let (city, first) = signed_on(&world).await;
    world.advance(Duration::from_secs(200));
    let second = city.refreshed(first.refresh_token()).await;
    // OpenID Connect Core 1.0 section 12.2.
    let (before, after) = (first.claims(), second.claims());
    assert_eq!((&before.sub, &before.aud, before.auth_time), (&after.sub, &after.aud, after.auth_time));
    assert_eq!((&before.sid, before.acr), (&after.sid, after.acr));
    assert!(after.iat > before.iat);
}

async fn refused_to_another_client(world: World) {
    let (city, tokens) = signed_on(&world).await;
    let town = world.party("town", json!({})).await;
    assert_eq!(town.refresh(tokens.refresh_token()).await.refusal(), invalid_grant());
    city.refreshed(tokens.refresh_token()).await;
}

async fn scope_may_shrink_and_not_grow(world: World) {
    let (city, tokens) = signed_on(&world).await;
    let ask = |scope: &'static str| {
        [("grant_type", "refresh_token"), ("refresh_token", tokens.refresh_token()), ("scope", scope)]
    };
    let more = city.post("/token", &ask("openid profile email")).await;
    assert_eq!(more.refusal(), (400, "invalid_scope".to_owned()));
    let less = city.post("/token", &ask("openid")).await;
    assert_eq!((less.status, less.text("scope").as_str()), (200, "openid"));
    // RFC 6749 section 6: what was granted stays granted.
    let again = city.refreshed(&less.text("refresh_token")).await;
    assert_eq!(again.scope, "openid profile");
}

async fn refused_when_replayed_and_the_family_is_revoked(world: World) {
    let (city, first) = signed_on(&world).await;
    let second = city.refreshed(first.refresh_token()).await;
    world.advance(PAST_GRACE);
    assert_eq!(city.refresh(first.refresh_token()).await.refusal(), invalid_grant());
    assert_eq!(city.refresh(second.refresh_token()).await.refusal(), invalid_grant());
    world.catch_up().await;
    assert_eq!(city.userinfo(&second.access_token).await.status, 401);
}

async fn a_lost_answer_may_be_asked_for_once_more(world: World) {
    let (city, first) = signed_on(&world).await;
    let lost = city.refreshed(first.refresh_token()).await;
    let again = city.refreshed(first.refresh_token()).await;
    assert_eq!(lost.refresh_token, again.refresh_token);
    city.refreshed(again.refresh_token()).await;
}

async fn a_repetition_after_the_successor_was_used_is_theft(world: World) {
    let (city, first) = signed_on(&world).await;
    let second = city.refreshed(first.refresh_token()).await;
    let third = city.refreshed(second.refresh_token()).await;
    assert_eq!(city.refresh(first.refresh_token()).await.refusal(), invalid_grant());
    assert_eq!(city.refresh(third.refresh_token()).await.refusal(), invalid_grant());
}

async fn of_eight_at_once_all_get_the_same_successor(world: World) {
    let (city, tokens) = signed_on(&world).await;
    let replies = join_all((0..8).map(|_| city.refresh(tokens.refresh_token()))).await;
    let mut next: Vec<_> = replies.iter().map(|reply| reply.text("refresh_token")).collect();
    next.dedup();
    assert_eq!(next.len(), 1);
    city.refreshed(&next[0]).await;
}

async fn refused_when_altered(world: World) {
    let (city, tokens) = signed_on(&world).await;
    let own = tokens.refresh_token();
    let flipped = format!("{}{}", if own.starts_with('A') { 'B' } else { 'A' }, &own[1..]);
    for altered in
        [flipped.as_str(), &own[1..], &own[..own.len() - 2], "x", &"x".repeat(500), &tokens.access_token]
    {
        assert_eq!(city.refresh(altered).await.refusal(), invalid_grant());
    }
    city.refreshed(own).await;
}

async fn refused_when_missing(world: World) {
    let (city, _) = signed_on(&world).await;
    let reply = city.post("/token", &[("grant_type", "refresh_token")]).await;
    assert_eq!(reply.refusal(), (400, "invalid_request".to_owned()));
}

async fn resources_may_be_narrowed_and_not_widened(world: World) {
    let (one, other) = ("https://one.example/", "https://other.example/");
    let (city, lin) =
        (world.party("city", json!({ "resources": [one, other] })).await, world.person("lin").await);
    let tokens = lin.tokens(&mut world.browser(), &city.ask().with("resource", one)).await;
    let ask = |resource: &'static str| {
        [("grant_type", "refresh_token"), ("refresh_token", tokens.refresh_token()), ("resource", resource)]
    };
    assert_eq!(city.post("/token", &ask(other)).await.refusal(), (400, "invalid_target".to_owned()));
    let reply = city.post("/token", &ask(one)).await;
    let claims: Value = city.verified(&reply.text("access_token")).await;
    assert_eq!(claims["aud"], json!(one));
}

async fn claims_of_the_first_request_hold_on(world: World) {
    let (city, lin) = (world.party("city", json!({})).await, world.person("lin").await);
    let ask = city.ask().with("scope", "openid").with("claims", r#"{"userinfo":{"email":null}}"#);
    let first = lin.tokens(&mut world.browser(), &ask).await;
    let second = city.refreshed(first.refresh_token()).await;
    for tokens in [first, second] {
        let told = city.userinfo(&tokens.access_token).await.json();
        assert_eq!((told.get("email"), told.get("name")), (Some(&json!("lin@mail.example")), None));
    }
}
