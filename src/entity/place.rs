//! The place somebody holds for an entity at this moment: an office of its own people, or a right that was given. Every
//! act for an entity begins here, and so does what a platform is told.

use base::{AccountId, EntityId, Fault};
use store::Conn;
use store::delegation::Delegation;
use store::entity::{Entity, Role, RoleKind};

use super::{Acting, Entities, EntityFacts, LEVEL_NEEDED};
use crate::account::{Document, open_all};
use crate::assurance::Trusted;

/// A place that is held.
#[derive(Clone)]
pub(super) struct Place {
    pub(super) holding: Holding,
    pub(super) entity: Entity,
    pub(super) facts: EntityFacts,
}

/// By what it is held.
#[derive(Clone)]
pub(super) enum Holding {
    /// By being one of the entity's own people.
    Office(Role),
    /// By a right, of which every link holds.
    Right(Box<Delegation>),
}

impl Entities {
    /// A place of an account, if it is held at this moment.
    pub(super) async fn place(
        &self,
        conn: &mut Conn,
        account: AccountId,
        acting: Acting,
    ) -> Result<Option<Place>, Fault> {
        match acting {
            Acting::Own => Ok(None),
            Acting::Role(id) => match store::entity::role(conn, id).await? {
                Some(role) if role.account_id == account => self.office(conn, role).await,
                Some(_) | None => Ok(None),
            },
            Acting::Delegation(id) => match store::delegation::live(conn, id, self.ground.now()).await? {
                Some(right) if right.grantee_account == Some(account) => self.right(conn, right).await,
                Some(_) | None => Ok(None),
            },
        }
    }

    /// Every place of an account, the offices first.
    pub(super) async fn places(&self, conn: &mut Conn, account: AccountId) -> Result<Vec<Place>, Fault> {
        let mut places = Vec::new();
        for (role, _) in store::entity::roles_of_account(conn, account).await? {
            places.extend(self.office(conn, role).await?);
        }
        for right in store::delegation::of_grantee(conn, account, self.ground.now()).await? {
            places.extend(self.place(conn, account, Acting::Delegation(right.id)).await?);
        }
        Ok(places)
    }

    /// The office of an account at an entity, the representative's before an administrator's.
    pub(super) async fn office_at(
        &self,
        conn: &mut Conn,
        account: AccountId,
        entity: EntityId,
    ) -> Result<Option<Role>, Fault> {
        let roles = store::entity::roles_of_entity(conn, entity).await?;
        let mut own: Vec<Role> = roles.into_iter().filter(|role| role.account_id == account).collect();
        own.sort_by_key(|role| role.role != RoleKind::LegalRepresentative);
        for role in own {
            if self.office(conn, role.clone()).await?.is_some() {
                return Ok(Some(role));
            }
        }
        Ok(None)
    }

    /// Whether somebody is the legal representative of an entity at this moment.
    pub(super) async fn represents(
        &self,
        conn: &mut Conn,
        account: AccountId,
        entity: EntityId,
    ) -> Result<bool, Fault> {
        let office = self.office_at(conn, account, entity).await?;
        Ok(office.is_some_and(|role| role.role == RoleKind::LegalRepresentative))
    }

    async fn office(&self, conn: &mut Conn, role: Role) -> Result<Option<Place>, Fault> {
        if !role.is_live(self.ground.now()) {
            return Ok(None);
        }
        let Some((entity, facts)) = self.acting_entity(conn, role.entity_id).await? else {
            return Ok(None);
        };
        if role.role == RoleKind::LegalRepresentative && !self.is_named(conn, role.account_id, &facts).await?
        {
            return Ok(None);
        }
        Ok(Some(Place { holding: Holding::Office(role), entity, facts }))
    }

    /// A right is that of the person who was invited, for as long as they are known by that document.
    async fn right(&self, conn: &mut Conn, right: Delegation) -> Result<Option<Place>, Fault> {
        let Some(account) = right.grantee_account else {
            return Ok(None);
        };
        let proved = self.proved(conn, account).await?;
        let same =
            |one: &Document| self.accounts.document_candidates(&one.number).contains(&right.invitee_index);
        if !proved.iter().any(same) {
            return Ok(None);
        }
        let entity = self.acting_entity(conn, right.entity_id).await?;
        let place = |(entity, facts)| Place { holding: Holding::Right(Box::new(right)), entity, facts };
        Ok(entity.map(place))
    }

    /// An entity, if its register lets it act.
    async fn acting_entity(
        &self,
        conn: &mut Conn,
        id: EntityId,
    ) -> Result<Option<(Entity, EntityFacts)>, Fault> {
        let entity = store::entity::by_id(conn, id).await?.filter(Entity::may_act);
        entity.map(|entity| Ok((entity.clone(), self.open(&entity)?))).transpose()
    }

    /// Whether the register names the person of an account. Asked each time: a number that somebody only knew may go over
    /// to the person whose it is, and the office with it.
    pub(super) async fn is_named(
        &self,
        conn: &mut Conn,
        account: AccountId,
        facts: &EntityFacts,
    ) -> Result<bool, Fault> {
        let Some(person) = &facts.representative else {
            return Ok(false);
        };
        Ok(self.proved(conn, account).await?.iter().any(|document| person.has(&document.number)))
    }

    /// The documents of the person of an account that somebody verified, however well they are known by them.
    pub(super) async fn verified(&self, conn: &mut Conn, account: AccountId) -> Result<Vec<Document>, Fault> {
        let rows = store::identifier::of_account(conn, account).await?;
        Ok(open_all(&self.ground, rows)?.into_iter().filter(Document::is_verified).collect())
    }

    /// The documents that the person of an account is known by well enough to act for others: each by evidence of its
    /// own that counts now.
    pub(super) async fn proved(&self, conn: &mut Conn, account: AccountId) -> Result<Vec<Document>, Fault> {
        let Some(account) = store::account::by_id(conn, account).await? else {
            return Ok(Vec::new());
        };
        let known = self.assurance.known_documents(conn, (&account, None), |_| Trusted::Yes).await?;
        let counts = |one: &Document| {
            known.iter().any(|known| known.document == one.id && known.level >= LEVEL_NEEDED)
        };
        Ok(self.verified(conn, account.id).await?.into_iter().filter(counts).collect())
    }
}
