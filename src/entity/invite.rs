//! Inviting somebody to act for an entity. Nothing comes of it until they say yes.
//!
//! Nobody is told whether the person who is invited has an account here: an invitation by number is no way to find out.

use std::sync::Arc;
use std::time::Duration;

use base::{DelegationId, Fault, Time};
use evidence::document::{DocumentNumber, PersonName};
use serde_json::json;
use store::Tx;
use store::delegation::{Delegation, DelegationState, Subdelegation};
use time::Date;

use super::invitation::Invitee;
use super::place::{Holding, Place};
use super::term::{self, TermRefusal, today};
use super::{Acting, Actor, Entities, Items, Regions};
use crate::account::Document;
use crate::audit::{self, Entry, Kind};
use crate::notify::{Notice, Recipient};

/// A right that comes of no other.
const FIRST: i64 = 1;
/// How far a right may be from the entity's own people.
const DEEPEST: i64 = 2;
/// Invitations for one entity in a day: each is a message to a number that somebody typed.
const MOST_A_DAY: i64 = 50;
const DAY: Duration = Duration::from_secs(24 * 3600);
/// The language somebody is told in of whom nothing is known.
const LOCALE: &str = "zh-Hans";

/// Whom to invite, and to what.
#[derive(Clone)]
pub struct Invitation {
    /// From which place: an office, or a right that may be given on.
    pub place: Acting,
    /// The name of whoever is invited, as it stands in their document.
    pub name: PersonName,
    /// That document.
    pub number: DocumentNumber,
    /// Their mobile number, in its normal form.
    pub phone: String,
    /// Which matters.
    pub items: Items,
    /// Where.
    pub regions: Regions,
    /// The last day, by the calendar of China.
    pub last_day: Date,
    /// Whether they may give the right on.
    pub subdelegation: Subdelegation,
}

/// Why nobody was invited.
#[derive(Debug, thiserror::Error)]
pub enum InviteRefusal {
    /// The inviter is not known well enough in this session.
    #[error("identity level 4 is needed to invite")]
    NotKnown,
    /// The inviter holds no such place.
    #[error("there is no such place to invite from")]
    NoPlace,
    /// The right to give on was not given.
    #[error("this right may not be given on")]
    NotToGiveOn,
    /// Whoever is given a right that came of another may not give it on.
    #[error("this right may not be given on once more")]
    TooDeep,
    /// Matters that the inviter's own right does not cover.
    #[error("the right would cover more matters than the one it comes of")]
    ItemsWider,
    /// Places where the inviter's own right does not hold.
    #[error("the right would hold in more places than the one it comes of")]
    RegionsWider,
    /// Past the end of the inviter's own right.
    #[error("the right would outlast the one it comes of")]
    EndsLater,
    /// A last day that cannot be.
    #[error(transparent)]
    Term(#[from] TermRefusal),
    /// The inviter themselves.
    #[error("nobody invites themselves")]
    Oneself,
    /// More in a day than anybody needs.
    #[error("too many were invited today")]
    TooMany,
    /// Ours.
    #[error(transparent)]
    Fault(#[from] Fault),
}

impl Entities {
    /// Invites somebody.
    pub async fn invite(&self, by: &Actor, what: Invitation) -> Result<DelegationId, InviteRefusal> {
        let work = Arc::new((self.clone(), by.clone(), what));
        let written = self.ground.db.write(move |tx| {
            let work = work.clone();
            Box::pin(async move { work.0.write_invitation(tx, &work.1, &work.2).await })
        });
        let id = written.await?;
        self.notices.wake();
        Ok(id)
    }

    async fn write_invitation(
        &self,
        tx: &mut Tx,
        by: &Actor,
        what: &Invitation,
    ) -> Result<DelegationId, InviteRefusal> {
        let place = self.place_to_invite(tx, by, what).await?;
        let ends_at = term::end_of(what.last_day, today(self.ground.now())?)?;
        let right = match &place.holding {
            Holding::Office(_) => None,
            Holding::Right(right) => Some(right.as_ref()),
        };
        if let Some(right) = right {
            may_be_given_on(right, what.subdelegation)?;
            is_no_wider(right, (&what.items, &what.regions), ends_at)?;
        }
        is_somebody_else(&self.verified(tx, by.account).await?, &what.number)?;
        self.is_one_of_few(tx, &place).await?;
        let row = self.row(by, what, (&place, right), ends_at)?;
        store::delegation::invite(tx, &row).await?;
        self.tell_invited(tx, what).await?;
        audit::record(tx, &self.ground, entry(by, &row, what)).await?;
        Ok(row.id)
    }

    /// The place, its entity held: of two acts at once the later one sees what the earlier one left.
    async fn place_to_invite(
        &self,
        tx: &mut Tx,
        by: &Actor,
        what: &Invitation,
    ) -> Result<Place, InviteRefusal> {
        if !by.is_known() {
            return Err(InviteRefusal::NotKnown);
        }
        let place = self.place(tx, by.account, what.place).await?.ok_or(InviteRefusal::NoPlace)?;
        store::entity::hold(tx, place.entity.id).await?;
        self.place(tx, by.account, what.place).await?.ok_or(InviteRefusal::NoPlace)
    }

    async fn is_one_of_few(&self, tx: &mut Tx, place: &Place) -> Result<(), InviteRefusal> {
        let since = self.ground.now().minus(DAY);
        match store::delegation::invited_since(tx, place.entity.id, since).await? {
            made if made >= MOST_A_DAY => Err(InviteRefusal::TooMany),
            _ => Ok(()),
        }
    }

    fn row(
        &self,
        by: &Actor,
        what: &Invitation,
        (place, right): (&Place, Option<&Delegation>),
        ends_at: Time,
    ) -> Result<Delegation, Fault> {
        let id = DelegationId::random(&*self.ground.rng);
        let invitee = Invitee::new(&what.number, &what.name, &what.phone);
        Ok(Delegation {
            id,
            entity_id: place.entity.id,
            grantor_account: by.account,
            grantee_account: None,
            grantee_entity: None,
            invitee: self.seal_invitee(id, &invitee)?,
            invitee_index: self.accounts.document_index(&what.number),
            items: what.items.stored()?,
            regions: what.regions.stored()?,
            subdelegation: what.subdelegation,
            state: DelegationState::Invited,
            parent_id: right.map(|right| right.id),
            depth: right.map_or(FIRST, |right| right.depth.saturating_add(1)),
            invited_at: self.ground.now(),
            confirmed_at: None,
            ends_at,
            ended_at: None,
            reason: None,
            // Whoever gives on cannot give more than they have: what must be confirmed anew stays so below.
            reconfirm_by: match (&place.holding, right) {
                (_, Some(right)) => right.reconfirm_by,
                (Holding::Office(role), None) => role.until_at,
                (Holding::Right(_), None) => None,
            },
        })
    }

    /// Tells whoever is invited: at the number that was typed, and by the ways of the account that proved the document,
    /// if there is one.
    async fn tell_invited(&self, tx: &mut Tx, what: &Invitation) -> Result<(), Fault> {
        let mut known = Vec::new();
        let candidates = self.accounts.document_candidates(&what.number);
        for holder in store::identifier::holders(tx, &candidates).await? {
            if let Some(account) = store::account::by_id(tx, holder.account_id).await? {
                known.extend(self.accounts.recipients(&account)?);
                self.accounts.tell_in(tx, &account, Notice::DelegationInvited).await?;
            }
        }
        let typed = Recipient::phone(&what.phone);
        if known.contains(&typed) {
            return Ok(());
        }
        self.notices.enqueue_notice(tx, &typed, Notice::DelegationInvited, LOCALE, None).await
    }
}

/// Only where it was allowed, and no further than the second link.
pub(super) fn may_be_given_on(right: &Delegation, further: Subdelegation) -> Result<(), InviteRefusal> {
    if right.subdelegation == Subdelegation::No {
        return Err(InviteRefusal::NotToGiveOn);
    }
    let depth = right.depth.saturating_add(1);
    if depth > DEEPEST || (depth == DEEPEST && further == Subdelegation::Yes) {
        return Err(InviteRefusal::TooDeep);
    }
    Ok(())
}

/// Nobody gives more than they have: in matters, places and time.
pub(super) fn is_no_wider(
    right: &Delegation,
    (items, regions): (&Items, &Regions),
    ends_at: Time,
) -> Result<(), InviteRefusal> {
    if !items.within(&Items::of_stored(&right.items)?) {
        return Err(InviteRefusal::ItemsWider);
    }
    if !regions.within(&Regions::of_stored(&right.regions)?) {
        return Err(InviteRefusal::RegionsWider);
    }
    if ends_at > right.ends_at {
        return Err(InviteRefusal::EndsLater);
    }
    Ok(())
}

/// A right to oneself would be an office nobody gave, or a way to outlast one's own.
pub(super) fn is_somebody_else(own: &[Document], number: &DocumentNumber) -> Result<(), InviteRefusal> {
    match own.iter().any(|document| document.number == *number) {
        true => Err(InviteRefusal::Oneself),
        false => Ok(()),
    }
}

fn entry(by: &Actor, row: &Delegation, what: &Invitation) -> Entry {
    Entry::new(Kind::DelegationInvited, "account", &by.request_id).account(by.account).detail(json!({
        "entity": row.entity_id.to_string(),
        "delegation": row.id.to_string(),
        "parent": row.parent_id.map(|id| id.to_string()),
        "depth": row.depth,
        "ends_at": row.ends_at.seconds(),
        "all_matters": what.items == Items::All,
        "items": what.items.names().len(),
        "regions": what.regions.codes().len(),
        "subdelegation": row.subdelegation.as_str(),
    }))
}
