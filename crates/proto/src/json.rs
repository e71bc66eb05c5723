//! JSON whose objects name each member once.
//!
//! `serde_json` keeps the last of two members with one name; another reader may keep the first, and an attacker
//! lives between the two. Owns the parsing only; what the members mean is the caller's.

use std::cell::Cell;
use std::fmt;

use serde::de::{Deserialize, DeserializeSeed, Deserializer, Error as _, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Value};

/// Why a text is not JSON with unique members.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum JsonRefusal {
    /// Not JSON, or nested deeper than 127 levels, or something follows it.
    Malformed,
    /// An object names one member twice.
    DuplicateMember,
}

/// Parses one JSON text. Depth is bounded by `serde_json` (128); the caller bounds the length.
pub(crate) fn parse_unique(text: &[u8]) -> Result<Value, JsonRefusal> {
    let duplicate = Cell::new(false);
    let refuse = |_| if duplicate.get() { JsonRefusal::DuplicateMember } else { JsonRefusal::Malformed };
    let mut source = serde_json::Deserializer::from_slice(text);
    let value = Unique(&duplicate).deserialize(&mut source).map_err(refuse)?;
    source.end().map_err(|_| JsonRefusal::Malformed)?;
    Ok(value)
}

/// As [`parse_unique`], and the outermost value is an object.
pub(crate) fn parse_object(text: &[u8]) -> Result<Map<String, Value>, JsonRefusal> {
    match parse_unique(text)? {
        Value::Object(members) => Ok(members),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) | Value::Array(_) => {
            Err(JsonRefusal::Malformed)
        }
    }
}

/// A JSON value from any serde source, refused when an object in it names a member twice.
pub(crate) struct UniqueValue(pub(crate) Value);

impl<'de> Deserialize<'de> for UniqueValue {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        Unique(&Cell::new(false)).deserialize(from).map(Self)
    }
}

#[derive(Clone, Copy)]
struct Unique<'a>(&'a Cell<bool>);

impl<'de> DeserializeSeed<'de> for Unique<'_> {
    type Value = Value;

    fn deserialize<D: Deserializer<'de>>(self, from: D) -> Result<Value, D::Error> {
        from.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Unique<'_> {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON value")
    }

    fn visit_unit<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_none<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_some<D: Deserializer<'de>>(self, from: D) -> Result<Value, D::Error> {
        self.deserialize(from)
    }

    fn visit_bool<E>(self, value: bool) -> Result<Value, E> {
        Ok(Value::Bool(value))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_u64<E>(self, value: u64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_f64<E>(self, value: f64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_str<E>(self, value: &str) -> Result<Value, E> {
        Ok(Value::String(value.to_owned()))
    }

    fn visit_string<E>(self, value: String) -> Result<Value, E> {
        Ok(Value::String(value))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Value, A::Error> {
        let mut list = Vec::new();
        while let Some(item) = items.next_element_seed(self)? {
            list.push(item);
        }
        Ok(Value::Array(list))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<Value, A::Error> {
        let mut object = Map::new();
        while let Some(name) = members.next_key::<String>()? {
            if object.contains_key(&name) {
                self.0.set(true);
                return Err(A::Error::custom("an object names one member twice"));
            }
            object.insert(name, members.next_value_seed(self)?);
        }
        Ok(Value::Object(object))
    }
}
