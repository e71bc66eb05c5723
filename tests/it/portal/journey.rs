//! A platform wants more than an account has: it is set up on the way, and the way goes on from there.

use std::time::Duration;

use sandbox::actor::CodeApp;
use serde_json::json;
use testkit::{Answer, Ask, Browser, Page, Person, RelyingParty, World, on_each_database};

use super::acts::{FRESH, MOMENT, asks_for_proof, make, touch};

on_each_database! {
    a_passkey_is_made_on_the_way_to_a_platform,
    an_app_is_set_up_on_the_way_to_a_platform,
    the_way_is_kept_through_a_mistake_and_a_fresh_proof,
    whoever_would_rather_not_goes_back_to_the_way,
    a_request_that_is_none_is_refused,
}

/// A demand for two steps (OpenID Connect Core 1.0 section 5.5.1.1).
fn demand(city: &RelyingParty) -> Ask {
    let claims = json!({ "id_token": { "acr": { "essential": true, "values": ["urn:yimen:acr:L1.A2"] } } });
    city.ask().with("claims", &claims.to_string())
}

/// Somebody on the page that says what can be set up.
async fn on_the_way(world: &World) -> (Person, Ask, Browser, Page) {
    let (city, lin) = (world.party("city", json!({})).await, world.person("lin").await);
    let (ask, mut browser) = (demand(&city), world.browser());
    let page = ask.open(&mut browser).await;
    let page = lin.sign_in_on(&mut browser, &page).await;
    assert!(page.has("set-up-page"), "{}", page.body);
    (lin, ask, browser, page)
}

/// The address of a way that the page offers.
fn way(page: &Page, path: &str) -> String {
    let at =
        page.body.find(&format!("{path}?request=")).unwrap_or_else(|| panic!("no {path}: {}", page.body));
    page.body[at..].split('"').next().unwrap().replace("&amp;", "&")
}

async fn a_passkey_is_made_on_the_way_to_a_platform(world: World) {
    let (_, ask, mut browser, page) = on_the_way(&world).await;
    let page = browser.get(&way(&page, "/home/passkeys/new")).await.unwrap();
    let mut key = world.security_key();
    let page = make(&mut browser, (&page, &mut key), "", &[]).await;
    assert!(page.has("second-page"), "{}", page.body);
    let page = touch(&mut browser, &page, &mut key).await;
    Answer::of(&page, &ask).unwrap_or_else(|| panic!("{}", page.body)).code();
}

async fn an_app_is_set_up_on_the_way_to_a_platform(world: World) {
    let (_, ask, mut browser, page) = on_the_way(&world).await;
    let page = browser.get(&way(&page, "/home/totp/new")).await.unwrap();
    let app = CodeApp::typed(&page.text("totp-secret").unwrap()).unwrap();
    let code = app.code(world.now());
    let page = browser.submit_on(&page, "totp-form", &[("code", &code)]).await.unwrap();
    assert!(page.has("second-page"), "{}", page.body);
    world.advance(Duration::from_secs(30));
    let code = app.code(world.now());
    let page = browser.submit_on(&page, "second-form", &[("code", &code)]).await.unwrap();
    Answer::of(&page, &ask).unwrap_or_else(|| panic!("{}", page.body)).code();
}

async fn the_way_is_kept_through_a_mistake_and_a_fresh_proof(world: World) {
    let (lin, _, mut browser, page) = on_the_way(&world).await;
    let address = way(&page, "/home/totp/new");
    world.advance(FRESH + MOMENT);
    let page = browser.get(&address).await.unwrap();
    assert!(asks_for_proof(&page), "{}", page.url);
    let page = lin.sign_in_on(&mut browser, &page).await;
    let page = browser.submit_on(&page, "totp-form", &[("code", "000000")]).await.unwrap();
    assert_eq!(page.status, 422);
    let app = CodeApp::typed(&page.text("totp-secret").unwrap()).unwrap();
    let code = app.code(world.now());
    let page = browser.submit_on(&page, "totp-form", &[("code", &code)]).await.unwrap();
    assert!(page.has("second-page"), "{}", page.body);
}

async fn whoever_would_rather_not_goes_back_to_the_way(world: World) {
    let (_, _, mut browser, page) = on_the_way(&world).await;
    for path in ["/home/passkeys/new", "/home/totp/new"] {
        browser.get(&way(&page, path)).await.unwrap();
        let back = browser.press("cancel-link").await.unwrap();
        assert!(back.has("set-up-page"), "{path}: {}", back.body);
    }
}

async fn a_request_that_is_none_is_refused(world: World) {
    let (_, _, mut browser, _) = on_the_way(&world).await;
    for path in ["/home/passkeys/new?request=AAAA", "/home/totp/new?request=AAAA"] {
        let page = browser.get(&world.url(path)).await.unwrap();
        assert_eq!(page.status, 400, "{path}");
    }
}
