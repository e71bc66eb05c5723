//! Public keys in DER, strictly read.

use base64::engine::general_purpose::STANDARD;

use super::super::*;
use crate::jose::test_keys::TestKey;

const RSA: &[u8] = &[0x06, 0x09, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x01, 0x05, 0x00];
const RSA_WITHOUT_NULL: &[u8] = &[0x06, 0x09, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x01];
const RSA_PSS: &[u8] = &[0x06, 0x09, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x0a];
const EC: &[u8] = &[0x06, 0x07, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x02, 0x01];
const P256: &[u8] = &[0x06, 0x08, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x03, 0x01, 0x07];
const P384: &[u8] = &[0x06, 0x05, 0x2b, 0x81, 0x04, 0x00, 0x22];
const ED25519: &[u8] = &[0x06, 0x03, 0x2b, 0x65, 0x70];

fn tagged(tag: u8, content: &[u8]) -> Vec<u8> {
    let length = content.len();
    let [high, low] = u16::try_from(length).unwrap().to_be_bytes();
    let head = match length {
        0..0x80 => vec![tag, low],
        0x80..0x100 => vec![tag, 0x81, low],
        _ => vec![tag, 0x82, high, low],
    };
    [&head, content].concat()
}

fn info(identifier: &[u8], key: &[u8]) -> Vec<u8> {
    tagged(0x30, &[tagged(0x30, identifier), tagged(0x03, &[&[0], key].concat())].concat())
}

fn integer(magnitude: &[u8]) -> Vec<u8> {
    let sign: &[u8] = if magnitude[0] >= 0x80 { &[0] } else { &[] };
    tagged(0x02, &[sign, magnitude].concat())
}

fn rsa(n: &[u8], e: &[u8]) -> Vec<u8> {
    tagged(0x30, &[integer(n), integer(e)].concat())
}

/// A public key as it stands in a file.
fn der(key: &PublicKey) -> Vec<u8> {
    match key {
        PublicKey::Ec { crv: Curve::P256, x, y } => info(&[EC, P256].concat(), &[&[4], &x[..], y].concat()),
        PublicKey::Ec { crv: Curve::P384, x, y } => info(&[EC, P384].concat(), &[&[4], &x[..], y].concat()),
        PublicKey::Ed25519 { x } => info(ED25519, x),
        PublicKey::Rsa { n, e } => info(RSA, &rsa(n, e)),
    }
}

fn rsa_numbers() -> (Vec<u8>, Vec<u8>) {
    match TestKey::generate(Algorithm::RS256).public() {
        PublicKey::Rsa { n, e } => (n, e),
        PublicKey::Ec { .. } | PublicKey::Ed25519 { .. } => panic!("not an RSA key"),
    }
}

fn refusal(der: &[u8], algorithm: Algorithm) -> JwkError {
    Jwk::from_spki_der(der, algorithm).unwrap_err()
}

#[test]
fn every_kind_of_key_is_read_and_verifies_what_it_signed() {
    for algorithm in Algorithm::ALL {
        let key = TestKey::generate(algorithm);
        let jwk = Jwk::from_spki_der(&der(&key.public()), algorithm).unwrap();
        assert_eq!(jwk.key, key.public());
        assert_eq!(jwk.alg.as_deref(), Some(algorithm.as_str()));
        assert_eq!(jwk.kid.as_deref(), Some(jwk.thumbprint().as_str()));
        let proof = key.sign_bytes(algorithm, b"message");
        let verifying = VerifyingKey::from_jwk(&jwk).unwrap();
        assert_eq!(verifying.verify_message(algorithm, b"message", &proof), Ok(()));
    }
}

#[test]
fn key_of_another_tool_is_read() {
    // RFC 8410 section 10.1.
    let der = STANDARD.decode("MCowBQYDK2VwAyEAGb9ECWmEzf6FQbrBZ9w7lshQhqowtrbLDFw4rXAxZuE=");
    assert!(Jwk::from_spki_der(&der.unwrap(), Algorithm::EdDSA).is_ok());
}

#[test]
fn refused_when_the_algorithm_does_not_fit() {
    let p256 = der(&TestKey::generate(Algorithm::ES256).public());
    assert_eq!(refusal(&p256, Algorithm::ES384), JwkError::AlgorithmMismatch);
    assert_eq!(refusal(&p256, Algorithm::RS256), JwkError::AlgorithmMismatch);
}

#[test]
fn refused_when_the_type_is_none_of_ours() {
    let (n, e) = rsa_numbers();
    assert_eq!(refusal(&info(RSA_PSS, &rsa(&n, &e)), Algorithm::PS256), JwkError::UnknownKeyType);
    assert_eq!(refusal(&info(EC, &[4; 65]), Algorithm::ES256), JwkError::UnknownKeyType);
    // RFC 3279 section 2.3.1: the parameters of rsaEncryption are NULL, not missing.
    assert_eq!(refusal(&info(RSA_WITHOUT_NULL, &rsa(&n, &e)), Algorithm::RS256), JwkError::UnknownKeyType);
}

#[test]
fn refused_when_anything_stands_before_or_after() {
    let sound = der(&TestKey::generate(Algorithm::EdDSA).public());
    let after = [&sound[..], &[0]].concat();
    assert_eq!(refusal(&after, Algorithm::EdDSA), JwkError::NotSubjectPublicKeyInfo);
    assert_eq!(refusal(&sound[1..], Algorithm::EdDSA), JwkError::NotSubjectPublicKeyInfo);
    assert_eq!(refusal(&sound[..sound.len() - 1], Algorithm::EdDSA), JwkError::NotSubjectPublicKeyInfo);
    assert_eq!(refusal(&[], Algorithm::EdDSA), JwkError::NotSubjectPublicKeyInfo);
}

#[test]
fn refused_when_a_length_is_longer_than_it_must_be() {
    let sound = der(&TestKey::generate(Algorithm::EdDSA).public());
    let long = [&[0x30, 0x81, sound[1]], &sound[2..]].concat();
    assert_eq!(refusal(&long, Algorithm::EdDSA), JwkError::NotSubjectPublicKeyInfo);
    let indefinite = [&[0x30, 0x80], &sound[2..], &[0, 0]].concat();
    assert_eq!(refusal(&indefinite, Algorithm::EdDSA), JwkError::NotSubjectPublicKeyInfo);
}

#[test]
fn refused_when_bits_are_left_unused() {
    let bits = tagged(0x03, &[&[1][..], &[0; 32]].concat());
    let key = tagged(0x30, &[tagged(0x30, ED25519), bits].concat());
    assert_eq!(refusal(&key, Algorithm::EdDSA), JwkError::NotSubjectPublicKeyInfo);
}

#[test]
fn refused_when_a_point_is_compressed_or_cut() {
    let identifier = [EC, P256].concat();
    for point in [&[&[2][..], &[7; 32]].concat()[..], &[4; 64], &[4; 66]] {
        assert_eq!(refusal(&info(&identifier, point), Algorithm::ES256), JwkError::NotSubjectPublicKeyInfo);
    }
}

#[test]
fn refused_when_an_rsa_number_is_negative_or_padded() {
    let (n, e) = rsa_numbers();
    let negative = tagged(0x30, &[tagged(0x02, &n), integer(&e)].concat());
    let padded = tagged(0x30, &[tagged(0x02, &[&[0, 0], &n[..]].concat()), integer(&e)].concat());
    let zero = tagged(0x30, &[integer(&n), tagged(0x02, &[0])].concat());
    let more = tagged(0x30, &[integer(&n), integer(&e), integer(&e)].concat());
    for numbers in [negative, padded, zero, more] {
        assert_eq!(refusal(&info(RSA, &numbers), Algorithm::RS256), JwkError::NotSubjectPublicKeyInfo);
    }
}

#[test]
fn refused_when_the_key_is_weak() {
    let (n, e) = rsa_numbers();
    let short = [&n[..127], &n[255..]].concat();
    assert_eq!(refusal(&info(RSA, &rsa(&short, &e)), Algorithm::RS256), JwkError::RsaTooShort);
    assert_eq!(refusal(&info(RSA, &rsa(&n, &[1])), Algorithm::RS256), JwkError::RsaExponent);
    assert_eq!(refusal(&info(ED25519, &[0; 32]), Algorithm::EdDSA), JwkError::SmallOrder);
    assert_eq!(refusal(&info(ED25519, &[9; 31]), Algorithm::EdDSA), JwkError::CoordinateLength);
}

#[test]
fn refused_when_too_long() {
    let long = info(RSA, &rsa(&[0xff; 2048], &[1, 0, 1]));
    assert_eq!(refusal(&long, Algorithm::RS256), JwkError::NotSubjectPublicKeyInfo);
}

proptest::proptest! {
    #[test]
    fn any_bytes_are_read_or_refused(bytes in proptest::collection::vec(proptest::num::u8::ANY, 0..200)) {
        let _ = Jwk::from_spki_der(&bytes, Algorithm::ES256);
    }

    #[test]
    fn one_byte_changed_gives_another_key_or_none(at in 0_usize..91, flip in 1_u8..) {
        let key = TestKey::generate(Algorithm::ES256);
        let mut changed = der(&key.public());
        changed[at] ^= flip;
        let read = Jwk::from_spki_der(&changed, Algorithm::ES256);
        proptest::prop_assert!(read.is_err() || read.unwrap().key != key.public());
    }
}
