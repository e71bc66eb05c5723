use serde_json::json;

use super::*;

// RFC 7515 appendix A.3: an ES256 example with its public key.
const RFC7515_A3: &str = "eyJhbGciOiJFUzI1NiJ9.eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ.DtEhU3ljbEg8L38VWAfUAqOyKAM6-Xx-F4GawxaepmXFCgfTjDxw5djxLa8ISlSApmWQxfKTUJqPP3-Kg6NU1Q";
const RFC7515_A3_KEY: &str = r#"{"keys":[{"kty":"EC","crv":"P-256","x":"f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU","y":"x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0"}]}"#;

fn fresh() -> (SigningKey, Keys) {
    let key = SigningKey::foreign(Some("k1")).unwrap();
    let point = key.public_bytes();
    let jwk = json!({"keys": [{
        "kty": "EC", "crv": "P-256", "kid": "k1", "use": "sig", "alg": "ES256",
        "x": encode(&point[1..33]), "y": encode(&point[33..65]),
    }]});
    (key, Keys::parse(&jwk.to_string()).unwrap())
}

fn claims() -> Map<String, Value> {
    json!({"iss": "a", "iat": 1}).as_object().unwrap().clone()
}

#[test]
fn published_example_verifies() {
    let keys = Keys::parse(RFC7515_A3_KEY).unwrap();
    Jwt::parse(RFC7515_A3).unwrap().verify(&keys).unwrap();
}

#[test]
fn own_signature_verifies() {
    let (key, keys) = fresh();
    let jwt = Jwt::parse(&key.sign(&claims()).unwrap()).unwrap();
    jwt.verify(&keys).unwrap();
    assert_eq!(jwt.text("iss").unwrap(), "a");
    assert_eq!(jwt.number("iat").unwrap(), 1);
}

#[test]
fn refused_when_signature_is_changed() {
    let (key, keys) = fresh();
    assert!(Jwt::parse(&broken(&key.sign(&claims()).unwrap())).unwrap().verify(&keys).is_err());
}

#[test]
fn refused_when_key_is_foreign() {
    let (_, keys) = fresh();
    let other = SigningKey::foreign(Some("k1")).unwrap();
    assert!(Jwt::parse(&other.sign(&claims()).unwrap()).unwrap().verify(&keys).is_err());
}

#[test]
fn refused_when_kid_is_unknown() {
    let (_, keys) = fresh();
    let other = SigningKey::foreign(Some("k2")).unwrap();
    assert!(Jwt::parse(&other.sign(&claims()).unwrap()).unwrap().verify(&keys).is_err());
}

#[test]
fn refused_when_alg_is_none_or_symmetric() {
    let (key, keys) = fresh();
    assert!(Jwt::parse(&unsigned(&claims())).unwrap().verify(&keys).is_err());
    let confused = hs256(&claims(), &key.public_bytes(), Some("k1"));
    assert!(Jwt::parse(&confused).unwrap().verify(&keys).is_err());
}

#[test]
fn refused_when_key_is_for_encryption() {
    let keys = Keys::parse(&RFC7515_A3_KEY.replace(r#""kty":"EC""#, r#""kty":"EC","use":"enc""#)).unwrap();
    assert!(Jwt::parse(RFC7515_A3).unwrap().verify(&keys).is_err());
}

#[test]
fn not_a_jws_when_a_part_is_missing() {
    assert!(Jwt::parse("a.b").is_err());
    assert!(Jwt::parse("e30.W10.").is_err());
}

#[test]
fn challenge_matches_the_published_example() {
    // RFC 7636 appendix B.
    let challenge = s256("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk");
    assert_eq!(challenge, "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM");
}

#[test]
fn half_hash_matches_the_published_example() {
    // OpenID Connect Core 1.0 appendix A.3: access token and at_hash of the example response.
    let token = "jHkWEdUXMU1BwAsC4vtUsZwnNvTIxEl0z9K3vx5KF0Y";
    assert_eq!(half_hash("RS256", token).as_deref(), Some("77QmUPtjPfzWtF2AnpK9RQ"));
    assert_eq!(half_hash("none", token), None);
}

#[test]
fn private_jwk_signs_what_its_public_half_verifies() {
    // RFC 7515 appendix A.3.1: the private key of the example.
    let jwk = json!({
        "kty": "EC", "crv": "P-256", "kid": "a3",
        "x": "f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU",
        "y": "x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0",
        "d": "jpsQnnGQmL-YBIffH1136cspYG6-0iY7X1fCE9-E9LI",
    });
    let key = SigningKey::from_jwk(jwk.as_object().unwrap()).ok().unwrap();
    let keys = Keys::parse(&json!({ "keys": [jwk] }).to_string()).unwrap();
    Jwt::parse(&key.sign(&claims()).unwrap()).unwrap().verify(&keys).unwrap();
}

#[test]
fn pem_that_is_no_key_is_refused() {
    assert!(
        SigningKey::from_pem("-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----", None).is_err()
    );
}
