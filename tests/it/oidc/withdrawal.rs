//! What was taken back stays taken back until it is given again, also without refresh tokens and with little asked.

use serde_json::{Value, json};
use store::account::AccountStatus;
use testkit::{Answer, Browser, RelyingParty, Tokens, World, on_each_database};

on_each_database! {
    a_withdrawal_reaches_access_tokens_without_refresh_tokens,
    freezing_reaches_access_tokens_without_refresh_tokens,
    little_asked_after_a_withdrawal_is_asked_again_and_redeemed,
}

async fn signed_on(world: &World, changes: Value) -> (RelyingParty, Tokens, Browser) {
    let (city, lin) = (world.party("city", changes).await, world.person("lin").await);
    let mut browser = world.browser();
    let tokens = lin.tokens(&mut browser, &city.ask()).await;
    (city, tokens, browser)
}

fn without_refresh_tokens() -> Value {
    json!({
        "consent": "required", "grant_types": ["authorization_code"], "scope": "openid profile email",
    })
}

async fn withdraw(world: &World, browser: &mut Browser) {
    browser.get(&world.url("/home/consents")).await.unwrap();
    browser.press("withdraw-city").await.unwrap();
    world.catch_up().await;
}

async fn a_withdrawal_reaches_access_tokens_without_refresh_tokens(world: World) {
    let (city, tokens, mut browser) = signed_on(&world, without_refresh_tokens()).await;
    assert_eq!(tokens.refresh_token, None);
    assert_eq!(city.introspect(&tokens.access_token).await["active"], json!(true));
    withdraw(&world, &mut browser).await;
    assert_eq!(city.introspect(&tokens.access_token).await["active"], json!(false));
    assert_eq!(city.userinfo(&tokens.access_token).await.status, 401);
}

async fn freezing_reaches_access_tokens_without_refresh_tokens(world: World) {
    let (city, tokens, _) = signed_on(&world, without_refresh_tokens()).await;
    assert_eq!(city.introspect(&tokens.access_token).await["active"], json!(true));
    let (account, _) = world.app.accounts.page(None, 1).await.unwrap().remove(0);
    world.app.accounts.set_status(account.id, AccountStatus::Frozen, "test").await.unwrap();
    world.catch_up().await;
    assert_eq!(city.introspect(&tokens.access_token).await["active"], json!(false));
    // What died does not live again with the account.
    world.app.accounts.set_status(account.id, AccountStatus::Active, "test").await.unwrap();
    assert_eq!(city.userinfo(&tokens.access_token).await.status, 401);
}

async fn little_asked_after_a_withdrawal_is_asked_again_and_redeemed(world: World) {
    let (city, _, mut browser) = signed_on(&world, json!({ "consent": "required" })).await;
    withdraw(&world, &mut browser).await;
    world.advance(std::time::Duration::from_secs(1));
    let ask = city.ask().with("scope", "openid");
    let page = ask.open(&mut browser).await;
    assert!(page.has("consent-form"));
    let page = browser.submit_on(&page, "consent-form", &[("decision", "allow")]).await.unwrap();
    let answer = Answer::of(&page, &ask).unwrap();
    assert_eq!(city.tokens(&ask, answer.code()).await.scope, "openid");
}
