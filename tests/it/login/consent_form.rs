//! A yes counts only from the person who read the form, and only for what was read.

use serde_json::{Value, json};
use testkit::{Answer, Ask, Browser, Page, Person, RelyingParty, World, on_each_database};

on_each_database! {
    taken_from_the_session_that_read_it,
    refused_in_the_session_of_another,
    refused_after_the_registration_was_widened,
}

/// Somebody signed in, in front of the consent form.
async fn reading(world: &World) -> (RelyingParty, Person, Browser, Ask, Page) {
    let record = json!({ "consent": "required", "allowed_claims": bases(&["name"]) });
    let (city, lin) = (world.party("city", record).await, world.person("lin").await);
    let (mut browser, ask) = (world.browser(), city.ask());
    let page = ask.open(&mut browser).await;
    let page = lin.sign_in_on(&mut browser, &page).await;
    assert!(page.has("consent-form"));
    (city, lin, browser, ask, page)
}

fn bases(names: &[&str]) -> Value {
    let basis = json!({ "legal_basis": "a test", "purpose": "to be tested" });
    names.iter().map(|name| ((*name).to_owned(), basis.clone())).collect::<serde_json::Map<_, _>>().into()
}

async fn agree(browser: &mut Browser, page: &Page) -> Page {
    browser.submit_on(page, "consent-form", &[("decision", "allow")]).await.unwrap()
}

async fn consents(world: &World) -> usize {
    let mut found = 0;
    for (account, _) in world.app.accounts.page(None, 10).await.unwrap() {
        found += world.app.consents.of_account(account.id).await.unwrap().len();
    }
    found
}

async fn taken_from_the_session_that_read_it(world: World) {
    let (_, _, mut browser, ask, page) = reading(&world).await;
    let page = agree(&mut browser, &page).await;
    Answer::of(&page, &ask).unwrap().code();
    assert_eq!(consents(&world).await, 1);
}

async fn refused_in_the_session_of_another(world: World) {
    let (_, _, mut browser, ask, page) = reading(&world).await;
    let town = world.party("town", json!({})).await;
    let chen = world.person("chen").await;
    world.advance(std::time::Duration::from_secs(1));
    chen.tokens(&mut browser, &town.ask().with("prompt", "login")).await;
    let page = agree(&mut browser, &page).await;
    assert!(Answer::of(&page, &ask).is_none());
    assert_eq!(page.status, 403);
    assert_eq!(consents(&world).await, 0);
}

async fn refused_after_the_registration_was_widened(world: World) {
    let (_, lin, mut browser, ask, page) = reading(&world).await;
    world.redeclare("city", json!({ "allowed_claims": bases(&["name", "birthdate"]) })).await;
    world.catch_up().await;
    let page = agree(&mut browser, &page).await;
    assert!(Answer::of(&page, &ask).is_none());
    assert_eq!(consents(&world).await, 0);
    // What is asked now can be read and agreed to.
    lin.answer(&mut browser, &ask).await.code();
    assert_eq!(consents(&world).await, 1);
}
