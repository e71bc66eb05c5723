//! The second step of an account that always wants two: what completes a sign-in, how often, in whose browser, and that
//! before it nobody is signed in.

use std::time::Duration;

use base::Time;
use serde_json::json;
use store::account::AccountStatus;
use testkit::{CodeApp, Lie, Person, RelyingParty, World, on_each_database};
use yimen::account::PasswordChange;

use super::acts::{
    A2, A3, begins, begins_again, both, call, claims, entries, field, halfway, is_refused, of_eight, options,
    second, session, set_status, told_of, touch,
};

on_each_database! {
    nobody_is_signed_in_after_the_password_alone,
    one_step_is_enough_where_two_are_not_wanted,
    a_code_of_the_app_completes_it,
    a_code_counts_once,
    a_code_counts_once_on_all_nodes,
    of_eight_uses_of_a_code_at_two_nodes_one_signs_in,
    a_code_of_the_step_before_or_after_is_taken,
    a_code_of_an_older_or_later_step_is_refused,
    a_recovery_code_counts_once,
    a_recovery_code_may_be_typed_in_any_way,
    a_passkey_completes_it,
    refused_when_the_code_is_wrong,
    refused_with_the_recovery_code_of_somebody_else,
    refused_with_the_passkey_of_somebody_else,
    refused_with_the_progress_of_another_browser,
    refused_when_the_first_step_is_too_long_ago,
    refused_when_the_account_was_frozen_meanwhile,
    refused_when_the_password_was_changed_meanwhile,
    refused_when_the_method_is_not_set_up,
    refused_when_apps_are_switched_off,
    where_no_second_step_works_nobody_gets_in,
    refused_when_both_proofs_are_of_one_kind,
    the_page_offers_what_is_set_up_and_nothing_else,
    a_refused_code_ends_nobodys_session,
    a_hash_made_anew_is_no_change_of_the_account,
}

const STEP: Duration = Duration::from_secs(30);

async fn wanting_two(world: &World) -> (RelyingParty, Person, CodeApp) {
    let (city, lin) = both(world).await;
    world.always_two_steps(&lin).await;
    let app = world.give_app(&lin).await;
    (city, lin, app)
}

async fn nobody_is_signed_in_after_the_password_alone(world: World) {
    let (city, lin, _) = wanting_two(&world).await;
    let (mut browser, ask) = (world.browser(), city.ask());
    let page = ask.open(&mut browser).await;
    let page = lin.sign_in_on(&mut browser, &page).await;
    assert!(page.has("second-page"), "{}", page.body);
    assert_eq!(session(&browser), None);
    assert!(browser.cookie("yimen_device").is_none());
    assert_eq!(entries(&world, "session.signed_in").await, 0);
    let silent = city.ask().with("prompt", "none").unasked(&mut browser).await;
    assert_eq!(silent.error(), "login_required");
}

async fn one_step_is_enough_where_two_are_not_wanted(world: World) {
    let lin = world.person("lin").await;
    world.give_app(&lin).await;
    let mut browser = world.browser();
    assert!(halfway(&world, &mut browser, &lin).await.has("home-page"));
}

async fn a_code_of_the_app_completes_it(world: World) {
    let (city, lin, app) = wanting_two(&world).await;
    let (mut browser, ask) = (world.browser(), city.ask());
    let page = ask.open(&mut browser).await;
    let page = lin.sign_in_on(&mut browser, &page).await;
    let proved = world.now().seconds();
    world.advance(Duration::from_secs(100));
    let page = second(&mut browser, &page, "totp", &app.code(world.now())).await;
    let claims = claims(&city, &ask, &page).await;
    assert_eq!(told_of(&claims), (A2, "pwd otp mfa".to_owned()));
    // OpenID Connect Core 1.0 section 2: one more factor is no new authentication.
    assert_eq!(claims["auth_time"], json!(proved));
    assert!(session(&browser).is_some());
}

async fn a_code_counts_once(world: World) {
    let (_, lin, app) = wanting_two(&world).await;
    let code = app.code(world.now());
    let (mut browser, mut elsewhere) = (world.browser(), world.browser());
    let page = halfway(&world, &mut browser, &lin).await;
    assert!(second(&mut browser, &page, "totp", &code).await.has("home-page"));
    let page = halfway(&world, &mut elsewhere, &lin).await;
    let again = second(&mut elsewhere, &page, "totp", &code).await;
    is_refused(&elsewhere, &again);
    world.advance(STEP);
    assert!(second(&mut elsewhere, &page, "totp", &app.code(world.now())).await.has("home-page"));
}

async fn a_code_counts_once_on_all_nodes(world: World) {
    let (_, lin, app) = wanting_two(&world).await;
    let other = world.second_node().await;
    let mut browser = world.browser();
    let page = halfway(&world, &mut browser, &lin).await;
    let code = app.code(world.now());
    let sent = call(&world, &browser, (&page, "second-form"), &[("code", &code)]);
    assert!(begins(&other.send(sent.clone()).await));
    for node in [&*world, &other] {
        let again = node.send(sent.clone()).await;
        assert_eq!((again.status, begins(&again)), (422, false));
    }
}

async fn of_eight_uses_of_a_code_at_two_nodes_one_signs_in(world: World) {
    let (_, lin, app) = wanting_two(&world).await;
    let codes = world.give_recovery_codes(&lin).await;
    let other = world.second_node().await;
    let mut browser = world.browser();
    let page = halfway(&world, &mut browser, &lin).await;
    let code = app.code(world.now());
    let sent = call(&world, &browser, (&page, "second-form"), &[("code", &code)]);
    assert_eq!(of_eight(&world, &other, &sent).await, 1);
    let fields = [("method", "recovery"), ("code", codes[0].as_str())];
    let sent = call(&world, &browser, (&page, "second-form"), &fields);
    assert_eq!(of_eight(&world, &other, &sent).await, 1);
}

async fn a_code_of_the_step_before_or_after_is_taken(world: World) {
    let (_, lin, app) = wanting_two(&world).await;
    world.advance(10 * STEP);
    for at in [world.now().minus(STEP), world.now().plus(STEP)] {
        let mut browser = world.browser();
        let page = halfway(&world, &mut browser, &lin).await;
        assert!(second(&mut browser, &page, "totp", &app.code(at)).await.has("home-page"));
    }
}

async fn a_code_of_an_older_or_later_step_is_refused(world: World) {
    let (_, lin, app) = wanting_two(&world).await;
    world.advance(10 * STEP);
    for at in [world.now().minus(2 * STEP), world.now().plus(2 * STEP)] {
        let mut browser = world.browser();
        let page = halfway(&world, &mut browser, &lin).await;
        let page = second(&mut browser, &page, "totp", &app.code(at)).await;
        is_refused(&browser, &page);
    }
}

async fn a_recovery_code_counts_once(world: World) {
    let (city, lin, _) = wanting_two(&world).await;
    let codes = world.give_recovery_codes(&lin).await;
    let (mut browser, ask) = (world.browser(), city.ask());
    let page = ask.open(&mut browser).await;
    let page = lin.sign_in_on(&mut browser, &page).await;
    let page = second(&mut browser, &page, "recovery", &codes[3]).await;
    assert_eq!(told_of(&claims(&city, &ask, &page).await), (A2, "pwd otp mfa".to_owned()));
    let mut elsewhere = world.browser();
    let page = halfway(&world, &mut elsewhere, &lin).await;
    let again = second(&mut elsewhere, &page, "recovery", &codes[3]).await;
    is_refused(&elsewhere, &again);
    assert!(second(&mut elsewhere, &page, "recovery", &codes[4]).await.has("home-page"));
}

async fn a_recovery_code_may_be_typed_in_any_way(world: World) {
    let (_, lin, _) = wanting_two(&world).await;
    let codes = world.give_recovery_codes(&lin).await;
    let typed =
        [codes[0].to_lowercase(), codes[1].replace('-', ""), format!(" {} ", codes[2].replace('-', " "))];
    for code in typed {
        let mut browser = world.browser();
        let page = halfway(&world, &mut browser, &lin).await;
        assert!(second(&mut browser, &page, "recovery", &code).await.has("home-page"), "{code}");
    }
}

async fn a_passkey_completes_it(world: World) {
    let (city, lin, _) = wanting_two(&world).await;
    let mut key = world.security_key();
    world.give_passkey(&lin, &mut key).await;
    let lies: [&[Lie]; 2] = [&[], &[Lie::NoUserVerification]];
    for (lies, expected) in lies.into_iter().zip([(A3, "hwk user phr mfa"), (A2, "pwd hwk phr mfa")]) {
        let (mut browser, ask) = (world.browser(), city.ask());
        let page = ask.open(&mut browser).await;
        let page = lin.sign_in_on(&mut browser, &page).await;
        assert_eq!(session(&browser), None);
        let page = touch(&mut browser, &page, &mut key, lies).await;
        let claims = claims(&city, &ask, &page).await;
        assert_eq!(told_of(&claims), (expected.0, expected.1.to_owned()));
    }
}

async fn refused_when_the_code_is_wrong(world: World) {
    let (_, lin, app) = wanting_two(&world).await;
    let right = app.code(world.now());
    let wrong = if right.starts_with('0') { "1" } else { "0" }.to_owned() + &right[1..];
    let mut browser = world.browser();
    let page = halfway(&world, &mut browser, &lin).await;
    for code in ["", "x", &wrong, &right[1..], &format!("{right}0"), "۱۲۳۴۵۶", &"1".repeat(10_000)] {
        let page = second(&mut browser, &page, "totp", code).await;
        is_refused(&browser, &page);
    }
    assert_eq!(entries(&world, "session.sign_in_refused").await, 7);
    assert!(second(&mut browser, &page, "totp", &right).await.has("home-page"));
}

async fn refused_with_the_recovery_code_of_somebody_else(world: World) {
    let (_, lin, _) = wanting_two(&world).await;
    let chen = world.person("chen").await;
    let (own, foreign) = (world.give_recovery_codes(&lin).await, world.give_recovery_codes(&chen).await);
    let mut browser = world.browser();
    let page = halfway(&world, &mut browser, &lin).await;
    let refused = second(&mut browser, &page, "recovery", &foreign[0]).await;
    is_refused(&browser, &refused);
    assert!(second(&mut browser, &page, "recovery", &own[0]).await.has("home-page"));
}

async fn refused_with_the_passkey_of_somebody_else(world: World) {
    let (_, lin, _) = wanting_two(&world).await;
    let chen = world.person("chen").await;
    let (mut own, mut foreign) = (world.security_key(), world.security_key());
    world.give_passkey(&lin, &mut own).await;
    world.give_passkey(&chen, &mut foreign).await;
    let mut browser = world.browser();
    let door = browser.get(&world.url("/sign-in")).await.unwrap();
    let page = lin.sign_in_on(&mut browser, &door).await;
    // The device itself would refuse: it was asked for lin's. So it answers the question of the door.
    let response = foreign.get(&options(&door), &[]).unwrap();
    let state = field(&door, "state");
    let fields = [("state", state.as_str()), ("credential", &response)];
    let refused = browser.submit_on(&page, "passkey-form", &fields).await.unwrap();
    is_refused(&browser, &refused);
    assert!(touch(&mut browser, &page, &mut own, &[]).await.has("home-page"));
}

async fn refused_with_the_progress_of_another_browser(world: World) {
    let (_, lin, app) = wanting_two(&world).await;
    let (mut browser, mut elsewhere) = (world.browser(), world.browser());
    let page = halfway(&world, &mut browser, &lin).await;
    let other = halfway(&world, &mut elsewhere, &lin).await;
    let (code, progress) = (app.code(world.now()), field(&page, "progress"));
    let fields = [("progress", progress.as_str()), ("code", &code)];
    let refused = elsewhere.submit_on(&other, "second-form", &fields).await.unwrap();
    begins_again(&elsewhere, &refused);
    let looked = elsewhere.get(&world.url(&format!("/sign-in/second?progress={progress}"))).await.unwrap();
    begins_again(&elsewhere, &looked);
    assert!(second(&mut browser, &page, "totp", &code).await.has("home-page"));
}

async fn refused_when_the_first_step_is_too_long_ago(world: World) {
    let (_, lin, app) = wanting_two(&world).await;
    for (seconds, good) in [(10 * 60 - 1, true), (10 * 60, false)] {
        let mut browser = world.browser();
        let page = halfway(&world, &mut browser, &lin).await;
        world.advance(Duration::from_secs(seconds));
        let code = app.code(world.now());
        let page = browser.submit_on(&page, "second-form", &[("code", &code)]).await.unwrap();
        match good {
            true => assert!(page.has("home-page")),
            false => begins_again(&browser, &page),
        }
    }
}

async fn refused_when_the_account_was_frozen_meanwhile(world: World) {
    let (_, lin, app) = wanting_two(&world).await;
    let mut browser = world.browser();
    let page = halfway(&world, &mut browser, &lin).await;
    let code = app.code(world.now());
    set_status(&world, &lin, AccountStatus::Frozen).await;
    let refused = browser.submit_on(&page, "second-form", &[("code", &code)]).await.unwrap();
    begins_again(&browser, &refused);
    set_status(&world, &lin, AccountStatus::Active).await;
    assert!(second(&mut browser, &page, "totp", &code).await.has("home-page"));
}

async fn refused_when_the_password_was_changed_meanwhile(world: World) {
    let (_, lin, app) = wanting_two(&world).await;
    let mut browser = world.browser();
    let page = halfway(&world, &mut browser, &lin).await;
    world.advance(STEP);
    let account = world.account(&lin).await;
    let change = PasswordChange { password: "a password nobody else knows", request_id: "" };
    world.app.accounts.change_password(&account, change, 0).await.unwrap();
    let code = app.code(world.now());
    let refused = browser.submit_on(&page, "second-form", &[("code", &code)]).await.unwrap();
    assert_eq!(session(&browser), None, "{}", refused.body);
    let lin = Person { password: change.password.to_owned(), ..lin };
    let page = halfway(&world, &mut browser, &lin).await;
    assert!(second(&mut browser, &page, "totp", &code).await.has("home-page"));
}

async fn refused_when_apps_are_switched_off(world: World) {
    let (_, lin, app) = wanting_two(&world).await;
    let codes = world.give_recovery_codes(&lin).await;
    let world = world.set(|config| config.second_factors.totp = false).await;
    let mut browser = world.browser();
    let page = halfway(&world, &mut browser, &lin).await;
    assert!(!page.has("method-totp"));
    let refused = second(&mut browser, &page, "totp", &app.code(world.now())).await;
    is_refused(&browser, &refused);
    assert!(second(&mut browser, &page, "recovery", &codes[0]).await.has("home-page"));
}

async fn where_no_second_step_works_nobody_gets_in(world: World) {
    let (city, lin) = both(&world).await;
    world.always_two_steps(&lin).await;
    let mut browser = world.browser();
    let page = halfway(&world, &mut browser, &lin).await;
    assert_eq!((page.status, session(&browser)), (403, None), "{}", page.body);
    let ask = city.ask();
    let page = ask.open(&mut browser).await;
    let page = lin.sign_in_on(&mut browser, &page).await;
    assert!(testkit::Answer::of(&page, &ask).is_none());
    assert_eq!(session(&browser), None);
}

async fn refused_when_the_method_is_not_set_up(world: World) {
    let (_, lin) = both(&world).await;
    world.always_two_steps(&lin).await;
    let codes = world.give_recovery_codes(&lin).await;
    let mut browser = world.browser();
    let page = halfway(&world, &mut browser, &lin).await;
    let anybody = CodeApp::new(&[0; 20]).code(world.now());
    for (method, value) in
        [("totp", anybody.as_str()), ("sms", "000000"), ("mail", "000000"), ("password", &lin.password)]
    {
        let refused = second(&mut browser, &page, method, value).await;
        is_refused(&browser, &refused);
    }
    let unknown = second(&mut browser, &page, "none", &codes[0]).await;
    assert_eq!((unknown.status, session(&browser)), (200, None));
    for method in ["sms", "mail"] {
        let sent = [("request", ""), ("csrf", &field(&page, "csrf")), ("method", method)];
        let progress = field(&page, "progress");
        let sent = [sent.as_slice(), &[("progress", progress.as_str())]].concat();
        assert_eq!(browser.post("/sign-in/second/send", &sent).await.unwrap().status, 422);
    }
    assert!(second(&mut browser, &page, "recovery", &codes[0]).await.has("home-page"));
}

async fn refused_when_both_proofs_are_of_one_kind(world: World) {
    let (_, lin, app) = wanting_two(&world).await;
    let mut key = world.security_key();
    world.give_passkey(&lin, &mut key).await;
    let mut browser = world.browser();
    let page = browser.get(&world.url("/sign-in")).await.unwrap();
    let page = touch(&mut browser, &page, &mut key, &[Lie::NoUserVerification]).await;
    let code = app.code(world.now());
    // Something the person has, and something else the person has.
    let refused = second(&mut browser, &page, "totp", &code).await;
    is_refused(&browser, &refused);
    let wrong = second(&mut browser, &page, "password", "not the password").await;
    is_refused(&browser, &wrong);
    assert!(second(&mut browser, &page, "password", &lin.password).await.has("home-page"));
    let mut browser = world.browser();
    let page = halfway(&world, &mut browser, &lin).await;
    assert!(second(&mut browser, &page, "totp", &code).await.has("home-page"), "it was not used up");
}

async fn the_page_offers_what_is_set_up_and_nothing_else(world: World) {
    let (_, lin, _) = wanting_two(&world).await;
    let mut browser = world.browser();
    let page = halfway(&world, &mut browser, &lin).await;
    assert_eq!(field(&page, "method"), "totp");
    for other in ["passkey", "sms", "mail", "recovery", "password"] {
        assert!(!page.has(&format!("method-{other}")), "{other}");
    }
    world.give_recovery_codes(&lin).await;
    world.give_passkey(&lin, &mut world.security_key()).await;
    let page = browser.get(page.url.as_str()).await.unwrap();
    assert!(page.has("passkey-form") && page.has("method-totp") && page.has("method-recovery"));
    let page = browser.press("method-recovery").await.unwrap();
    assert_eq!(field(&page, "method"), "recovery");
    assert!(page.has("method-passkey") && page.has("method-totp"));
}

async fn a_refused_code_ends_nobodys_session(world: World) {
    let (city, lin, app) = wanting_two(&world).await;
    let chen = world.person("chen").await;
    let mut browser = world.browser();
    chen.tokens(&mut browser, &city.ask()).await;
    world.advance(STEP);
    let page = city.ask().with("prompt", "select_account").open(&mut browser).await;
    let page = lin.sign_in_on(&mut browser, &page).await;
    let wrong = app.code(Time::from_seconds(0));
    assert_eq!(second(&mut browser, &page, "totp", &wrong).await.status, 422);
    let silent = city.ask().with("prompt", "none");
    silent.unasked(&mut browser.clone()).await.code();
    let mut copy = browser.clone();
    second(&mut browser, &page, "totp", &app.code(world.now())).await;
    assert_eq!(silent.unasked(&mut copy).await.error(), "login_required");
}
async fn a_hash_made_anew_is_no_change_of_the_account(world: World) {
    let (_, lin, app) = wanting_two(&world).await;
    let id = world.account(&lin).await.id;
    let costly = world.node_with(|config| config.passwords.iterations = 2).await;
    let hash = async || {
        let mut conn = world.app.ground.db.reader().await.unwrap();
        store::account::password_hash(&mut conn, id).await.unwrap()
    };
    let (before, mut browser, mut elsewhere) = (hash().await, world.browser(), world.browser());
    let page = halfway(&world, &mut browser, &lin).await;
    let door = elsewhere.get(&world.url("/sign-in")).await.unwrap();
    world.advance(STEP);
    let fields = [("username", lin.username.as_str()), ("password", &lin.password)];
    let sent = call(&world, &elsewhere, (&door, "sign-in-form"), &fields);
    assert_eq!(costly.send(sent).await.status, 303);
    while hash().await == before {
        tokio::task::yield_now().await;
    }
    assert!(second(&mut browser, &page, "totp", &app.code(world.now())).await.has("home-page"));
}
