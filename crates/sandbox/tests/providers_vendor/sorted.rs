//! Fields signed as one text, by the issuer's key and checked against a house's: the test's own reading of RSA2.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use base64::Engine;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use ring::rand::{SecureRandom, SystemRandom};
use ring::signature::{RSA_PKCS1_2048_8192_SHA256, RSA_PKCS1_SHA256, RsaKeyPair, RsaPublicKeyComponents};
use rsa::pkcs1::EncodeRsaPrivateKey;
use serde_json::{Value, json};

/// Named texts, sorted.
pub(crate) type Fields = BTreeMap<String, String>;

pub(crate) fn fields<const N: usize>(pairs: [(&str, &str); N]) -> Fields {
    pairs.map(|(name, value)| (name.to_owned(), value.to_owned())).into()
}

/// Everything but `left_out`, sorted and joined.
pub(crate) fn base_string(fields: &Fields, left_out: &[&str]) -> String {
    let signed = fields.iter().filter(|(name, _)| !left_out.contains(&name.as_str()));
    signed.map(|(name, value)| format!("{name}={value}")).collect::<Vec<_>>().join("&")
}

pub(crate) fn encoded(fields: &Fields) -> String {
    form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish()
}

pub(crate) fn decoded(form: &str) -> Fields {
    form_urlencoded::parse(form.as_bytes()).into_owned().collect()
}

/// The issuer's key for its partners: one for all tests, for making it takes its time.
fn ours() -> &'static RsaKeyPair {
    static KEY: OnceLock<RsaKeyPair> = OnceLock::new();
    KEY.get_or_init(|| {
        let key = rsa::RsaPrivateKey::new(&mut Chance(SystemRandom::new()), 2048).unwrap();
        RsaKeyPair::from_der(key.to_pkcs1_der().unwrap().as_bytes()).unwrap()
    })
}

pub(crate) fn our_jwk() -> Value {
    let RsaPublicKeyComponents { n, e } = RsaPublicKeyComponents::<Vec<u8>>::from(ours().public());
    json!({ "kty": "RSA", "n": URL_SAFE_NO_PAD.encode(n), "e": URL_SAFE_NO_PAD.encode(e) })
}

/// Adds our signature over everything else.
pub(crate) fn signed(mut fields: Fields) -> Fields {
    let text = base_string(&fields, &["sign"]);
    let mut proof = vec![0; ours().public().modulus_len()];
    ours().sign(&RSA_PKCS1_SHA256, &SystemRandom::new(), text.as_bytes(), &mut proof).unwrap();
    fields.insert("sign".into(), STANDARD.encode(proof));
    fields
}

/// Whether the owner of a public key signed this text.
pub(crate) fn made_by(jwk: &Value, text: &str, sign: &str) -> bool {
    let number = |name: &str| URL_SAFE_NO_PAD.decode(jwk[name].as_str().unwrap()).unwrap();
    let key = RsaPublicKeyComponents { n: number("n"), e: number("e") };
    let proof = STANDARD.decode(sign).unwrap();
    key.verify(&RSA_PKCS1_2048_8192_SHA256, text.as_bytes(), &proof).is_ok()
}

struct Chance(SystemRandom);

impl rsa::rand_core::TryRng for Chance {
    type Error = std::convert::Infallible;

    fn try_next_u32(&mut self) -> Result<u32, Self::Error> {
        let mut bytes = [0; 4];
        self.0.fill(&mut bytes).unwrap();
        Ok(u32::from_le_bytes(bytes))
    }

    fn try_next_u64(&mut self) -> Result<u64, Self::Error> {
        let mut bytes = [0; 8];
        self.0.fill(&mut bytes).unwrap();
        Ok(u64::from_le_bytes(bytes))
    }

    fn try_fill_bytes(&mut self, bytes: &mut [u8]) -> Result<(), Self::Error> {
        self.0.fill(bytes).unwrap();
        Ok(())
    }
}

impl rsa::rand_core::TryCryptoRng for Chance {}
