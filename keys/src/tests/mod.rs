//! The keyring as the service sees it; a bench for all tests of this package.

mod keyring;
mod nodes;
mod partner;
mod publishing;
mod sealing;

use std::sync::Arc;
use std::time::Duration;

use base::{ManualClock, Secret, SeededRng, SystemRng, Time};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use proto::jose::Algorithm;

use crate::admin::{Admin, Who};
use crate::custody::{KekSource, Vault};
use crate::record::KeyInfo;
use crate::rotation::{RotationPolicy, StateName};
use crate::testing::MemoryVault;
use crate::{KeyError, Keyring};

pub(crate) const HOUR: Duration = Duration::from_secs(3600);
pub(crate) const DAY: Duration = Duration::from_secs(24 * 3600);
pub(crate) const START: Time = Time::from_seconds(1_900_000_000);

/// A vault, a clock that stands still, and the key that opens the vault.
pub(crate) struct Bench {
    pub(crate) vault: Arc<MemoryVault>,
    pub(crate) clock: Arc<ManualClock>,
    pub(crate) kek: KekSource,
    pub(crate) policy: RotationPolicy,
}

impl Bench {
    pub(crate) fn new() -> Self {
        Self::of(&[Algorithm::ES256])
    }

    pub(crate) fn of(algorithms: &[Algorithm]) -> Self {
        Self {
            vault: Arc::new(MemoryVault::new()),
            clock: Arc::new(ManualClock::new(START)),
            kek: kek(1),
            policy: RotationPolicy { algorithms: algorithms.to_vec(), ..RotationPolicy::default() },
        }
    }

    /// Another node on the same vault.
    pub(crate) async fn open(&self) -> Keyring {
        self.try_open().await.unwrap()
    }

    pub(crate) async fn try_open(&self) -> Result<Keyring, KeyError> {
        self.open_on(self.vault.clone()).await
    }

    pub(crate) async fn open_on(&self, vault: Arc<dyn Vault>) -> Result<Keyring, KeyError> {
        let (clock, policy) = (self.clock.clone(), self.policy.clone());
        Keyring::open(vault, self.kek.clone(), policy, clock, Arc::new(SystemRng)).await
    }

    pub(crate) fn admin(&self) -> Admin {
        Admin::new(self.vault.clone(), self.kek.clone(), self.clock.clone(), Arc::new(SystemRng))
    }
}

/// A key-encryption key; another for each number.
pub(crate) fn kek(seed: u64) -> KekSource {
    let mut bytes = [0; 32];
    base::Rng::fill(&SeededRng::new(seed), &mut bytes);
    KekSource::Value(Secret::new(STANDARD.encode(bytes)))
}

pub(crate) fn who() -> Who {
    Who { who: "operator".to_owned(), why: "drill".to_owned() }
}

/// The kid of the key of an algorithm in a state.
pub(crate) fn kid_of(keys: &[KeyInfo], alg: Algorithm, state: StateName) -> Option<String> {
    keys.iter().find(|key| key.alg == Some(alg) && key.state == state).map(|key| key.kid.clone())
}
