//! A credential's key pair: made, written as COSE (RFC 9052, RFC 9053), used.

use ring::rand::SystemRandom;
use ring::rsa::PublicKeyComponents;
use ring::signature::{self, EcdsaKeyPair, EcdsaSigningAlgorithm, Ed25519KeyPair, KeyPair, RsaKeyPair};

use super::AuthenticatorError;
use super::cbor::Cbor;

/// What a key signs with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KeyAlgorithm {
    /// ECDSA on P-256 with SHA-256, -7.
    Es256,
    /// ECDSA on P-384 with SHA-384, -35.
    Es384,
    /// Ed25519, -8.
    EdDsa,
    /// RSASSA-PKCS1-v1_5 with SHA-256, -257.
    Rs256,
}

/// A key pair, PKCS#8.
#[derive(Clone)]
pub(super) struct Key {
    pub(super) algorithm: KeyAlgorithm,
    pkcs8: Vec<u8>,
}

impl std::fmt::Debug for Key {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Key({:?})", self.algorithm)
    }
}

impl KeyAlgorithm {
    /// Its number in the COSE registry.
    pub const fn label(self) -> i64 {
        match self {
            Self::Es256 => -7,
            Self::Es384 => -35,
            Self::EdDsa => -8,
            Self::Rs256 => -257,
        }
    }

    /// The algorithm of that number, if keys for it can be made here.
    pub(super) fn makeable(label: i64) -> Option<Self> {
        [Self::Es256, Self::Es384, Self::EdDsa].into_iter().find(|algorithm| algorithm.label() == label)
    }
}

impl Key {
    pub(super) fn generate(algorithm: KeyAlgorithm) -> Result<Self, AuthenticatorError> {
        let chance = SystemRandom::new();
        let document = match algorithm {
            KeyAlgorithm::Es256 | KeyAlgorithm::Es384 => {
                EcdsaKeyPair::generate_pkcs8(curve(algorithm), &chance)
            }
            KeyAlgorithm::EdDsa => Ed25519KeyPair::generate_pkcs8(&chance),
            KeyAlgorithm::Rs256 => return Err(AuthenticatorError::Algorithm),
        };
        Ok(Self { algorithm, pkcs8: document.map_err(failed)?.as_ref().to_vec() })
    }

    pub(super) fn rsa(pkcs8: &[u8]) -> Self {
        Self { algorithm: KeyAlgorithm::Rs256, pkcs8: pkcs8.to_vec() }
    }

    pub(super) fn es256(pkcs8: Vec<u8>) -> Self {
        Self { algorithm: KeyAlgorithm::Es256, pkcs8 }
    }

    pub(super) fn sign(&self, message: &[u8]) -> Result<Vec<u8>, AuthenticatorError> {
        let chance = SystemRandom::new();
        match self.algorithm {
            KeyAlgorithm::Es256 | KeyAlgorithm::Es384 => {
                let pair = self.ecdsa()?;
                Ok(pair.sign(&chance, message).map_err(failed)?.as_ref().to_vec())
            }
            KeyAlgorithm::EdDsa => Ok(self.ed25519()?.sign(message).as_ref().to_vec()),
            KeyAlgorithm::Rs256 => {
                let pair = RsaKeyPair::from_pkcs8(&self.pkcs8).map_err(failed)?;
                let mut signature = vec![0; pair.public().modulus_len()];
                pair.sign(&signature::RSA_PKCS1_SHA256, &chance, message, &mut signature).map_err(failed)?;
                Ok(signature)
            }
        }
    }

    /// The public key as `COSE_Key`, under the algorithm number given (RFC 9053 section 7).
    pub(super) fn cose(&self, label: i64) -> Result<Cbor, AuthenticatorError> {
        let pair = |key, value| (Cbor::Int(key), value);
        let kind = |kty| vec![pair(1, Cbor::Int(kty)), pair(3, Cbor::Int(label))];
        let (mut map, rest) = match self.algorithm {
            KeyAlgorithm::Es256 | KeyAlgorithm::Es384 => {
                let key = self.ecdsa()?;
                // SEC 1 section 2.3.3: a byte that says "not compressed", then both coordinates.
                let point = key.public_key().as_ref().get(1..).unwrap_or_default();
                let (x, y) = point.split_at(point.len() / 2);
                let curve = if self.algorithm == KeyAlgorithm::Es256 { 1 } else { 2 };
                let (x, y) = (Cbor::Bytes(x.to_vec()), Cbor::Bytes(y.to_vec()));
                (kind(2), vec![pair(-1, Cbor::Int(curve)), pair(-2, x), pair(-3, y)])
            }
            KeyAlgorithm::EdDsa => {
                let x = Cbor::Bytes(self.ed25519()?.public_key().as_ref().to_vec());
                (kind(1), vec![pair(-1, Cbor::Int(6)), pair(-2, x)])
            }
            KeyAlgorithm::Rs256 => {
                let key = RsaKeyPair::from_pkcs8(&self.pkcs8).map_err(failed)?;
                let PublicKeyComponents { n, e } = PublicKeyComponents::<Vec<u8>>::from(key.public());
                (kind(3), vec![pair(-1, Cbor::Bytes(n)), pair(-2, Cbor::Bytes(e))])
            }
        };
        map.extend(rest);
        Ok(Cbor::Map(map))
    }

    fn ecdsa(&self) -> Result<EcdsaKeyPair, AuthenticatorError> {
        EcdsaKeyPair::from_pkcs8(curve(self.algorithm), &self.pkcs8, &SystemRandom::new()).map_err(failed)
    }

    fn ed25519(&self) -> Result<Ed25519KeyPair, AuthenticatorError> {
        Ed25519KeyPair::from_pkcs8(&self.pkcs8).map_err(failed)
    }
}

fn curve(algorithm: KeyAlgorithm) -> &'static EcdsaSigningAlgorithm {
    if algorithm == KeyAlgorithm::Es384 {
        &signature::ECDSA_P384_SHA384_ASN1_SIGNING
    } else {
        &signature::ECDSA_P256_SHA256_ASN1_SIGNING
    }
}

fn failed(error: impl std::fmt::Display) -> AuthenticatorError {
    AuthenticatorError::Key(error.to_string())
}
