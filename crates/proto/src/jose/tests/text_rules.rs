//! What is refused before any key is looked at.

use super::super::*;

fn refusal(compact: &str) -> JwsError {
    UnverifiedJws::parse(compact).unwrap_err()
}

/// A compact object with this header, some claims and some signature.
fn with_header(header: &str) -> String {
    format!("{}.{}.AAAA", encode_base64url(header.as_bytes()), encode_base64url(b"{}"))
}

fn header_refusal(header: &str) -> JwsError {
    refusal(&with_header(header))
}

#[test]
fn accepted_with_the_members_of_an_ordinary_header() {
    let jws =
        UnverifiedJws::parse(&with_header(r#"{"alg":"ES256","kid":"a b","typ":"JWT","x5t":"c"}"#)).unwrap();
    let expected =
        Header { alg: Algorithm::ES256, kid: Some("a b".into()), typ: Some("JWT".into()), cty: None };
    assert_eq!(*jws.header(), expected);
}

#[test]
fn refused_when_too_long() {
    let longest = format!("{}.e30.AAAA", with_header(r#"{"alg":"ES256"}"#).split('.').next().unwrap());
    let filled = |length: usize| longest.replace("e30", &"A".repeat(length - longest.len() + 3));
    assert!(UnverifiedJws::parse(&filled(MAX_JWS_BYTES)).is_ok());
    assert_eq!(refusal(&filled(MAX_JWS_BYTES + 4)), JwsError::TooLong);
}

#[test]
fn refused_when_not_three_parts() {
    let sound = with_header(r#"{"alg":"ES256"}"#);
    assert_eq!(refusal(""), JwsError::NotThreeParts);
    assert_eq!(refusal(sound.rsplit_once('.').unwrap().0), JwsError::NotThreeParts);
    assert_eq!(refusal(&format!("{sound}.AAAA")), JwsError::NotThreeParts);
    assert_eq!(refusal(&format!("{sound}.AAAA.AAAA")), JwsError::NotThreeParts);
}

#[test]
fn refused_when_a_part_is_not_strict_base64url() {
    let header = encode_base64url(br#"{"alg":"ES256"}"#);
    for (payload, proof) in [
        ("e30=", "AAAA"),
        ("e3 0", "AAAA"),
        ("e30", "AA+A"),
        ("e30", "AA/A"),
        ("e30", "AA\nA"),
        ("e31", "AAAA"),
    ] {
        assert_eq!(
            refusal(&format!("{header}.{payload}.{proof}")),
            JwsError::NotBase64Url,
            "{payload} {proof}"
        );
    }
    assert_eq!(refusal(&format!("{header}=.e30.AAAA")), JwsError::NotBase64Url);
}

#[test]
fn refused_when_header_is_not_an_object() {
    for header in ["", "[]", "\"ES256\"", "{\"alg\":\"ES256\"", "{\"alg\":\"ES256\"} x", "null"] {
        assert_eq!(header_refusal(header), JwsError::MalformedHeader, "{header}");
    }
}

#[test]
fn refused_when_header_nests_without_end() {
    let header = format!(r#"{{"alg":"ES256","a":{}1{}}}"#, "[".repeat(2000), "]".repeat(2000));
    assert_eq!(header_refusal(&header), JwsError::MalformedHeader);
}

#[test]
fn refused_when_a_header_member_is_given_twice() {
    assert_eq!(header_refusal(r#"{"alg":"ES256","alg":"ES256"}"#), JwsError::DuplicateMember);
    assert_eq!(header_refusal(r#"{"alg":"none","\u0061lg":"ES256"}"#), JwsError::DuplicateMember);
}

#[test]
fn refused_when_algorithm_missing() {
    assert_eq!(header_refusal(r#"{"typ":"JWT"}"#), JwsError::AlgorithmMissing);
}

#[test]
fn refused_when_algorithm_is_none_in_any_spelling() {
    for name in ["none", "None", "NONE", "nOnE"] {
        assert_eq!(header_refusal(&format!(r#"{{"alg":"{name}"}}"#)), JwsError::AlgorithmNone);
    }
    let unsigned = format!("{}.e30.", encode_base64url(br#"{"alg":"none"}"#));
    assert_eq!(refusal(&unsigned), JwsError::AlgorithmNone);
}

#[test]
fn refused_when_algorithm_is_symmetric() {
    for name in ["HS256", "HS384", "HS512", "hs256"] {
        assert_eq!(header_refusal(&format!(r#"{{"alg":"{name}"}}"#)), JwsError::AlgorithmSymmetric);
    }
}

#[test]
fn refused_when_algorithm_is_not_in_the_list() {
    for name in
        ["\"RS1\"", "\"RS512\"", "\"ES256K\"", "\"es256\"", "\"ES256 \"", "\"\"", "7", "null", "[\"ES256\"]"]
    {
        assert_eq!(header_refusal(&format!(r#"{{"alg":{name}}}"#)), JwsError::AlgorithmUnknown, "{name}");
    }
}

#[test]
fn refused_when_an_extension_is_critical() {
    for crit in [r#"["exp"]"#, "[]", r#"["unknown"]"#, "null"] {
        assert_eq!(header_refusal(&format!(r#"{{"alg":"ES256","crit":{crit}}}"#)), JwsError::Critical);
    }
}

#[test]
fn refused_when_payload_is_unencoded() {
    assert_eq!(header_refusal(r#"{"alg":"ES256","b64":false,"crit":["b64"]}"#), JwsError::UnencodedPayload);
    assert_eq!(header_refusal(r#"{"alg":"ES256","b64":true}"#), JwsError::UnencodedPayload);
}

#[test]
fn refused_when_payload_is_compressed() {
    assert_eq!(header_refusal(r#"{"alg":"ES256","zip":"DEF"}"#), JwsError::Compressed);
}

#[test]
fn refused_when_header_brings_a_key() {
    for member in [
        r#""jwk":{"kty":"EC"}"#,
        r#""jku":"https://attacker.example/keys""#,
        r#""x5u":"https://attacker.example/chain""#,
        r#""x5c":["MIIB"]"#,
    ] {
        assert_eq!(
            header_refusal(&format!(r#"{{"alg":"ES256",{member}}}"#)),
            JwsError::KeyInHeader,
            "{member}"
        );
    }
}

#[test]
fn refused_when_kid_is_not_usable() {
    let long = "k".repeat(257);
    for kid in ["\"\"", "7", "\"a\\u0000b\"", "\"a\\nb\"", "\"钥匙\"", &format!("\"{long}\"")] {
        assert_eq!(header_refusal(&format!(r#"{{"alg":"ES256","kid":{kid}}}"#)), JwsError::BadKid, "{kid}");
    }
}

#[test]
fn kid_with_a_path_or_sql_is_only_a_name() {
    for kid in ["../../dev/null", "x' OR '1'='1"] {
        let jws = UnverifiedJws::parse(&with_header(&format!(r#"{{"alg":"ES256","kid":"{kid}"}}"#))).unwrap();
        assert_eq!(jws.verify_with(&[], &Algorithm::ALL).unwrap_err(), JwsError::UnknownKey);
    }
}

#[test]
fn refused_when_type_is_not_a_text() {
    assert_eq!(header_refusal(r#"{"alg":"ES256","typ":1}"#), JwsError::BadType);
    assert_eq!(header_refusal(r#"{"alg":"ES256","cty":{}}"#), JwsError::BadType);
}

#[test]
fn refused_when_signature_is_empty() {
    let header = encode_base64url(br#"{"alg":"ES256"}"#);
    assert_eq!(refusal(&format!("{header}.e30.")), JwsError::EmptySignature);
}

#[test]
fn type_is_compared_as_a_media_type() {
    let typed = |typ: &str| {
        UnverifiedJws::parse(&with_header(&format!(r#"{{"alg":"ES256","typ":"{typ}"}}"#))).unwrap()
    };
    for typ in ["at+jwt", "AT+JWT", "application/at+jwt", "Application/At+Jwt"] {
        assert!(typed(typ).header().has_type("at+jwt"), "{typ}");
    }
    for typ in ["JWT", "text/at+jwt", "application/", "at+jwt ", "应用/at+jwt"] {
        assert!(!typed(typ).header().has_type("at+jwt"), "{typ}");
    }
}

#[test]
fn absent_type_is_no_type() {
    assert!(!UnverifiedJws::parse(&with_header(r#"{"alg":"ES256"}"#)).unwrap().header().has_type("JWT"));
}

#[test]
fn unverified_claims_are_refused_when_a_name_is_given_twice() {
    let header = encode_base64url(br#"{"alg":"ES256"}"#);
    let claims = encode_base64url(br#"{"iss":"a","iss":"b"}"#);
    let jws = UnverifiedJws::parse(&format!("{header}.{claims}.AAAA")).unwrap();
    assert_eq!(jws.unverified_claims::<serde_json::Value>().unwrap_err(), JwsError::DuplicateMember);
}
