//! When a person is asked, and what dies when they change their mind.

use serde_json::json;
use testkit::{World, on_each_database};

on_each_database! {
    nobody_is_asked_where_the_law_is_the_basis,
    nobody_is_asked_when_nothing_is_told,
    a_public_client_always_asks_once,
    a_withdrawal_kills_access_and_refresh_tokens,
    a_withdrawal_kills_offline_access,
    a_withdrawal_leaves_other_platforms_alone,
    consent_given_anew_works_anew,
}

async fn nobody_is_asked_where_the_law_is_the_basis(world: World) {
    let (city, lin) = (world.party("city", json!({})).await, world.person("lin").await);
    let (mut browser, ask) = (world.browser(), city.ask());
    let page = ask.open(&mut browser).await;
    let page = lin.sign_in_on(&mut browser, &page).await;
    assert!(!page.has("consent-form"));
}

async fn nobody_is_asked_when_nothing_is_told(world: World) {
    let lin = world.person("lin").await;
    let city = world.party("city", json!({ "consent": "required" })).await;
    let (mut browser, ask) = (world.browser(), city.ask().with("scope", "openid"));
    let page = ask.open(&mut browser).await;
    let page = lin.sign_in_on(&mut browser, &page).await;
    testkit::Answer::of(&page, &ask).unwrap().code();
}

async fn a_public_client_always_asks_once(world: World) {
    let record = json!({ "token_endpoint_auth_method": "none", "consent": "required" });
    let (app, lin) = (world.party("app", record).await, world.person("lin").await);
    let (mut browser, ask) = (world.browser(), app.ask().with("scope", "openid"));
    let page = ask.open(&mut browser).await;
    // RFC 8252 section 8.6: whoever can speak in its name never gets an answer unseen.
    let page = lin.sign_in_on(&mut browser, &page).await;
    assert!(page.has("consent-form"));
    lin.go_on(&mut browser, page, &ask).await.code();
    app.ask().with("scope", "openid").unasked(&mut browser).await.code();
}

async fn a_withdrawal_kills_access_and_refresh_tokens(world: World) {
    let lin = world.person("lin").await;
    let city = world.party("city", json!({ "consent": "required" })).await;
    let mut browser = world.browser();
    let tokens = lin.tokens(&mut browser, &city.ask()).await;
    browser.get(&world.url("/home/consents")).await.unwrap();
    browser.press("withdraw-city").await.unwrap();
    world.catch_up().await;
    assert_eq!(city.userinfo(&tokens.access_token).await.status, 401);
    assert_eq!(city.refresh(tokens.refresh_token()).await.refusal(), (400, "invalid_grant".to_owned()));
}

async fn a_withdrawal_kills_offline_access(world: World) {
    let lin = world.person("lin").await;
    let city = world.party("city", json!({ "consent": "required" })).await;
    let mut browser = world.browser();
    let ask = city.ask().with("scope", "openid profile offline_access");
    let tokens = lin.tokens(&mut browser, &ask).await;
    browser.get(&world.url("/home/consents")).await.unwrap();
    browser.press("withdraw-city").await.unwrap();
    world.catch_up().await;
    assert_eq!(city.refresh(tokens.refresh_token()).await.refusal(), (400, "invalid_grant".to_owned()));
    assert_eq!(city.userinfo(&tokens.access_token).await.status, 401);
}

async fn a_withdrawal_leaves_other_platforms_alone(world: World) {
    let lin = world.person("lin").await;
    let city = world.party("city", json!({ "consent": "required" })).await;
    let town = world.party("town", json!({ "consent": "required" })).await;
    let mut browser = world.browser();
    lin.tokens(&mut browser, &city.ask()).await;
    let tokens = lin.tokens(&mut browser, &town.ask()).await;
    browser.get(&world.url("/home/consents")).await.unwrap();
    browser.press("withdraw-city").await.unwrap();
    world.catch_up().await;
    assert_eq!(town.userinfo(&tokens.access_token).await.status, 200);
    town.refreshed(tokens.refresh_token()).await;
}

async fn consent_given_anew_works_anew(world: World) {
    let lin = world.person("lin").await;
    let city = world.party("city", json!({ "consent": "required" })).await;
    let mut browser = world.browser();
    let before = lin.tokens(&mut browser, &city.ask()).await;
    browser.get(&world.url("/home/consents")).await.unwrap();
    browser.press("withdraw-city").await.unwrap();
    world.catch_up().await;
    world.advance(std::time::Duration::from_secs(1));
    let after = lin.tokens(&mut browser, &city.ask()).await;
    assert_eq!(city.userinfo(&after.access_token).await.status, 200);
    city.refreshed(after.refresh_token()).await;
    assert_eq!(city.refresh(before.refresh_token()).await.status, 400);
}
