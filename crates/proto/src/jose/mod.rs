//! JOSE: signed objects in compact form, and the public keys that verify them.
//!
//! Owns parsing and verifying (RFC 7515, RFC 7517, RFC 7518, RFC 7638, RFC 8037). Signing and private keys live
//! in the package `keys`. A key is never taken from the object it is to verify: header members that carry or
//! point to one are refused, and no address is ever fetched from here.

mod algorithm;
mod half_hash;
mod header;
mod jwk;
mod jwk_set;
mod jws;
mod spki;
mod verify;

pub use algorithm::{Algorithm, UnknownAlgorithm};
pub use half_hash::half_hash;
pub use header::Header;
pub use jwk::{Curve, Jwk, JwkError, PublicKey};
pub use jwk_set::JwkSet;
pub use jws::{JwsError, MAX_JWS_BYTES, UnverifiedJws, VerifiedJws};
pub use verify::VerifyingKey;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

// RFC 7515 section 2: base64url with all trailing '=' omitted and without line breaks. The decoder refuses
// padding, foreign characters and set trailing bits, so one value has one text.
pub(crate) fn decode_base64url(text: &str) -> Option<Vec<u8>> {
    URL_SAFE_NO_PAD.decode(text).ok()
}

pub(crate) fn encode_base64url(bytes: &[u8]) -> String {
    URL_SAFE_NO_PAD.encode(bytes)
}

#[cfg(test)]
pub(crate) mod test_keys;
#[cfg(test)]
mod tests;
