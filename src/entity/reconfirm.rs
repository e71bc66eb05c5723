//! What a new legal representative makes of what was given before them: they confirm it, end it, or let it fall.

use std::sync::Arc;

use base::{DelegationId, Fault};
use serde_json::json;
use store::Tx;
use store::delegation::Delegation;

use super::{Actor, Entities};
use crate::audit::{self, Entry, Kind};

/// Why nothing was confirmed anew.
#[derive(Debug, thiserror::Error)]
pub enum ReconfirmRefusal {
    /// The representative is not known well enough in this session.
    #[error("identity level 4 is needed to confirm a right")]
    NotKnown,
    /// There is no such right of an entity they represent.
    #[error("only the legal representative confirms what was given before")]
    NotYours,
    /// It does not wait for that.
    #[error("it need not be confirmed")]
    NotAsked,
    /// Ours.
    #[error(transparent)]
    Fault(#[from] Fault),
}

impl Entities {
    /// Confirms a right that was given before, with all that came of it.
    pub async fn reconfirm(&self, by: &Actor, id: DelegationId) -> Result<(), ReconfirmRefusal> {
        let work = Arc::new((self.clone(), by.clone()));
        let written = self.ground.db.write(move |tx| {
            let work = work.clone();
            Box::pin(async move { work.0.write_reconfirmation(tx, &work.1, id).await })
        });
        written.await
    }

    async fn write_reconfirmation(
        &self,
        tx: &mut Tx,
        by: &Actor,
        id: DelegationId,
    ) -> Result<(), ReconfirmRefusal> {
        if !by.is_known() {
            return Err(ReconfirmRefusal::NotKnown);
        }
        let right = store::delegation::by_id(tx, id).await?.ok_or(ReconfirmRefusal::NotYours)?;
        store::entity::hold(tx, right.entity_id).await?;
        if !self.represents(tx, by.account, right.entity_id).await? {
            return Err(ReconfirmRefusal::NotYours);
        }
        if !store::delegation::reconfirm(tx, id).await? {
            return Err(ReconfirmRefusal::NotAsked);
        }
        audit::record(tx, &self.ground, entry(by, &right)).await?;
        for below in store::delegation::of_entity(tx, right.entity_id).await? {
            if below.parent_id == Some(id) && store::delegation::reconfirm(tx, below.id).await? {
                audit::record(tx, &self.ground, entry(by, &below)).await?;
            }
        }
        Ok(())
    }
}

fn entry(by: &Actor, right: &Delegation) -> Entry {
    let who = right.grantee_account.unwrap_or(by.account);
    Entry::new(Kind::DelegationConfirmed, "account", &by.request_id).account(who).detail(json!({
        "entity": right.entity_id.to_string(),
        "delegation": right.id.to_string(),
        "again": true,
    }))
}
