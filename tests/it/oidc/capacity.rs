//! In whose name somebody is here, as platforms are told: capacity, whom they act for and as what, and name and code of
//! the entity where the platform has a basis for them.

use evidence::kind::EvidenceKind;
use serde_json::{Value, json};
use testkit::{Ask, Browser, Page, Person, RelyingParty, World, on_each_database};

use super::known::{COMPANY, USCC, basis, city, company, prove};

on_each_database! {
    an_entity_is_told_wherever_the_sign_in_is,
    name_and_code_of_the_entity_need_a_basis,
    nothing_of_an_entity_is_told_of_who_comes_as_themselves,
    what_may_act_no_longer_is_told_no_longer,
    the_entity_has_another_name_in_each_sector,
}

const BOTH: &str = r#"{"id_token":{"entity_name":null,"entity_uscc":null},"userinfo":{"entity_name":null,"entity_uscc":null}}"#;

async fn representative(world: &World, changes: Value) -> (RelyingParty, Person) {
    let mut record = json!({ "capacities": ["self", "entity"] });
    let (Some(own), Value::Object(changes)) = (record.as_object_mut(), changes) else { panic!("objects") };
    own.extend(changes);
    let (city, lin) = (city(world, record).await, world.person("lin").await);
    prove(world, &lin, EvidenceKind::NetworkIdentityFace).await;
    company(world, "active").await;
    (city, lin)
}

fn ask(party: &RelyingParty) -> Ask {
    party.ask().with("scope", "openid").with("claims", BOTH)
}

/// The page on which it is chosen in whose name somebody is here.
async fn choosing(browser: &mut Browser, lin: &Person, ask: &Ask) -> Page {
    let page = ask.open(browser).await;
    let page = if page.has("sign-in-form") { lin.sign_in_on(browser, &page).await } else { page };
    assert!(page.has("capacity-form"), "{}", page.body);
    page
}

/// Signs in and comes in the name of the only entity there is, or in one's own.
async fn come(world: &World, (party, lin): (&RelyingParty, &Person), own: Own) -> testkit::Tokens {
    let (mut browser, ask) = (world.browser(), ask(party));
    let page = choosing(&mut browser, lin, &ask).await;
    let values = page.body.split("name=\"capacity\" value=\"").skip(1);
    let mut values = values.map(|rest| rest.split('"').next().unwrap().to_owned());
    let chosen = values.find(|value| (value == "self") == (own == Own::Name)).expect("a place to take");
    let sent = browser.submit_on(&page, "capacity-form", &[("capacity", &chosen)]).await.unwrap();
    let answer = lin.go_on(&mut browser, sent, &ask).await;
    party.tokens(&ask, answer.code()).await
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Own {
    Name,
    Entity,
}

async fn an_entity_is_told_wherever_the_sign_in_is(world: World) {
    let (city, lin) = representative(&world, json!({})).await;
    let tokens = Box::pin(come(&world, (&city, &lin), Own::Entity)).await;
    let in_token = json!(tokens.claims().extra);
    let access: Value = city.verified(&tokens.access_token).await;
    let introspected = city.introspect(&tokens.access_token).await;
    let told = city.userinfo(&tokens.access_token).await.json();
    for place in [&in_token, &access, &introspected, &told] {
        assert_eq!(place["capacity"], json!("entity"));
        assert_eq!(place["act_as"]["role"], json!("legal_representative"));
        assert_eq!(place["act_as"]["entity"].as_str().map(str::len), Some(43));
    }
    for place in [&in_token, &told] {
        assert_eq!((&place["entity_name"], &place["entity_uscc"]), (&json!(COMPANY), &json!(USCC)));
    }
    let next = city.refreshed(tokens.refresh_token()).await;
    assert_eq!(json!(next.claims().extra)["act_as"], in_token["act_as"]);
    assert_eq!(city.userinfo(&next.access_token).await.json()["entity_name"], json!(COMPANY));
}

async fn name_and_code_of_the_entity_need_a_basis(world: World) {
    let (city, lin) = representative(&world, json!({ "allowed_claims": basis(&["entity_name"]) })).await;
    let tokens = Box::pin(come(&world, (&city, &lin), Own::Entity)).await;
    let told = city.userinfo(&tokens.access_token).await.json();
    assert_eq!((&told["entity_name"], told.get("entity_uscc")), (&json!(COMPANY), None));
    assert_eq!(json!(tokens.claims().extra).get("entity_uscc"), None);
}

async fn nothing_of_an_entity_is_told_of_who_comes_as_themselves(world: World) {
    let (city, lin) = representative(&world, json!({})).await;
    let tokens = Box::pin(come(&world, (&city, &lin), Own::Name)).await;
    let told = city.userinfo(&tokens.access_token).await.json();
    for place in [&json!(tokens.claims().extra), &told] {
        assert_eq!(place["capacity"], json!("self"));
        for name in ["act_as", "entity_name", "entity_uscc"] {
            assert_eq!(place.get(name), None, "{name}");
        }
    }
}

async fn what_may_act_no_longer_is_told_no_longer(world: World) {
    let (city, lin) = representative(&world, json!({})).await;
    let tokens = Box::pin(come(&world, (&city, &lin), Own::Entity)).await;
    company(&world, "revoked").await;
    let told = city.userinfo(&tokens.access_token).await.json();
    assert_eq!((told.get("entity_name"), told.get("entity_uscc")), (None, None));
    assert_eq!(city.refresh(tokens.refresh_token()).await.refusal().1, "invalid_grant");
}

async fn the_entity_has_another_name_in_each_sector(world: World) {
    let (city, lin) = representative(&world, json!({})).await;
    let changes = json!({
        "allowed_claims": basis(&["entity_name"]),
        "capacities": ["self", "entity"],
        "redirect_uris": [world.outside().west("/town/back")],
        "post_logout_redirect_uris": null,
        "backchannel_logout_uri": null,
    });
    let town = world.party("town", changes).await;
    let mut names = Vec::new();
    for party in [&city, &town, &city] {
        let tokens = Box::pin(come(&world, (party, &lin), Own::Entity)).await;
        names.push(json!(tokens.claims().extra)["act_as"]["entity"].clone());
    }
    assert_eq!(names[0], names[2]);
    assert!(names[0].is_string() && names[0] != names[1], "{names:?}");
}
