//! What is known of a verification, and the form in which clients are told (Schema Definition section 5.4).
//!
//! Owns the elements this service has something to say about; a request for others finds nothing.

use base::Time;
use serde_json::{Map, Value};
use time::Date;

use super::instant;

/// A verification that took place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Verification {
    /// The rules it was made under.
    pub trust_framework: String,
    /// The level reached under those rules.
    pub assurance_level: Option<String>,
    /// When it was complete.
    pub time: Option<Time>,
    /// By what name it is found again in a dispute; never the provider's own.
    pub verification_process: Option<String>,
    /// What it rests on.
    pub evidence: Vec<Evidence>,
}

/// One thing a verification rests on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Evidence {
    /// What was looked at.
    pub proof: Proof,
    /// What was done with it.
    pub checks: Vec<Check>,
}

/// What was looked at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Proof {
    /// A document in the person's hand (section 5.4.4.2, `document`).
    Document {
        /// Its type.
        kind: String,
        /// When it was issued.
        date_of_issuance: Option<Date>,
        /// When it ends.
        date_of_expiry: Option<Date>,
        /// The country that issued it, three letters (ICAO Doc 9303).
        issuer_country_code: Option<String>,
    },
    /// A record held by somebody else, such as a register or a bank (section 5.4.4.3, `electronic_record`).
    Record {
        /// Its type.
        kind: String,
        /// Who holds it.
        source: Option<String>,
        /// When it was made.
        created_at: Option<Time>,
        /// When it ends.
        date_of_expiry: Option<Date>,
    },
    /// A signature of the person (section 5.4.4.5, `electronic_signature`).
    Signature {
        /// Its type.
        kind: String,
        /// Who certified the key.
        issuer: String,
        /// The number of the certificate.
        serial_number: String,
        /// When it was made.
        created_at: Option<Time>,
    },
}

/// One check.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Check {
    /// How.
    pub check_method: String,
    /// Who did it, when it was not this service.
    pub organization: Option<String>,
    /// By what name the check is found again.
    pub check_id: Option<String>,
    /// When it was done.
    pub time: Option<Time>,
}

impl Verification {
    /// All of it, as the schema has it.
    pub(super) fn members(&self) -> Map<String, Value> {
        object([
            ("trust_framework", text(&self.trust_framework)),
            ("assurance_level", optional(self.assurance_level.as_ref())),
            ("time", moment(self.time)),
            ("verification_process", optional(self.verification_process.as_ref())),
            ("evidence", list(self.evidence.iter().map(Evidence::members))),
        ])
    }
}

impl Evidence {
    fn members(&self) -> Map<String, Value> {
        let mut members = self.proof.members();
        members.extend(object([("check_details", list(self.checks.iter().map(Check::members)))]));
        members
    }
}

impl Proof {
    fn members(&self) -> Map<String, Value> {
        match self {
            Self::Document { kind, date_of_issuance, date_of_expiry, issuer_country_code } => {
                let issuer = object([("country_code", optional(issuer_country_code.as_ref()))]);
                let details = object([
                    ("type", text(kind)),
                    ("date_of_issuance", day(*date_of_issuance)),
                    ("date_of_expiry", day(*date_of_expiry)),
                    ("issuer", filled(issuer)),
                ]);
                object([("type", text("document")), ("document_details", filled(details))])
            }
            Self::Record { kind, source, created_at, date_of_expiry } => {
                let record = object([
                    ("type", text(kind)),
                    ("source", filled(object([("name", optional(source.as_ref()))]))),
                    ("created_at", moment(*created_at)),
                    ("date_of_expiry", day(*date_of_expiry)),
                ]);
                object([("type", text("electronic_record")), ("record", filled(record))])
            }
            Self::Signature { kind, issuer, serial_number, created_at } => object([
                ("type", text("electronic_signature")),
                ("signature_type", text(kind)),
                ("issuer", text(issuer)),
                ("serial_number", text(serial_number)),
                ("created_at", moment(*created_at)),
            ]),
        }
    }
}

impl Check {
    fn members(&self) -> Map<String, Value> {
        object([
            ("check_method", text(&self.check_method)),
            ("organization", optional(self.organization.as_ref())),
            ("check_id", optional(self.check_id.as_ref())),
            ("time", moment(self.time)),
        ])
    }
}

/// The members that have a value.
fn object<const N: usize>(members: [(&str, Option<Value>); N]) -> Map<String, Value> {
    members.into_iter().filter_map(|(name, value)| Some((name.to_owned(), value?))).collect()
}

fn filled(members: Map<String, Value>) -> Option<Value> {
    (!members.is_empty()).then_some(Value::Object(members))
}

/// Schema Definition section 5.4: a list that is there has a member.
fn list(entries: impl Iterator<Item = Map<String, Value>>) -> Option<Value> {
    let entries: Vec<Value> = entries.map(Value::Object).collect();
    (!entries.is_empty()).then_some(Value::Array(entries))
}

fn text(text: &str) -> Option<Value> {
    Some(text.into())
}

fn optional(text: Option<&String>) -> Option<Value> {
    text.map(|text| text.as_str().into())
}

fn moment(at: Option<Time>) -> Option<Value> {
    at.and_then(instant::written).map(Value::String)
}

fn day(date: Option<Date>) -> Option<Value> {
    date.and_then(instant::date).map(Value::String)
}
