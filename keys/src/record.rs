//! One key with what is known about it, as it is sealed into its blob.
//!
//! The blob's plain text is the label in JSON behind its length, then the private bytes as they are: text
//! never holds them, so nothing needs wiping but one buffer.

use std::fmt;
use std::time::Duration;

use base::{Fault, Rng, Time};
use proto::jose::{Algorithm, Jwk};
use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

use crate::alg;
use crate::derive::KEY_BYTES;
use crate::error::KeyError;
use crate::rotation::{KeyState, StateName};

/// What a key is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum KeyUse {
    /// Signatures; its public part is published.
    Signing,
    /// Sealing values that come back to us, and profiles at rest.
    Seal,
    /// Keyed hashes of tokens, cookies and secrets.
    Mac,
    /// Keyed hashes that name stored records (logins, pairwise subjects): replacing it is a migration.
    Index,
}

impl fmt::Display for KeyUse {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Signing => "signing",
            Self::Seal => "sealing",
            Self::Mac => "keyed hashes",
            Self::Index => "indexes",
        })
    }
}

/// How a key came into the vault.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Origin {
    /// Made here.
    Generated,
    /// Brought in by an operator.
    Imported,
}

/// Everything about a key but its private part.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Label {
    pub(crate) kid: String,
    pub(crate) usage: KeyUse,
    pub(crate) alg: Option<Algorithm>,
    pub(crate) state: KeyState,
    pub(crate) created_at: Time,
    pub(crate) origin: Origin,
    pub(crate) bits: u32,
    pub(crate) public: Option<Jwk>,
}

/// A key with its private part: PKCS#8 for signing keys, 32 random bytes for the others.
pub(crate) struct KeyRecord {
    pub(crate) label: Label,
    pub(crate) private: Zeroizing<Vec<u8>>,
}

impl KeyRecord {
    /// A new signing key.
    pub(crate) fn generate(
        alg: Algorithm,
        bits: Option<u32>,
        state: KeyState,
        now: Time,
        rng: &dyn Rng,
    ) -> Result<Self, KeyError> {
        let private = alg::generate(alg, bits, rng)?;
        Self::signing(alg, private, (state, Origin::Generated), now)
    }

    /// A signing key from its PKCS#8 form, proved by a signature.
    pub(crate) fn signing(
        alg: Algorithm,
        private: Zeroizing<Vec<u8>>,
        (state, origin): (KeyState, Origin),
        now: Time,
    ) -> Result<Self, KeyError> {
        let key = alg::parse(alg, &private)?;
        alg::prove(key.as_ref())?;
        let public = key.public();
        let label = Label {
            kid: public.thumbprint(),
            usage: KeyUse::Signing,
            alg: Some(alg),
            state,
            created_at: now,
            origin,
            bits: alg::bits(&public),
            public: Some(public),
        };
        Ok(Self { label, private })
    }

    /// A new seal, mac or index key: 256 random bits, named by 64 random bits that say nothing about it.
    pub(crate) fn secret(usage: KeyUse, state: KeyState, now: Time, rng: &dyn Rng) -> Self {
        let mut private = Zeroizing::new(vec![0; KEY_BYTES]);
        rng.fill(&mut private);
        let mut id = [0; 8];
        rng.fill(&mut id);
        let label = Label {
            kid: format!("{:016x}", u64::from_be_bytes(id)),
            usage,
            alg: None,
            state,
            created_at: now,
            origin: Origin::Generated,
            bits: 256,
            public: None,
        };
        Self { label, private }
    }

    pub(crate) fn encode(&self) -> Result<Zeroizing<Vec<u8>>, Fault> {
        let label = serde_json::to_vec(&self.label)
            .map_err(|error| Fault::caused("a key's label could not be written", error))?;
        let length =
            u32::try_from(label.len()).map_err(|error| Fault::caused("a key's label is long", error))?;
        let mut plain = Zeroizing::new(Vec::with_capacity(4 + label.len() + self.private.len()));
        plain.extend_from_slice(&length.to_be_bytes());
        plain.extend_from_slice(&label);
        plain.extend_from_slice(&self.private);
        Ok(plain)
    }

    pub(crate) fn decode(plain: &[u8]) -> Option<Self> {
        let (length, rest) = plain.split_first_chunk::<4>()?;
        let (label, private) = rest.split_at_checked(u32::from_be_bytes(*length) as usize)?;
        let label = serde_json::from_slice(label).ok()?;
        Some(Self { label, private: Zeroizing::new(private.to_vec()) })
    }
}

/// What an operator may know about a key. Times are microseconds since 1970.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct KeyInfo {
    /// The RFC 7638 thumbprint of a signing key; a random name for the others.
    pub kid: String,
    /// What it is for.
    #[serde(rename = "use")]
    pub usage: KeyUse,
    /// The signature algorithm, of a signing key.
    pub alg: Option<Algorithm>,
    /// Where it is in its life.
    pub state: StateName,
    /// When it was made or brought in.
    pub created_at: Time,
    /// When its public part was first published.
    pub published_at: Time,
    /// When it may be, or might have been, used at the earliest without an emergency.
    pub not_before: Time,
    /// When its use began.
    pub active_since: Option<Time>,
    /// Until when it still verifies or opens, once replaced; none for a replaced key without an end.
    pub retiring_until: Option<Time>,
    /// When it was retired.
    pub retired_at: Option<Time>,
    /// How it came into the vault.
    pub origin: Origin,
    /// Its length in bits: the modulus, the field or the secret.
    pub bits: u32,
}

impl KeyInfo {
    pub(crate) fn new(label: &Label, ahead: Duration) -> Self {
        Self {
            kid: label.kid.clone(),
            usage: label.usage,
            alg: label.alg,
            state: label.state.name(),
            created_at: label.created_at,
            published_at: label.state.published_at(),
            not_before: label.state.published_at().plus(ahead),
            active_since: label.state.active_since(),
            retiring_until: label.state.retiring_until(),
            retired_at: label.state.retired_at(),
            origin: label.origin,
            bits: label.bits,
        }
    }
}
