//! The life of a key: next, active, retiring, retired. A transition takes the old state and gives the new.
//!
//! OpenID Connect Core 1.0 section 10.1.1: a key is published before it signs, and stays published until
//! nothing it signed is in use.

use std::time::Duration;

use base::Time;
use serde::{Deserialize, Serialize};

use crate::error::until_text;

/// Where a key is in its life.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "state", rename_all = "lowercase")]
pub enum KeyState {
    /// Published, so that others know it before they meet it; never used.
    Next {
        /// Since when it is published.
        published_at: Time,
    },
    /// The one that signs.
    Active {
        /// Since when it was published.
        published_at: Time,
        /// Since when it signs.
        since: Time,
    },
    /// Replaced; what it signed still verifies.
    Retiring {
        /// Since when it was published.
        published_at: Time,
        /// Since when it signed.
        since: Time,
        /// When it was replaced.
        replaced_at: Time,
        /// When nothing it signed is valid any more; none where nobody can know.
        until: Option<Time>,
    },
    /// Out of use and unpublished; its private part rests until it is destroyed.
    Retired {
        /// Since when it was published.
        published_at: Time,
        /// When it was retired.
        retired_at: Time,
    },
}

/// The name of a state.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum StateName {
    /// Published, not used.
    Next,
    /// In use.
    Active,
    /// Replaced, still verifies.
    Retiring,
    /// Out of use.
    Retired,
}

/// Whether a waiting time may be cut short.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Force {
    /// The rules hold.
    #[default]
    No,
    /// A key is lost or stolen: waiting would do more harm than tokens that do not verify.
    Emergency {
        /// Why, for the audit log; must not be empty.
        reason: String,
    },
}

/// A step the state does not allow.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TransitionRefusal {
    /// Only a next key can become active.
    #[error("is not a next key: only a published key that was never used can be activated")]
    NotNext,
    /// Others may not know it yet.
    #[error("was not published long enough; it may be used from {}", until_text(Some(*.until)))]
    TooEarly {
        /// When it may be used.
        until: Time,
    },
    /// Only an active key can be replaced.
    #[error("is not active")]
    NotActive,
    /// It is in use.
    #[error("is in use")]
    InUse,
    /// Something it signed or sealed may still be valid.
    #[error("is still needed until {}", until_text(*.until))]
    StillNeeded {
        /// When it will not be; none when nobody can know.
        until: Option<Time>,
    },
    /// It is retired already.
    #[error("is retired already")]
    AlreadyRetired,
    /// Only a retired key can be destroyed.
    #[error("is not retired: only a retired key can be destroyed")]
    NotRetired,
}

impl KeyState {
    /// Next to active, once published for `ahead`.
    ///
    /// # Errors
    /// [`TransitionRefusal::NotNext`], also in an emergency; [`TransitionRefusal::TooEarly`].
    pub fn activate(self, now: Time, ahead: Duration, force: &Force) -> Result<Self, TransitionRefusal> {
        let Self::Next { published_at } = self else { return Err(TransitionRefusal::NotNext) };
        let until = published_at.plus(ahead);
        if now < until && *force == Force::No {
            return Err(TransitionRefusal::TooEarly { until });
        }
        Ok(Self::Active { published_at, since: now })
    }

    /// Active to retiring, until a moment or without an end.
    ///
    /// # Errors
    /// [`TransitionRefusal::NotActive`].
    pub fn supersede(self, now: Time, until: Option<Time>) -> Result<Self, TransitionRefusal> {
        let Self::Active { published_at, since } = self else { return Err(TransitionRefusal::NotActive) };
        Ok(Self::Retiring { published_at, since, replaced_at: now, until })
    }

    /// Next or retiring to retired. A next key signed nothing, so it may go at once.
    ///
    /// # Errors
    /// [`TransitionRefusal::InUse`], also in an emergency; [`TransitionRefusal::StillNeeded`];
    /// [`TransitionRefusal::AlreadyRetired`].
    pub fn retire(self, now: Time, force: &Force) -> Result<Self, TransitionRefusal> {
        match self {
            Self::Active { .. } => Err(TransitionRefusal::InUse),
            Self::Retiring { until, .. } if *force == Force::No && until.is_none_or(|until| now < until) => {
                Err(TransitionRefusal::StillNeeded { until })
            }
            Self::Next { published_at } | Self::Retiring { published_at, .. } => {
                Ok(Self::Retired { published_at, retired_at: now })
            }
            Self::Retired { .. } => Err(TransitionRefusal::AlreadyRetired),
        }
    }

    /// The end of a retired key: there is no state after it.
    ///
    /// # Errors
    /// [`TransitionRefusal::NotRetired`].
    pub const fn destroy(self) -> Result<(), TransitionRefusal> {
        match self {
            Self::Retired { .. } => Ok(()),
            Self::Next { .. } | Self::Active { .. } | Self::Retiring { .. } => {
                Err(TransitionRefusal::NotRetired)
            }
        }
    }

    /// Its name.
    pub const fn name(self) -> StateName {
        match self {
            Self::Next { .. } => StateName::Next,
            Self::Active { .. } => StateName::Active,
            Self::Retiring { .. } => StateName::Retiring,
            Self::Retired { .. } => StateName::Retired,
        }
    }

    /// Whether it is the one that signs.
    pub const fn is_active(self) -> bool {
        matches!(self, Self::Active { .. })
    }

    /// Whether it waits for its use.
    pub const fn is_next(self) -> bool {
        matches!(self, Self::Next { .. })
    }

    /// Since when it is or was published.
    pub const fn published_at(self) -> Time {
        match self {
            Self::Next { published_at }
            | Self::Active { published_at, .. }
            | Self::Retiring { published_at, .. }
            | Self::Retired { published_at, .. } => published_at,
        }
    }

    /// Since when it signs or signed; forgotten once retired.
    pub const fn active_since(self) -> Option<Time> {
        match self {
            Self::Active { since, .. } | Self::Retiring { since, .. } => Some(since),
            Self::Next { .. } | Self::Retired { .. } => None,
        }
    }

    /// Until when a replaced key still verifies.
    pub const fn retiring_until(self) -> Option<Time> {
        match self {
            Self::Retiring { until, .. } => until,
            Self::Next { .. } | Self::Active { .. } | Self::Retired { .. } => None,
        }
    }

    /// When it was retired.
    pub const fn retired_at(self) -> Option<Time> {
        match self {
            Self::Retired { retired_at, .. } => Some(retired_at),
            Self::Next { .. } | Self::Active { .. } | Self::Retiring { .. } => None,
        }
    }
}
