//! Signing in, what follows from it, and what the pages show.

use std::time::Duration;

use http::HeaderValue;
use http::header::{ACCEPT, ACCEPT_LANGUAGE};
use sandbox::platform::Platform;
use serde_json::{Value, json};

use crate::issuer::{Fault, NOW};
use crate::world::{World, options};

#[tokio::test]
async fn a_person_signs_in_and_sees_every_claim() {
    let mut world = World::new().await;
    assert!(world.open("/").await.has("signed-out"));
    let page = world.browser.press("sign-in").await.unwrap();
    assert_eq!((page.status, page.url.path()), (200, "/"));
    for (claim, value) in
        [("sub", "person-1"), ("amr", "[\"pwd\"]"), ("acr", "urn:yimen:acr:L2.A1"), ("name", "安娜 <b>")]
    {
        assert_eq!(page.text(&format!("claim-{claim}")).as_deref(), Some(value));
    }
    assert!(!page.body.contains("安娜 <b>") && !page.body.contains("<演示>"), "shown without escaping");
    assert_eq!(page.text("auth-time").as_deref(), Some("2027-01-15 16:00:00 (UTC+8)"));
    assert_eq!(world.platform.sessions(), 1);
}

#[tokio::test]
async fn the_request_carries_what_a_good_client_sends() {
    let world = World::signed_in().await;
    let asked = world.issuer.book().asked.remove(0);
    assert_eq!(asked["scope"], "openid profile");
    assert_eq!(asked["ui_locales"], "zh-Hans");
    assert_eq!(asked["redirect_uri"], world.at("/callback"));
    let handles: std::collections::BTreeSet<&String> =
        ["state", "nonce", "code_challenge"].iter().map(|name| &asked[*name]).collect();
    assert!(handles.len() == 3 && handles.iter().all(|handle| handle.len() == 43));
}

#[tokio::test]
async fn the_platform_starts_before_its_issuer() {
    let mut world = World::new().await;
    let alone = Platform::start_in(options("http://127.0.0.1:9"), world.environment.clone()).await.unwrap();
    let page = world.browser.get(&format!("{}/sign-in", alone.public_url())).await.unwrap();
    assert_eq!((page.status, page.text("error-code").as_deref()), (502, Some("issuer_unreachable")));
    alone.stop().await;
}

#[tokio::test]
async fn english_is_spoken_to_those_who_ask_for_it() {
    let mut world = World::new().await;
    world.browser = world.browser.with_header(ACCEPT_LANGUAGE, HeaderValue::from_static("en"));
    let page = world.open("/").await;
    assert!(page.body.contains("<html lang=\"en\">"));
    assert_eq!(page.text("sign-in").as_deref(), Some("Sign in"));
}

#[tokio::test]
async fn a_silent_sign_in_without_a_login_shows_the_front_page_with_a_note() {
    let mut world = World::new().await;
    world.issuer.book().signed_in = None;
    let page = world.open("/silent").await;
    assert!(page.has("signed-out") && page.has("note"));
    assert_eq!(page.text("error-code").as_deref(), Some("login_required"));
    assert_eq!(world.issuer.book().asked[0]["prompt"], "none");
}

#[tokio::test]
async fn a_silent_sign_in_with_a_login_succeeds() {
    let mut world = World::new().await;
    assert!(world.open("/silent").await.has("signed-in"));
}

#[tokio::test]
async fn a_refusal_of_the_person_is_shown_in_words_and_escaped() {
    let mut world = World::new().await;
    let page = world.open("/sign-in?prompt=consent").await;
    assert_eq!(page.text("error-code").as_deref(), Some("access_denied"));
    assert_eq!(page.text("problem-heading").as_deref(), Some("您没有同意授权"));
    assert_eq!(page.text("error-description").as_deref(), Some("<i>no</i>"));
    assert!(!page.body.contains("<i>no"));
}

#[tokio::test]
async fn a_new_sign_in_changes_the_session_handle() {
    let mut world = World::signed_in().await;
    let name = "platform_330100_session";
    let handle = |world: &World| {
        world.browser.jar().find("127.0.0.1", name, world.environment.clock.now()).unwrap().value.clone()
    };
    let before = handle(&world);
    world.browser.press("sign-in-again").await.unwrap();
    assert_ne!(before, handle(&world));
    assert_eq!(world.platform.sessions(), 1);
    assert_eq!(world.issuer.book().asked[1]["prompt"], "login");
}

#[tokio::test]
async fn a_refresh_brings_new_tokens_and_user_info_uses_them() {
    let mut world = World::signed_in().await;
    world.clock.advance(Duration::from_secs(100));
    let page = world.browser.press("refresh").await.unwrap();
    assert_eq!(page.text("access-expiry").as_deref(), Some("2027-01-15 16:06:40 (UTC+8)"));
    let page = world.browser.press("user-info").await.unwrap();
    assert_eq!(page.text("user-info-ial").as_deref(), Some("2"));
    assert_eq!(world.issuer.book().refreshes, 1);
}

#[tokio::test]
async fn a_refused_refresh_is_told_and_not_repeated() {
    let mut world = World::signed_in().await;
    world.issuer.book().fault = Fault::InvalidGrant;
    let page = world.browser.press("refresh").await.unwrap();
    assert_eq!(page.text("error-code").as_deref(), Some("invalid_grant"));
    assert!(world.open("/").await.has("refresh-absent"));
}

#[tokio::test]
async fn refreshed_tokens_of_another_person_are_refused() {
    let mut world = World::signed_in().await;
    world.issuer.book().fault = Fault::RefreshOfAnother;
    let page = world.browser.press("refresh").await.unwrap();
    assert_eq!(page.text("error-code").as_deref(), Some("id_token_refused"));
}

#[tokio::test]
async fn user_info_of_another_person_is_refused() {
    let mut world = World::signed_in().await;
    world.issuer.book().fault = Fault::UserInfoOfAnother;
    let page = world.browser.press("user-info").await.unwrap();
    assert_eq!(page.text("error-code").as_deref(), Some("id_token_refused"));
    assert!(!world.open("/").await.has("user-info-claims"));
}

#[tokio::test]
async fn keys_that_rotate_are_read_again_but_not_without_bound() {
    let mut world = World::signed_in().await;
    for (turn, reads) in [(1, 2), (2, 3), (3, 4), (4, 5), (5, 6), (6, 6)] {
        world.issuer.rotate(&format!("key-{turn}"));
        let signed_in = world.open("/sign-in").await.has("signed-in");
        assert_eq!((signed_in, world.issuer.book().key_reads), (turn <= 5, reads), "turn {turn}");
    }
    world.clock.advance(Duration::from_secs(60));
    assert!(world.open("/sign-in").await.has("signed-in"), "the bound holds for a minute");
}

#[tokio::test]
async fn a_service_opens_at_its_level_and_offers_to_raise_a_lower_one() {
    let mut world = World::new().await;
    let page = world.open("/services/social-insurance").await;
    assert!(page.has("service-sign-in"));
    let page = world.browser.press("sign-in").await.unwrap();
    assert!(page.has("service-open") && page.url.path() == "/services/social-insurance");
    assert!(world.open("/services/real-estate").await.has("service-level-low"));
    assert!(world.browser.press("raise-level").await.unwrap().has("service-level-low"));
    assert_eq!(world.issuer.book().asked[1]["acr_values"], "urn:yimen:acr:L4.A2");
    assert_eq!(world.open("/services/none-such").await.status, 404);
}

#[tokio::test]
async fn two_steps_are_demanded_and_what_came_of_it_is_shown() {
    let mut world = World::new().await;
    world.issuer.book().acr = "urn:yimen:acr:L2.A2";
    world.open("/").await;
    let page = world.browser.press("sign-in-strong").await.unwrap();
    assert_eq!(page.text("acr").as_deref(), Some("urn:yimen:acr:L2.A2"));
    assert_eq!(page.text("acr-asked").as_deref(), Some("urn:yimen:acr:L1.A2"));
    assert!(page.has("amr") && page.has("auth-time") && !page.has("sign-in-strong"));
    let asked = world.issuer.book().asked.remove(0);
    let claims: Value = serde_json::from_str(&asked["claims"]).unwrap();
    let acr = json!({ "essential": true, "values": ["urn:yimen:acr:L1.A2"] });
    assert_eq!((&claims["id_token"]["acr"], asked.get("acr_values")), (&acr, None));
}

#[tokio::test]
async fn who_came_in_with_one_step_may_add_the_second() {
    let mut world = World::signed_in().await;
    world.issuer.book().acr = "urn:yimen:acr:L2.A2";
    let page = world.browser.press("sign-in-strong").await.unwrap();
    assert_eq!(page.text("acr").as_deref(), Some("urn:yimen:acr:L2.A2"));
    assert_eq!(world.platform.sessions(), 1);
}

#[tokio::test]
async fn a_login_initiated_elsewhere_comes_back_to_its_target() {
    let mut world = World::new().await;
    let issuer = world.issuer.url.clone();
    let page = world.open(&format!("/initiate?iss={issuer}&target_link_uri=/services/real-estate")).await;
    assert_eq!((page.status, page.url.path()), (200, "/services/real-estate"));
    let page = world.open("/initiate?iss=http://127.0.0.1:1").await;
    assert_eq!((page.status, page.text("error-code").as_deref()), (400, Some("invalid_request")));
}

#[tokio::test]
async fn the_state_for_programs_tells_what_the_page_tells() {
    let mut world = World::new().await;
    let state: Value = world.open("/session.json").await.json().unwrap();
    assert_eq!((&state["signed_in"], &state["division_code"]), (&Value::Bool(false), &Value::from("330100")));
    world.open("/sign-in").await;
    let state: Value = world.open("/session.json").await.json().unwrap();
    assert_eq!((&state["sub"], &state["sid"]), (&Value::from("person-1"), &Value::from("session-1")));
    assert_eq!(state["access_token_expires_at"], NOW + 300);
    assert!(!state.to_string().contains("access-0") && !state.to_string().contains("refresh-0"));
}

#[tokio::test]
async fn every_page_is_protected_and_no_unknown_page_is_served() {
    let mut world = World::new().await;
    for path in ["/", "/events", "/signed-out", "/no-such-page", "/callback"] {
        let page = world.open(path).await;
        let policy = page.header("content-security-policy").unwrap();
        assert!(policy.contains("default-src 'none'") && policy.contains("frame-ancestors 'none'"), "{path}");
        assert_eq!(page.header("cache-control"), Some("no-store"), "{path}");
        assert!(!page.body.contains("<script") && !page.body.contains("style="), "{path}");
    }
    let sheet = world.open("/assets/style.css").await;
    assert_eq!(sheet.header("content-type"), Some("text/css; charset=utf-8"));
    world.browser = world.browser.with_header(ACCEPT, HeaderValue::from_static("application/json"));
    assert_eq!(world.open("/events").await.json::<Value>().unwrap()["logouts"], 0);
}
