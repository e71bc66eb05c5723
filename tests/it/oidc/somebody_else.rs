//! A request about one person is never answered for another (OpenID Connect Core 1.0 sections 3.1.2.1 and 5.5.1).

use std::time::Duration;

use serde_json::json;
use testkit::{Answer, Ask, Browser, Person, RelyingParty, Tokens, World, on_each_database};

on_each_database! {
    a_hint_of_another_is_told_to_the_client,
    a_sub_of_another_is_told_to_the_client,
    a_sub_of_the_same_person_is_answered,
    refused_when_none_and_the_sub_is_somebody_elses,
}

async fn signed_on(world: &World) -> (RelyingParty, Person, Browser, Tokens) {
    let (city, lin) = (world.party("city", json!({})).await, world.person("lin").await);
    let mut browser = world.browser();
    let tokens = lin.tokens(&mut browser, &city.ask()).await;
    (city, lin, browser, tokens)
}

fn about(city: &RelyingParty, tokens: &Tokens) -> Ask {
    let sub = json!({ "id_token": { "sub": { "value": tokens.claims().sub } } });
    city.ask().with("claims", &sub.to_string())
}

/// One sign-in and no more: the answer is there, or there is none.
async fn after_one_sign_in(world: &World, person: &Person, ask: &Ask) -> Answer {
    let mut browser = world.browser();
    let page = ask.open(&mut browser).await;
    assert!(page.has("sign-in-form"));
    world.advance(Duration::from_secs(1));
    let page = person.sign_in_on(&mut browser, &page).await;
    Answer::of(&page, ask).unwrap_or_else(|| panic!("no answer on {}", page.url))
}

async fn a_hint_of_another_is_told_to_the_client(world: World) {
    let (city, lin, _, tokens) = signed_on(&world).await;
    let chen = world.person("chen").await;
    world.advance(Duration::from_secs(1));
    let ask = city.ask().with("id_token_hint", tokens.id_token());
    assert_eq!(after_one_sign_in(&world, &chen, &ask).await.error(), "login_required");
    let ask = city.ask().with("id_token_hint", tokens.id_token());
    after_one_sign_in(&world, &lin, &ask).await.code();
}

async fn a_sub_of_another_is_told_to_the_client(world: World) {
    let (city, _, _, tokens) = signed_on(&world).await;
    let chen = world.person("chen").await;
    let answer = after_one_sign_in(&world, &chen, &about(&city, &tokens)).await;
    assert_eq!((answer.error(), answer.get("code")), ("login_required", None));
}

async fn a_sub_of_the_same_person_is_answered(world: World) {
    let (city, lin, mut browser, tokens) = signed_on(&world).await;
    about(&city, &tokens).unasked(&mut browser).await.code();
    let ask = about(&city, &tokens);
    let answer = after_one_sign_in(&world, &lin, &ask).await;
    assert_eq!(city.tokens(&ask, answer.code()).await.claims().sub, tokens.claims().sub);
}

async fn refused_when_none_and_the_sub_is_somebody_elses(world: World) {
    let (city, _, _, tokens) = signed_on(&world).await;
    let mut browser = world.browser();
    world.person("chen").await.tokens(&mut browser, &city.ask()).await;
    let answer = about(&city, &tokens).with("prompt", "none").unasked(&mut browser).await;
    assert_eq!(answer.error(), "login_required");
}
