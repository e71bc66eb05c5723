//! What a verification must remember of its person while it is open: sealed, bound to its id, and gone once it is
//! concluded. What stays is a keyed digest.

use base::{Fault, VerificationId};
use evidence::document::DocumentType;
use keys::{MacPurpose, SealPurpose};
use provider::{Factors, Subject};
use serde::{Deserialize, Serialize};

use crate::ground::Ground;

/// The sealed content of a verification.
#[derive(Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Payload {
    document: String,
    number: String,
    name: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    phone: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    bank_card: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    openid: Option<String>,
    /// What the provider calls it, once it has begun.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) reference: Option<String>,
}

impl Payload {
    /// Of a verification that is about to begin.
    pub(super) fn new(subject: &Subject, factors: &Factors) -> Self {
        Self {
            document: subject.document.as_str().to_owned(),
            number: subject.number.clone(),
            name: subject.name.clone(),
            phone: factors.phone.clone(),
            bank_card: factors.bank_card.clone(),
            openid: factors.openid.clone(),
            reference: None,
        }
    }

    /// The same, once the provider has begun.
    #[must_use]
    pub(super) fn begun(self, reference: String) -> Self {
        Self { reference: Some(reference), ..self }
    }

    /// Who is verified.
    pub(super) fn subject(&self) -> Result<Subject, Fault> {
        let document = DocumentType::parse(&self.document);
        let document =
            document.ok_or_else(|| Fault::new("a verification is about an unknown kind of document"))?;
        Ok(Subject { document, number: self.number.clone(), name: self.name.clone() })
    }

    /// With what else.
    pub(super) fn factors(&self) -> Factors {
        Factors { phone: self.phone.clone(), bank_card: self.bank_card.clone(), openid: self.openid.clone() }
    }

    pub(super) fn seal(&self, ground: &Ground, id: VerificationId) -> Result<Vec<u8>, Fault> {
        let plain = serde_json::to_vec(self).map_err(|error| Fault::caused("a verification", error))?;
        let sealed = ground.keys.seal(SealPurpose::Verification, id.as_bytes(), &plain);
        sealed.map_err(|error| Fault::caused("a verification cannot be sealed", error))
    }

    pub(super) fn open(ground: &Ground, id: VerificationId, sealed: &[u8]) -> Result<Self, Fault> {
        let plain = ground.keys.open_sealed(SealPurpose::Verification, id.as_bytes(), sealed);
        let plain = plain.map_err(|error| Fault::caused("a verification does not open", error))?;
        serde_json::from_slice(&plain).map_err(|error| Fault::caused("a verification is not readable", error))
    }
}

/// What stays of the person in the row: enough to see that two verifications were about the same one.
pub(super) fn subject_mac(ground: &Ground, subject: &Subject) -> [u8; 32] {
    let parts = [subject.document.as_str().as_bytes(), subject.number.as_bytes(), subject.name.as_bytes()];
    ground.keys.mac(MacPurpose::SubjectDigest, &parts)
}
