//! How fresh a sign-in must be and who it must be of (OpenID Connect Core 1.0 section 3.1.2.1).

use std::time::Duration;

use serde_json::{Value, json};
use testkit::{Browser, Person, RelyingParty, TestKey, Tokens, World, on_each_database, tampered, unsigned};

on_each_database! {
    none_is_answered_from_a_session,
    refused_when_none_has_company,
    refused_when_none_and_nobody_is_signed_in,
    refused_when_none_and_consent_is_missing,
    refused_when_none_and_the_session_is_too_old,
    refused_when_a_prompt_is_unknown,
    login_is_answered_by_a_fresh_sign_in,
    consent_is_asked_anew,
    select_account_lets_another_sign_in,
    max_age_is_answered_from_a_fresh_session,
    max_age_passed_asks_to_sign_in,
    max_age_of_nought_asks_always,
    the_clients_own_max_age_holds,
    refused_when_max_age_is_no_number,
    a_hint_of_the_same_person_passes,
    an_expired_hint_passes,
    a_hint_of_somebody_else_asks_to_sign_in,
    refused_when_a_hint_is_not_ours,
    somebody_else_signing_in_is_not_answered_for_the_hinted,
}

async fn signed_on(world: &World, record: Value) -> (RelyingParty, Person, Browser, Tokens) {
    let (city, lin) = (world.party("city", record).await, world.person("lin").await);
    let mut browser = world.browser();
    let tokens = lin.tokens(&mut browser, &city.ask()).await;
    (city, lin, browser, tokens)
}

fn auth_time(tokens: &Tokens) -> i64 {
    tokens.claims().auth_time.unwrap().seconds()
}

async fn none_is_answered_from_a_session(world: World) {
    let (city, _, mut browser, _) = signed_on(&world, json!({})).await;
    city.ask().with("prompt", "none").unasked(&mut browser).await.code();
}

async fn refused_when_none_has_company(world: World) {
    let (city, _, mut browser, _) = signed_on(&world, json!({})).await;
    for prompt in ["none login", "consent none", "none select_account"] {
        let answer = city.ask().with("prompt", prompt).unasked(&mut browser).await;
        assert_eq!(answer.error(), "invalid_request", "{prompt}");
    }
}

async fn refused_when_none_and_nobody_is_signed_in(world: World) {
    let city = world.party("city", json!({})).await;
    let answer = city.ask().with("prompt", "none").unasked(&mut world.browser()).await;
    assert_eq!(answer.error(), "login_required");
}

async fn refused_when_none_and_consent_is_missing(world: World) {
    let (_, _, mut browser, _) = signed_on(&world, json!({})).await;
    let town = world.party("town", json!({ "consent": "required" })).await;
    let answer = town.ask().with("prompt", "none").unasked(&mut browser).await;
    assert_eq!(answer.error(), "consent_required");
}

async fn refused_when_none_and_the_session_is_too_old(world: World) {
    let (city, _, mut browser, _) = signed_on(&world, json!({})).await;
    world.advance(Duration::from_secs(61));
    let ask = city.ask().with("prompt", "none");
    assert_eq!(ask.clone().with("max_age", "60").unasked(&mut browser).await.error(), "login_required");
    ask.with("max_age", "61").unasked(&mut browser).await.code();
}

async fn refused_when_a_prompt_is_unknown(world: World) {
    let (city, _, mut browser, _) = signed_on(&world, json!({})).await;
    for prompt in ["create", "LOGIN", "login  consent", "login,consent"] {
        let answer = city.ask().with("prompt", prompt).unasked(&mut browser).await;
        assert_eq!(answer.error(), "invalid_request", "{prompt}");
    }
}

async fn login_is_answered_by_a_fresh_sign_in(world: World) {
    let (city, lin, mut browser, before) = signed_on(&world, json!({})).await;
    world.advance(Duration::from_secs(10));
    let ask = city.ask().with("prompt", "login");
    let page = ask.open(&mut browser).await;
    assert!(page.has("sign-in-form"));
    // Going on without signing in leads back to the form.
    let handle = page.form("sign-in-form").unwrap().control("request").unwrap().value.clone();
    let around = browser.clone().get(&world.url(&format!("/resume?request={handle}"))).await.unwrap();
    assert!(around.has("sign-in-form"));
    let answer = lin.go_on(&mut browser, page, &ask).await;
    let after = city.tokens(&ask, answer.code()).await;
    assert_eq!(auth_time(&after), auth_time(&before) + 10);
}

async fn consent_is_asked_anew(world: World) {
    let (city, lin, mut browser, _) = signed_on(&world, json!({ "consent": "required" })).await;
    city.ask().unasked(&mut browser).await.code();
    world.advance(Duration::from_secs(1));
    let ask = city.ask().with("prompt", "consent");
    let page = ask.open(&mut browser).await;
    assert!(page.has("consent-form"));
    lin.go_on(&mut browser, page, &ask).await.code();
}

async fn select_account_lets_another_sign_in(world: World) {
    let (city, _, mut browser, before) = signed_on(&world, json!({})).await;
    let chen = world.person("chen").await;
    world.advance(Duration::from_secs(1));
    let ask = city.ask().with("prompt", "select_account");
    let after = chen.tokens(&mut browser, &ask).await;
    assert_ne!(after.claims().sub, before.claims().sub);
}

async fn max_age_is_answered_from_a_fresh_session(world: World) {
    let (city, _, mut browser, before) = signed_on(&world, json!({})).await;
    world.advance(Duration::from_secs(60));
    let ask = city.ask().with("max_age", "60");
    let answer = ask.unasked(&mut browser).await;
    assert_eq!(auth_time(&city.tokens(&ask, answer.code()).await), auth_time(&before));
}

async fn max_age_passed_asks_to_sign_in(world: World) {
    let (city, lin, mut browser, before) = signed_on(&world, json!({})).await;
    world.advance(Duration::from_secs(61));
    let ask = city.ask().with("max_age", "60");
    let page = ask.open(&mut browser).await;
    assert!(page.has("sign-in-form"));
    let answer = lin.go_on(&mut browser, page, &ask).await;
    assert_eq!(auth_time(&city.tokens(&ask, answer.code()).await), auth_time(&before) + 61);
}

async fn max_age_of_nought_asks_always(world: World) {
    let (city, lin, mut browser, _) = signed_on(&world, json!({})).await;
    world.advance(Duration::from_secs(1));
    let ask = city.ask().with("max_age", "0");
    let page = ask.open(&mut browser).await;
    assert!(page.has("sign-in-form"));
    lin.go_on(&mut browser, page, &ask).await.code();
}

async fn the_clients_own_max_age_holds(world: World) {
    let (city, _, mut browser, _) = signed_on(&world, json!({ "default_max_age": 60 })).await;
    world.advance(Duration::from_secs(60));
    city.ask().unasked(&mut browser).await.code();
    world.advance(Duration::from_secs(1));
    assert!(city.ask().open(&mut browser).await.has("sign-in-form"));
}

async fn refused_when_max_age_is_no_number(world: World) {
    let (city, _, mut browser, _) = signed_on(&world, json!({})).await;
    for age in ["-1", "1.5", "soon", "1e3", "99999999999999999999", " 1", "+1"] {
        let answer = city.ask().with("max_age", age).unasked(&mut browser).await;
        assert_eq!(answer.error(), "invalid_request", "{age}");
    }
}

async fn a_hint_of_the_same_person_passes(world: World) {
    let (city, _, mut browser, tokens) = signed_on(&world, json!({})).await;
    let ask = city.ask().with("prompt", "none").with("id_token_hint", tokens.id_token());
    ask.unasked(&mut browser).await.code();
}

async fn an_expired_hint_passes(world: World) {
    let (city, _, mut browser, tokens) = signed_on(&world, json!({})).await;
    world.advance(Duration::from_secs(1000));
    let ask = city.ask().with("prompt", "none").with("id_token_hint", tokens.id_token());
    ask.unasked(&mut browser).await.code();
}

async fn a_hint_of_somebody_else_asks_to_sign_in(world: World) {
    let (city, _, mut browser, _) = signed_on(&world, json!({})).await;
    let chen = world.person("chen").await.tokens(&mut world.browser(), &city.ask()).await;
    let ask = city.ask().with("id_token_hint", chen.id_token());
    assert!(ask.open(&mut browser).await.has("sign-in-form"));
    let silent = ask.with("prompt", "none").unasked(&mut browser).await;
    assert_eq!(silent.error(), "login_required");
}

async fn refused_when_a_hint_is_not_ours(world: World) {
    let (city, lin, mut browser, tokens) = signed_on(&world, json!({})).await;
    let town = world.party("town", json!({})).await;
    let of_town = lin.tokens(&mut browser, &town.ask()).await;
    let claims: Value = city.verified(tokens.id_token()).await;
    let foreign = TestKey::new("foreign").sign(&claims);
    for hint in [
        unsigned(&claims),
        foreign,
        tampered(tokens.id_token()),
        tokens.access_token.clone(),
        of_town.id_token().to_owned(),
        "x".to_owned(),
    ] {
        let answer = city.ask().with("id_token_hint", &hint).unasked(&mut browser).await;
        assert_eq!(answer.error(), "invalid_request", "{hint}");
    }
}

async fn somebody_else_signing_in_is_not_answered_for_the_hinted(world: World) {
    let (city, _, mut browser, tokens) = signed_on(&world, json!({})).await;
    let chen = world.person("chen").await;
    let ask = city.ask().with("id_token_hint", tokens.id_token()).with("prompt", "login");
    world.advance(Duration::from_secs(1));
    let page = ask.open(&mut browser).await;
    let page = chen.sign_in_on(&mut browser, &page).await;
    assert!(testkit::Answer::of(&page, &ask).is_none_or(|answer| answer.get("code").is_none()));
}
