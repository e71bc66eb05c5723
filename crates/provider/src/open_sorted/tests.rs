use serde_json::json;

use super::*;
use crate::digest::subject_digest;
use crate::finding::{About, Failure};
use crate::sorted::{RSA2, SIGN, SIGN_TYPE};
use crate::testing::{FakeCaller, NOW, SEQ, TestKey, ask, delivery, open, run};

fn settings() -> Value {
    json!({
        "app_id": "yimen", "url": "http://127.0.0.1:9/start", "query_url": "http://127.0.0.1:9/query",
        "kinds": ["face"],
    })
}

fn provider() -> OpenSorted {
    OpenSorted::new(&settings()).unwrap()
}

fn digest() -> String {
    subject_digest(SEQ, &ask(EvidenceKind::Face).subject)
}

/// Fields with those every message of the provider has.
fn fields(more: &[(&str, &str)]) -> Fields {
    let mut fields = Fields::of([("out_seq_no", SEQ.to_owned()), ("timestamp", NOW.to_string())]);
    for (name, value) in more {
        fields.set(*name, *value);
    }
    fields
}

fn caller(more: &[(&str, &str)]) -> FakeCaller {
    let mut fields = fields(more);
    fields.set("code", "0");
    fields.set(SIGN, TestKey::other_rsa().rsa2(&fields.base_string(&[SIGN])));
    let object: serde_json::Map<_, _> =
        fields.names().map(|name| (name.to_owned(), fields.get(name).unwrap().into())).collect();
    let body = serde_json::to_vec(&object).unwrap();
    FakeCaller::new().trusting(TestKey::other_rsa().public("p")).answering(200, body)
}

fn passed() -> Vec<(&'static str, String)> {
    vec![
        ("outcome", "passed".to_owned()),
        ("kind", "face".to_owned()),
        ("subject_digest", digest()),
        ("reference", "r-1".to_owned()),
    ]
}

fn callback(more: &[(&str, &str)]) -> Result<Notified, CallbackRefusal> {
    let mut fields = fields(more);
    fields.set("notify_id", "n-1");
    fields.set(SIGN_TYPE, RSA2);
    fields.set(SIGN, TestKey::other_rsa().rsa2(&fields.base_string(&[SIGN, SIGN_TYPE])));
    let (body, keys) = (fields.encode(), [TestKey::other_rsa().public("p")]);
    provider().callback(&delivery(classic::FORM, body.as_bytes(), &keys))
}

/// The callback of a pass, with some fields replaced or added.
fn passed_with(changes: &[(&str, &str)]) -> Result<Notified, CallbackRefusal> {
    let passed = passed();
    let mut all: Vec<(&str, &str)> = passed.iter().map(|(name, value)| (*name, value.as_str())).collect();
    all.extend(changes);
    callback(&all)
}

#[test]
fn a_request_names_person_kind_and_both_addresses() {
    let caller = caller(&[("reference", "r-1"), ("page", "https://face.example/p")]);
    let started = run(provider().start(&ask(EvidenceKind::Face), &caller)).unwrap();
    assert_eq!(started.reference, "r-1");
    assert_eq!(started.step, Step::Visit("https://face.example/p".parse().unwrap()));
    let told = Fields::from_form(&caller.only_call().body).unwrap();
    let names: Vec<&str> = told.names().collect();
    assert_eq!(
        names,
        [
            "app_id",
            "document_number",
            "document_type",
            "expires_at",
            "kind",
            "name",
            "nonce",
            "notify_url",
            "out_seq_no",
            "return_url",
            "sign",
            "timestamp",
        ]
    );
    assert_eq!(told.get("kind"), Some("face"));
    assert_eq!(told.signed_by(&[TestKey::rsa().public("ours")], &[SIGN]), Some("ours"));
}

#[test]
fn what_is_needed_is_sent() {
    let mut settings = settings();
    settings["needs"] = json!(["phone", "openid"]);
    let provider = OpenSorted::new(&settings).unwrap();
    let caller = caller(&[("reference", "r-1")]);
    assert_eq!(run(provider.start(&ask(EvidenceKind::Face), &caller)).unwrap().step, Step::Wait);
    let told = Fields::from_form(&caller.only_call().body).unwrap();
    assert_eq!((told.get("phone"), told.get("openid")), (Some("13800000000"), Some("o-demo-1")));
    assert_eq!(told.get("bank_card"), None);
}

#[test]
fn not_believed_when_the_page_is_none() {
    let caller = caller(&[("reference", "r-1"), ("page", "javascript:alert(1)")]);
    let started = run(provider().start(&ask(EvidenceKind::Face), &caller));
    assert!(matches!(started, Err(Trouble::NotBelieved(_))));
}

#[test]
fn a_callback_says_what_came_of_it() {
    let inputs =
        [("liveness", "action"), ("score_band", "medium"), ("compared", "name,photo"), ("openid", "o-1")];
    let notified = passed_with(&inputs).unwrap();
    assert_eq!(
        (notified.notify_id.as_str(), notified.seq.as_str(), notified.kid.as_str()),
        ("n-1", SEQ, "p")
    );
    let Told::Outcome(Outcome::Passed(finding)) = notified.told else { panic!() };
    assert_eq!((finding.kind, &finding.about), (EvidenceKind::Face, &About::Digest(digest())));
    assert_eq!((finding.reference.as_str(), finding.openid.as_deref()), ("r-1", Some("o-1")));
    assert_eq!(finding.inputs.compared, ["name", "photo"]);
    assert_eq!(finding.inputs.score_band.as_deref(), Some("medium"));
}

#[test]
fn other_ends_are_told_too() {
    let end = |more: &[(&str, &str)]| callback(&[&[("reference", "r-1")], more].concat()).unwrap().told;
    assert_eq!(end(&[("outcome", "cancelled")]), Told::Outcome(Outcome::Cancelled));
    assert_eq!(
        end(&[("outcome", "failed"), ("reason", "not_live")]),
        Told::Outcome(Outcome::Failed(Failure::NotLive))
    );
}

#[test]
fn refused_when_something_is_missing_or_not_of_its_form() {
    for (name, value) in [
        ("outcome", "pending"),
        ("outcome", ""),
        ("kind", "blood"),
        ("kind", ""),
        ("subject_digest", "00"),
        ("reference", ""),
        ("compared", "iris"),
        ("score_band", "99.1"),
        ("image", "AAAA"),
    ] {
        assert_eq!(passed_with(&[(name, value)]), Err(CallbackRefusal::Malformed), "{name}={value}");
    }
}

#[test]
fn refused_when_the_provider_may_not_find_this_kind() {
    assert_eq!(passed_with(&[("kind", "card_read")]), Err(CallbackRefusal::Kind));
}

#[test]
fn refused_when_its_time_is_far() {
    let old = (NOW - 301).to_string();
    assert_eq!(passed_with(&[("timestamp", &old)]), Err(CallbackRefusal::Time));
}

fn queried(more: &[(&str, &str)]) -> Result<Outcome, Trouble> {
    run(provider().query(&open(EvidenceKind::Face, "r-1"), &caller(more)))
}

#[test]
fn asked_later_it_tells_the_outcome() {
    let passed = passed();
    let passed: Vec<(&str, &str)> = passed.iter().map(|(name, value)| (*name, value.as_str())).collect();
    assert!(matches!(queried(&passed), Ok(Outcome::Passed(_))));
    assert_eq!(queried(&[("outcome", "pending"), ("reference", "r-1")]), Ok(Outcome::Pending));
    assert_eq!(queried(&[("outcome", "expired"), ("reference", "r-1")]), Ok(Outcome::Expired));
}

#[test]
fn not_believed_when_of_another_reference_or_no_outcome() {
    let other = queried(&[("outcome", "expired"), ("reference", "r-2")]);
    assert!(matches!(other, Err(Trouble::NotBelieved(_))));
    assert!(matches!(queried(&[("reference", "r-1")]), Err(Trouble::NotBelieved(_))));
}

#[test]
fn nobody_is_asked_without_an_address_for_it() {
    let mut settings = settings();
    settings.as_object_mut().unwrap().remove("query_url");
    let asked = OpenSorted::new(&settings).unwrap();
    let outcome = run(asked.query(&open(EvidenceKind::Face, "r-1"), &FakeCaller::new()));
    assert_eq!(outcome, Ok(Outcome::Pending));
}
