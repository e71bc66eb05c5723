//! The `claims` parameter: single claims a client asks for (OpenID Connect Core 5.5).
//!
//! Owns the reading, with bounds. Which claims a client may have is for the client's rules; what verified claims are,
//! is in `identity_assurance`.

use std::collections::BTreeMap;

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::{Map, Value};

use crate::identity_assurance::{VerifiedClaimsRefusal, VerifiedClaimsRequest};
use crate::json::{JsonRefusal, parse_object};

const MAX_BYTES: usize = 8 * 1024;
const MAX_CLAIMS: usize = 64;
const MAX_VALUES: usize = 32;
/// Enough for `values` of the country of the issuer of a document in a list of verified claims.
const MAX_DEPTH: usize = 12;
const MAX_NAME_BYTES: usize = 128;

/// The member that asks for verified claims (OpenID Connect for Identity Assurance 5.3); never the name of a claim.
const VERIFIED_CLAIMS: &str = "verified_claims";

/// The claims asked for, by where they are to be delivered.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ClaimsRequest {
    /// To be put into the ID token.
    pub id_token: BTreeMap<String, ClaimRule>,
    /// To be answered by the UserInfo endpoint.
    pub userinfo: BTreeMap<String, ClaimRule>,
    /// Verified claims to be put into the ID token.
    pub id_token_verified: Vec<VerifiedClaimsRequest>,
    /// Verified claims to be answered by the UserInfo endpoint.
    pub userinfo_verified: Vec<VerifiedClaimsRequest>,
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
    /// Nested deeper than 12 levels.
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
    /// A request for verified claims cannot be understood.
    #[error(transparent)]
    VerifiedClaims(#[from] VerifiedClaimsRefusal),
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
        let (id_token, id_token_verified) = target(&members, "id_token")?;
        let (userinfo, userinfo_verified) = target(&members, "userinfo")?;
        let request = Self { id_token, userinfo, id_token_verified, userinfo_verified };
        if request.iter().count() + request.verified_names().count() > MAX_CLAIMS {
            return Err(ClaimsRefusal::TooManyClaims);
        }
        Ok(request)
    }

    /// All plain claims asked for with their rules: those of the ID token, then those of UserInfo. A claim asked for
    /// at both comes twice. Verified claims are not among them.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &ClaimRule)> {
        self.id_token.iter().chain(&self.userinfo).map(|(name, rule)| (name.as_str(), rule))
    }

    /// The names of all verified claims asked for, in the same order; a name comes as often as it is asked for.
    pub fn verified_names(&self) -> impl Iterator<Item = &str> {
        let sets = self.id_token_verified.iter().chain(&self.userinfo_verified);
        sets.flat_map(|set| set.claims.keys()).map(String::as_str)
    }

    /// Whether no claim is asked for, plain or verified.
    pub fn is_empty(&self) -> bool {
        self.id_token.is_empty()
            && self.userinfo.is_empty()
            && self.id_token_verified.is_empty()
            && self.userinfo_verified.is_empty()
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

/// The plain and the verified claims wanted in one place.
type Target = (BTreeMap<String, ClaimRule>, Vec<VerifiedClaimsRequest>);

fn target(members: &Map<String, Value>, name: &str) -> Result<Target, ClaimsRefusal> {
    let claims = match members.get(name) {
        None | Some(Value::Null) => return Ok(Target::default()),
        Some(Value::Object(claims)) => claims,
        Some(_) => return Err(ClaimsRefusal::MalformedTarget),
    };
    let verified = claims.get(VERIFIED_CLAIMS).map(VerifiedClaimsRequest::read_all).transpose()?;
    let plain = claims.iter().filter(|(name, _)| *name != VERIFIED_CLAIMS);
    let plain = plain.map(|(name, value)| rule(name, value)).collect::<Result<_, _>>()?;
    Ok((plain, verified.unwrap_or_default()))
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

/// One place as the parameter writes it.
#[derive(Serialize)]
struct TargetOut<'a> {
    #[serde(flatten)]
    claims: &'a BTreeMap<String, ClaimRule>,
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    verified_claims: &'a [VerifiedClaimsRequest],
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct TargetIn {
    verified_claims: Vec<VerifiedClaimsRequest>,
    #[serde(flatten)]
    claims: BTreeMap<String, ClaimRule>,
}

impl Serialize for ClaimsRequest {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        #[derive(Serialize)]
        struct Out<'a> {
            id_token: TargetOut<'a>,
            userinfo: TargetOut<'a>,
        }
        let out = Out {
            id_token: TargetOut { claims: &self.id_token, verified_claims: &self.id_token_verified },
            userinfo: TargetOut { claims: &self.userinfo, verified_claims: &self.userinfo_verified },
        };
        out.serialize(to)
    }
}

impl<'de> Deserialize<'de> for ClaimsRequest {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        #[derive(Default, Deserialize)]
        #[serde(default)]
        struct In {
            id_token: TargetIn,
            userinfo: TargetIn,
        }
        let In { id_token, userinfo } = In::deserialize(from)?;
        Ok(Self {
            id_token: id_token.claims,
            userinfo: userinfo.claims,
            id_token_verified: id_token.verified_claims,
            userinfo_verified: userinfo.verified_claims,
        })
    }
}

#[cfg(test)]
mod tests;
