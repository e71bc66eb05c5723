mod refusals;

use proto::jose::Algorithm;

use super::*;
use crate::digest::subject_digest;
use crate::finding::{About, Failure};
use crate::testing::{FakeCaller, ISSUER, NAME, NOW, NUMBER, SEQ, TestKey, ask, delivery, open, run};

const PROVIDER: &str = "https://provider.example";

fn settings() -> Value {
    json!({
        "url": "https://provider.example/start", "query_url": "https://provider.example/query",
        "audience": PROVIDER, "issuer": PROVIDER, "kinds": ["face", "two_element"],
    })
}

fn provider() -> OpenSet {
    OpenSet::new(&settings()).unwrap()
}

fn header() -> Value {
    json!({ "alg": "ES256", "typ": "secevent+jwt", "kid": "k1" })
}

fn digest() -> String {
    subject_digest(SEQ, &ask(EvidenceKind::Face).subject)
}

fn event() -> Value {
    json!({
        "out_seq_no": SEQ, "outcome": "passed", "kind": "face", "subject_digest": digest(),
        "inputs": { "liveness": "action", "score_band": "high", "compared": ["name", "number", "photo"] },
    })
}

fn claims_of(event: &Value) -> Value {
    json!({ "iss": PROVIDER, "aud": ISSUER, "iat": NOW, "jti": "e-1", "events": { CONCLUDED: event } })
}

fn with(name: &str, value: Value) -> Value {
    let mut claims = claims_of(&event());
    claims[name] = value;
    claims
}

/// The callback of a token, as the provider with key `k1` signed it.
fn called_back(header: &Value, claims: &Value) -> Result<Notified, CallbackRefusal> {
    let key = TestKey::ec();
    let token = key.jws(Algorithm::ES256, header, claims);
    provider().callback(&delivery(SET_MEDIA_TYPE, token.as_bytes(), &[key.public("k1")]))
}

fn told_by(claims: &Value) -> Outcome {
    match called_back(&header(), claims).unwrap().told {
        Told::Outcome(outcome) => outcome,
        Told::Hint => panic!("a hint"),
    }
}

#[test]
fn a_request_names_person_kind_and_both_addresses() {
    let body = json!({ "reference": "r-1", "page": "https://face.example/p?x=1" }).to_string();
    let caller = FakeCaller::new().answering(200, body);
    let started = run(provider().start(&ask(EvidenceKind::Face), &caller)).unwrap();
    assert_eq!(started.reference, "r-1");
    assert_eq!(started.step, Step::Visit("https://face.example/p?x=1".parse().unwrap()));
    let call = caller.only_call();
    assert_eq!(call.url.path(), "/start");
    assert_eq!(call.headers[0], ("content-type", "application/jwt".to_owned()));
    let sent: Value = serde_json::from_slice(&call.body).unwrap();
    assert_eq!(
        sent,
        json!({ "typ": "yimen-verification-request+jwt", "claims": {
            "iss": ISSUER, "aud": PROVIDER, "iat": NOW, "exp": NOW + 120, "jti": SEQ,
            "document": { "type": "resident_id", "number": NUMBER }, "name": NAME, "kind": "face",
            "return_url": format!("{ISSUER}/verify/return/{SEQ}"),
            "notify_url": format!("{ISSUER}/providers/demo/callback"),
            "expires_at": NOW + 1800,
        }})
    );
}

#[test]
fn what_is_needed_is_sent_and_nothing_else() {
    let mut settings = settings();
    settings["needs"] = json!(["phone"]);
    let provider = OpenSet::new(&settings).unwrap();
    assert_eq!(provider.needs(), Factor::needs(&[Factor::Phone]));
    let caller = FakeCaller::new().answering(200, json!({ "reference": "r-1" }).to_string());
    run(provider.start(&ask(EvidenceKind::Face), &caller)).unwrap();
    let sent: Value = serde_json::from_slice(&caller.only_call().body).unwrap();
    assert_eq!(sent["claims"]["phone"], "13800000000");
    assert_eq!((&sent["claims"]["bank_card"], &sent["claims"]["openid"]), (&Value::Null, &Value::Null));
    let mut without = ask(EvidenceKind::Face);
    without.factors.phone = None;
    let caller = FakeCaller::new();
    assert!(matches!(run(provider.start(&without, &caller)), Err(Trouble::NotSetUp(_))));
    assert!(caller.calls().is_empty());
}

#[test]
fn without_a_page_the_person_waits() {
    let caller = FakeCaller::new().answering(200, r#"{"reference":"r-1"}"#);
    assert_eq!(run(provider().start(&ask(EvidenceKind::Face), &caller)).unwrap().step, Step::Wait);
}

#[test]
fn a_callback_says_what_came_of_it() {
    let notified = called_back(&header(), &claims_of(&event())).unwrap();
    assert_eq!((notified.notify_id.as_str(), notified.seq.as_str()), ("e-1", SEQ));
    assert_eq!(notified.kid, "k1");
    let Told::Outcome(Outcome::Passed(finding)) = notified.told else { panic!() };
    assert_eq!((finding.kind, finding.about), (EvidenceKind::Face, About::Digest(digest())));
    assert_eq!((finding.reference.as_str(), finding.at), ("e-1", Some(Time::from_seconds(NOW))));
}

#[test]
fn other_ends_are_told_too() {
    let end = |outcome: &str, reason: Option<&str>| {
        let mut event = json!({ "out_seq_no": SEQ, "outcome": outcome });
        if let Some(reason) = reason {
            event["reason"] = reason.into();
        }
        told_by(&claims_of(&event))
    };
    assert_eq!(end("cancelled", None), Outcome::Cancelled);
    assert_eq!(end("expired", None), Outcome::Expired);
    assert_eq!(end("failed", Some("other_face")), Outcome::Failed(Failure::OtherFace));
}

#[test]
fn edwards_and_pss_signatures_are_taken() {
    for (key, algorithm) in [(TestKey::ed25519(), Algorithm::EdDSA), (TestKey::rsa(), Algorithm::PS256)] {
        let header = json!({ "alg": algorithm.as_str(), "typ": "secevent+jwt", "kid": "k1" });
        let token = key.jws(algorithm, &header, &claims_of(&event()));
        let keys = [TestKey::ec().public("k0"), key.public("k1")];
        assert!(provider().callback(&delivery(SET_MEDIA_TYPE, token.as_bytes(), &keys)).is_ok());
    }
}

#[test]
fn a_repetition_has_the_same_fingerprint_and_another_event_has_not() {
    let fingerprint = |claims: &Value| called_back(&header(), claims).unwrap().fingerprint;
    let first = fingerprint(&claims_of(&event()));
    assert_eq!(fingerprint(&with("iat", (NOW + 60).into())), first);
    let other = json!({ "out_seq_no": SEQ, "outcome": "failed" });
    assert_ne!(fingerprint(&claims_of(&other)), first);
}

#[test]
fn acknowledged_and_refused_in_the_form_of_the_standard() {
    let reply = |acknowledgement| provider().reply(acknowledgement);
    assert_eq!(reply(Acknowledgement::Taken), Reply::empty(202));
    assert_eq!(reply(Acknowledgement::Later), Reply::empty(503));
    assert_eq!(reply(Acknowledgement::Conflict).status, 409);
    let refused = reply(Acknowledgement::Refused(CallbackRefusal::Audience));
    assert_eq!((refused.status, refused.content_type, refused.language), (400, "application/json", "en"));
    let body: Value = serde_json::from_str(&refused.body).unwrap();
    assert_eq!(body, json!({ "err": "invalid_audience", "description": "the audience is not this issuer" }));
}

#[test]
fn every_refusal_has_its_code() {
    for (refusal, expected) in [
        (CallbackRefusal::ContentType, "invalid_request"),
        (CallbackRefusal::Malformed, "invalid_request"),
        (CallbackRefusal::Time, "invalid_request"),
        (CallbackRefusal::Kind, "invalid_request"),
        (CallbackRefusal::Key, "invalid_key"),
        (CallbackRefusal::Algorithm, "invalid_key"),
        (CallbackRefusal::Signature, "authentication_failed"),
        (CallbackRefusal::Issuer, "invalid_issuer"),
        (CallbackRefusal::Audience, "invalid_audience"),
    ] {
        assert_eq!(code(refusal), expected);
    }
}

/// Asks the provider later; `answer` is signed by its key `k1`.
fn queried(status: u16, answer: &Value) -> (Result<Outcome, Trouble>, FakeCaller) {
    let key = TestKey::ec();
    let token = key.jws(Algorithm::ES256, &header(), answer);
    let caller = FakeCaller::new().trusting(key.public("k1")).answering(status, token);
    (run(provider().query(&open(EvidenceKind::Face, "r-1"), &caller)), caller)
}

#[test]
fn asked_later_it_answers_with_the_same_token() {
    let (outcome, caller) = queried(200, &claims_of(&event()));
    assert!(matches!(outcome, Ok(Outcome::Passed(_))));
    let call = caller.only_call();
    assert_eq!(call.url.path(), "/query");
    let sent: Value = serde_json::from_slice(&call.body).unwrap();
    assert_eq!(sent["typ"], "yimen-verification-query+jwt");
    assert_eq!(sent["claims"]["jti"], "0f".repeat(16));
    assert_eq!((&sent["claims"]["out_seq_no"], &sent["claims"]["reference"]), (&json!(SEQ), &json!("r-1")));
    assert_eq!(sent["claims"]["name"], Value::Null);
}

#[test]
fn asked_later_it_may_be_undecided() {
    assert_eq!(queried(204, &claims_of(&event())).0, Ok(Outcome::Pending));
}

#[test]
fn nobody_is_asked_without_an_address_for_it() {
    let mut settings = settings();
    settings.as_object_mut().unwrap().remove("query_url");
    let caller = FakeCaller::new();
    let asked = run(OpenSet::new(&settings).unwrap().query(&open(EvidenceKind::Face, "r-1"), &caller));
    assert_eq!(asked, Ok(Outcome::Pending));
    assert!(caller.calls().is_empty());
}

#[test]
fn not_believed_when_the_answer_is_about_another() {
    let mut event = event();
    event["out_seq_no"] = "ff".repeat(16).into();
    assert!(matches!(queried(200, &claims_of(&event)).0, Err(Trouble::NotBelieved(_))));
    assert!(matches!(queried(200, &with("aud", "x".into())).0, Err(Trouble::NotBelieved(_))));
}

#[test]
fn other_statuses_are_trouble() {
    assert!(matches!(queried(500, &Value::Null).0, Err(Trouble::OutOfOrder(_))));
    let caller = FakeCaller::new().answering(403, "");
    let started = run(provider().start(&ask(EvidenceKind::Face), &caller));
    assert!(matches!(started, Err(Trouble::RefusedUs(_))));
}

#[test]
fn not_believed_when_the_first_answer_is_not_of_its_form() {
    for body in [
        "{}",
        "[]",
        r#"{"reference":""}"#,
        r#"{"reference":"r-1","reference":"r-2"}"#,
        r#"{"reference":"r-1","page":"http://face.example/"}"#,
        r#"{"reference":"r-1","page":"javascript:alert(1)"}"#,
        r#"{"reference":"r-1","page":"http://127.0.0.1/"}"#,
    ] {
        let caller = FakeCaller::new().answering(200, body);
        let started = run(provider().start(&ask(EvidenceKind::Face), &caller));
        assert!(matches!(started, Err(Trouble::NotBelieved(_))), "{body}");
    }
}
