//! What people and operators are shown of entities: who acts for whom, by what right, and what waits for an answer.

use base::{AccountId, DelegationId, EntityId, Fault, RoleId, Time};
use store::Conn;
use store::delegation::{Delegation, DelegationState};
use store::entity::{Entity, EntityKind, RegistryStatus, Role, RoleKind};

use super::place::{Holding, Place};
use super::registry::{Seated, seated};
use super::{Acting, Entities, EntityFacts, Items, Regions, SeatRole, Subdelegation};

/// How far a right reaches.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reach {
    /// Which matters; all, where there is none.
    pub items: Vec<String>,
    /// Where, by division code; everywhere, where there is none.
    pub regions: Vec<String>,
    /// When it ends.
    pub ends_at: Time,
    /// Whether it may be given on.
    pub subdelegation: Subdelegation,
}

/// A place from which the person gives rights, and what was given from there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Office {
    /// The place.
    pub acting: Acting,
    /// Of which entity.
    pub entity: EntityId,
    /// Its name.
    pub name: String,
    /// Its code.
    pub uscc: String,
    /// As what.
    pub role: SeatRole,
    /// Since when.
    pub since: Time,
    /// Until when, if that is set.
    pub until: Option<Time>,
    /// Whether anybody may act for it.
    pub registry_status: RegistryStatus,
    /// Its administrators, for the legal representative.
    pub administrators: Vec<Administrator>,
    /// The rights that were given or offered, the latest first.
    pub given: Vec<Given>,
}

/// An administrator.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Administrator {
    /// The office.
    pub role: RoleId,
    /// The person's name.
    pub name: String,
    /// Since when.
    pub since: Time,
    /// When it ends unless the new representative confirms it.
    pub until: Option<Time>,
}

/// A right that was given or offered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Given {
    /// Its id.
    pub id: DelegationId,
    /// To whom, as whoever invited knows them.
    pub name: String,
    /// Enough of their document's number to know it by.
    pub number: String,
    /// How far it reaches.
    pub reach: Reach,
    /// How far it has come.
    pub state: DelegationState,
    /// When it was offered.
    pub invited_at: Time,
    /// When it was taken.
    pub confirmed_at: Option<Time>,
    /// When it ends unless the new representative confirms it.
    pub reconfirm_by: Option<Time>,
}

/// An invitation that waits for the person's answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Offered {
    /// Its id.
    pub id: DelegationId,
    /// The entity's name.
    pub entity: String,
    /// Who invites; empty where that is not known any more.
    pub by: String,
    /// How far it reaches.
    pub reach: Reach,
    /// When it was offered.
    pub invited_at: Time,
}

/// A right that the person has.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RightView {
    /// Its id.
    pub id: DelegationId,
    /// The entity's name.
    pub entity: String,
    /// How far it reaches.
    pub reach: Reach,
    /// Since when.
    pub since: Time,
}

/// An entity, for operators.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EntityView {
    /// Its id.
    pub id: EntityId,
    /// Its code.
    pub uscc: String,
    /// Its name.
    pub name: String,
    /// What kind it is.
    pub kind: EntityKind,
    /// What its register says.
    pub registry_status: RegistryStatus,
    /// Where it is registered.
    pub division: String,
    /// Whether its representative is seated.
    pub representative: Seated,
    /// When the register was last asked.
    pub checked_at: Option<Time>,
    /// When it was first brought in.
    pub created_at: Time,
    /// Who is what to it.
    pub roles: Vec<RoleView>,
    /// Rights to act for it, offered or held.
    pub rights: Vec<RightOf>,
}

/// Who is what to an entity.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RoleView {
    /// The office.
    pub id: RoleId,
    /// The account.
    pub account: AccountId,
    /// As what.
    pub role: RoleKind,
    /// Since when.
    pub from_at: Time,
    /// Until when.
    pub until_at: Option<Time>,
}

/// A right to act for an entity, without who it was that was invited.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RightOf {
    /// Its id.
    pub id: DelegationId,
    /// The right it came of.
    pub parent: Option<DelegationId>,
    /// Who has it.
    pub account: Option<AccountId>,
    /// How far it has come.
    pub state: DelegationState,
    /// How far it reaches.
    pub reach: Reach,
    /// By when it must be confirmed anew.
    pub reconfirm_by: Option<Time>,
}

impl Entities {
    /// The places from which a person gives rights: offices first, then rights that may be given on.
    pub async fn offices(&self, account: AccountId) -> Result<Vec<Office>, Fault> {
        self.settle(account, "").await?;
        let mut conn = self.ground.db.reader().await?;
        let mut offices: Vec<Office> = Vec::new();
        for (role, entity) in self.roles_held(&mut conn, account).await? {
            let office = self.office_view(&mut conn, &role, entity).await?;
            match offices.iter_mut().find(|known| known.entity == office.entity) {
                Some(known) if office.role == SeatRole::LegalRepresentative => *known = office,
                Some(_) => {}
                None => offices.push(office),
            }
        }
        for place in self.places(&mut conn, account).await? {
            if let Holding::Right(right) = &place.holding
                && right.subdelegation == Subdelegation::Yes
            {
                offices.push(self.right_office(&mut conn, &place, right).await?);
            }
        }
        Ok(offices)
    }

    /// The rights a person has at this moment.
    pub async fn rights(&self, account: AccountId) -> Result<Vec<RightView>, Fault> {
        let mut conn = self.ground.db.reader().await?;
        let mut rights = Vec::new();
        for place in self.places(&mut conn, account).await? {
            if let Holding::Right(right) = &place.holding {
                rights.push(RightView {
                    id: right.id,
                    entity: place.facts.name,
                    reach: reach(right)?,
                    since: right.confirmed_at.unwrap_or(right.invited_at),
                });
            }
        }
        Ok(rights)
    }

    /// The invitations that wait for a person's answer, the oldest first.
    pub async fn offered(&self, account: AccountId) -> Result<Vec<Offered>, Fault> {
        let mut conn = self.ground.db.reader().await?;
        let mut offered = Vec::new();
        for (right, _) in self.invitations_of(&mut conn, account).await? {
            if right.grantor_account == account || !self.still_offered(&mut conn, &right).await? {
                continue;
            }
            let Some(entity) = store::entity::by_id(&mut conn, right.entity_id).await? else {
                continue;
            };
            offered.push(Offered {
                id: right.id,
                entity: self.open(&entity)?.name,
                by: self.name_of(&mut conn, right.grantor_account).await?,
                reach: reach(&right)?,
                invited_at: right.invited_at,
            });
        }
        offered.sort_by_key(|one| one.invited_at);
        Ok(offered)
    }

    /// A page of entities in the order of their ids, without their people.
    pub async fn page(&self, after: Option<EntityId>, limit: u32) -> Result<Vec<EntityView>, Fault> {
        let mut conn = self.ground.db.reader().await?;
        let all = store::entity::page(&mut conn, after, limit).await?;
        all.into_iter().map(|entity| self.facts_of(&entity)).collect()
    }

    /// One entity by its id or code, with its people.
    pub async fn view(&self, named: &str) -> Result<Option<EntityView>, Fault> {
        let mut conn = self.ground.db.reader().await?;
        let found = match (named.parse::<EntityId>(), evidence::document::Uscc::parse(named)) {
            (Ok(id), _) => store::entity::by_id(&mut conn, id).await?,
            (Err(_), Ok(uscc)) => store::entity::by_uscc(&mut conn, &self.candidates(uscc.as_str())).await?,
            (Err(_), Err(_)) => None,
        };
        let Some(entity) = found else {
            return Ok(None);
        };
        let roles = store::entity::roles_of_entity(&mut conn, entity.id).await?;
        let rights = store::delegation::of_entity(&mut conn, entity.id).await?;
        Ok(Some(EntityView {
            roles: roles.iter().map(role_view).collect(),
            rights: rights.iter().map(right_of).collect::<Result<_, _>>()?,
            ..self.facts_of(&entity)?
        }))
    }

    fn facts_of(&self, entity: &Entity) -> Result<EntityView, Fault> {
        let facts = self.open(entity)?;
        Ok(EntityView {
            id: entity.id,
            representative: seated(&facts, entity.representative_account),
            uscc: facts.uscc,
            name: facts.name,
            kind: entity.kind,
            registry_status: entity.registry_status,
            division: entity.division.clone(),
            checked_at: entity.checked_at,
            created_at: entity.created_at,
            roles: Vec::new(),
            rights: Vec::new(),
        })
    }

    /// The offices of an account, also those of entities that may not act any more.
    async fn roles_held(
        &self,
        conn: &mut Conn,
        account: AccountId,
    ) -> Result<Vec<(Role, (Entity, EntityFacts))>, Fault> {
        let mut held = Vec::new();
        for (role, entity) in store::entity::roles_of_account(conn, account).await? {
            let facts = self.open(&entity)?;
            let named = role.role == RoleKind::Administrator || self.is_named(conn, account, &facts).await?;
            if named && role.is_live(self.ground.now()) {
                held.push((role, (entity, facts)));
            }
        }
        Ok(held)
    }

    async fn office_view(
        &self,
        conn: &mut Conn,
        role: &Role,
        (entity, facts): (Entity, EntityFacts),
    ) -> Result<Office, Fault> {
        let (administrators, role_here) = match role.role {
            RoleKind::LegalRepresentative => {
                (self.administrators(conn, entity.id).await?, SeatRole::LegalRepresentative)
            }
            RoleKind::Administrator => (Vec::new(), SeatRole::Administrator),
        };
        Ok(Office {
            acting: Acting::Role(role.id),
            given: self.given(conn, entity.id, |_| true).await?,
            entity: entity.id,
            name: facts.name,
            uscc: facts.uscc,
            role: role_here,
            since: role.from_at,
            until: role.until_at,
            registry_status: entity.registry_status,
            administrators,
        })
    }

    async fn right_office(
        &self,
        conn: &mut Conn,
        place: &Place,
        right: &Delegation,
    ) -> Result<Office, Fault> {
        let entity = place.entity.id;
        Ok(Office {
            acting: Acting::Delegation(right.id),
            given: self.given(conn, entity, |below| below.parent_id == Some(right.id)).await?,
            entity,
            name: place.facts.name.clone(),
            uscc: place.facts.uscc.clone(),
            role: SeatRole::Agent,
            since: right.confirmed_at.unwrap_or(right.invited_at),
            until: Some(right.ends_at),
            registry_status: place.entity.registry_status,
            administrators: Vec::new(),
        })
    }

    async fn administrators(&self, conn: &mut Conn, id: EntityId) -> Result<Vec<Administrator>, Fault> {
        let mut all = Vec::new();
        for role in store::entity::roles_of_entity(conn, id).await? {
            if role.role == RoleKind::Administrator && role.is_live(self.ground.now()) {
                all.push(Administrator {
                    role: role.id,
                    name: self.name_of(conn, role.account_id).await?,
                    since: role.from_at,
                    until: role.until_at,
                });
            }
        }
        Ok(all)
    }

    /// The rights of an entity that still can be used or taken, the latest first.
    async fn given(
        &self,
        conn: &mut Conn,
        id: EntityId,
        meant: impl Fn(&Delegation) -> bool,
    ) -> Result<Vec<Given>, Fault> {
        let now = self.ground.now();
        let all = store::delegation::of_entity(conn, id).await?;
        let mut given = Vec::new();
        for right in all.iter().rev().filter(|right| right.ends_at > now && meant(right)) {
            let invitee = self.invitee(right)?;
            given.push(Given {
                id: right.id,
                number: invitee.person.masked(),
                name: invitee.person.name,
                reach: reach(right)?,
                state: right.state,
                invited_at: right.invited_at,
                confirmed_at: right.confirmed_at,
                reconfirm_by: right.reconfirm_by,
            });
        }
        Ok(given)
    }

    /// The name that stands in a person's verified document; empty where there is none.
    async fn name_of(&self, conn: &mut Conn, account: AccountId) -> Result<String, Fault> {
        let documents = self.verified(conn, account).await?;
        Ok(documents.into_iter().next().map(|document| document.facts.name).unwrap_or_default())
    }
}

fn reach(right: &Delegation) -> Result<Reach, Fault> {
    Ok(Reach {
        items: Items::of_stored(&right.items)?.names(),
        regions: Regions::of_stored(&right.regions)?.codes(),
        ends_at: right.ends_at,
        subdelegation: right.subdelegation,
    })
}

fn role_view(role: &Role) -> RoleView {
    RoleView {
        id: role.id,
        account: role.account_id,
        role: role.role,
        from_at: role.from_at,
        until_at: role.until_at,
    }
}

fn right_of(right: &Delegation) -> Result<RightOf, Fault> {
    Ok(RightOf {
        id: right.id,
        parent: right.parent_id,
        account: right.grantee_account,
        state: right.state,
        reach: reach(right)?,
        reconfirm_by: right.reconfirm_by,
    })
}
