//! Partner keys: a key of ours that one partner knows, where the published keys of the issuer do not serve.
//!
//! Owns making, sealing and opening them. Does not own where they rest (the service keeps the sealed bytes), nor when
//! they are replaced: the partner must be told first, so no calendar does it.

use std::sync::Arc;

use proto::jose::{Algorithm, Jwk};
use zeroize::Zeroizing;

use crate::alg::{self, SigningKey};
use crate::error::{Damage, KeyError, SealError};
use crate::keyring::Keyring;
use crate::sealing::PARTNER_KEY;

/// A private key that signs for one partner and cannot be read. Clones share it.
#[derive(Clone)]
pub struct PartnerKey(Arc<dyn SigningKey>);

impl PartnerKey {
    /// The algorithm it signs with.
    pub fn algorithm(&self) -> Algorithm {
        self.0.algorithm()
    }

    /// Signs `message` (RFC 7518 section 3; r and s side by side for ECDSA).
    ///
    /// # Errors
    /// A fault.
    pub fn sign(&self, message: &[u8]) -> Result<Vec<u8>, KeyError> {
        self.0.sign(message)
    }

    /// Its public part: `use`, `alg`, and the thumbprint as `kid`.
    pub fn public(&self) -> Jwk {
        self.0.public()
    }
}

impl std::fmt::Debug for PartnerKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("PartnerKey").field("public", &self.0.public()).finish_non_exhaustive()
    }
}

impl Keyring {
    /// Makes a key for a partner: the sealed private part, which opens under the same `associated` bytes only, and
    /// the public part. RSA keys have 2048 bits; making one keeps the calling thread busy for 50 ms and more.
    ///
    /// # Errors
    /// A fault.
    pub fn new_partner_key(&self, alg: Algorithm, associated: &[u8]) -> Result<(Vec<u8>, Jwk), KeyError> {
        let pkcs8 = alg::generate(alg, None, self.rng())?;
        let key = alg::parse(alg, &pkcs8)?;
        alg::prove(key.as_ref())?;
        let sealed = self.seal_under(PARTNER_KEY, associated, &written(alg, &pkcs8))?;
        Ok((sealed, key.public()))
    }

    /// Opens a key made by [`Self::new_partner_key`] with the same `associated` bytes.
    ///
    /// # Errors
    /// [`KeyError::Damaged`] with [`Damage::PartnerKey`]: it is not ours, was changed or belongs elsewhere.
    pub fn open_partner_key(&self, sealed: &[u8], associated: &[u8]) -> Result<PartnerKey, KeyError> {
        let plain = self.opened(sealed, associated)?;
        let (alg, pkcs8) = read(&plain).ok_or_else(unreadable)?;
        let key = alg::parse(alg, pkcs8).map_err(|_| unreadable())?;
        Ok(PartnerKey(Arc::from(key)))
    }

    /// Seals a partner key anew with the seal key in use; [`Keyring::is_sealed_with_newest`] tells whether it must be.
    ///
    /// # Errors
    /// As [`Self::open_partner_key`], or a fault.
    pub fn reseal_partner_key(&self, sealed: &[u8], associated: &[u8]) -> Result<Vec<u8>, KeyError> {
        self.seal_under(PARTNER_KEY, associated, &self.opened(sealed, associated)?)
    }

    fn opened(&self, sealed: &[u8], associated: &[u8]) -> Result<Zeroizing<Vec<u8>>, KeyError> {
        let opened = self.open_under(PARTNER_KEY, associated, sealed);
        opened.map(Zeroizing::new).map_err(|error| Damage::PartnerKey(error).into())
    }
}

/// The name of the algorithm, a zero byte, PKCS#8.
fn written(alg: Algorithm, pkcs8: &[u8]) -> Zeroizing<Vec<u8>> {
    let mut plain = Zeroizing::new(Vec::with_capacity(alg.as_str().len() + 1 + pkcs8.len()));
    plain.extend_from_slice(alg.as_str().as_bytes());
    plain.push(0);
    plain.extend_from_slice(pkcs8);
    plain
}

fn read(plain: &[u8]) -> Option<(Algorithm, &[u8])> {
    let end = plain.iter().position(|byte| *byte == 0)?;
    let (name, rest) = plain.split_at_checked(end)?;
    let alg = std::str::from_utf8(name).ok()?.parse().ok()?;
    Some((alg, rest.get(1..)?))
}

fn unreadable() -> KeyError {
    Damage::PartnerKey(SealError::Malformed).into()
}
