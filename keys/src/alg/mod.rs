//! Signing keys, one file per family: making, reading and using them.
//!
//! Owns the seam [`SigningKey`]: a hardware token, SM2 or ML-DSA comes in as one more implementation. All
//! signatures are made by ring; the `rsa` package only makes and checks RSA keys, never on a request's path.

pub(crate) mod der;
mod ecdsa;
mod eddsa;
pub(crate) mod rsa_keys;

use base::{Fault, Rng};
use proto::jose::{Algorithm, Curve, Jwk, PublicKey, UnverifiedJws, VerifyingKey};
use zeroize::Zeroizing;

use crate::error::{KeyError, KeyRefusal};
use crate::jws;

/// A private key that can sign and cannot be read.
pub trait SigningKey: Send + Sync {
    /// The algorithm it signs with: one key, one algorithm (RFC 8725 section 3.1).
    fn algorithm(&self) -> Algorithm;

    /// Signs `message` in the form JWS wants it (RFC 7518 section 3; r and s side by side for ECDSA).
    ///
    /// # Errors
    /// A fault, when the key or the token that holds it fails.
    fn sign(&self, message: &[u8]) -> Result<Vec<u8>, KeyError>;

    /// Its public part, as published.
    fn public(&self) -> Jwk;
}

/// A new key in PKCS#8.
pub(crate) fn generate(
    alg: Algorithm,
    bits: Option<u32>,
    rng: &dyn Rng,
) -> Result<Zeroizing<Vec<u8>>, KeyError> {
    match alg {
        Algorithm::RS256 | Algorithm::PS256 => rsa_keys::generate(bits, rng),
        Algorithm::ES256 | Algorithm::ES384 | Algorithm::EdDSA if bits.is_some() => {
            Err(KeyRefusal::BitsWithoutChoice(alg).into())
        }
        Algorithm::ES256 | Algorithm::ES384 => ecdsa::generate(alg),
        Algorithm::EdDSA => Ok(eddsa::generate(rng)),
    }
}

/// A key from its PKCS#8 form.
pub(crate) fn parse(alg: Algorithm, pkcs8: &[u8]) -> Result<Box<dyn SigningKey>, KeyError> {
    Ok(match alg {
        Algorithm::ES256 | Algorithm::ES384 => Box::new(ecdsa::EcdsaKey::parse(alg, pkcs8)?),
        Algorithm::EdDSA => Box::new(eddsa::Ed25519Key::parse(pkcs8)?),
        Algorithm::PS256 | Algorithm::RS256 => Box::new(rsa_keys::RsaKey::parse(alg, pkcs8)?),
    })
}

/// Signs and verifies once with the published form: a key whose halves do not belong together ends here.
pub(crate) fn prove(key: &dyn SigningKey) -> Result<(), KeyError> {
    let public = key.public();
    let verifying = VerifyingKey::from_jwk(&public).map_err(|_| KeyRefusal::Mismatch)?;
    let proof = jws::compact(key, &public.thumbprint(), "yimen-proof", &serde_json::json!({}))?;
    UnverifiedJws::parse(&proof)
        .and_then(|unverified| unverified.verify(&verifying))
        .map(|_| ())
        .map_err(|_| KeyRefusal::Mismatch.into())
}

/// The length of a public key in bits: the modulus or the field.
pub(crate) fn bits(public: &Jwk) -> u32 {
    match &public.key {
        PublicKey::Ec { crv: Curve::P256, .. } | PublicKey::Ed25519 { .. } => 256,
        PublicKey::Ec { crv: Curve::P384, .. } => 384,
        PublicKey::Rsa { n, .. } => modulus_bits(n),
    }
}

/// The length of a modulus without leading zero bytes.
fn modulus_bits(n: &[u8]) -> u32 {
    let zeros = n.first().map_or(0, |first| first.leading_zeros());
    u32::try_from(n.len() * 8).unwrap_or(u32::MAX).saturating_sub(zeros)
}

/// Whether the seed and the public part of an Ed25519 key belong together.
pub(crate) fn ed25519_halves_belong(seed: &[u8], x: &[u8]) -> bool {
    eddsa::belong_together(seed, x)
}

fn failed(what: &'static str) -> KeyError {
    Fault::new(what).into()
}

#[cfg(test)]
mod tests;
