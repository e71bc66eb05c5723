//! Keys made for one test, and objects signed with them.

use std::sync::OnceLock;

use rand::SeedableRng;
use ring::rand::SystemRandom;
use ring::signature::{self, EcdsaKeyPair, Ed25519KeyPair, KeyPair, RsaKeyPair, RsaPublicKeyComponents};
use rsa::pkcs1::EncodeRsaPrivateKey;

use super::{Algorithm, Curve, Jwk, PublicKey, encode_base64url};

pub(crate) enum TestKey {
    Ec(Curve, EcdsaKeyPair),
    Ed25519(Ed25519KeyPair),
    Rsa(RsaKeyPair),
}

/// Makes an RSA key of `bits`, in PKCS#1 DER.
pub(crate) fn rsa_der(bits: usize) -> Vec<u8> {
    let mut rng = rand::rngs::StdRng::seed_from_u64(bits as u64);
    let key = rsa::RsaPrivateKey::new(&mut rng, bits).unwrap();
    key.to_pkcs1_der().unwrap().as_bytes().to_vec()
}

fn shared_rsa_der() -> &'static [u8] {
    static DER: OnceLock<Vec<u8>> = OnceLock::new();
    DER.get_or_init(|| rsa_der(2048))
}

impl TestKey {
    /// A new key; RSA keys are made once, since that is slow.
    pub(crate) fn generate(algorithm: Algorithm) -> Self {
        match algorithm {
            Algorithm::ES256 => Self::ec(Curve::P256),
            Algorithm::ES384 => Self::ec(Curve::P384),
            Algorithm::EdDSA => {
                let pkcs8 = Ed25519KeyPair::generate_pkcs8(&SystemRandom::new()).unwrap();
                Self::Ed25519(Ed25519KeyPair::from_pkcs8(pkcs8.as_ref()).unwrap())
            }
            Algorithm::PS256 | Algorithm::RS256 => Self::Rsa(RsaKeyPair::from_der(shared_rsa_der()).unwrap()),
        }
    }

    fn ec(curve: Curve) -> Self {
        let scheme = match curve {
            Curve::P256 => &signature::ECDSA_P256_SHA256_FIXED_SIGNING,
            Curve::P384 => &signature::ECDSA_P384_SHA384_FIXED_SIGNING,
        };
        let random = SystemRandom::new();
        let pkcs8 = EcdsaKeyPair::generate_pkcs8(scheme, &random).unwrap();
        Self::Ec(curve, EcdsaKeyPair::from_pkcs8(scheme, pkcs8.as_ref(), &random).unwrap())
    }

    pub(crate) fn public(&self) -> PublicKey {
        match self {
            Self::Ec(crv, key) => {
                let (x, y) = key.public_key().as_ref()[1..].split_at(crv.coordinate_bytes());
                PublicKey::Ec { crv: *crv, x: x.to_vec(), y: y.to_vec() }
            }
            Self::Ed25519(key) => PublicKey::Ed25519 { x: key.public_key().as_ref().to_vec() },
            Self::Rsa(key) => {
                let RsaPublicKeyComponents { n, e } = RsaPublicKeyComponents::<Vec<u8>>::from(key.public());
                PublicKey::Rsa { n, e }
            }
        }
    }

    /// The public key without any member that says how to use it.
    pub(crate) fn jwk(&self) -> Jwk {
        Jwk { key: self.public(), kid: None, alg: None, key_use: None, key_ops: Vec::new() }
    }

    pub(crate) fn jwk_named(&self, kid: &str) -> Jwk {
        Jwk { kid: Some(kid.to_owned()), ..self.jwk() }
    }

    pub(crate) fn sign_bytes(&self, algorithm: Algorithm, message: &[u8]) -> Vec<u8> {
        let random = SystemRandom::new();
        match self {
            Self::Ec(_, key) => key.sign(&random, message).unwrap().as_ref().to_vec(),
            Self::Ed25519(key) => key.sign(message).as_ref().to_vec(),
            Self::Rsa(key) => {
                let scheme: &'static dyn signature::RsaEncoding = if algorithm == Algorithm::PS256 {
                    &signature::RSA_PSS_SHA256
                } else {
                    &signature::RSA_PKCS1_SHA256
                };
                let mut proof = vec![0; key.public().modulus_len()];
                key.sign(scheme, &random, message, &mut proof).unwrap();
                proof
            }
        }
    }

    /// Signs texts as they are given, so that a test may put anything into the header.
    pub(crate) fn sign_raw(&self, algorithm: Algorithm, header: &str, payload: &str) -> String {
        let input =
            format!("{}.{}", encode_base64url(header.as_bytes()), encode_base64url(payload.as_bytes()));
        let proof = self.sign_bytes(algorithm, input.as_bytes());
        format!("{input}.{}", encode_base64url(&proof))
    }

    /// Signs `payload` under a header that names the algorithm only.
    pub(crate) fn sign(&self, algorithm: Algorithm, payload: &str) -> String {
        self.sign_raw(algorithm, &format!(r#"{{"alg":"{algorithm}"}}"#), payload)
    }
}
