//! Verified claims: what is known about a person, and how it came to be known (OpenID Connect for Identity Assurance
//! 1.0, OpenID Identity Assurance Schema Definition 1.0).
//!
//! Owns the reading of a request, the choice of what answers it, and the form of the answer. Does not own which claims
//! a client may have, which the person allowed, nor where the facts come from: those are put in by the service.
//!
//! A request that cannot be fulfilled is no error: what does not fit is left out (section 5.7). Only a request that
//! cannot be understood is refused.

mod element;
mod instant;
mod offer;
mod pick;

use std::collections::BTreeMap;

use base::Time;
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};
use serde_json::{Map, Value, json};

pub use element::Rule;
pub use offer::{Check, Evidence, Proof, Verification};

use element::Element;

/// Most sets of verified claims in one place of a request.
const MAX_SETS: usize = 8;
const MAX_NAME_BYTES: usize = 128;

/// Claims wanted, and how they must have been verified: one element `verified_claims` of a request (section 5.3).
#[derive(Clone, Debug, PartialEq)]
pub struct VerifiedClaimsRequest {
    verification: BTreeMap<String, Element>,
    /// The claims wanted; empty when only the verification is of interest.
    pub claims: BTreeMap<String, Rule>,
}

/// Why a request for verified claims cannot be understood.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum VerifiedClaimsRefusal {
    /// `verified_claims` is neither an object nor a list of them.
    #[error("verified_claims must be an object or a list of objects")]
    Malformed,
    /// None or more than eight in the list.
    #[error("verified_claims must hold 1 to 8 objects")]
    BadCount,
    /// `verification` is missing or not an object.
    #[error("verified_claims must have an object verification")]
    NoVerification,
    /// `verification` does not name `trust_framework`.
    #[error("verification in verified_claims must name trust_framework, null for any")]
    NoTrustFramework,
    /// `claims` is missing or not an object.
    #[error("verified_claims must have an object claims that names the claims wanted")]
    NoClaims,
    /// The name of a claim is empty, longer than 128 bytes or holds control characters.
    #[error("a verified claim asked for has an unusable name")]
    BadName,
    /// An element or claim is a text, a number or a truth value where null or an object belongs.
    #[error(
        "an element of verified_claims must be null or an object with value, values, max_age or essential"
    )]
    MalformedElement,
    /// Both `value` and `values`.
    #[error("an element of verified_claims must not have both value and values")]
    ValueAndValues,
    /// `values` is not a list of 1 to 32.
    #[error("values in verified_claims must hold 1 to 32 entries")]
    BadValues,
    /// `max_age` is not a whole number of seconds from 0 on.
    #[error("max_age in verified_claims must be a whole number of seconds")]
    BadMaxAge,
    /// `essential` is neither true nor false.
    #[error("essential in verified_claims must be true or false")]
    BadEssential,
    /// `evidence` is not a list of objects, or is empty.
    #[error("evidence in verified_claims must be a list of objects")]
    MalformedEvidence,
    /// An entry of `evidence` does not say by `value` which type it is about.
    #[error("each evidence in verified_claims must name its type by value")]
    EvidenceWithoutType,
}

impl VerifiedClaimsRequest {
    /// Reads the member `verified_claims`: an object, or a list of objects that are answered one by one
    /// (section 5.6).
    ///
    /// # Errors
    /// The first rule broken.
    pub fn read_all(member: &Value) -> Result<Vec<Self>, VerifiedClaimsRefusal> {
        let Some(list) = member.as_array() else { return Ok(vec![Self::read(member)?]) };
        if !(1..=MAX_SETS).contains(&list.len()) {
            return Err(VerifiedClaimsRefusal::BadCount);
        }
        list.iter().map(Self::read).collect()
    }

    fn read(value: &Value) -> Result<Self, VerifiedClaimsRefusal> {
        // OpenID Connect Core 5.5: members that are not understood are ignored.
        let members = value.as_object().ok_or(VerifiedClaimsRefusal::Malformed)?;
        let verification = members.get("verification").and_then(Value::as_object);
        let verification =
            element::read_verification(verification.ok_or(VerifiedClaimsRefusal::NoVerification)?)?;
        // Deviation: the schema of the request lets claims be null. The text (section 5.3) says that it holds the
        // claims wanted as keys; null would ask for all there is.
        let claims =
            members.get("claims").and_then(Value::as_object).ok_or(VerifiedClaimsRefusal::NoClaims)?;
        let claims = claims.iter().map(|(name, rule)| claim(name, rule)).collect::<Result<_, _>>()?;
        Ok(Self { verification, claims })
    }

    /// What is asked of a plain element of `verification`, such as `trust_framework`, `assurance_level` or `time`;
    /// none when it is not asked for.
    pub fn rule(&self, element: &str) -> Option<Rule> {
        self.verification.get(element)?.rule()
    }

    /// Whether a verification is as it must be. It may still lack what is merely asked for.
    pub fn grants(&self, verification: &Verification, now: Time) -> bool {
        self.picked(verification, now).is_some()
    }

    /// The answer for one verification and the claims it covers that may be given out: `verification` cut down to what
    /// is asked for, and the claims that are as they must be. None when the verification is not as it must be, or none
    /// of the claims wanted is left.
    pub fn answer(
        &self,
        verification: &Verification,
        claims: &Map<String, Value>,
        now: Time,
    ) -> Option<Value> {
        let verification = self.picked(verification, now)?;
        let chosen: Map<String, Value> =
            self.claims.iter().filter_map(|wanted| chosen(wanted, claims, now)).collect();
        // Schema Definition section 5.3: claims may be empty where only the verification is of interest. Section 5.7.5
        // of the protocol: an element left without what it was asked for goes.
        if chosen.is_empty() && !self.claims.is_empty() {
            return None;
        }
        Some(json!({ "verification": verification, "claims": chosen }))
    }

    fn picked(&self, verification: &Verification, now: Time) -> Option<Map<String, Value>> {
        pick::verification(&self.verification, &verification.members(), now)
    }

    fn to_value(&self) -> Value {
        let claims: Map<String, Value> =
            self.claims.iter().map(|(name, rule)| (name.clone(), rule.to_value())).collect();
        json!({ "verification": element::written(&self.verification), "claims": claims })
    }
}

/// The member `verified_claims` that answers all requests from all that is known: an object where there is one, a list
/// where there are several, none where nothing fits. Each verification comes with the claims it covers.
pub fn answer_all(
    requests: &[VerifiedClaimsRequest],
    known: &[(Verification, Map<String, Value>)],
    now: Time,
) -> Option<Value> {
    // Section 5.6: each element is processed by itself, and answered as often as it can be.
    let answers = requests.iter().flat_map(|request| {
        known.iter().filter_map(|(verification, claims)| request.answer(verification, claims, now))
    });
    let mut answers: Vec<Value> = answers.collect();
    match answers.len() {
        0 | 1 => answers.pop(),
        _ => Some(Value::Array(answers)),
    }
}

fn claim(name: &str, rule: &Value) -> Result<(String, Rule), VerifiedClaimsRefusal> {
    if !(1..=MAX_NAME_BYTES).contains(&name.len()) || name.chars().any(char::is_control) {
        return Err(VerifiedClaimsRefusal::BadName);
    }
    Ok((name.to_owned(), Rule::read(rule)?))
}

/// Sections 5.7.2 and 5.7.4: a claim that is not there, or not as it must be, is left out, essential or not.
fn chosen(wanted: (&String, &Rule), claims: &Map<String, Value>, now: Time) -> Option<(String, Value)> {
    let (name, rule) = wanted;
    claims.get(name).filter(|value| rule.accepts(value, now)).map(|value| (name.clone(), value.clone()))
}

impl Serialize for VerifiedClaimsRequest {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        self.to_value().serialize(to)
    }
}

impl<'de> Deserialize<'de> for VerifiedClaimsRequest {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        Self::read(&Value::deserialize(from)?).map_err(de::Error::custom)
    }
}

#[cfg(test)]
mod tests;
