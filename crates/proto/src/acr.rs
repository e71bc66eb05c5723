//! Authentication context class: how sure we are of the identity and of the sign-in, on two axes.
//!
//! Owns the value and the any-of meaning of a request for one. Which level was reached is for `assurance`.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};
use serde_json::Value;

use crate::claims_request::{ClaimRule, ClaimsRequest};

const PREFIX: &str = "urn:yimen:acr:";

/// A level: identity 1 to 5 and authentication 1 to 3. There is no order between two levels of which each is
/// higher on one axis.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Acr {
    identity: u8,
    authentication: u8,
}

/// The text is not `urn:yimen:acr:L1.A1` to `urn:yimen:acr:L5.A3`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not one of urn:yimen:acr:L1.A1 to urn:yimen:acr:L5.A3")]
pub struct UnknownAcr;

impl Acr {
    /// All levels, lowest first.
    pub const ALL: [Self; 15] = Self::all();

    /// The level with these two components; none if one is out of range.
    pub const fn new(identity: u8, authentication: u8) -> Option<Self> {
        if 1 <= identity && identity <= 5 && 1 <= authentication && authentication <= 3 {
            Some(Self { identity, authentication })
        } else {
            None
        }
    }

    /// How sure we are of the identity: 1 to 5.
    pub const fn identity(self) -> u8 {
        self.identity
    }

    /// How strong the sign-in was: 1 to 3.
    pub const fn authentication(self) -> u8 {
        self.authentication
    }

    /// Whether this level is at least `required` on both axes.
    pub const fn satisfies(self, required: Self) -> bool {
        self.identity >= required.identity && self.authentication >= required.authentication
    }

    /// The same, known no better than this identity level; never below L1.
    #[must_use]
    pub const fn capped(self, identity: u8) -> Self {
        let most = if identity == 0 { 1 } else { identity };
        if most < self.identity { Self { identity: most, ..self } } else { self }
    }

    #[expect(clippy::indexing_slicing, reason = "evaluated at compile time: out of range would not compile")]
    const fn all() -> [Self; 15] {
        let mut all = [Self { identity: 1, authentication: 1 }; 15];
        let mut index = 0;
        while index < 15 {
            all[index] = Self { identity: 1 + index as u8 / 3, authentication: 1 + index as u8 % 3 };
            index += 1;
        }
        all
    }
}

impl fmt::Display for Acr {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{PREFIX}L{}.A{}", self.identity, self.authentication)
    }
}

impl fmt::Debug for Acr {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Acr(L{}.A{})", self.identity, self.authentication)
    }
}

impl FromStr for Acr {
    type Err = UnknownAcr;

    fn from_str(text: &str) -> Result<Self, UnknownAcr> {
        let level = text.strip_prefix(PREFIX).ok_or(UnknownAcr)?;
        let &[b'L', identity, b'.', b'A', authentication] = level.as_bytes() else { return Err(UnknownAcr) };
        Self::new(identity.wrapping_sub(b'0'), authentication.wrapping_sub(b'0')).ok_or(UnknownAcr)
    }
}

impl Serialize for Acr {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Acr {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        String::deserialize(from)?.parse().map_err(de::Error::custom)
    }
}

/// Whether a request fails when none of the levels asked for is reached (OpenID Connect Core 5.5.1).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Essential {
    /// It fails.
    Yes,
    /// A lower level is delivered, and named truly.
    #[default]
    No,
}

/// Which levels a client asks for; any one of them will do.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct AcrRequest {
    /// The levels we know, in the order of preference.
    pub values: Vec<Acr>,
    /// Whether values we do not know were among those asked for.
    pub unknown: bool,
    /// Whether the request fails when none of them is reached.
    pub essential: Essential,
}

/// The claim `acr` is asked for with a value that is no text, so that no answer could ever match.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the values asked for in the claim acr must be texts")]
pub struct AcrRefusal;

impl AcrRequest {
    /// What a request asks for. The claim `acr` of the ID token in `claims`, if it names values, goes before
    /// `acr_values`: the texts leave it open what both together mean (OpenID Connect Core 5.5.1.1).
    ///
    /// # Errors
    /// [`AcrRefusal`].
    pub fn read(acr_values: Option<&str>, claims: &ClaimsRequest) -> Result<Self, AcrRefusal> {
        match claims.id_token.get("acr") {
            Some(rule) if rule.names_values() => Self::from_claim(rule),
            _ => Ok(acr_values.map(Self::from_acr_values).unwrap_or_default()),
        }
    }

    fn from_acr_values(text: &str) -> Self {
        // OpenID Connect Core 3.1.2.1: requested as a Voluntary Claim by this parameter.
        Self::collect(text.split(' ').filter(|value| !value.is_empty()), Essential::No)
    }

    fn from_claim(rule: &ClaimRule) -> Result<Self, AcrRefusal> {
        let values = rule.value.iter().chain(&rule.values);
        let texts: Vec<&str> =
            values.map(|value| value.as_str().ok_or(AcrRefusal)).collect::<Result<_, _>>()?;
        let essential = if rule.essential { Essential::Yes } else { Essential::No };
        Ok(Self::collect(texts.into_iter(), essential))
    }

    /// From the levels registered for a client.
    pub fn from_levels(levels: &[Acr]) -> Self {
        Self { values: levels.to_vec(), unknown: false, essential: Essential::No }
    }

    /// Whether no particular level is asked for.
    pub fn is_empty(&self) -> bool {
        self.values.is_empty() && !self.unknown
    }

    /// Whether `reached` satisfies one of the levels, or none is asked for.
    pub fn is_met_by(&self, reached: Acr) -> bool {
        self.is_empty() || self.values.iter().any(|wanted| reached.satisfies(*wanted))
    }

    fn collect<'a>(texts: impl Iterator<Item = &'a str>, essential: Essential) -> Self {
        let mut request = Self { values: Vec::new(), unknown: false, essential };
        for text in texts {
            match text.parse() {
                Ok(level) if request.values.contains(&level) => {}
                Ok(level) => request.values.push(level),
                Err(UnknownAcr) => request.unknown = true,
            }
        }
        request
    }
}

impl From<Acr> for Value {
    fn from(acr: Acr) -> Self {
        Self::String(acr.to_string())
    }
}

#[cfg(test)]
mod tests;
