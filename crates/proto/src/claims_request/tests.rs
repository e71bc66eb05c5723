//! Rules of the claims parameter.

use serde_json::json;

use super::*;

fn parse(value: &Value) -> Result<ClaimsRequest, ClaimsRefusal> {
    ClaimsRequest::parse(&value.to_string())
}

fn refusal(value: &Value) -> ClaimsRefusal {
    parse(value).unwrap_err()
}

/// The refusal of one claim's rule.
fn rule_refusal(rule: &Value) -> ClaimsRefusal {
    refusal(&json!({ "userinfo": { "name": rule } }))
}

#[test]
fn claims_are_read_as_openid_connect_core_5_5_shows() {
    let request = parse(&json!({
        "userinfo": { "given_name": { "essential": true }, "nickname": null, "http://example.info/claims/groups": null },
        "id_token": { "auth_time": { "essential": true }, "acr": { "values": ["urn:mace:incommon:iap:silver"] } },
    }))
    .unwrap();
    assert!(request.userinfo["given_name"].essential);
    assert_eq!(request.userinfo["nickname"], ClaimRule::default());
    assert_eq!(request.id_token["acr"].values, [json!("urn:mace:incommon:iap:silver")]);
}

#[test]
fn members_not_understood_are_ignored() {
    let request =
        parse(&json!({ "other": 7, "userinfo": { "name": { "essential": true, "other": [] } } })).unwrap();
    assert!(request.userinfo["name"].essential);
}

#[test]
fn empty_object_asks_for_nothing() {
    assert!(parse(&json!({})).unwrap().is_empty());
    assert!(parse(&json!({ "id_token": null })).unwrap().is_empty());
}

#[test]
fn refused_when_too_long() {
    let filled = |size: usize| ClaimsRequest::parse(&format!("{{}}{}", " ".repeat(size - 2)));
    assert!(filled(8192).is_ok());
    assert_eq!(filled(8193).unwrap_err(), ClaimsRefusal::TooLong);
}

#[test]
fn refused_when_not_an_object() {
    for text in ["", "[]", "null", "{", "{}}", "'{}'"] {
        assert_eq!(ClaimsRequest::parse(text).unwrap_err(), ClaimsRefusal::Malformed, "{text}");
    }
}

#[test]
fn refused_when_a_member_is_given_twice() {
    let text = r#"{"userinfo":{"name":null,"name":{"essential":true}}}"#;
    assert_eq!(ClaimsRequest::parse(text).unwrap_err(), ClaimsRefusal::DuplicateMember);
}

#[test]
fn refused_when_nested_too_deeply() {
    let nested = |levels: usize| {
        let text = format!(r#"{{"other":{}{}}}"#, "[".repeat(levels), "]".repeat(levels));
        ClaimsRequest::parse(&text)
    };
    assert!(nested(11).is_ok());
    assert_eq!(nested(12).unwrap_err(), ClaimsRefusal::TooDeep);
}

#[test]
fn refused_when_more_than_64_claims() {
    let claims = |count: usize| -> Value {
        let names: Map<String, Value> = (0..count).map(|at| (format!("c{at}"), Value::Null)).collect();
        json!({ "id_token": names, "userinfo": { "name": null } })
    };
    assert!(parse(&claims(63)).is_ok());
    assert_eq!(refusal(&claims(64)), ClaimsRefusal::TooManyClaims);
}

#[test]
fn refused_when_a_target_is_not_an_object() {
    assert_eq!(refusal(&json!({ "id_token": [] })), ClaimsRefusal::MalformedTarget);
    assert_eq!(refusal(&json!({ "userinfo": "name" })), ClaimsRefusal::MalformedTarget);
}

#[test]
fn refused_when_a_name_is_not_usable() {
    for name in ["", "a\nb", &"a".repeat(129)] {
        assert_eq!(refusal(&json!({ "id_token": { name: null } })), ClaimsRefusal::BadName, "{name}");
    }
}

#[test]
fn refused_when_a_rule_is_malformed() {
    for rule in [json!(true), json!([]), json!("x"), json!({ "essential": "true" }), json!({ "values": "x" })]
    {
        assert_eq!(rule_refusal(&rule), ClaimsRefusal::MalformedRule, "{rule}");
    }
}

#[test]
fn refused_when_both_value_and_values() {
    assert_eq!(rule_refusal(&json!({ "value": 1, "values": [1] })), ClaimsRefusal::ValueAndValues);
}

#[test]
fn refused_when_values_are_none_or_too_many() {
    assert_eq!(rule_refusal(&json!({ "values": [] })), ClaimsRefusal::BadValues);
    assert_eq!(rule_refusal(&json!({ "values": vec![1; 33] })), ClaimsRefusal::BadValues);
}

#[test]
fn rule_accepts_what_it_names() {
    let rule = |rule: Value| parse(&json!({ "userinfo": { "sub": rule } })).unwrap().userinfo["sub"].clone();
    assert!(rule(Value::Null).accepts(&json!("anybody")));
    assert!(rule(json!({ "value": "a" })).accepts(&json!("a")));
    assert!(!rule(json!({ "value": "a" })).accepts(&json!("b")));
    assert!(rule(json!({ "values": ["a", "b"] })).accepts(&json!("b")));
}

#[test]
fn all_claims_asked_for_are_listed_with_their_rules() {
    let request =
        parse(&json!({ "id_token": { "acr": null }, "userinfo": { "name": { "essential": true } } }))
            .unwrap();
    let listed: Vec<(&str, bool)> = request.iter().map(|(name, rule)| (name, rule.essential)).collect();
    assert_eq!(listed, [("acr", false), ("name", true)]);
}

#[test]
fn verified_claims_stand_beside_the_others() {
    let set =
        json!({ "verification": { "trust_framework": null }, "claims": { "name": null, "birthdate": null } });
    let request = parse(&json!({
        "id_token": { "verified_claims": set, "email": null },
        "userinfo": { "name": { "essential": true }, "verified_claims": [set, set] },
    }))
    .unwrap();
    assert_eq!(request.iter().map(|(name, _)| name).collect::<Vec<_>>(), ["email", "name"]);
    assert_eq!((request.id_token_verified.len(), request.userinfo_verified.len()), (1, 2));
    assert_eq!(request.verified_names().count(), 6);
    let text = serde_json::to_string(&request).unwrap();
    assert_eq!(ClaimsRequest::parse(&text).unwrap(), request);
    assert_eq!(serde_json::from_str::<ClaimsRequest>(&text).unwrap(), request);
}

#[test]
fn request_for_verified_claims_alone_is_not_empty() {
    let set = json!({ "verification": { "trust_framework": null }, "claims": {} });
    assert!(!parse(&json!({ "userinfo": { "verified_claims": set } })).unwrap().is_empty());
    assert!(!parse(&json!({ "id_token": { "verified_claims": set } })).unwrap().is_empty());
}

#[test]
fn refused_when_a_request_for_verified_claims_is_malformed() {
    let malformed = json!({ "userinfo": { "verified_claims": { "claims": {} } } });
    let expected = ClaimsRefusal::VerifiedClaims(VerifiedClaimsRefusal::NoVerification);
    assert_eq!(refusal(&malformed), expected);
}

#[test]
fn verified_claims_count_among_the_64() {
    let claims = |count: usize| {
        let names: Map<String, Value> = (0..count).map(|at| (format!("c{at}"), Value::Null)).collect();
        let set = json!({ "verification": { "trust_framework": null }, "claims": names });
        parse(&json!({ "userinfo": { "name": null, "verified_claims": set } }))
    };
    assert!(claims(63).is_ok());
    assert_eq!(claims(64).unwrap_err(), ClaimsRefusal::TooManyClaims);
}

#[test]
fn written_and_read_back() {
    let request = parse(
        &json!({ "id_token": { "acr": { "essential": true, "values": ["a"] }, "sub": { "value": "b" } } }),
    );
    let request = request.unwrap();
    assert_eq!(ClaimsRequest::parse(&serde_json::to_string(&request).unwrap()).unwrap(), request);
    assert_eq!(
        serde_json::from_str::<ClaimsRequest>(&serde_json::to_string(&request).unwrap()).unwrap(),
        request
    );
}

proptest::proptest! {
    #[test]
    fn any_text_is_read_or_refused(text in "[\\[\\]{}\":,a-z0-9]{0,60}") {
        let _ = ClaimsRequest::parse(&text);
    }
}
