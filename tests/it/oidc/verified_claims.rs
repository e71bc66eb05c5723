//! Verified claims (OpenID Connect for Identity Assurance 1.0): the same facts with how they came to be known, for those
//! who may have them, and only where all that was asked of the verification is met.

use std::time::Duration;

use evidence::document::DocumentType;
use evidence::kind::EvidenceKind;
use serde_json::{Value, json};
use testkit::{Person, RelyingParty, World, on_each_database};

use super::known::{NAME, NUMBER, basis, city, prove, record, tell};

on_each_database! {
    claims_come_with_how_they_were_verified,
    they_come_where_they_were_asked_for,
    left_out_when_nothing_is_verified,
    left_out_when_the_level_is_not_met,
    left_out_when_the_framework_is_another,
    left_out_when_the_verification_is_too_old,
    left_out_when_the_evidence_is_another,
    a_claim_without_a_basis_is_in_no_set,
    a_basis_that_was_taken_away_ends_it,
    a_claim_that_cannot_be_verified_is_left_out,
    a_verified_name_needs_the_basis_of_the_real_name,
    name_and_birthdate_are_those_of_the_document,
    how_it_was_verified_is_not_told_by_itself,
    the_page_lists_what_is_told_as_verified,
    the_level_told_is_that_of_the_document_in_this_sign_in,
    a_verification_has_another_name_in_each_sector,
    two_kinds_are_both_told,
    what_is_told_stands_in_discovery,
}

const DAY: Duration = Duration::from_secs(24 * 3600);

#[expect(clippy::needless_pass_by_value, reason = "each caller makes one for it")]
fn set(verification: Value, names: &[&str]) -> Value {
    let claims: serde_json::Map<_, _> = names.iter().map(|name| ((*name).to_owned(), Value::Null)).collect();
    json!({ "verification": verification, "claims": claims })
}

fn any() -> Value {
    json!({ "trust_framework": null })
}

/// What UserInfo tells for one request of verified claims.
async fn told(world: &World, city: &RelyingParty, lin: &Person, sets: Value) -> Value {
    let claims = json!({ "userinfo": { "verified_claims": sets } }).to_string();
    let ask = city.ask().with("scope", "openid").with("claims", &claims);
    let tokens = Box::pin(lin.tokens(&mut world.browser(), &ask)).await;
    city.userinfo(&tokens.access_token).await.json().get("verified_claims").cloned().unwrap_or(Value::Null)
}

async fn both(world: &World, changes: Value) -> (RelyingParty, Person) {
    (city(world, changes).await, world.person("lin").await)
}

async fn claims_come_with_how_they_were_verified(world: World) {
    let (city, lin) = both(&world, json!({})).await;
    prove(&world, &lin, EvidenceKind::TwoElement).await;
    let verification = json!({
        "trust_framework": null, "assurance_level": null, "time": null, "verification_process": null,
        "evidence": [{
            "type": { "value": "electronic_record" },
            "record": { "type": null },
            "check_details": [{ "check_method": null, "organization": null, "time": null }],
        }],
    });
    let told = told(&world, &city, &lin, set(verification, &["real_name", "id_number", "age_over_18"])).await;
    assert_eq!(told["claims"], json!({ "real_name": NAME, "id_number": NUMBER, "age_over_18": true }));
    let how = &told["verification"];
    assert_eq!(how["trust_framework"], json!("cn_yimen"));
    assert_eq!(how["assurance_level"], json!("L3"));
    assert_eq!(how["time"], json!("2026-03-01T00:00:00Z"));
    assert_eq!(how["verification_process"].as_str().map(str::len), Some(43));
    assert_eq!(
        how["evidence"],
        json!([{
            "type": "electronic_record",
            "record": { "type": "population_register" },
            "check_details": [
                { "check_method": "data", "organization": "somebody", "time": "2026-03-01T00:00:00Z" },
            ],
        }])
    );
}

async fn they_come_where_they_were_asked_for(world: World) {
    let (city, lin) = both(&world, json!({})).await;
    prove(&world, &lin, EvidenceKind::TwoElement).await;
    let sets = set(any(), &["real_name"]);
    let ask = city.ask().with("scope", "openid");
    let claims = json!({ "id_token": { "verified_claims": sets } }).to_string();
    let tokens = Box::pin(lin.tokens(&mut world.browser(), &ask.clone().with("claims", &claims))).await;
    let in_token = json!(tokens.claims().extra);
    assert_eq!(in_token["verified_claims"]["claims"], json!({ "real_name": NAME }));
    assert_eq!(in_token["verified_claims"]["verification"], json!({ "trust_framework": "cn_yimen" }));
    let told = city.userinfo(&tokens.access_token).await.json();
    assert_eq!(told.get("verified_claims"), None);
    let claims = json!({ "userinfo": { "verified_claims": sets } }).to_string();
    let tokens = Box::pin(lin.tokens(&mut world.browser(), &ask.with("claims", &claims))).await;
    assert_eq!(json!(tokens.claims().extra).get("verified_claims"), None);
    // Also after a refresh.
    let next = city.refreshed(tokens.refresh_token()).await;
    let told = city.userinfo(&next.access_token).await.json();
    assert_eq!(told["verified_claims"]["claims"], json!({ "real_name": NAME }));
}

async fn left_out_when_nothing_is_verified(world: World) {
    let (city, lin) = both(&world, json!({})).await;
    tell(&world, &lin, DocumentType::ResidentId, NUMBER).await;
    assert_eq!(told(&world, &city, &lin, set(any(), &["real_name", "id_number"])).await, Value::Null);
}

async fn left_out_when_the_level_is_not_met(world: World) {
    let (city, lin) = both(&world, json!({})).await;
    prove(&world, &lin, EvidenceKind::TwoElement).await;
    let level = |levels: &[&str]| json!({ "trust_framework": null, "assurance_level": { "values": levels } });
    assert_eq!(told(&world, &city, &lin, set(level(&["L4", "L5"]), &["real_name"])).await, Value::Null);
    let met = told(&world, &city, &lin, set(level(&["L3", "L4"]), &["real_name"])).await;
    assert_eq!(met["verification"]["assurance_level"], json!("L3"));
}

async fn left_out_when_the_framework_is_another(world: World) {
    let (city, lin) = both(&world, json!({})).await;
    prove(&world, &lin, EvidenceKind::TwoElement).await;
    let framework = |name: &str| json!({ "trust_framework": { "value": name } });
    assert_eq!(told(&world, &city, &lin, set(framework("eidas"), &["real_name"])).await, Value::Null);
    assert_ne!(told(&world, &city, &lin, set(framework("cn_yimen"), &["real_name"])).await, Value::Null);
}

async fn left_out_when_the_verification_is_too_old(world: World) {
    let (city, lin) = both(&world, json!({})).await;
    prove(&world, &lin, EvidenceKind::TwoElement).await;
    let young = json!({ "trust_framework": null, "time": { "max_age": 86_400 } });
    assert_ne!(told(&world, &city, &lin, set(young.clone(), &["real_name"])).await, Value::Null);
    world.advance(2 * DAY);
    assert_eq!(told(&world, &city, &lin, set(young, &["real_name"])).await, Value::Null);
}

async fn left_out_when_the_evidence_is_another(world: World) {
    let (city, lin) = both(&world, json!({})).await;
    prove(&world, &lin, EvidenceKind::TwoElement).await;
    let of = |kind: &str| json!({ "trust_framework": null, "evidence": [{ "type": { "value": kind } }] });
    assert_eq!(told(&world, &city, &lin, set(of("document"), &["real_name"])).await, Value::Null);
    assert_ne!(told(&world, &city, &lin, set(of("electronic_record"), &["real_name"])).await, Value::Null);
}

async fn a_claim_without_a_basis_is_in_no_set(world: World) {
    let (city, lin) = both(&world, json!({ "allowed_claims": basis(&["age_over_18"]) })).await;
    prove(&world, &lin, EvidenceKind::TwoElement).await;
    let told_one =
        told(&world, &city, &lin, set(any(), &["age_over_18", "id_number", "real_name", "name"])).await;
    assert_eq!(told_one["claims"], json!({ "age_over_18": true }));
    let essential = json!({ "verification": any(), "claims": { "id_number": { "essential": true } } });
    assert_eq!(told(&world, &city, &lin, json!([essential, set(any(), &["real_name"])])).await, Value::Null);
}

async fn a_basis_that_was_taken_away_ends_it(world: World) {
    let (city, lin) = both(&world, json!({})).await;
    prove(&world, &lin, EvidenceKind::TwoElement).await;
    let claims =
        json!({ "userinfo": { "verified_claims": set(any(), &["real_name", "id_number"]) } }).to_string();
    let ask = city.ask().with("scope", "openid").with("claims", &claims);
    let tokens = lin.tokens(&mut world.browser(), &ask).await;
    world.redeclare("city", json!({ "allowed_claims": basis(&["real_name"]) })).await;
    world.catch_up().await;
    let told = city.userinfo(&tokens.access_token).await.json();
    assert_eq!(told["verified_claims"]["claims"], json!({ "real_name": NAME }));
    let next = city.refreshed(tokens.refresh_token()).await;
    let told = city.userinfo(&next.access_token).await.json();
    assert_eq!(told["verified_claims"]["claims"], json!({ "real_name": NAME }));
}

async fn a_claim_that_cannot_be_verified_is_left_out(world: World) {
    let names = ["email", "preferred_username", "address", "phone_number", "real_name", "entity_name"];
    let (city, lin) = both(&world, json!({ "allowed_claims": basis(&names) })).await;
    prove(&world, &lin, EvidenceKind::TwoElement).await;
    let told = told(&world, &city, &lin, set(any(), &names)).await;
    assert_eq!(told["claims"], json!({ "real_name": NAME }));
}

async fn a_verified_name_needs_the_basis_of_the_real_name(world: World) {
    let (city, lin) = both(&world, json!({ "allowed_claims": basis(&["name"]) })).await;
    prove(&world, &lin, EvidenceKind::TwoElement).await;
    assert_eq!(told(&world, &city, &lin, set(any(), &["name"])).await, Value::Null);
}

async fn name_and_birthdate_are_those_of_the_document(world: World) {
    let (city, lin) =
        (city(&world, json!({})).await, world.person_with("lin", json!({ "birthdate": "1970-12-31" })).await);
    prove(&world, &lin, EvidenceKind::TwoElement).await;
    let told = told(&world, &city, &lin, set(any(), &["name", "birthdate"])).await;
    assert_eq!(told["claims"], json!({ "name": NAME, "birthdate": "1990-01-02" }));
}

async fn how_it_was_verified_is_not_told_by_itself(world: World) {
    let (city, lin) = both(&world, json!({})).await;
    prove(&world, &lin, EvidenceKind::TwoElement).await;
    let sets = json!({ "verification": { "trust_framework": null, "assurance_level": null }, "claims": {} });
    assert_eq!(told(&world, &city, &lin, sets).await, Value::Null);
}

async fn the_page_lists_what_is_told_as_verified(world: World) {
    let (city, lin) = both(&world, json!({ "consent": "required" })).await;
    let claims =
        json!({ "id_token": { "verified_claims": set(any(), &["name", "age_over_18", "resident_in:44"]) } });
    let ask = city.ask().with("scope", "openid").with("claims", &claims.to_string());
    let mut browser = world.browser();
    let page = ask.open(&mut browser).await;
    let page = lin.sign_in_on(&mut browser, &page).await;
    for item in ["item-real_name", "item-age_over_18", "item-resident_in:44"] {
        assert!(page.has(item), "{item}: {}", page.body);
    }
    assert!(!page.has("item-name"), "the name here is the one in the document");
}

async fn the_level_told_is_that_of_the_document_in_this_sign_in(world: World) {
    let (city, lin) = both(&world, json!({})).await;
    prove(&world, &lin, EvidenceKind::Face).await;
    let sets = set(json!({ "trust_framework": null, "assurance_level": null }), &["real_name"]);
    // Of another session and without a second kind: what was compared on the way.
    let face = told(&world, &city, &lin, sets.clone()).await;
    assert_eq!(face["verification"]["assurance_level"], json!("L3"));
    record(&world, &lin, (DocumentType::ResidentId, EvidenceKind::TelecomElements), "{}").await;
    let pair = told(&world, &city, &lin, sets).await;
    assert_eq!(pair["verification"]["assurance_level"], json!("L4"));
}

async fn a_verification_has_another_name_in_each_sector(world: World) {
    let (city, lin) = both(&world, json!({})).await;
    let elsewhere = json!([world.outside().west("/town/back")]);
    let changes = json!({
        "allowed_claims": basis(&["real_name"]),
        "redirect_uris": elsewhere,
        "post_logout_redirect_uris": null,
        "backchannel_logout_uri": null,
    });
    let town = world.party("town", changes).await;
    prove(&world, &lin, EvidenceKind::TwoElement).await;
    let sets = set(json!({ "trust_framework": null, "verification_process": null }), &["real_name"]);
    let claims = json!({ "id_token": { "verified_claims": sets } }).to_string();
    let mut names = Vec::new();
    for party in [&city, &town, &city] {
        let ask = party.ask().with("scope", "openid").with("claims", &claims);
        let tokens = Box::pin(lin.tokens(&mut world.browser(), &ask)).await;
        names.push(
            json!(tokens.claims().extra)["verified_claims"]["verification"]["verification_process"].clone(),
        );
    }
    assert_eq!(names[0], names[2]);
    assert!(names[0].is_string() && names[1].is_string() && names[0] != names[1], "{names:?}");
}

async fn two_kinds_are_both_told(world: World) {
    let (city, lin) = both(&world, json!({})).await;
    prove(&world, &lin, EvidenceKind::Face).await;
    world.advance(DAY);
    record(&world, &lin, (DocumentType::ResidentId, EvidenceKind::BankFourElement), "{}").await;
    let verification = json!({
        "trust_framework": null, "time": null,
        "evidence": [{
            "type": { "value": "electronic_record" }, "record": { "type": null },
            "check_details": [{ "check_method": null }],
        }],
    });
    let told = told(&world, &city, &lin, set(verification, &["real_name"])).await;
    // As old as the older of the two.
    assert_eq!(told["verification"]["time"], json!("2026-03-01T00:00:00Z"));
    let evidence = told["verification"]["evidence"].as_array().unwrap();
    let kinds: Vec<_> = evidence.iter().map(|one| one["record"]["type"].as_str().unwrap()).collect();
    assert_eq!(kinds, ["population_register", "bank_account"]);
    assert_eq!(evidence[0]["check_details"], json!([{ "check_method": "data" }, { "check_method": "bvr" }]));
}

async fn what_is_told_stands_in_discovery(world: World) {
    let metadata = world.metadata().await;
    assert_eq!(metadata["verified_claims_supported"], json!(true));
    assert_eq!(metadata["trust_frameworks_supported"], json!(["cn_yimen"]));
    let lists = |name: &str, value: &str| {
        let list = metadata[name].as_array().unwrap_or_else(|| panic!("{name}"));
        assert!(list.contains(&json!(value)), "{value} in {name}");
    };
    for name in ["real_name", "name", "birthdate", "id_number", "age_over_18", "resident_in"] {
        lists("claims_in_verified_claims_supported", name);
        lists("claims_supported", name);
    }
    for name in ["ial", "aal", "evidence_time", "capacity", "act_as", "entity_name"] {
        lists("claims_supported", name);
    }
    lists("evidence_supported", "electronic_record");
    lists("electronic_records_supported", "population_register");
    lists("electronic_records_supported", "bank_account");
    lists("documents_supported", "idcard");
    lists("documents_check_methods_supported", "pvp");
}
