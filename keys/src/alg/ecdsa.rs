//! ECDSA on P-256 and P-384 (RFC 7518 section 3.4).
//!
//! ring draws the key and each nonce from the operating system itself and takes no other source, so these two do
//! not follow `base::Rng`.

use proto::jose::{Algorithm, Curve, Jwk, PublicKey};
use ring::rand::SystemRandom;
use ring::signature::{self, EcdsaKeyPair, EcdsaSigningAlgorithm, KeyPair as _};
use zeroize::Zeroizing;

use super::{SigningKey, failed};
use crate::error::{KeyError, KeyRefusal};

pub(super) struct EcdsaKey {
    algorithm: Algorithm,
    pair: EcdsaKeyPair,
    public: Jwk,
    random: SystemRandom,
}

impl EcdsaKey {
    pub(super) fn parse(algorithm: Algorithm, pkcs8: &[u8]) -> Result<Self, KeyError> {
        let (curve, scheme) = curve_of(algorithm);
        let random = SystemRandom::new();
        // ring checks that the point belongs to the scalar.
        let pair = EcdsaKeyPair::from_pkcs8(scheme, pkcs8, &random)
            .map_err(|_| KeyRefusal::Malformed("not a PKCS#8 key of this curve with its public part"))?;
        let point = pair.public_key().as_ref();
        let (x, y) = split_point(point, curve.coordinate_bytes())
            .ok_or(KeyRefusal::Malformed("the point is not uncompressed"))?;
        let public = Jwk::for_signatures(PublicKey::Ec { crv: curve, x, y }, algorithm);
        Ok(Self { algorithm, pair, public, random })
    }
}

impl SigningKey for EcdsaKey {
    fn algorithm(&self) -> Algorithm {
        self.algorithm
    }

    fn sign(&self, message: &[u8]) -> Result<Vec<u8>, KeyError> {
        let signature = self.pair.sign(&self.random, message).map_err(|_| failed("ECDSA signing failed"))?;
        Ok(signature.as_ref().to_vec())
    }

    fn public(&self) -> Jwk {
        self.public.clone()
    }
}

pub(super) fn generate(algorithm: Algorithm) -> Result<Zeroizing<Vec<u8>>, KeyError> {
    let (_, scheme) = curve_of(algorithm);
    let document = EcdsaKeyPair::generate_pkcs8(scheme, &SystemRandom::new())
        .map_err(|_| failed("an EC key could not be made"))?;
    Ok(Zeroizing::new(document.as_ref().to_vec()))
}

// RFC 7518 section 3.4: the signature is R and S side by side, not DER.
fn curve_of(algorithm: Algorithm) -> (Curve, &'static EcdsaSigningAlgorithm) {
    if algorithm == Algorithm::ES384 {
        (Curve::P384, &signature::ECDSA_P384_SHA384_FIXED_SIGNING)
    } else {
        (Curve::P256, &signature::ECDSA_P256_SHA256_FIXED_SIGNING)
    }
}

fn split_point(point: &[u8], length: usize) -> Option<(Vec<u8>, Vec<u8>)> {
    let (x, y) = point.strip_prefix(&[0x04])?.split_at_checked(length)?;
    Some((x.to_vec(), y.to_vec()))
}
