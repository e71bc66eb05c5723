//! The left half of a hash: `at_hash` and `c_hash` (OpenID Connect Core 3.1.3.6, 3.3.2.11).

use ring::digest;

use super::{Algorithm, encode_base64url};

/// The base64url text of the left half of the hash of `token`, with the hash of the algorithm that signs the ID
/// token. The algorithm is a closed enum, so an unknown one cannot make the comparison pass.
pub fn half_hash(algorithm: Algorithm, token: &str) -> String {
    // OpenID Connect Core 3.1.3.6: the hash algorithm is the one used in the "alg" header. Ed25519 hashes with
    // SHA-512 (RFC 8032 section 5.1), which is what relying parties use for EdDSA.
    let hash = match algorithm {
        Algorithm::ES256 | Algorithm::PS256 | Algorithm::RS256 => &digest::SHA256,
        Algorithm::ES384 => &digest::SHA384,
        Algorithm::EdDSA => &digest::SHA512,
    };
    let digest = digest::digest(hash, token.as_bytes());
    let (left, _) = digest.as_ref().split_at(hash.output_len() / 2);
    encode_base64url(left)
}
