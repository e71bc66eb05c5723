//! Passwords at the sign-in page: who exists does not show, and no input costs more than its bound.

use serde_json::json;
use store::account::AccountStatus;
use store::audit::AuditFilter;
use testkit::{Browser, Page, World, on_each_database};

on_each_database! {
    who_exists_does_not_show,
    refused_when_wrong,
    refused_when_a_megabyte,
    refused_when_far_too_long,
    refused_when_it_holds_nul,
    any_script_and_any_spelling_is_fine,
    a_name_may_be_spelt_in_any_way,
    refused_when_missing,
    a_refused_sign_in_leaves_no_session_and_an_entry,
}

async fn attempt(world: &World, browser: &mut Browser, username: &str, password: &str) -> Page {
    browser.get(&world.url("/sign-in")).await.unwrap();
    browser.submit("sign-in-form", &[("username", username), ("password", password)]).await.unwrap()
}

/// The page without what differs at every request.
fn told(page: &Page, username: &str) -> (u16, String) {
    let form = page.form("sign-in-form").unwrap();
    let csrf = form.control("csrf").unwrap().value.clone();
    let ceremony = page.form("passkey-form").unwrap().control("state").unwrap().value.clone();
    let request_id = page.text("request-id").unwrap_or_default();
    let body = page.body.replace(&csrf, "").replace(&ceremony, "").replace(request_id.trim(), "");
    let body = without_challenge(&body).replace(username, "NAME");
    (page.status, body)
}

/// Each page asks a passkey to sign something else.
fn without_challenge(body: &str) -> String {
    let (before, after) = body.split_once("data-options=\"").unwrap();
    format!("{before}{}", after.split_once('"').unwrap().1)
}

async fn who_exists_does_not_show(world: World) {
    for name in ["exists", "frozen"] {
        world.person(name).await;
    }
    for (account, profile) in world.app.accounts.page(None, 10).await.unwrap() {
        if profile.username == "frozen" {
            world.app.accounts.set_status(account.id, AccountStatus::Frozen, "test").await.unwrap();
        }
    }
    let mut answers = Vec::new();
    for (name, password) in [
        ("exists", "not the password"),
        ("unheard-of", "not the password"),
        ("frozen", "a long enough password"),
        ("frozen", "not the password"),
    ] {
        let page = attempt(&world, &mut world.browser(), name, password).await;
        answers.push(told(&page, name));
    }
    answers.dedup();
    assert_eq!(answers.len(), 1);
}

async fn refused_when_wrong(world: World) {
    let lin = world.person("lin").await;
    let mut browser = world.browser();
    for wrong in ["", "a long enough passwor", "A long enough password", " a long enough password"] {
        let page = attempt(&world, &mut browser, "lin", wrong).await;
        assert_eq!(page.status, 422, "{wrong:?}");
        assert!(page.has("error-summary"));
    }
    assert!(attempt(&world, &mut browser, "lin", &lin.password).await.has("home-page"));
}

async fn refused_when_a_megabyte(world: World) {
    world.person("lin").await;
    let mut browser = world.browser();
    browser.get(&world.url("/sign-in")).await.unwrap();
    let large = "x".repeat(1 << 20);
    let sent = browser.submit("sign-in-form", &[("username", "lin"), ("password", &large)]).await;
    // The server may have closed the connection before all of it was sent.
    if let Ok(page) = sent {
        assert_eq!(page.status, 413);
    }
}

async fn refused_when_far_too_long(world: World) {
    world.person("lin").await;
    let long = "x".repeat(20_000);
    assert_eq!(attempt(&world, &mut world.browser(), "lin", &long).await.status, 422);
    assert_eq!(attempt(&world, &mut world.browser(), &long, "x").await.status, 422);
}

async fn refused_when_it_holds_nul(world: World) {
    world.person("lin").await;
    let page = attempt(&world, &mut world.browser(), "lin", "a long enough password\0").await;
    assert!((400..500).contains(&page.status));
    let page = attempt(&world, &mut world.browser(), "lin\0", "a long enough password").await;
    assert!((400..500).contains(&page.status));
}

async fn any_script_and_any_spelling_is_fine(world: World) {
    let mut browser = world.browser();
    browser.get(&world.url("/register")).await.unwrap();
    let fields =
        [("username", "wei.zhang"), ("display_name", "张伟"), ("password", "一门之内皆坦途 cafe\u{301}")];
    assert_eq!(browser.submit("register-form", &fields).await.unwrap().status, 200);
    // Another keyboard's spelling of the same letter.
    let page = attempt(&world, &mut world.browser(), "wei.zhang", "一门之内皆坦途 caf\u{e9}").await;
    assert!(page.has("home-page"));
}

async fn a_name_may_be_spelt_in_any_way(world: World) {
    let lin = world.person("lin").await;
    for name in ["LIN", " lin ", "Ｌin"] {
        assert!(attempt(&world, &mut world.browser(), name, &lin.password).await.has("home-page"), "{name}");
    }
}

async fn refused_when_missing(world: World) {
    let page = attempt(&world, &mut world.browser(), "", "").await;
    assert_eq!(page.status, 422);
    assert!(page.has("username-problem") && page.has("password-problem"));
}

async fn a_refused_sign_in_leaves_no_session_and_an_entry(world: World) {
    world.person("lin").await;
    let city = world.party("city", json!({})).await;
    let mut browser = world.browser();
    attempt(&world, &mut browser, "lin", "not the password").await;
    let answer = city.ask().with("prompt", "none").unasked(&mut browser).await;
    assert_eq!(answer.error(), "login_required");
    let mut conn = world.app.ground.db.reader().await.unwrap();
    let of_kind = AuditFilter::Kind("session.sign_in_refused".to_owned());
    let refused = store::audit::page(&mut conn, &of_kind, None, 10).await.unwrap();
    assert_eq!(refused.len(), 1);
    assert!(!refused[0].detail.contains("not the password"));
}
