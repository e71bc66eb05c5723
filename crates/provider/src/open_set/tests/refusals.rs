//! Callbacks that are not taken, each for one reason alone.

use super::*;

#[track_caller]
fn refused(header: &Value, claims: &Value) -> CallbackRefusal {
    called_back(header, claims).expect_err("refused")
}

#[track_caller]
fn refused_claim(name: &str, value: Value) -> CallbackRefusal {
    refused(&header(), &with(name, value))
}

fn header_with(name: &str, value: &str) -> Value {
    let mut header = header();
    header[name] = value.into();
    header
}

#[test]
fn refused_when_of_another_content_type() {
    let key = TestKey::ec();
    let token = key.jws(Algorithm::ES256, &header(), &claims_of(&event()));
    let keys = [key.public("k1")];
    let of = |media_type| provider().callback(&delivery(media_type, token.as_bytes(), &keys));
    assert!(of("Application/SecEvent+JWT").is_ok());
    assert_eq!(of("application/jwt"), Err(CallbackRefusal::ContentType));
}

#[test]
fn refused_when_not_a_signed_object() {
    let keys = [TestKey::ec().public("k1")];
    let of = |body: &[u8]| provider().callback(&delivery(SET_MEDIA_TYPE, body, &keys));
    assert_eq!(of(b"{}"), Err(CallbackRefusal::Malformed));
    assert_eq!(of(&[0xff; 8]), Err(CallbackRefusal::Malformed));
    assert_eq!(of("a".repeat(20_000).as_bytes()), Err(CallbackRefusal::Malformed));
}

#[test]
fn refused_when_of_another_type() {
    assert_eq!(refused(&header_with("typ", "JWT"), &claims_of(&event())), CallbackRefusal::Kind);
    assert_eq!(refused(&header_with("typ", "logout+jwt"), &claims_of(&event())), CallbackRefusal::Kind);
}

#[test]
fn refused_when_of_another_algorithm() {
    for algorithm in ["none", "HS256", "RS256", "ES999"] {
        let refusal = refused(&header_with("alg", algorithm), &claims_of(&event()));
        assert_eq!(refusal, CallbackRefusal::Algorithm, "{algorithm}");
    }
}

#[test]
fn refused_when_it_names_no_live_key() {
    assert_eq!(refused(&header_with("kid", "k9"), &claims_of(&event())), CallbackRefusal::Key);
    let mut nameless = header();
    nameless.as_object_mut().unwrap().remove("kid");
    assert_eq!(refused(&nameless, &claims_of(&event())), CallbackRefusal::Key);
}

#[test]
fn refused_when_it_brings_its_own_key() {
    let header = header_with("jku", "https://provider.example/keys");
    assert_eq!(refused(&header, &claims_of(&event())), CallbackRefusal::Malformed);
}

#[test]
fn refused_when_the_key_named_is_for_another_algorithm() {
    assert_eq!(refused(&header_with("alg", "EdDSA"), &claims_of(&event())), CallbackRefusal::Key);
}

#[test]
fn refused_when_signed_by_another_key_of_the_same_name() {
    let token = TestKey::ec().jws(Algorithm::ES256, &header(), &claims_of(&event()));
    let keys = [TestKey::ec().public("k1")];
    let refused = provider().callback(&delivery(SET_MEDIA_TYPE, token.as_bytes(), &keys));
    assert_eq!(refused, Err(CallbackRefusal::Signature));
}

#[test]
fn refused_when_tampered_with() {
    let key = TestKey::ec();
    let honest =
        key.jws(Algorithm::ES256, &header(), &claims_of(&json!({ "out_seq_no": SEQ, "outcome": "failed" })));
    let wanted = key.jws(Algorithm::ES256, &header(), &claims_of(&event()));
    let payload = wanted.split('.').nth(1).unwrap();
    let mut parts: Vec<&str> = honest.split('.').collect();
    parts[1] = payload;
    let forged = parts.join(".");
    let refused = provider().callback(&delivery(SET_MEDIA_TYPE, forged.as_bytes(), &[key.public("k1")]));
    assert_eq!(refused, Err(CallbackRefusal::Signature));
}

#[test]
fn refused_when_from_another_issuer() {
    assert_eq!(refused_claim("iss", "https://other.example".into()), CallbackRefusal::Issuer);
}

#[test]
fn refused_when_for_another_audience() {
    assert_eq!(refused_claim("aud", "https://other.example".into()), CallbackRefusal::Audience);
    assert!(called_back(&header(), &with("aud", json!([ISSUER]))).is_ok());
}

#[test]
fn refused_when_too_old_or_ahead() {
    assert_eq!(refused_claim("iat", (NOW - 301).into()), CallbackRefusal::Time);
    assert_eq!(refused_claim("iat", (NOW + 301).into()), CallbackRefusal::Time);
    assert!(called_back(&header(), &with("iat", (NOW - 300).into())).is_ok());
}

#[test]
fn refused_when_it_says_that_it_is_over() {
    assert_eq!(refused_claim("exp", (NOW - 300).into()), CallbackRefusal::Time);
    assert!(called_back(&header(), &with("exp", (NOW - 299).into())).is_ok());
}

#[test]
fn refused_when_of_another_event_or_of_several() {
    let other = json!({ "urn:example:other": event() });
    assert_eq!(refused_claim("events", other), CallbackRefusal::Kind);
    let two = json!({ CONCLUDED: event(), "urn:example:other": {} });
    assert_eq!(refused_claim("events", two), CallbackRefusal::Kind);
    assert_eq!(refused_claim("events", json!({})), CallbackRefusal::Kind);
}

#[test]
fn refused_when_a_claim_is_missing() {
    for (name, expected) in [
        ("iss", CallbackRefusal::Issuer),
        ("aud", CallbackRefusal::Audience),
        ("iat", CallbackRefusal::Malformed),
        ("jti", CallbackRefusal::Malformed),
        ("events", CallbackRefusal::Kind),
    ] {
        let mut claims = claims_of(&event());
        claims.as_object_mut().unwrap().remove(name);
        assert_eq!(refused(&header(), &claims), expected, "{name}");
    }
    assert_eq!(refused_claim("jti", "".into()), CallbackRefusal::Malformed);
}

#[test]
fn refused_when_the_event_is_not_of_its_form() {
    let mut event = event();
    event["photo"] = "AAAA".into();
    assert_eq!(refused(&header(), &claims_of(&event)), CallbackRefusal::Malformed);
}

#[test]
fn refused_when_the_provider_may_not_find_this_kind() {
    let mut event = event();
    event["kind"] = "card_read".into();
    assert_eq!(refused(&header(), &claims_of(&event)), CallbackRefusal::Kind);
}
