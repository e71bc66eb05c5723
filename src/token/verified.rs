//! Verified claims (OpenID Connect for Identity Assurance 1.0, OpenID Identity Assurance Schema Definition 1.0): the same
//! facts as the plain claims of `person`, with how, when and by whom they came to be known.
//!
//! Owns what of our evidence is told in which form. Does not own the choice among requests (`proto`), nor what a client
//! may have (`client`): whatever comes here has a legal basis.

use std::collections::BTreeSet;

use evidence::document::DocumentType;
use evidence::kind::EvidenceKind;
use evidence::policy::Policy;
use proto::identity_assurance::{Check, Evidence, Proof, Verification, VerifiedClaimsRequest, answer_all};
use serde_json::{Map, Value};

use super::person::{Known, Person};
use crate::assurance::KNOWN;
use crate::client::{Client, entity_at};
use crate::ground::Ground;

/// The rules under which people are verified here: the levels of this service.
pub const TRUST_FRAMEWORK: &str = "cn_yimen";

/// What answers the requests; none where nothing does.
pub(super) fn answer(
    ground: &Ground,
    client: &Client,
    person: &Person,
    requests: &[VerifiedClaimsRequest],
) -> Option<Value> {
    let known = person.known.as_ref().filter(|_| !requests.is_empty())?;
    let names: BTreeSet<&String> = requests.iter().flat_map(|request| request.claims.keys()).collect();
    let values = names.into_iter().filter_map(|name| Some((name.clone(), value(person, known, name)?)));
    let claims: Map<String, Value> = values.collect();
    answer_all(requests, &[(verification(ground, client, known), claims)], person.now)
}

/// A verified name and day of birth are those of the document, not those the person told.
fn value(person: &Person, known: &Known, name: &str) -> Option<Value> {
    match name {
        "name" => known.value("real_name", person.now),
        "birthdate" => Some(known.document.number.birth_date()?.to_string().into()),
        name => known.value(name, person.now),
    }
}

fn verification(ground: &Ground, client: &Client, known: &Known) -> Verification {
    let standing = &known.standing;
    let last = standing.carried_by.iter().max_by_key(|evidence| evidence.issued_at);
    let process = last.and_then(|evidence| evidence.verification_id);
    let evidence = standing.carried_by.iter();
    Verification {
        trust_framework: TRUST_FRAMEWORK.to_owned(),
        assurance_level: Some(format!("L{}", standing.level)),
        // The oldest evidence it needs: whoever bounds the age of a verification bounds all of it.
        time: standing.since,
        // Another name in each sector, like `sub`: two clients must not find that they speak of the same person.
        verification_process: process.map(|id| entity_at(ground, client, id.as_bytes())),
        evidence: evidence.filter_map(|one| told(one, known.document.document_type())).collect(),
    }
}

fn told(evidence: &store::evidence::Evidence, document: DocumentType) -> Option<Evidence> {
    let (proof, methods) = form_of(EvidenceKind::parse(&evidence.kind)?, document)?;
    let check = |method: &&str| Check {
        check_method: (*method).to_owned(),
        organization: Some(evidence.provider_id.clone()),
        check_id: None,
        time: Some(evidence.issued_at),
    };
    Some(Evidence { proof, checks: methods.iter().map(check).collect() })
}

/// What was looked at and what was done with it, in words of the list the eKYC and Identity Assurance working group keeps
/// and, where it has none, of our own. None for what nobody else checked.
fn form_of(kind: EvidenceKind, document: DocumentType) -> Option<(Proof, &'static [&'static str])> {
    Some(match kind {
        EvidenceKind::PhoneCode | EvidenceKind::SelfAsserted => return None,
        EvidenceKind::TwoElement => (record(register_of(document)), &["data"]),
        EvidenceKind::BankFourElement => (record("bank_account"), &["data"]),
        EvidenceKind::TelecomElements => (record("telecom_account"), &["data"]),
        EvidenceKind::ProviderRealName => (record("provider_account"), &["data"]),
        EvidenceKind::Face => (record(register_of(document)), &["data", "bvr"]),
        EvidenceKind::NetworkIdentity => (record("network_identity"), &["vcrypt"]),
        EvidenceKind::NetworkIdentityPassword => (record("network_identity"), &["vcrypt", "auth"]),
        EvidenceKind::NetworkIdentityFace => (record("network_identity"), &["vcrypt", "bvr"]),
        EvidenceKind::NetworkIdentityPasswordFace => (record("network_identity"), &["vcrypt", "auth", "bvr"]),
        EvidenceKind::CardRead => (in_hand(document), &["vcrypt"]),
        EvidenceKind::CounterCheck => (in_hand(document), &["vcrypt", "pvp"]),
        EvidenceKind::Certificate => (record("qualified_certificate"), &["vcrypt", "token"]),
    })
}

fn record(kind: &str) -> Proof {
    Proof::Record { kind: kind.to_owned(), source: None, created_at: None, date_of_expiry: None }
}

/// The register that answers for a kind of document: of the people who are registered here, or of those who came.
const fn register_of(document: DocumentType) -> &'static str {
    match document {
        DocumentType::ResidentId | DocumentType::ResidencePermit => "population_register",
        DocumentType::HkMacaoPermit
        | DocumentType::TaiwanPermit
        | DocumentType::ForeignPermanentResident
        | DocumentType::Passport => "exit_entry_register",
    }
}

fn in_hand(document: DocumentType) -> Proof {
    Proof::Document {
        kind: card_of(document).to_owned(),
        date_of_issuance: None,
        date_of_expiry: None,
        // A passport is of any country; the others are of this one.
        issuer_country_code: (document != DocumentType::Passport).then(|| "CHN".to_owned()),
    }
}

const fn card_of(document: DocumentType) -> &'static str {
    match document {
        DocumentType::ResidentId => "idcard",
        DocumentType::ResidencePermit | DocumentType::ForeignPermanentResident => "residence_permit",
        DocumentType::HkMacaoPermit => "hk_macao_permit",
        DocumentType::TaiwanPermit => "taiwan_permit",
        DocumentType::Passport => "passport",
    }
}

/// What verifications here can rest on (section 8), in the words in which it is told.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Offered {
    /// Types of evidence.
    pub evidence: BTreeSet<&'static str>,
    /// Types of records.
    pub records: BTreeSet<String>,
    /// Types of documents.
    pub documents: BTreeSet<String>,
    /// What is done with documents.
    pub document_checks: BTreeSet<&'static str>,
}

impl Offered {
    /// By a policy: what it gives no worth, or too little, carries no verification.
    pub fn by(policy: &Policy) -> Self {
        let mut offered = Self::default();
        let counts = |kind: &EvidenceKind| policy.rule(*kind).is_some_and(|rule| rule.level >= KNOWN);
        for kind in policy.kinds().filter(counts) {
            let forms = DocumentType::ALL.iter().filter_map(|document| form_of(kind, *document));
            forms.for_each(|(proof, methods)| offered.add(proof, methods));
        }
        offered
    }

    fn add(&mut self, proof: Proof, methods: &[&'static str]) {
        match proof {
            Proof::Document { kind, .. } => {
                self.evidence.insert("document");
                self.documents.insert(kind);
                self.document_checks.extend(methods);
            }
            Proof::Record { kind, .. } => {
                self.evidence.insert("electronic_record");
                self.records.insert(kind);
            }
            Proof::Signature { .. } => {
                self.evidence.insert("electronic_signature");
            }
        }
    }
}

#[cfg(test)]
mod tests;
