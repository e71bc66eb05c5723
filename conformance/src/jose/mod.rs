//! Reading, checking and making JWTs (RFC 7515, 7517, 7518, 7519, 8037) on ring.
//!
//! Written for judging others: it checks what a careful relying party would, and can also make what no one
//! should accept.

mod keys;
mod signing;
#[cfg(test)]
mod tests;

pub(crate) use keys::Keys;
pub(crate) use signing::{SigningKey, hs256, unsigned};

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ring::digest;
use serde_json::{Map, Value};

use crate::case::{Step, failed};

/// A compact JWS whose parts have been read; its signature is not checked by reading.
#[derive(Debug, Clone)]
pub(crate) struct Jwt {
    /// JOSE header.
    pub(crate) header: Map<String, Value>,
    /// Claims.
    pub(crate) claims: Map<String, Value>,
    signed: String,
    signature: Vec<u8>,
}

impl Jwt {
    /// Reads a compact JWS with a JSON object in header and payload.
    pub(crate) fn parse(text: &str) -> Step<Self> {
        let parts: Vec<&str> = text.split('.').collect();
        let [header, claims, signature] = parts.as_slice() else {
            return Err(failed(format!("not a compact JWS: {} parts", parts.len())));
        };
        Ok(Self {
            header: object(header, "header")?,
            claims: object(claims, "payload")?,
            signed: format!("{header}.{claims}"),
            signature: decode(signature).ok_or_else(|| failed("the signature is not base64url"))?,
        })
    }

    /// The `alg` of the header.
    pub(crate) fn alg(&self) -> &str {
        self.header.get("alg").and_then(Value::as_str).unwrap_or_default()
    }

    /// A claim that is a string.
    pub(crate) fn text(&self, claim: &str) -> Step<&str> {
        let value = self.claims.get(claim).ok_or_else(|| failed(format!("{claim} is missing")))?;
        value.as_str().ok_or_else(|| failed(format!("{claim} is not a string: {value}")))
    }

    /// A claim that is a whole number.
    pub(crate) fn number(&self, claim: &str) -> Step<i64> {
        let value = self.claims.get(claim).ok_or_else(|| failed(format!("{claim} is missing")))?;
        value.as_i64().ok_or_else(|| failed(format!("{claim} is not a whole number: {value}")))
    }

    /// `aud` as a list, whether it was sent as one string or several.
    pub(crate) fn audience(&self) -> Vec<&str> {
        match self.claims.get("aud") {
            Some(Value::String(one)) => vec![one],
            Some(Value::Array(several)) => several.iter().filter_map(Value::as_str).collect(),
            _ => Vec::new(),
        }
    }

    /// Checks the signature with the one published key the header names.
    pub(crate) fn verify(&self, keys: &Keys) -> Step<()> {
        let kid = self.header.get("kid").and_then(Value::as_str);
        keys.verify(self.alg(), kid, self.signed.as_bytes(), &self.signature).map_err(failed)
    }
}

fn object(part: &str, name: &str) -> Step<Map<String, Value>> {
    let bytes = decode(part).ok_or_else(|| failed(format!("the {name} is not base64url")))?;
    match serde_json::from_slice(&bytes) {
        Ok(Value::Object(object)) => Ok(object),
        Ok(_) | Err(_) => Err(failed(format!("the {name} is not a JSON object"))),
    }
}

/// Unpadded base64url.
pub(crate) fn decode(text: &str) -> Option<Vec<u8>> {
    URL_SAFE_NO_PAD.decode(text).ok()
}

/// Unpadded base64url.
pub(crate) fn encode(bytes: impl AsRef<[u8]>) -> String {
    URL_SAFE_NO_PAD.encode(bytes)
}

/// `code_challenge` of a verifier.
// RFC 7636 section 4.2: BASE64URL-ENCODE(SHA256(ASCII(code_verifier))).
pub(crate) fn s256(verifier: &str) -> String {
    encode(digest::digest(&digest::SHA256, verifier.as_bytes()))
}

/// `at_hash` of an access token for an ID token signed so; `None` for an unknown algorithm.
// OpenID Connect Core 1.0 section 3.1.3.6: the left-most half of the hash that the ID token's alg uses.
pub(crate) fn half_hash(alg: &str, token: &str) -> Option<String> {
    let algorithm = match alg {
        "RS256" | "PS256" | "ES256" => &digest::SHA256,
        "RS384" | "PS384" | "ES384" => &digest::SHA384,
        // RFC 8032 section 5.1: Ed25519 hashes with SHA-512.
        "RS512" | "PS512" | "ES512" | "EdDSA" | "Ed25519" => &digest::SHA512,
        _ => return None,
    };
    let hash = digest::digest(algorithm, token.as_bytes());
    let half = hash.as_ref().len() / 2;
    hash.as_ref().get(..half).map(encode)
}

/// The same JWT with the last character of its signature changed for another.
pub(crate) fn broken(jwt: &str) -> String {
    // The last character of a base64url text may hold unused bits; the tenth from the end never does.
    let at = jwt.len().saturating_sub(10);
    jwt.char_indices()
        .map(|(i, letter)| match (i == at, letter) {
            (true, 'A') => 'B',
            (true, _) => 'A',
            (false, same) => same,
        })
        .collect()
}
