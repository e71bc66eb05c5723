use std::time::Duration;

use super::*;
use crate::case::Case;

static CASE: Case =
    Case { id: "suite.rule", title: "a <rule> & more", spec: "RFC 1", run: |_| Box::pin(async { Ok(()) }) };

fn report(verdict: Verdict) -> Report {
    let judged = vec![Judged { suite: "suite", case: &CASE, verdict, took: Duration::from_millis(5) }];
    Report { issuer: "http://a".to_owned(), started_at: 1, took: Duration::from_millis(9), judged }
}

#[test]
fn clean_unless_failed_or_stale() {
    assert!(report(Verdict::Passed).is_clean());
    assert!(report(Verdict::Warning("w".into())).is_clean());
    assert!(report(Verdict::Skipped("s".into())).is_clean());
    assert!(!report(Verdict::Failed("f".into())).is_clean());
    assert!(!report(Verdict::StaleSkip("f".into())).is_clean());
}

#[test]
fn junit_escapes_markup_and_control_characters() {
    let xml = junit::render(&report(Verdict::Failed("saw <b>\"x\"\u{0}".into())));
    assert!(xml.contains("saw &lt;b&gt;&quot;x&quot;\u{FFFD}"), "{xml}");
    assert!(xml.contains("a &lt;rule&gt; &amp; more"));
    assert!(xml.contains("failures=\"1\""));
}

#[test]
fn json_carries_outcome_and_reason() {
    let value: serde_json::Value =
        serde_json::from_str(&json::render(&report(Verdict::Skipped("why".into())))).unwrap();
    assert_eq!(value["cases"][0]["outcome"], "skipped");
    assert_eq!(value["cases"][0]["reason"], "why");
    assert_eq!(value["summary"]["skipped"], 1);
    assert_eq!(value["clean"], true);
}

#[test]
fn table_shows_reason_and_section_of_what_did_not_pass() {
    let text = human::render(&report(Verdict::Failed("saw 302".into())));
    assert!(text.contains("FAIL"));
    assert!(text.contains("saw 302  [RFC 1]"));
    assert!(text.contains("1 failed"));
}
