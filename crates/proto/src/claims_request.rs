//! The `claims` parameter: single claims a client asks for (OpenID Connect Core 5.5).
//!
//! Owns the reading, with bounds. Which claims a client may have is for the client's rules.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::json::{JsonRefusal, parse_object};

const MAX_BYTES: usize = 8 * 1024;
const MAX_CLAIMS: usize = 64;
const MAX_VALUES: usize = 32;
const MAX_DEPTH: usize = 8;
const MAX_NAME_BYTES: usize = 128;

/// The claims asked for, by where they are to be delivered.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct ClaimsRequest {
    /// To be put into the ID token.
    pub id_token: BTreeMap<String, ClaimRule>,
    /// To be answered by the UserInfo endpoint.
    pub userinfo: BTreeMap<String, ClaimRule>,
}

/// How one claim is asked for.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct ClaimRule {
    /// Whether the client says it needs the claim (OpenID Connect Core 5.5.1).
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub essential: bool,
    /// The one value wanted.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub value: Option<Value>,
    /// The values of which any will do, in the order of preference.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub values: Vec<Value>,
}

/// Why the parameter is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ClaimsRefusal {
    /// Over 8 KiB.
    #[error("the claims parameter is longer than 8 KiB")]
    TooLong,
    /// Not a JSON object.
    #[error("the claims parameter is not a JSON object")]
    Malformed,
    /// A member is given twice.
    #[error("the claims parameter names a member twice")]
    DuplicateMember,
    /// Nested deeper than 8 levels.
    #[error("the claims parameter is nested too deeply")]
    TooDeep,
    /// More than 64 claims in all.
    #[error("the claims parameter asks for more than 64 claims")]
    TooManyClaims,
    /// `id_token` or `userinfo` is not an object.
    #[error("id_token and userinfo in the claims parameter must be objects")]
    MalformedTarget,
    /// A claim's name is empty, longer than 128 bytes or holds control characters.
    #[error("a claim asked for has an unusable name")]
    BadName,
    /// A rule is neither null nor an object of the right shape.
    #[error("a claim asked for must be null or an object with essential, value or values")]
    MalformedRule,
    /// Both `value` and `values`.
    #[error("a claim asked for must not have both value and values")]
    ValueAndValues,
    /// `values` is empty or holds more than 32.
    #[error("values of a claim asked for must hold 1 to 32 entries")]
    BadValues,
}

impl ClaimsRequest {
    /// Reads the parameter.
    ///
    /// # Errors
    /// The first rule broken.
    pub fn parse(text: &str) -> Result<Self, ClaimsRefusal> {
        if text.len() > MAX_BYTES {
            return Err(ClaimsRefusal::TooLong);
        }
        let members = parse_object(text.as_bytes()).map_err(|refusal| match refusal {
            JsonRefusal::Malformed => ClaimsRefusal::Malformed,
            JsonRefusal::DuplicateMember => ClaimsRefusal::DuplicateMember,
        })?;
        if members.values().any(|value| !is_flatter_than(value, MAX_DEPTH - 1)) {
            return Err(ClaimsRefusal::TooDeep);
        }
        // OpenID Connect Core 5.5: members that are not understood are ignored.
        let request = Self { id_token: rules(&members, "id_token")?, userinfo: rules(&members, "userinfo")? };
        if request.id_token.len() + request.userinfo.len() > MAX_CLAIMS {
            return Err(ClaimsRefusal::TooManyClaims);
        }
        Ok(request)
    }

    /// All claims asked for with their rules: those of the ID token, then those of UserInfo. A claim asked for at
    /// both comes twice.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &ClaimRule)> {
        self.id_token.iter().chain(&self.userinfo).map(|(name, rule)| (name.as_str(), rule))
    }

    /// Whether no claim is asked for.
    pub fn is_empty(&self) -> bool {
        self.id_token.is_empty() && self.userinfo.is_empty()
    }
}

impl ClaimRule {
    /// Whether the rule names values.
    pub fn names_values(&self) -> bool {
        self.value.is_some() || !self.values.is_empty()
    }

    /// Whether a claim of this value answers the rule: any, if the rule names none.
    pub fn accepts(&self, value: &Value) -> bool {
        !self.names_values() || self.value.as_ref() == Some(value) || self.values.contains(value)
    }

    fn read(value: &Value) -> Result<Self, ClaimsRefusal> {
        match value {
            // OpenID Connect Core 5.5.1: null asks for the claim in the default manner.
            Value::Null => Ok(Self::default()),
            Value::Object(members) => Self::read_members(members),
            Value::Bool(_) | Value::Number(_) | Value::String(_) | Value::Array(_) => {
                Err(ClaimsRefusal::MalformedRule)
            }
        }
    }

    fn read_members(members: &Map<String, Value>) -> Result<Self, ClaimsRefusal> {
        let essential = match members.get("essential") {
            None => false,
            Some(Value::Bool(essential)) => *essential,
            Some(_) => return Err(ClaimsRefusal::MalformedRule),
        };
        let values = match members.get("values") {
            None => Vec::new(),
            Some(Value::Array(list)) if (1..=MAX_VALUES).contains(&list.len()) => list.clone(),
            Some(Value::Array(_)) => return Err(ClaimsRefusal::BadValues),
            Some(_) => return Err(ClaimsRefusal::MalformedRule),
        };
        let value = members.get("value").cloned();
        if value.is_some() && !values.is_empty() {
            return Err(ClaimsRefusal::ValueAndValues);
        }
        Ok(Self { essential, value, values })
    }
}

fn rules(members: &Map<String, Value>, target: &str) -> Result<BTreeMap<String, ClaimRule>, ClaimsRefusal> {
    match members.get(target) {
        None | Some(Value::Null) => Ok(BTreeMap::new()),
        Some(Value::Object(claims)) => claims.iter().map(|(name, value)| rule(name, value)).collect(),
        Some(_) => Err(ClaimsRefusal::MalformedTarget),
    }
}

fn rule(name: &str, value: &Value) -> Result<(String, ClaimRule), ClaimsRefusal> {
    if !(1..=MAX_NAME_BYTES).contains(&name.len()) || name.chars().any(char::is_control) {
        return Err(ClaimsRefusal::BadName);
    }
    Ok((name.to_owned(), ClaimRule::read(value)?))
}

/// Whether `value` has at most `levels` levels of arrays and objects. The depth of the call is bounded too.
fn is_flatter_than(value: &Value, levels: usize) -> bool {
    let inner = levels.checked_sub(1);
    match value {
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => true,
        Value::Array(list) => {
            inner.is_some_and(|levels| list.iter().all(|item| is_flatter_than(item, levels)))
        }
        Value::Object(members) => {
            inner.is_some_and(|levels| members.values().all(|item| is_flatter_than(item, levels)))
        }
    }
}

#[cfg(test)]
mod tests;
