//! What a node keeps in memory: every key parsed once, read without a lock.

use std::collections::HashMap;

use base::Fault;
use proto::jose::{Algorithm, JwsError, UnverifiedJws, VerifiedJws, VerifyingKey};

use crate::alg::{self, SigningKey};
use crate::custody::Safe;
use crate::error::{Damage, KeyError, SealError};
use crate::mac::{MacKey, MacPurpose};
use crate::published::key_set;
use crate::record::{KeyRecord, KeyUse, Label};
use crate::rotation::{RotationPolicy, StateName};
use crate::sealing::{SealId, SealKey, SealedParts};

/// All keys of one generation of the vault.
pub(crate) struct View {
    pub(crate) version: i64,
    pub(crate) vault: String,
    pub(crate) generation: u64,
    pub(crate) calendar: RotationPolicy,
    pub(crate) labels: Vec<Label>,
    pub(crate) body: String,
    pub(crate) etag: String,
    signers: Vec<Signer>,
    verifying: HashMap<String, VerifyingKey>,
    seals: Secrets<SealKey>,
    macs: Secrets<MacKey>,
    index: MacKey,
}

/// An active signing key.
pub(crate) struct Signer {
    pub(crate) kid: String,
    pub(crate) key: Box<dyn SigningKey>,
}

/// The key in use, and those whose values are still accepted.
struct Secrets<K> {
    active: K,
    others: Vec<K>,
}

impl View {
    pub(crate) fn build(safe: &Safe) -> Result<Self, KeyError> {
        let labels: Vec<Label> = safe.labels().cloned().collect();
        let (body, etag) = key_set(&labels)?;
        let mut index = secrets(safe, KeyUse::Index, |_, root| Some(MacKey::new(root)))?;
        index.others.clear();
        Ok(Self {
            version: safe.version,
            vault: safe.vault.clone(),
            generation: safe.generation,
            calendar: safe.plan.calendar.clone(),
            signers: signers(safe)?,
            verifying: verifying(&labels)?,
            seals: secrets(safe, KeyUse::Seal, |id, root| Some(SealKey::new(id, root)))?,
            macs: secrets(safe, KeyUse::Mac, |_, root| Some(MacKey::new(root)))?,
            index: index.active,
            labels,
            body,
            etag,
        })
    }

    pub(crate) fn signer(&self, alg: Algorithm) -> Result<&Signer, KeyError> {
        self.signers.iter().find(|signer| signer.key.algorithm() == alg).ok_or(KeyError::NoActiveKey(alg))
    }

    pub(crate) fn algorithms(&self) -> Vec<Algorithm> {
        self.signers.iter().map(|signer| signer.key.algorithm()).collect()
    }

    pub(crate) fn verify(&self, compact: &str, typ: &str) -> Result<VerifiedJws, JwsError> {
        let unverified = UnverifiedJws::parse(compact)?;
        // RFC 8725 section 3.11: explicit typing keeps one kind of token from passing for another.
        if !unverified.header().has_type(typ.strip_prefix("application/").unwrap_or(typ)) {
            return Err(JwsError::WrongType);
        }
        // All we sign names its key.
        let kid = unverified.header().kid.as_deref().ok_or(JwsError::UnknownKey)?;
        let key = self.verifying.get(kid).ok_or(JwsError::UnknownKey)?;
        unverified.verify(key)
    }

    /// The keys a purpose accepts, the one in use first.
    pub(crate) fn macs(&self, purpose: MacPurpose) -> impl Iterator<Item = &MacKey> {
        let (active, others): (_, &[MacKey]) = match purpose.key_use() {
            KeyUse::Index => (&self.index, &[]),
            KeyUse::Mac | KeyUse::Seal | KeyUse::Signing => (&self.macs.active, &self.macs.others),
        };
        std::iter::once(active).chain(others)
    }

    pub(crate) fn mac(&self, purpose: MacPurpose, parts: &[&[u8]]) -> [u8; 32] {
        let key = if purpose.key_use() == KeyUse::Index { &self.index } else { &self.macs.active };
        key.mac(purpose, parts)
    }

    pub(crate) const fn sealer(&self) -> &SealKey {
        &self.seals.active
    }

    pub(crate) fn open(
        &self,
        label: &'static [u8],
        associated: &[u8],
        sealed: &[u8],
    ) -> Result<Vec<u8>, SealError> {
        let parts = SealedParts::read(sealed)?;
        let key = std::iter::once(&self.seals.active)
            .chain(&self.seals.others)
            .find(|key| key.id() == parts.id)
            .ok_or(SealError::UnknownKey)?;
        key.open(label, associated, &parts)
    }

    /// Whether a value was sealed with the key in use.
    pub(crate) fn is_current(&self, sealed: &[u8]) -> bool {
        SealedParts::read(sealed).is_ok_and(|parts| parts.id == self.seals.active.id())
    }
}

/// In the order of the calendar; keys of other algorithms that are still active come last.
fn signers(safe: &Safe) -> Result<Vec<Signer>, KeyError> {
    let mut signers = Vec::new();
    for record in safe.records.iter().filter(|record| record.label.state.is_active()) {
        let Some(algorithm) = record.label.alg else { continue };
        let damaged = |_| Damage::BadRecord { kid: record.label.kid.clone() };
        let key = alg::parse(algorithm, &record.private).map_err(damaged)?;
        signers.push(Signer { kid: record.label.kid.clone(), key });
    }
    let order = &safe.plan.calendar.algorithms;
    signers.sort_by_key(|signer| {
        order.iter().position(|alg| *alg == signer.key.algorithm()).unwrap_or(usize::MAX)
    });
    Ok(signers)
}

fn verifying(labels: &[Label]) -> Result<HashMap<String, VerifyingKey>, Damage> {
    let mut keys = HashMap::new();
    for label in labels.iter().filter(|label| label.state.name() != StateName::Retired) {
        let Some(public) = &label.public else { continue };
        let key = VerifyingKey::from_jwk(public).map_err(|_| Damage::BadRecord { kid: label.kid.clone() })?;
        keys.insert(label.kid.clone(), key);
    }
    Ok(keys)
}

/// The keys of one use: the active one; then the next one, since another node may have begun to use it a moment
/// ago; then the replaced ones, the latest first.
fn secrets<K>(
    safe: &Safe,
    usage: KeyUse,
    make: impl Fn(SealId, &[u8]) -> Option<K>,
) -> Result<Secrets<K>, KeyError> {
    let mut records: Vec<&KeyRecord> = safe
        .records
        .iter()
        .filter(|record| record.label.usage == usage && record.label.state.name() != StateName::Retired)
        .collect();
    records.sort_by_key(|record| std::cmp::Reverse(rank(&record.label)));
    let mut keys = Vec::new();
    for record in records {
        let id = u64::from_str_radix(&record.label.kid, 16).map(u64::to_be_bytes).ok();
        let key = id.and_then(|id| make(id, &record.private));
        keys.push((record.label.state, key.ok_or_else(|| bad(record))?));
    }
    let mut keys = keys.into_iter();
    match keys.next() {
        Some((state, active)) if state.is_active() => {
            Ok(Secrets { active, others: keys.map(|(_, key)| key).collect() })
        }
        Some(_) | None => Err(Damage::NoActive(usage).into()),
    }
}

fn rank(label: &Label) -> (u8, base::Time) {
    let first = match label.state.name() {
        StateName::Active => 3,
        StateName::Next => 2,
        StateName::Retiring => 1,
        StateName::Retired => 0,
    };
    (first, label.created_at)
}

fn bad(record: &KeyRecord) -> Damage {
    Damage::BadRecord { kid: record.label.kid.clone() }
}

impl From<Damage> for Fault {
    fn from(damage: Damage) -> Self {
        Self::caused("the key vault is damaged", damage)
    }
}
