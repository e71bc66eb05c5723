//! RSA (RFC 7518 sections 3.3 and 3.5): signing by ring, making and checking keys by the `rsa` package.
//!
//! Deviation: RFC 8017 allows exponents from 3; ring signs with 65537 and above only, and so do we.

use std::convert::Infallible;

use base::Rng;
use proto::jose::{Algorithm, Jwk, PublicKey};
use ring::rand::SystemRandom;
use ring::rsa::PublicKeyComponents;
use ring::signature::{self, RsaEncoding, RsaKeyPair};
use rsa::pkcs8::{DecodePrivateKey as _, EncodePrivateKey as _};
use rsa::traits::PublicKeyParts as _;
use rsa::{BoxedUint, RsaPrivateKey, rand_core};
use zeroize::Zeroizing;

use super::{SigningKey, failed, modulus_bits};
use crate::error::{KeyError, KeyRefusal};

/// NIST SP 800-57 part 1 table 2: 112 bits of security, enough until 2030; an operator may choose more.
const USUAL_BITS: u32 = 2048;
const BITS: [u32; 3] = [2048, 3072, 4096];

pub(super) struct RsaKey {
    algorithm: Algorithm,
    pair: RsaKeyPair,
    public: Jwk,
    random: SystemRandom,
}

impl RsaKey {
    pub(super) fn parse(algorithm: Algorithm, pkcs8: &[u8]) -> Result<Self, KeyError> {
        let pair = RsaKeyPair::from_pkcs8(pkcs8)
            .map_err(|_| KeyRefusal::Malformed("not a sound PKCS#8 key of RSA"))?;
        let PublicKeyComponents { n, e } = PublicKeyComponents::<Vec<u8>>::from(pair.public());
        let public = Jwk::for_signatures(PublicKey::Rsa { n, e }, algorithm);
        Ok(Self { algorithm, pair, public, random: SystemRandom::new() })
    }
}

impl SigningKey for RsaKey {
    fn algorithm(&self) -> Algorithm {
        self.algorithm
    }

    fn sign(&self, message: &[u8]) -> Result<Vec<u8>, KeyError> {
        // RFC 7518 section 3.5: the salt is as long as the hash; ring does so.
        let padding: &dyn RsaEncoding = if self.algorithm == Algorithm::PS256 {
            &signature::RSA_PSS_SHA256
        } else {
            &signature::RSA_PKCS1_SHA256
        };
        let mut signature = vec![0; self.pair.public().modulus_len()];
        self.pair
            .sign(padding, &self.random, message, &mut signature)
            .map_err(|_| failed("RSA signing failed"))?;
        Ok(signature)
    }

    fn public(&self) -> Jwk {
        self.public.clone()
    }
}

/// About 50 ms for 2048 bits, 250 ms for 3072, over a second for 4096.
pub(super) fn generate(bits: Option<u32>, rng: &dyn Rng) -> Result<Zeroizing<Vec<u8>>, KeyError> {
    let bits = bits.unwrap_or(USUAL_BITS);
    if !BITS.contains(&bits) {
        return Err(KeyRefusal::UnsupportedRsa { bits }.into());
    }
    let key = RsaPrivateKey::new(&mut Chance(rng), bits as usize)
        .map_err(|_| failed("an RSA key could not be made"))?;
    write(&key)
}

/// An imported PKCS#8 key, checked and written anew under the plain RSA identifier.
pub(crate) fn from_pkcs8(der: &[u8]) -> Result<Zeroizing<Vec<u8>>, KeyError> {
    let key = RsaPrivateKey::from_pkcs8_der(der).map_err(|_| {
        KeyRefusal::Malformed("not a PKCS#8 key of RSA, or its numbers contradict each other")
    })?;
    accept(&key)
}

/// The numbers of a private RSA key, big-endian.
pub(crate) struct RsaNumbers<'a> {
    pub(crate) n: &'a [u8],
    pub(crate) e: &'a [u8],
    pub(crate) d: &'a [u8],
    pub(crate) p: &'a [u8],
    pub(crate) q: &'a [u8],
}

/// An imported key from its numbers. What follows from them is computed, not believed.
pub(crate) fn from_numbers(numbers: &RsaNumbers<'_>) -> Result<Zeroizing<Vec<u8>>, KeyError> {
    refuse_weak(modulus_bits(numbers.n))?;
    let number = BoxedUint::from_be_slice_vartime;
    let primes = vec![number(numbers.p), number(numbers.q)];
    let key = RsaPrivateKey::from_components(number(numbers.n), number(numbers.e), number(numbers.d), primes)
        .map_err(|_| KeyRefusal::Mismatch)?;
    accept(&key)
}

fn accept(key: &RsaPrivateKey) -> Result<Zeroizing<Vec<u8>>, KeyError> {
    refuse_weak(key.n().as_ref().bit_width_vartime())?;
    // ring takes exponents of 17 to 33 bits.
    let exponent = key.e().to_be_bytes_trimmed_vartime();
    let value =
        exponent.iter().fold(0_u64, |sum, byte| sum.saturating_mul(256).saturating_add((*byte).into()));
    if exponent.len() > 5 || !(65_537..1 << 33).contains(&value) {
        return Err(KeyRefusal::RsaExponent.into());
    }
    write(key)
}

fn refuse_weak(bits: u32) -> Result<(), KeyRefusal> {
    if bits < USUAL_BITS {
        return Err(KeyRefusal::WeakRsa { bits });
    }
    if !BITS.contains(&bits) {
        return Err(KeyRefusal::UnsupportedRsa { bits });
    }
    Ok(())
}

fn write(key: &RsaPrivateKey) -> Result<Zeroizing<Vec<u8>>, KeyError> {
    let document = key.to_pkcs8_der().map_err(|_| failed("an RSA key could not be written"))?;
    Ok(Zeroizing::new(document.as_bytes().to_vec()))
}

/// `base::Rng` as the `rsa` package wants it.
struct Chance<'a>(&'a dyn Rng);

impl rand_core::TryRng for Chance<'_> {
    type Error = Infallible;

    fn try_next_u32(&mut self) -> Result<u32, Infallible> {
        let mut bytes = [0; 4];
        self.0.fill(&mut bytes);
        Ok(u32::from_le_bytes(bytes))
    }

    fn try_next_u64(&mut self) -> Result<u64, Infallible> {
        let mut bytes = [0; 8];
        self.0.fill(&mut bytes);
        Ok(u64::from_le_bytes(bytes))
    }

    fn try_fill_bytes(&mut self, bytes: &mut [u8]) -> Result<(), Infallible> {
        self.0.fill(bytes);
        Ok(())
    }
}

impl rand_core::TryCryptoRng for Chance<'_> {}
