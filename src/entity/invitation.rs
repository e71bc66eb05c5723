//! Who was invited to a right: sealed, bound to the row of the right, forgotten once the right is over.

use base::{DelegationId, Fault};
use evidence::document::{DocumentNumber, PersonName};
use keys::SealPurpose;
use serde::{Deserialize, Serialize};
use store::delegation::Delegation;

use super::{Entities, NamedPerson};

/// Whom an invitation is for.
#[derive(Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Invitee {
    /// Document and name, as whoever invited knows them.
    pub(super) person: NamedPerson,
    /// Where to tell them, a mobile number in its normal form.
    pub(super) phone: String,
}

impl Invitee {
    pub(super) fn new(number: &DocumentNumber, name: &PersonName, phone: &str) -> Self {
        Self { person: NamedPerson::new(number, name), phone: phone.to_owned() }
    }
}

impl Entities {
    pub(super) fn seal_invitee(&self, id: DelegationId, invitee: &Invitee) -> Result<Vec<u8>, Fault> {
        let plain = serde_json::to_vec(invitee).map_err(|error| Fault::caused("an invitation", error))?;
        let sealed = self.ground.keys.seal(SealPurpose::Entity, id.as_bytes(), &plain);
        sealed.map_err(|error| Fault::caused("an invitation cannot be sealed", error))
    }

    pub(super) fn invitee(&self, right: &Delegation) -> Result<Invitee, Fault> {
        let plain = self.ground.keys.open_sealed(SealPurpose::Entity, right.id.as_bytes(), &right.invitee);
        let plain = plain.map_err(|error| Fault::caused("an invitation does not open", error))?;
        serde_json::from_slice(&plain).map_err(|error| Fault::caused("an invitation is not readable", error))
    }
}
