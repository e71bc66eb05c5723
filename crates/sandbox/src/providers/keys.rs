//! What the houses of the city own: key pairs and the secrets agreed with the issuer.
//!
//! Keys are made when first needed, for an RSA key takes its time, and may be kept between two runs. They are of no
//! worth: nobody but a demonstration trusts them. Signs with ring, sharing no code with the service.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use base::{Rng, Secret};
use base64::Engine;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use ring::digest::{SHA256, digest};
use ring::rand::SystemRandom;
use ring::signature::{
    ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, KeyPair, RSA_PKCS1_2048_8192_SHA256, RSA_PKCS1_SHA256,
    RsaKeyPair, RsaPublicKeyComponents,
};
use rsa::pkcs1::EncodeRsaPrivateKey;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::partner::Partner;
use crate::{Environment, SandboxError};

/// Bits of an RSA modulus: the least that anybody still takes.
const RSA_BITS: usize = 2048;

/// A way to sign.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Scheme {
    /// ECDSA on P-256 with SHA-256 (RFC 7518 section 3.4).
    Es256,
    /// RSASSA-PKCS1-v1_5 with SHA-256 (RFC 8017 section 8.2), called RSA2 by classic interfaces.
    Rs256,
}

/// Which key of a house.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Slot {
    /// The one it signs with.
    Live,
    /// The one it signs with after a rotation.
    Next,
    /// One that nobody was told of.
    Stranger,
}

impl Slot {
    const fn as_str(self) -> &'static str {
        match self {
            Self::Live => "live",
            Self::Next => "next",
            Self::Stranger => "stranger",
        }
    }
}

/// Keys and secrets of the whole city. Clones share them: a test makes RSA keys once for all its cities.
#[derive(Clone, Default)]
pub struct Belongings(Arc<Mutex<Kept>>);

#[derive(Default)]
struct Kept {
    keys: BTreeMap<String, Arc<SigningKey>>,
    secrets: BTreeMap<String, Secret<String>>,
}

/// Belongings as text: private keys as base64 of their DER, by `house/slot`.
#[derive(Default, Serialize, Deserialize)]
struct Written {
    keys: BTreeMap<String, String>,
    secrets: BTreeMap<String, String>,
}

impl Belongings {
    /// Reads what [`to_text`](Self::to_text) wrote.
    ///
    /// # Errors
    /// When it is another text.
    pub fn from_text(text: &str) -> Result<Self, SandboxError> {
        let refused = |why: &dyn std::fmt::Display| SandboxError::Belongings(why.to_string());
        let written: Written = serde_json::from_str(text).map_err(|cause| refused(&cause))?;
        let mut kept = Kept::default();
        for (name, der) in written.keys {
            let house = name.split('/').next().unwrap_or_default();
            let scheme = Partner::parse(house).and_then(Partner::scheme);
            let scheme = scheme.ok_or_else(|| refused(&format!("no house signs with {name}")))?;
            let der = STANDARD.decode(der).map_err(|cause| refused(&cause))?;
            kept.keys.insert(name, Arc::new(SigningKey::from_der(scheme, der)?));
        }
        kept.secrets = written.secrets.into_iter().map(|(name, value)| (name, Secret::new(value))).collect();
        Ok(Self(Arc::new(Mutex::new(kept))))
    }

    /// Everything made so far as text, to be kept in a file of the demonstration's own.
    pub fn to_text(&self) -> Secret<String> {
        let kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let key =
            |(name, key): (&String, &Arc<SigningKey>)| (name.clone(), STANDARD.encode(key.der.expose()));
        let secret = |(name, secret): (&String, &Secret<String>)| (name.clone(), secret.expose().clone());
        let written = Written {
            keys: kept.keys.iter().map(key).collect(),
            secrets: kept.secrets.iter().map(secret).collect(),
        };
        // Two maps of text: nothing in them can fail to be written.
        Secret::new(serde_json::to_string_pretty(&written).unwrap_or_default())
    }

    /// A key of a house; made if there is none yet.
    pub(super) fn key(
        &self,
        partner: Partner,
        slot: Slot,
        environment: &Environment,
    ) -> Result<Arc<SigningKey>, SandboxError> {
        let name = format!("{}/{}", partner.as_str(), slot.as_str());
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(key) = kept.keys.get(&name) {
            return Ok(Arc::clone(key));
        }
        let scheme = partner.scheme().ok_or_else(|| refused(&"this provider does not sign"))?;
        let key = Arc::new(SigningKey::generate(scheme, environment)?);
        kept.keys.insert(name, Arc::clone(&key));
        Ok(key)
    }

    /// A secret agreed with the issuer, by name; made if there is none yet.
    pub(super) fn secret(&self, partner: Partner, name: &str, environment: &Environment) -> String {
        let name = format!("{}/{name}", partner.as_str());
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let made = || Secret::new(environment.unguessable());
        kept.secrets.entry(name).or_insert_with(made).expose().clone()
    }
}

/// A private key.
pub(super) struct SigningKey {
    pair: Pair,
    der: Secret<Vec<u8>>,
    kid: String,
    jwk: Value,
}

enum Pair {
    Ec(Box<EcdsaKeyPair>),
    Rsa(Box<RsaKeyPair>),
}

fn refused(cause: &dyn std::fmt::Display) -> SandboxError {
    SandboxError::ClientKey(cause.to_string())
}

impl SigningKey {
    fn generate(scheme: Scheme, environment: &Environment) -> Result<Self, SandboxError> {
        let der = match scheme {
            Scheme::Es256 => {
                EcdsaKeyPair::generate_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, &SystemRandom::new())
                    .map_err(|cause| refused(&cause))?
                    .as_ref()
                    .to_vec()
            }
            // ring makes no RSA keys.
            Scheme::Rs256 => rsa::RsaPrivateKey::new(&mut Chance(environment.rng.as_ref()), RSA_BITS)
                .map_err(|cause| refused(&cause))?
                .to_pkcs1_der()
                .map_err(|cause| refused(&cause))?
                .as_bytes()
                .to_vec(),
        };
        Self::from_der(scheme, der)
    }

    fn from_der(scheme: Scheme, der: Vec<u8>) -> Result<Self, SandboxError> {
        let pair = match scheme {
            Scheme::Es256 => Pair::Ec(Box::new(
                EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, &der, &SystemRandom::new())
                    .map_err(|cause| refused(&cause))?,
            )),
            Scheme::Rs256 => {
                Pair::Rsa(Box::new(RsaKeyPair::from_der(&der).map_err(|cause| refused(&cause))?))
            }
        };
        let (kid, jwk) = published(&pair).ok_or_else(|| refused(&"its public part is short"))?;
        Ok(Self { pair, der: Secret::new(der), kid, jwk })
    }

    /// The thumbprint of RFC 7638.
    pub(super) fn kid(&self) -> &str {
        &self.kid
    }

    /// The public part (RFC 7517).
    pub(super) const fn jwk(&self) -> &Value {
        &self.jwk
    }

    /// The name of its algorithm in JOSE (RFC 7518 section 3.1).
    pub(super) const fn algorithm(&self) -> &'static str {
        match self.pair {
            Pair::Ec(_) => "ES256",
            Pair::Rsa(_) => "RS256",
        }
    }

    /// A signature over `message`.
    pub(super) fn sign(&self, message: &[u8]) -> Result<Vec<u8>, SandboxError> {
        let chance = SystemRandom::new();
        match &self.pair {
            Pair::Ec(pair) => {
                pair.sign(&chance, message).map(|proof| proof.as_ref().to_vec()).map_err(|e| refused(&e))
            }
            Pair::Rsa(pair) => {
                let mut proof = vec![0; pair.public().modulus_len()];
                pair.sign(&RSA_PKCS1_SHA256, &chance, message, &mut proof).map_err(|e| refused(&e))?;
                Ok(proof)
            }
        }
    }
}

/// The `kid` and the JWK of a pair.
fn published(pair: &Pair) -> Option<(String, Value)> {
    let text = |bytes: &[u8]| URL_SAFE_NO_PAD.encode(bytes);
    // RFC 7638 section 3.2: the required members in lexicographic order, without white space.
    let (canonical, mut jwk) = match pair {
        Pair::Ec(pair) => {
            // SEC 1 section 2.3.3: a byte that says "not compressed", then both coordinates.
            let (x, y) = pair.public_key().as_ref().get(1..)?.split_at_checked(32)?;
            let (x, y) = (text(x), text(y));
            (
                format!(r#"{{"crv":"P-256","kty":"EC","x":"{x}","y":"{y}"}}"#),
                json!({ "kty": "EC", "crv": "P-256", "x": x, "y": y, "alg": "ES256", "use": "sig" }),
            )
        }
        Pair::Rsa(pair) => {
            let RsaPublicKeyComponents { n, e } = RsaPublicKeyComponents::<Vec<u8>>::from(pair.public());
            let (n, e) = (text(&n), text(&e));
            (
                format!(r#"{{"e":"{e}","kty":"RSA","n":"{n}"}}"#),
                json!({ "kty": "RSA", "n": n, "e": e, "alg": "RS256", "use": "sig" }),
            )
        }
    };
    let kid = text(digest(&SHA256, canonical.as_bytes()).as_ref());
    jwk.as_object_mut()?.insert("kid".to_owned(), json!(kid));
    Some((kid, jwk))
}

/// The issuer's RSA key, as a house was told of it.
#[derive(Clone)]
pub(super) struct IssuerKey(RsaPublicKeyComponents<Vec<u8>>);

impl IssuerKey {
    /// Reads a public JWK. None when it is no RSA key.
    pub(super) fn from_jwk(jwk: &Value) -> Option<Self> {
        let number = |name: &str| URL_SAFE_NO_PAD.decode(jwk.get(name)?.as_str()?).ok();
        (jwk.get("kty")?.as_str()? == "RSA").then_some(())?;
        Some(Self(RsaPublicKeyComponents { n: number("n")?, e: number("e")? }))
    }

    /// Whether it made this RSA2 signature over `message`.
    pub(super) fn made(&self, message: &[u8], signature: &[u8]) -> bool {
        self.0.verify(&RSA_PKCS1_2048_8192_SHA256, message, signature).is_ok()
    }
}

/// Chance in the form the maker of RSA keys takes it.
struct Chance<'r>(&'r dyn Rng);

impl rsa::rand_core::TryRng for Chance<'_> {
    type Error = std::convert::Infallible;

    fn try_next_u32(&mut self) -> Result<u32, Self::Error> {
        let mut bytes = [0; 4];
        self.0.fill(&mut bytes);
        Ok(u32::from_le_bytes(bytes))
    }

    fn try_next_u64(&mut self) -> Result<u64, Self::Error> {
        let mut bytes = [0; 8];
        self.0.fill(&mut bytes);
        Ok(u64::from_le_bytes(bytes))
    }

    fn try_fill_bytes(&mut self, bytes: &mut [u8]) -> Result<(), Self::Error> {
        self.0.fill(bytes);
        Ok(())
    }
}

impl rsa::rand_core::TryCryptoRng for Chance<'_> {}
