//! What a request may look like.

use super::*;

fn refusal(member: &Value) -> VerifiedClaimsRefusal {
    VerifiedClaimsRequest::read_all(member).unwrap_err()
}

/// The refusal of a request with this element beside the trust framework.
fn element_refusal(name: &str, element: &Value) -> VerifiedClaimsRefusal {
    refusal(&json!({ "verification": { "trust_framework": null, name: element }, "claims": {} }))
}

fn rule_refusal(rule: &Value) -> VerifiedClaimsRefusal {
    refusal(&json!({ "verification": { "trust_framework": null }, "claims": { "name": rule } }))
}

#[test]
fn one_object_is_one_request() {
    let one = request(&json!({}), &json!({ "name": null, "birthdate": {} }));
    assert_eq!(one.rule("trust_framework"), Some(Rule::default()));
    assert_eq!(one.rule("time"), None);
    assert_eq!(one.claims.keys().collect::<Vec<_>>(), ["birthdate", "name"]);
    assert!(one.claims.values().all(|rule| *rule == Rule::default()));
}

#[test]
fn list_is_one_request_each() {
    let one = json!({ "verification": { "trust_framework": null }, "claims": { "name": null } });
    assert_eq!(VerifiedClaimsRequest::read_all(&json!([one, one])).unwrap().len(), 2);
}

#[test]
fn rules_of_plain_elements_are_read() {
    let one = request(
        &json!({ "assurance_level": { "values": ["L3", "L4"] }, "time": { "max_age": 60, "essential": true } }),
        &json!({}),
    );
    assert_eq!(one.rule("assurance_level").unwrap().values, [json!("L3"), json!("L4")]);
    let time = one.rule("time").unwrap();
    assert_eq!((time.max_age, time.essential), (Some(60), true));
}

#[test]
fn members_not_understood_are_ignored() {
    let member = json!({
        "verification": { "trust_framework": { "purpose": "To open an account", "other": 7 } },
        "claims": { "name": { "purpose": "x", "other": [] } },
        "other": 7,
    });
    let requests = VerifiedClaimsRequest::read_all(&member).unwrap();
    assert_eq!(requests[0].claims["name"], Rule::default());
}

#[test]
fn refused_when_not_an_object_or_a_list_of_objects() {
    for member in [json!(null), json!("x"), json!(true), json!([null])] {
        assert_eq!(refusal(&member), VerifiedClaimsRefusal::Malformed, "{member}");
    }
}

#[test]
fn refused_when_the_list_is_empty_or_too_long() {
    let one = json!({ "verification": { "trust_framework": null }, "claims": {} });
    assert!(VerifiedClaimsRequest::read_all(&vec![one.clone(); 8].into()).is_ok());
    assert_eq!(refusal(&vec![one; 9].into()), VerifiedClaimsRefusal::BadCount);
    assert_eq!(refusal(&json!([])), VerifiedClaimsRefusal::BadCount);
}

#[test]
fn refused_without_verification_framework_or_claims() {
    let claims = json!({ "name": null });
    assert_eq!(refusal(&json!({ "claims": claims })), VerifiedClaimsRefusal::NoVerification);
    assert_eq!(
        refusal(&json!({ "verification": null, "claims": claims })),
        VerifiedClaimsRefusal::NoVerification
    );
    let without = json!({ "verification": { "time": null }, "claims": claims });
    assert_eq!(refusal(&without), VerifiedClaimsRefusal::NoTrustFramework);
    let framework = json!({ "trust_framework": null });
    assert_eq!(refusal(&json!({ "verification": framework })), VerifiedClaimsRefusal::NoClaims);
    assert_eq!(
        refusal(&json!({ "verification": framework, "claims": null })),
        VerifiedClaimsRefusal::NoClaims
    );
}

#[test]
fn refused_when_a_name_is_not_usable() {
    for name in ["", "a\nb", &"a".repeat(129)] {
        let member = json!({ "verification": { "trust_framework": null }, "claims": { name: null } });
        assert_eq!(refusal(&member), VerifiedClaimsRefusal::BadName, "{name}");
    }
}

#[test]
fn refused_when_a_value_stands_where_a_rule_belongs() {
    for value in [json!("yimen"), json!(4), json!(true)] {
        assert_eq!(
            element_refusal("assurance_level", &value),
            VerifiedClaimsRefusal::MalformedElement,
            "{value}"
        );
        assert_eq!(rule_refusal(&value), VerifiedClaimsRefusal::MalformedElement, "{value}");
    }
    let inside = json!({ "policy": "x" });
    assert_eq!(element_refusal("assurance_process", &inside), VerifiedClaimsRefusal::MalformedElement);
    assert_eq!(element_refusal("check_details", &json!(["x"])), VerifiedClaimsRefusal::MalformedElement);
}

#[test]
fn refused_when_a_rule_contradicts_itself() {
    let both = json!({ "value": "a", "values": ["a"] });
    assert_eq!(element_refusal("assurance_level", &both), VerifiedClaimsRefusal::ValueAndValues);
    assert_eq!(rule_refusal(&both), VerifiedClaimsRefusal::ValueAndValues);
}

#[test]
fn refused_when_values_are_no_list_none_or_too_many() {
    for values in [json!("a"), json!([]), json!(vec!["a"; 33])] {
        assert_eq!(rule_refusal(&json!({ "values": values })), VerifiedClaimsRefusal::BadValues);
    }
}

#[test]
fn refused_when_max_age_is_no_whole_number() {
    for max_age in [json!(-1), json!(1.5), json!("60"), json!(null)] {
        let rule = json!({ "max_age": max_age });
        assert_eq!(element_refusal("time", &rule), VerifiedClaimsRefusal::BadMaxAge, "{max_age}");
    }
}

#[test]
fn refused_when_essential_is_no_truth_value() {
    assert_eq!(rule_refusal(&json!({ "essential": "true" })), VerifiedClaimsRefusal::BadEssential);
}

#[test]
fn refused_when_evidence_is_no_list_of_objects() {
    for evidence in [json!(null), json!({}), json!([]), json!([null])] {
        assert_eq!(
            element_refusal("evidence", &evidence),
            VerifiedClaimsRefusal::MalformedEvidence,
            "{evidence}"
        );
    }
}

#[test]
fn refused_when_evidence_does_not_name_its_type_by_value() {
    for kind in [json!(null), json!({ "values": ["document"] }), json!({ "value": 1 }), json!("document")] {
        let evidence = json!([{ "type": kind }]);
        let refused = element_refusal("evidence", &evidence);
        assert_eq!(refused, VerifiedClaimsRefusal::EvidenceWithoutType, "{evidence}");
    }
    assert_eq!(element_refusal("evidence", &json!([{}])), VerifiedClaimsRefusal::EvidenceWithoutType);
}

#[test]
fn written_and_read_back() {
    let one = request(
        &json!({
            "time": { "max_age": 5 },
            "assurance_process": { "policy": null, "assurance_details": [{ "assurance_type": null }] },
            "evidence": [{
                "type": { "value": "document" },
                "document_details": { "type": { "values": ["idcard"] }, "issuer": { "country_code": null } },
                "check_details": [{ "check_method": null }],
            }],
        }),
        &json!({ "name": { "essential": true, "value": "张三" }, "birthdate": null }),
    );
    let text = serde_json::to_string(&one).unwrap();
    assert_eq!(serde_json::from_str::<VerifiedClaimsRequest>(&text).unwrap(), one);
}

proptest::proptest! {
    #[test]
    fn any_element_is_read_or_refused_and_what_is_read_comes_back(text in "[\\[\\]{}\":,a-z0-9]{0,40}") {
        let element = serde_json::from_str::<Value>(&text).unwrap_or_default();
        let member = json!({ "verification": { "trust_framework": null, "other": element }, "claims": {} });
        for read in VerifiedClaimsRequest::read_all(&member).into_iter().flatten() {
            let again: VerifiedClaimsRequest = serde_json::from_value(serde_json::to_value(&read).unwrap()).unwrap();
            proptest::prop_assert_eq!(again.grants(&known(), NOW), read.grants(&known(), NOW));
        }
    }
}
