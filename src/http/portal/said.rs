//! What was just done, told on the page that follows. It travels sealed in that page's address, for one session: nobody
//! else can put words into the mouth of a page by a link.

use base::{Fault, SessionId};
use keys::SealPurpose;
use proto::form::Params;
use serde::{Deserialize, Serialize};
use ui::{Locale, Message};

use crate::account::ContactKind;
use crate::http::reply;
use crate::http::state::Shared;
use crate::session::LiveSession;

const ASSOCIATED: &[u8] = b"just done";

/// Something that was just done.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Said {
    SessionEnded,
    OtherSessionsEnded(u32),
    DeviceForgotten,
    ConsentWithdrawn(String),
    PasskeyAdded(String),
    PasskeyRenamed(String),
    PasskeyRemoved(String),
    TotpSetUp,
    TotpRemoved,
    SecondStepGone,
    TwoStepsAlways,
    TwoStepsWhenAsked,
    PasswordChanged,
    PasswordChangedOthersEnded(u32),
    PasswordSet,
    PhoneConfirmed,
    MailConfirmed,
    PhoneRemoved,
    MailRemoved,
    RecoveryStopped,
    SettingsSaved,
    EvidenceDisputed,
    AgentInvited(String),
    InvitationConfirmed(String),
    InvitationDeclined(String),
    RightLeft(String),
    RightEnded,
    RightReconfirmed,
    AdministratorAdded(String),
    AdministratorRemoved,
}

#[derive(Serialize, Deserialize)]
struct Sealed {
    session: SessionId,
    said: Said,
}

impl Said {
    pub(crate) const fn confirmed(kind: ContactKind) -> Self {
        match kind {
            ContactKind::Phone => Self::PhoneConfirmed,
            ContactKind::Mail => Self::MailConfirmed,
        }
    }

    pub(crate) const fn removed(kind: ContactKind) -> Self {
        match kind {
            ContactKind::Phone => Self::PhoneRemoved,
            ContactKind::Mail => Self::MailRemoved,
        }
    }

    /// The address of a page that says it.
    pub(super) fn address(&self, shared: &Shared, live: &LiveSession, path: &str) -> Result<String, Fault> {
        let sealed = Sealed { session: live.session.id, said: self.clone() };
        let plain = serde_json::to_vec(&sealed).map_err(|error| Fault::caused("what was done", error))?;
        let text = shared.ground.keys.seal_text(SealPurpose::Interaction, ASSOCIATED, &plain);
        let text = text.map_err(|error| Fault::caused("what was done cannot be sealed", error))?;
        Ok(format!("{path}?done={text}"))
    }

    /// What an address tells; none for one that is not ours, or of another session.
    pub(super) fn read(shared: &Shared, live: &LiveSession, params: &Params) -> Option<Self> {
        let text = params.get("done")?;
        let plain = shared.ground.keys.open_text(SealPurpose::Interaction, ASSOCIATED, text).ok()?;
        let sealed: Sealed = serde_json::from_slice(&plain).ok()?;
        (sealed.session == live.session.id).then_some(sealed.said)
    }

    /// In words.
    pub(super) fn shown(self, shared: &Shared, locale: Locale) -> Message {
        match self {
            Self::EvidenceDisputed => Message::EvidenceDisputed,
            Self::AgentInvited(name) => Message::AgentInvited { name },
            Self::InvitationConfirmed(entity) => Message::InvitationConfirmed { entity },
            Self::InvitationDeclined(entity) => Message::InvitationDeclined { entity },
            Self::RightLeft(entity) => Message::RightLeft { entity },
            Self::RightEnded => Message::RightEnded,
            Self::RightReconfirmed => Message::RightReconfirmed,
            Self::AdministratorAdded(name) => Message::AdministratorAdded { name },
            Self::AdministratorRemoved => Message::AdministratorRemoved,
            Self::SessionEnded => Message::SessionEnded,
            Self::OtherSessionsEnded(count) => Message::OtherSessionsEnded { count },
            Self::DeviceForgotten => Message::DeviceForgotten,
            Self::ConsentWithdrawn(client) => {
                let known = shared.clients.find_any(&client);
                let platform = known.map_or(client, |client| reply::asking(&client, locale).name);
                Message::ConsentWithdrawn { platform }
            }
            Self::PasskeyAdded(name) => Message::PasskeyAdded { name },
            Self::PasskeyRenamed(name) => Message::PasskeyRenamed { name },
            Self::PasskeyRemoved(name) => Message::PasskeyRemoved { name },
            Self::TotpSetUp => Message::TotpSetUp,
            Self::TotpRemoved => Message::TotpRemoved,
            Self::SecondStepGone => Message::SecondStepGone,
            Self::TwoStepsAlways => Message::TwoStepsAlways,
            Self::TwoStepsWhenAsked => Message::TwoStepsWhenAsked,
            Self::PasswordChanged => Message::PasswordChanged,
            Self::PasswordChangedOthersEnded(count) => Message::PasswordChangedOthersEnded { count },
            Self::PasswordSet => Message::PasswordSet,
            Self::PhoneConfirmed => Message::PhoneConfirmed,
            Self::MailConfirmed => Message::MailConfirmed,
            Self::PhoneRemoved => Message::PhoneRemoved,
            Self::MailRemoved => Message::MailRemoved,
            Self::RecoveryStopped => Message::RecoveryStopped,
            Self::SettingsSaved => Message::SettingsSaved,
        }
    }
}
