//! Who a person is to a platform (OpenID Connect Core 1.0 section 8).

use serde_json::{Value, json};
use testkit::{Browser, Person, World, on_each_database};

on_each_database! {
    two_sectors_see_two_people,
    one_sector_sees_one_person,
    loopback_is_no_sector,
    a_sector_document_joins_hosts,
    refused_when_the_sector_document_does_not_list_the_redirect_uri,
    a_public_subject_is_the_same_everywhere,
    two_clients_see_two_session_ids,
    two_people_are_two_subjects,
    the_subject_stays_over_sign_ins,
}

/// A browser with a session.
async fn signed_on(world: &World, person: &Person) -> Browser {
    let mut browser = world.browser();
    person.tokens(&mut browser, &world.party("door", json!({})).await.ask()).await;
    browser
}

/// Who the signed-in person is to a client, which need not exist anywhere.
async fn subject(world: &World, browser: &mut Browser, id: &str, record: Value) -> String {
    let party = world.party(id, record).await;
    let ask = party.ask();
    let answer = ask.shown(browser).await;
    party.tokens(&ask, answer.code()).await.claims().sub.clone()
}

fn at(uris: &[&str]) -> Value {
    json!({ "redirect_uris": uris })
}

async fn two_sectors_see_two_people(world: World) {
    let mut browser = signed_on(&world, &world.person("lin").await).await;
    let city = subject(&world, &mut browser, "city", at(&["https://city.example/back"])).await;
    let town = subject(&world, &mut browser, "town", at(&["https://town.example/back"])).await;
    let below = subject(&world, &mut browser, "below", at(&["https://sub.city.example/back"])).await;
    assert!(city != town && city != below);
}

async fn one_sector_sees_one_person(world: World) {
    let mut browser = signed_on(&world, &world.person("lin").await).await;
    let city = subject(&world, &mut browser, "city", at(&["https://city.example/back"])).await;
    let app = subject(&world, &mut browser, "app", at(&["https://city.example/app"])).await;
    assert_eq!(city, app);
}

async fn loopback_is_no_sector(world: World) {
    let mut browser = signed_on(&world, &world.person("lin").await).await;
    let one = subject(&world, &mut browser, "one", at(&["http://127.0.0.1:4000/back"])).await;
    let other = subject(&world, &mut browser, "other", at(&["http://127.0.0.1:4001/back"])).await;
    assert_ne!(one, other);
}

async fn a_sector_document_joins_hosts(world: World) {
    let mut browser = signed_on(&world, &world.person("lin").await).await;
    let document = world.outside().east("/sector.json");
    let (town, hamlet) = ("https://town.example/back", "https://hamlet.example/back");
    world.outside().answer("/sector.json", 200, &json!([town, hamlet]));
    let joined = |uri: &str| json!({ "redirect_uris": [uri], "sector_identifier_uri": document });
    let one = subject(&world, &mut browser, "town", joined(town)).await;
    let other = subject(&world, &mut browser, "hamlet", joined(hamlet)).await;
    let apart = subject(&world, &mut browser, "apart", at(&[town])).await;
    assert_eq!(one, other);
    assert_ne!(one, apart);
    // Two hosts without a document are no sector.
    assert_eq!(world.client_problems("both", at(&[town, hamlet])).await, ["sector_identifier_uri"]);
}

async fn refused_when_the_sector_document_does_not_list_the_redirect_uri(world: World) {
    let record = |document: &str| json!({ "sector_identifier_uri": document });
    let near = world.outside().east("/sector.json");
    world.outside().answer("/sector.json", 200, &json!([world.outside().east("/other/back")]));
    assert_eq!(world.client_problems("city", record(&near)).await, ["sector_identifier_uri"]);
    world.outside().answer("/sector.json", 500, &json!([world.outside().east("/city/back")]));
    assert_eq!(world.client_problems("city", record(&near)).await, ["sector_identifier_uri"]);
    world.outside().answer("/sector.json", 200, &json!([world.outside().east("/city/back")]));
    assert_eq!(world.client_problems("city", record(&near)).await, Vec::<String>::new());
    let inner = world.outside().inner("/sector.json");
    assert_eq!(world.client_problems("city", record(&inner)).await, ["sector_identifier_uri"]);
    assert!(!world.outside().inner_was_asked());
}

async fn a_public_subject_is_the_same_everywhere(world: World) {
    let mut browser = signed_on(&world, &world.person("lin").await).await;
    let public = |uri: &str| {
        json!({
            "redirect_uris": [uri], "subject_type": "public", "public_subject_legal_basis": "an order",
        })
    };
    let one = subject(&world, &mut browser, "tax", public("https://tax.example/back")).await;
    let other = subject(&world, &mut browser, "care", public("https://care.example/back")).await;
    let pairwise = subject(&world, &mut browser, "city", at(&["https://tax.example/city"])).await;
    assert_eq!(one, other);
    assert_ne!(one, pairwise);
    let unfounded = world.client_problems("city", json!({ "subject_type": "public" })).await;
    assert_eq!(unfounded, ["public_subject_legal_basis"]);
}

async fn two_clients_see_two_session_ids(world: World) {
    let (lin, mut browser) = (world.person("lin").await, world.browser());
    let (city, app) = (world.party("city", json!({})).await, world.party("city-app", json!({})).await);
    let one = lin.tokens(&mut browser, &city.ask()).await;
    let again = lin.tokens(&mut browser, &city.ask()).await;
    let other = lin.tokens(&mut browser, &app.ask()).await;
    assert_eq!(one.claims().sid, again.claims().sid);
    assert_ne!(one.claims().sid, other.claims().sid);
}

async fn two_people_are_two_subjects(world: World) {
    let (mut lin, mut chen) = (
        signed_on(&world, &world.person("lin").await).await,
        signed_on(&world, &world.person("chen").await).await,
    );
    let one = subject(&world, &mut lin, "city", json!({})).await;
    let other = subject(&world, &mut chen, "city", json!({})).await;
    assert_ne!(one, other);
}

async fn the_subject_stays_over_sign_ins(world: World) {
    let lin = world.person("lin").await;
    let one = subject(&world, &mut signed_on(&world, &lin).await, "city", json!({})).await;
    let other = subject(&world, &mut signed_on(&world, &lin).await, "city", json!({})).await;
    assert_eq!(one, other);
}
