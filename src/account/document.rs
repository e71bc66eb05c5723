//! The documents a person is known by. Number and name rest sealed and bound to their row; a number is found by a keyed
//! hash of its kind and its normal form, so that nobody reads it off the database and two accounts never share one.
//!
//! The name is kept with the document and in versions: people are renamed, and a name nobody can correct keeps them out.

use base::{AccountId, Fault, IdentifierId, Time};
use evidence::document::{DocumentNumber, DocumentType, PersonName};
use keys::{MacPurpose, SealPurpose};
use serde::{Deserialize, Serialize};
use store::identifier::{Identifier, IdentifierState};

use super::Accounts;
use crate::ground::Ground;

/// A document of a person, open.
#[derive(Clone)]
pub struct Document {
    /// Its row.
    pub id: IdentifierId,
    /// Whose it is.
    pub account: AccountId,
    /// Kind and number.
    pub number: DocumentNumber,
    /// The rest.
    pub facts: DocumentFacts,
    /// Told, verified or no longer valid.
    pub state: IdentifierState,
    /// When a third party last verified it.
    pub verified_at: Option<Time>,
    /// When the document itself ends, if a provider said so.
    pub valid_until: Option<Time>,
}

/// What is known of a document beside its number.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DocumentFacts {
    number: String,
    /// The name as it stands in the document.
    pub name: String,
    /// Names it bore before, the latest last.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub former_names: Vec<FormerName>,
    /// A name that was told and is not verified yet.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub new_name: Option<String>,
    /// Where the household is registered, GB/T 2260, if a register said so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub household_division: Option<String>,
}

/// A name somebody bore.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FormerName {
    /// The name.
    pub name: String,
    /// Until when it was the one we knew.
    pub until: Time,
}

impl Document {
    /// A document just told, in no row yet.
    pub fn told(id: IdentifierId, account: AccountId, number: DocumentNumber, name: &PersonName) -> Self {
        let facts = DocumentFacts {
            number: number.as_str().to_owned(),
            name: name.as_str().to_owned(),
            former_names: Vec::new(),
            new_name: None,
            household_division: None,
        };
        Self {
            id,
            account,
            number,
            facts,
            state: IdentifierState::Claimed,
            verified_at: None,
            valid_until: None,
        }
    }

    /// Its kind.
    pub const fn document_type(&self) -> DocumentType {
        self.number.document()
    }

    /// The name to verify: one just told, else the one that stands in it.
    pub fn name_to_verify(&self) -> &str {
        self.facts.new_name.as_deref().unwrap_or(&self.facts.name)
    }

    /// Whether a third party verified it and it still stands.
    pub fn is_verified(&self) -> bool {
        self.state == IdentifierState::Verified
    }
}

impl DocumentFacts {
    /// The verified name is this one from now on.
    pub fn confirm_name(&mut self, name: &str, now: Time) {
        if self.name != name {
            let name_before = std::mem::replace(&mut self.name, name.to_owned());
            self.former_names.push(FormerName { name: name_before, until: now });
        }
        self.new_name = None;
    }
}

impl Accounts {
    /// The documents of an account that are told or verified, the verified ones first.
    pub async fn documents(&self, account: AccountId) -> Result<Vec<Document>, Fault> {
        let mut conn = self.ground.db.reader().await?;
        let rows = store::identifier::of_account(&mut conn, account).await?;
        open_all(&self.ground, rows)
    }

    /// Takes a document out of its row.
    pub fn open_document(&self, row: &Identifier) -> Result<Document, Fault> {
        open_document(&self.ground, row)
    }

    /// Every keyed hash under which a document may be stored.
    pub fn document_candidates(&self, number: &DocumentNumber) -> Vec<[u8; 32]> {
        self.ground.keys.mac_candidates(MacPurpose::DocumentIndex, &index_parts(number))
    }

    /// The keyed hash under which a document is stored now.
    pub fn document_index(&self, number: &DocumentNumber) -> [u8; 32] {
        document_index(&self.ground, number)
    }

    /// The sealed content of a document's row.
    pub fn seal_document(&self, id: IdentifierId, facts: &DocumentFacts) -> Result<Vec<u8>, Fault> {
        seal_document(&self.ground, id, facts)
    }
}

/// Opens rows, leaves out those that no longer stand, verified ones first.
pub(crate) fn open_all(ground: &Ground, rows: Vec<Identifier>) -> Result<Vec<Document>, Fault> {
    let standing = rows.into_iter().filter(|row| row.state != IdentifierState::Retired);
    let mut all: Vec<Document> = standing.map(|row| open_document(ground, &row)).collect::<Result<_, _>>()?;
    all.sort_by_key(|document| !document.is_verified());
    Ok(all)
}

/// Opens a row.
pub(crate) fn open_document(ground: &Ground, row: &Identifier) -> Result<Document, Fault> {
    let damaged = |what: &str| Fault::new(format!("person_identifier {}: {what}", row.id));
    let plain = ground.keys.open_sealed(SealPurpose::Identifier, row.id.as_bytes(), &row.content);
    let plain = plain.map_err(|error| Fault::caused("a document does not open", error))?;
    let facts: DocumentFacts =
        serde_json::from_slice(&plain).map_err(|error| Fault::caused("a document is not readable", error))?;
    let document = DocumentType::parse(&row.document_type).ok_or_else(|| damaged("unknown document type"))?;
    let number = DocumentNumber::parse(document, &facts.number).map_err(|_| damaged("no such number"))?;
    Ok(Document {
        id: row.id,
        account: row.account_id,
        number,
        facts,
        state: row.state,
        verified_at: row.verified_at,
        valid_until: row.valid_until,
    })
}

/// Seals what a row holds.
pub(crate) fn seal_document(
    ground: &Ground,
    id: IdentifierId,
    facts: &DocumentFacts,
) -> Result<Vec<u8>, Fault> {
    let plain = serde_json::to_vec(facts).map_err(|error| Fault::caused("a document", error))?;
    let sealed = ground.keys.seal(SealPurpose::Identifier, id.as_bytes(), &plain);
    sealed.map_err(|error| Fault::caused("a document cannot be sealed", error))
}

/// The keyed hash under which a document is stored now.
pub(crate) fn document_index(ground: &Ground, number: &DocumentNumber) -> [u8; 32] {
    ground.keys.mac(MacPurpose::DocumentIndex, &index_parts(number))
}

fn index_parts(number: &DocumentNumber) -> [&[u8]; 2] {
    [number.document().as_str().as_bytes(), number.as_str().as_bytes()]
}
