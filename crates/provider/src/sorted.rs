//! Messages of named fields, signed as one text: sorted, `name=value`, joined by `&`.
//!
//! Owns the base string and the RSA2 signature (RSASSA-PKCS1-v1_5 with SHA-256, RFC 8017 section 8.2) over it, as many
//! payment and bank interfaces in China use them. Does not own what the fields mean. The base string is not injective by
//! itself: a value that holds `&` may read as two fields. Languages of our own refuse such values ([`Fields::plain`]).

use std::collections::BTreeMap;
use std::fmt;

use base::Time;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use proto::form::Params;
use proto::jose::Algorithm;
use serde::de::{self, Deserialize, Deserializer, MapAccess, Visitor};

use crate::call::{Caller, Trouble};
use crate::notified::TheirKey;

/// The most fields in one message.
const MAX_FIELDS: usize = proto::form::MAX_PARAMS;

/// The fields of one message, each name once, in the order of their bytes. `Debug` shows names only.
#[derive(Clone, Default, PartialEq, Eq)]
pub(crate) struct Fields(BTreeMap<String, String>);

impl fmt::Debug for Fields {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(self.0.keys()).finish()
    }
}

impl Fields {
    /// Fields of our own making; of two with one name the later stays.
    pub(crate) fn of<N: Into<String>, V: Into<String>>(pairs: impl IntoIterator<Item = (N, V)>) -> Self {
        Self(pairs.into_iter().map(|(name, value)| (name.into(), value.into())).collect())
    }

    /// Reads `application/x-www-form-urlencoded`. None when it is malformed or names a field twice.
    pub(crate) fn from_form(body: &[u8]) -> Option<Self> {
        let params = Params::parse(body, &[]).ok()?;
        Some(Self::of(params.iter()))
    }

    /// Reads a JSON object of texts. None when it is anything else, names a member twice or has more than 64.
    pub(crate) fn from_json(body: &[u8]) -> Option<Self> {
        serde_json::from_slice(body).ok()
    }

    /// Adds a field; of two with one name the later stays.
    pub(crate) fn set(&mut self, name: impl Into<String>, value: impl Into<String>) {
        self.0.insert(name.into(), value.into());
    }

    /// The value of a field; none when it is missing or empty.
    pub(crate) fn get(&self, name: &str) -> Option<&str> {
        self.0.get(name).map(String::as_str).filter(|value| !value.is_empty())
    }

    /// The names, in order.
    pub(crate) fn names(&self) -> impl Iterator<Item = &str> {
        self.0.keys().map(String::as_str)
    }

    /// Whether no field holds what would make two messages have one base string: `&` anywhere, `=` in a name.
    pub(crate) fn plain(&self) -> bool {
        self.0
            .iter()
            .all(|(name, value)| !name.contains(['&', '=']) && (name == SIGN || !value.contains('&')))
    }

    /// What is signed: every field but those left out, sorted by the bytes of its name, empty ones too.
    pub(crate) fn base_string(&self, left_out: &[&str]) -> String {
        let signed = self.0.iter().filter(|(name, _)| !left_out.contains(&name.as_str()));
        let pairs: Vec<String> = signed.map(|(name, value)| format!("{name}={value}")).collect();
        pairs.join("&")
    }

    /// As `application/x-www-form-urlencoded`.
    pub(crate) fn encode(&self) -> String {
        form_urlencoded::Serializer::new(String::new()).extend_pairs(&self.0).finish()
    }

    /// Signs all fields but those left out with our key and adds the signature as `sign`.
    ///
    /// # Errors
    /// [`Trouble::NotSetUp`] when no key was made for this provider.
    pub(crate) fn signed(mut self, caller: &dyn Caller, left_out: &[&str]) -> Result<Self, Trouble> {
        let signature = caller.sign_rs256(self.base_string(left_out).as_bytes())?;
        self.set(SIGN, STANDARD.encode(signature));
        Ok(self)
    }

    /// Which of the keys signed all fields but those left out: its name. None when none of them did.
    pub(crate) fn signed_by<'k>(&self, keys: &'k [TheirKey], left_out: &[&str]) -> Option<&'k str> {
        check_rsa2(keys, self.base_string(left_out).as_bytes(), self.get(SIGN)?)
    }
}

/// The field that holds the signature.
pub(crate) const SIGN: &str = "sign";

/// The field that names how it was signed, and the only way there is.
pub(crate) const SIGN_TYPE: &str = "sign_type";
pub(crate) const RSA2: &str = "RSA2";

/// Which of the keys made an RSA2 signature, base64 as in RFC 4648 section 4, over a message: its name.
pub(crate) fn check_rsa2<'k>(keys: &'k [TheirKey], message: &[u8], signature: &str) -> Option<&'k str> {
    let signature = STANDARD.decode(signature).ok()?;
    let signed = |key: &&TheirKey| key.key.verify_message(Algorithm::RS256, message, &signature).is_ok();
    keys.iter().find(signed).map(|key| key.kid.as_str())
}

/// How far the clock of a provider may differ from ours, in either direction.
pub(crate) const WINDOW_SECONDS: u64 = 300;

/// Whether a moment is within 300 seconds of the present.
pub(crate) fn is_fresh(at: Time, now: Time) -> bool {
    now.seconds().abs_diff(at.seconds()) <= WINDOW_SECONDS
}

/// The longest text of an epoch second that is read.
const MAX_EPOCH_DIGITS: usize = 12;

/// Seconds since 1970 in decimal digits.
pub(crate) fn epoch_seconds(text: &str) -> Option<Time> {
    let digits =
        (1..=MAX_EPOCH_DIGITS).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit());
    digits.then(|| text.parse().ok().map(Time::from_seconds)).flatten()
}

impl<'de> Deserialize<'de> for Fields {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        from.deserialize_map(Texts)
    }
}

struct Texts;

impl<'de> Visitor<'de> for Texts {
    type Value = Fields;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object of texts")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<Fields, A::Error> {
        let mut fields = BTreeMap::new();
        while let Some((name, value)) = members.next_entry::<String, String>()? {
            if fields.insert(name, value).is_some() || fields.len() > MAX_FIELDS {
                return Err(de::Error::custom("a member is given twice, or there are too many"));
            }
        }
        Ok(Fields(fields))
    }
}

#[cfg(test)]
mod tests;
