//! Rules of client assertions.

use serde_json::{Map, Value, json};

use super::*;
use crate::jose::test_keys::TestKey;
use crate::jose::{Algorithm, UnverifiedJws, VerifyingKey};

const NOW: i64 = 1_800_000_000;
const ISSUER: &str = "https://id.example";
const TOKEN_ENDPOINT: &str = "https://id.example/token";

const STRICT: AudienceRule = AudienceRule::IssuerOnly;
const TOLERANT: AudienceRule = AudienceRule::IssuerOrEndpoint;

/// Signs sound claims with these changes; null takes a claim out.
fn verified(header: &str, changes: &Value) -> VerifiedJws {
    let mut claims: Map<String, Value> = serde_json::from_value(json!({
        "iss": "client", "sub": "client", "aud": ISSUER, "exp": NOW + 60, "iat": NOW, "jti": "once",
    }))
    .unwrap();
    claims.extend(changes.as_object().unwrap().clone());
    claims.retain(|_, value| !value.is_null());
    let key = TestKey::generate(Algorithm::EdDSA);
    let signed = key.sign_raw(Algorithm::EdDSA, header, &Value::Object(claims).to_string());
    UnverifiedJws::parse(&signed).unwrap().verify(&VerifyingKey::from_jwk(&key.jwk()).unwrap()).unwrap()
}

fn under(rule: AudienceRule, changes: &Value) -> Result<AssertionUse, AssertionRefusal> {
    checked(&verified(r#"{"alg":"EdDSA"}"#, changes), rule)
}

fn checked(assertion: &VerifiedJws, rule: AudienceRule) -> Result<AssertionUse, AssertionRefusal> {
    check(assertion, "client", &[ISSUER, TOKEN_ENDPOINT], Time::from_seconds(NOW), rule)
}

fn outcome(changes: &Value) -> Result<AssertionUse, AssertionRefusal> {
    under(STRICT, changes)
}

fn refusal(changes: &Value) -> AssertionRefusal {
    outcome(changes).unwrap_err()
}

#[test]
fn sound_assertion_is_accepted_and_says_how_long_to_remember_it() {
    let expected = AssertionUse { jti: "once".into(), expires_at: Time::from_seconds(NOW + 60 + 30) };
    assert_eq!(outcome(&json!({})), Ok(expected));
}

#[test]
fn refused_when_of_another_type() {
    let with_type = |typ: &str| {
        let header = format!(r#"{{"alg":"EdDSA","typ":"{typ}"}}"#);
        checked(&verified(&header, &json!({})), STRICT).map(drop)
    };
    assert_eq!(with_type("JWT"), Ok(()));
    assert_eq!(with_type("client-authentication+jwt"), Ok(()));
    assert_eq!(with_type("at+jwt"), Err(AssertionRefusal::WrongType));
}

#[test]
fn refused_when_claims_are_malformed() {
    for changes in [json!({ "exp": "soon" }), json!({ "aud": 7 }), json!({ "jti": 7 }), json!({ "iss": [] })]
    {
        assert_eq!(refusal(&changes), AssertionRefusal::Malformed, "{changes}");
    }
}

#[test]
fn refused_when_issuer_is_not_the_client() {
    assert_eq!(refusal(&json!({ "iss": "other" })), AssertionRefusal::WrongIssuer);
    assert_eq!(refusal(&json!({ "iss": null })), AssertionRefusal::WrongIssuer);
}

#[test]
fn refused_when_subject_is_not_the_client() {
    assert_eq!(refusal(&json!({ "sub": "other" })), AssertionRefusal::WrongSubject);
    assert_eq!(refusal(&json!({ "sub": null })), AssertionRefusal::WrongSubject);
}

#[test]
fn refused_when_audience_is_not_us() {
    for aud in [Value::Null, json!("https://other.example"), json!("https://id.example/"), json!([])] {
        assert_eq!(
            under(TOLERANT, &json!({ "aud": aud })).unwrap_err(),
            AssertionRefusal::WrongAudience,
            "{aud}"
        );
    }
}

#[test]
fn token_endpoint_as_audience_is_accepted_only_where_tolerated() {
    let changes = json!({ "aud": TOKEN_ENDPOINT });
    assert!(under(TOLERANT, &changes).is_ok());
    assert_eq!(under(STRICT, &changes).unwrap_err(), AssertionRefusal::WrongAudience);
}

#[test]
fn refused_when_audience_names_several() {
    let changes = json!({ "aud": [ISSUER, "https://other.example"] });
    assert_eq!(under(TOLERANT, &changes).unwrap_err(), AssertionRefusal::ManyAudiences);
}

#[test]
fn audience_as_a_list_of_one_is_accepted_only_where_tolerated() {
    let changes = json!({ "aud": [ISSUER] });
    assert!(under(TOLERANT, &changes).is_ok());
    assert_eq!(under(STRICT, &changes).unwrap_err(), AssertionRefusal::AudienceNotText);
}

#[test]
fn refused_when_no_expiry() {
    assert_eq!(refusal(&json!({ "exp": null })), AssertionRefusal::NoExpiry);
}

#[test]
fn refused_when_expired() {
    assert!(outcome(&json!({ "exp": NOW - 29 })).is_ok());
    assert_eq!(refusal(&json!({ "exp": NOW - 30 })), AssertionRefusal::Expired);
}

#[test]
fn refused_when_expiry_is_too_far_ahead() {
    assert!(outcome(&json!({ "exp": NOW + 630 })).is_ok());
    assert_eq!(refusal(&json!({ "exp": NOW + 631 })), AssertionRefusal::ExpiryTooFar);
    assert_eq!(refusal(&json!({ "exp": i64::MAX })), AssertionRefusal::ExpiryTooFar);
}

#[test]
fn refused_when_not_valid_yet() {
    assert!(outcome(&json!({ "nbf": NOW + 30 })).is_ok());
    assert_eq!(refusal(&json!({ "nbf": NOW + 31 })), AssertionRefusal::NotYetValid);
}

#[test]
fn refused_when_issued_in_the_future() {
    assert!(outcome(&json!({ "iat": NOW + 30 })).is_ok());
    assert_eq!(refusal(&json!({ "iat": NOW + 31 })), AssertionRefusal::IssuedInFuture);
}

#[test]
fn refused_when_no_jti() {
    assert_eq!(refusal(&json!({ "jti": null })), AssertionRefusal::NoJti);
    assert_eq!(refusal(&json!({ "jti": "" })), AssertionRefusal::NoJti);
}

#[test]
fn refused_when_jti_is_too_long() {
    assert!(outcome(&json!({ "jti": "j".repeat(256) })).is_ok());
    assert_eq!(refusal(&json!({ "jti": "j".repeat(257) })), AssertionRefusal::JtiTooLong);
}

#[test]
fn issuer_is_read_before_any_check() {
    let key = TestKey::generate(Algorithm::EdDSA);
    let issuer = |payload: &str| {
        unverified_issuer(&UnverifiedJws::parse(&key.sign(Algorithm::EdDSA, payload)).unwrap())
    };
    assert_eq!(issuer(r#"{"iss":"client"}"#).as_deref(), Some("client"));
    assert_eq!(issuer(r#"{"sub":"client"}"#), None);
    assert_eq!(issuer("[]"), None);
}
