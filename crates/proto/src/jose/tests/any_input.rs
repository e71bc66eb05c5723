//! Whatever comes in, an answer comes out.

use proptest::prelude::*;

use super::super::*;
use crate::jose::test_keys::TestKey;

proptest! {
    #[test]
    fn any_text_is_read_or_refused(text in ".{0,200}") {
        let _ = UnverifiedJws::parse(&text);
        let _ = JwkSet::parse(text.as_bytes());
    }

    #[test]
    fn any_header_is_read_or_refused(header in ".{0,80}", payload in ".{0,80}", proof in ".{0,80}") {
        let part = |text: &str| encode_base64url(text.as_bytes());
        let compact = format!("{}.{}.{}", part(&header), part(&payload), part(&proof));
        if let Ok(jws) = UnverifiedJws::parse(&compact) {
            let _ = jws.unverified_claims::<serde_json::Value>();
        }
    }

    #[test]
    fn any_member_of_a_header_is_read_or_refused(name in "[a-z0-9]{1,4}", value in "[\\[\\]{}\":0-9a-z]{0,12}") {
        let header = encode_base64url(format!(r#"{{"alg":"ES256","{name}":{value}}}"#).as_bytes());
        let _ = UnverifiedJws::parse(&format!("{header}.e30.AAAA"));
    }

    #[test]
    fn signed_bytes_come_back_and_one_changed_bit_is_refused(
        payload in prop::collection::vec(any::<u8>(), 0..64),
        bit in any::<prop::sample::Index>(),
    ) {
        let key = TestKey::generate(Algorithm::EdDSA);
        let verifying = VerifyingKey::from_jwk(&key.jwk()).unwrap();
        let input = format!("{}.{}", encode_base64url(br#"{"alg":"EdDSA"}"#), encode_base64url(&payload));
        let mut proof = key.sign_bytes(Algorithm::EdDSA, input.as_bytes());
        let compact = |proof: &[u8]| format!("{input}.{}", encode_base64url(proof));
        let verified = UnverifiedJws::parse(&compact(&proof)).unwrap().verify(&verifying).unwrap();
        prop_assert_eq!(verified.payload(), payload.as_slice());
        let at = bit.index(proof.len() * 8);
        proof[at / 8] ^= 1 << (at % 8);
        let refused = UnverifiedJws::parse(&compact(&proof)).unwrap().verify(&verifying);
        prop_assert_eq!(refused.unwrap_err(), JwsError::BadSignature);
    }
}
