//! The request travels through the pages sealed: nobody edits it, two tabs never meet, and it does not last.

use std::time::Duration;

use serde_json::json;
use testkit::{Answer, Page, World, on_each_database};

on_each_database! {
    two_tabs_are_answered_each_with_its_own_state,
    a_tab_left_open_goes_on_after_the_other_signed_in,
    refused_when_altered,
    refused_when_too_old,
    works_until_then,
    a_handle_of_another_kind_is_none,
    a_page_loaded_again_still_works,
    a_person_who_turns_back_is_told_to_the_platform,
}

fn handle(page: &Page) -> String {
    page.form("sign-in-form").unwrap().control("request").unwrap().value.clone()
}

async fn two_tabs_are_answered_each_with_its_own_state(world: World) {
    let (city, lin) = (world.party("city", json!({})).await, world.person("lin").await);
    let town = world.party("town", json!({ "platform": "hillside" })).await;
    let (mut browser, first, second) = (world.browser(), city.ask(), town.ask());
    let one = first.open(&mut browser).await;
    let other = second.open(&mut browser).await;
    let answer = lin.go_on(&mut browser, one, &first).await;
    assert_eq!(answer.get("state"), first.value("state"));
    let answer = lin.go_on(&mut browser, other, &second).await;
    assert_eq!(answer.get("state"), second.value("state"));
    town.tokens(&second, answer.code()).await;
}

async fn a_tab_left_open_goes_on_after_the_other_signed_in(world: World) {
    let (city, lin) = (world.party("city", json!({})).await, world.person("lin").await);
    let (mut browser, first, second) = (world.browser(), city.ask(), city.ask());
    let left_open = first.open(&mut browser).await;
    lin.answer(&mut browser, &second).await.code();
    let address = world.url(&format!("/resume?request={}", handle(&left_open)));
    let page = browser.get(&address).await.unwrap();
    assert_eq!(Answer::of(&page, &first).unwrap().get("state"), first.value("state"));
}

async fn refused_when_altered(world: World) {
    let city = world.party("city", json!({})).await;
    let own = handle(&city.ask().open(&mut world.browser()).await);
    let flipped = if own.ends_with('A') { 'B' } else { 'A' };
    let shorter = &own[..own.len() - 1];
    let long = "x".repeat(10_000);
    for altered in [shorter, &format!("{shorter}{flipped}"), &format!("{own}A"), "x", long.as_str()] {
        for path in ["/resume", "/sign-in", "/register", "/consent"] {
            let reply = world.get(&format!("{path}?request={altered}")).await;
            assert_eq!((reply.status, reply.header("location")), (400, None), "{path} {altered:.20}");
        }
    }
    for path in ["/resume", "/consent"] {
        assert_eq!(world.get(path).await.status, 400, "{path}");
    }
}

async fn refused_when_too_old(world: World) {
    let (city, lin) = (world.party("city", json!({})).await, world.person("lin").await);
    let (mut browser, ask) = (world.browser(), city.ask());
    let page = ask.open(&mut browser).await;
    world.advance(Duration::from_secs(30 * 60 + 1));
    let page = lin.sign_in_on(&mut browser, &page).await;
    assert_eq!(page.status, 400);
    assert!(Answer::of(&page, &ask).is_none());
}

async fn works_until_then(world: World) {
    let (city, lin) = (world.party("city", json!({})).await, world.person("lin").await);
    let (mut browser, ask) = (world.browser(), city.ask());
    let page = ask.open(&mut browser).await;
    world.advance(Duration::from_secs(30 * 60));
    lin.go_on(&mut browser, page, &ask).await.code();
}

async fn a_handle_of_another_kind_is_none(world: World) {
    let (city, lin) = (world.party("city", json!({})).await, world.person("lin").await);
    let (mut browser, ask) = (world.browser(), city.ask());
    let answer = lin.answer(&mut browser, &ask).await;
    let page = browser.get(&world.url("/end-session")).await.unwrap();
    let logout = page.form("sign-out-form").unwrap().control("request").unwrap().value.clone();
    for foreign in [answer.code(), &logout] {
        assert_eq!(world.get(&format!("/resume?request={foreign}")).await.status, 400);
    }
    world.advance(Duration::from_secs(1));
    let request = handle(&city.ask().with("prompt", "login").open(&mut browser).await);
    assert_eq!(city.redeem(&ask, &request).await.refusal(), (400, "invalid_grant".to_owned()));
}

async fn a_page_loaded_again_still_works(world: World) {
    let (city, lin) = (world.party("city", json!({})).await, world.person("lin").await);
    let (mut browser, ask) = (world.browser(), city.ask());
    let first = ask.open(&mut browser).await;
    let again = browser.get(first.url.as_str()).await.unwrap();
    assert_eq!(handle(&first), handle(&again));
    lin.go_on(&mut browser, again, &ask).await.code();
}

async fn a_person_who_turns_back_is_told_to_the_platform(world: World) {
    let city = world.party("city", json!({})).await;
    let (mut browser, ask) = (world.browser(), city.ask());
    let page = ask.open(&mut browser).await;
    let back = page.link("cancel-link").unwrap();
    let page = browser.get(back.as_str()).await.unwrap();
    let answer = Answer::of(&page, &ask).unwrap();
    assert_eq!((answer.error(), answer.get("state")), ("access_denied", ask.value("state")));
}
