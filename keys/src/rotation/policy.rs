//! The rotation calendar's numbers, and the rules between them.

use std::time::Duration;

use proto::jose::Algorithm;
use serde::{Deserialize, Serialize};

use crate::record::KeyUse;

const DAY: Duration = Duration::from_secs(24 * 60 * 60);
const MINUTE: Duration = Duration::from_secs(60);

/// How long a new seal or mac key waits: every node polls the vault each second, and nobody else needs to know it.
const SECRET_AHEAD: Duration = MINUTE;

/// How keys rotate. In JSON all spans are whole seconds.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RotationPolicy {
    /// The signature algorithms we keep an active key of, the preferred first.
    pub algorithms: Vec<Algorithm>,
    /// How long a key signs.
    #[serde(with = "seconds")]
    pub period: Duration,
    /// How long a key is published before it signs.
    #[serde(with = "seconds")]
    pub publish_ahead: Duration,
    /// How long a replaced key still verifies; at least the longest life of anything signed.
    #[serde(with = "seconds")]
    pub retire_after: Duration,
    /// How long others may keep our published keys, at most.
    #[serde(with = "seconds")]
    pub jwks_max_age: Duration,
}

/// A calendar that contradicts itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CalendarRefusal {
    /// Nothing to sign with.
    #[error("the calendar names no algorithm")]
    NoAlgorithm,
    /// One algorithm twice.
    #[error("the calendar names {0} twice")]
    AlgorithmTwice(Algorithm),
    /// Nodes and relying parties would not see the key in time.
    #[error("keys must be published at least 60 seconds before use")]
    AheadTooShort,
    /// A key would have to be published before the one before it signs.
    #[error("the period of use must be longer than the time a key is published before use")]
    PeriodTooShort,
    /// Replaced keys would vanish at once.
    #[error("replaced keys must be kept at least 60 seconds")]
    RetireTooShort,
    /// Every request would come to us.
    #[error("the published keys must be good for at least 60 seconds")]
    MaxAgeTooShort,
    /// A relying party could meet a key its copy does not have.
    #[error("the published keys may not be kept longer than a key is published before use")]
    MaxAgeTooLong,
}

impl Default for RotationPolicy {
    /// ES256, 90 days, published and kept for one day, an hour in caches.
    fn default() -> Self {
        Self {
            algorithms: vec![Algorithm::ES256],
            period: 90 * DAY,
            publish_ahead: DAY,
            retire_after: DAY,
            jwks_max_age: 60 * MINUTE,
        }
    }
}

impl RotationPolicy {
    /// Checks the numbers against one another.
    ///
    /// # Errors
    /// The first rule broken.
    pub fn check(&self) -> Result<(), CalendarRefusal> {
        if self.algorithms.is_empty() {
            return Err(CalendarRefusal::NoAlgorithm);
        }
        let repeated =
            |at: usize, alg: &Algorithm| self.algorithms.iter().take(at).any(|earlier| earlier == alg);
        if let Some((_, alg)) = self.algorithms.iter().enumerate().find(|(at, alg)| repeated(*at, alg)) {
            return Err(CalendarRefusal::AlgorithmTwice(*alg));
        }
        let rules = [
            (self.publish_ahead < MINUTE, CalendarRefusal::AheadTooShort),
            (self.period <= self.publish_ahead, CalendarRefusal::PeriodTooShort),
            (self.retire_after < MINUTE, CalendarRefusal::RetireTooShort),
            (self.jwks_max_age < MINUTE, CalendarRefusal::MaxAgeTooShort),
            // A key made by command this very second may sign after publish_ahead: no copy may live longer.
            (self.jwks_max_age > self.publish_ahead, CalendarRefusal::MaxAgeTooLong),
        ];
        match rules.into_iter().find(|(broken, _)| *broken) {
            Some((_, refusal)) => Err(refusal),
            None => Ok(()),
        }
    }

    /// How long a key of this use is next before it may be used.
    pub(crate) fn ahead_of(&self, usage: KeyUse) -> Duration {
        match usage {
            KeyUse::Signing => self.publish_ahead,
            KeyUse::Seal | KeyUse::Mac | KeyUse::Index => SECRET_AHEAD,
        }
    }
}

mod seconds {
    use std::time::Duration;

    use serde::{Deserialize, Deserializer, Serializer};

    pub(super) fn serialize<S: Serializer>(span: &Duration, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_u64(span.as_secs())
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Duration, D::Error> {
        u64::deserialize(from).map(Duration::from_secs)
    }
}
