//! What people are told of.

use base::Time;
use serde::{Deserialize, Serialize};

use super::DeviceKind;

/// Something that happened to an account and that its person must hear of by another way than the one it happened on
/// (OWASP ASVS 5.0 section 6.3.7; NIST SP 800-63B-4 section 4.6).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Notice {
    /// Somebody signed in with a device never seen before.
    NewDevice,
    /// The password was changed.
    PasswordChanged,
    /// A passkey was added.
    PasskeyAdded,
    /// A passkey was taken away.
    PasskeyRemoved,
    /// An app that counts time was added.
    TotpAdded,
    /// The app that counts time was taken away.
    TotpRemoved,
    /// New recovery codes were made; the old ones are worth nothing.
    RecoveryCodesMade,
    /// When a second step is asked for was changed.
    SecondStepChanged,
    /// A telephone number or mail address was added, changed or taken away.
    ContactChanged,
    /// Somebody asked to get back into the account.
    RecoveryStarted {
        /// From when on a new password can be set.
        ready_at: Time,
    },
    /// Somebody got back into the account and set a new password.
    RecoveryDone,
    /// The account was closed.
    AccountClosed,
    /// The account was signed out on all devices but the one it was done on.
    AllSessionsEnded,
    /// A passkey behaved as if there were two of it.
    CloneSuspected,
    /// The account is known better, or less well, than before.
    LevelChanged,
    /// Something that was proved was said not to be of this person.
    EvidenceDisputed,
    /// The person was named legal representative or administrator of an entity.
    NamedRepresentative,
    /// The person was invited to act for an entity.
    DelegationInvited,
    /// A right to act for an entity, had or given by the person, has ended.
    DelegationEnded,
}

impl Notice {
    /// The name a provider knows its text by.
    pub const fn template(&self) -> &'static str {
        match self {
            Self::NewDevice => "new_device",
            Self::PasswordChanged => "password_changed",
            Self::PasskeyAdded => "passkey_added",
            Self::PasskeyRemoved => "passkey_removed",
            Self::TotpAdded => "totp_added",
            Self::TotpRemoved => "totp_removed",
            Self::RecoveryCodesMade => "recovery_codes_made",
            Self::SecondStepChanged => "second_step_changed",
            Self::ContactChanged => "contact_changed",
            Self::RecoveryStarted { .. } => "recovery_started",
            Self::RecoveryDone => "recovery_done",
            Self::AccountClosed => "account_closed",
            Self::AllSessionsEnded => "all_sessions_ended",
            Self::CloneSuspected => "clone_suspected",
            Self::LevelChanged => "level_changed",
            Self::EvidenceDisputed => "evidence_disputed",
            Self::NamedRepresentative => "named_representative",
            Self::DelegationInvited => "delegation_invited",
            Self::DelegationEnded => "delegation_ended",
        }
    }

    /// From when on something more can happen, if that is told.
    pub const fn ready_at(&self) -> Option<Time> {
        match self {
            Self::RecoveryStarted { ready_at } => Some(*ready_at),
            Self::NewDevice
            | Self::PasswordChanged
            | Self::PasskeyAdded
            | Self::PasskeyRemoved
            | Self::TotpAdded
            | Self::TotpRemoved
            | Self::RecoveryCodesMade
            | Self::SecondStepChanged
            | Self::ContactChanged
            | Self::RecoveryDone
            | Self::AccountClosed
            | Self::AllSessionsEnded
            | Self::CloneSuspected
            | Self::LevelChanged
            | Self::EvidenceDisputed
            | Self::NamedRepresentative
            | Self::DelegationInvited
            | Self::DelegationEnded => None,
        }
    }

    /// The same, on a device that described itself so (`User-Agent`); on none where it tells nothing known.
    #[must_use]
    pub fn on(self, user_agent: &str) -> Occasion {
        Occasion { notice: self, device: DeviceKind::of(user_agent) }
    }
}

/// A notice and the kind of device it happened on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Occasion {
    /// What happened.
    pub notice: Notice,
    /// On what, if that is known and helps.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub device: Option<DeviceKind>,
}

impl From<Notice> for Occasion {
    fn from(notice: Notice) -> Self {
        Self { notice, device: None }
    }
}

impl From<&Notice> for Occasion {
    fn from(notice: &Notice) -> Self {
        notice.clone().into()
    }
}
