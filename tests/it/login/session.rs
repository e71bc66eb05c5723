//! The session of a browser: made anew at every sign-in, ended for good, over in time.

use std::time::Duration;

use serde_json::json;
use store::account::AccountStatus;
use testkit::{Browser, Call, HttpOnly, RelyingParty, SameSite, World, on_each_database};

const COOKIE: &str = "yimen_session";

on_each_database! {
    a_sign_in_makes_a_new_identifier,
    an_identifier_from_before_is_worth_nothing,
    a_second_sign_in_renews_the_identifier,
    the_cookie_is_out_of_reach_of_scripts_and_other_sites,
    over_https_the_cookie_is_bound_to_host_and_tls,
    a_session_ends_unused,
    a_session_used_lives_on_until_its_limit,
    a_session_ended_stays_ended,
    a_frozen_account_has_no_session,
    somebody_else_in_the_same_browser_ends_the_session,
    a_guessed_or_altered_cookie_is_no_session,
    a_cookie_there_twice_is_no_session,
}

async fn signed_on(world: &World) -> (RelyingParty, Browser) {
    let (city, lin) = (world.party("city", json!({})).await, world.person("lin").await);
    let mut browser = world.browser();
    lin.tokens(&mut browser, &city.ask()).await;
    (city, browser)
}

fn identifier(world: &World, browser: &Browser) -> Option<String> {
    browser.jar().find("127.0.0.1", COOKIE, world.now()).map(|cookie| cookie.value.clone())
}

async fn is_signed_in(city: &RelyingParty, browser: &mut Browser) -> bool {
    city.ask().with("prompt", "none").unasked(browser).await.get("code").is_some()
}

async fn home(world: &World, cookie: &str) -> u16 {
    world.send(Call::get("/home").cookies(&format!("{COOKIE}={cookie}"))).await.status
}

async fn a_sign_in_makes_a_new_identifier(world: World) {
    let (city, lin) = (world.party("city", json!({})).await, world.person("lin").await);
    let mut browser = world.browser();
    let page = city.ask().open(&mut browser).await;
    assert_eq!(identifier(&world, &browser), None);
    lin.sign_in_on(&mut browser, &page).await;
    assert_eq!(identifier(&world, &browser).unwrap().len(), 43);
}

async fn an_identifier_from_before_is_worth_nothing(world: World) {
    let (city, lin) = (world.party("city", json!({})).await, world.person("lin").await);
    let mut browser = world.browser();
    let page = city.ask().open(&mut browser).await;
    // What an attacker put there before (CWE-384).
    let planted = "A".repeat(43);
    let mut cookie = browser.jar().living(world.now()).next().unwrap().clone();
    cookie.name = COOKIE.to_owned();
    cookie.value.clone_from(&planted);
    browser.jar_mut().put(cookie);
    lin.sign_in_on(&mut browser, &page).await;
    assert_ne!(identifier(&world, &browser).unwrap(), planted);
    assert_eq!(home(&world, &planted).await, 303);
}

async fn a_second_sign_in_renews_the_identifier(world: World) {
    let (city, mut browser) = signed_on(&world).await;
    let before = identifier(&world, &browser).unwrap();
    let lin = testkit::Person { username: "lin".to_owned(), password: "a long enough password".to_owned() };
    world.advance(Duration::from_secs(1));
    lin.tokens(&mut browser, &city.ask().with("prompt", "login")).await;
    let after = identifier(&world, &browser).unwrap();
    assert_ne!(before, after);
    assert_eq!((home(&world, &before).await, home(&world, &after).await), (303, 200));
}

async fn the_cookie_is_out_of_reach_of_scripts_and_other_sites(world: World) {
    let (_, browser) = signed_on(&world).await;
    for cookie in browser.jar().living(world.now()).filter(|cookie| cookie.host == "127.0.0.1") {
        assert_eq!(cookie.http_only, HttpOnly::Yes, "{}", cookie.name);
        assert_eq!(cookie.same_site, SameSite::Lax, "{}", cookie.name);
        assert_eq!(cookie.path.as_str(), "/", "{}", cookie.name);
        // By the one the browser is known again, the other remembers the way it came; neither opens anything.
        let outlives = ["yimen_device", "way"].contains(&cookie.name.as_str());
        assert_eq!(cookie.expires.is_some(), outlives, "{}", cookie.name);
    }
}

async fn over_https_the_cookie_is_bound_to_host_and_tls(world: World) {
    let node = world.node_with(|config| config.sessions.cookie_policy = config::CookiePolicy::Host).await;
    let reply = node.get("/sign-in").await;
    let cookies = reply.set_cookies();
    assert!(!cookies.is_empty());
    for cookie in cookies {
        // RFC 6265bis section 4.1.3.2.
        assert!(cookie.starts_with("__Host-"), "{cookie}");
        for attribute in ["Secure", "HttpOnly", "SameSite=Lax", "Path=/"] {
            assert!(cookie.split("; ").any(|part| part == attribute), "{cookie}");
        }
        assert!(!cookie.contains("Domain"), "{cookie}");
    }
}

async fn a_session_ends_unused(world: World) {
    let (city, mut browser) = signed_on(&world).await;
    world.advance(Duration::from_secs(30 * 60 - 1));
    assert!(is_signed_in(&city, &mut browser.clone()).await);
    world.advance(Duration::from_secs(30 * 60));
    assert!(!is_signed_in(&city, &mut browser).await);
}

async fn a_session_used_lives_on_until_its_limit(world: World) {
    let (city, mut browser) = signed_on(&world).await;
    let step = Duration::from_secs(20 * 60);
    for _ in 0..23 {
        world.advance(step);
        assert!(is_signed_in(&city, &mut browser).await);
    }
    world.advance(step);
    assert!(!is_signed_in(&city, &mut browser).await, "eight hours are the limit");
}

async fn a_session_ended_stays_ended(world: World) {
    let (city, mut browser) = signed_on(&world).await;
    let mut copy = browser.clone();
    browser.get(&world.url("/")).await.unwrap();
    browser.press("sign-out").await.unwrap();
    assert_eq!(identifier(&world, &browser), None);
    assert!(!is_signed_in(&city, &mut browser).await);
    // Cookies kept from before are no session (OWASP ASVS 5.0, 7.4.1).
    assert!(!is_signed_in(&city, &mut copy).await);
}

async fn a_frozen_account_has_no_session(world: World) {
    let (city, mut browser) = signed_on(&world).await;
    let (account, _) = world.app.accounts.page(None, 1).await.unwrap().remove(0);
    world.app.accounts.set_status(account.id, AccountStatus::Frozen, "test").await.unwrap();
    assert!(!is_signed_in(&city, &mut browser).await);
    world.app.accounts.set_status(account.id, AccountStatus::Active, "test").await.unwrap();
    assert!(!is_signed_in(&city, &mut browser).await, "what ended does not begin again");
}

async fn somebody_else_in_the_same_browser_ends_the_session(world: World) {
    let (city, lin) = (world.party("city", json!({})).await, world.person("lin").await);
    let chen = world.person("chen").await;
    let (mut browser, ask) = (world.browser(), city.ask());
    let left_open = ask.open(&mut browser).await;
    let first = lin.tokens(&mut browser, &city.ask()).await;
    let mut copy = browser.clone();
    let answer = chen.go_on(&mut browser, left_open, &ask).await;
    let second = city.tokens(&ask, answer.code()).await;
    assert_ne!(first.claims().sub, second.claims().sub);
    assert!(!is_signed_in(&city, &mut copy).await);
}

async fn a_guessed_or_altered_cookie_is_no_session(world: World) {
    let (_, browser) = signed_on(&world).await;
    let own = identifier(&world, &browser).unwrap();
    assert_eq!(home(&world, &own).await, 200);
    let flipped = format!("{}{}", if own.starts_with('A') { 'B' } else { 'A' }, &own[1..]);
    for cookie in [flipped.as_str(), &own[1..], &format!("{own}A"), "", &"A".repeat(43), &"x".repeat(4000)] {
        assert_eq!(home(&world, cookie).await, 303, "{cookie}");
    }
}

async fn a_cookie_there_twice_is_no_session(world: World) {
    let (_, browser) = signed_on(&world).await;
    let own = identifier(&world, &browser).unwrap();
    let twice = format!("{COOKIE}={own}; {COOKIE}={}", "A".repeat(43));
    assert_eq!(world.send(Call::get("/home").cookies(&twice)).await.status, 303);
}
