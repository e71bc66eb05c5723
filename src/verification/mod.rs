//! Verifications: facts about people proved by third parties. A verification begins, the person does their part at the
//! provider, and three ways lead to one conclusion: the browser comes back, the provider calls, we ask. Whichever comes
//! first concludes, the others find it concluded.
//!
//! Owns the transaction, the inbox of callbacks, when a provider is asked, and which of several is. Does not own how a
//! provider speaks (package `provider`) nor what its finding is worth (package `evidence`).

mod callback;
mod caller;
mod claim;
mod conclude;
mod declare;
mod dispute;
mod health;
mod payload;
mod poll;
mod registry;
mod seen;
mod start;
mod ways;

use std::sync::Arc;
use std::time::Duration;

use base::{Fault, VerificationId};
use evidence::transaction::State;
use outbound::Outbound;
use proto::jose::Algorithm;
use store::verification::{Verification, VerificationState};
use tokio::sync::Notify;

use crate::account::Accounts;
use crate::assurance::Assurance;
use crate::ground::Ground;
use crate::notify::Notices;
use crate::risk::Limits;

pub use callback::{Arrived, DeliveryFacts};
pub use claim::{Claim, ClaimRefusal};
pub use conclude::{Concluded, EntryPoint};
pub use declare::{DeclareRefusal, DeclaredKey, DeclaredProvider, NewKey, ProviderFacts};
pub use dispute::DisputeRefusal;
pub use health::{Fitness, HealthPolicy};
pub use registry::{Provider, Providers};
pub use seen::{Seen, Stage};
pub use start::{Begun, StartRefusal, Starting};
pub use store::provider::{KeyOwner, KeyStatus, ProviderKey, ProviderStatus};
pub use ways::{Available, Wanted, Way};

use health::Health;

/// Whether new verifications may begin.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outage {
    /// They may.
    None,
    /// Proofing is closed so that signing in stays open.
    NoNew,
}

/// How verifications run.
#[derive(Clone, Copy, Debug)]
pub struct VerificationPolicy {
    /// How long one may stand open.
    pub life: Duration,
    /// When a provider is left alone.
    pub health: HealthPolicy,
    /// Whether new ones may begin.
    pub outage: Outage,
    /// Signs what the issuer itself signs.
    pub algorithm: Algorithm,
}

/// The services a verification stands on.
#[derive(Clone)]
pub struct Parts {
    /// Calls to providers.
    pub outbound: Outbound,
    /// The registered providers.
    pub providers: Providers,
    /// Accounts and documents.
    pub accounts: Accounts,
    /// Levels.
    pub assurance: Assurance,
    /// Budgets of attempts.
    pub limits: Limits,
    /// Messages to people.
    pub notices: Notices,
}

/// The verifications of this deployment.
#[derive(Clone)]
pub struct Verifications {
    ground: Ground,
    parts: Parts,
    health: Arc<Health>,
    policy: VerificationPolicy,
    wake: Arc<Notify>,
}

impl Verifications {
    /// The service over its parts.
    pub fn new(ground: Ground, parts: Parts, policy: VerificationPolicy) -> Self {
        let health = Arc::new(Health::new(policy.health));
        Self { ground, parts, health, policy, wake: Arc::default() }
    }

    /// The registered providers.
    pub const fn providers(&self) -> &Providers {
        &self.parts.providers
    }

    /// One verification.
    pub async fn by_id(&self, id: VerificationId) -> Result<Option<Verification>, Fault> {
        let mut conn = self.ground.db.reader().await?;
        store::verification::by_id(&mut conn, id).await
    }

    /// Waits until there may be something in the inbox.
    pub async fn woken(&self) {
        self.wake.notified().await;
    }
}

/// Whether anything may still come of it, by the machine of package `evidence`.
pub(crate) fn is_open(state: VerificationState) -> bool {
    State::parse(state.as_str()).is_some_and(|state| !state.is_terminal())
}
