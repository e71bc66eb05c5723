//! What must be as the request says.

use super::*;

/// Whether the verification is as these elements say it must be.
fn granted(verification: &Value) -> bool {
    request(verification, &json!({})).grants(&known(), NOW)
}

/// Whether it is, with this filter over evidence.
fn evidence_granted(filter: &Value) -> bool {
    granted(&json!({ "evidence": [filter] }))
}

#[test]
fn null_and_an_empty_object_take_any_value() {
    assert!(granted(&json!({ "trust_framework": null, "assurance_level": {} })));
}

#[test]
fn value_takes_itself_alone() {
    assert!(granted(&json!({ "trust_framework": { "value": "yimen" } })));
    assert!(!granted(&json!({ "trust_framework": { "value": "eidas" } })));
    assert!(!granted(&json!({ "trust_framework": { "value": "YIMEN" } })));
}

#[test]
fn values_take_each_of_them() {
    assert!(granted(&json!({ "assurance_level": { "values": ["L5", "L4"] } })));
    assert!(!granted(&json!({ "assurance_level": { "values": ["L5", "L3"] } })));
}

#[test]
fn max_age_is_measured_from_the_time_to_the_request() {
    assert!(granted(&json!({ "time": { "max_age": 30 * DAY } })));
    assert!(!granted(&json!({ "time": { "max_age": 30 * DAY - 1 } })));
}

#[test]
fn max_age_of_a_date_counts_from_its_last_second() {
    // Issued 2025-03-17; from its last second to now are 1825 days and 17:46:41.
    let issued = |max_age: i64| {
        evidence_granted(&json!({
            "type": { "value": "document" },
            "document_details": { "date_of_issuance": { "max_age": max_age } },
        }))
    };
    let elapsed = 1825 * DAY + 17 * 3600 + 46 * 60 + 41;
    assert!(issued(elapsed));
    assert!(!issued(elapsed - 1));
}

#[test]
fn what_lies_ahead_is_of_any_age() {
    assert!(evidence_granted(&json!({
        "type": { "value": "document" },
        "document_details": { "date_of_expiry": { "max_age": 0 } },
    })));
}

#[test]
fn max_age_is_never_met_by_what_is_no_date() {
    assert!(!granted(&json!({ "assurance_level": { "max_age": 999_999_999 } })));
}

#[test]
fn essential_changes_nothing() {
    assert!(granted(&json!({ "verification_process": { "essential": true } })));
    assert!(granted(&json!({ "unknown": { "essential": true } })));
}

#[test]
fn restriction_on_what_is_not_there_is_not_met() {
    assert!(granted(&json!({ "assurance_process": { "policy": null } })));
    assert!(!granted(&json!({ "assurance_process": { "policy": { "value": "x" } } })));
    assert!(!granted(&json!({ "unknown": { "values": ["x"] } })));
}

#[test]
fn evidence_is_filtered_by_type() {
    assert!(evidence_granted(&json!({ "type": { "value": "electronic_record" } })));
    assert!(!evidence_granted(&json!({ "type": { "value": "vouch" } })));
}

#[test]
fn one_of_several_filters_is_enough() {
    let filters = json!([{ "type": { "value": "vouch" } }, { "type": { "value": "document" } }]);
    assert!(granted(&json!({ "evidence": filters })));
}

#[test]
fn filters_reach_into_the_evidence() {
    let document = |kind: &str| json!({ "type": { "value": "document" }, "document_details": { "type": { "values": [kind] } } });
    assert!(evidence_granted(&document("idcard")));
    assert!(!evidence_granted(&document("passport")));
    let country = |code: &str| json!({ "type": { "value": "document" }, "document_details": { "issuer": { "country_code": { "value": code } } } });
    assert!(evidence_granted(&country("CHN")));
    assert!(!evidence_granted(&country("DEU")));
}

#[test]
fn checks_are_filtered_too() {
    let by = |method: &str| json!({ "type": { "value": "electronic_record" }, "check_details": [{ "check_method": { "value": method } }] });
    assert!(evidence_granted(&by("data")));
    assert!(!evidence_granted(&by("bvr")));
    // The document has no checks.
    let without = json!({ "type": { "value": "document" }, "check_details": [{ "check_method": { "value": "data" } }] });
    assert!(!evidence_granted(&without));
}

#[test]
fn nothing_asked_inside_assurance_details_filters() {
    let inside = json!({ "assurance_details": [{ "assurance_type": { "value": "x" } }] });
    assert!(granted(&json!({ "assurance_process": inside })));
}

#[test]
fn evidence_wanted_where_there_is_none_is_not_met() {
    let bare = Verification { evidence: Vec::new(), ..known() };
    let wanted = request(&json!({ "evidence": [{ "type": { "value": "document" } }] }), &json!({}));
    assert!(!wanted.grants(&bare, NOW));
}
