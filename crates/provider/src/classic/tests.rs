use base::Time;

use super::*;
use crate::notified::TheirKey;
use crate::testing::{FakeCaller, NOW, SEQ, TestKey, delivery, run};

fn url() -> Url {
    "https://bank.example/verify".parse().unwrap()
}

fn caller() -> FakeCaller {
    FakeCaller::new().trusting(TestKey::other_rsa().public("bank"))
}

fn good() -> Fields {
    Fields::of([
        ("code", "0"),
        ("message", "ok"),
        ("out_seq_no", SEQ),
        ("reference", "r-1"),
        ("timestamp", &NOW.to_string()),
    ])
}

/// The fields as JSON, signed by the provider.
fn answer(fields: Fields) -> Vec<u8> {
    let sign = TestKey::other_rsa().rsa2(&fields.base_string(UNSIGNED));
    json(fields, &sign)
}

fn json(mut fields: Fields, sign: &str) -> Vec<u8> {
    fields.set(SIGN, sign);
    let object: serde_json::Map<_, _> =
        fields.names().map(|name| (name.to_owned(), fields.get(name).unwrap_or("").into())).collect();
    serde_json::to_vec(&object).unwrap()
}

fn changed(name: &str, value: &str) -> Fields {
    let mut fields = good();
    fields.set(name, value);
    fields
}

fn exchanged(caller: &FakeCaller) -> Result<Fields, Trouble> {
    run(exchange(&url(), request("yimen", SEQ, caller), SEQ, caller))
}

fn after(body: Vec<u8>) -> Result<Fields, Trouble> {
    exchanged(&caller().answering(200, body))
}

#[track_caller]
fn not_believed(result: Result<Fields, Trouble>, because: &str) {
    match result {
        Err(Trouble::NotBelieved(why)) if why.contains(because) => {}
        other => panic!("{because}: {other:?}"),
    }
}

#[test]
fn a_request_is_a_form_signed_by_our_key() {
    let caller = caller().answering(200, answer(good()));
    assert_eq!(exchanged(&caller).unwrap().get("reference"), Some("r-1"));
    let call = caller.only_call();
    assert_eq!((call.method, call.url), (CallMethod::Post, url()));
    assert_eq!(call.headers[0], ("content-type", FORM.to_owned()));
    let sent = Fields::from_form(&call.body).unwrap();
    assert_eq!(
        sent.base_string(UNSIGNED),
        format!("app_id=yimen&nonce={}&out_seq_no={SEQ}&timestamp={NOW}", "0f".repeat(16))
    );
    assert_eq!(sent.signed_by(&[TestKey::rsa().public("ours")], UNSIGNED), Some("ours"));
}

#[test]
fn nothing_is_sent_when_a_key_is_missing() {
    let without_ours = caller().without_our_key();
    let without_theirs = FakeCaller::new();
    for caller in [without_ours, without_theirs] {
        assert!(matches!(exchanged(&caller), Err(Trouble::NotSetUp(_))));
        assert!(caller.calls().is_empty());
    }
}

#[test]
fn nothing_is_sent_when_a_value_could_read_as_two_fields() {
    let caller = caller();
    let mut fields = request("yimen", SEQ, &caller);
    fields.set("name", "a&phone=1");
    let refused = run(exchange(&url(), fields, SEQ, &caller));
    assert!(matches!(refused, Err(Trouble::NotSetUp(_))));
    assert!(caller.calls().is_empty());
}

#[test]
fn not_believed_when_not_signed_by_the_provider() {
    let fields = good();
    let stranger = TestKey::rsa().rsa2(&fields.base_string(UNSIGNED));
    not_believed(after(json(fields, &stranger)), "not signed");
    not_believed(after(json(good(), "")), "not signed");
}

#[test]
fn not_believed_when_not_an_object_of_texts() {
    not_believed(after(br#"{"code":0}"#.to_vec()), "JSON object");
    not_believed(after(answer(changed("message", "a&b"))), "JSON object");
}

#[test]
fn not_believed_when_about_another_verification() {
    not_believed(after(answer(changed("out_seq_no", &"ff".repeat(16)))), "another verification");
}

#[test]
fn not_believed_when_its_time_is_missing_or_far() {
    let old = (NOW - 301).to_string();
    not_believed(after(answer(changed("timestamp", &old))), "time");
    not_believed(after(answer(changed("timestamp", ""))), "time");
    let edge = (NOW + 300).to_string();
    assert!(after(answer(changed("timestamp", &edge))).is_ok());
}

#[test]
fn codes_tell_who_has_to_mend_what() {
    let code = |code: &str| after(answer(changed("code", code)));
    assert!(matches!(code("1002"), Err(Trouble::RefusedUs(why)) if why == "code 1002"));
    assert!(matches!(code("2001"), Err(Trouble::OutOfOrder(why)) if why == "code 2001"));
    not_believed(code(""), "no code");
    not_believed(code("张三 11010519491231002X"), "no code");
}

#[test]
fn references_name_the_same_verification() {
    assert_eq!(check_reference(&good(), "r-1"), Ok(()));
    assert!(matches!(check_reference(&good(), "r-2"), Err(Trouble::NotBelieved(_))));
    assert!(matches!(reference(&changed("reference", "")), Err(Trouble::NotBelieved(_))));
    assert!(matches!(reference(&changed("reference", &"r".repeat(129))), Err(Trouble::NotBelieved(_))));
}

fn note() -> Fields {
    Fields::of([
        ("notify_id", "n-1"),
        ("out_seq_no", SEQ),
        ("status", "matched"),
        ("timestamp", &NOW.to_string()),
        ("sign_type", RSA2),
    ])
}

fn noted(name: &str, value: &str) -> Fields {
    let mut fields = note();
    fields.set(name, value);
    fields
}

fn body(mut fields: Fields) -> Vec<u8> {
    let sign = TestKey::other_rsa().rsa2(&fields.base_string(UNSIGNED));
    fields.set(SIGN, sign);
    fields.encode().into_bytes()
}

fn their_keys() -> [TheirKey; 2] {
    [TestKey::rsa().public("next"), TestKey::other_rsa().public("bank")]
}

fn called_back(body: &[u8]) -> Result<Signed, CallbackRefusal> {
    callback(&delivery(FORM, body, &their_keys()), &["status"])
}

#[track_caller]
fn refused(body: &[u8]) -> CallbackRefusal {
    called_back(body).err().expect("refused")
}

#[test]
fn a_callback_by_one_of_two_live_keys_is_taken() {
    let signed = called_back(&body(note())).ok().unwrap();
    assert_eq!((signed.notify_id.as_str(), signed.seq.as_str()), ("n-1", SEQ));
    assert_eq!((signed.kid.as_str(), signed.fields.get("status")), ("bank", Some("matched")));
}

#[test]
fn a_repetition_has_the_same_fingerprint_and_another_message_has_not() {
    let fingerprint = |fields| called_back(&body(fields)).ok().unwrap().fingerprint;
    let first = fingerprint(note());
    assert_eq!(fingerprint(noted("timestamp", &(NOW + 60).to_string())), first);
    assert_ne!(fingerprint(noted("status", "not_matched")), first);
}

#[test]
fn refused_when_not_a_form() {
    let (body, keys) = (body(note()), their_keys());
    let of_type = |content_type| callback(&delivery(content_type, &body, &keys), &["status"]).err();
    assert_eq!(of_type("application/x-www-form-urlencoded; charset=UTF-8"), None);
    assert_eq!(of_type("application/json"), Some(CallbackRefusal::ContentType));
    let bare = Delivery { content_type: None, ..delivery(FORM, &body, &keys) };
    assert_eq!(callback(&bare, &["status"]).err(), Some(CallbackRefusal::ContentType));
}

#[test]
fn refused_when_a_field_is_given_twice() {
    let mut body = body(note());
    body.extend_from_slice(b"&status=matched");
    assert_eq!(refused(&body), CallbackRefusal::Malformed);
}

#[test]
fn refused_when_of_another_signature_type() {
    assert_eq!(refused(&body(noted("sign_type", "RSA"))), CallbackRefusal::Algorithm);
    assert_eq!(refused(&body(noted("sign_type", ""))), CallbackRefusal::Algorithm);
}

#[test]
fn refused_when_tampered_with() {
    let signed = String::from_utf8(body(note())).unwrap();
    let tampered = signed.replace("status=matched", "status=not_matched");
    assert_eq!(refused(tampered.as_bytes()), CallbackRefusal::Signature);
}

#[test]
fn refused_when_signed_by_a_stranger_or_a_retired_key() {
    let body = body(note());
    let only = [TestKey::rsa().public("next")];
    assert_eq!(callback(&delivery(FORM, &body, &only), &["status"]).err(), Some(CallbackRefusal::Signature));
    assert_eq!(callback(&delivery(FORM, &body, &[]), &["status"]).err(), Some(CallbackRefusal::Signature));
}

#[test]
fn refused_when_too_old_or_ahead() {
    for at in [NOW - 301, NOW + 301] {
        assert_eq!(refused(&body(noted("timestamp", &at.to_string()))), CallbackRefusal::Time);
    }
    let (body, keys) = (body(note()), their_keys());
    let later = Delivery { now: Time::from_seconds(NOW + 300), ..delivery(FORM, &body, &keys) };
    assert!(callback(&later, &["status"]).is_ok());
}

#[test]
fn refused_when_a_field_is_missing_or_not_of_its_form() {
    for (name, value) in [
        ("timestamp", ""),
        ("timestamp", "yesterday"),
        ("notify_id", ""),
        ("notify_id", "two words"),
        ("out_seq_no", "1"),
        ("photo", "AAAA"),
        ("status", "a&b"),
    ] {
        assert_eq!(refused(&body(noted(name, value))), CallbackRefusal::Malformed, "{name}={value}");
    }
}
