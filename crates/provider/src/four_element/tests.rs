use serde_json::json;

use super::*;
use crate::sorted::{RSA2, SIGN, SIGN_TYPE};
use crate::testing::{FakeCaller, NAME, NOW, NUMBER, SEQ, TestKey, ask, delivery, open, run};
use crate::{bank, telecom};

fn settings() -> Value {
    json!({ "app_id": "yimen", "url": "https://b.example/verify", "query_url": "https://b.example/query" })
}

fn bank() -> FourElement {
    bank::new(&settings()).unwrap()
}

fn answer(status: &str, reference: &str) -> String {
    let now = NOW.to_string();
    let fields = Fields::of([
        ("code", "0"),
        ("message", "ok"),
        ("out_seq_no", SEQ),
        ("status", status),
        ("reference", reference),
        ("timestamp", now.as_str()),
    ]);
    let sign = TestKey::other_rsa().rsa2(&fields.base_string(&[SIGN]));
    json!({
        "code": "0", "message": "ok", "out_seq_no": SEQ, "status": status, "reference": reference,
        "timestamp": now, "sign": sign,
    })
    .to_string()
}

fn caller(status: &str, reference: &str) -> FakeCaller {
    FakeCaller::new().trusting(TestKey::other_rsa().public("bank")).answering(200, answer(status, reference))
}

fn started(status: &str) -> Started {
    run(bank().start(&ask(EvidenceKind::BankFourElement), &caller(status, "r-1"))).unwrap()
}

fn queried(status: &str, reference: &str) -> Result<Outcome, Trouble> {
    let open = open(EvidenceKind::BankFourElement, "r-1");
    run(bank().query(&open, &caller(status, reference)))
}

#[test]
fn a_match_passes_at_once() {
    let started = started("matched");
    let Step::Done(Outcome::Passed(finding)) = started.step else { panic!() };
    assert_eq!((finding.kind, started.reference.as_str()), (EvidenceKind::BankFourElement, "r-1"));
    assert_eq!(finding.about, About::Reference("r-1".to_owned()));
    assert_eq!(finding.inputs.compared, ["name", "number", "bank_card", "phone"]);
    assert!(finding.inputs.is_sound());
}

#[test]
fn no_match_fails_and_processing_waits() {
    assert_eq!(started("not_matched").step, Step::Done(Outcome::Failed(Failure::NoMatch)));
    assert_eq!(started("processing").step, Step::Wait);
}

#[test]
fn a_bank_is_told_card_and_phone_and_an_operator_the_phone_alone() {
    let form = |dialect: FourElement, kind| {
        let caller = caller("matched", "r-1");
        run(dialect.start(&ask(kind), &caller)).unwrap();
        Fields::from_form(&caller.only_call().body).unwrap()
    };
    let told = form(bank(), EvidenceKind::BankFourElement);
    assert_eq!((told.get("name"), told.get("document_number")), (Some(NAME), Some(NUMBER)));
    assert_eq!(told.get("document_type"), Some("resident_id"));
    assert_eq!(told.get("bank_card"), Some("6222020000000000000"));
    assert_eq!(told.get("phone"), Some("13800000000"));
    assert_eq!(told.get("notify_url"), Some("https://id.example/providers/demo/callback"));
    let operator = telecom::new(&settings()).unwrap();
    assert_eq!(operator.needs().bank_card, Need::No);
    let told = form(operator, EvidenceKind::TelecomElements);
    assert_eq!((told.get("phone"), told.get("bank_card")), (Some("13800000000"), None));
}

#[test]
fn nothing_is_sent_when_what_is_compared_is_missing() {
    let caller = FakeCaller::new().trusting(TestKey::other_rsa().public("bank"));
    let mut ask = ask(EvidenceKind::BankFourElement);
    ask.factors.bank_card = None;
    assert!(matches!(run(bank().start(&ask, &caller)), Err(Trouble::NotSetUp(_))));
    assert!(caller.calls().is_empty());
}

#[test]
fn not_believed_when_the_status_is_unknown_or_the_reference_missing() {
    let start = |status, reference| {
        run(bank().start(&ask(EvidenceKind::BankFourElement), &caller(status, reference)))
    };
    assert!(matches!(start("perhaps", "r-1"), Err(Trouble::NotBelieved(_))));
    assert!(matches!(start("matched", ""), Err(Trouble::NotBelieved(_))));
}

#[test]
fn asked_again_it_tells_the_outcome() {
    assert!(matches!(queried("matched", "r-1"), Ok(Outcome::Passed(_))));
    assert_eq!(queried("processing", "r-1"), Ok(Outcome::Pending));
    assert_eq!(queried("not_matched", "r-1"), Ok(Outcome::Failed(Failure::NoMatch)));
}

#[test]
fn a_question_later_names_the_reference_and_no_person() {
    let caller = caller("matched", "r-1");
    run(bank().query(&open(EvidenceKind::BankFourElement, "r-1"), &caller)).unwrap();
    let call = caller.only_call();
    assert_eq!(call.url.path(), "/query");
    let told = Fields::from_form(&call.body).unwrap();
    let names: Vec<&str> = told.names().collect();
    assert_eq!(names, ["app_id", "nonce", "out_seq_no", "reference", "sign", "timestamp"]);
    assert_eq!(told.get("reference"), Some("r-1"));
}

#[test]
fn not_believed_when_the_answer_is_of_another_reference() {
    assert!(matches!(queried("matched", "r-2"), Err(Trouble::NotBelieved(_))));
}

fn callback(status: &str) -> Result<Notified, CallbackRefusal> {
    let now = NOW.to_string();
    let mut fields = Fields::of([
        ("notify_id", "n-1"),
        ("out_seq_no", SEQ),
        ("status", status),
        ("timestamp", now.as_str()),
        ("sign_type", RSA2),
    ]);
    fields.set(SIGN, TestKey::other_rsa().rsa2(&fields.base_string(&[SIGN, SIGN_TYPE])));
    let (body, keys) = (fields.encode(), [TestKey::other_rsa().public("bank")]);
    bank().callback(&delivery(classic::FORM, body.as_bytes(), &keys))
}

#[test]
fn a_callback_is_a_hint_whatever_it_says() {
    for status in ["matched", "not_matched", "processing"] {
        let notified = callback(status).unwrap();
        assert_eq!(notified.told, Told::Hint);
        assert_eq!((notified.seq.as_str(), notified.notify_id.as_str()), (SEQ, "n-1"));
    }
}

#[test]
fn refused_when_a_callback_says_no_status() {
    assert_eq!(callback("perhaps"), Err(CallbackRefusal::Kind));
    assert_eq!(callback(""), Err(CallbackRefusal::Kind));
}

#[test]
fn the_acknowledgement_is_the_word_and_nothing_else() {
    let taken = bank().reply(Acknowledgement::Taken);
    assert_eq!((taken.status, taken.content_type, taken.body.as_str()), (200, "text/plain", "success"));
    let refused = bank().reply(Acknowledgement::Refused(CallbackRefusal::Signature));
    assert_eq!((refused.status, refused.body.as_str()), (400, "failure"));
    assert_eq!(bank().reply(Acknowledgement::Conflict).status, 409);
    assert_eq!(bank().reply(Acknowledgement::Later).status, 503);
}
