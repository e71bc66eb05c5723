//! What providers answer to right calls, and that their signatures hold.

use ring::digest::{SHA256, digest};
use sandbox::providers::{Behaviour, Belongings, Deciding, Verdict, people};
use sandbox::{SandboxError, providers};
use serde_json::json;

use crate::signatures::{field, parts, signed_fields, signed_token};
use crate::world::{NOW, World, put, seq};

/// What stands for a person in the open languages.
fn subject_digest(seq: &str, person: &providers::Person) -> String {
    let text = format!("yimen-subject-1\n{seq}\n{}\n{}\n{}", person.document, person.number, person.name);
    digest(&SHA256, text.as_bytes()).as_ref().iter().map(|byte| format!("{byte:02x}")).collect()
}

#[tokio::test]
async fn the_register_knows_its_people() {
    let world = World::new().await;
    let mut number = 0;
    for (at, name, result) in [
        (0, "演示甲", "match"),
        (0, "演示乙", "no_match"),
        (11, "演示新名", "match"),
        (11, "演示旧名", "no_match"),
        (10, "演示故", "deceased"),
        (15, "演示港", "match"),
    ] {
        number += 1;
        let mut claims = world.claims("population", &seq(number), &people()[at]);
        claims["name"] = json!(name);
        let answer = world.ask_register(&claims).await;
        let (header, said) = parts(&answer.body);
        assert!(signed_token(&answer.body, &world.key("population")), "{said}");
        assert_eq!(header["typ"], "identity-check-result+jwt");
        assert_eq!((&said["result"], &said["jti"]), (&json!(result), &json!(seq(number))), "{said}");
        assert_eq!((&said["aud"], &said["iat"]), (&json!(world.issuer.url), &json!(NOW)));
        assert_eq!(said.get("household_division").is_some(), result == "match" && at != 15, "{said}");
    }
    let mut claims = world.claims("population", &seq(99), &people()[0]);
    claims["document"]["number"] = json!("11010519491231002X");
    assert_eq!(parts(&world.ask_register(&claims).await.body).1["result"], "not_found");
}

#[tokio::test]
async fn the_operator_answers_at_once() {
    let world = World::new().await;
    let url = world.setting("telecom", "url");
    for (number, phone, status) in [(1, people()[0].phone, "matched"), (2, people()[1].phone, "not_matched")]
    {
        let mut form = world.form(&seq(number), &people()[0]);
        put(&mut form, "phone", phone);
        let answer = world.post_form(&url, &form).await;
        assert_eq!(field(&answer.body, "status").as_deref(), Some(status));
        assert_eq!(field(&answer.body, "code").as_deref(), Some("0"));
        assert!(signed_fields(&answer.body, &world.key("telecom")));
    }
    assert!(world.issuer.heard().is_empty());
}

#[tokio::test]
async fn the_bank_thinks_then_calls_and_can_be_asked() {
    let world = World::new().await;
    let answer = world.post_form(&world.setting("bank", "url"), &world.form(&seq(1), &people()[0])).await;
    assert_eq!(field(&answer.body, "status").as_deref(), Some("processing"));
    world.city.settled().await;
    let heard = &world.issuer.heard()[0];
    assert_eq!(heard.content_type, "application/x-www-form-urlencoded");
    assert!(signed_fields(&heard.body, &world.key("bank")));
    assert_eq!(field(&heard.body, "out_seq_no"), Some(seq(1)));
    let mut query = World::common(&seq(1));
    put(&mut query, "reference", &field(&answer.body, "reference").unwrap());
    let answer = world.post_form(&world.setting("bank", "query_url"), &query).await;
    assert_eq!(field(&answer.body, "status").as_deref(), Some("matched"));
    assert!(signed_fields(&answer.body, &world.key("bank")));
}

#[tokio::test]
async fn a_token_tells_what_came_of_it() {
    for (verdict, outcome, about) in [
        (Verdict::Pass, "passed", 0),
        (Verdict::Fail, "failed", 0),
        (Verdict::Cancel, "cancelled", 0),
        (Verdict::TimeOut, "expired", 0),
        (Verdict::WrongSubject, "passed", 1),
    ] {
        let world = World::new().await;
        let begun = world.begin_open_set(&seq(1)).await.json();
        assert_eq!(begun["page"], format!("{}/cases/open-set/{}", world.city.url(), seq(1)));
        world.city.decide("open-set", &seq(1), verdict).unwrap();
        world.city.settled().await;
        let heard = &world.issuer.heard()[0];
        assert_eq!(heard.content_type, "application/secevent+jwt");
        let (header, said) = parts(&heard.body);
        assert!(signed_token(&heard.body, &world.key("open-set")));
        assert_eq!(header["typ"], "secevent+jwt");
        assert!(said.get("exp").is_none());
        let event = &said["events"]["urn:yimen:event:verification-concluded"];
        assert_eq!((&event["outcome"], &event["out_seq_no"]), (&json!(outcome), &json!(seq(1))));
        assert_eq!(event["subject_digest"], subject_digest(&seq(1), &people()[about]));
        assert_eq!(event["inputs"].get("score_band").is_some(), outcome == "passed");
    }
}

#[tokio::test]
async fn a_sorted_form_tells_what_came_of_it() {
    let world = World::new().await;
    let begun = world.begin("open-sorted", &seq(1)).await;
    assert!(signed_fields(&begun.body, &world.key("open-sorted")));
    assert!(field(&begun.body, "page").is_some());
    world.city.decide("open-sorted", &seq(1), Verdict::Pass).unwrap();
    world.city.settled().await;
    let said = &world.issuer.heard()[0].body;
    assert!(signed_fields(said, &world.key("open-sorted")));
    assert_eq!(field(said, "outcome").as_deref(), Some("passed"));
    assert_eq!(field(said, "reference"), field(&begun.body, "reference"));
    assert_eq!(field(said, "subject_digest"), Some(subject_digest(&seq(1), &people()[0])));
    let mut query = World::common(&seq(1));
    put(&mut query, "reference", &field(said, "reference").unwrap());
    let asked = world.post_form(&world.setting("open-sorted", "query_url"), &query).await;
    assert_eq!(field(&asked.body, "outcome").as_deref(), Some("passed"));
}

#[tokio::test]
async fn the_first_decision_stays() {
    let world = World::new().await;
    world.begin("open-sorted", &seq(1)).await;
    world.city.decide("open-sorted", &seq(1), Verdict::Fail).unwrap();
    world.city.decide("open-sorted", &seq(1), Verdict::Pass).unwrap();
    world.city.settled().await;
    assert_eq!(world.city.cases("open-sorted").unwrap()[0].verdict, Some(Verdict::Fail));
    assert_eq!(world.issuer.heard().len(), 1);
}

#[tokio::test]
async fn a_case_out_of_time_cannot_be_passed() {
    let world = World::new().await;
    world.begin("open-sorted", &seq(1)).await;
    world.clock.advance(std::time::Duration::from_secs(1800));
    world.city.decide("open-sorted", &seq(1), Verdict::Pass).unwrap();
    world.city.settled().await;
    assert_eq!(field(&world.issuer.heard()[0].body, "outcome").as_deref(), Some("expired"));
}

#[tokio::test]
async fn a_provider_waits_no_longer_than_the_issuer() {
    let world = World::new().await;
    let mut claims = world.claims("open-set", &seq(1), &people()[0]);
    claims["expires_at"] = json!(NOW + 60);
    assert_eq!(world.ask_open_set(&claims).await.status, 200);
    let verdict = || world.city.cases("open-set").unwrap()[0].verdict;
    world.clock.advance(std::time::Duration::from_secs(59));
    assert_eq!(verdict(), None);
    world.clock.advance(std::time::Duration::from_secs(1));
    assert_eq!(verdict(), Some(Verdict::TimeOut));
}

#[tokio::test]
async fn the_register_can_decide_everywhere() {
    let world = World::new().await;
    world.city.deciding("open-set", Deciding::ByRegister).unwrap();
    assert!(world.begin_open_set(&seq(1)).await.json().get("page").is_none());
    world.city.settled().await;
    assert_eq!(world.city.cases("open-set").unwrap()[0].verdict, Some(Verdict::Pass));
}

#[tokio::test]
async fn answers_can_be_wrong_too() {
    let world = World::new().await;
    world.city.set_answers("telecom", Behaviour::Tampered).unwrap();
    let url = world.setting("telecom", "url");
    let answer = world.post_form(&url, &world.form(&seq(1), &people()[0])).await;
    assert!(!signed_fields(&answer.body, &world.key("telecom")));
    world.city.set("population", Behaviour::UnknownKey).unwrap();
    let answer = world.ask_register(&world.claims("population", &seq(1), &people()[0])).await;
    assert!(!signed_token(&answer.body, &world.key("population")));
}

#[tokio::test]
async fn every_provider_can_be_registered() {
    let world = World::new().await;
    for provider in world.city.providers() {
        let registration = world.registration(provider);
        assert_eq!(registration.id, provider);
        assert!(registration.settings.is_object());
        assert!(registration.names.iter().all(|(_, name)| name.contains("演示") || name.contains("Demo")));
        for (kid, jwk) in &registration.their_keys {
            assert_eq!(jwk["kid"], kid.as_str());
            assert!(jwk.get("d").is_none());
        }
    }
    assert!(matches!(world.city.registration("post-office"), Err(SandboxError::NoSuchProvider(_))));
}

#[tokio::test]
async fn belongings_survive_a_restart() {
    let world = World::new().await;
    let (kid, jwk) = world.registration("bank").their_keys.remove(0);
    let text = world.city.belongings().to_text();
    let kept: Belongings = Belongings::from_text(text.expose()).unwrap();
    assert_eq!(kept.to_text().expose(), text.expose());
    assert_ne!((kid, jwk), world.city.next_key("bank").unwrap());
    assert!(matches!(Belongings::from_text("{}"), Err(SandboxError::Belongings(_))));
    let stranger = r#"{"keys":{"post-office/live":""},"secrets":{}}"#;
    assert!(matches!(Belongings::from_text(stranger), Err(SandboxError::Belongings(_))));
}
