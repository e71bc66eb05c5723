//! Scope: what a token may be used for (RFC 6749 section 3.3).

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

const MAX_TOKENS: usize = 64;
const MAX_BYTES: usize = 4096;

/// A set of scope values in the order first named. The empty scope is the empty text.
#[derive(Clone, Debug, Default)]
pub struct Scope {
    values: Vec<String>,
}

/// Why a text is not a scope.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ScopeRefusal {
    /// A character outside the set of RFC 6749, or values not divided by exactly one space.
    #[error("the scope is not a list of values divided by single spaces")]
    Malformed,
    /// More than 64 values or 4096 bytes.
    #[error("the scope is too long")]
    TooLong,
}

impl Scope {
    /// Whether `value` is in the set; case-sensitive.
    pub fn contains(&self, value: &str) -> bool {
        self.iter().any(|own| own == value)
    }

    /// Whether `other` contains every value of this set.
    pub fn is_subset_of(&self, other: &Self) -> bool {
        self.iter().all(|value| other.contains(value))
    }

    /// The values that are in both, in the order of this set.
    #[must_use]
    pub fn intersection(&self, other: &Self) -> Self {
        self.keep(|value| other.contains(value))
    }

    /// The set without `value`.
    #[must_use]
    pub fn without(&self, value: &str) -> Self {
        self.keep(|own| own != value)
    }

    /// The values in order.
    pub fn iter(&self) -> impl Iterator<Item = &str> {
        self.values.iter().map(String::as_str)
    }

    /// Whether there is no value.
    pub fn is_empty(&self) -> bool {
        self.values.is_empty()
    }

    fn keep(&self, wanted: impl Fn(&str) -> bool) -> Self {
        Self { values: self.iter().filter(|value| wanted(value)).map(str::to_owned).collect() }
    }
}

impl PartialEq for Scope {
    /// RFC 6749 section 3.3: the order does not matter.
    fn eq(&self, other: &Self) -> bool {
        self.values.len() == other.values.len() && self.is_subset_of(other)
    }
}

impl Eq for Scope {}

impl FromStr for Scope {
    type Err = ScopeRefusal;

    fn from_str(text: &str) -> Result<Self, ScopeRefusal> {
        if text.len() > MAX_BYTES {
            return Err(ScopeRefusal::TooLong);
        }
        let mut scope = Self::default();
        if text.is_empty() {
            return Ok(scope);
        }
        for value in text.split(' ') {
            if value.is_empty() || !value.bytes().all(is_scope_byte) {
                return Err(ScopeRefusal::Malformed);
            }
            if !scope.contains(value) {
                scope.values.push(value.to_owned());
            }
        }
        if scope.values.len() > MAX_TOKENS {
            return Err(ScopeRefusal::TooLong);
        }
        Ok(scope)
    }
}

/// RFC 6749 section 3.3: scope-token = 1*( %x21 / %x23-5B / %x5D-7E ).
fn is_scope_byte(byte: u8) -> bool {
    matches!(byte, 0x21 | 0x23..=0x5b | 0x5d..=0x7e)
}

impl fmt::Display for Scope {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.values.join(" "))
    }
}

impl Serialize for Scope {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Scope {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        String::deserialize(from)?.parse().map_err(de::Error::custom)
    }
}

#[cfg(test)]
mod tests;
