//! The vault unlocked: its keys and its calendar in memory.
//!
//! Owns how they are sealed and opened as a whole. Every save seals every blob anew and bound to the new
//! generation, so that a single old blob put back in place does not open.

use std::collections::BTreeSet;

use base::{Fault, Rng, Time};
use proto::jose::Algorithm;
use serde::{Deserialize, Serialize};

use super::header::{HEADER_NAME, Header};
use super::kek::Kek;
use super::passphrase::Stretching;
use super::vault::{SealedBlob, VaultContents};
use crate::envelope::Envelope;
use crate::error::{Damage, KeyError};
use crate::record::{KeyRecord, KeyUse, Label};
use crate::rotation::{KeyState, RotationPolicy};

const KEY_PREFIX: &str = "key/";

/// What the calendar is, and what the configuration said when it was last taken from there.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Plan {
    pub(crate) calendar: RotationPolicy,
    /// A change made by command survives restarts until the configuration itself changes.
    pub(crate) configured: RotationPolicy,
}

/// The sealed part of the header.
#[derive(Serialize, Deserialize)]
pub(super) struct Manifest {
    plan: Plan,
    names: BTreeSet<String>,
}

/// An unlocked vault.
pub(crate) struct Safe {
    /// The vault's version when it was loaded.
    pub(crate) version: i64,
    pub(crate) vault: String,
    pub(crate) generation: u64,
    pub(crate) stretching: Option<Stretching>,
    pub(crate) plan: Plan,
    pub(crate) records: Vec<KeyRecord>,
}

impl Safe {
    /// A new vault with an active key for each algorithm and each use.
    pub(crate) fn found(
        version: i64,
        policy: &RotationPolicy,
        now: Time,
        rng: &dyn Rng,
    ) -> Result<Self, KeyError> {
        policy.check()?;
        let mut id = [0; 16];
        rng.fill(&mut id);
        let state = KeyState::Active { published_at: now, since: now };
        let mut records = Vec::new();
        for usage in [KeyUse::Seal, KeyUse::Mac, KeyUse::Index] {
            records.push(KeyRecord::secret(usage, state, now, rng));
        }
        for alg in &policy.algorithms {
            records.push(KeyRecord::generate(*alg, None, state, now, rng)?);
        }
        Ok(Self {
            version,
            vault: id.iter().map(|byte| format!("{byte:02x}")).collect(),
            generation: 0,
            stretching: None,
            plan: Plan { calendar: policy.clone(), configured: policy.clone() },
            records,
        })
    }

    pub(super) fn open(contents: &VaultContents, header: &Header, kek: &Kek) -> Result<Self, KeyError> {
        let (plan, opened) = open_each(contents, header, kek)?;
        let records = opened.into_iter().collect::<Result<Vec<_>, _>>()?;
        Ok(Self {
            version: contents.version,
            vault: header.vault.clone(),
            generation: header.generation,
            stretching: header.stretching.clone(),
            plan,
            records,
        })
    }

    /// All blobs of the next generation.
    pub(super) fn seal(&self, kek: &Kek, rng: &dyn Rng) -> Result<Vec<SealedBlob>, Fault> {
        let generation = self.generation.saturating_add(1);
        let header = Header::new(self.vault.clone(), generation, self.stretching.clone(), kek)?;
        let envelope = kek.envelope(&self.vault)?;
        let names = self.records.iter().map(|record| blob_name(&record.label.kid)).collect();
        let manifest = Manifest { plan: self.plan.clone(), names };
        let mut blobs = vec![header.seal(&manifest, &envelope, rng)?];
        for record in &self.records {
            let name = blob_name(&record.label.kid);
            let bytes = envelope.seal(rng, &header.associated(&name, b""), &record.encode()?)?;
            blobs.push(SealedBlob { name, bytes });
        }
        Ok(blobs)
    }

    pub(crate) fn labels(&self) -> impl Iterator<Item = &Label> + Clone {
        self.records.iter().map(|record| &record.label)
    }

    pub(crate) fn find(&self, kid: &str) -> Option<&KeyRecord> {
        self.records.iter().find(|record| record.label.kid == kid)
    }

    /// The active signing key of an algorithm.
    pub(crate) fn active(&self, alg: Algorithm) -> Option<&Label> {
        self.labels().find(|label| label.alg == Some(alg) && label.state.is_active())
    }

    /// The next signing key of an algorithm.
    pub(crate) fn next(&self, alg: Algorithm) -> Option<&Label> {
        self.labels().find(|label| label.alg == Some(alg) && label.state.is_next())
    }
}

/// The plan, and each key on its own: what opens, and what is wrong with the rest.
pub(crate) fn open_each(
    contents: &VaultContents,
    header: &Header,
    kek: &Kek,
) -> Result<(Plan, Vec<Result<KeyRecord, Damage>>), KeyError> {
    let envelope = kek.envelope(&header.vault)?;
    let manifest = header.open_manifest(contents, &envelope)?;
    let mut opened = Vec::new();
    for blob in contents.blobs.iter().filter(|blob| !manifest.names.contains(&blob.name)) {
        if blob.name != HEADER_NAME {
            opened.push(Err(Damage::BlobForeign { name: blob.name.clone() }));
        }
    }
    for name in &manifest.names {
        opened.push(open_one(contents, header, &envelope, name));
    }
    Ok((manifest.plan, opened))
}

fn open_one(
    contents: &VaultContents,
    header: &Header,
    envelope: &Envelope,
    name: &str,
) -> Result<KeyRecord, Damage> {
    let blob = contents
        .blobs
        .iter()
        .find(|blob| blob.name == name)
        .ok_or_else(|| Damage::BlobMissing { name: name.to_owned() })?;
    let plain = envelope
        .open(&header.associated(name, b""), &blob.bytes)
        .ok_or_else(|| Damage::BlobChanged { name: name.to_owned() })?;
    let kid = name.strip_prefix(KEY_PREFIX).unwrap_or(name);
    KeyRecord::decode(&plain)
        .filter(|record| record.label.kid == kid)
        .ok_or_else(|| Damage::BadRecord { kid: kid.to_owned() })
}

fn blob_name(kid: &str) -> String {
    format!("{KEY_PREFIX}{kid}")
}
