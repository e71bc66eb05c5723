//! Administrators: up to five people who invite others in the entity's name. The legal representative alone names them,
//! and only from those who already act for the entity: so whoever is named was asked, is known, and is found without
//! telling anybody who has an account here. To name again whoever was named by the representative before is to keep them.

use std::sync::Arc;

use base::{AccountId, EntityId, Fault, RoleId};
use evidence::document::{DocumentNumber, PersonName};
use serde_json::json;
use store::Tx;
use store::delegation::{Delegation, DelegationState};
use store::entity::{Added, Role, RoleKind};

use super::{Actor, Entities, NamedPerson};
use crate::audit::{self, Entry, Kind};
use crate::notify::Notice;

/// An administrator's right comes straight from the entity's own people.
const FIRST: i64 = 1;
/// Where an administrator's office is known from.
const NAMED: &str = "representative";

/// Why nobody became an administrator, or none ceased to be.
#[derive(Debug, thiserror::Error)]
pub enum AdministratorRefusal {
    /// The representative is not known well enough in this session.
    #[error("identity level 4 is needed to name an administrator")]
    NotKnown,
    /// Whoever names does not represent the entity; or there is no such administrator to dismiss.
    #[error("only the legal representative names and dismisses administrators")]
    NotYours,
    /// There is no such agent, or their right came of another's.
    #[error("only somebody who was invited by the entity itself can be an administrator")]
    NoAgent,
    /// Five there are.
    #[error("the entity has as many administrators as it may have")]
    TooMany,
    /// They are one.
    #[error("they are an administrator already")]
    There,
    /// Ours.
    #[error(transparent)]
    Fault(#[from] Fault),
}

/// What happens to an office.
pub(super) struct RoleChange<'a> {
    pub(super) change: &'static str,
    /// Who did it, as the audit log names them, and in which request.
    pub(super) actor: &'a str,
    pub(super) request_id: &'a str,
}

impl Entities {
    /// Makes somebody who acts for an entity its administrator beside that, or keeps them so.
    pub async fn name_administrator(
        &self,
        by: &Actor,
        entity: EntityId,
        (number, name): (&DocumentNumber, &PersonName),
    ) -> Result<RoleId, AdministratorRefusal> {
        let work = Arc::new((self.clone(), by.clone(), NamedPerson::new(number, name)));
        let written = self.ground.db.write(move |tx| {
            let work = work.clone();
            Box::pin(async move { work.0.write_administrator(tx, &work.1, (entity, &work.2)).await })
        });
        let id = written.await?;
        self.notices.wake();
        Ok(id)
    }

    /// Ends the office of an administrator: the representative does, or the administrator.
    pub async fn dismiss(&self, by: &Actor, role: RoleId) -> Result<(), AdministratorRefusal> {
        let work = Arc::new((self.clone(), by.clone()));
        let written = self.ground.db.write(move |tx| {
            let work = work.clone();
            Box::pin(async move { work.0.write_dismissal(tx, &work.1, role).await })
        });
        written.await?;
        self.notices.wake();
        Ok(())
    }

    async fn write_administrator(
        &self,
        tx: &mut Tx,
        by: &Actor,
        (entity, person): (EntityId, &NamedPerson),
    ) -> Result<RoleId, AdministratorRefusal> {
        if !by.is_known() {
            return Err(AdministratorRefusal::NotKnown);
        }
        store::entity::hold(tx, entity).await?;
        if !self.represents(tx, by.account, entity).await? {
            return Err(AdministratorRefusal::NotYours);
        }
        let account = self.agent(tx, entity, person).await?.ok_or(AdministratorRefusal::NoAgent)?;
        match self.administrator_before(tx, entity, account).await? {
            Some(role) if !role.is_live(self.ground.now()) => {
                // Its time was over before anybody kept it: it ends, and another begins.
                let change = RoleChange { change: "ended", actor: "system", request_id: &by.request_id };
                self.end_role(tx, &role, &change).await?;
                self.begin(tx, by, (entity, account)).await
            }
            Some(role) if role.until_at.is_some() => self.keep(tx, by, role).await,
            Some(_) => Err(AdministratorRefusal::There),
            None => self.begin(tx, by, (entity, account)).await,
        }
    }

    /// Whoever acts for an entity, by a right that its own people gave, and is that person.
    async fn agent(
        &self,
        tx: &mut Tx,
        entity: EntityId,
        person: &NamedPerson,
    ) -> Result<Option<AccountId>, Fault> {
        let now = self.ground.now();
        for right in store::delegation::of_entity(tx, entity).await? {
            let holds = right.state == DelegationState::Active && right.ends_at > now && right.depth == FIRST;
            if holds && self.is_about(&right, person)? {
                return Ok(right.grantee_account);
            }
        }
        Ok(None)
    }

    fn is_about(&self, right: &Delegation, person: &NamedPerson) -> Result<bool, Fault> {
        let invited = self.invitee(right)?.person;
        let same = person.number().is_some_and(|number| invited.has(&number));
        Ok(same && invited.is_called(&person.name))
    }

    async fn administrator_before(
        &self,
        tx: &mut Tx,
        entity: EntityId,
        account: AccountId,
    ) -> Result<Option<Role>, Fault> {
        let roles = store::entity::roles_of_entity(tx, entity).await?;
        let own = |role: &Role| role.role == RoleKind::Administrator && role.account_id == account;
        Ok(roles.into_iter().find(|role| own(role)))
    }

    async fn begin(
        &self,
        tx: &mut Tx,
        by: &Actor,
        (entity, account): (EntityId, AccountId),
    ) -> Result<RoleId, AdministratorRefusal> {
        let role = Role {
            id: RoleId::random(&*self.ground.rng),
            entity_id: entity,
            account_id: account,
            role: RoleKind::Administrator,
            source: NAMED.to_owned(),
            evidence_id: None,
            from_at: self.ground.now(),
            until_at: None,
            ended_at: None,
        };
        match store::entity::add_role(tx, &role).await? {
            Added::Done => {}
            Added::TooMany => return Err(AdministratorRefusal::TooMany),
            Added::There => return Err(AdministratorRefusal::There),
        }
        self.tell(tx, account, Notice::NamedRepresentative).await?;
        let change = RoleChange { change: "begun", actor: "account", request_id: &by.request_id };
        audit::record(tx, &self.ground, role_entry(&role, &change)).await?;
        Ok(role.id)
    }

    /// The office that was to end goes on.
    async fn keep(&self, tx: &mut Tx, by: &Actor, role: Role) -> Result<RoleId, AdministratorRefusal> {
        store::entity::limit_role(tx, role.id, None).await?;
        let kept = Role { until_at: None, ..role };
        let change = RoleChange { change: "reconfirmed", actor: "account", request_id: &by.request_id };
        audit::record(tx, &self.ground, role_entry(&kept, &change)).await?;
        Ok(kept.id)
    }

    async fn write_dismissal(&self, tx: &mut Tx, by: &Actor, id: RoleId) -> Result<(), AdministratorRefusal> {
        let role = store::entity::role(tx, id).await?;
        let role = role.filter(|role| role.role == RoleKind::Administrator);
        let role = role.ok_or(AdministratorRefusal::NotYours)?;
        store::entity::hold(tx, role.entity_id).await?;
        let own = role.account_id == by.account;
        if !own && !self.represents(tx, by.account, role.entity_id).await? {
            return Err(AdministratorRefusal::NotYours);
        }
        let change = RoleChange { change: "ended", actor: "account", request_id: &by.request_id };
        match self.end_role(tx, &role, &change).await? {
            true => Ok(()),
            false => Err(AdministratorRefusal::NotYours),
        }
    }

    /// Ends an office, tells its person and writes it down; false when it had ended.
    pub(super) async fn end_role(
        &self,
        tx: &mut Tx,
        role: &Role,
        change: &RoleChange<'_>,
    ) -> Result<bool, Fault> {
        if !store::entity::end_role(tx, role.id, self.ground.now()).await? {
            return Ok(false);
        }
        self.tell(tx, role.account_id, Notice::DelegationEnded).await?;
        audit::record(tx, &self.ground, role_entry(role, change)).await.map(|()| true)
    }
}

pub(super) fn role_entry(role: &Role, change: &RoleChange<'_>) -> Entry {
    Entry::new(Kind::EntityRole, change.actor, change.request_id).account(role.account_id).detail(json!({
        "entity": role.entity_id.to_string(),
        "role": role.role.as_str(),
        "change": change.change,
        "until": role.until_at.map(base::Time::seconds),
    }))
}
