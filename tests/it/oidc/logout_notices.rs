//! Platforms are told that a session ended (OpenID Connect Back-Channel Logout 1.0), and it is known who was.

use std::time::Duration;

use http::Method;
use proto::jose::UnverifiedJws;
use proto::token::{Audience, LogoutTokenClaims};
use serde_json::{Value, json};
use testkit::{Browser, RelyingParty, Tokens, World, on_each_database};

on_each_database! {
    every_platform_of_the_session_is_told,
    the_token_says_what_the_specification_asks_for,
    a_platform_that_had_no_tokens_is_not_told,
    a_platform_that_fails_is_told_again_later_and_later,
    the_person_sees_who_was_told,
    told_once_although_ended_twice,
    an_inner_address_is_never_told,
    a_replaced_session_is_told_too,
    two_nodes_tell_once,
}

async fn signed_on(world: &World) -> (RelyingParty, Browser, Tokens) {
    let (city, lin) = (world.party("city", json!({})).await, world.person("lin").await);
    let mut browser = world.browser();
    let tokens = lin.tokens(&mut browser, &city.ask()).await;
    (city, browser, tokens)
}

async fn sign_out(world: &World, browser: &mut Browser) -> testkit::Page {
    browser.get(&world.url("/")).await.unwrap();
    browser.press("sign-out").await.unwrap()
}

async fn every_platform_of_the_session_is_told(world: World) {
    let (_, mut browser, _) = signed_on(&world).await;
    let town = world.party("town", json!({})).await;
    let ask = town.ask();
    let answer = ask.unasked(&mut browser).await;
    town.tokens(&ask, answer.code()).await;
    sign_out(&world, &mut browser).await;
    world.run_jobs_once().await;
    for path in ["/city/logout", "/town/logout"] {
        assert_eq!(world.outside().heard(path).len(), 1, "{path}");
    }
}

async fn the_token_says_what_the_specification_asks_for(world: World) {
    let (city, mut browser, tokens) = signed_on(&world).await;
    sign_out(&world, &mut browser).await;
    world.run_jobs_once().await;
    let heard = world.outside().heard("/city/logout").remove(0);
    assert_eq!((heard.method.clone(), heard.pairs.len()), (Method::POST, 1));
    let token = heard.get("logout_token").unwrap();
    assert!(UnverifiedJws::parse(token).unwrap().header().has_type("logout+jwt"));
    let claims: LogoutTokenClaims = city.verified(token).await;
    assert_eq!((claims.iss.as_str(), &claims.aud), (world.issuer(), &Audience::from("city")));
    assert_eq!(claims.sub.as_ref(), Some(&tokens.claims().sub));
    assert_eq!(claims.sid, tokens.claims().sid);
    assert_eq!(claims.events, LogoutTokenClaims::event());
    // Section 2.4: no nonce, so that it never passes for an ID token; at most two minutes.
    let raw: Value = city.verified(token).await;
    assert_eq!(raw.get("nonce"), None);
    assert!((1..=120).contains(&(claims.exp.seconds() - claims.iat.seconds())));
    let hint = city.ask().with("id_token_hint", token).unasked(&mut browser).await;
    assert_eq!(hint.error(), "invalid_request");
}

async fn a_platform_that_had_no_tokens_is_not_told(world: World) {
    let (_, mut browser, _) = signed_on(&world).await;
    world.party("town", json!({})).await.ask().unasked(&mut browser).await.code();
    sign_out(&world, &mut browser).await;
    world.run_jobs_once().await;
    assert_eq!(world.outside().heard("/town/logout"), []);
}

async fn a_platform_that_fails_is_told_again_later_and_later(world: World) {
    let (city, mut browser, _) = signed_on(&world).await;
    world.outside().answer("/city/logout", 500, &json!({}));
    sign_out(&world, &mut browser).await;
    world.run_jobs_once().await;
    let instant = Duration::from_millis(1);
    // The first pause is 2 s, each next one twice as long.
    for (told, pause) in [(1, 2), (2, 4), (3, 8)] {
        world.advance(Duration::from_secs(pause) - instant);
        world.run_jobs_once().await;
        assert_eq!(world.outside().heard("/city/logout").len(), told, "before {pause} s");
        world.advance(instant);
        world.run_jobs_once().await;
        assert_eq!(world.outside().heard("/city/logout").len(), told + 1, "after {pause} s");
    }
    let mut names: Vec<String> = Vec::new();
    for heard in world.outside().heard("/city/logout") {
        let claims: LogoutTokenClaims = city.verified(heard.get("logout_token").unwrap()).await;
        names.push(claims.jti);
    }
    names.sort();
    names.dedup();
    assert_eq!(names.len(), 4, "each attempt has a token of its own");
    world.outside().answer("/city/logout", 200, &json!({}));
    world.advance(Duration::from_secs(16));
    world.run_jobs_once().await;
    world.advance(Duration::from_secs(3600));
    world.run_jobs_once().await;
    assert_eq!(world.outside().heard("/city/logout").len(), 5);
}

async fn the_person_sees_who_was_told(world: World) {
    let (_, mut browser, _) = signed_on(&world).await;
    let town = world.party("town", json!({})).await;
    let ask = town.ask();
    let answer = ask.unasked(&mut browser).await;
    town.tokens(&ask, answer.code()).await;
    world.outside().answer("/town/logout", 400, &json!({}));
    let before = sign_out(&world, &mut browser).await;
    let outcomes = before.texts("logout-outcome");
    assert_eq!(outcomes.len(), 2);
    world.run_jobs_once().await;
    let after = browser.get(before.url.as_str()).await.unwrap();
    let outcome = |name: &str| {
        let all = after.texts("logout-outcome");
        all.into_iter().find(|text| text.contains(name)).unwrap()
    };
    let (city, town) = (outcome("Service city"), outcome("Service town"));
    assert!(!outcomes.contains(&city), "the delivered one changed: {city}");
    assert_ne!(city.replace("city", ""), town.replace("town", ""));
}

async fn told_once_although_ended_twice(world: World) {
    let (_, mut browser, tokens) = signed_on(&world).await;
    let mut copy = browser.clone();
    sign_out(&world, &mut browser).await;
    let address = world.url(&format!("/end-session?id_token_hint={}", tokens.id_token()));
    copy.get(&address).await.unwrap();
    world.run_jobs_once().await;
    world.run_jobs_once().await;
    assert_eq!(world.outside().heard("/city/logout").len(), 1);
}

async fn an_inner_address_is_never_told(world: World) {
    let inner = world.outside().inner("/city/logout");
    let record = json!({ "backchannel_logout_uri": inner });
    let (city, lin) = (world.party("city", record).await, world.person("lin").await);
    let mut browser = world.browser();
    lin.tokens(&mut browser, &city.ask()).await;
    sign_out(&world, &mut browser).await;
    world.run_jobs_once().await;
    assert!(!world.outside().inner_was_asked());
    let (account, _) = world.app.accounts.page(None, 1).await.unwrap().remove(0);
    let notice = world.app.logouts.of_account(account.id).await.unwrap().remove(0);
    assert!(notice.last_error.is_some());
}

async fn a_replaced_session_is_told_too(world: World) {
    let (city, mut browser, _) = signed_on(&world).await;
    let chen = world.person("chen").await;
    world.advance(Duration::from_secs(1));
    chen.tokens(&mut browser, &city.ask().with("prompt", "select_account")).await;
    world.run_jobs_once().await;
    assert_eq!(world.outside().heard("/city/logout").len(), 1);
}

async fn two_nodes_tell_once(world: World) {
    let (_, mut browser, _) = signed_on(&world).await;
    let other = world.second_node().await;
    sign_out(&world, &mut browser).await;
    futures_util::future::join(world.run_jobs_once(), other.run_jobs_once()).await;
    assert_eq!(world.outside().heard("/city/logout").len(), 1);
}
