use serde_json::{Value, json};

use super::*;
use crate::testing::{NOW, SEQ};

fn event() -> Value {
    json!({
        "out_seq_no": SEQ, "outcome": "passed", "kind": "face", "subject_digest": "0a".repeat(32),
        "openid": "o-1", "inputs": { "liveness": "action", "score_band": "high" },
    })
}

fn with(name: &str, value: Value) -> Result<Outcome, Flaw> {
    let mut event = event();
    if value.is_null() {
        event.as_object_mut().unwrap().remove(name);
    } else {
        event[name] = value;
    }
    read(event)
}

fn read(event: Value) -> Result<Outcome, Flaw> {
    let conclusion: Conclusion = serde_json::from_value(event).map_err(|_| Flaw::Malformed)?;
    conclusion.outcome(&[EvidenceKind::Face], "ref-1", Time::from_seconds(NOW))
}

#[test]
fn a_pass_says_what_about_whom_and_how() {
    let Ok(Outcome::Passed(finding)) = read(event()) else { panic!() };
    assert_eq!(finding.kind, EvidenceKind::Face);
    assert_eq!(finding.about, About::Digest("0a".repeat(32)));
    assert_eq!((finding.openid.as_deref(), finding.reference.as_str()), (Some("o-1"), "ref-1"));
    assert_eq!(finding.inputs.liveness.as_deref(), Some("action"));
}

#[test]
fn other_ends_need_neither_kind_nor_subject() {
    let bare = |outcome: &str| read(json!({ "out_seq_no": SEQ, "outcome": outcome }));
    assert_eq!(bare("cancelled"), Ok(Outcome::Cancelled));
    assert_eq!(bare("expired"), Ok(Outcome::Expired));
    assert_eq!(bare("failed"), Ok(Outcome::Failed(Failure::Refused)));
    let reason = json!({ "out_seq_no": SEQ, "outcome": "failed", "reason": "not_live" });
    assert_eq!(read(reason), Ok(Outcome::Failed(Failure::NotLive)));
}

#[test]
fn refused_when_a_pass_lacks_kind_or_subject() {
    assert_eq!(with("kind", Value::Null), Err(Flaw::Malformed));
    assert_eq!(with("subject_digest", Value::Null), Err(Flaw::Malformed));
    assert_eq!(with("subject_digest", json!("0A".repeat(32))), Err(Flaw::Malformed));
}

#[test]
fn refused_when_the_provider_may_not_find_this_kind() {
    assert_eq!(with("kind", json!("counter_check")), Err(Flaw::Kind));
}

#[test]
fn refused_when_a_member_is_not_of_its_form() {
    for (name, value) in [
        ("out_seq_no", json!("1")),
        ("outcome", json!("perhaps")),
        ("kind", json!("blood")),
        ("openid", json!("")),
        ("reason", json!("two words")),
        ("inputs", json!({ "score_band": "99.1" })),
    ] {
        assert_eq!(with(name, value), Err(Flaw::Malformed), "{name}");
    }
}

#[test]
fn refused_when_an_image_comes_along() {
    assert_eq!(with("image", json!("/9j/4AAQ")), Err(Flaw::Malformed));
    assert_eq!(with("inputs", json!({ "template": "AAAA" })), Err(Flaw::Malformed));
}
