//! What happened to an account, for its person: of the audit log only what concerns signing in, who they are, whom
//! they act for and consents, never how tokens went to and fro.

use std::collections::{BTreeMap, BTreeSet};

use base::{AccountId, EntityId, EventId, Fault, SessionId, Time};
use serde::Deserialize;
use store::audit::AuditEvent;

use super::SelfService;
use crate::audit::Kind;

/// What a person is shown of the audit log: what was done with their account, their ways in, what is known of them and
/// whom they act for.
pub const SHOWN: &[Kind] = &[
    Kind::AccountRegistered,
    Kind::AccountImported,
    Kind::AccountStatus,
    Kind::SignedIn,
    Kind::SignInRefused,
    Kind::Limited,
    Kind::SessionEnded,
    Kind::PasskeyAdded,
    Kind::PasskeyRemoved,
    Kind::PasskeyCloned,
    Kind::TotpAdded,
    Kind::TotpRemoved,
    Kind::RecoveryCodesMade,
    Kind::SecondStepChanged,
    Kind::PasswordChanged,
    Kind::ContactChanged,
    Kind::DeviceForgotten,
    Kind::ScanApproved,
    Kind::ScanDenied,
    Kind::RecoveryStarted,
    Kind::RecoveryCancelled,
    Kind::RecoveryFinished,
    Kind::ConsentGiven,
    Kind::ConsentRefused,
    Kind::ConsentWithdrawn,
    Kind::IdentityClaimed,
    Kind::IdentityMoved,
    Kind::VerificationStarted,
    Kind::VerificationConcluded,
    Kind::EvidenceDisputed,
    Kind::LevelRecomputed,
    Kind::DelegationInvited,
    Kind::DelegationConfirmed,
    Kind::DelegationDeclined,
    Kind::DelegationEnded,
    Kind::DelegationRevoked,
    Kind::DataExported,
    Kind::AccountClosed,
];

/// One thing that happened.
#[derive(Clone, Debug)]
pub struct Event {
    /// Its id, which sorts by time.
    pub id: EventId,
    /// When.
    pub at: Time,
    /// What.
    pub kind: Kind,
    /// The client it concerns, if it concerns one.
    pub client: Option<String>,
    /// The session it concerns, if it concerns one.
    pub session: Option<SessionId>,
    /// More about it.
    pub told: Told,
}

/// What entries tell beside their kind. What an entry does not tell is empty.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub struct Told {
    /// How somebody proved who they are, in the words of `amr`.
    pub amr: String,
    /// What the browser called itself.
    pub device: String,
    /// Where it was, as its person may see it.
    pub place: String,
    /// `phone` or `mail`.
    pub contact: String,
    /// The id of a passkey.
    pub passkey: String,
    /// How a verification ended.
    pub state: String,
    /// The identity level afterwards.
    pub after: Option<u8>,
    /// The id of an entity.
    pub entity: String,
}

impl SelfService {
    /// What happened to an account, newest first, before an event if one is named.
    pub async fn history(
        &self,
        account: AccountId,
        before: Option<EventId>,
        limit: u32,
    ) -> Result<Vec<Event>, Fault> {
        self.events(account, SHOWN, (before, limit)).await
    }

    /// The names of the entities that events are about, by their ids.
    pub async fn entity_names(&self, events: &[Event]) -> Result<BTreeMap<String, String>, Fault> {
        let ids: BTreeSet<&str> = events.iter().map(|event| event.told.entity.as_str()).collect();
        let mut names = BTreeMap::new();
        let mut conn = self.ground.db.reader().await?;
        for id in ids.into_iter().filter_map(|id| id.parse::<EntityId>().ok()) {
            if let Some(entity) = store::entity::by_id(&mut conn, id).await? {
                names.insert(id.to_string(), self.parts.entities.open(&entity)?.name);
            }
        }
        Ok(names)
    }

    /// When somebody last signed in to an account.
    pub async fn last_signed_in(&self, account: AccountId) -> Result<Option<Time>, Fault> {
        Ok(self.events(account, &[Kind::SignedIn], (None, 1)).await?.first().map(|event| event.at))
    }

    /// Events of these kinds, newest first.
    pub(super) async fn events(
        &self,
        account: AccountId,
        kinds: &[Kind],
        (before, limit): (Option<EventId>, u32),
    ) -> Result<Vec<Event>, Fault> {
        let kinds: Vec<&str> = kinds.iter().map(|kind| kind.as_str()).collect();
        let mut conn = self.ground.db.reader().await?;
        let rows = store::audit::of_account(&mut conn, account, &kinds, before, limit).await?;
        rows.into_iter().map(read).collect()
    }
}

fn read(row: AuditEvent) -> Result<Event, Fault> {
    let unreadable = |what: &str| Fault::new(format!("audit_event {}: {what} is not readable", row.id));
    Ok(Event {
        kind: Kind::parse(&row.kind).ok_or_else(|| unreadable("kind"))?,
        told: serde_json::from_str(&row.detail).map_err(|_| unreadable("detail"))?,
        id: row.id,
        at: row.at,
        client: row.client_id,
        session: row.session_id,
    })
}
