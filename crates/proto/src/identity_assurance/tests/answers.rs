//! What is told, and that no more is.

use super::*;

#[test]
fn only_what_is_asked_for_is_told_of_a_verification() {
    assert_eq!(told(&json!({})), json!({ "trust_framework": "yimen" }));
    let asked = json!({ "time": null, "assurance_level": null, "verification_process": null });
    assert_eq!(
        told(&asked),
        json!({
            "trust_framework": "yimen", "assurance_level": "L4", "time": "2030-02-15T17:46:40Z",
            "verification_process": "v-1",
        })
    );
}

#[test]
fn what_is_not_there_is_left_out() {
    assert_eq!(told(&json!({ "unknown": null, "assurance_process": { "policy": null } })), told(&json!({})));
}

#[test]
fn nothing_is_told_when_a_requirement_is_not_met() {
    assert_eq!(told(&json!({ "time": { "max_age": 1 } })), Value::Null);
}

#[test]
fn evidence_is_told_as_far_as_asked_for() {
    let asked = json!({ "evidence": [{
        "type": { "value": "document" },
        "document_details": { "date_of_expiry": null, "issuer": { "country_code": null }, "document_number": null },
    }] });
    let details =
        json!({ "type": "idcard", "date_of_expiry": "2045-03-17", "issuer": { "country_code": "CHN" } });
    assert_eq!(told(&asked)["evidence"], json!([{ "type": "document", "document_details": details }]));
}

#[test]
fn evidence_of_other_types_is_not_told() {
    let asked = json!({ "evidence": [{ "type": { "value": "electronic_record" } }] });
    assert_eq!(told(&asked)["evidence"], json!([{ "type": "electronic_record" }]));
}

#[test]
fn each_evidence_follows_the_first_filter_it_passes() {
    let asked = json!({ "evidence": [
        { "type": { "value": "document" } },
        { "type": { "value": "document" }, "document_details": { "type": null } },
        { "type": { "value": "electronic_record" }, "record": { "source": { "name": null } } },
    ] });
    let record = json!({ "type": "population_register", "source": { "name": "Register" } });
    assert_eq!(
        told(&asked)["evidence"],
        json!([{ "type": "electronic_record", "record": record }, { "type": "document" }])
    );
}

#[test]
fn checks_are_told_by_the_filter_and_always_say_how() {
    let asked = json!({ "evidence": [{
        "type": { "value": "electronic_record" },
        "check_details": [{ "organization": { "value": "Register" }, "time": null }],
    }] });
    let check = json!({ "check_method": "data", "organization": "Register", "time": "2030-02-15T17:46:40Z" });
    assert_eq!(told(&asked)["evidence"][0]["check_details"], json!([check]));
}

#[test]
fn object_that_is_not_asked_for_in_parts_is_not_told() {
    let asked = json!({ "evidence": [{ "type": { "value": "document" }, "document_details": null }] });
    assert_eq!(told(&asked)["evidence"], json!([{ "type": "document" }]));
}

#[test]
fn signature_is_told_with_all_it_must_have() {
    let proof = Proof::Signature {
        kind: "ca".to_owned(),
        issuer: "CA".to_owned(),
        serial_number: "7".to_owned(),
        created_at: Some(days_ago(0)),
    };
    let signed = Verification { evidence: vec![Evidence { proof, checks: Vec::new() }], ..known() };
    let wanted =
        request(&json!({ "evidence": [{ "type": { "value": "electronic_signature" } }] }), &json!({}));
    let answer = wanted.answer(&signed, &person(), NOW).unwrap();
    let told = json!({ "type": "electronic_signature", "signature_type": "ca", "issuer": "CA", "serial_number": "7" });
    assert_eq!(answer["verification"]["evidence"], json!([told]));
}

#[test]
fn claims_wanted_are_told_and_no_others() {
    assert_eq!(claims_told(&json!({ "name": null })), json!({ "name": "张三" }));
    assert_eq!(claims_told(&json!({ "name": {}, "phone_number": null })), json!({ "name": "张三" }));
    let address = json!({ "country": "CN" });
    assert_eq!(claims_told(&json!({ "address": null })), json!({ "address": address }));
}

#[test]
fn claim_that_does_not_fit_is_left_out_essential_or_not() {
    let claims = json!({ "name": { "value": "李四", "essential": true }, "birthdate": null });
    assert_eq!(claims_told(&claims), json!({ "birthdate": "2000-01-31" }));
    let fitting = json!({ "name": { "values": ["李四", "张三"] } });
    assert_eq!(claims_told(&fitting), json!({ "name": "张三" }));
}

#[test]
fn claim_with_a_date_is_held_to_max_age() {
    assert_eq!(
        claims_told(&json!({ "birthdate": { "max_age": 40 * 366 * DAY } })),
        json!({ "birthdate": "2000-01-31" })
    );
    assert_eq!(claims_told(&json!({ "birthdate": { "max_age": 18 * 365 * DAY } })), Value::Null);
}

#[test]
fn nothing_is_told_when_no_claim_wanted_is_left() {
    assert_eq!(claims_told(&json!({ "phone_number": null })), Value::Null);
    assert_eq!(claims_told(&json!({ "name": { "value": "李四" } })), Value::Null);
}

#[test]
fn verification_alone_is_told_when_no_claim_is_wanted() {
    assert_eq!(claims_told(&json!({})), json!({}));
}

#[test]
fn one_answer_is_an_object_and_several_are_a_list() {
    let fitting = request(&json!({ "assurance_level": { "value": "L4" } }), &json!({ "name": null }));
    let other = request(&json!({ "assurance_level": { "value": "L5" } }), &json!({ "name": null }));
    let known = [(known(), person())];
    let answer = answer_all(&[fitting.clone(), other.clone()], &known, NOW).unwrap();
    assert_eq!(answer["claims"], json!({ "name": "张三" }));
    let both = answer_all(&[fitting.clone(), fitting.clone()], &known, NOW).unwrap();
    assert_eq!(both.as_array().unwrap().len(), 2);
    assert_eq!(answer_all(&[other], &known, NOW), None);
    assert_eq!(answer_all(&[fitting], &[], NOW), None);
}

#[test]
fn each_verification_is_told_with_its_own_claims() {
    let wanted = request(&json!({ "assurance_level": null }), &json!({ "name": null, "birthdate": null }));
    let second = Verification { assurance_level: Some("L3".to_owned()), ..known() };
    let only_name = json!({ "name": "张三" }).as_object().unwrap().clone();
    let answer = answer_all(&[wanted], &[(known(), person()), (second, only_name)], NOW).unwrap();
    assert_eq!(answer[0]["claims"], json!({ "name": "张三", "birthdate": "2000-01-31" }));
    assert_eq!(
        answer[1],
        json!({
            "verification": { "trust_framework": "yimen", "assurance_level": "L3" }, "claims": { "name": "张三" },
        })
    );
}
