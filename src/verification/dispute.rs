//! "This was not me": evidence that its person disputes counts no longer, at once, and pulls the account down to what
//! people say of themselves until the matter is settled at a counter.

use std::sync::Arc;

use base::{AccountId, EvidenceId, Fault};
use store::Tx;
use store::evidence::EvidenceStatus;

use super::Verifications;
use crate::audit::{self, Entry, Kind};
use crate::notify::Notice;

/// Why nothing was disputed.
#[derive(Debug, thiserror::Error)]
pub enum DisputeRefusal {
    /// The account has no such evidence, or it counts no longer.
    #[error("there is no such evidence that counts")]
    NoSuchEvidence,
    /// Ours.
    #[error(transparent)]
    Fault(#[from] Fault),
}

impl Verifications {
    /// Disputes one piece of evidence.
    pub async fn dispute(
        &self,
        account: AccountId,
        evidence: EvidenceId,
        request_id: &str,
    ) -> Result<(), DisputeRefusal> {
        let work = Arc::new((self.clone(), request_id.to_owned()));
        let written = self.ground.db.write(move |tx| {
            let work = work.clone();
            Box::pin(async move { work.0.write_dispute(tx, (account, evidence), &work.1).await })
        });
        written.await?;
        self.parts.notices.wake();
        Ok(())
    }

    async fn write_dispute(
        &self,
        tx: &mut Tx,
        (id, evidence): (AccountId, EvidenceId),
        request_id: &str,
    ) -> Result<(), DisputeRefusal> {
        let account = store::account::hold(tx, id).await?.ok_or(DisputeRefusal::NoSuchEvidence)?;
        let (from, to) = (EvidenceStatus::Valid, EvidenceStatus::Disputed);
        let now = self.ground.now();
        if !store::evidence::set_status(tx, (evidence, id), (from, to), "by its person", now).await? {
            return Err(DisputeRefusal::NoSuchEvidence);
        }
        let standing = self.parts.assurance.renew(tx, id).await?;
        store::session::lower_all(tx, id).await?;
        self.parts.accounts.tell_in(tx, &account, Notice::EvidenceDisputed).await?;
        let entry = Entry::new(Kind::EvidenceDisputed, "account", request_id)
            .account(id)
            .detail(serde_json::json!({ "evidence": evidence.to_string(), "level": standing.level }));
        Ok(audit::record(tx, &self.ground, entry).await?)
    }
}
