//! Which keys are read, published and fit to verify.

use serde_json::{Value, json};

use super::super::*;
use crate::jose::test_keys::{TestKey, rsa_der};

fn rsa(n: Vec<u8>, e: Vec<u8>) -> Result<VerifyingKey, JwkError> {
    check(PublicKey::Rsa { n, e })
}

fn check(key: PublicKey) -> Result<VerifyingKey, JwkError> {
    VerifyingKey::from_jwk(&Jwk { key, kid: None, alg: None, key_use: None, key_ops: Vec::new() })
}

fn refusal(key: Result<VerifyingKey, JwkError>) -> JwkError {
    key.unwrap_err()
}

fn odd_modulus(bytes: usize) -> Vec<u8> {
    vec![0xff; bytes]
}

/// The JSON of an EC key with these members added or replaced.
fn ec_json(changes: &Value) -> Value {
    let mut members = serde_json::to_value(TestKey::generate(Algorithm::ES256).jwk()).unwrap();
    members.as_object_mut().unwrap().extend(changes.as_object().unwrap().clone());
    members
}

fn read_one(members: &Value) -> Result<JwkSet, JwkError> {
    JwkSet::parse(json!({ "keys": [members] }).to_string().as_bytes())
}

#[test]
fn key_is_published_with_its_thumbprint_and_without_private_members() {
    let jwk = Jwk::for_signatures(TestKey::generate(Algorithm::ES256).public(), Algorithm::ES256);
    let members = serde_json::to_value(&jwk).unwrap();
    let names: Vec<&String> = members.as_object().unwrap().keys().collect();
    assert_eq!(names.len(), 7);
    assert_eq!(members["kid"], Value::String(jwk.thumbprint()));
    assert_eq!(members["use"], "sig");
    assert_eq!(serde_json::from_value::<Jwk>(members).unwrap(), jwk);
}

#[test]
fn refused_when_a_private_member_is_there() {
    for name in ["d", "p", "q", "dp", "dq", "qi", "oth", "k"] {
        let members = ec_json(&json!({ name: null }));
        assert_eq!(read_one(&members).unwrap_err(), JwkError::PrivateMember, "{name}");
        assert!(serde_json::from_value::<Jwk>(members).is_err(), "{name}");
    }
}

#[test]
fn symmetric_key_is_refused_not_skipped() {
    let members = json!({ "kty": "oct", "k": "AAAA" });
    assert_eq!(read_one(&members).unwrap_err(), JwkError::PrivateMember);
}

#[test]
fn keys_of_unknown_type_are_skipped() {
    let known = ec_json(&json!({}));
    let set = json!({ "keys": [
        { "kty": "AKP", "alg": "ML-DSA-44", "pub": "AAAA" },
        { "kty": "EC", "crv": "P-521", "x": "AAAA", "y": "AAAA" },
        { "kty": "OKP", "crv": "X25519", "x": "AAAA" },
        { "kty": "EC", "crv": "P-256", "x": "AAAA" },
        7,
        known,
    ] });
    assert_eq!(JwkSet::parse(set.to_string().as_bytes()).unwrap().keys.len(), 1);
}

#[test]
fn set_refused_when_not_a_set() {
    for text in ["", "{}", "[]", r#"{"keys":{}}"#, r#"{"keys":[]"#] {
        assert_eq!(JwkSet::parse(text.as_bytes()).unwrap_err(), JwkError::Malformed, "{text}");
    }
}

#[test]
fn set_refused_when_a_member_is_given_twice() {
    let text = r#"{"keys":[],"keys":[]}"#;
    assert_eq!(JwkSet::parse(text.as_bytes()).unwrap_err(), JwkError::DuplicateMember);
    assert!(serde_json::from_str::<JwkSet>(text).is_err());
}

#[test]
fn set_refused_when_it_holds_more_than_64_keys() {
    let set = |count: usize| {
        let keys = vec![json!({ "kty": "unknown" }); count];
        JwkSet::parse(json!({ "keys": keys }).to_string().as_bytes())
    };
    assert!(set(64).is_ok());
    assert_eq!(set(65).unwrap_err(), JwkError::TooManyKeys);
}

#[test]
fn set_refused_when_larger_than_64_kib() {
    let filled = |size: usize| {
        let frame = r#"{"keys":[]}"#;
        JwkSet::parse(format!("{frame}{}", " ".repeat(size - frame.len())).as_bytes())
    };
    assert!(filled(64 * 1024).is_ok());
    assert_eq!(filled(64 * 1024 + 1).unwrap_err(), JwkError::TooLarge);
}

#[test]
fn key_without_usable_kid_is_skipped() {
    assert_eq!(read_one(&ec_json(&json!({ "kid": "good" }))).unwrap().keys.len(), 1);
    assert_eq!(read_one(&ec_json(&json!({ "kid": "a\u{7}" }))).unwrap().keys.len(), 0);
}

#[test]
fn refused_when_coordinate_has_the_wrong_length() {
    let ec = |x: usize, y: usize| PublicKey::Ec { crv: Curve::P256, x: vec![1; x], y: vec![1; y] };
    assert_eq!(refusal(check(ec(31, 32))), JwkError::CoordinateLength);
    assert_eq!(refusal(check(ec(32, 33))), JwkError::CoordinateLength);
    assert_eq!(refusal(check(PublicKey::Ed25519 { x: vec![9; 31] })), JwkError::CoordinateLength);
}

#[test]
fn signature_refused_when_point_is_not_on_the_curve() {
    let key = TestKey::generate(Algorithm::ES256);
    let off_curve = PublicKey::Ec { crv: Curve::P256, x: vec![1; 32], y: vec![1; 32] };
    let jws = UnverifiedJws::parse(&key.sign(Algorithm::ES256, "{}")).unwrap();
    assert_eq!(jws.verify(&check(off_curve).unwrap()).unwrap_err(), JwsError::BadSignature);
}

#[test]
fn refused_when_ed25519_point_has_small_order() {
    let hex = [
        "0100000000000000000000000000000000000000000000000000000000000000",
        "0000000000000000000000000000000000000000000000000000000000000000",
        "0000000000000000000000000000000000000000000000000000000000000080",
        "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
        "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
        "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
        "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
        "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
        "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc85",
        "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
        "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac03fa",
    ];
    for point in hex {
        let byte = |at: usize| u8::from_str_radix(&point[at * 2..at * 2 + 2], 16).unwrap();
        let x = (0..32).map(byte).collect();
        assert_eq!(refusal(check(PublicKey::Ed25519 { x })), JwkError::SmallOrder, "{point}");
    }
}

#[test]
fn refused_when_rsa_modulus_is_too_short() {
    let RsaNumbers { n, e } = rsa_numbers(1024);
    assert_eq!(refusal(rsa(n, e)), JwkError::RsaTooShort);
    let mut almost = odd_modulus(256);
    almost[0] = 0x7f;
    assert_eq!(refusal(rsa(almost, vec![1, 0, 1])), JwkError::RsaTooShort);
    assert!(rsa(odd_modulus(256), vec![1, 0, 1]).is_ok());
}

struct RsaNumbers {
    n: Vec<u8>,
    e: Vec<u8>,
}

fn rsa_numbers(bits: usize) -> RsaNumbers {
    use rsa::pkcs1::DecodeRsaPrivateKey;
    use rsa::traits::PublicKeyParts;
    let key = rsa::RsaPrivateKey::from_pkcs1_der(&rsa_der(bits)).unwrap();
    RsaNumbers { n: key.n_bytes().to_vec(), e: key.e_bytes().to_vec() }
}

#[test]
fn refused_when_rsa_modulus_is_too_long() {
    assert!(rsa(odd_modulus(1024), vec![3]).is_ok());
    assert_eq!(refusal(rsa(odd_modulus(1025), vec![3])), JwkError::RsaTooLong);
}

#[test]
fn refused_when_rsa_modulus_is_even_or_padded() {
    let mut even = odd_modulus(256);
    even[255] = 0xfe;
    assert_eq!(refusal(rsa(even, vec![3])), JwkError::RsaModulus);
    let padded = [vec![0], odd_modulus(256)].concat();
    assert_eq!(refusal(rsa(padded, vec![3])), JwkError::RsaModulus);
    assert_eq!(refusal(rsa(Vec::new(), vec![3])), JwkError::RsaModulus);
}

#[test]
fn refused_when_rsa_exponent_is_weak() {
    for e in [vec![], vec![0], vec![1], vec![2], vec![4], vec![0, 3], vec![2, 0, 0, 0, 1], vec![1; 6]] {
        assert_eq!(refusal(rsa(odd_modulus(256), e.clone())), JwkError::RsaExponent, "{e:?}");
    }
    assert!(rsa(odd_modulus(256), vec![1, 0, 0, 0, 1]).is_ok());
}

#[test]
fn refused_when_key_is_not_for_verifying() {
    let jwk = TestKey::generate(Algorithm::ES256).jwk();
    let with_use =
        |key_use: &str| VerifyingKey::from_jwk(&Jwk { key_use: Some(key_use.into()), ..jwk.clone() });
    assert!(with_use("sig").is_ok());
    assert_eq!(refusal(with_use("enc")), JwkError::WrongUse);
    let with_op = |op: &str| VerifyingKey::from_jwk(&Jwk { key_ops: vec![op.into()], ..jwk.clone() });
    assert!(with_op("verify").is_ok());
    assert_eq!(refusal(with_op("encrypt")), JwkError::WrongUse);
}

#[test]
fn refused_when_alg_does_not_go_with_the_key() {
    let jwk = TestKey::generate(Algorithm::ES256).jwk();
    let with_alg = |alg: &str| VerifyingKey::from_jwk(&Jwk { alg: Some(alg.into()), ..jwk.clone() });
    assert!(with_alg("ES256").is_ok());
    for alg in ["ES384", "RS256", "HS256", "none", "ECDH-ES"] {
        assert_eq!(refusal(with_alg(alg)), JwkError::AlgorithmMismatch, "{alg}");
    }
}

#[test]
fn rsa_key_without_alg_fits_both_paddings() {
    let key = VerifyingKey::from_jwk(&TestKey::generate(Algorithm::RS256).jwk()).unwrap();
    assert!(key.fits(Algorithm::RS256) && key.fits(Algorithm::PS256) && !key.fits(Algorithm::ES256));
}

#[test]
fn weak_keys_of_a_set_are_left_out() {
    let strong = TestKey::generate(Algorithm::ES256).jwk();
    let weak = Jwk { key: PublicKey::Rsa { n: odd_modulus(128), e: vec![3] }, ..strong.clone() };
    assert_eq!(VerifyingKey::from_set(&JwkSet { keys: vec![weak, strong] }).len(), 1);
}
