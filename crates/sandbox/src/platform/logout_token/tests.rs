//! One token that passes and, for each rule, one that fails for that rule alone.

use base::Time;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ring::rand::SystemRandom;
use ring::signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, KeyPair};
use serde_json::json;

use super::*;
use crate::jwt::{LONGEST_TOKEN, SKEW};

const NOW: i64 = 1_800_000_000;
const ISSUER: &str = "http://127.0.0.1:8080";
const CLIENT: &str = "hangzhou";

struct Key {
    pair: EcdsaKeyPair,
    kid: &'static str,
}

impl Key {
    fn new(kid: &'static str) -> Self {
        let random = SystemRandom::new();
        let document = EcdsaKeyPair::generate_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, &random).unwrap();
        let pair =
            EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, document.as_ref(), &random).unwrap();
        Self { pair, kid }
    }

    fn jwk(&self) -> Value {
        let point = self.pair.public_key().as_ref();
        json!({ "kty": "EC", "crv": "P-256", "kid": self.kid, "use": "sig", "alg": "ES256",
            "x": URL_SAFE_NO_PAD.encode(&point[1..33]), "y": URL_SAFE_NO_PAD.encode(&point[33..]) })
    }

    fn sign(&self, header: &Value, claims: &Value) -> String {
        let input = format!(
            "{}.{}",
            URL_SAFE_NO_PAD.encode(header.to_string()),
            URL_SAFE_NO_PAD.encode(claims.to_string())
        );
        let signature = self.pair.sign(&SystemRandom::new(), input.as_bytes()).unwrap();
        format!("{input}.{}", URL_SAFE_NO_PAD.encode(signature))
    }
}

fn keys(of: &[&Key]) -> JsonWebKeySet<CoreJsonWebKey> {
    let keys: Vec<Value> = of.iter().map(|key| key.jwk()).collect();
    serde_json::from_value(json!({ "keys": keys })).unwrap()
}

fn header() -> Value {
    json!({ "alg": "ES256", "kid": "one", "typ": "logout+jwt" })
}

fn claims() -> Value {
    json!({ "iss": ISSUER, "aud": CLIENT, "iat": NOW, "exp": NOW + 120, "jti": "j1", "sid": "s1", "sub": "u1",
        "events": { EVENT: {} } })
}

fn expected() -> jwt::Expected<'static> {
    jwt::Expected { issuer: ISSUER, audience: CLIENT, now: Time::from_seconds(NOW), is_typ }
}

/// Checks a token whose claims were changed, signed by the right key.
fn with_claims(change: impl FnOnce(&mut Map<String, Value>)) -> Result<LogoutToken, LogoutRefusal> {
    let key = Key::new("one");
    let mut claims = claims();
    change(claims.as_object_mut().unwrap());
    check(&key.sign(&header(), &claims), &keys(&[&key]), &expected())
}

/// Checks a token whose header was changed, signed by the right key.
fn with_header(change: impl FnOnce(&mut Map<String, Value>)) -> Result<LogoutToken, LogoutRefusal> {
    let key = Key::new("one");
    let mut header = header();
    change(header.as_object_mut().unwrap());
    check(&key.sign(&header, &claims()), &keys(&[&key]), &expected())
}

fn token() -> LogoutToken {
    LogoutToken { sid: Some("s1".into()), sub: Some("u1".into()), jti: "j1".into() }
}

#[test]
fn accepted_when_every_rule_holds() {
    assert_eq!(with_claims(|_| {}), Ok(token()));
}

#[test]
fn accepted_with_audience_as_list_of_us() {
    assert_eq!(with_claims(|claims| claims["aud"] = json!([CLIENT])), Ok(token()));
}

#[test]
fn accepted_with_sub_or_sid_alone() {
    assert_eq!(with_claims(|claims| drop(claims.remove("sub"))).map(|token| token.sub), Ok(None));
    assert_eq!(with_claims(|claims| drop(claims.remove("sid"))).map(|token| token.sid), Ok(None));
}

#[test]
fn accepted_without_type_or_with_the_plain_one() {
    assert_eq!(with_header(|header| drop(header.remove("typ"))), Ok(token()));
    assert_eq!(with_header(|header| header["typ"] = json!("JWT")), Ok(token()));
}

#[test]
fn refused_when_not_a_jwt() {
    let key = Key::new("one");
    let encrypted = "a.b.c.d.e".to_owned();
    let huge = "a".repeat(LONGEST_TOKEN + 1);
    for text in ["", "a.b", "!.!.!", encrypted.as_str(), huge.as_str()] {
        assert_eq!(check(text, &keys(&[&key]), &expected()), Err(LogoutRefusal::Jwt(JwtRefusal::Malformed)));
    }
}

#[test]
fn refused_when_of_another_type() {
    for typ in ["at+jwt", "secevent+jwt"] {
        assert_eq!(
            with_header(|header| header["typ"] = json!(typ)),
            Err(LogoutRefusal::Jwt(JwtRefusal::WrongType))
        );
    }
}

#[test]
fn refused_when_an_extension_is_critical() {
    let refused = with_header(|header| drop(header.insert("crit".into(), json!(["b64"]))));
    assert_eq!(refused, Err(LogoutRefusal::Jwt(JwtRefusal::CriticalHeader)));
}

#[test]
fn refused_when_unsigned() {
    let key = Key::new("one");
    let header = URL_SAFE_NO_PAD.encode(json!({ "alg": "none" }).to_string());
    let unsigned = format!("{header}.{}.", URL_SAFE_NO_PAD.encode(claims().to_string()));
    assert_eq!(check(&unsigned, &keys(&[&key]), &expected()), Err(LogoutRefusal::Jwt(JwtRefusal::Unsigned)));
}

#[test]
fn refused_when_signed_with_a_shared_secret_or_unknown_algorithm() {
    for alg in ["HS256", "ES256K", "none "] {
        assert_eq!(
            with_header(|header| header["alg"] = json!(alg)),
            Err(LogoutRefusal::Jwt(JwtRefusal::AlgorithmNotAccepted))
        );
    }
}

#[test]
fn refused_when_the_algorithm_is_not_that_of_the_key() {
    assert_eq!(
        with_header(|header| header["alg"] = json!("RS256")),
        Err(LogoutRefusal::Jwt(JwtRefusal::KeyUnknown))
    );
}

#[test]
fn refused_when_the_key_is_unknown() {
    assert_eq!(
        with_header(|header| header["kid"] = json!("two")),
        Err(LogoutRefusal::Jwt(JwtRefusal::KeyUnknown))
    );
}

#[test]
fn refused_when_two_keys_fit() {
    let (one, two) = (Key::new("one"), Key::new("two"));
    let header = json!({ "alg": "ES256" });
    let token = one.sign(&header, &claims());
    assert_eq!(
        check(&token, &keys(&[&one, &two]), &expected()),
        Err(LogoutRefusal::Jwt(JwtRefusal::KeyAmbiguous))
    );
}

#[test]
fn refused_when_signed_by_another_key_of_the_same_name() {
    let (ours, theirs) = (Key::new("one"), Key::new("one"));
    let token = theirs.sign(&header(), &claims());
    assert_eq!(
        check(&token, &keys(&[&ours]), &expected()),
        Err(LogoutRefusal::Jwt(JwtRefusal::SignatureWrong))
    );
}

#[test]
fn refused_when_signed_by_a_key_of_its_own_header() {
    let (ours, theirs) = (Key::new("one"), Key::new("one"));
    let mut header = header();
    header["jwk"] = theirs.jwk();
    let token = theirs.sign(&header, &claims());
    assert_eq!(
        check(&token, &keys(&[&ours]), &expected()),
        Err(LogoutRefusal::Jwt(JwtRefusal::SignatureWrong))
    );
}

#[test]
fn refused_when_the_signature_is_empty_or_zero() {
    let key = Key::new("one");
    let token = key.sign(&header(), &claims());
    let signed = token.rsplit_once('.').unwrap().0;
    for signature in [Vec::new(), vec![0_u8; 64]] {
        let forged = format!("{signed}.{}", URL_SAFE_NO_PAD.encode(signature));
        assert_eq!(
            check(&forged, &keys(&[&key]), &expected()),
            Err(LogoutRefusal::Jwt(JwtRefusal::SignatureWrong))
        );
    }
}

#[test]
fn refused_when_from_another_issuer() {
    for issuer in ["http://127.0.0.1:8080/", "http://127.0.0.1:9"] {
        assert_eq!(
            with_claims(|claims| claims["iss"] = json!(issuer)),
            Err(LogoutRefusal::Jwt(JwtRefusal::IssuerDiffers))
        );
    }
    assert_eq!(
        with_claims(|claims| drop(claims.remove("iss"))),
        Err(LogoutRefusal::Jwt(JwtRefusal::IssuerDiffers))
    );
}

#[test]
fn refused_when_meant_for_another_client() {
    for audience in [json!("chengdu"), json!([CLIENT, "chengdu"]), json!([]), json!(7)] {
        assert_eq!(
            with_claims(|claims| claims["aud"] = audience),
            Err(LogoutRefusal::Jwt(JwtRefusal::AudienceDiffers))
        );
    }
    assert_eq!(
        with_claims(|claims| drop(claims.remove("aud"))),
        Err(LogoutRefusal::Jwt(JwtRefusal::AudienceDiffers))
    );
}

#[test]
fn refused_when_iat_is_missing_or_ahead() {
    assert_eq!(
        with_claims(|claims| drop(claims.remove("iat"))),
        Err(LogoutRefusal::Jwt(JwtRefusal::IssuedAtMissing))
    );
    assert_eq!(
        with_claims(|claims| claims["iat"] = json!(NOW + SKEW + 1)),
        Err(LogoutRefusal::Jwt(JwtRefusal::IssuedInFuture))
    );
}

#[test]
fn refused_when_exp_is_missing_or_past() {
    assert_eq!(
        with_claims(|claims| drop(claims.remove("exp"))),
        Err(LogoutRefusal::Jwt(JwtRefusal::ExpiryMissing))
    );
    assert_eq!(
        with_claims(|claims| claims["exp"] = json!(NOW - SKEW)),
        Err(LogoutRefusal::Jwt(JwtRefusal::Expired))
    );
}

#[test]
fn refused_when_a_time_is_not_a_number() {
    assert_eq!(
        with_claims(|claims| claims["exp"] = json!("soon")),
        Err(LogoutRefusal::Jwt(JwtRefusal::Malformed))
    );
}

#[test]
fn refused_when_nobody_is_named() {
    let refused = with_claims(|claims| {
        claims.remove("sub");
        claims.remove("sid");
    });
    assert_eq!(refused, Err(LogoutRefusal::NobodyNamed));
}

#[test]
fn refused_without_the_logout_event() {
    for events in [json!({}), json!({ "other": {} }), json!([EVENT]), json!({ EVENT: true })] {
        assert_eq!(with_claims(|claims| claims["events"] = events), Err(LogoutRefusal::EventMissing));
    }
    assert_eq!(with_claims(|claims| drop(claims.remove("events"))), Err(LogoutRefusal::EventMissing));
}

#[test]
fn refused_when_a_nonce_is_present() {
    for nonce in [json!("n"), Value::Null] {
        assert_eq!(
            with_claims(|claims| drop(claims.insert("nonce".into(), nonce))),
            Err(LogoutRefusal::NoncePresent)
        );
    }
}

#[test]
fn refused_without_jti() {
    assert_eq!(
        with_claims(|claims| drop(claims.remove("jti"))),
        Err(LogoutRefusal::Jwt(JwtRefusal::JtiMissing))
    );
}
