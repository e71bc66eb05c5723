//! The end of a right: either side ends it, at once, and all that came of it ends with it.

use std::sync::Arc;

use base::{AccountId, DelegationId, Fault};
use serde_json::json;
use store::Tx;
use store::delegation::{Delegation, DelegationState};

use super::{Actor, Entities};
use crate::audit::{self, Entry, Kind};
use crate::notify::Notice;

/// Why nothing ended.
#[derive(Debug, thiserror::Error)]
pub enum EndRefusal {
    /// There is no such right, it is over, or it is not for this person to end.
    #[error("there is no such right to end")]
    NoRight,
    /// Ours.
    #[error(transparent)]
    Fault(#[from] Fault),
}

/// Which side ends a right.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Side {
    /// Whoever has it.
    Agent,
    /// Whoever gave it, or the entity's own people.
    Entity,
}

impl Side {
    const fn as_str(self) -> &'static str {
        match self {
            Self::Agent => "agent",
            Self::Entity => "entity",
        }
    }
}

/// How a right ends by what nobody did in time, or by somebody.
pub(super) struct Ending {
    pub(super) kind: Kind,
    pub(super) state: DelegationState,
    pub(super) reason: &'static str,
    /// Who did it, as the audit log names them, and in which request.
    pub(super) actor: &'static str,
    pub(super) request_id: String,
}

impl Entities {
    /// Ends a right, or takes an invitation back. Needs no level: an end gives nobody anything.
    pub async fn end(&self, by: &Actor, id: DelegationId) -> Result<(), EndRefusal> {
        let work = Arc::new((self.clone(), by.clone()));
        let written = self.ground.db.write(move |tx| {
            let work = work.clone();
            Box::pin(async move { work.0.write_end(tx, &work.1, id).await })
        });
        written.await?;
        self.notices.wake();
        Ok(())
    }

    async fn write_end(&self, tx: &mut Tx, by: &Actor, id: DelegationId) -> Result<(), EndRefusal> {
        let right = store::delegation::by_id(tx, id).await?.ok_or(EndRefusal::NoRight)?;
        store::entity::hold(tx, right.entity_id).await?;
        let side = self.side(tx, &right, by.account).await?.ok_or(EndRefusal::NoRight)?;
        let ending = Ending {
            kind: Kind::DelegationEnded,
            state: DelegationState::Ended,
            reason: side.as_str(),
            actor: "account",
            request_id: by.request_id.clone(),
        };
        match self.end_all(tx, &right, &ending, Some(by.account)).await? {
            0 => Err(EndRefusal::NoRight),
            _ => Ok(()),
        }
    }

    /// On which side of a right somebody stands. Whoever gave it and may give no more has no side: an administrator who
    /// was dismissed does not take the entity's people with them.
    async fn side(&self, tx: &mut Tx, right: &Delegation, account: AccountId) -> Result<Option<Side>, Fault> {
        if right.grantee_account == Some(account) {
            return Ok(Some(Side::Agent));
        }
        let office = self.office_at(tx, account, right.entity_id).await?.is_some();
        let gave = right.grantor_account == account && self.may_still_give(tx, right).await?;
        Ok((office || gave).then_some(Side::Entity))
    }

    /// Ends a right and all below it; tells and writes down each. Says how many.
    pub(super) async fn end_all(
        &self,
        tx: &mut Tx,
        right: &Delegation,
        ending: &Ending,
        by: Option<AccountId>,
    ) -> Result<u32, Fault> {
        let now = self.ground.now();
        let ended = store::delegation::end(tx, right.id, (ending.state, ending.reason), now).await?;
        let mut told = Vec::from_iter(by);
        for id in &ended {
            let Some(one) = store::delegation::by_id(tx, *id).await? else {
                continue;
            };
            audit::record(tx, &self.ground, entry(&one, ending, right.id)).await?;
            for account in one.grantee_account.into_iter().chain([one.grantor_account]) {
                if !told.contains(&account) {
                    told.push(account);
                    self.tell(tx, account, Notice::DelegationEnded).await?;
                }
            }
        }
        Ok(u32::try_from(ended.len()).unwrap_or(u32::MAX))
    }

    /// Tells the person of an account, if it is there.
    pub(super) async fn tell(&self, tx: &mut Tx, account: AccountId, notice: Notice) -> Result<(), Fault> {
        match store::account::by_id(tx, account).await? {
            Some(account) => self.accounts.tell_in(tx, &account, notice).await,
            None => Ok(()),
        }
    }
}

fn entry(one: &Delegation, ending: &Ending, first: DelegationId) -> Entry {
    let entry = Entry::new(ending.kind, ending.actor, &ending.request_id).detail(json!({
        "entity": one.entity_id.to_string(),
        "delegation": one.id.to_string(),
        "by": ending.reason,
        "with": (one.id != first).then(|| first.to_string()),
    }));
    Entry { account: one.grantee_account, ..entry }
}
