//! What platforms are told of verified documents: only with a legal basis, only while it is proved, and a yes or no where
//! that will do.

use std::time::Duration;

use evidence::document::DocumentType;
use evidence::kind::EvidenceKind;
use serde_json::{Value, json};
use testkit::{Person, RelyingParty, Tokens, World, on_each_database};

use super::known::{NAME, NUMBER, PASSPORT, basis, city, prove, record, tell};

on_each_database! {
    a_verified_document_is_told_claim_by_claim,
    nothing_is_told_of_a_document_nobody_verified,
    a_claim_without_a_basis_is_not_told,
    a_yes_or_no_needs_no_number,
    where_the_household_is_is_answered_by_yes_or_no,
    where_no_register_told_the_household_nothing_is_said,
    an_essential_claim_without_a_basis_is_refused,
    what_is_proved_no_longer_is_told_no_longer,
    a_name_that_waits_is_not_told,
    of_several_documents_the_best_proved_is_told,
    what_was_proved_of_one_document_says_nothing_of_another,
    a_disputed_account_is_told_nothing_of,
    a_level_is_told_wherever_the_sign_in_is,
    a_refresh_after_a_dispute_tells_the_lower_level,
    a_token_from_before_a_dispute_opens_nothing_of_the_document,
    no_level_is_told_above_the_evidence,
    the_page_lists_a_division_under_the_basis_of_the_claim,
}

const DAY: Duration = Duration::from_secs(24 * 3600);

/// Every claim that rests on a document, at both places.
fn wanted() -> String {
    let names = ["real_name", "id_document_type", "id_number", "id_number_masked", "age_over_18"];
    let all: Value =
        names.iter().map(|name| ((*name).to_owned(), Value::Null)).collect::<serde_json::Map<_, _>>().into();
    json!({ "id_token": all, "userinfo": all }).to_string()
}

async fn asked(world: &World, city: &RelyingParty, lin: &Person, claims: &str) -> (Value, Value, Tokens) {
    let ask = city.ask().with("scope", "openid").with("claims", claims);
    let tokens = Box::pin(lin.tokens(&mut world.browser(), &ask)).await;
    let told = city.userinfo(&tokens.access_token).await.json();
    (json!(tokens.claims().extra), told, tokens)
}

/// The claims of a list that are told at either place.
async fn told_of(world: &World, city: &RelyingParty, lin: &Person, names: &[&str]) -> Vec<String> {
    let all: serde_json::Map<_, _> = names.iter().map(|name| ((*name).to_owned(), Value::Null)).collect();
    let claims = json!({ "id_token": all, "userinfo": all }).to_string();
    let (in_token, told, _) = asked(world, city, lin, &claims).await;
    let there = names.iter().filter(|name| in_token.get(name).is_some() || told.get(name).is_some());
    there.map(|name| (*name).to_owned()).collect()
}

async fn a_verified_document_is_told_claim_by_claim(world: World) {
    let (city, lin) = (city(&world, json!({})).await, world.person("lin").await);
    prove(&world, &lin, EvidenceKind::TwoElement).await;
    let (in_token, told, _) = asked(&world, &city, &lin, &wanted()).await;
    for place in [&in_token, &told] {
        assert_eq!(place["real_name"], json!(NAME));
        assert_eq!(place["id_number"], json!(NUMBER));
        assert_eq!(place["id_document_type"], json!("111"));
        assert_eq!(place["id_number_masked"], json!("1****************9"));
        assert_eq!(place["age_over_18"], json!(true));
    }
}

async fn nothing_is_told_of_a_document_nobody_verified(world: World) {
    let (city, lin) = (city(&world, json!({})).await, world.person("lin").await);
    tell(&world, &lin, DocumentType::ResidentId, NUMBER).await;
    let names = ["real_name", "id_document_type", "id_number", "id_number_masked", "age_over_18"];
    assert_eq!(told_of(&world, &city, &lin, &names).await, [""; 0]);
}

async fn a_claim_without_a_basis_is_not_told(world: World) {
    let city = city(&world, json!({ "allowed_claims": basis(&["real_name"]) })).await;
    let lin = world.person("lin").await;
    prove(&world, &lin, EvidenceKind::TwoElement).await;
    let names =
        ["real_name", "id_document_type", "id_number", "id_number_masked", "age_over_18", "resident_in:11"];
    assert_eq!(told_of(&world, &city, &lin, &names).await, ["real_name"]);
}

async fn a_yes_or_no_needs_no_number(world: World) {
    let city = city(&world, json!({ "allowed_claims": basis(&["age_over_18", "resident_in"]) })).await;
    let lin = world.person("lin").await;
    tell(&world, &lin, DocumentType::ResidentId, NUMBER).await;
    let which = (DocumentType::ResidentId, EvidenceKind::TwoElement);
    record(&world, &lin, which, r#"{"household_division":"440106"}"#).await;
    let claims = json!({ "userinfo": { "age_over_18": null, "resident_in:44": null, "id_number": null } });
    let (_, told, tokens) = asked(&world, &city, &lin, &claims.to_string()).await;
    assert_eq!((&told["age_over_18"], &told["resident_in:44"]), (&json!(true), &json!(true)));
    let all = format!("{told}{}", json!(tokens.claims()));
    for raw in [NUMBER, NAME, "19900102", "440106"] {
        assert!(!all.contains(raw), "{raw} in {all}");
    }
}

async fn where_the_household_is_is_answered_by_yes_or_no(world: World) {
    let (city, lin) = (city(&world, json!({})).await, world.person("lin").await);
    tell(&world, &lin, DocumentType::ResidentId, NUMBER).await;
    let which = (DocumentType::ResidentId, EvidenceKind::TwoElement);
    record(&world, &lin, which, r#"{"household_division":"110105"}"#).await;
    world.advance(DAY);
    // People move: what is proved later holds.
    record(&world, &lin, which, r#"{"household_division":"440106"}"#).await;
    let names = ["44", "4401", "440106", "440000", "440100", "11", "4403", "440300"];
    let named = names.map(|code| (format!("resident_in:{code}"), Value::Null));
    let odd = [
        "resident_in",
        "resident_in:",
        "resident_in:4",
        "resident_in:4x",
        "resident_in:4401061",
        "resident_in:00",
    ];
    let odd = odd.map(|name| (name.to_owned(), Value::Null));
    let claims: serde_json::Map<_, _> = named.into_iter().chain(odd.clone()).collect();
    let (_, told, _) = asked(&world, &city, &lin, &json!({ "userinfo": claims }).to_string()).await;
    let answers = names.map(|code| told[&format!("resident_in:{code}")].clone());
    assert_eq!(json!(answers), json!([true, true, true, true, true, false, false, false]));
    for (name, _) in odd {
        assert_eq!(told.get(&name), None, "{name}");
    }
}

async fn where_no_register_told_the_household_nothing_is_said(world: World) {
    let (city, lin) = (city(&world, json!({})).await, world.person("lin").await);
    tell(&world, &lin, DocumentType::ResidentId, NUMBER).await;
    record(&world, &lin, (DocumentType::ResidentId, EvidenceKind::BankFourElement), "{}").await;
    assert_eq!(told_of(&world, &city, &lin, &["resident_in:11", "resident_in:44"]).await, [""; 0]);
}

async fn an_essential_claim_without_a_basis_is_refused(world: World) {
    let city = city(&world, json!({ "allowed_claims": basis(&["real_name"]) })).await;
    let lin = world.person("lin").await;
    for name in ["id_number", "resident_in:44"] {
        let claims = json!({ "userinfo": { name: { "essential": true } } }).to_string();
        let answer = city.ask().with("claims", &claims).unasked(&mut world.browser()).await;
        assert_eq!(answer.error(), "invalid_request", "{name}");
    }
    let claims = json!({ "userinfo": { "real_name": { "essential": true } } }).to_string();
    let ask = city.ask().with("scope", "openid").with("claims", &claims);
    // What is not known is left out, however much it is needed.
    let tokens = Box::pin(lin.tokens(&mut world.browser(), &ask)).await;
    assert_eq!(city.userinfo(&tokens.access_token).await.json().get("real_name"), None);
}

async fn what_is_proved_no_longer_is_told_no_longer(world: World) {
    let (city, lin) = (city(&world, json!({})).await, world.person("lin").await);
    prove(&world, &lin, EvidenceKind::BankFourElement).await;
    let names = ["real_name", "age_over_18"];
    world.advance(179 * DAY);
    assert_eq!(told_of(&world, &city, &lin, &names).await, names);
    world.advance(DAY);
    assert_eq!(told_of(&world, &city, &lin, &names).await, [""; 0]);
}

async fn a_name_that_waits_is_not_told(world: World) {
    let (city, lin) = (city(&world, json!({})).await, world.person("lin").await);
    prove(&world, &lin, EvidenceKind::TwoElement).await;
    let account = world.account(&lin).await.id;
    let claim = yimen::verification::Claim {
        account,
        session: base::SessionId::random(&base::SeededRng::new(8)),
        number: evidence::document::DocumentNumber::parse(DocumentType::ResidentId, NUMBER).unwrap(),
        name: evidence::document::PersonName::parse("林大梅").unwrap(),
        request_id: String::new(),
    };
    Box::pin(world.app.verifications.claim(claim)).await.unwrap();
    let (_, told, _) = asked(&world, &city, &lin, r#"{"userinfo":{"real_name":null}}"#).await;
    assert_eq!(told["real_name"], json!(NAME));
}

async fn of_several_documents_the_best_proved_is_told(world: World) {
    let (city, lin) = (city(&world, json!({})).await, world.person("lin").await);
    prove(&world, &lin, EvidenceKind::TwoElement).await;
    tell(&world, &lin, DocumentType::Passport, PASSPORT).await;
    record(&world, &lin, (DocumentType::Passport, EvidenceKind::NetworkIdentityFace), "{}").await;
    let claims = r#"{"userinfo":{"id_number":null,"age_over_18":null}}"#;
    let (_, told, _) = asked(&world, &city, &lin, claims).await;
    // No passport number tells an age.
    assert_eq!((&told["id_number"], told.get("age_over_18")), (&json!(PASSPORT), None));
    world.advance(731 * DAY);
    record(&world, &lin, (DocumentType::ResidentId, EvidenceKind::TwoElement), "{}").await;
    let (_, told, _) = asked(&world, &city, &lin, claims).await;
    assert_eq!((&told["id_number"], &told["age_over_18"]), (&json!(NUMBER), &json!(true)));
}

async fn what_was_proved_of_one_document_says_nothing_of_another(world: World) {
    let (city, lin) = (city(&world, json!({})).await, world.person("lin").await);
    prove(&world, &lin, EvidenceKind::BankFourElement).await;
    world.advance(200 * DAY);
    tell(&world, &lin, DocumentType::Passport, PASSPORT).await;
    record(&world, &lin, (DocumentType::Passport, EvidenceKind::TwoElement), "{}").await;
    // The card was verified once; only the passport still is.
    let (_, told, _) = asked(&world, &city, &lin, r#"{"userinfo":{"id_number":null}}"#).await;
    assert_eq!(told["id_number"], json!(PASSPORT));
}

async fn a_disputed_account_is_told_nothing_of(world: World) {
    let (city, lin) = (city(&world, json!({})).await, world.person("lin").await);
    prove(&world, &lin, EvidenceKind::NetworkIdentityFace).await;
    let ask = city.ask().with("scope", "openid").with("claims", &wanted());
    let mut browser = world.browser();
    let before = Box::pin(lin.tokens(&mut browser, &ask)).await;
    assert_eq!(before.claims().acr.unwrap().identity(), 4);
    let account = world.account(&lin).await.id;
    let disputed = store::account::AccountStatus::Disputed;
    world.app.accounts.set_status(account, disputed, "test").await.unwrap();
    world.catch_up().await;
    for token in
        [before.access_token, city.refreshed(before.refresh_token.as_deref().unwrap()).await.access_token]
    {
        let told = city.userinfo(&token).await.json();
        assert_eq!((told.get("real_name"), told.get("id_number")), (None, None));
    }
    let again = ask.unasked(&mut browser).await;
    let again = city.tokens(&ask, again.code()).await;
    assert_eq!(again.claims().acr.unwrap().identity(), 2);
    assert_eq!(json!(again.claims().extra).get("real_name"), None);
}

async fn a_level_is_told_wherever_the_sign_in_is(world: World) {
    let (city, lin) = (city(&world, json!({})).await, world.person("lin").await);
    let (in_token, told, tokens) = asked(&world, &city, &lin, "{}").await;
    let introspected = city.introspect(&tokens.access_token).await;
    let access: Value = city.verified(&tokens.access_token).await;
    for place in [&in_token, &told, &introspected, &access] {
        assert_eq!(
            (&place["ial"], &place["aal"], &place["capacity"]),
            (&json!(1), &json!(1), &json!("self"))
        );
        assert_eq!(place.get("evidence_time"), None);
    }
    prove(&world, &lin, EvidenceKind::TwoElement).await;
    let proved_at = world.now().seconds();
    world.advance(DAY);
    let (in_token, told, tokens) = asked(&world, &city, &lin, "{}").await;
    let introspected = city.introspect(&tokens.access_token).await;
    let access: Value = city.verified(&tokens.access_token).await;
    assert_eq!(tokens.claims().acr.unwrap().to_string(), "urn:yimen:acr:L3.A1");
    for place in [&in_token, &told, &introspected, &access] {
        assert_eq!((&place["ial"], &place["aal"]), (&json!(3), &json!(1)));
        assert_eq!(place["evidence_time"], json!(proved_at));
    }
}

async fn a_refresh_after_a_dispute_tells_the_lower_level(world: World) {
    let (city, lin) = (city(&world, json!({})).await, world.person("lin").await);
    let evidence = prove(&world, &lin, EvidenceKind::NetworkIdentityFace).await;
    let (_, _, tokens) = asked(&world, &city, &lin, &wanted()).await;
    assert_eq!(tokens.claims().acr.unwrap().identity(), 4);
    let account = world.account(&lin).await.id;
    world.app.verifications.dispute(account, evidence, "").await.unwrap();
    let next = city.refreshed(tokens.refresh_token()).await;
    assert_eq!(next.claims().acr.unwrap().identity(), 2);
    assert_eq!(json!(next.claims().extra)["ial"], json!(2));
    let told = city.userinfo(&next.access_token).await.json();
    assert_eq!((told.get("real_name"), &told["ial"]), (None, &json!(2)));
}

async fn a_token_from_before_a_dispute_opens_nothing_of_the_document(world: World) {
    let (city, lin) = (city(&world, json!({})).await, world.person("lin").await);
    let evidence = prove(&world, &lin, EvidenceKind::TwoElement).await;
    let (_, told, tokens) = asked(&world, &city, &lin, &wanted()).await;
    assert_eq!(told["real_name"], json!(NAME));
    let account = world.account(&lin).await.id;
    world.app.verifications.dispute(account, evidence, "").await.unwrap();
    let told = city.userinfo(&tokens.access_token).await.json();
    for name in ["real_name", "id_number", "id_number_masked", "age_over_18", "id_document_type"] {
        assert_eq!(told.get(name), None, "{name}");
    }
}

async fn no_level_is_told_above_the_evidence(world: World) {
    let (city, lin) = (city(&world, json!({})).await, world.person("lin").await);
    prove(&world, &lin, EvidenceKind::TwoElement).await;
    let wish = city.ask().with("scope", "openid").with("acr_values", "urn:yimen:acr:L5.A3");
    let tokens = Box::pin(lin.tokens(&mut world.browser(), &wish)).await;
    assert_eq!(tokens.claims().acr.unwrap().to_string(), "urn:yimen:acr:L3.A1");
    let demand = r#"{"id_token":{"acr":{"essential":true,"values":["urn:yimen:acr:L4.A1"]}}}"#;
    let answer = lin.answer(&mut world.browser(), &city.ask().with("claims", demand)).await;
    assert_eq!(answer.error(), "unmet_authentication_requirements");
    world.advance(2 * DAY);
    // Nothing younger: the level the rest gives, and what rests on older evidence is not told.
    let young =
        city.ask().with("scope", "openid").with("claims", &wanted()).with("max_evidence_age", "86400");
    let tokens = Box::pin(lin.tokens(&mut world.browser(), &young)).await;
    assert!(tokens.claims().acr.unwrap().identity() < 3);
    let told = city.userinfo(&tokens.access_token).await.json();
    assert_eq!((told.get("real_name"), json!(tokens.claims().extra).get("real_name")), (None, None));
}

async fn the_page_lists_a_division_under_the_basis_of_the_claim(world: World) {
    let changes = json!({ "consent": "required", "allowed_claims": basis(&["resident_in"]) });
    let (city, lin) = (city(&world, changes).await, world.person("lin").await);
    let ask = city.ask().with("scope", "openid").with("claims", r#"{"userinfo":{"resident_in:44":null}}"#);
    let mut browser = world.browser();
    let page = ask.open(&mut browser).await;
    let page = lin.sign_in_on(&mut browser, &page).await;
    let item = page.text("item-resident_in:44").unwrap_or_else(|| panic!("{}", page.body));
    assert!(item.contains("44") && item.contains("law on resident_in"), "{item}");
    assert!(item.contains("need of resident_in"), "{item}");
}
