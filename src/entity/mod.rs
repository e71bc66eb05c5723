//! Legal entities and whom people act for. A person signs in as themselves and then says in whose name they are here:
//! their own, or that of an entity they represent, administer or were given a right by. Nobody acts for an entity by
//! default, and a right is as good as each link of the chain it came down.
//!
//! Owns who is what to an entity, who may give which right to whom, and when it ends: one rule a function. Does not own
//! how well anybody is known (`assurance`): whoever gives or takes a right says how well the session they do it in is.

mod administrator;
mod answer;
mod end;
mod invitation;
mod invite;
mod matters;
mod place;
mod reconfirm;
mod registry;
mod representative;
mod seat;
mod term;
#[cfg(test)]
mod tests;
mod tidy;
mod view;

use base::{AccountId, DelegationId, EntityId, Fault, RoleId};
use evidence::document::{DocumentNumber, DocumentType, PersonName};
use keys::{MacPurpose, SealPurpose};
use proto::client::Capacity;
use serde::{Deserialize, Serialize};
use store::entity::Entity;

use crate::account::Accounts;
use crate::assurance::Assurance;
use crate::client::Client;
use crate::ground::Ground;
use crate::notify::Notices;

pub use administrator::AdministratorRefusal;
pub use answer::AnswerRefusal;
pub use end::EndRefusal;
pub use invite::{Invitation, InviteRefusal};
pub use matters::{ALL_MATTERS, Items, MattersRefusal, Regions};
pub use reconfirm::ReconfirmRefusal;
pub use registry::{DeclaredEntity, DeclaredPerson, EntityFile, EntityProblem, Imported, Seated};
pub use seat::{ActingFor, Seat, SeatRole};
pub use store::delegation::{DelegationState, Subdelegation};
pub use store::entity::{EntityKind, RegistryStatus, RoleKind};
pub use term::{TermRefusal, furthest, last_day, today};
pub use view::{Administrator, EntityView, Given, Offered, Office, Reach, RightOf, RightView, RoleView};

/// From this identity level on somebody may give or take rights for an entity: a living person who is who they say
/// (domain: P4, "confirms with own L4 account").
pub const LEVEL_NEEDED: u8 = 4;

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

/// Who gives, takes or ends a right, and in which request.
#[derive(Clone, Debug)]
pub struct Actor {
    /// Their account.
    pub account: AccountId,
    /// How well they are known in the session they do it in, 1 to 5.
    pub identity: u8,
    /// The request they do it in.
    pub request_id: String,
}

impl Actor {
    /// Whether they are known well enough to give or take a right.
    const fn is_known(&self) -> bool {
        self.identity >= LEVEL_NEEDED
    }
}

/// What is sealed of an entity.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EntityFacts {
    /// Unified social credit code (GB 32100).
    pub uscc: String,
    /// The registered name.
    pub name: String,
    /// Whom the register names as representative.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub representative: Option<NamedPerson>,
}

/// A person as somebody names them: a register, or whoever invites.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NamedPerson {
    /// The kind of their document.
    pub document: DocumentType,
    /// Its number, in its normal form.
    pub number: String,
    /// The name that stands in it.
    pub name: String,
}

impl NamedPerson {
    /// The person of a document.
    fn new(number: &DocumentNumber, name: &PersonName) -> Self {
        Self {
            document: number.document(),
            number: number.as_str().to_owned(),
            name: name.as_str().to_owned(),
        }
    }

    /// Whether this is the number of the person's document. Names change; whose number it is does not.
    fn has(&self, number: &DocumentNumber) -> bool {
        self.document == number.document() && self.number == number.as_str()
    }

    /// Whether this is their name, however it is written.
    fn is_called(&self, name: &str) -> bool {
        match (PersonName::parse(&self.name), PersonName::parse(name)) {
            (Ok(own), Ok(other)) => own.same_as(&other),
            (Err(_), _) | (_, Err(_)) => false,
        }
    }

    /// Enough of the number for whoever knows it.
    fn masked(&self) -> String {
        self.number().map(|number| number.masked()).unwrap_or_default()
    }

    /// The number of their document.
    fn number(&self) -> Option<DocumentNumber> {
        DocumentNumber::parse(self.document, &self.number).ok()
    }
}

/// The entities of this deployment.
#[derive(Clone)]
pub struct Entities {
    ground: Ground,
    accounts: Accounts,
    assurance: Assurance,
    notices: Notices,
}

impl Entities {
    /// The service over its parts.
    pub const fn new(ground: Ground, accounts: Accounts, assurance: Assurance, notices: Notices) -> Self {
        Self { ground, accounts, assurance, notices }
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

    /// Every keyed hash under which an entity may be stored.
    fn candidates(&self, uscc: &str) -> Vec<[u8; 32]> {
        self.ground.keys.mac_candidates(MacPurpose::EntityIndex, &[uscc.as_bytes()])
    }

    /// The keyed hash under which an entity is stored now.
    fn index(&self, uscc: &str) -> [u8; 32] {
        self.ground.keys.mac(MacPurpose::EntityIndex, &[uscc.as_bytes()])
    }
}

fn open(ground: &Ground, entity: &Entity) -> Result<EntityFacts, Fault> {
    let plain = ground.keys.open_sealed(SealPurpose::Entity, entity.id.as_bytes(), &entity.content);
    let plain = plain.map_err(|error| Fault::caused("an entity does not open", error))?;
    serde_json::from_slice(&plain).map_err(|error| Fault::caused("an entity is not readable", error))
}
