//! Keys made for one test, and objects signed with them, sound or not.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ring::hmac;
use ring::rand::SystemRandom;
use ring::signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, KeyPair as _};
use serde_json::{Value, json};

/// A P-256 key with a name.
pub struct TestKey {
    kid: String,
    pair: EcdsaKeyPair,
}

impl TestKey {
    /// A new key.
    pub fn new(kid: &str) -> Self {
        let random = SystemRandom::new();
        let pkcs8 = EcdsaKeyPair::generate_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, &random);
        let pkcs8 = pkcs8.expect("a key");
        let pair = EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, pkcs8.as_ref(), &random);
        Self { kid: kid.to_owned(), pair: pair.expect("the key just made") }
    }

    /// Its name.
    pub fn kid(&self) -> &str {
        &self.kid
    }

    /// The public key, as it is registered.
    pub fn public_jwk(&self) -> Value {
        // SEC 1 section 2.3.3: 0x04, then the two coordinates.
        let coordinates = self.pair.public_key().as_ref().get(1..).expect("a point");
        let (x, y) = coordinates.split_at(32);
        json!({ "kty": "EC", "crv": "P-256", "use": "sig", "alg": "ES256", "kid": self.kid, "x": encode(x), "y": encode(y) })
    }

    /// The bytes of the public key.
    pub fn public_bytes(&self) -> Vec<u8> {
        self.pair.public_key().as_ref().to_vec()
    }

    /// Claims under the usual header.
    pub fn sign(&self, claims: &Value) -> String {
        self.sign_under(&json!({ "alg": "ES256", "kid": self.kid, "typ": "JWT" }), claims)
    }

    /// Claims under any header.
    pub fn sign_under(&self, header: &Value, claims: &Value) -> String {
        let input = input(header, claims);
        let proof = self.pair.sign(&SystemRandom::new(), input.as_bytes()).expect("a signature");
        format!("{input}.{}", encode(proof.as_ref()))
    }
}

/// Claims under `alg` HS256 with any bytes as the key.
pub fn hmac_signed(claims: &Value, key: &[u8]) -> String {
    let input = input(&json!({ "alg": "HS256", "typ": "JWT" }), claims);
    let proof = hmac::sign(&hmac::Key::new(hmac::HMAC_SHA256, key), input.as_bytes());
    format!("{input}.{}", encode(proof.as_ref()))
}

/// Claims under `alg` none.
pub fn unsigned(claims: &Value) -> String {
    format!("{}.", input(&json!({ "alg": "none" }), claims))
}

/// The same object with one character of its signature changed.
pub fn tampered(compact: &str) -> String {
    let (rest, proof) = compact.rsplit_once('.').expect("a compact object");
    let first = if proof.starts_with('A') { 'B' } else { 'A' };
    format!("{rest}.{first}{}", proof.get(1..).unwrap_or_default())
}

fn input(header: &Value, claims: &Value) -> String {
    format!("{}.{}", encode(header.to_string().as_bytes()), encode(claims.to_string().as_bytes()))
}

fn encode(bytes: &[u8]) -> String {
    URL_SAFE_NO_PAD.encode(bytes)
}
