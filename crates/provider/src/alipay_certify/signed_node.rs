//! An answer of Alipay's gateway: `{"<method>_response":{…},"sign":"…"}`, the signature over the text of the one member.
//!
//! Owns the proof that Alipay wrote that text. The text is taken as it stands in the answer, byte for byte: Alipay escapes
//! `/` as `\/` and may space and order members as it likes, so that a text written anew after parsing is another one. What
//! is read afterwards is the text that was verified and nothing else.

use std::collections::BTreeMap;
use std::fmt;

use serde::Deserialize;
use serde::de::{self, Deserializer, MapAccess, Visitor};
use serde_json::value::RawValue;

use super::gateway::Told;
use crate::call::Trouble;
use crate::exchange::{not_believed, parse};
use crate::notified::TheirKey;
use crate::sorted::check_rsa2;

/// The member in place of the answer when the gateway itself says no.
const ERROR: &str = "error_response";

/// The text of the member `name`, signed by one of the keys.
///
/// # Errors
/// [`Trouble::NotBelieved`] when it is not; what the gateway says when it says no. That is read unsigned where it is not
/// signed, as it is when Alipay does not know which key to use: nothing follows from it but a report to the operator.
pub(super) fn read<'a>(body: &'a [u8], name: &str, keys: &[TheirKey]) -> Result<&'a str, Trouble> {
    let Members(members) =
        serde_json::from_slice(body).map_err(|_| not_believed("the answer is not of its form"))?;
    if let Some(error) = members.get(ERROR) {
        return Err(refused(error));
    }
    let node = members.get(name).ok_or_else(|| not_believed("the answer is to another call"))?;
    let Some(sign) = members.get("sign") else { return Err(refused(node)) };
    let sign: String = parse(sign.get().as_bytes())?;
    let signer = check_rsa2(keys, node.get().as_bytes(), &sign);
    signer.map(|_| node.get()).ok_or_else(|| not_believed("the answer is not signed by Alipay"))
}

/// What an unsigned text says. It cannot say yes.
fn refused(unverified: &RawValue) -> Trouble {
    match parse::<Told>(unverified.get().as_bytes()) {
        Ok(told) if !told.is_success() => told.refusal(),
        Ok(_) => not_believed("the answer is not signed"),
        Err(trouble) => trouble,
    }
}

/// The members of an object as they stand. An object that names one twice is refused: which one was signed?
struct Members<'a>(BTreeMap<String, &'a RawValue>);

impl<'de: 'a, 'a> Deserialize<'de> for Members<'a> {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        from.deserialize_map(Raw).map(Self)
    }
}

struct Raw;

impl<'de> Visitor<'de> for Raw {
    type Value = BTreeMap<String, &'de RawValue>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut from: A) -> Result<Self::Value, A::Error> {
        let mut members = BTreeMap::new();
        while let Some((name, text)) = from.next_entry::<String, &'de RawValue>()? {
            if members.insert(name, text).is_some() {
                return Err(de::Error::custom("a member is given twice"));
            }
        }
        Ok(members)
    }
}

#[cfg(test)]
mod tests;
