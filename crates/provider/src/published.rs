//! The public specification, docs/providers.md, and the code say the same: its examples are what is sent, and what is
//! taken.

use evidence::kind::EvidenceKind;
use proto::jose::Algorithm;
use serde_json::{Value, json};

use crate::dialect::{Dialect, Step};
use crate::digest::{hex, sha256};
use crate::finding::Outcome;
use crate::notified::{CallbackRefusal, Notified, Told};
use crate::settings;
use crate::sorted::{Fields, SIGN, SIGN_TYPE};
use crate::testing::{FakeCaller, TestKey, ask, delivery, open, run};

const DOCUMENT: &str = include_str!("../../../docs/providers.md");

/// The fenced block after the mark with this name.
fn example(name: &str) -> String {
    let (_, after) = DOCUMENT.split_once(&format!("<!-- example: {name} -->\n```")).expect(name);
    let (_, block) = after.split_once('\n').unwrap();
    block.split_once("\n```").unwrap().0.to_owned()
}

fn json_example(name: &str) -> Value {
    serde_json::from_str(&example(name)).unwrap_or_else(|error| panic!("{name}: {error}"))
}

/// A text that is signed, written in lines.
fn signed_text(name: &str) -> String {
    example(name).replace('\n', "")
}

fn dialect(kind: &str) -> Box<dyn Dialect> {
    let facts = settings::facts(kind).unwrap();
    let mut example: Value = serde_json::from_str(facts.example).unwrap();
    if kind.starts_with("open") {
        example["query_url"] = "https://provider.example/query".into();
    }
    settings::dialect(kind, &example).unwrap()
}

/// What was sent, as the text that was signed.
fn sent_form(caller: &FakeCaller) -> String {
    Fields::from_form(&caller.only_call().body).unwrap().base_string(&[SIGN])
}

/// What was sent, as the claims of the object.
fn sent_claims(caller: &FakeCaller) -> Value {
    serde_json::from_slice::<Value>(&caller.only_call().body).unwrap()["claims"].clone()
}

/// An answer of the document, with the signature filled in.
fn signed_answer(name: &str) -> String {
    let mut answer = json_example(name);
    answer.as_object_mut().unwrap().remove(SIGN);
    let fields = Fields::from_json(answer.to_string().as_bytes()).unwrap();
    answer[SIGN] = TestKey::other_rsa().rsa2(&fields.base_string(&[])).into();
    answer.to_string()
}

/// A caller of a provider that signs forms.
fn forms() -> FakeCaller {
    FakeCaller::new().trusting(TestKey::other_rsa().public("k1"))
}

/// The callback of the document, signed by a provider that signs forms.
fn called_back_by_form(kind: &str, name: &str) -> Result<Notified, CallbackRefusal> {
    let text = signed_text(name);
    let mut fields = Fields::of(text.split('&').map(|pair| pair.split_once('=').unwrap()));
    assert_eq!(fields.base_string(&[]), text, "sorted");
    fields.set(SIGN, TestKey::other_rsa().rsa2(&text));
    fields.set(SIGN_TYPE, "RSA2");
    let (body, keys) = (fields.encode(), [TestKey::other_rsa().public("k1")]);
    dialect(kind).callback(&delivery(crate::classic::FORM, body.as_bytes(), &keys))
}

/// The token of the document, signed with a new key `k1`.
fn called_back_by_token(name: &str) -> Result<Notified, CallbackRefusal> {
    let key = TestKey::ec();
    let header = json!({ "typ": "secevent+jwt", "alg": "ES256", "kid": "k1" });
    let token = key.jws(Algorithm::ES256, &header, &json_example(name));
    dialect("open_set").callback(&delivery("application/secevent+jwt", token.as_bytes(), &[key.public("k1")]))
}

#[test]
fn the_digest_is_that_of_its_five_lines() {
    assert_eq!(hex(&sha256(example("subject").as_bytes())), example("subject_digest"));
    let subject = ask(EvidenceKind::Face).subject;
    assert_eq!(crate::subject_digest(crate::testing::SEQ, &subject), example("subject_digest"));
}

#[test]
fn every_block_of_json_is_json() {
    let blocks = DOCUMENT.split("```json\n").skip(1);
    for block in blocks {
        let (text, _) = block.split_once("\n```").unwrap();
        serde_json::from_str::<Value>(text).unwrap_or_else(|error| panic!("{error}: {text}"));
    }
}

#[test]
fn the_open_language_begins_as_published() {
    let caller = FakeCaller::new().answering(200, example("open_set begun"));
    let started = run(dialect("open_set").start(&ask(EvidenceKind::Face), &caller)).unwrap();
    assert_eq!(sent_claims(&caller), json_example("open_set request"));
    assert_eq!(started.reference, "p-20260921-000001");
    assert!(matches!(started.step, Step::Visit(_)));
}

#[test]
fn the_open_language_asks_as_published() {
    let caller = FakeCaller::new().trusting(TestKey::ec().public("k1")).answering(204, "");
    let open = open(EvidenceKind::Face, "p-20260921-000001");
    assert_eq!(run(dialect("open_set").query(&open, &caller)), Ok(Outcome::Pending));
    assert_eq!(sent_claims(&caller), json_example("open_set query"));
}

#[test]
fn the_published_events_are_taken() {
    let told = called_back_by_token("open_set event").unwrap().told;
    assert!(matches!(told, Told::Outcome(Outcome::Passed(_))));
    let told = called_back_by_token("open_set failure").unwrap().told;
    assert!(matches!(told, Told::Outcome(Outcome::Failed(_))));
}

#[test]
fn sorted_fields_begin_and_end_as_published() {
    let caller = forms().answering(200, signed_answer("open_sorted begun"));
    let started = run(dialect("open_sorted").start(&ask(EvidenceKind::Face), &caller)).unwrap();
    assert_eq!(sent_form(&caller), signed_text("open_sorted request"));
    assert!(matches!(started.step, Step::Visit(_)));
    let told = called_back_by_form("open_sorted", "open_sorted callback").unwrap().told;
    assert!(matches!(told, Told::Outcome(Outcome::Passed(_))));
}

#[test]
fn a_register_is_asked_and_answers_as_published() {
    let key = TestKey::ec();
    let header = json!({ "typ": "identity-check-result+jwt", "alg": "ES256", "kid": "k1" });
    let answer = key.jws(Algorithm::ES256, &header, &json_example("population answer"));
    let caller = FakeCaller::new().trusting(key.public("k1")).answering(200, answer);
    let register = dialect("population_register");
    let started = run(register.start(&ask(EvidenceKind::TwoElement), &caller)).unwrap();
    assert_eq!(sent_claims(&caller), json_example("population question"));
    assert!(matches!(started.step, Step::Done(Outcome::Passed(_))));
}

#[test]
fn a_bank_is_asked_and_answers_as_published() {
    let caller = forms().answering(200, signed_answer("bank answer"));
    let started = run(dialect("bank").start(&ask(EvidenceKind::BankFourElement), &caller)).unwrap();
    assert_eq!(sent_form(&caller), signed_text("bank question"));
    assert!(matches!(started.step, Step::Done(Outcome::Passed(_))));
    let caller = forms().answering(200, signed_answer("bank answer"));
    let open = open(EvidenceKind::BankFourElement, "b-000001");
    assert!(matches!(run(dialect("bank").query(&open, &caller)), Ok(Outcome::Passed(_))));
    assert_eq!(sent_form(&caller), signed_text("bank query"));
    assert_eq!(called_back_by_form("bank", "bank callback").unwrap().told, Told::Hint);
}

#[test]
fn every_word_is_on_the_page() {
    let words = settings::KINDS.iter().map(|facts| facts.word);
    let documents = evidence::document::DocumentType::ALL.iter().map(|document| document.as_str());
    let failures = crate::Failure::ALL.iter().map(|failure| failure.as_str());
    for word in words.chain(documents).chain(failures) {
        assert!(DOCUMENT.contains(&format!("`{word}`")), "{word}");
    }
}
