//! The elements of a request: what is asked of each part of a verification (sections 5.4 and 5.5).

use std::collections::BTreeMap;

use base::Time;
use serde_json::{Map, Value};

use super::{VerifiedClaimsRefusal, instant};

const MAX_VALUES: usize = 32;

/// Elements that are never objects (Schema Definition section 5.4): whatever stands in them is a rule.
const PLAIN: [&str; 18] = [
    "trust_framework",
    "assurance_level",
    "time",
    "verification_process",
    "policy",
    "procedure",
    "type",
    "method",
    "check_method",
    "check_id",
    "organization",
    "txn",
    "document_number",
    "serial_number",
    "date_of_issuance",
    "date_of_expiry",
    "created_at",
    "signature_type",
];

/// What is asked of one claim, or of one plain element of a verification. The default asks for any value.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Rule {
    /// Whether the client says that it needs it. Changes nothing of the answer (section 5.7.1).
    pub essential: bool,
    /// The one value wanted.
    pub value: Option<Value>,
    /// The values of which any will do.
    pub values: Vec<Value>,
    /// How many seconds may have passed since the date or moment in it.
    pub max_age: Option<u64>,
}

/// What is asked of one part of a verification.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Element {
    /// A plain value, any or as the rule says.
    Plain(Rule),
    /// The whole of it, whatever is inside.
    Whole,
    /// Parts of an object.
    Parts(BTreeMap<String, Element>),
    /// Filters over a list, and what to tell of each entry that passes one of them.
    Entries(Vec<BTreeMap<String, Element>>),
}

impl Rule {
    pub(super) fn read(value: &Value) -> Result<Self, VerifiedClaimsRefusal> {
        if value.is_null() {
            return Ok(Self::default());
        }
        let members = value.as_object().ok_or(VerifiedClaimsRefusal::MalformedElement)?;
        // OpenID Connect Core 5.5.1: members that are not understood are ignored. `purpose` of earlier drafts is one of
        // them: what a person is told of a purpose is what was registered, not what a request says.
        let rule = Self {
            essential: essential(members)?,
            value: members.get("value").cloned(),
            values: values(members)?,
            max_age: max_age(members)?,
        };
        if rule.value.is_some() && !rule.values.is_empty() {
            return Err(VerifiedClaimsRefusal::ValueAndValues);
        }
        Ok(rule)
    }

    /// Whether the rule takes some values only.
    pub const fn constrains(&self) -> bool {
        self.value.is_some() || !self.values.is_empty() || self.max_age.is_some()
    }

    /// Whether a value answers the rule at the moment of the request.
    pub fn accepts(&self, value: &Value, now: Time) -> bool {
        let listed = self.value.iter().chain(&self.values).any(|wanted| wanted == value);
        let any = self.value.is_none() && self.values.is_empty();
        (any || listed) && self.max_age.is_none_or(|seconds| is_fresh(value, seconds, now))
    }

    pub(super) fn to_value(&self) -> Value {
        let mut members = Map::new();
        if self.essential {
            members.insert("essential".to_owned(), true.into());
        }
        members.extend(self.value.iter().map(|value| ("value".to_owned(), value.clone())));
        if !self.values.is_empty() {
            members.insert("values".to_owned(), self.values.clone().into());
        }
        members.extend(self.max_age.map(|seconds| ("max_age".to_owned(), seconds.into())));
        if members.is_empty() { Value::Null } else { Value::Object(members) }
    }
}

// Section 5.5.2: the time since the date or moment, up to the moment of the request. What holds no date is never fresh.
fn is_fresh(value: &Value, seconds: u64, now: Time) -> bool {
    let at = value.as_str().and_then(instant::read);
    at.is_some_and(|at| {
        now.seconds().saturating_sub(at.seconds()) <= i64::try_from(seconds).unwrap_or(i64::MAX)
    })
}

fn essential(members: &Map<String, Value>) -> Result<bool, VerifiedClaimsRefusal> {
    let Some(essential) = members.get("essential") else { return Ok(false) };
    essential.as_bool().ok_or(VerifiedClaimsRefusal::BadEssential)
}

fn values(members: &Map<String, Value>) -> Result<Vec<Value>, VerifiedClaimsRefusal> {
    let Some(values) = members.get("values") else { return Ok(Vec::new()) };
    let list = values.as_array().filter(|list| (1..=MAX_VALUES).contains(&list.len()));
    list.cloned().ok_or(VerifiedClaimsRefusal::BadValues)
}

fn max_age(members: &Map<String, Value>) -> Result<Option<u64>, VerifiedClaimsRefusal> {
    let Some(max_age) = members.get("max_age") else { return Ok(None) };
    max_age.as_u64().map(Some).ok_or(VerifiedClaimsRefusal::BadMaxAge)
}

/// The elements of `verification`.
pub(super) fn read_verification(
    members: &Map<String, Value>,
) -> Result<BTreeMap<String, Element>, VerifiedClaimsRefusal> {
    // Schema Definition section 5.4.2: no verification is without trust_framework, so none is asked for without it.
    if !members.contains_key("trust_framework") {
        return Err(VerifiedClaimsRefusal::NoTrustFramework);
    }
    read_parts(members)
}

impl Element {
    /// What is asked of it, when it is a plain value.
    pub(super) fn rule(&self) -> Option<Rule> {
        match self {
            Self::Plain(rule) => Some(rule.clone()),
            Self::Whole | Self::Parts(_) | Self::Entries(_) => None,
        }
    }

    /// Whether it takes some verifications only.
    pub(super) fn constrains(&self) -> bool {
        match self {
            Self::Plain(rule) => rule.constrains(),
            Self::Whole => false,
            Self::Parts(parts) => parts.values().any(Self::constrains),
            Self::Entries(entries) => entries.iter().flat_map(BTreeMap::values).any(Self::constrains),
        }
    }

    fn read(name: &str, value: &Value) -> Result<Self, VerifiedClaimsRefusal> {
        // Section 5.4: assurance_details comes whole, and nothing asked of its inside filters anything.
        if name == "assurance_details" {
            return Ok(Self::Whole);
        }
        if name == "evidence" {
            return read_evidence(value);
        }
        if let Some(list) = value.as_array() {
            return Ok(Self::Entries(list.iter().map(read_entry).collect::<Result<_, _>>()?));
        }
        match value.as_object() {
            Some(members) if !PLAIN.contains(&name) && has_parts(members) => {
                read_parts(members).map(Self::Parts)
            }
            Some(_) | None => Rule::read(value).map(Self::Plain),
        }
    }

    fn to_value(&self) -> Value {
        match self {
            Self::Plain(rule) => rule.to_value(),
            Self::Whole => Value::Null,
            Self::Parts(parts) => written(parts).into(),
            Self::Entries(entries) => entries.iter().map(written).collect(),
        }
    }
}

/// Whether an object asks for parts of an object, not for a plain value under a rule.
fn has_parts(members: &Map<String, Value>) -> bool {
    let is_rule = ["value", "values", "max_age"].iter().any(|name| members.contains_key(*name));
    !is_rule && members.keys().any(|name| !is_remark(name))
}

/// Members that stand beside parts without being one.
fn is_remark(name: &str) -> bool {
    matches!(name, "essential" | "purpose")
}

fn read_parts(members: &Map<String, Value>) -> Result<BTreeMap<String, Element>, VerifiedClaimsRefusal> {
    let parts = members.iter().filter(|(name, _)| !is_remark(name));
    parts.map(|(name, value)| Ok((name.clone(), Element::read(name, value)?))).collect()
}

fn read_entry(value: &Value) -> Result<BTreeMap<String, Element>, VerifiedClaimsRefusal> {
    read_parts(value.as_object().ok_or(VerifiedClaimsRefusal::MalformedElement)?)
}

fn read_evidence(value: &Value) -> Result<Element, VerifiedClaimsRefusal> {
    let list = value.as_array().filter(|list| !list.is_empty());
    let list = list.ok_or(VerifiedClaimsRefusal::MalformedEvidence)?;
    let mut entries = Vec::with_capacity(list.len());
    for item in list {
        let members = item.as_object().ok_or(VerifiedClaimsRefusal::MalformedEvidence)?;
        // Section 5.4: an entry is a filter over one type, named by value; values is not for it.
        let of_type = members.get("type").and_then(|kind| kind.get("value"));
        if !of_type.is_some_and(Value::is_string) {
            return Err(VerifiedClaimsRefusal::EvidenceWithoutType);
        }
        entries.push(read_parts(members)?);
    }
    Ok(Element::Entries(entries))
}

/// Elements as a request writes them.
pub(super) fn written(parts: &BTreeMap<String, Element>) -> Map<String, Value> {
    parts.iter().map(|(name, element)| (name.clone(), element.to_value())).collect()
}
