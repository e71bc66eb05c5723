//! Rules of security event tokens.

use serde_json::json;

use super::*;
use crate::jose::test_keys::TestKey;

const NOW: i64 = 1_800_000_000;
const EVENT: &str = "urn:yimen:event:verification-concluded";

const EXPECT: Expect<'_> = Expect {
    issuer: "https://provider.example",
    audience: "https://id.example",
    event: EVENT,
    now: Time::from_seconds(NOW),
    skew: SKEW,
};

/// Sound claims with these changes; null takes a member out.
fn claims(changes: &Value) -> String {
    let mut claims = json!({
        "iss": "https://provider.example",
        "aud": "https://id.example",
        "iat": NOW,
        "jti": "n-1",
        "events": { EVENT: { "outcome": "passed" } },
    });
    let members = claims.as_object_mut().unwrap();
    members.extend(changes.as_object().unwrap().clone());
    members.retain(|_, value| !value.is_null());
    claims.to_string()
}

fn header(algorithm: Algorithm) -> String {
    format!(r#"{{"alg":"{algorithm}","kid":"k1","typ":"secevent+jwt"}}"#)
}

fn keys(key: &TestKey) -> [VerifyingKey; 1] {
    [VerifyingKey::from_jwk(&key.jwk_named("k1")).unwrap()]
}

/// What becomes of a token signed by a known key under `header`.
fn under(header: &str, changes: &Value) -> Result<SetClaims, SetRefusal> {
    let key = TestKey::generate(Algorithm::ES256);
    let token = key.sign_raw(Algorithm::ES256, header, &claims(changes));
    verify(&token, &keys(&key), &EXPECT)
}

fn with(changes: &Value) -> Result<SetClaims, SetRefusal> {
    under(&header(Algorithm::ES256), changes)
}

#[test]
fn sound_token_is_taken_with_each_algorithm() {
    for algorithm in ALGORITHMS {
        let key = TestKey::generate(algorithm);
        let token = key.sign_raw(algorithm, &header(algorithm), &claims(&json!({})));
        let taken = verify(&token, &keys(&key), &EXPECT).unwrap();
        let event = json!({ "outcome": "passed" });
        let kid = Some("k1".to_owned());
        assert_eq!(taken, SetClaims { jti: "n-1".to_owned(), iat: Time::from_seconds(NOW), kid, event });
    }
}

#[test]
fn audience_may_be_a_list_with_us_in_it() {
    assert!(with(&json!({ "aud": ["https://other.example", "https://id.example"] })).is_ok());
}

#[test]
fn members_not_understood_are_ignored() {
    assert!(with(&json!({ "txn": "t", "toe": 1, "sub_id": { "format": "opaque", "id": "1" } })).is_ok());
}

#[test]
fn refused_when_the_form_is_wrong() {
    assert_eq!(verify("a.b", &[], &EXPECT), Err(SetRefusal::Form(JwsError::NotThreeParts)));
    let none = under(r#"{"alg":"none","typ":"secevent+jwt"}"#, &json!({}));
    assert_eq!(none, Err(SetRefusal::Form(JwsError::AlgorithmNone)));
}

#[test]
fn refused_when_the_algorithm_is_not_allowed() {
    let key = TestKey::generate(Algorithm::RS256);
    let token = key.sign_raw(Algorithm::RS256, &header(Algorithm::RS256), &claims(&json!({})));
    assert_eq!(verify(&token, &keys(&key), &EXPECT), Err(SetRefusal::Algorithm));
}

#[test]
fn refused_when_the_key_is_not_known() {
    let key = TestKey::generate(Algorithm::ES256);
    let other = r#"{"alg":"ES256","kid":"k2","typ":"secevent+jwt"}"#;
    let token = key.sign_raw(Algorithm::ES256, other, &claims(&json!({})));
    assert_eq!(verify(&token, &keys(&key), &EXPECT), Err(SetRefusal::Key));
    assert_eq!(verify(&token, &[], &EXPECT), Err(SetRefusal::Key));
}

#[test]
fn refused_when_another_key_signed_it() {
    let token = TestKey::generate(Algorithm::ES256).sign_raw(
        Algorithm::ES256,
        &header(Algorithm::ES256),
        &claims(&json!({})),
    );
    let known = TestKey::generate(Algorithm::ES256);
    assert_eq!(verify(&token, &keys(&known), &EXPECT), Err(SetRefusal::Signature));
}

#[test]
fn refused_when_the_type_is_missing_or_another() {
    for header in [r#"{"alg":"ES256","kid":"k1"}"#, r#"{"alg":"ES256","kid":"k1","typ":"JWT"}"#] {
        assert_eq!(under(header, &json!({})), Err(SetRefusal::WrongType));
    }
}

#[test]
fn refused_when_claims_have_the_wrong_shape() {
    for changes in [json!({ "iat": "now" }), json!({ "events": [] }), json!({ "jti": 7 })] {
        assert_eq!(with(&changes), Err(SetRefusal::Malformed), "{changes}");
    }
}

#[test]
fn refused_when_the_issuer_is_missing_or_another() {
    assert_eq!(with(&json!({ "iss": null })), Err(SetRefusal::Issuer));
    assert_eq!(with(&json!({ "iss": "https://provider.example/" })), Err(SetRefusal::Issuer));
}

#[test]
fn refused_when_the_audience_is_missing_or_another() {
    assert_eq!(with(&json!({ "aud": null })), Err(SetRefusal::Audience));
    assert_eq!(with(&json!({ "aud": "https://other.example" })), Err(SetRefusal::Audience));
}

#[test]
fn time_may_differ_by_the_skew_and_no_more() {
    assert!(with(&json!({ "iat": NOW - 300 })).is_ok());
    assert!(with(&json!({ "iat": NOW + 300 })).is_ok());
    assert_eq!(with(&json!({ "iat": NOW - 301 })), Err(SetRefusal::TooOld));
    assert_eq!(with(&json!({ "iat": NOW + 301 })), Err(SetRefusal::InFuture));
    assert_eq!(with(&json!({ "iat": null })), Err(SetRefusal::NoIssuedAt));
}

#[test]
fn expiry_holds_where_it_is_given() {
    assert!(with(&json!({ "exp": NOW - 299 })).is_ok());
    assert_eq!(with(&json!({ "exp": NOW - 300 })), Err(SetRefusal::Expired));
}

#[test]
fn refused_when_it_has_no_usable_name() {
    assert_eq!(with(&json!({ "jti": null })), Err(SetRefusal::NoJti));
    assert_eq!(with(&json!({ "jti": "" })), Err(SetRefusal::NoJti));
    assert_eq!(with(&json!({ "jti": "x".repeat(257) })), Err(SetRefusal::JtiTooLong));
}

#[test]
fn refused_when_the_event_is_not_the_one_alone() {
    assert_eq!(with(&json!({ "events": null })), Err(SetRefusal::NoEvent));
    assert_eq!(with(&json!({ "events": {} })), Err(SetRefusal::NoEvent));
    assert_eq!(with(&json!({ "events": { "urn:other": {} } })), Err(SetRefusal::OtherEvent));
    assert_eq!(with(&json!({ "events": { EVENT: {}, "urn:other": {} } })), Err(SetRefusal::OtherEvent));
    assert_eq!(with(&json!({ "events": { EVENT: "passed" } })), Err(SetRefusal::EventNotObject));
}

#[test]
fn logout_token_is_no_security_event_here() {
    let logout = json!({ "events": crate::token::LogoutTokenClaims::event() });
    assert_eq!(with(&logout), Err(SetRefusal::OtherEvent));
}
