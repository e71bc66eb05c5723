//! What was agreed to with platforms, taken back.

use serde_json::json;
use testkit::{Browser, RelyingParty, World, on_each_database};

use super::acts::{at_home, csrf, open, post};

on_each_database! {
    a_consent_taken_back_is_asked_for_again,
    platforms_are_named_and_items_told_in_words,
    nothing_happens_to_the_consents_of_others,
    a_platform_nobody_knows_leads_back,
}

async fn agreed(world: &World, name: &str) -> (RelyingParty, Browser) {
    let person = world.person(name).await;
    let city = world.party("city", json!({ "consent": "required" })).await;
    let mut browser = world.browser();
    person.tokens(&mut browser, &city.ask()).await;
    (city, browser)
}

async fn a_consent_taken_back_is_asked_for_again(world: World) {
    let (city, mut browser) = agreed(&world, "lin").await;
    assert!(open(&world, &mut browser, "/home/consents").await.has("consent-city"));
    let page = browser.press("withdraw-city").await.unwrap();
    assert!(!page.has("consent-city") && page.has("notice"));
    assert!(city.ask().open(&mut browser).await.has("consent-form"));
}

async fn platforms_are_named_and_items_told_in_words(world: World) {
    let (_, mut browser) = agreed(&world, "lin").await;
    let text = open(&world, &mut browser, "/home/consents").await.text("consent-city").unwrap();
    assert!(text.contains("Service city") && text.contains("姓名"), "{text}");
    assert!(!text.contains("birthdate"), "{text}");
}

async fn nothing_happens_to_the_consents_of_others(world: World) {
    let (city, mut theirs) = agreed(&world, "chen").await;
    let lin = world.person("lin").await;
    let mut own = at_home(&world, &lin).await;
    post(&world, &mut own, "/home/consents/city/withdraw", &[]).await;
    let token = csrf(&world, &mut own).await;
    theirs.get(&world.url("/home")).await.unwrap();
    let stolen = theirs.post("/home/consents/city/withdraw", &[("csrf", &token)]).await.unwrap();
    assert_eq!(stolen.status, 403);
    city.ask().with("prompt", "none").unasked(&mut theirs).await.code();
}

async fn a_platform_nobody_knows_leads_back(world: World) {
    let (_, mut browser) = agreed(&world, "lin").await;
    let page = post(&world, &mut browser, "/home/consents/nobody/withdraw", &[]).await;
    assert!(page.has("consents-page") && !page.has("notice") && page.has("consent-city"));
}
