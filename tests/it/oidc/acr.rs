//! Levels (OpenID Connect Core 1.0 section 5.5.1.1): the true one is delivered, or the client is told no.

use serde_json::{Value, json};
use testkit::{Answer, World, on_each_database};

const REACHED: &str = "urn:yimen:acr:L1.A1";
const HIGHER: &str = "urn:yimen:acr:L4.A2";

on_each_database! {
    a_wish_beyond_reach_gets_the_true_level,
    a_demand_within_reach_is_met,
    a_demand_beyond_reach_is_refused,
    any_of_the_values_will_do,
    an_unknown_level_is_beyond_reach,
    a_client_minimum_beyond_reach_is_refused,
    discovery_names_what_can_be_reached,
}

fn demand(values: &[&str]) -> String {
    json!({ "id_token": { "acr": { "essential": true, "values": values } } }).to_string()
}

async fn a_wish_beyond_reach_gets_the_true_level(world: World) {
    let (city, lin) = (world.party("city", json!({})).await, world.person("lin").await);
    let claims = json!({ "id_token": { "acr": { "values": [HIGHER] } } }).to_string();
    for ask in [city.ask().with("acr_values", HIGHER), city.ask().with("claims", &claims)] {
        let tokens = lin.tokens(&mut world.browser(), &ask).await;
        let claims: Value = city.verified(tokens.id_token()).await;
        assert_eq!(claims["acr"], json!(REACHED));
    }
}

async fn a_demand_within_reach_is_met(world: World) {
    let (city, lin) = (world.party("city", json!({})).await, world.person("lin").await);
    let tokens = lin.tokens(&mut world.browser(), &city.ask().with("claims", &demand(&[REACHED]))).await;
    let claims: Value = city.verified(tokens.id_token()).await;
    assert_eq!(claims["acr"], json!(REACHED));
}

async fn a_demand_beyond_reach_is_refused(world: World) {
    let city = world.party("city", json!({})).await;
    let value = json!({ "id_token": { "acr": { "essential": true, "value": HIGHER } } }).to_string();
    for claims in [demand(&[HIGHER]), value] {
        // Told at once: nobody signs in for nothing.
        let answer = city.ask().with("claims", &claims).unasked(&mut world.browser()).await;
        assert_eq!(answer.error(), "unmet_authentication_requirements");
    }
}

async fn any_of_the_values_will_do(world: World) {
    let (city, lin) = (world.party("city", json!({})).await, world.person("lin").await);
    let ask = city.ask().with("claims", &demand(&[HIGHER, REACHED]));
    let tokens = lin.tokens(&mut world.browser(), &ask).await;
    let claims: Value = city.verified(tokens.id_token()).await;
    assert_eq!(claims["acr"], json!(REACHED));
}

async fn an_unknown_level_is_beyond_reach(world: World) {
    let (city, lin) = (world.party("city", json!({})).await, world.person("lin").await);
    let answer = city.ask().with("claims", &demand(&["urn:other:gold"])).unasked(&mut world.browser()).await;
    assert_eq!(answer.error(), "unmet_authentication_requirements");
    let (mut browser, wish) = (world.browser(), city.ask().with("acr_values", "urn:other:gold"));
    let page = wish.open(&mut browser).await;
    assert!(Answer::of(&page, &wish).is_none());
    lin.go_on(&mut browser, page, &wish).await.code();
}

async fn a_client_minimum_beyond_reach_is_refused(world: World) {
    let city = world.party("city", json!({ "minimum_acr": HIGHER })).await;
    let answer = city.ask().unasked(&mut world.browser()).await;
    assert_eq!(answer.error(), "unmet_authentication_requirements");
    world.redeclare("city", json!({ "minimum_acr": REACHED })).await;
    assert!(city.ask().open(&mut world.browser()).await.has("sign-in-form"));
}

async fn discovery_names_what_can_be_reached(world: World) {
    // Without a third party people are known by what they say themselves.
    let reachable: Vec<String> =
        [1, 2].iter().flat_map(|l| [1, 2, 3].map(|a| format!("urn:yimen:acr:L{l}.A{a}"))).collect();
    assert_eq!(world.metadata().await["acr_values_supported"], json!(reachable));
}
