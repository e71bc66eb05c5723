//! The seat of the legal representative. The register says whose it is, by a document; whoever proved that document has
//! it, now or when they come. When it passes to somebody else, all that was given before must be confirmed anew.

use std::sync::Arc;

use base::{AccountId, EntityId, Fault, RoleId};
use store::entity::{Entity, Role, RoleKind};
use store::{Conn, Tx};

use super::administrator::{RoleChange, role_entry};
use super::term::RECONFIRM_WITHIN;
use super::{Entities, EntityFacts, NamedPerson};
use crate::account::Document;
use crate::audit;
use crate::notify::Notice;

/// Where a representative's office is known from.
const REGISTER: &str = "register";

/// Who brings about that a seat changes.
#[derive(Clone, Copy)]
pub(super) struct Cause<'a> {
    /// As the audit log names them.
    pub(super) actor: &'a str,
    pub(super) request_id: &'a str,
}

impl Entities {
    /// Seats the person of an account wherever the register names them and they are not seated yet: they may have proved
    /// their document after the register was brought in. Says for how many entities.
    pub async fn settle(&self, account: AccountId, request_id: &str) -> Result<u32, Fault> {
        let mut conn = self.ground.db.reader().await?;
        let waiting = self.seats_that_wait(&mut conn, account).await?;
        drop(conn);
        let mut seated = 0;
        for id in waiting {
            let work = Arc::new((self.clone(), request_id.to_owned()));
            let written = self.ground.db.write(move |tx| {
                let work = work.clone();
                Box::pin(async move { work.0.write_seat(tx, (id, account), &work.1).await })
            });
            seated += u32::from(written.await?);
        }
        if seated > 0 {
            self.notices.wake();
        }
        Ok(seated)
    }

    async fn seats_that_wait(&self, conn: &mut Conn, account: AccountId) -> Result<Vec<EntityId>, Fault> {
        let mut waiting = Vec::new();
        for document in self.proved(conn, account).await? {
            let candidates = self.accounts.document_candidates(&document.number);
            for entity in store::entity::represented_by(conn, &candidates).await? {
                let seated = entity.representative_account == Some(account);
                if !seated && is_representative(&self.open(&entity)?, &document) {
                    waiting.push(entity.id);
                }
            }
        }
        Ok(waiting)
    }

    async fn write_seat(
        &self,
        tx: &mut Tx,
        (id, account): (EntityId, AccountId),
        request_id: &str,
    ) -> Result<bool, Fault> {
        store::entity::hold(tx, id).await?;
        let Some(entity) = store::entity::by_id(tx, id).await? else {
            return Ok(false);
        };
        let facts = self.open(&entity)?;
        let named = self.proved(tx, account).await?;
        if !named.iter().any(|document| is_representative(&facts, document)) {
            return Ok(false);
        }
        self.seat(tx, &entity, Some(account), Cause { actor: "system", request_id }).await
    }

    /// The account of whoever the register names, if they proved that document under that name.
    pub(super) async fn named_account(
        &self,
        conn: &mut Conn,
        facts: &EntityFacts,
    ) -> Result<Option<AccountId>, Fault> {
        let Some(number) = facts.representative.as_ref().and_then(NamedPerson::number) else {
            return Ok(None);
        };
        let candidates = self.accounts.document_candidates(&number);
        for row in store::identifier::holders(conn, &candidates).await? {
            if is_representative(facts, &self.accounts.open_document(&row)?) {
                return Ok(Some(row.account_id));
            }
        }
        Ok(None)
    }

    /// Gives the seat to an account, or empties it until its person comes; false when that is how it was. The caller holds
    /// the entity.
    pub(super) async fn seat(
        &self,
        tx: &mut Tx,
        entity: &Entity,
        to: Option<AccountId>,
        cause: Cause<'_>,
    ) -> Result<bool, Fault> {
        let roles = store::entity::roles_of_entity(tx, entity.id).await?;
        let seated: Vec<&Role> =
            roles.iter().filter(|role| role.role == RoleKind::LegalRepresentative).collect();
        if to.is_some() && seated.iter().any(|role| Some(role.account_id) == to) {
            return Ok(false);
        }
        for role in &seated {
            let change = RoleChange { change: "ended", actor: cause.actor, request_id: cause.request_id };
            self.end_role(tx, role, &change).await?;
        }
        // Also where the seat was empty: what was given before was given by somebody else.
        if to.is_some() || !seated.is_empty() {
            self.ask_anew(tx, entity.id, &roles, cause).await?;
        }
        let now = self.ground.now();
        store::entity::update_representative(tx, entity.id, to, now).await?;
        if let Some(account) = to {
            self.take_seat(tx, entity.id, account, cause).await?;
        }
        Ok(to.is_some() || !seated.is_empty())
    }

    /// All that the one before gave stands for a while, and falls unless the next one confirms it.
    async fn ask_anew(
        &self,
        tx: &mut Tx,
        entity: EntityId,
        roles: &[Role],
        cause: Cause<'_>,
    ) -> Result<(), Fault> {
        let by = self.ground.now().plus(RECONFIRM_WITHIN);
        store::delegation::need_reconfirm(tx, entity, by).await?;
        for role in roles.iter().filter(|role| role.role == RoleKind::Administrator) {
            let until = role.until_at.map_or(by, |until| until.min(by));
            store::entity::limit_role(tx, role.id, Some(until)).await?;
            let change = RoleChange { change: "limited", actor: cause.actor, request_id: cause.request_id };
            let limited = Role { until_at: Some(until), ..role.clone() };
            audit::record(tx, &self.ground, role_entry(&limited, &change)).await?;
        }
        Ok(())
    }

    async fn take_seat(
        &self,
        tx: &mut Tx,
        entity: EntityId,
        account: AccountId,
        cause: Cause<'_>,
    ) -> Result<(), Fault> {
        let role = Role {
            id: RoleId::random(&*self.ground.rng),
            entity_id: entity,
            account_id: account,
            role: RoleKind::LegalRepresentative,
            source: REGISTER.to_owned(),
            evidence_id: None,
            from_at: self.ground.now(),
            until_at: None,
            ended_at: None,
        };
        store::entity::add_role(tx, &role).await?;
        // Somebody who is made a representative unasked must hear of it (domain: "被法人").
        self.tell(tx, account, Notice::NamedRepresentative).await?;
        let change = RoleChange { change: "begun", actor: cause.actor, request_id: cause.request_id };
        audit::record(tx, &self.ground, role_entry(&role, &change)).await
    }
}

/// Whether a proved document is that of whoever the register names, number and name.
pub(super) fn is_representative(facts: &EntityFacts, document: &Document) -> bool {
    let person = facts.representative.as_ref();
    document.is_verified()
        && person.is_some_and(|person| person.has(&document.number) && person.is_called(&document.facts.name))
}
