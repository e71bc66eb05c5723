//! Legal entities and whom people act for. A person signs in as themselves and then says in whose name they are here:
//! their own, or that of an entity they represent, administer or were given a right by. Nobody acts for an entity by
//! default, and a right is as good as each link of the chain it came down.

mod seat;

use base::{AccountId, DelegationId, EntityId, Fault, RoleId};
use keys::SealPurpose;
use proto::client::Capacity;
use serde::{Deserialize, Serialize};
use store::Conn;
use store::entity::Entity;

use crate::account::Accounts;
use crate::client::Client;
use crate::ground::Ground;
use crate::notify::Notices;

pub use seat::{ActingFor, Seat, SeatRole};

/// In whose name somebody says to be here.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Acting {
    /// Their own.
    Own,
    /// Of an entity they represent or administer.
    Role(RoleId),
    /// Of an entity that gave them a right.
    Delegation(DelegationId),
}

/// What is sealed of an entity.
#[derive(Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EntityFacts {
    /// Unified social credit code (GB 32100).
    pub uscc: String,
    /// The registered name.
    pub name: String,
}

/// The entities of this deployment.
#[derive(Clone)]
pub struct Entities {
    ground: Ground,
    accounts: Accounts,
    notices: Notices,
}

impl Entities {
    /// The service over its parts.
    pub const fn new(ground: Ground, accounts: Accounts, notices: Notices) -> Self {
        Self { ground, accounts, notices }
    }

    /// Whether the person must still say in whose name they are here. Nobody is asked who could only come as themselves
    /// at a platform that takes that.
    pub async fn to_choose(
        &self,
        account: AccountId,
        (client, wanted): (&Client, Option<Capacity>),
        acting: Option<Acting>,
    ) -> Result<bool, Fault> {
        let taken = &client.metadata.capacities;
        let may = |capacity| taken.contains(&capacity) && wanted.is_none_or(|wanted| wanted == capacity);
        if !may(Capacity::Entity) {
            return Ok(false);
        }
        match acting {
            Some(Acting::Own) => Ok(!may(Capacity::OwnName)),
            Some(Acting::Role(_) | Acting::Delegation(_)) => {
                Ok(self.acting(account, client, acting).await?.is_none())
            }
            None if may(Capacity::OwnName) => Ok(!self.seats(account).await?.is_empty()),
            None => Ok(true),
        }
    }

    /// Opens what is sealed of an entity.
    pub fn open(&self, entity: &Entity) -> Result<EntityFacts, Fault> {
        open(&self.ground, entity)
    }

    /// Seals it.
    pub fn seal(&self, id: EntityId, facts: &EntityFacts) -> Result<Vec<u8>, Fault> {
        let plain = serde_json::to_vec(facts).map_err(|error| Fault::caused("an entity", error))?;
        let sealed = self.ground.keys.seal(SealPurpose::Entity, id.as_bytes(), &plain);
        sealed.map_err(|error| Fault::caused("an entity cannot be sealed", error))
    }
}

fn open(ground: &Ground, entity: &Entity) -> Result<EntityFacts, Fault> {
    let plain = ground.keys.open_sealed(SealPurpose::Entity, entity.id.as_bytes(), &entity.content);
    let plain = plain.map_err(|error| Fault::caused("an entity does not open", error))?;
    serde_json::from_slice(&plain).map_err(|error| Fault::caused("an entity is not readable", error))
}

/// What is sealed of the entity of a place, whether the place is still held or not: who may be told is for the caller.
pub(crate) async fn open_entity(
    ground: &Ground,
    conn: &mut Conn,
    acting: Acting,
) -> Result<Option<EntityFacts>, Fault> {
    let id = match acting {
        Acting::Own => return Ok(None),
        Acting::Role(id) => {
            let role = store::entity::role(conn, id).await?;
            role.filter(|role| role.is_live(ground.now())).map(|role| role.entity_id)
        }
        Acting::Delegation(id) => {
            store::delegation::live(conn, id, ground.now()).await?.map(|delegation| delegation.entity_id)
        }
    };
    match id {
        Some(id) => store::entity::by_id(conn, id).await?.map(|entity| open(ground, &entity)).transpose(),
        None => Ok(None),
    }
}
