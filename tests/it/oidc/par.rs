//! Pushed authorization requests (RFC 9126).

use std::time::Duration;

use http::Method;
use serde_json::json;
use testkit::{Answer, Ask, Person, RelyingParty, World, on_each_database};

on_each_database! {
    a_pushed_request_brings_tokens,
    the_page_may_be_loaded_again_before_the_end,
    refused_when_used_again,
    refused_when_expired,
    refused_when_shown_by_another_client,
    refused_when_unknown,
    refused_when_no_client_is_named,
    the_address_cannot_change_what_was_pushed,
    refused_when_it_holds_a_request_uri,
    refused_when_it_is_not_sound,
    refused_by_get,
    a_client_may_be_held_to_pushing,
    two_browsers_cannot_both_be_answered,
    answered_once_also_when_signing_in_takes_longer,
}

async fn pushed(city: &RelyingParty, ask: &Ask) -> String {
    let reply = city.push(ask).await;
    assert_eq!((reply.status, reply.header("cache-control")), (201, Some("no-store")));
    assert_eq!(reply.json()["expires_in"], json!(90));
    city.pushed_url(&reply.text("request_uri"))
}

async fn a_pushed_request_brings_tokens(world: World) {
    let (city, lin) = (world.party("city", json!({})).await, world.person("lin").await);
    let (mut browser, ask) = (world.browser(), city.ask());
    let page = browser.get(&pushed(&city, &ask).await).await.unwrap();
    let answer = lin.go_on(&mut browser, page, &ask).await;
    assert_eq!(answer.get("state"), ask.value("state"));
    city.tokens(&ask, answer.code()).await;
}

async fn the_page_may_be_loaded_again_before_the_end(world: World) {
    let (city, lin) = (world.party("city", json!({})).await, world.person("lin").await);
    let (mut browser, ask) = (world.browser(), city.ask());
    let address = pushed(&city, &ask).await;
    assert!(browser.get(&address).await.unwrap().has("sign-in-form"));
    let page = browser.get(&address).await.unwrap();
    lin.go_on(&mut browser, page, &ask).await.code();
}

async fn refused_when_used_again(world: World) {
    let (city, lin) = (world.party("city", json!({})).await, world.person("lin").await);
    let (mut browser, ask) = (world.browser(), city.ask());
    let address = pushed(&city, &ask).await;
    let page = browser.get(&address).await.unwrap();
    lin.go_on(&mut browser, page, &ask).await.code();
    let again = browser.get(&address).await.unwrap();
    assert_eq!((again.status, again.visited.len()), (400, 1));
}

async fn refused_when_expired(world: World) {
    let city = world.party("city", json!({})).await;
    let address = pushed(&city, &city.ask()).await;
    world.advance(Duration::from_secs(89));
    assert!(world.browser().get(&address).await.unwrap().has("sign-in-form"));
    world.advance(Duration::from_secs(1));
    assert_eq!(world.browser().get(&address).await.unwrap().status, 400);
}

async fn refused_when_shown_by_another_client(world: World) {
    let city = world.party("city", json!({})).await;
    let town = world.party("town", json!({})).await;
    let reference = city.push(&city.ask()).await.text("request_uri");
    let page = world.browser().get(&town.pushed_url(&reference)).await.unwrap();
    assert_eq!((page.status, page.visited.len()), (400, 1));
    assert!(world.browser().get(&city.pushed_url(&reference)).await.unwrap().has("sign-in-form"));
}

async fn refused_when_unknown(world: World) {
    let city = world.party("city", json!({})).await;
    let reference = city.push(&city.ask()).await.text("request_uri");
    for unknown in [&reference[..reference.len() - 1], "urn:ietf:params:oauth:request_uri:", "urn:x", "x"] {
        assert_eq!(world.get(&path_of(&city, unknown)).await.status, 400, "{unknown}");
    }
}

fn path_of(city: &RelyingParty, reference: &str) -> String {
    city.pushed_url(reference).replace(&city.url(""), "")
}

async fn refused_when_no_client_is_named(world: World) {
    let city = world.party("city", json!({})).await;
    let reference = city.push(&city.ask()).await.text("request_uri");
    let path = path_of(&city, &reference).replace("client_id=city&", "");
    assert_eq!(world.get(&path).await.status, 400);
}

async fn the_address_cannot_change_what_was_pushed(world: World) {
    let (city, lin) = (world.party("city", json!({})).await, world.person("lin").await);
    let (mut browser, ask) = (world.browser(), city.ask());
    // RFC 9126 section 4, RFC 9101 section 6.3: only what was pushed counts.
    let address = format!(
        "{}&scope=openid+email&state=other&redirect_uri=https://evil.example/",
        pushed(&city, &ask).await
    );
    let page = browser.get(&address).await.unwrap();
    let answer = lin.go_on(&mut browser, page, &ask).await;
    assert_eq!(answer.get("state"), ask.value("state"));
    assert_eq!(city.tokens(&ask, answer.code()).await.scope, "openid profile");
}

async fn refused_when_it_holds_a_request_uri(world: World) {
    let city = world.party("city", json!({})).await;
    let first = city.push(&city.ask()).await.text("request_uri");
    for inside in [first.as_str(), "https://city.example/object"] {
        let reply = city.push(&city.ask().with("request_uri", inside)).await;
        assert_eq!(reply.refusal(), (400, "invalid_request".to_owned()));
    }
}

async fn refused_when_it_is_not_sound(world: World) {
    let city = world.party("city", json!({})).await;
    let evil = "https://evil.example/back";
    for (ask, error) in [
        (city.ask().with("redirect_uri", evil), "invalid_request"),
        (city.ask().without("redirect_uri"), "invalid_request"),
        (city.ask().with("response_type", "token"), "unsupported_response_type"),
        (city.ask().with("scope", "openid phone"), "invalid_scope"),
        (city.ask().without_pkce(), "invalid_request"),
        (city.ask().with("code_challenge_method", "plain"), "invalid_request"),
        (city.ask().with("prompt", "none login"), "invalid_request"),
        (city.ask().with("request", "a.b.c"), "request_not_supported"),
        (city.ask().also("state", "twice"), "invalid_request"),
        (city.ask().with("response_mode", "fragment"), "invalid_request"),
    ] {
        assert_eq!(city.push(&ask).await.refusal(), (400, error.to_owned()), "{}", ask.query());
    }
}

async fn refused_by_get(world: World) {
    let city = world.party("city", json!({})).await;
    assert_eq!(city.call(Method::GET, "/par").await.status, 405);
}

async fn a_client_may_be_held_to_pushing(world: World) {
    let record = json!({ "require_pushed_authorization_requests": true });
    let (city, lin) = (world.party("city", record).await, world.person("lin").await);
    let (mut browser, ask) = (world.browser(), city.ask());
    assert_eq!(ask.unasked(&mut browser).await.error(), "invalid_request");
    let page = browser.get(&pushed(&city, &ask).await).await.unwrap();
    lin.go_on(&mut browser, page, &ask).await.code();
}

async fn two_browsers_cannot_both_be_answered(world: World) {
    let (city, lin) = (world.party("city", json!({})).await, world.person("lin").await);
    let ask = city.ask();
    let address = pushed(&city, &ask).await;
    let (mut one, mut other) = (world.browser(), world.browser());
    let first = one.get(&address).await.unwrap();
    let second = other.get(&address).await.unwrap();
    lin.go_on(&mut one, first, &ask).await.code();
    let page = sign_in(&lin, &mut other, &second).await;
    assert!(Answer::of(&page, &ask).is_none());
    assert_eq!(page.status, 400);
}

async fn sign_in(lin: &Person, browser: &mut testkit::Browser, page: &testkit::Page) -> testkit::Page {
    lin.sign_in_on(browser, page).await
}

async fn answered_once_also_when_signing_in_takes_longer(world: World) {
    let (city, lin) = (world.party("city", json!({})).await, world.person("lin").await);
    let (mut browser, mut other, ask) = (world.browser(), world.browser(), city.ask());
    let address = pushed(&city, &ask).await;
    let page = browser.get(&address).await.unwrap();
    let second = other.get(&address).await.unwrap();
    assert!(second.has("sign-in-form"));
    world.advance(Duration::from_secs(91));
    let answer = lin.go_on(&mut browser, page, &ask).await;
    city.tokens(&ask, answer.code()).await;
    let again = lin.sign_in_on(&mut other, &second).await;
    assert!(Answer::of(&again, &ask).is_none_or(|answer| answer.get("code").is_none()));
}
