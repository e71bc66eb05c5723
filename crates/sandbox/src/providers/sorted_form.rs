//! Messages of named fields signed as one text: sorted by name, `name=value`, joined by `&`.
//!
//! The city's own reading of what classic interfaces in China do, sharing no code with the service.

use std::collections::{BTreeMap, BTreeSet};

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};

use super::keys::IssuerKey;
use super::refusal::RequestRefusal;

pub(super) const SIGN: &str = "sign";
pub(super) const SIGN_TYPE: &str = "sign_type";
/// What the signature of this city's own languages does not cover.
pub(super) const UNSIGNED: &[&str] = &[SIGN, SIGN_TYPE];

/// The fields of one message.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Fields(BTreeMap<String, String>);

impl Fields {
    /// Reads `application/x-www-form-urlencoded`; a field given twice is refused.
    pub(super) fn parse(body: &[u8]) -> Result<Self, RequestRefusal> {
        let pairs: Vec<(String, String)> = form_urlencoded::parse(body).into_owned().collect();
        let names: BTreeSet<&str> = pairs.iter().map(|(name, _)| name.as_str()).collect();
        if names.len() != pairs.len() {
            return Err(RequestRefusal::Malformed);
        }
        Ok(Self(pairs.into_iter().collect()))
    }

    pub(super) fn of<N: Into<String>, V: Into<String>>(pairs: impl IntoIterator<Item = (N, V)>) -> Self {
        Self(pairs.into_iter().map(|(name, value)| (name.into(), value.into())).collect())
    }

    pub(super) fn set(&mut self, name: &str, value: impl Into<String>) {
        self.0.insert(name.to_owned(), value.into());
    }

    /// The value of a field that is there and not empty.
    pub(super) fn value(&self, name: &str) -> Option<&str> {
        self.0.get(name).map(String::as_str).filter(|value| !value.is_empty())
    }

    /// The value of a field that must be there.
    pub(super) fn needed(&self, name: &'static str) -> Result<&str, RequestRefusal> {
        self.value(name).ok_or(RequestRefusal::Missing(name))
    }

    /// What is signed: every field but those left out, by the bytes of their names.
    pub(super) fn base_string(&self, left_out: &[&str]) -> String {
        let signed = self.0.iter().filter(|(name, _)| !left_out.contains(&name.as_str()));
        signed.map(|(name, value)| format!("{name}={value}")).collect::<Vec<_>>().join("&")
    }

    /// Whether the issuer signed all but `left_out`.
    pub(super) fn check_signature(&self, key: &IssuerKey, left_out: &[&str]) -> Result<(), RequestRefusal> {
        let proof = STANDARD.decode(self.needed(SIGN)?).map_err(|_| RequestRefusal::SignatureWrong)?;
        let made = key.made(self.base_string(left_out).as_bytes(), &proof);
        if made { Ok(()) } else { Err(RequestRefusal::SignatureWrong) }
    }

    /// Changes something that is signed: what came of it, where that is said.
    pub(super) fn tamper(&mut self) {
        let other = |value: &str| match value {
            "passed" => "failed",
            "matched" => "not_matched",
            "not_matched" | "processing" => "matched",
            _ => "passed",
        };
        match self.0.iter_mut().find(|(name, _)| matches!(name.as_str(), "outcome" | "status")) {
            Some((_, value)) => *value = other(value).to_owned(),
            None => self.set("tampered", "yes"),
        }
    }

    pub(super) fn to_form(&self) -> String {
        form_urlencoded::Serializer::new(String::new()).extend_pairs(&self.0).finish()
    }

    pub(super) fn to_json(&self) -> Value {
        json!(self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_are_sorted_and_joined() {
        let fields = Fields::parse(b"b=2&a=1&sign=x&sign_type=RSA2&c=").unwrap();
        assert_eq!(fields.base_string(UNSIGNED), "a=1&b=2&c=");
        assert_eq!(fields.value("c"), None);
        assert_eq!(fields.needed("c"), Err(RequestRefusal::Missing("c")));
    }

    #[test]
    fn a_field_given_twice_is_refused() {
        assert_eq!(Fields::parse(b"a=1&a=1"), Err(RequestRefusal::Malformed));
    }

    #[test]
    fn tampering_changes_what_is_signed() {
        for mut fields in [Fields::of([("status", "matched")]), Fields::of([("a", "1")])] {
            let before = fields.base_string(UNSIGNED);
            fields.tamper();
            assert_ne!(fields.base_string(UNSIGNED), before);
        }
    }
}
