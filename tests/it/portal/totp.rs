//! Setting up an app that counts time (RFC 6238), replacing it and taking it away.

use std::time::Duration;

use sandbox::actor::CodeApp;
use testkit::{Browser, Page, Person, World, on_each_database};

use super::acts::{
    FRESH, SECURITY, asks_for_proof, at_home, is_refused, logged, open, post, reached, told, with_messages,
};

on_each_database! {
    an_app_is_set_up_and_is_a_second_step,
    its_person_is_told_and_the_log_knows,
    a_wrong_code_shows_the_same_secret_again,
    refused_with_the_secret_offered_to_somebody_else,
    refused_when_the_offer_is_too_old,
    whoever_takes_time_over_it_is_not_sent_away,
    the_app_before_is_worth_nothing,
    an_app_is_taken_away,
    nothing_is_set_up_where_there_are_no_apps,
}

const NEW: &str = "/home/totp/new";

async fn lin_at_home(world: &World) -> (Person, Browser) {
    let lin = world.person("lin").await;
    let browser = at_home(world, &lin).await;
    (lin, browser)
}

/// The app that took the secret of a page.
fn typed(page: &Page) -> CodeApp {
    CodeApp::typed(&page.text("totp-secret").expect("a secret")).unwrap()
}

async fn send(world: &World, browser: &mut Browser, page: &Page, app: &CodeApp) -> Page {
    let code = app.code(world.now());
    browser.submit_on(page, "totp-form", &[("code", &code)]).await.unwrap()
}

async fn an_app_is_set_up_and_is_a_second_step(world: World) {
    let (lin, mut browser) = lin_at_home(&world).await;
    open(&world, &mut browser, SECURITY).await;
    let page = browser.press("totp-set-up").await.unwrap();
    let app = typed(&page);
    let page = send(&world, &mut browser, &page, &app).await;
    assert!(page.has("security-page") && page.has("notice") && page.has("totp-remove"), "{}", page.body);
    world.always_two_steps(&lin).await;
    world.advance(Duration::from_secs(30));
    let mut other = world.browser();
    let page = open(&world, &mut other, "/sign-in").await;
    let page = lin.sign_in_on(&mut other, &page).await;
    let code = app.code(world.now());
    let page = other.submit_on(&page, "second-form", &[("code", &code)]).await.unwrap();
    assert!(page.has("home-page"), "{}", page.body);
}

async fn its_person_is_told_and_the_log_knows(world: World) {
    let world = with_messages(world).await;
    let lin = reached(&world, "lin").await;
    let mut browser = at_home(&world, &lin).await;
    let page = open(&world, &mut browser, NEW).await;
    send(&world, &mut browser, &page, &typed(&page)).await;
    assert_eq!(told(&world).await, ["totp_added"]);
    assert_eq!(logged(&world, &lin, "totp.added").await, 1);
}

async fn a_wrong_code_shows_the_same_secret_again(world: World) {
    let (lin, mut browser) = lin_at_home(&world).await;
    let page = open(&world, &mut browser, NEW).await;
    let (secret, app) = (page.text("totp-secret"), typed(&page));
    for code in ["", "000", "abcdef", "00000000"] {
        let again = browser.submit_on(&page, "totp-form", &[("code", code)]).await.unwrap();
        assert!(is_refused(&again), "{code}");
        assert_eq!(again.text("totp-secret"), secret, "nobody scans twice");
    }
    assert_eq!(logged(&world, &lin, "totp.added").await, 0);
    let again = browser.page().unwrap().clone();
    assert!(send(&world, &mut browser, &again, &app).await.has("security-page"));
}

async fn refused_with_the_secret_offered_to_somebody_else(world: World) {
    let (lin, mut browser) = lin_at_home(&world).await;
    let chen = world.person("chen").await;
    let theirs = open(&world, &mut at_home(&world, &chen).await, NEW).await;
    let sealed = theirs.form("totp-form").unwrap().control("secret").unwrap().value.clone();
    let page = open(&world, &mut browser, NEW).await;
    let code = typed(&theirs).code(world.now());
    let fields = [("code", code.as_str()), ("secret", &sealed)];
    let page = browser.submit_on(&page, "totp-form", &fields).await.unwrap();
    assert!(is_refused(&page) && page.text("totp-secret") != theirs.text("totp-secret"));
    assert_eq!(logged(&world, &lin, "totp.added").await, 0);
}

async fn refused_when_the_offer_is_too_old(world: World) {
    let (lin, mut browser) = lin_at_home(&world).await;
    let page = open(&world, &mut browser, NEW).await;
    let app = typed(&page);
    world.advance(Duration::from_secs(15 * 60));
    let late = send(&world, &mut browser, &page, &app).await;
    assert!(is_refused(&late) && late.text("totp-secret") != page.text("totp-secret"), "{}", late.body);
    world.advance(FRESH);
    let later = open(&world, &mut browser, NEW).await;
    assert!(asks_for_proof(&later));
    assert_eq!(logged(&world, &lin, "totp.added").await, 0);
}

async fn whoever_takes_time_over_it_is_not_sent_away(world: World) {
    let (_, mut browser) = lin_at_home(&world).await;
    world.advance(FRESH);
    let page = open(&world, &mut browser, NEW).await;
    world.advance(Duration::from_secs(14 * 60));
    assert!(send(&world, &mut browser, &page, &typed(&page)).await.has("security-page"));
}

async fn the_app_before_is_worth_nothing(world: World) {
    let (lin, mut browser) = lin_at_home(&world).await;
    let before = world.give_app(&lin).await;
    let page = open(&world, &mut browser, NEW).await;
    send(&world, &mut browser, &page, &typed(&page)).await;
    world.always_two_steps(&lin).await;
    world.advance(Duration::from_secs(60));
    let mut other = world.browser();
    let page = open(&world, &mut other, "/sign-in").await;
    let page = lin.sign_in_on(&mut other, &page).await;
    let code = before.code(world.now());
    let page = other.submit_on(&page, "second-form", &[("code", &code)]).await.unwrap();
    assert!(is_refused(&page), "{}", page.body);
}

async fn an_app_is_taken_away(world: World) {
    let world = with_messages(world).await;
    let lin = reached(&world, "lin").await;
    let mut browser = at_home(&world, &lin).await;
    world.give_app(&lin).await;
    open(&world, &mut browser, SECURITY).await;
    let page = browser.press("totp-remove").await.unwrap();
    assert!(page.has("notice") && !page.has("totp-remove"));
    assert_eq!(told(&world).await, ["totp_removed"]);
    assert_eq!(logged(&world, &lin, "totp.removed").await, 1);
    let page = post(&world, &mut browser, "/home/totp/remove", &[]).await;
    assert!(page.has("security-page") && !page.has("notice"), "there is none any more");
    assert_eq!(logged(&world, &lin, "totp.removed").await, 1);
}

async fn nothing_is_set_up_where_there_are_no_apps(world: World) {
    let world = world.set(|config| config.second_factors.totp = false).await;
    let (lin, mut browser) = lin_at_home(&world).await;
    let page = open(&world, &mut browser, NEW).await;
    assert!(page.has("security-page") && !page.has("totp-set-up"), "{}", page.url);
    let page = post(&world, &mut browser, NEW, &[("code", "123456"), ("secret", "x")]).await;
    assert!(page.has("security-page"));
    // An app from a time when there were some can still be taken away.
    world.give_app(&lin).await;
    let page = open(&world, &mut browser, SECURITY).await;
    assert!(page.has("totp-remove"));
}
