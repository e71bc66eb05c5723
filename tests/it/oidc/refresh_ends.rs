//! What ends a refresh token (OWASP ASVS 5.0, 7.4.2, 10.4.8, 10.4.9).

use std::time::Duration;

use serde_json::{Value, json};
use store::account::AccountStatus;
use testkit::{Browser, RelyingParty, Tokens, World, on_each_database};

on_each_database! {
    refused_when_idle_for_too_long,
    refused_past_the_absolute_limit_however_often_used,
    refused_after_the_session_ended,
    offline_access_outlives_the_session,
    refused_after_the_account_was_frozen,
    refused_after_consent_was_withdrawn,
    refused_after_offline_access_was_taken_away,
    refused_after_the_client_lost_the_grant,
    refused_when_the_session_reaches_its_limit,
    no_more_than_is_registered_now_is_refreshed,
}

async fn signed_on(world: &World, record: Value, scope: &str) -> (RelyingParty, Tokens, Browser) {
    let (city, lin) = (world.party("city", record).await, world.person("lin").await);
    let mut browser = world.browser();
    let tokens = lin.tokens(&mut browser, &city.ask().with("scope", scope)).await;
    (city, tokens, browser)
}

fn invalid_grant() -> (u16, String) {
    (400, "invalid_grant".to_owned())
}

async fn sign_out(world: &World, browser: &mut Browser) {
    browser.get(&world.url("/")).await.unwrap();
    browser.press("sign-out").await.unwrap();
}

async fn refused_when_idle_for_too_long(world: World) {
    let (city, first, _) =
        signed_on(&world, json!({ "refresh_idle_seconds": 60 }), "openid offline_access").await;
    world.advance(Duration::from_secs(59));
    let second = city.refreshed(first.refresh_token()).await;
    world.advance(Duration::from_secs(60));
    assert_eq!(city.refresh(second.refresh_token()).await.refusal(), invalid_grant());
}

async fn refused_past_the_absolute_limit_however_often_used(world: World) {
    let record = json!({ "refresh_idle_seconds": 60, "refresh_absolute_seconds": 100 });
    let (city, first, _) = signed_on(&world, record, "openid offline_access").await;
    world.advance(Duration::from_secs(50));
    let second = city.refreshed(first.refresh_token()).await;
    world.advance(Duration::from_secs(49));
    let third = city.refreshed(second.refresh_token()).await;
    world.advance(Duration::from_secs(1));
    assert_eq!(city.refresh(third.refresh_token()).await.refusal(), invalid_grant());
}

async fn refused_after_the_session_ended(world: World) {
    let (city, tokens, mut browser) = signed_on(&world, json!({}), "openid").await;
    sign_out(&world, &mut browser).await;
    assert_eq!(city.refresh(tokens.refresh_token()).await.refusal(), invalid_grant());
}

async fn offline_access_outlives_the_session(world: World) {
    let (city, tokens, mut browser) = signed_on(&world, json!({}), "openid offline_access").await;
    sign_out(&world, &mut browser).await;
    city.refreshed(tokens.refresh_token()).await;
}

async fn refused_after_the_account_was_frozen(world: World) {
    let (city, tokens, _) = signed_on(&world, json!({}), "openid offline_access").await;
    let (account, _) = world.app.accounts.page(None, 1).await.unwrap().remove(0);
    world.app.accounts.set_status(account.id, AccountStatus::Frozen, "test").await.unwrap();
    assert_eq!(city.refresh(tokens.refresh_token()).await.refusal(), invalid_grant());
    // What died does not come to life again.
    world.app.accounts.set_status(account.id, AccountStatus::Active, "test").await.unwrap();
    assert_eq!(city.refresh(tokens.refresh_token()).await.refusal(), invalid_grant());
}

async fn refused_after_consent_was_withdrawn(world: World) {
    let record = json!({ "consent": "required" });
    let (city, tokens, mut browser) = signed_on(&world, record, "openid offline_access").await;
    browser.get(&world.url("/home/consents")).await.unwrap();
    browser.press("withdraw-city").await.unwrap();
    assert_eq!(city.refresh(tokens.refresh_token()).await.refusal(), invalid_grant());
}

async fn refused_after_offline_access_was_taken_away(world: World) {
    let (city, tokens, _) = signed_on(&world, json!({}), "openid offline_access").await;
    world.redeclare("city", json!({ "scope": "openid profile email" })).await;
    assert_eq!(city.refresh(tokens.refresh_token()).await.refusal(), invalid_grant());
}

async fn refused_after_the_client_lost_the_grant(world: World) {
    let (city, tokens, _) = signed_on(&world, json!({}), "openid").await;
    world.redeclare("city", json!({ "grant_types": ["authorization_code"], "scope": "openid" })).await;
    let reply = city.refresh(tokens.refresh_token()).await;
    assert_eq!(reply.refusal(), (400, "unauthorized_client".to_owned()));
}

async fn refused_when_the_session_reaches_its_limit(world: World) {
    let (city, first, _) = signed_on(&world, json!({}), "openid").await;
    world.advance(Duration::from_secs(8 * 3600 - 1));
    let second = city.refreshed(first.refresh_token()).await;
    world.advance(Duration::from_secs(1));
    assert_eq!(city.refresh(second.refresh_token()).await.refusal(), invalid_grant());
}

async fn no_more_than_is_registered_now_is_refreshed(world: World) {
    let (city, first, _) = signed_on(&world, json!({}), "openid profile email").await;
    let second = city.refreshed(first.refresh_token()).await;
    assert_eq!(second.scope, "openid profile email");
    assert!(city.userinfo(&second.access_token).await.json().get("email").is_some());
    world.redeclare("city", json!({ "scope": "openid profile" })).await;
    world.catch_up().await;
    let third = city.refreshed(second.refresh_token()).await;
    assert_eq!(third.scope, "openid profile");
    assert!(city.userinfo(&third.access_token).await.json().get("email").is_none());
}
