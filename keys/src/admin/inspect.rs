//! The vault's examination: does everything open, and does it hold together?

use std::fmt;
use std::time::Duration;

use base::Time;
use proto::jose::Algorithm;
use serde::{Serialize, Serializer};

use super::Admin;
use crate::alg;
use crate::custody::{Plan, open_each};
use crate::derive::KEY_BYTES;
use crate::error::{Damage, KeyError};
use crate::record::{KeyRecord, KeyUse, Label};
use crate::rotation::KeyState;

/// The clocks of two nodes may differ by so much.
const CLOCK_SKEW: Duration = Duration::from_secs(300);

/// Something that is wrong.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Finding {
    /// With this key; with the vault as a whole where there is none.
    pub kid: Option<String>,
    /// What; as a sentence in JSON.
    #[serde(serialize_with = "as_text")]
    pub problem: Problem,
}

/// What can be wrong.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Problem {
    /// Something does not open.
    #[error(transparent)]
    Damaged(#[from] Damage),
    /// The private part cannot be read, or does not sign what the public part verifies.
    #[error("the private and the public part of the key do not belong together")]
    HalvesDiffer,
    /// RFC 7638.
    #[error("the key's id is not the thumbprint of its public part")]
    NotThumbprint,
    /// A secret of another length.
    #[error("the secret is not 256 bits long")]
    SecretLength,
    /// Created, published, used, replaced, ended: in this order.
    #[error("the key's dates are out of order")]
    DatesOutOfOrder,
    /// A date ahead of this machine's clock.
    #[error("a date of the key lies in the future")]
    DateInFuture,
    /// Nothing to work with.
    #[error("there is no active key for {0}")]
    NoActive(KeyKind),
    /// More than one would sign.
    #[error("there is more than one active key for {0}")]
    SeveralActive(KeyKind),
    /// More than one waits.
    #[error("there is more than one next key for {0}")]
    SeveralNext(KeyKind),
}

/// The keys of which one is active at a time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KeyKind {
    /// Signing keys of one algorithm.
    Signing(Algorithm),
    /// Secrets of one use.
    Secret(KeyUse),
}

impl fmt::Display for KeyKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Signing(alg) => alg.fmt(f),
            Self::Secret(usage) => usage.fmt(f),
        }
    }
}

impl Admin {
    /// Opens every blob, signs and verifies with every key, and checks names and dates. An empty list is a sound
    /// vault.
    ///
    /// # Errors
    /// A missing or wrong key-encryption key, an empty vault, or a fault: then nothing can be said.
    pub async fn verify(&self) -> Result<Vec<Finding>, KeyError> {
        let contents = self.keeper.vault.load().await?;
        if contents.blobs.is_empty() {
            return Err(crate::error::KeyRefusal::VaultEmpty.into());
        }
        let opened =
            self.keeper.unlock(&contents).and_then(|(header, kek)| open_each(&contents, &header, &kek));
        match opened {
            Ok((plan, opened)) => Ok(examine(&plan, opened, self.keeper.now())),
            Err(KeyError::Damaged(damage)) => Ok(vec![Finding { kid: None, problem: damage.into() }]),
            Err(error) => Err(error),
        }
    }
}

pub(super) fn examine(plan: &Plan, opened: Vec<Result<KeyRecord, Damage>>, now: Time) -> Vec<Finding> {
    let mut findings = Vec::new();
    let mut records = Vec::new();
    for result in opened {
        match result {
            Ok(record) => records.push(record),
            Err(damage) => findings.push(Finding { kid: None, problem: damage.into() }),
        }
    }
    for record in &records {
        let kid = || Some(record.label.kid.clone());
        findings.extend(problems(record, now).into_iter().map(|problem| Finding { kid: kid(), problem }));
    }
    let signing = plan.calendar.algorithms.iter().copied().map(KeyKind::Signing);
    let secrets = [KeyUse::Seal, KeyUse::Mac, KeyUse::Index].map(KeyKind::Secret);
    for kind in signing.chain(secrets) {
        let labels = records.iter().map(|record| &record.label).filter(|label| kind_of(label) == Some(kind));
        findings.extend(counted(kind, labels).into_iter().map(|problem| Finding { kid: None, problem }));
    }
    findings
}

fn problems(record: &KeyRecord, now: Time) -> Vec<Problem> {
    let label = &record.label;
    let material = match label.alg {
        Some(alg) => signing_problem(record, alg),
        None if record.private.len() != KEY_BYTES => Some(Problem::SecretLength),
        None => None,
    };
    let dates = dates(label);
    let out_of_order = dates.windows(2).any(|pair| matches!(pair, [earlier, later] if earlier > later));
    let latest = now.plus(CLOCK_SKEW);
    let ahead = dates.iter().any(|date| *date > latest);
    material
        .into_iter()
        .chain(out_of_order.then_some(Problem::DatesOutOfOrder))
        .chain(ahead.then_some(Problem::DateInFuture))
        .chain(ends_too_soon(label).then_some(Problem::DatesOutOfOrder))
        .collect()
}

fn signing_problem(record: &KeyRecord, alg: Algorithm) -> Option<Problem> {
    let Ok(key) = alg::parse(alg, &record.private) else { return Some(Problem::HalvesDiffer) };
    let public = key.public();
    if alg::prove(key.as_ref()).is_err() || record.label.public.as_ref() != Some(&public) {
        return Some(Problem::HalvesDiffer);
    }
    (public.thumbprint() != record.label.kid).then_some(Problem::NotThumbprint)
}

/// The dates that have passed, in the order they must have.
fn dates(label: &Label) -> Vec<Time> {
    let mut dates = vec![label.created_at];
    match label.state {
        KeyState::Next { published_at } => dates.push(published_at),
        KeyState::Active { published_at, since } => dates.extend([published_at, since]),
        KeyState::Retiring { published_at, since, replaced_at, .. } => {
            dates.extend([published_at, since, replaced_at]);
        }
        KeyState::Retired { published_at, retired_at } => dates.extend([published_at, retired_at]),
    }
    dates
}

fn ends_too_soon(label: &Label) -> bool {
    match label.state {
        KeyState::Retiring { replaced_at, until, .. } => until.is_some_and(|until| until < replaced_at),
        KeyState::Next { .. } | KeyState::Active { .. } | KeyState::Retired { .. } => false,
    }
}

const fn kind_of(label: &Label) -> Option<KeyKind> {
    match (label.usage, label.alg) {
        (KeyUse::Signing, Some(alg)) => Some(KeyKind::Signing(alg)),
        (KeyUse::Signing, None) => None,
        (usage @ (KeyUse::Seal | KeyUse::Mac | KeyUse::Index), _) => Some(KeyKind::Secret(usage)),
    }
}

fn counted<'a>(kind: KeyKind, labels: impl Iterator<Item = &'a Label> + Clone) -> Vec<Problem> {
    let active = labels.clone().filter(|label| label.state.is_active()).count();
    let next = labels.filter(|label| label.state.is_next()).count();
    let mut problems = Vec::new();
    // An algorithm newly in the calendar has a next key first, and that is in order.
    if active == 0 && next == 0 {
        problems.push(Problem::NoActive(kind));
    }
    if active > 1 {
        problems.push(Problem::SeveralActive(kind));
    }
    if next > 1 {
        problems.push(Problem::SeveralNext(kind));
    }
    problems
}

fn as_text<S: Serializer>(problem: &Problem, to: S) -> Result<S::Ok, S::Error> {
    to.collect_str(problem)
}
