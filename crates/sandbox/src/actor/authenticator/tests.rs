//! Honest as it comes: what a browser and a device refuse by themselves, and that an answer is well made.

use ring::signature::{ECDSA_P256_SHA256_ASN1, UnparsedPublicKey};
use serde_json::Value;

use super::*;

const ORIGIN: &str = "https://id.example";

fn creation(more: &Value) -> String {
    let mut options = json!({
        "rp": { "id": "id.example", "name": "Example" },
        "user": { "id": "AAAA", "name": "a", "displayName": "a" },
        "challenge": "Y2hhbGxlbmdl",
        "pubKeyCredParams": [{ "type": "public-key", "alg": -7 }],
    });
    options.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    options.to_string()
}

fn request(more: &Value) -> String {
    let mut options = json!({ "rpId": "id.example", "challenge": "Y2hhbGxlbmdl" });
    options.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    options.to_string()
}

fn member(answer: &str, pointer: &str) -> Vec<u8> {
    let answer: Value = serde_json::from_str(answer).unwrap();
    URL_SAFE_NO_PAD.decode(answer.pointer(pointer).unwrap().as_str().unwrap()).unwrap()
}

#[test]
fn assertion_is_signed_by_the_credential_over_both_parts() {
    let mut device = Authenticator::new(ORIGIN);
    let created = device.create(&creation(&json!({})), &[]).unwrap();
    let answer = device.get(&request(&json!({})), &[]).unwrap();
    assert_eq!(member(&created, "/rawId"), member(&answer, "/rawId"));
    assert_eq!(member(&answer, "/response/userHandle"), [0, 0, 0]);
    let client_data = member(&answer, "/response/clientDataJSON");
    let hash = ring::digest::digest(&ring::digest::SHA256, &client_data);
    let signed = [member(&answer, "/response/authenticatorData"), hash.as_ref().to_vec()].concat();
    // The coordinates are the last two members of the COSE key, which ends the data: -2 (0x21) and -3 (0x22).
    let data = member(&created, "/response/authenticatorData");
    let key = &data[data.len() - 70..];
    assert_eq!((&key[..3], &key[35..38]), (&[0x21, 0x58, 0x20][..], &[0x22, 0x58, 0x20][..]));
    let point = [&[4], &key[3..35], &key[38..]].concat();
    let verifier = UnparsedPublicKey::new(&ECDSA_P256_SHA256_ASN1, point);
    assert!(verifier.verify(&signed, &member(&answer, "/response/signature")).is_ok());
    let forged = device.get(&request(&json!({})), &[Lie::ForgedSignature]).unwrap();
    assert!(verifier.verify(&signed, &member(&forged, "/response/signature")).is_err());
}

#[test]
fn client_data_are_as_a_browser_writes_them() {
    let mut device = Authenticator::new(ORIGIN);
    let created = device.create(&creation(&json!({})), &[]).unwrap();
    assert_eq!(
        String::from_utf8(member(&created, "/response/clientDataJSON")).unwrap(),
        r#"{"type":"webauthn.create","challenge":"Y2hhbGxlbmdl","origin":"https://id.example","crossOrigin":false}"#
    );
}

#[test]
fn device_bound_credentials_count_and_synced_ones_do_not() {
    for (backup, expected) in [(Backup::DeviceBound, [1, 2]), (Backup::BackedUp, [0, 0])] {
        let mut device = Authenticator::new(ORIGIN).backed_up(backup);
        device.create(&creation(&json!({})), &[]).unwrap();
        let counters = [0; 2].map(|_: u32| {
            let answer = device.get(&request(&json!({})), &[]).unwrap();
            let data = member(&answer, "/response/authenticatorData");
            u32::from_be_bytes(data[33..37].try_into().unwrap())
        });
        assert_eq!(counters, expected);
    }
}

#[test]
fn refused_for_a_page_of_another_site() {
    for origin in ["https://id.example.evil", "https://evil-id.example", "https://example"] {
        let refused = Authenticator::new(origin).create(&creation(&json!({})), &[]);
        assert_eq!(refused.err(), Some(AuthenticatorError::OtherSite), "{origin}");
    }
}

#[test]
fn refused_when_excluded() {
    let mut device = Authenticator::new(ORIGIN);
    let created = device.create(&creation(&json!({})), &[]).unwrap();
    let id = URL_SAFE_NO_PAD.encode(member(&created, "/rawId"));
    let again = creation(&json!({ "excludeCredentials": [{ "type": "public-key", "id": id }] }));
    assert_eq!(device.create(&again, &[]).err(), Some(AuthenticatorError::Excluded));
}

#[test]
fn refused_when_no_credential_fits() {
    let mut device = Authenticator::new(ORIGIN);
    assert_eq!(device.get(&request(&json!({})), &[]).err(), Some(AuthenticatorError::NoCredential));
    device.create(&creation(&json!({})), &[]).unwrap();
    let other = request(&json!({ "allowCredentials": [{ "type": "public-key", "id": "AAAA" }] }));
    assert_eq!(device.get(&other, &[]).err(), Some(AuthenticatorError::NoCredential));
}

#[test]
fn refused_when_the_user_must_be_verified_and_cannot() {
    let mut device = Authenticator::new(ORIGIN).without_user_verification();
    let options = creation(&json!({ "authenticatorSelection": { "userVerification": "required" } }));
    assert_eq!(device.create(&options, &[]).err(), Some(AuthenticatorError::Unverifiable));
    assert!(device.create(&creation(&json!({})), &[]).is_ok());
}

#[test]
fn refused_when_no_algorithm_is_supported() {
    let options = creation(&json!({ "pubKeyCredParams": [{ "type": "public-key", "alg": -257 }] }));
    assert_eq!(Authenticator::new(ORIGIN).create(&options, &[]).err(), Some(AuthenticatorError::Algorithm));
}
