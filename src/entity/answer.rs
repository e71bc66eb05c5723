//! What whoever is invited says: yes or no. Yes makes the right; it takes a person who is there, whose proved document is
//! the one the invitation names.

use std::sync::Arc;

use base::{AccountId, DelegationId, Fault};
use serde_json::json;
use store::delegation::Delegation;
use store::{Conn, Tx};

use super::invitation::Invitee;
use super::term::INVITATION_LIFE;
use super::{Acting, Actor, Entities};
use crate::account::Document;
use crate::audit::{self, Entry, Kind};

/// Why an answer is not taken.
#[derive(Debug, thiserror::Error)]
pub enum AnswerRefusal {
    /// Whoever answers is not known well enough: in this session, or by the document that is invited.
    #[error("identity level 4 is needed to act for others")]
    NotKnown,
    /// No verified document of theirs is invited so: there is no such invitation, it is somebody else's, or it is over.
    #[error("there is no such invitation")]
    NoInvitation,
    /// The invitation names the number of their document and another name.
    #[error("the invitation names somebody else")]
    OtherName,
    /// They invited themselves, with another of their documents.
    #[error("nobody takes a right from themselves")]
    Oneself,
    /// Whoever invited may not do so any more, the invitation is too old or the entity may not act.
    #[error("the invitation does not stand any more")]
    Lapsed,
    /// Ours.
    #[error(transparent)]
    Fault(#[from] Fault),
}

impl Entities {
    /// Says yes to an invitation.
    pub async fn confirm(&self, by: &Actor, id: DelegationId) -> Result<(), AnswerRefusal> {
        let work = Arc::new((self.clone(), by.clone()));
        let written = self.ground.db.write(move |tx| {
            let work = work.clone();
            Box::pin(async move { work.0.write_yes(tx, &work.1, id).await })
        });
        written.await
    }

    /// Says no to an invitation.
    pub async fn decline(&self, by: &Actor, id: DelegationId) -> Result<(), AnswerRefusal> {
        let work = Arc::new((self.clone(), by.clone()));
        let written = self.ground.db.write(move |tx| {
            let work = work.clone();
            Box::pin(async move { work.0.write_no(tx, &work.1, id).await })
        });
        written.await
    }

    async fn write_yes(&self, tx: &mut Tx, by: &Actor, id: DelegationId) -> Result<(), AnswerRefusal> {
        if !by.is_known() {
            return Err(AnswerRefusal::NotKnown);
        }
        let (right, document) = self.invitation(tx, by.account, id).await?;
        is_for(&self.invitee(&right)?, &document)?;
        // The level of the session may rest on another document: it is this one that names the person.
        if !self.proved(tx, by.account).await?.iter().any(|known| known.id == document.id) {
            return Err(AnswerRefusal::NotKnown);
        }
        if right.grantor_account == by.account {
            return Err(AnswerRefusal::Oneself);
        }
        // Who may give the right is looked at again: offices end while an invitation lies about.
        store::entity::hold(tx, right.entity_id).await?;
        if !self.still_offered(tx, &right).await? {
            return Err(AnswerRefusal::Lapsed);
        }
        if !store::delegation::confirm(tx, id, by.account, self.ground.now()).await? {
            return Err(AnswerRefusal::Lapsed);
        }
        Ok(audit::record(tx, &self.ground, entry(Kind::DelegationConfirmed, by, &right)).await?)
    }

    /// A no needs nothing but that it was asked of them.
    async fn write_no(&self, tx: &mut Tx, by: &Actor, id: DelegationId) -> Result<(), AnswerRefusal> {
        let (right, _) = self.invitation(tx, by.account, id).await?;
        if !store::delegation::decline(tx, id, self.ground.now()).await? {
            return Err(AnswerRefusal::NoInvitation);
        }
        Ok(audit::record(tx, &self.ground, entry(Kind::DelegationDeclined, by, &right)).await?)
    }

    /// An open invitation of the person of an account, and the document it names.
    async fn invitation(
        &self,
        tx: &mut Tx,
        account: AccountId,
        id: DelegationId,
    ) -> Result<(Delegation, Document), AnswerRefusal> {
        let all = self.invitations_of(tx, account).await?;
        all.into_iter().find(|(right, _)| right.id == id).ok_or(AnswerRefusal::NoInvitation)
    }

    /// Every open invitation to a verified document of an account. To see it and to say no takes no more than that.
    pub(super) async fn invitations_of(
        &self,
        conn: &mut Conn,
        account: AccountId,
    ) -> Result<Vec<(Delegation, Document)>, Fault> {
        let mut all = Vec::new();
        for document in self.verified(conn, account).await? {
            let candidates = self.accounts.document_candidates(&document.number);
            let invited = store::delegation::invited_for(conn, &candidates).await?;
            all.extend(invited.into_iter().map(|right| (right, document.clone())));
        }
        Ok(all)
    }

    /// Whether an invitation could still be taken: young enough, not over, from somebody who may still give it.
    pub(super) async fn still_offered(&self, conn: &mut Conn, right: &Delegation) -> Result<bool, Fault> {
        let now = self.ground.now();
        if now.since(right.invited_at) >= INVITATION_LIFE || right.ends_at <= now {
            return Ok(false);
        }
        self.may_still_give(conn, right).await
    }

    /// Whether whoever gave a right still holds a place to give it from.
    pub(super) async fn may_still_give(&self, conn: &mut Conn, right: &Delegation) -> Result<bool, Fault> {
        match right.parent_id {
            Some(parent) => {
                let place = self.place(conn, right.grantor_account, Acting::Delegation(parent)).await?;
                Ok(place.is_some())
            }
            None => Ok(self.office_at(conn, right.grantor_account, right.entity_id).await?.is_some()),
        }
    }
}

/// Whether a document, as it was verified, is that of whoever was invited.
pub(super) fn is_for(invitee: &Invitee, document: &Document) -> Result<(), AnswerRefusal> {
    if !invitee.person.has(&document.number) {
        return Err(AnswerRefusal::NoInvitation);
    }
    match invitee.person.is_called(&document.facts.name) {
        true => Ok(()),
        false => Err(AnswerRefusal::OtherName),
    }
}

fn entry(kind: Kind, by: &Actor, right: &Delegation) -> Entry {
    Entry::new(kind, "account", &by.request_id).account(by.account).detail(json!({
        "entity": right.entity_id.to_string(),
        "delegation": right.id.to_string(),
    }))
}
