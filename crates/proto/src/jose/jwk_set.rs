//! A set of public keys, as a client registers or publishes it (RFC 7517 section 5).

use serde::{Deserialize, Deserializer, Serialize, de};
use serde_json::Value;

use super::jwk::{Jwk, JwkError};
use crate::json::{JsonRefusal, UniqueValue, parse_object};

const MAX_KEYS: usize = 64;
const MAX_SET_BYTES: usize = 64 * 1024;

/// A set of public keys (RFC 7517 section 5).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct JwkSet {
    /// The keys we can read, in the order given.
    pub keys: Vec<Jwk>,
}

impl JwkSet {
    /// Reads a set of at most 64 KiB and 64 keys.
    ///
    /// # Errors
    /// When it is too large, not a set, names a member twice or gives away a private key. Keys of an unknown type
    /// or with missing members are left out.
    pub fn parse(text: &[u8]) -> Result<Self, JwkError> {
        if text.len() > MAX_SET_BYTES {
            return Err(JwkError::TooLarge);
        }
        let members = parse_object(text).map_err(|refusal| match refusal {
            JsonRefusal::Malformed => JwkError::Malformed,
            JsonRefusal::DuplicateMember => JwkError::DuplicateMember,
        })?;
        Self::from_value(Value::Object(members))
    }

    fn from_value(value: Value) -> Result<Self, JwkError> {
        let Value::Object(mut members) = value else { return Err(JwkError::Malformed) };
        let Some(Value::Array(list)) = members.remove("keys") else { return Err(JwkError::Malformed) };
        if list.len() > MAX_KEYS {
            return Err(JwkError::TooManyKeys);
        }
        let mut keys = Vec::with_capacity(list.len());
        for item in list {
            match Jwk::from_value(item) {
                Ok(key) => keys.push(key),
                // Whoever publishes a private key must hear of it: the rest of the set is no better kept.
                Err(JwkError::PrivateMember) => return Err(JwkError::PrivateMember),
                // RFC 7517 section 5: keys of an unknown type, with missing members or values out of range are
                // ignored.
                Err(_) => {}
            }
        }
        Ok(Self { keys })
    }
}

impl<'de> Deserialize<'de> for JwkSet {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        Self::from_value(UniqueValue::deserialize(from)?.0).map_err(de::Error::custom)
    }
}
