//! What a platform is told of the place somebody took, and for how long.

use serde_json::{Value, json};
use testkit::{Browser, RelyingParty, Tokens, World, on_each_database};

use super::setting::{AGENT, COMPANY, Somebody, agent, company, known};

on_each_database! {
    whoever_acts_for_an_entity_says_so_first,
    a_token_says_for_whom_as_what_and_how_far,
    a_right_that_ended_gives_no_more_tokens,
}

async fn platform(world: &World) -> RelyingParty {
    world.party("tax", json!({ "capacities": ["self", "entity"] })).await
}

/// Signs in, takes the first place of the page and goes on to the platform.
async fn here_for_the_company(world: &World, party: &RelyingParty, somebody: &Somebody) -> (Browser, Tokens) {
    let mut browser = world.browser();
    let ask = party.ask().with("scope", "openid offline_access").with("prompt", "consent");
    let page = ask.open(&mut browser).await;
    let page = somebody.person.sign_in_on(&mut browser, &page).await;
    assert!(page.has("capacity-page"), "{}", page.body);
    let form = page.form("capacity-form").unwrap();
    let seat = world.app.entities.seats(somebody.account).await.unwrap().remove(0);
    let id = match seat.acting {
        yimen::entity::Acting::Role(id) => id.to_string(),
        yimen::entity::Acting::Delegation(id) => id.to_string(),
        yimen::entity::Acting::Own => panic!("a seat is of an entity"),
    };
    assert!(form.control("capacity").is_some());
    let page = browser.submit_on(&page, "capacity-form", &[("capacity", &id)]).await.unwrap();
    let answer = somebody.person.go_on(&mut browser, page, &ask).await;
    let tokens = party.tokens(&ask, answer.code()).await;
    (browser, tokens)
}

async fn whoever_acts_for_an_entity_says_so_first(world: World) {
    let (boss, party) = (company(&world).await, platform(&world).await);
    let mut browser = world.browser();
    let page = party.ask().open(&mut browser).await;
    let page = boss.person.sign_in_on(&mut browser, &page).await;
    assert!(page.has("capacity-page") && page.body.contains(COMPANY), "{}", page.body);
    let page = browser.submit_on(&page, "capacity-form", &[("capacity", "self")]).await.unwrap();
    assert!(!page.has("capacity-page"), "{}", page.body);
}

async fn a_token_says_for_whom_as_what_and_how_far(world: World) {
    let (boss, lin) = (company(&world).await, known(&world, AGENT).await);
    let party = platform(&world).await;
    agent(&world, &boss, &lin).await;
    let (_, tokens) = here_for_the_company(&world, &party, &lin).await;
    let claims: Value = party.verified(tokens.id_token()).await;
    assert_eq!(claims["capacity"], "entity");
    let act_as = &claims["act_as"];
    assert_eq!((&act_as["role"], &act_as["regions"]), (&json!("agent"), &json!(["330000"])));
    assert_eq!(act_as["items"], json!(["不动产登记", "税务申报"]));
    assert!(act_as["exp"].as_i64().is_some() && act_as["delegation"].is_string());
    let (_, theirs) = here_for_the_company(&world, &party, &boss).await;
    let theirs: Value = party.verified(theirs.id_token()).await;
    assert_eq!(theirs["act_as"]["role"], "legal_representative");
    assert_eq!(theirs["act_as"]["entity"], act_as["entity"], "one name for one entity at one platform");
}

async fn a_right_that_ended_gives_no_more_tokens(world: World) {
    let (boss, lin) = (company(&world).await, known(&world, AGENT).await);
    let party = platform(&world).await;
    let id = agent(&world, &boss, &lin).await;
    let (_, tokens) = here_for_the_company(&world, &party, &lin).await;
    world.app.entities.end(&boss.actor(), id).await.unwrap();
    let reply = party.refresh(tokens.refresh_token()).await;
    assert_eq!(reply.status, 400, "{}", reply.body);
}
