//! The key pair with which a relying party proves itself instead of a secret (`private_key_jwt`).
//!
//! A relying party keeps such a key in a file of its own, so here, unlike at the issuer, the private part leaves:
//! as a JWK (RFC 7517, RFC 7518 section 6.2), which is what stock clients read.

use base::Secret;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ring::digest::{SHA256, digest};
use ring::rand::SystemRandom;
use ring::signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, KeyPair};
use serde_json::{Map, Value, json};

use crate::SandboxError;

/// Bytes of a coordinate and of the private number on P-256.
const FIELD: usize = 32;
/// RFC 5915 section 3: version 1, then the private number as an octet string of 32 bytes.
const BEFORE_PRIVATE: [u8; 5] = [0x02, 0x01, 0x01, 0x04, 0x20];

/// A key pair for ES256.
#[derive(Debug)]
pub struct ClientKey {
    x: String,
    y: String,
    d: Secret<String>,
}

impl ClientKey {
    /// Makes a key pair with the operating system's chance.
    ///
    /// # Errors
    /// When the system gives no chance.
    pub fn generate() -> Result<Self, SandboxError> {
        let chance = SystemRandom::new();
        let algorithm = &ECDSA_P256_SHA256_FIXED_SIGNING;
        let refused = |cause: &dyn std::fmt::Display| SandboxError::ClientKey(cause.to_string());
        let document = EcdsaKeyPair::generate_pkcs8(algorithm, &chance).map_err(|cause| refused(&cause))?;
        let pair =
            EcdsaKeyPair::from_pkcs8(algorithm, document.as_ref(), &chance).map_err(|e| refused(&e))?;
        let d = private_number(document.as_ref()).ok_or_else(|| refused(&"its form is another"))?;
        let public = pair.public_key().as_ref();
        // Proves that the number found is the private one.
        EcdsaKeyPair::from_private_key_and_public_key(algorithm, d, public, &chance)
            .map_err(|cause| refused(&cause))?;
        // SEC 1 section 2.3.3: a byte that says "not compressed", then both coordinates.
        let coordinates = public.get(1..).and_then(|both| both.split_at_checked(FIELD));
        let (x, y) = coordinates.ok_or_else(|| refused(&"its public part is short"))?;
        let text = |bytes: &[u8]| URL_SAFE_NO_PAD.encode(bytes);
        Ok(Self { x: text(x), y: text(y), d: Secret::new(text(d)) })
    }

    /// The public part, as the issuer registers it. Its `kid` is the thumbprint of RFC 7638.
    pub fn public_jwk(&self) -> Map<String, Value> {
        // RFC 7638 section 3.2: the required members in lexicographic order, without white space.
        let canonical = format!(r#"{{"crv":"P-256","kty":"EC","x":"{}","y":"{}"}}"#, self.x, self.y);
        let kid = URL_SAFE_NO_PAD.encode(digest(&SHA256, canonical.as_bytes()));
        let members = [
            ("kty", json!("EC")),
            ("crv", json!("P-256")),
            ("alg", json!("ES256")),
            ("use", json!("sig")),
            ("kid", json!(kid)),
            ("x", json!(self.x)),
            ("y", json!(self.y)),
        ];
        members.into_iter().map(|(name, value)| (name.to_owned(), value)).collect()
    }

    /// Both parts, for the relying party alone.
    pub fn private_jwk(&self) -> Map<String, Value> {
        let mut jwk = self.public_jwk();
        jwk.insert("d".to_owned(), json!(self.d.expose()));
        jwk
    }
}

/// The private number in a PKCS#8 document (RFC 5958 section 2, RFC 5915 section 3).
fn private_number(document: &[u8]) -> Option<&[u8]> {
    let at = document.windows(BEFORE_PRIVATE.len()).position(|window| window == BEFORE_PRIVATE)?;
    document.get(at + BEFORE_PRIVATE.len()..)?.get(..FIELD)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bytes(jwk: &Map<String, Value>, member: &str) -> Vec<u8> {
        URL_SAFE_NO_PAD.decode(jwk[member].as_str().unwrap()).unwrap()
    }

    #[test]
    fn both_parts_belong_together() {
        let jwk = ClientKey::generate().unwrap().private_jwk();
        let public = [vec![4], bytes(&jwk, "x"), bytes(&jwk, "y")].concat();
        let pair = EcdsaKeyPair::from_private_key_and_public_key(
            &ECDSA_P256_SHA256_FIXED_SIGNING,
            &bytes(&jwk, "d"),
            &public,
            &SystemRandom::new(),
        );
        assert!(pair.is_ok());
    }

    #[test]
    fn public_part_holds_nothing_private() {
        assert!(!ClientKey::generate().unwrap().public_jwk().contains_key("d"));
    }

    #[test]
    fn two_keys_differ() {
        let kid = || ClientKey::generate().unwrap().public_jwk()["kid"].clone();
        assert_ne!(kid(), kid());
    }
}
