//! A client or platform disabled meanwhile gets nothing, at whatever step it is.

use serde_json::json;
use store::client::ClientStatus;
use store::platform::PlatformStatus;
use testkit::{Answer, RelyingParty, World, on_each_database};

on_each_database! {
    refused_at_the_authorization_endpoint,
    refused_on_the_way_back_from_the_sign_in_page,
    refused_at_the_consent_page,
    refused_when_the_code_comes_back,
    refused_when_the_refresh_token_comes_back,
    refused_at_userinfo,
    refused_when_pushing_and_with_what_was_pushed,
    a_disabled_platform_takes_its_clients_along,
    enabled_again_it_goes_on,
}

async fn disabled(world: &World, party: &RelyingParty) {
    world.set_client(party.id(), ClientStatus::Disabled).await;
}

async fn refused_at_the_authorization_endpoint(world: World) {
    let city = world.party("city", json!({})).await;
    disabled(&world, &city).await;
    let page = city.ask().open(&mut world.browser()).await;
    assert_eq!((page.status, page.visited.len()), (400, 1));
}

async fn refused_on_the_way_back_from_the_sign_in_page(world: World) {
    let (city, lin) = (world.party("city", json!({})).await, world.person("lin").await);
    let (mut browser, ask) = (world.browser(), city.ask());
    let page = ask.open(&mut browser).await;
    disabled(&world, &city).await;
    let page = lin.sign_in_on(&mut browser, &page).await;
    assert_eq!(page.status, 400);
    assert!(Answer::of(&page, &ask).is_none());
    assert_eq!(world.outside().heard("/city/back"), []);
}

async fn refused_at_the_consent_page(world: World) {
    let lin = world.person("lin").await;
    let city = world.party("city", json!({ "consent": "required" })).await;
    let (mut browser, ask) = (world.browser(), city.ask());
    let page = ask.open(&mut browser).await;
    lin.sign_in_on(&mut browser, &page).await;
    disabled(&world, &city).await;
    let page = browser.submit("consent-form", &[("decision", "allow")]).await.unwrap();
    assert_eq!(page.status, 400);
    assert_eq!(world.outside().heard("/city/back"), []);
}

async fn refused_when_the_code_comes_back(world: World) {
    let (city, lin) = (world.party("city", json!({})).await, world.person("lin").await);
    let ask = city.ask();
    let answer = lin.answer(&mut world.browser(), &ask).await;
    disabled(&world, &city).await;
    assert_eq!(city.redeem(&ask, answer.code()).await.refusal(), (401, "invalid_client".to_owned()));
}

async fn refused_when_the_refresh_token_comes_back(world: World) {
    let (city, lin) = (world.party("city", json!({})).await, world.person("lin").await);
    let tokens = lin.tokens(&mut world.browser(), &city.ask()).await;
    disabled(&world, &city).await;
    assert_eq!(city.refresh(tokens.refresh_token()).await.refusal(), (401, "invalid_client".to_owned()));
}

async fn refused_at_userinfo(world: World) {
    let (city, lin) = (world.party("city", json!({})).await, world.person("lin").await);
    let tokens = lin.tokens(&mut world.browser(), &city.ask()).await;
    disabled(&world, &city).await;
    assert_eq!(city.userinfo(&tokens.access_token).await.refusal(), (401, "invalid_token".to_owned()));
}

async fn refused_when_pushing_and_with_what_was_pushed(world: World) {
    let city = world.party("city", json!({})).await;
    let reference = city.push(&city.ask()).await.text("request_uri");
    disabled(&world, &city).await;
    assert_eq!(city.push(&city.ask()).await.refusal(), (401, "invalid_client".to_owned()));
    assert_eq!(world.browser().get(&city.pushed_url(&reference)).await.unwrap().status, 400);
}

async fn a_disabled_platform_takes_its_clients_along(world: World) {
    let city = world.party("city", json!({})).await;
    let town = world.party("town", json!({ "platform": "hillside" })).await;
    let set = world.app.clients.set_platform_status("lakeside", PlatformStatus::Disabled, "test").await;
    assert!(set.unwrap());
    world.catch_up().await;
    assert_eq!(city.ask().open(&mut world.browser()).await.status, 400);
    assert_eq!(city.post("/introspect", &[("token", "x")]).await.status, 401);
    assert!(town.ask().open(&mut world.browser()).await.has("sign-in-form"));
}

async fn enabled_again_it_goes_on(world: World) {
    let (city, lin) = (world.party("city", json!({})).await, world.person("lin").await);
    disabled(&world, &city).await;
    world.set_client("city", ClientStatus::Active).await;
    lin.tokens(&mut world.browser(), &city.ask()).await;
}
