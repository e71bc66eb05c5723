use base::Time;
use proto::jose::Algorithm;

use super::*;
use crate::testing::{FakeCaller, ISSUER, NAME, NOW, NUMBER, SEQ, TestKey, ask, open, run};

const REGISTER: &str = "https://register.example";

fn register() -> PopulationRegister {
    PopulationRegister::new(&json!({
        "url": "https://register.example/check", "audience": REGISTER, "issuer": REGISTER,
    }))
    .unwrap()
}

fn header() -> Value {
    json!({ "alg": "ES256", "typ": "identity-check-result+jwt", "kid": "k1" })
}

fn good() -> Value {
    json!({ "iss": REGISTER, "aud": ISSUER, "iat": NOW, "jti": SEQ, "result": "match" })
}

/// The answer with some members replaced.
fn with(changes: &Value) -> Value {
    let mut claims = good();
    for (name, value) in changes.as_object().unwrap() {
        claims[name] = value.clone();
    }
    claims
}

fn answered(claims: &Value) -> Result<Outcome, Trouble> {
    answered_under(&header(), claims)
}

fn answered_under(header: &Value, claims: &Value) -> Result<Outcome, Trouble> {
    let key = TestKey::ec();
    let caller = FakeCaller::new().trusting(key.public("k1"));
    outcome_of(&caller.answering(200, key.jws(Algorithm::ES256, header, claims)))
}

fn outcome_of(caller: &FakeCaller) -> Result<Outcome, Trouble> {
    let started = run(register().start(&ask(EvidenceKind::TwoElement), caller))?;
    assert_eq!(started.reference, SEQ);
    let Step::Done(outcome) = started.step else { panic!("{started:?}") };
    Ok(outcome)
}

fn finding(outcome: Result<Outcome, Trouble>) -> Finding {
    let Ok(Outcome::Passed(finding)) = outcome else { panic!("{outcome:?}") };
    *finding
}

fn not_believed(outcome: Result<Outcome, Trouble>, because: &str) {
    match outcome {
        Err(Trouble::NotBelieved(why)) if why.contains(because) => {}
        other => panic!("{because}: {other:?}"),
    }
}

#[test]
fn a_match_passes_with_what_the_register_adds() {
    let finding = finding(answered(&with(
        &json!({ "household_division": "110105", "valid_until": "2031-01-01", "aud": [ISSUER] }),
    )));
    assert_eq!(finding.kind, EvidenceKind::TwoElement);
    assert_eq!(finding.about, About::Reference(SEQ.to_owned()));
    assert_eq!(finding.at, Some(Time::from_seconds(NOW)));
    assert_eq!(finding.inputs.compared, ["name", "number"]);
    assert_eq!(finding.inputs.household_division.as_deref(), Some("110105"));
    assert_eq!(finding.inputs.document_valid_until.as_deref(), Some("2031-01-01"));
}

#[test]
fn the_question_names_the_person_and_both_sides() {
    let key = TestKey::ec();
    let caller = FakeCaller::new().trusting(key.public("k1"));
    let caller = caller.answering(200, key.jws(Algorithm::ES256, &header(), &good()));
    run(register().start(&ask(EvidenceKind::TwoElement), &caller)).unwrap();
    let call = caller.only_call();
    assert_eq!(call.url.as_str(), "https://register.example/check");
    assert_eq!(call.headers[0], ("content-type", "application/jwt".to_owned()));
    let sent: Value = serde_json::from_slice(&call.body).unwrap();
    assert_eq!(
        sent,
        json!({ "typ": "yimen-identity-check+jwt", "claims": {
            "iss": ISSUER, "aud": REGISTER, "iat": NOW, "exp": NOW + 120, "jti": SEQ,
            "document": { "type": "resident_id", "number": NUMBER }, "name": NAME,
        }})
    );
}

#[test]
fn what_is_not_so_fails_with_its_reason() {
    let failed = |word: &str| answered(&with(&json!({ "result": word })));
    assert_eq!(failed("no_match"), Ok(Outcome::Failed(Failure::NoMatch)));
    assert_eq!(failed("not_found"), Ok(Outcome::Failed(Failure::NoMatch)));
    assert_eq!(failed("deceased"), Ok(Outcome::Failed(Failure::Deceased)));
}

#[test]
fn a_document_is_valid_until_the_end_of_its_last_day_in_beijing() {
    // NOW is 2026-09-21 in UTC and, from 16:00 UTC on, 2026-09-22 in Beijing.
    let day_in_utc = OffsetDateTime::from_unix_timestamp(NOW).unwrap();
    let day_there = day_in_utc.to_offset(UtcOffset::from_hms(8, 0, 0).unwrap()).date();
    let last = |day: time::Date| answered(&with(&json!({ "valid_until": day.to_string() })));
    finding(last(day_there));
    assert_eq!(last(day_there.previous_day().unwrap()), Ok(Outcome::Failed(Failure::DocumentInvalid)));
}

#[test]
fn not_believed_when_from_another_issuer() {
    not_believed(answered(&with(&json!({ "iss": "https://other.example" }))), "another issuer");
}

#[test]
fn not_believed_when_for_another_audience() {
    not_believed(answered(&with(&json!({ "aud": "https://other.example" }))), "another audience");
}

#[test]
fn not_believed_when_about_another_question() {
    let other = "ff".repeat(16);
    not_believed(answered(&with(&json!({ "jti": other }))), "another question");
}

#[test]
fn not_believed_when_its_time_is_far() {
    not_believed(answered(&with(&json!({ "iat": NOW - 301 }))), "time");
    not_believed(answered(&with(&json!({ "iat": NOW + 301 }))), "time");
    finding(answered(&with(&json!({ "iat": NOW - 300 }))));
}

#[test]
fn not_believed_when_a_claim_is_missing_or_its_word_unknown() {
    let mut claims = good();
    claims.as_object_mut().unwrap().remove("result");
    not_believed(answered(&claims), "claims");
    not_believed(answered(&with(&json!({ "result": "maybe" }))), "claims");
}

#[test]
fn not_believed_when_division_or_date_is_none() {
    not_believed(answered(&with(&json!({ "household_division": "Beijing" }))), "division");
    not_believed(answered(&with(&json!({ "valid_until": "2031-13-01" }))), "date");
}

#[test]
fn not_believed_when_of_another_type() {
    let header = json!({ "alg": "ES256", "typ": "JWT", "kid": "k1" });
    not_believed(answered_under(&header, &good()), "another type");
}

#[test]
fn not_believed_when_it_names_no_live_key() {
    let (mut stranger, mut nameless) = (header(), header());
    stranger["kid"] = "k9".into();
    nameless.as_object_mut().unwrap().remove("kid");
    for header in [stranger, nameless] {
        not_believed(answered_under(&header, &good()), "no live key");
    }
}

#[test]
fn not_believed_when_signed_by_another_key_of_the_same_name() {
    let caller = FakeCaller::new().trusting(TestKey::ec().public("k1"));
    let forged = TestKey::ec().jws(Algorithm::ES256, &header(), &good());
    not_believed(outcome_of(&caller.answering(200, forged)), "not signed by");
}

#[test]
fn not_believed_when_of_another_algorithm() {
    let key = TestKey::rsa();
    let header = json!({ "alg": "RS256", "typ": "identity-check-result+jwt", "kid": "k1" });
    let answer = key.jws(Algorithm::RS256, &header, &good());
    let caller = FakeCaller::new().trusting(key.public("k1"));
    not_believed(outcome_of(&caller.answering(200, answer)), "algorithm");
    let none = json!({ "alg": "none", "typ": "identity-check-result+jwt", "kid": "k1" });
    not_believed(answered_under(&none, &good()), "algorithm");
}

#[test]
fn not_believed_when_not_a_signed_object() {
    let caller = || FakeCaller::new().trusting(TestKey::ec().public("k1"));
    not_believed(outcome_of(&caller().answering(200, r#"{"result":"match"}"#)), "no signed object");
    not_believed(outcome_of(&caller().answering(200, [0xff, 0xfe])), "no signed object");
}

#[test]
fn the_other_of_two_live_keys_is_believed_too() {
    let (old, new) = (TestKey::ec(), TestKey::ed25519());
    let header = json!({ "alg": "EdDSA", "typ": "identity-check-result+jwt", "kid": "k2" });
    let caller = FakeCaller::new().trusting(old.public("k1")).trusting(new.public("k2"));
    finding(outcome_of(&caller.answering(200, new.jws(Algorithm::EdDSA, &header, &good()))));
}

#[test]
fn nothing_is_sent_when_no_key_is_registered() {
    let caller = FakeCaller::new();
    let refused = run(register().start(&ask(EvidenceKind::TwoElement), &caller));
    assert!(matches!(refused, Err(Trouble::NotSetUp(_))));
    assert!(caller.calls().is_empty());
}

#[test]
fn other_statuses_are_trouble_of_their_kind() {
    let status =
        |status| outcome_of(&FakeCaller::new().trusting(TestKey::ec().public("k1")).answering(status, ""));
    assert!(matches!(status(401), Err(Trouble::RefusedUs(_))));
    assert!(matches!(status(429), Err(Trouble::OutOfOrder(_))));
    assert!(matches!(status(503), Err(Trouble::OutOfOrder(_))));
    assert!(matches!(status(302), Err(Trouble::NotBelieved(_))));
}

#[test]
fn trouble_on_the_way_is_passed_on() {
    let trouble = Trouble::Unreachable("timed out".to_owned());
    let caller = FakeCaller::new().trusting(TestKey::ec().public("k1")).failing(trouble.clone());
    assert_eq!(outcome_of(&caller), Err(trouble));
}

#[test]
fn there_is_nothing_to_ask_later_and_no_callback() {
    let register = register();
    let open = open(EvidenceKind::TwoElement, SEQ);
    assert_eq!(run(register.query(&open, &FakeCaller::new())), Ok(Outcome::Pending));
    let delivery = crate::testing::delivery("application/jwt", b"", &[]);
    assert_eq!(register.callback(&delivery), Err(CallbackRefusal::NoneExpected));
    assert_eq!(register.class(), Class::Immediate);
}

#[test]
fn refused_when_settings_are_not_of_their_form() {
    let base = json!({ "url": "https://a.example/", "audience": "a", "issuer": "b" });
    assert!(PopulationRegister::new(&base).is_ok());
    for (name, value) in [
        ("url", json!("http://a.example/")),
        ("audience", json!("")),
        ("issuer", json!("two words")),
        ("documents", json!([])),
        ("documents", json!(["resident_id", "resident_id"])),
        ("surprise", json!(1)),
    ] {
        let mut changed = base.clone();
        changed[name] = value;
        assert!(PopulationRegister::new(&changed).is_err(), "{changed}");
    }
}
