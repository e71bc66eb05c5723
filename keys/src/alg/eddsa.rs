//! Ed25519 (RFC 8032, RFC 8037).

use base::Rng;
use proto::jose::{Algorithm, Jwk, PublicKey};
use ring::signature::{Ed25519KeyPair, KeyPair as _};
use zeroize::Zeroizing;

use super::{SigningKey, der};
use crate::error::{KeyError, KeyRefusal};

pub(super) struct Ed25519Key {
    pair: Ed25519KeyPair,
    public: Jwk,
}

impl Ed25519Key {
    pub(super) fn parse(pkcs8: &[u8]) -> Result<Self, KeyError> {
        // RFC 8410 section 7: the public part is optional, and most tools leave it out. Where it is given, ring
        // checks that it belongs to the seed.
        let pair = Ed25519KeyPair::from_pkcs8_maybe_unchecked(pkcs8)
            .map_err(|_| KeyRefusal::Malformed("not a PKCS#8 key of Ed25519"))?;
        let x = pair.public_key().as_ref().to_vec();
        Ok(Self { pair, public: Jwk::for_signatures(PublicKey::Ed25519 { x }, Algorithm::EdDSA) })
    }
}

impl SigningKey for Ed25519Key {
    fn algorithm(&self) -> Algorithm {
        Algorithm::EdDSA
    }

    fn sign(&self, message: &[u8]) -> Result<Vec<u8>, KeyError> {
        Ok(self.pair.sign(message).as_ref().to_vec())
    }

    fn public(&self) -> Jwk {
        self.public.clone()
    }
}

pub(super) fn generate(rng: &dyn Rng) -> Zeroizing<Vec<u8>> {
    // RFC 8032 section 5.1.5: the private key is 32 random bytes.
    let mut seed = Zeroizing::new([0; 32]);
    rng.fill(seed.as_mut_slice());
    der::ed25519_pkcs8(seed.as_slice())
}

/// Whether a seed and a public key belong together.
pub(super) fn belong_together(seed: &[u8], x: &[u8]) -> bool {
    Ed25519KeyPair::from_seed_and_public_key(seed, x).is_ok()
}
