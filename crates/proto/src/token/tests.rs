//! Shapes of token claims.

use serde_json::to_value;

use super::*;

fn id_token() -> IdTokenClaims {
    IdTokenClaims {
        iss: "https://id.example".into(),
        sub: "248289761001".into(),
        aud: Audience::from("s6BhdRkqt3"),
        exp: Time::from_seconds(1_311_281_970).into(),
        iat: Time::from_seconds(1_311_280_970).into(),
        auth_time: None,
        nonce: Some("n-0S6_WzA2Mj".into()),
        acr: None,
        amr: Vec::new(),
        azp: None,
        sid: None,
        at_hash: None,
        c_hash: None,
        extra: ExtraClaims::default(),
    }
}

#[test]
fn claims_not_set_are_left_out() {
    let expected = json!({
        "iss": "https://id.example", "sub": "248289761001", "aud": "s6BhdRkqt3",
        "exp": 1_311_281_970, "iat": 1_311_280_970, "nonce": "n-0S6_WzA2Mj",
    });
    assert_eq!(to_value(id_token()).unwrap(), expected);
}

#[test]
fn extra_claims_stand_beside_the_others_and_are_read_back() {
    let mut claims = id_token();
    claims.extra.insert("name", json!("一门")).unwrap();
    let value = to_value(&claims).unwrap();
    assert_eq!(value["name"], "一门");
    assert_eq!(serde_json::from_value::<IdTokenClaims>(value).unwrap(), claims);
}

#[test]
fn protocol_claim_is_refused_among_the_extra() {
    let mut extra = ExtraClaims::default();
    assert_eq!(extra.insert("acr", json!("urn:yimen:acr:L5.A3")), Err(ProtocolClaim));
    assert!(extra.is_empty());
}

#[test]
fn every_named_claim_of_our_tokens_is_a_protocol_claim() {
    let access = AccessTokenClaims {
        iss: String::new(),
        sub: String::new(),
        aud: Audience::from(""),
        client_id: String::new(),
        iat: NumericDate(0),
        exp: NumericDate(0),
        jti: String::new(),
        scope: "openid".parse().unwrap(),
        auth_time: Some(NumericDate(0)),
        acr: Acr::new(1, 1),
        amr: vec!["pwd".into()],
        sid: Some(String::new()),
        extra: ExtraClaims::default(),
    };
    let full_id_token = IdTokenClaims {
        auth_time: Some(NumericDate(0)),
        acr: Acr::new(1, 1),
        amr: vec!["pwd".into()],
        azp: Some(String::new()),
        sid: Some(String::new()),
        at_hash: Some(String::new()),
        c_hash: Some(String::new()),
        ..id_token()
    };
    for value in [to_value(access).unwrap(), to_value(full_id_token).unwrap()] {
        for name in value.as_object().unwrap().keys() {
            assert!(is_protocol_claim(name), "{name}");
        }
    }
}

#[test]
fn numeric_date_is_read_with_a_fraction_and_rounded_down() {
    let read = |text: &str| serde_json::from_str::<NumericDate>(text).map(NumericDate::seconds).ok();
    assert_eq!(read("1311281970"), Some(1_311_281_970));
    assert_eq!(read("1311281970.9"), Some(1_311_281_970));
    assert_eq!(read("-0.5"), Some(-1));
}

#[test]
fn numeric_date_refused_when_not_a_number_or_out_of_range() {
    for text in ["\"1311281970\"", "null", "true", "1e300", "18446744073709551615"] {
        assert!(serde_json::from_str::<NumericDate>(text).is_err(), "{text}");
    }
}

#[test]
fn audience_of_one_is_written_as_a_text() {
    assert_eq!(to_value(Audience::from(vec!["a".to_owned()])).unwrap(), json!("a"));
    assert_eq!(to_value(Audience::from(vec!["a".to_owned(), "b".to_owned()])).unwrap(), json!(["a", "b"]));
}

#[test]
fn audience_contains_its_entries_only() {
    let audience: Audience = serde_json::from_str(r#"["a","b"]"#).unwrap();
    assert!(audience.contains("b") && !audience.contains("ab"));
    assert!(serde_json::from_str::<Audience>("7").is_err());
}

#[test]
fn logout_token_says_what_happened_and_has_no_nonce() {
    let claims = LogoutTokenClaims {
        iss: "https://id.example".into(),
        aud: Audience::from("s6BhdRkqt3"),
        iat: NumericDate(1),
        exp: NumericDate(2),
        jti: "bWJq".into(),
        sub: None,
        sid: Some("08a5019c".into()),
        events: LogoutTokenClaims::event(),
    };
    let expected = json!({
        "iss": "https://id.example", "aud": "s6BhdRkqt3", "iat": 1, "exp": 2, "jti": "bWJq", "sid": "08a5019c",
        "events": { "http://schemas.openid.net/event/backchannel-logout": {} },
    });
    assert_eq!(to_value(claims).unwrap(), expected);
}
