//! A public key that has been checked and is ready to verify.
//!
//! Owns the strength rules and the call into ring. That a point lies on its curve, and that r and s of an ECDSA
//! signature are neither zero nor out of range, ring checks at each verification.

use ring::signature::{self, UnparsedPublicKey};

use super::{Algorithm, Curve, Jwk, JwkError, JwkSet, JwsError, PublicKey};

/// A key fit to verify with, parsed once and kept.
#[derive(Clone, Debug)]
pub struct VerifyingKey {
    kid: Option<String>,
    only: Option<Algorithm>,
    material: Material,
}

#[derive(Clone, Debug)]
enum Material {
    P256(Vec<u8>),
    P384(Vec<u8>),
    Ed25519(Vec<u8>),
    Rsa { n: Vec<u8>, e: Vec<u8> },
}

impl VerifyingKey {
    /// Checks a public key.
    ///
    /// # Errors
    /// When it is too weak, malformed, or not meant for verifying with one of our algorithms.
    pub fn from_jwk(jwk: &Jwk) -> Result<Self, JwkError> {
        // RFC 7517 sections 4.2 and 4.3: use and key_ops say what a key is for.
        let meant_to_verify = jwk.key_use.as_deref().is_none_or(|usage| usage == "sig")
            && (jwk.key_ops.is_empty() || jwk.key_ops.iter().any(|op| op == "verify"));
        if !meant_to_verify {
            return Err(JwkError::WrongUse);
        }
        let only = jwk.alg.as_deref().map(str::parse).transpose().map_err(|_| JwkError::AlgorithmMismatch)?;
        let material = Material::check(&jwk.key)?;
        if only.is_some_and(|algorithm| !material.fits(algorithm)) {
            return Err(JwkError::AlgorithmMismatch);
        }
        Ok(Self { kid: jwk.kid.clone(), only, material })
    }

    /// The keys of a set that are fit to verify with; the others are left out.
    pub fn from_set(set: &JwkSet) -> Vec<Self> {
        set.keys.iter().filter_map(|jwk| Self::from_jwk(jwk).ok()).collect()
    }

    /// The name by which a JWS header chooses this key.
    pub fn kid(&self) -> Option<&str> {
        self.kid.as_deref()
    }

    /// Whether a signature of `algorithm` may be checked with this key. An RSA key without `alg` fits two.
    pub fn fits(&self, algorithm: Algorithm) -> bool {
        self.only.is_none_or(|only| only == algorithm) && self.material.fits(algorithm)
    }

    /// Checks a signature over `message` that is not a JWS. An ECDSA signature is R and S side by side, as in a JWS.
    ///
    /// # Errors
    /// [`JwsError::KeyDoesNotFit`], [`JwsError::SignatureLength`] or [`JwsError::BadSignature`].
    pub fn verify_message(
        &self,
        algorithm: Algorithm,
        message: &[u8],
        signature: &[u8],
    ) -> Result<(), JwsError> {
        self.check(algorithm, message, signature)
    }

    pub(super) fn check(&self, algorithm: Algorithm, message: &[u8], proof: &[u8]) -> Result<(), JwsError> {
        if !self.fits(algorithm) {
            return Err(JwsError::KeyDoesNotFit);
        }
        // RFC 7518 section 3.4: an ECDSA signature is R and S side by side, so its length is fixed; DER is not.
        if proof.len() != self.material.signature_bytes() {
            return Err(JwsError::SignatureLength);
        }
        self.material.check_signature(algorithm, message, proof).map_err(|_| JwsError::BadSignature)
    }
}

impl Material {
    fn check(key: &PublicKey) -> Result<Self, JwkError> {
        match key {
            PublicKey::Ec { crv, x, y } => point(*crv, x, y),
            PublicKey::Ed25519 { x } => edwards_point(x),
            PublicKey::Rsa { n, e } => rsa(n, e),
        }
    }

    fn fits(&self, algorithm: Algorithm) -> bool {
        match self {
            Self::P256(_) => algorithm == Algorithm::ES256,
            Self::P384(_) => algorithm == Algorithm::ES384,
            Self::Ed25519(_) => algorithm == Algorithm::EdDSA,
            Self::Rsa { .. } => matches!(algorithm, Algorithm::PS256 | Algorithm::RS256),
        }
    }

    fn signature_bytes(&self) -> usize {
        match self {
            Self::P256(_) | Self::Ed25519(_) => 64,
            Self::P384(_) => 96,
            Self::Rsa { n, .. } => n.len(),
        }
    }

    fn check_signature(
        &self,
        algorithm: Algorithm,
        message: &[u8],
        proof: &[u8],
    ) -> Result<(), ring::error::Unspecified> {
        match self {
            Self::P256(key) => verify_with(&signature::ECDSA_P256_SHA256_FIXED, key, message, proof),
            Self::P384(key) => verify_with(&signature::ECDSA_P384_SHA384_FIXED, key, message, proof),
            Self::Ed25519(key) => verify_with(&signature::ED25519, key, message, proof),
            Self::Rsa { n, e } => {
                let scheme = if algorithm == Algorithm::PS256 {
                    &signature::RSA_PSS_2048_8192_SHA256
                } else {
                    &signature::RSA_PKCS1_2048_8192_SHA256
                };
                signature::RsaPublicKeyComponents { n, e }.verify(scheme, message, proof)
            }
        }
    }
}

fn verify_with(
    scheme: &'static dyn signature::VerificationAlgorithm,
    key: &[u8],
    message: &[u8],
    proof: &[u8],
) -> Result<(), ring::error::Unspecified> {
    UnparsedPublicKey::new(scheme, key).verify(message, proof)
}

fn point(crv: Curve, x: &[u8], y: &[u8]) -> Result<Material, JwkError> {
    // RFC 7518 section 6.2.1.2: the coordinate is padded to the full size of the field.
    if x.len() != crv.coordinate_bytes() || y.len() != crv.coordinate_bytes() {
        return Err(JwkError::CoordinateLength);
    }
    // SEC 1 section 2.3.3: 0x04 starts an uncompressed point.
    let encoded = [&[0x04], x, y].concat();
    Ok(match crv {
        Curve::P256 => Material::P256(encoded),
        Curve::P384 => Material::P384(encoded),
    })
}

fn edwards_point(x: &[u8]) -> Result<Material, JwkError> {
    let Ok(encoded) = <[u8; 32]>::try_from(x) else { return Err(JwkError::CoordinateLength) };
    if has_small_order(encoded) {
        return Err(JwkError::SmallOrder);
    }
    Ok(Material::Ed25519(encoded.to_vec()))
}

/// RFC 8032 section 5.1: the curve has cofactor 8. For its eight points of small order, and for other encodings
/// of them, a signature over any message can be written down without a private key.
fn has_small_order(mut encoded: [u8; 32]) -> bool {
    // The y coordinates of order 8, little-endian; the sign bit of x is cleared before comparing.
    const ORDER_EIGHT: [[u8; 32]; 2] = [
        [
            0x26, 0xe8, 0x95, 0x8f, 0xc2, 0xb2, 0x27, 0xb0, 0x45, 0xc3, 0xf4, 0x89, 0xf2, 0xef, 0x98, 0xf0,
            0xd5, 0xdf, 0xac, 0x05, 0xd3, 0xc6, 0x33, 0x39, 0xb1, 0x38, 0x02, 0x88, 0x6d, 0x53, 0xfc, 0x05,
        ],
        [
            0xc7, 0x17, 0x6a, 0x70, 0x3d, 0x4d, 0xd8, 0x4f, 0xba, 0x3c, 0x0b, 0x76, 0x0d, 0x10, 0x67, 0x0f,
            0x2a, 0x20, 0x53, 0xfa, 0x2c, 0x39, 0xcc, 0xc6, 0x4e, 0xc7, 0xfd, 0x77, 0x92, 0xac, 0x03, 0x7a,
        ],
    ];
    let [first, middle @ .., last] = &mut encoded;
    *last &= 0x7f;
    let zero_or_one = *first <= 1 && *last == 0 && middle.iter().all(|byte| *byte == 0);
    // p - 1, p and p + 1: the field's prime is 2^255 - 19, that is ed ff … ff 7f.
    let around_prime =
        (0xec..=0xee).contains(first) && *last == 0x7f && middle.iter().all(|byte| *byte == 0xff);
    zero_or_one || around_prime || ORDER_EIGHT.contains(&encoded)
}

fn rsa(n: &[u8], e: &[u8]) -> Result<Material, JwkError> {
    // RFC 7518 section 6.3.1.1: no leading zero. A product of two odd primes is odd.
    let (Some(first), Some(last)) = (n.first(), n.last()) else { return Err(JwkError::RsaModulus) };
    if *first == 0 || last % 2 == 0 {
        return Err(JwkError::RsaModulus);
    }
    let bits = n.len() * 8 - first.leading_zeros() as usize;
    // RFC 7518 section 3.3: 2048 bits or larger.
    if bits < 2048 {
        return Err(JwkError::RsaTooShort);
    }
    if bits > 8192 {
        return Err(JwkError::RsaTooLong);
    }
    check_exponent(e)?;
    Ok(Material::Rsa { n: n.to_vec(), e: e.to_vec() })
}

/// RFC 8017 section 3.1: the exponent is at least 3, and odd since it has no factor in common with an even number.
fn check_exponent(e: &[u8]) -> Result<(), JwkError> {
    // ring takes exponents up to 33 bits; a larger one only serves to make verifying slow.
    if e.first().is_none_or(|first| *first == 0) || e.len() > 5 {
        return Err(JwkError::RsaExponent);
    }
    let value = e.iter().fold(0_u64, |sum, byte| (sum << 8) | u64::from(*byte));
    if value < 3 || value % 2 == 0 || value >= 1 << 33 {
        return Err(JwkError::RsaExponent);
    }
    Ok(())
}
