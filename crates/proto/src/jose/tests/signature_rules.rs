//! What a signature must be, and which key may make it.

use ring::hmac;
use ring::rand::SystemRandom;
use ring::signature::{ECDSA_P256_SHA256_ASN1_SIGNING, EcdsaKeyPair};

use super::super::*;
use crate::jose::test_keys::TestKey;

const CLAIMS: &str = r#"{"iss":"joe"}"#;

fn verifying(key: &TestKey) -> VerifyingKey {
    VerifyingKey::from_jwk(&key.jwk()).unwrap()
}

fn named(key: &TestKey, kid: &str) -> VerifyingKey {
    VerifyingKey::from_jwk(&key.jwk_named(kid)).unwrap()
}

/// What becomes of a signed object when its signature is replaced.
fn with_proof(algorithm: Algorithm, proof: &[u8]) -> JwsError {
    let key = TestKey::generate(algorithm);
    let signed = key.sign(algorithm, CLAIMS);
    let (input, _) = signed.rsplit_once('.').unwrap();
    let jws = UnverifiedJws::parse(&format!("{input}.{}", encode_base64url(proof))).unwrap();
    jws.verify(&verifying(&key)).unwrap_err()
}

#[test]
fn refused_when_r_and_s_are_zero() {
    assert_eq!(with_proof(Algorithm::ES256, &[0; 64]), JwsError::BadSignature);
    assert_eq!(with_proof(Algorithm::ES384, &[0; 96]), JwsError::BadSignature);
}

#[test]
fn refused_when_s_alone_is_zero() {
    let mut proof = [0; 64];
    proof[31] = 1;
    assert_eq!(with_proof(Algorithm::ES256, &proof), JwsError::BadSignature);
}

#[test]
fn refused_when_r_and_s_are_the_order_of_the_curve() {
    let order = decode_base64url("_____wAAAAD__________7zm-q2nF56E87nKwvxjJVE").unwrap();
    assert_eq!(with_proof(Algorithm::ES256, &order.repeat(2)), JwsError::BadSignature);
}

#[test]
fn refused_when_eddsa_or_rsa_signature_is_zero() {
    assert_eq!(with_proof(Algorithm::EdDSA, &[0; 64]), JwsError::BadSignature);
    assert_eq!(with_proof(Algorithm::RS256, &[0; 256]), JwsError::BadSignature);
    assert_eq!(with_proof(Algorithm::PS256, &[0; 256]), JwsError::BadSignature);
}

#[test]
fn refused_when_signature_has_the_wrong_length() {
    for (algorithm, length) in
        [(Algorithm::ES256, 63), (Algorithm::ES256, 65), (Algorithm::ES384, 64), (Algorithm::RS256, 255)]
    {
        assert_eq!(
            with_proof(algorithm, &vec![1; length]),
            JwsError::SignatureLength,
            "{algorithm} {length}"
        );
    }
}

#[test]
fn refused_when_ecdsa_signature_is_der() {
    let random = SystemRandom::new();
    let pkcs8 = EcdsaKeyPair::generate_pkcs8(&ECDSA_P256_SHA256_ASN1_SIGNING, &random).unwrap();
    let key = EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_ASN1_SIGNING, pkcs8.as_ref(), &random).unwrap();
    let input =
        format!("{}.{}", encode_base64url(br#"{"alg":"ES256"}"#), encode_base64url(CLAIMS.as_bytes()));
    let der = key.sign(&random, input.as_bytes()).unwrap();
    let point = ring::signature::KeyPair::public_key(&key).as_ref();
    let (x, y) = (point[1..33].to_vec(), point[33..].to_vec());
    let public = PublicKey::Ec { crv: Curve::P256, x, y };
    let jwk = Jwk { key: public, kid: None, alg: None, key_use: None, key_ops: Vec::new() };
    let jws = UnverifiedJws::parse(&format!("{input}.{}", encode_base64url(der.as_ref()))).unwrap();
    let refusal = jws.verify(&VerifyingKey::from_jwk(&jwk).unwrap()).unwrap_err();
    assert_eq!(refusal, JwsError::SignatureLength);
}

#[test]
fn refused_when_signed_with_hmac_over_the_public_key() {
    let key = TestKey::generate(Algorithm::RS256);
    let secret = serde_json::to_vec(&key.jwk()).unwrap();
    let input =
        format!("{}.{}", encode_base64url(br#"{"alg":"HS256"}"#), encode_base64url(CLAIMS.as_bytes()));
    let tag = hmac::sign(&hmac::Key::new(hmac::HMAC_SHA256, &secret), input.as_bytes());
    let refusal = UnverifiedJws::parse(&format!("{input}.{}", encode_base64url(tag.as_ref()))).unwrap_err();
    assert_eq!(refusal, JwsError::AlgorithmSymmetric);
}

#[test]
fn refused_when_claims_are_changed_after_signing() {
    let key = TestKey::generate(Algorithm::ES256);
    let signed = key.sign(Algorithm::ES256, CLAIMS);
    let forged = signed.replace(&encode_base64url(CLAIMS.as_bytes()), &encode_base64url(br#"{"iss":"eve"}"#));
    let refusal = UnverifiedJws::parse(&forged).unwrap().verify(&verifying(&key)).unwrap_err();
    assert_eq!(refusal, JwsError::BadSignature);
}

#[test]
fn refused_when_signed_by_another_key() {
    let jws =
        UnverifiedJws::parse(&TestKey::generate(Algorithm::ES256).sign(Algorithm::ES256, CLAIMS)).unwrap();
    let other = verifying(&TestKey::generate(Algorithm::ES256));
    assert_eq!(jws.verify(&other).unwrap_err(), JwsError::BadSignature);
}

#[test]
fn refused_when_key_is_of_another_algorithm() {
    let jws =
        UnverifiedJws::parse(&TestKey::generate(Algorithm::ES256).sign(Algorithm::ES256, CLAIMS)).unwrap();
    let other = verifying(&TestKey::generate(Algorithm::ES384));
    assert_eq!(jws.verify(&other).unwrap_err(), JwsError::KeyDoesNotFit);
}

#[test]
fn refused_when_rsa_key_is_bound_to_the_other_padding() {
    let key = TestKey::generate(Algorithm::RS256);
    let bound = VerifyingKey::from_jwk(&Jwk { alg: Some("PS256".into()), ..key.jwk() }).unwrap();
    let jws = UnverifiedJws::parse(&key.sign(Algorithm::RS256, CLAIMS)).unwrap();
    assert_eq!(jws.verify(&bound).unwrap_err(), JwsError::KeyDoesNotFit);
}

#[test]
fn refused_when_ps256_signature_is_called_rs256() {
    let key = TestKey::generate(Algorithm::PS256);
    let signed = key.sign_raw(Algorithm::PS256, r#"{"alg":"RS256"}"#, CLAIMS);
    let refusal = UnverifiedJws::parse(&signed).unwrap().verify(&verifying(&key)).unwrap_err();
    assert_eq!(refusal, JwsError::BadSignature);
}

#[test]
fn key_is_chosen_by_kid() {
    let (first, second) = (TestKey::generate(Algorithm::ES256), TestKey::generate(Algorithm::ES256));
    let keys = [named(&first, "one"), named(&second, "two")];
    let signed = second.sign_raw(Algorithm::ES256, r#"{"alg":"ES256","kid":"two"}"#, CLAIMS);
    assert!(UnverifiedJws::parse(&signed).unwrap().verify_with(&keys, &Algorithm::ALL).is_ok());
}

#[test]
fn refused_when_kid_names_another_key_than_the_signer() {
    let (first, second) = (TestKey::generate(Algorithm::ES256), TestKey::generate(Algorithm::ES256));
    let keys = [named(&first, "one"), named(&second, "two")];
    let signed = second.sign_raw(Algorithm::ES256, r#"{"alg":"ES256","kid":"one"}"#, CLAIMS);
    let refusal = UnverifiedJws::parse(&signed).unwrap().verify_with(&keys, &Algorithm::ALL).unwrap_err();
    assert_eq!(refusal, JwsError::BadSignature);
}

#[test]
fn refused_when_no_key_has_the_kid() {
    let key = TestKey::generate(Algorithm::ES256);
    let signed = key.sign_raw(Algorithm::ES256, r#"{"alg":"ES256","kid":"three"}"#, CLAIMS);
    let jws = UnverifiedJws::parse(&signed).unwrap();
    assert_eq!(jws.verify_with(&[named(&key, "one")], &Algorithm::ALL).unwrap_err(), JwsError::UnknownKey);
}

#[test]
fn refused_when_algorithm_is_not_allowed_here() {
    let key = TestKey::generate(Algorithm::ES256);
    let jws = UnverifiedJws::parse(&key.sign(Algorithm::ES256, CLAIMS)).unwrap();
    let refusal = jws.verify_with(&[verifying(&key)], &[Algorithm::EdDSA]).unwrap_err();
    assert_eq!(refusal, JwsError::AlgorithmNotAllowed);
}

/// `count` keys, the last of which signs; the object names none.
fn without_kid(count: usize) -> Result<VerifiedJws, JwsError> {
    let keys: Vec<TestKey> = (0..count).map(|_| TestKey::generate(Algorithm::EdDSA)).collect();
    let verifying: Vec<VerifyingKey> = keys.iter().map(|key| named(key, "some")).collect();
    let signed = keys.last().unwrap().sign(Algorithm::EdDSA, CLAIMS);
    UnverifiedJws::parse(&signed).unwrap().verify_with(&verifying, &Algorithm::ALL)
}

#[test]
fn without_kid_the_keys_of_the_algorithm_are_tried() {
    assert!(without_kid(8).is_ok());
}

#[test]
fn refused_when_more_keys_than_eight_would_have_to_be_tried() {
    assert_eq!(without_kid(9).unwrap_err(), JwsError::BadSignature);
}

#[test]
fn refused_when_claims_are_not_an_object_of_the_shape() {
    #[derive(Debug, serde::Deserialize)]
    struct Named {
        #[expect(dead_code, reason = "only its presence matters")]
        iss: String,
    }
    let key = TestKey::generate(Algorithm::EdDSA);
    let claims = |payload: &str| {
        let jws = UnverifiedJws::parse(&key.sign(Algorithm::EdDSA, payload)).unwrap();
        jws.verify(&verifying(&key)).unwrap().claims::<Named>().map(drop)
    };
    assert_eq!(claims(r#"{"iss":"joe"}"#), Ok(()));
    assert_eq!(claims(r#"{"iss":7}"#), Err(JwsError::MalformedClaims));
    assert_eq!(claims(r#"["joe"]"#), Err(JwsError::MalformedClaims));
    assert_eq!(claims("joe"), Err(JwsError::MalformedClaims));
    assert_eq!(claims(r#"{"iss":"joe","iss":"eve"}"#), Err(JwsError::DuplicateMember));
    assert_eq!(claims(r#"{"iss":"joe","a":{"b":1,"b":2}}"#), Err(JwsError::DuplicateMember));
}

#[test]
fn message_that_is_no_jws_is_checked_by_the_same_rules() {
    let key = TestKey::generate(Algorithm::RS256);
    let proof = key.sign_bytes(Algorithm::RS256, b"a=1&b=2");
    let verifying = verifying(&key);
    let check = |algorithm, message: &[u8], proof: &[u8]| verifying.verify_message(algorithm, message, proof);
    assert_eq!(check(Algorithm::RS256, b"a=1&b=2", &proof), Ok(()));
    assert_eq!(check(Algorithm::RS256, b"a=1&b=3", &proof), Err(JwsError::BadSignature));
    assert_eq!(check(Algorithm::RS256, b"a=1&b=2", &proof[1..]), Err(JwsError::SignatureLength));
    assert_eq!(check(Algorithm::ES256, b"a=1&b=2", &proof), Err(JwsError::KeyDoesNotFit));
}
