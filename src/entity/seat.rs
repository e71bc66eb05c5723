//! The places a person may take for an entity, and what a platform is told of the one they took.

use base::{AccountId, DelegationId, EntityId, Fault, Time};
use serde::{Deserialize, Serialize};
use store::delegation::Delegation;
use store::entity::{Role, RoleKind};

use super::{Acting, Entities};
use crate::client::Client;

/// A place somebody may take.
#[derive(Clone)]
pub struct Seat {
    /// Which one.
    pub acting: Acting,
    /// For whom.
    pub entity: EntityId,
    /// The entity's name.
    pub name: String,
    /// As what.
    pub role: SeatRole,
    /// Which matters; all, where there is none.
    pub items: Vec<String>,
    /// Where, by division code; everywhere, where there is none.
    pub regions: Vec<String>,
    /// Until when.
    pub until: Option<Time>,
}

/// As what somebody acts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SeatRole {
    /// The legal representative.
    LegalRepresentative,
    /// An administrator.
    Administrator,
    /// Somebody who was given a right.
    Agent,
}

impl SeatRole {
    /// The word in tokens.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::LegalRepresentative => "legal_representative",
            Self::Administrator => "administrator",
            Self::Agent => "agent",
        }
    }
}

/// What a code and its tokens say of the place somebody took.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ActingFor {
    /// Which place.
    pub acting: Acting,
    /// For whom.
    pub entity: EntityId,
    /// As what.
    pub role: SeatRole,
    /// Which matters; all, where there is none.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub items: Vec<String>,
    /// Where, by division code; everywhere, where there is none.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub regions: Vec<String>,
    /// Until when.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<Time>,
}

impl Entities {
    /// Every place a person may take now, the entity's own people first.
    pub async fn seats(&self, account: AccountId) -> Result<Vec<Seat>, Fault> {
        let now = self.ground.now();
        let mut conn = self.ground.db.reader().await?;
        let mut seats = Vec::new();
        for (role, entity) in store::entity::roles_of_account(&mut conn, account).await? {
            if role.is_live(now) && entity.may_act() {
                let name = self.open(&entity)?.name;
                seats.push(of_role(&role, name));
            }
        }
        for delegation in store::delegation::of_grantee(&mut conn, account, now).await? {
            if let Some(seat) = self.of_delegation(&mut conn, delegation, now).await? {
                seats.push(seat);
            }
        }
        Ok(seats)
    }

    /// The place somebody took, if it is still theirs.
    pub async fn acting(
        &self,
        account: AccountId,
        client: &Client,
        acting: Option<Acting>,
    ) -> Result<Option<ActingFor>, Fault> {
        let takes = client.metadata.capacities.contains(&proto::client::Capacity::Entity);
        match acting {
            Some(taken) if takes && taken != Acting::Own => self.still_acting(account, taken).await,
            Some(_) | None => Ok(None),
        }
    }

    /// The same, for a grant that goes on.
    pub async fn still_acting(&self, account: AccountId, acting: Acting) -> Result<Option<ActingFor>, Fault> {
        let seats = self.seats(account).await?;
        let seat = seats.into_iter().find(|seat| seat.acting == acting);
        Ok(seat.map(|seat| ActingFor {
            acting,
            entity: seat.entity,
            role: seat.role,
            items: seat.items,
            regions: seat.regions,
            until: seat.until,
        }))
    }

    /// The place that a right gives, while every link it came down still holds.
    async fn of_delegation(
        &self,
        conn: &mut store::Conn,
        delegation: Delegation,
        now: Time,
    ) -> Result<Option<Seat>, Fault> {
        let Some(live) = store::delegation::live(conn, delegation.id, now).await? else {
            return Ok(None);
        };
        let entity = store::entity::by_id(conn, live.entity_id).await?.filter(|entity| entity.may_act());
        let Some(entity) = entity else {
            return Ok(None);
        };
        Ok(Some(Seat {
            acting: Acting::Delegation(live.id),
            entity: entity.id,
            name: self.open(&entity)?.name,
            role: SeatRole::Agent,
            items: list(&live.items, live.id)?,
            regions: list(&live.regions, live.id)?,
            until: Some(live.ends_at),
        }))
    }
}

fn of_role(role: &Role, name: String) -> Seat {
    Seat {
        acting: Acting::Role(role.id),
        entity: role.entity_id,
        name,
        role: match role.role {
            RoleKind::LegalRepresentative => SeatRole::LegalRepresentative,
            RoleKind::Administrator => SeatRole::Administrator,
        },
        items: Vec::new(),
        regions: Vec::new(),
        until: role.until_at,
    }
}

fn list(text: &str, id: DelegationId) -> Result<Vec<String>, Fault> {
    serde_json::from_str(text).map_err(|error| Fault::caused(format!("delegation {id}"), error))
}
