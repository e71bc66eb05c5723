//! The places a person may take for an entity, and what a platform is told of the one they took.

use base::{AccountId, EntityId, Fault, Time};
use serde::{Deserialize, Serialize};
use store::Conn;
use store::entity::RoleKind;

use super::place::{Holding, Place};
use super::{Acting, Entities, EntityFacts, Items, Regions};
use crate::client::Client;

/// A place somebody may take.
#[derive(Clone, Debug, PartialEq, Eq)]
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
    /// Every place a person may take now, the entity's own people first. Who came to be known since the register named
    /// them is seated on the way.
    pub async fn seats(&self, account: AccountId) -> Result<Vec<Seat>, Fault> {
        self.settle(account, "").await?;
        let mut conn = self.ground.db.reader().await?;
        let places = self.places(&mut conn, account).await?;
        places.into_iter().map(seat).collect()
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
        let mut conn = self.ground.db.reader().await?;
        let place = self.place(&mut conn, account, acting).await?;
        let Some(seat) = place.map(seat).transpose()? else {
            return Ok(None);
        };
        Ok(Some(ActingFor {
            acting,
            entity: seat.entity,
            role: seat.role,
            items: seat.items,
            regions: seat.regions,
            until: seat.until,
        }))
    }
}

impl Entities {
    /// Name and code of the entity somebody acts for, while the place is theirs.
    pub(crate) async fn acted_for(
        &self,
        conn: &mut Conn,
        account: AccountId,
        acting: Acting,
    ) -> Result<Option<EntityFacts>, Fault> {
        Ok(self.place(conn, account, acting).await?.map(|place| place.facts))
    }
}

fn seat(place: Place) -> Result<Seat, Fault> {
    let (entity, name) = (place.entity.id, place.facts.name);
    Ok(match place.holding {
        Holding::Office(role) => Seat {
            acting: Acting::Role(role.id),
            entity,
            name,
            role: match role.role {
                RoleKind::LegalRepresentative => SeatRole::LegalRepresentative,
                RoleKind::Administrator => SeatRole::Administrator,
            },
            items: Vec::new(),
            regions: Vec::new(),
            until: role.until_at,
        },
        Holding::Right(right) => Seat {
            acting: Acting::Delegation(right.id),
            entity,
            name,
            role: SeatRole::Agent,
            items: Items::of_stored(&right.items)?.names(),
            regions: Regions::of_stored(&right.regions)?.codes(),
            until: Some(right.ends_at),
        },
    })
}
