//! Several tabs of one browser: each page belongs to its own request, and no form of one works in another.

use serde_json::json;
use testkit::{Answer, Browser, Page, Person, RelyingParty, World, on_each_database};

use super::acts::{call, field, options, second};

on_each_database! {
    two_requests_in_two_tabs_get_each_their_own_answer,
    two_second_steps_in_two_tabs_get_each_their_own_answer,
    a_screen_in_one_tab_does_not_answer_the_other,
    the_token_of_one_journey_is_refused_in_another,
}

struct Two {
    city: RelyingParty,
    town: RelyingParty,
    lin: Person,
    browser: Browser,
}

async fn two(world: &World) -> Two {
    Two {
        city: world.party("city", json!({})).await,
        town: world.party("town", json!({})).await,
        lin: world.person("lin").await,
        browser: world.browser(),
    }
}

async fn two_requests_in_two_tabs_get_each_their_own_answer(world: World) {
    let Two { city, town, lin, mut browser } = two(&world).await;
    let mut key = world.security_key();
    world.give_passkey(&lin, &mut key).await;
    let (first, later) = (city.ask(), town.ask());
    let one = first.open(&mut browser).await;
    let other = later.open(&mut browser).await;
    let arrived = lin.sign_in_on(&mut browser, &one).await;
    let response = key.get(&options(&other), &[]).unwrap();
    let there = browser.submit_on(&other, "passkey-form", &[("credential", &response)]).await.unwrap();
    for (ask, page, party) in [(first, arrived, &city), (later, there, &town)] {
        let answer = Answer::of(&page, &ask).unwrap();
        assert_eq!(answer.get("state"), ask.value("state"));
        // The nonce is checked with the tokens.
        party.tokens(&ask, answer.code()).await;
    }
}

async fn two_second_steps_in_two_tabs_get_each_their_own_answer(world: World) {
    let Two { city, town, lin, mut browser } = two(&world).await;
    world.always_two_steps(&lin).await;
    let codes = world.give_recovery_codes(&lin).await;
    let (first, later) = (city.ask(), town.ask());
    let mut halfway = Vec::new();
    for ask in [&first, &later] {
        let page = ask.open(&mut browser).await;
        halfway.push(lin.sign_in_on(&mut browser, &page).await);
    }
    // The one that came last is finished first.
    let there = second(&mut browser, &halfway[1], "recovery", &codes[0]).await;
    let arrived = second(&mut browser, &halfway[0], "recovery", &codes[1]).await;
    for (ask, page, party) in [(first, arrived, &city), (later, there, &town)] {
        let answer = Answer::of(&page, &ask).unwrap();
        assert_eq!(answer.get("state"), ask.value("state"));
        party.tokens(&ask, answer.code()).await;
    }
}

async fn a_screen_in_one_tab_does_not_answer_the_other(world: World) {
    let Two { city, town, mut browser, .. } = two(&world).await;
    let mut pictures = Vec::new();
    for party in [&city, &town] {
        party.ask().open(&mut browser).await;
        pictures.push(browser.press("way-qr").await.unwrap());
    }
    let (one, other) = (field(&pictures[0], "scan"), field(&pictures[1], "scan"));
    assert_ne!(one, other);
    let again = browser.get(pictures[0].url.as_str()).await.unwrap();
    assert_eq!((field(&again, "scan"), again.text("qr-number")), (one, pictures[0].text("qr-number")));
}

/// Every form of a sign-in, with the page it is on.
async fn forms(ask: testkit::Ask, lin: &Person, browser: &mut Browser) -> Vec<(Page, &'static str)> {
    let door = ask.open(browser).await;
    let picture = browser.press("way-qr").await.unwrap();
    let step = lin.sign_in_on(browser, &door).await;
    vec![
        (door.clone(), "sign-in-form"),
        (door, "passkey-form"),
        (picture.clone(), "finish-form"),
        (picture, "cancel-form"),
        (step, "second-form"),
    ]
}

async fn the_token_of_one_journey_is_refused_in_another(world: World) {
    let Two { city, town, lin, mut browser } = two(&world).await;
    world.always_two_steps(&lin).await;
    let codes = world.give_recovery_codes(&lin).await;
    let own = forms(city.ask(), &lin, &mut browser).await;
    let others = forms(town.ask(), &lin, &mut browser).await;
    for ((page, form), (other, _)) in own.iter().zip(&others) {
        let csrf = field(other, "csrf");
        let fields: &[(&str, &str)] = match *form {
            "sign-in-form" => &[("csrf", &csrf), ("username", &lin.username), ("password", &lin.password)],
            "second-form" => &[("csrf", &csrf), ("code", &codes[0])],
            _ => &[("csrf", &csrf)],
        };
        let reply = world.send(call(&world, &browser, (page, form), fields)).await;
        assert_eq!(reply.status, 403, "{form}");
        assert!(reply.set_cookies().is_empty(), "{form}");
    }
    let (page, form) = &own[4];
    let reply = world.send(call(&world, &browser, (page, form), &[("code", &codes[0])])).await;
    assert_eq!(reply.status, 303, "the code was not used up");
}
