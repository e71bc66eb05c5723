//! Raising a session that a platform finds too weak (OpenID Connect Core 1.0 section 5.5.1.1): what is there counts,
//! one more thing is asked for, and the level told is the true one.

use std::time::Duration;

use serde_json::{Value, json};
use testkit::{Ask, Browser, CodeApp, Lie, Page, Person, RelyingParty, World, on_each_database};

use super::acts::{A1, A2, A3, both, claims, demand, field, options, second, session, told_of, touch};

on_each_database! {
    a_demand_leads_to_the_second_step_and_not_to_the_password,
    a_demand_that_is_met_asks_nothing,
    who_is_not_signed_in_goes_through_both_steps,
    a_passkey_is_a_sign_in_of_its_own,
    a_wish_is_asked_for_where_the_account_can,
    a_wish_may_be_skipped,
    a_demand_may_not_be_skipped,
    a_wish_out_of_reach_is_not_asked_for,
    with_prompt_none_a_demand_is_told_and_a_wish_is_not,
    a_client_minimum_is_reached_or_nothing_is_given,
    a_client_minimum_cannot_be_skipped,
    a_level_that_nothing_reaches_leads_to_setting_up,
    a_bound_key_reaches_the_third_level,
    a_bound_key_that_is_only_touched_does_not,
    the_session_goes_on_under_a_new_cookie,
    refused_when_somebody_else_signed_in_meanwhile,
    refused_when_the_session_ended_meanwhile,
    raising_makes_no_session_last_longer,
    refused_in_another_browser,
    refused_with_the_passkey_of_somebody_else,
    a_weaker_proof_given_later_lowers_nothing,
    without_a_session_the_page_leads_to_the_sign_in,
}

const MINUTE: Duration = Duration::from_secs(60);

/// Somebody with an app who signed in with the password a minute ago; and when that was.
async fn signed_on(world: &World) -> (RelyingParty, Person, CodeApp, Browser) {
    let (city, lin) = both(world).await;
    let app = world.give_app(&lin).await;
    let mut browser = world.browser();
    lin.tokens(&mut browser, &city.ask()).await;
    world.advance(MINUTE);
    (city, lin, app, browser)
}

fn a_minute_ago(world: &World) -> Value {
    json!(world.now().minus(MINUTE).seconds())
}

/// What a platform is told now without anybody being asked.
async fn told_silently(city: &RelyingParty, browser: &mut Browser) -> Value {
    let ask = city.ask().with("prompt", "none");
    let page = ask.open(browser).await;
    claims(city, &ask, &page).await
}

fn is_second_step(page: &Page) {
    assert!(page.has("second-page") && !page.has("sign-in-form"), "{} {}", page.url, page.body);
}

async fn a_demand_leads_to_the_second_step_and_not_to_the_password(world: World) {
    let (city, _, app, mut browser) = signed_on(&world).await;
    let ask = demand(city.ask(), A2);
    let page = ask.open(&mut browser).await;
    is_second_step(&page);
    let page = second(&mut browser, &page, "totp", &app.code(world.now())).await;
    let claims = claims(&city, &ask, &page).await;
    assert_eq!(told_of(&claims), (A2, "pwd otp mfa".to_owned()));
    assert_eq!(claims["auth_time"], a_minute_ago(&world));
}

async fn a_demand_that_is_met_asks_nothing(world: World) {
    let (city, _, app, mut browser) = signed_on(&world).await;
    let page = demand(city.ask(), A2).open(&mut browser).await;
    second(&mut browser, &page, "totp", &app.code(world.now())).await;
    let again = demand(city.ask(), A2);
    let page = again.open(&mut browser).await;
    assert_eq!(told_of(&claims(&city, &again, &page).await).0, A2);
    demand(city.ask(), A1).unasked(&mut browser).await.code();
}

async fn who_is_not_signed_in_goes_through_both_steps(world: World) {
    let (city, lin) = both(&world).await;
    let app = world.give_app(&lin).await;
    let (mut browser, ask) = (world.browser(), demand(city.ask(), A2));
    let page = ask.open(&mut browser).await;
    let page = lin.sign_in_on(&mut browser, &page).await;
    is_second_step(&page);
    let page = second(&mut browser, &page, "totp", &app.code(world.now())).await;
    assert_eq!(told_of(&claims(&city, &ask, &page).await).0, A2);
}

async fn a_passkey_is_a_sign_in_of_its_own(world: World) {
    let (city, lin, _, mut browser) = signed_on(&world).await;
    let mut device = world.synced_device();
    world.give_passkey(&lin, &mut device).await;
    let ask = demand(city.ask(), A2);
    let page = ask.open(&mut browser).await;
    let page = touch(&mut browser, &page, &mut device, &[]).await;
    let claims = claims(&city, &ask, &page).await;
    assert_eq!(told_of(&claims), (A2, "swk user phr mfa".to_owned()));
    assert_eq!(claims["auth_time"], json!(world.now().seconds()));
}

async fn a_wish_is_asked_for_where_the_account_can(world: World) {
    let (city, _, app, mut browser) = signed_on(&world).await;
    let ask = city.ask().with("acr_values", A2);
    let page = ask.open(&mut browser).await;
    is_second_step(&page);
    let page = second(&mut browser, &page, "totp", &app.code(world.now())).await;
    assert_eq!(told_of(&claims(&city, &ask, &page).await).0, A2);
}

async fn a_wish_may_be_skipped(world: World) {
    let (city, _, _, mut browser) = signed_on(&world).await;
    let ask = city.ask().with("acr_values", A2);
    ask.open(&mut browser).await;
    let page = browser.press("skip-link").await.unwrap();
    let claims = claims(&city, &ask, &page).await;
    assert_eq!(told_of(&claims), (A1, "pwd".to_owned()));
    assert_eq!(claims["auth_time"], a_minute_ago(&world));
}

async fn a_demand_may_not_be_skipped(world: World) {
    let (city, _, _, mut browser) = signed_on(&world).await;
    let page = demand(city.ask(), A2).open(&mut browser).await;
    is_second_step(&page);
    assert!(!page.has("skip-link"));
    // Resumed by hand, it leads to the same question.
    let request = field(&page, "request");
    let page = browser.get(&world.url(&format!("/resume?request={request}"))).await.unwrap();
    is_second_step(&page);
}

async fn a_wish_out_of_reach_is_not_asked_for(world: World) {
    let (city, lin) = both(&world).await;
    let mut browser = world.browser();
    lin.tokens(&mut browser, &city.ask()).await;
    for level in [A2, A3] {
        let ask = city.ask().with("acr_values", level);
        let page = ask.open(&mut browser).await;
        assert_eq!(told_of(&claims(&city, &ask, &page).await).0, A1);
    }
}

async fn with_prompt_none_a_demand_is_told_and_a_wish_is_not(world: World) {
    let (city, _, _, mut browser) = signed_on(&world).await;
    let demanded = demand(city.ask(), A2).with("prompt", "none").unasked(&mut browser).await;
    assert_eq!(demanded.error(), "interaction_required");
    let wish = city.ask().with("acr_values", A2).with("prompt", "none");
    let page = wish.open(&mut browser).await;
    assert_eq!(told_of(&claims(&city, &wish, &page).await).0, A1);
}

async fn a_client_minimum_is_reached_or_nothing_is_given(world: World) {
    let lin = world.person("lin").await;
    let city = world.party("city", json!({ "minimum_acr": A2 })).await;
    let app = world.give_app(&lin).await;
    let (mut browser, ask) = (world.browser(), city.ask());
    let page = ask.open(&mut browser).await;
    let page = lin.sign_in_on(&mut browser, &page).await;
    is_second_step(&page);
    let silent = city.ask().with("prompt", "none").unasked(&mut browser).await;
    assert_eq!(silent.error(), "interaction_required");
    let page = second(&mut browser, &page, "totp", &app.code(world.now())).await;
    assert_eq!(told_of(&claims(&city, &ask, &page).await).0, A2);
    city.ask().unasked(&mut browser).await.code();
}

async fn a_client_minimum_cannot_be_skipped(world: World) {
    let lin = world.person("lin").await;
    let city = world.party("city", json!({ "minimum_acr": A2 })).await;
    world.give_app(&lin).await;
    for ask in [city.ask(), city.ask().with("acr_values", A2)] {
        let mut browser = world.browser();
        let page = ask.open(&mut browser).await;
        let page = lin.sign_in_on(&mut browser, &page).await;
        is_second_step(&page);
        assert!(!page.has("skip-link"), "it would lead back here");
    }
}

async fn a_level_that_nothing_reaches_leads_to_setting_up(world: World) {
    let (city, lin, _, mut browser) = signed_on(&world).await;
    world.give_passkey(&lin, &mut world.synced_device()).await;
    let page = demand(city.ask(), A3).open(&mut browser).await;
    assert!(page.has("set-up-page"), "{} {}", page.url, page.body);
    assert!(!page.has("second-form") && !page.has("passkey-form"));
}

async fn a_bound_key_reaches_the_third_level(world: World) {
    let (city, lin, _, mut browser) = signed_on(&world).await;
    let mut key = world.security_key();
    world.give_passkey(&lin, &mut key).await;
    let ask = demand(city.ask(), A3);
    let page = ask.open(&mut browser).await;
    is_second_step(&page);
    for other in ["totp", "recovery", "password"] {
        assert!(!page.has(&format!("method-{other}")), "{other} does not reach it");
    }
    let page = touch(&mut browser, &page, &mut key, &[]).await;
    assert_eq!(told_of(&claims(&city, &ask, &page).await), (A3, "hwk user phr mfa".to_owned()));
}

async fn a_bound_key_that_is_only_touched_does_not(world: World) {
    let (city, lin) = both(&world).await;
    let (mut key, mut phone) = (world.security_key(), world.synced_device());
    world.give_passkey(&lin, &mut key).await;
    world.give_passkey(&lin, &mut phone).await;
    let mut browser = world.browser();
    let page = city.ask().open(&mut browser).await;
    touch(&mut browser, &page, &mut phone, &[]).await;
    // A verified key that is copied and a bound key that is touched are not one key that is both.
    let ask = demand(city.ask(), A3);
    let page = ask.open(&mut browser).await;
    let refused = touch(&mut browser, &page, &mut key, &[Lie::NoUserVerification]).await;
    assert_eq!(refused.status, 422);
    assert_eq!(told_of(&told_silently(&city, &mut browser).await).0, A2);
    let page = touch(&mut browser, &page, &mut key, &[]).await;
    assert_eq!(told_of(&claims(&city, &ask, &page).await).0, A3);
}

async fn the_session_goes_on_under_a_new_cookie(world: World) {
    let (city, lin) = both(&world).await;
    let app = world.give_app(&lin).await;
    let mut browser = world.browser();
    let ask = city.ask().with("scope", "openid offline_access");
    let tokens = lin.tokens(&mut browser, &ask).await;
    let (before, mut copy) = (session(&browser), browser.clone());
    let page = demand(city.ask(), A2).open(&mut browser).await;
    second(&mut browser, &page, "totp", &app.code(world.now())).await;
    assert_ne!(session(&browser), before);
    let silent = city.ask().with("prompt", "none");
    assert_eq!(silent.unasked(&mut copy).await.error(), "login_required");
    assert_eq!(city.refresh(tokens.refresh_token()).await.status, 200);
}

/// A page of a demand that is still open while something else happens.
async fn left_open(city: &RelyingParty, browser: &mut Browser, level: &str) -> (Ask, Page) {
    let ask = demand(city.ask(), level);
    let page = ask.open(browser).await;
    is_second_step(&page);
    (ask, page)
}

async fn refused_when_somebody_else_signed_in_meanwhile(world: World) {
    let (city, _, app, mut browser) = signed_on(&world).await;
    let chen = world.person("chen").await;
    let (_, page) = left_open(&city, &mut browser, A2).await;
    let ask = city.ask().with("prompt", "select_account");
    let theirs = chen.tokens(&mut browser, &ask).await;
    let cookie = session(&browser);
    let code = app.code(world.now());
    let refused = browser.submit_on(&page, "second-form", &[("code", &code)]).await.unwrap();
    assert!(refused.has("set-up-page"), "whoever is there now has no second step: {}", refused.body);
    assert_eq!(session(&browser), cookie);
    let told = told_silently(&city, &mut browser).await;
    assert_eq!(told["sub"], json!(theirs.claims().sub));
    assert_eq!(told_of(&told).0, A1);
}

async fn refused_when_the_session_ended_meanwhile(world: World) {
    let (city, _, app, mut browser) = signed_on(&world).await;
    let (_, page) = left_open(&city, &mut browser, A2).await;
    browser.get(&world.url("/")).await.unwrap();
    browser.press("sign-out").await.unwrap();
    let code = app.code(world.now());
    let refused = browser.submit_on(&page, "second-form", &[("code", &code)]).await.unwrap();
    assert!(refused.has("sign-in-form"), "{}", refused.body);
    assert_eq!(session(&browser), None);
}

async fn raising_makes_no_session_last_longer(world: World) {
    let (city, _, app, mut browser) = signed_on(&world).await;
    for _ in 0..23 {
        world.advance(20 * MINUTE);
        told_silently(&city, &mut browser).await;
    }
    let page = demand(city.ask(), A2).open(&mut browser).await;
    second(&mut browser, &page, "totp", &app.code(world.now())).await;
    world.advance(18 * MINUTE);
    assert_eq!(told_of(&told_silently(&city, &mut browser).await).0, A2);
    world.advance(MINUTE);
    let silent = city.ask().with("prompt", "none").unasked(&mut browser).await;
    assert_eq!(silent.error(), "login_required", "eight hours after the password");
}

async fn refused_in_another_browser(world: World) {
    let (city, lin, app, mut browser) = signed_on(&world).await;
    let mut elsewhere = world.browser();
    lin.tokens(&mut elsewhere, &city.ask()).await;
    let (_, page) = left_open(&city, &mut browser, A2).await;
    let (_, other) = left_open(&city, &mut elsewhere, A2).await;
    let (code, progress) = (app.code(world.now()), field(&page, "progress"));
    let fields = [("progress", progress.as_str()), ("code", &code)];
    elsewhere.submit_on(&other, "second-form", &fields).await.unwrap();
    assert_eq!(told_of(&told_silently(&city, &mut elsewhere).await).0, A1);
    assert_eq!(told_of(&told_silently(&city, &mut browser).await).0, A1);
    second(&mut elsewhere, &other, "totp", &code).await;
    assert_eq!(told_of(&told_silently(&city, &mut elsewhere).await).0, A2);
}

async fn refused_with_the_passkey_of_somebody_else(world: World) {
    let (city, lin, _, mut browser) = signed_on(&world).await;
    let chen = world.person("chen").await;
    let mut foreign = world.security_key();
    world.give_passkey(&lin, &mut world.security_key()).await;
    world.give_passkey(&chen, &mut foreign).await;
    let before = told_silently(&city, &mut browser).await;
    let door = city.ask().with("prompt", "login").open(&mut browser).await;
    let response = foreign.get(&options(&door), &[]).unwrap();
    let (_, page) = left_open(&city, &mut browser, A2).await;
    let state = field(&door, "state");
    let fields = [("state", state.as_str()), ("credential", &response)];
    let refused = browser.submit_on(&page, "passkey-form", &fields).await.unwrap();
    assert_eq!(refused.status, 422);
    let after = told_silently(&city, &mut browser).await;
    assert_eq!((&after["sub"], &after["acr"]), (&before["sub"], &before["acr"]));
}

async fn a_weaker_proof_given_later_lowers_nothing(world: World) {
    let (city, lin, app, mut browser) = signed_on(&world).await;
    let (mut key, mut phone) = (world.security_key(), world.synced_device());
    let (first, with_code) = left_open(&city, &mut browser, A2).await;
    world.give_passkey(&lin, &mut phone).await;
    let (second_ask, with_phone) = left_open(&city, &mut browser, A2).await;
    world.give_passkey(&lin, &mut key).await;
    let (third, with_key) = left_open(&city, &mut browser, A3).await;
    let page = touch(&mut browser, &with_key, &mut key, &[]).await;
    let raised = claims(&city, &third, &page).await;
    assert_eq!(told_of(&raised).0, A3);
    world.advance(MINUTE);
    // Pages left open in other tabs, answered when the session is worth more than they ask for.
    let page = second(&mut browser, &with_code, "totp", &app.code(world.now())).await;
    let told = claims(&city, &first, &page).await;
    assert_eq!((&told["acr"], &told["auth_time"]), (&raised["acr"], &raised["auth_time"]));
    let page = touch(&mut browser, &with_phone, &mut phone, &[]).await;
    assert_eq!(told_of(&claims(&city, &second_ask, &page).await).0, A3);
}

async fn without_a_session_the_page_leads_to_the_sign_in(world: World) {
    let (city, _) = both(&world).await;
    let mut browser = world.browser();
    let page = demand(city.ask(), A2).open(&mut browser).await;
    let request = field(&page, "request");
    let page = browser.get(&world.url(&format!("/sign-in/step-up?request={request}"))).await.unwrap();
    assert!(page.has("sign-in-form"));
    for request in ["", "x"] {
        let page = browser.get(&world.url(&format!("/sign-in/step-up?request={request}"))).await.unwrap();
        assert!(page.status < 500 && !page.has("second-page"));
    }
}
