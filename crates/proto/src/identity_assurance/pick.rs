//! What of a verification answers a request (sections 5.4 to 5.7).
//!
//! What is merely asked for and not there is left out. What must be as the request says, and is not, ends the whole
//! verification: none of it is told.

use std::collections::BTreeMap;

use base::Time;
use serde_json::{Map, Value};

use super::element::Element;

/// Something must be as the request says, and is not.
struct Unmet;

/// Members without which a part is not valid (Schema Definition section 5.4), told with the part they belong to.
const OF_VERIFICATION: &[&str] = &["trust_framework"];
const OF_PARTS: &[&str] = &["type", "check_method"];
const OF_EVIDENCE: &[&str] = &["type", "signature_type", "issuer", "serial_number"];

/// The members asked for; none when the verification is not as it must be.
pub(super) fn verification(
    wanted: &BTreeMap<String, Element>,
    known: &Map<String, Value>,
    now: Time,
) -> Option<Map<String, Value>> {
    // Section 5.7.4: a requirement of verification that is not met leaves out the whole of verified_claims.
    Picker { now }.parts(wanted, known, OF_VERIFICATION).ok()
}

struct Picker {
    now: Time,
}

impl Picker {
    fn parts(
        &self,
        wanted: &BTreeMap<String, Element>,
        known: &Map<String, Value>,
        always: &[&str],
    ) -> Result<Map<String, Value>, Unmet> {
        let mut told = Map::new();
        for name in always {
            told.extend(known.get(*name).map(|value| ((*name).to_owned(), value.clone())));
        }
        for (name, element) in wanted {
            let value = self.element(name, element, known.get(name))?;
            told.extend(value.map(|value| (name.clone(), value)));
        }
        Ok(told)
    }

    fn element(&self, name: &str, wanted: &Element, known: Option<&Value>) -> Result<Option<Value>, Unmet> {
        match (wanted, known) {
            // Section 5.5.1: a restriction is not ignored, so it is not met by what is not there either.
            (wanted, None) => {
                if wanted.constrains() {
                    Err(Unmet)
                } else {
                    Ok(None)
                }
            }
            (Element::Whole, Some(value)) => Ok(Some(value.clone())),
            (Element::Plain(rule), Some(value)) => {
                if !rule.accepts(value, self.now) {
                    return Err(Unmet);
                }
                // Section 5.4: whatever is to be told must be named, so an object or a list is not told unnamed.
                let is_plain = !value.is_object() && !value.is_array();
                Ok(is_plain.then(|| value.clone()))
            }
            (Element::Parts(parts), Some(value)) => self.object(parts, value),
            (Element::Entries(filters), Some(value)) => self.entries(name, filters, value),
        }
    }

    fn object(&self, parts: &BTreeMap<String, Element>, value: &Value) -> Result<Option<Value>, Unmet> {
        let nothing = Map::new();
        let told = self.parts(parts, value.as_object().unwrap_or(&nothing), OF_PARTS)?;
        Ok((!told.is_empty()).then_some(Value::Object(told)))
    }

    /// The entries that pass one of the filters, each cut down to what the first filter it passes asks for.
    fn entries(
        &self,
        name: &str,
        filters: &[BTreeMap<String, Element>],
        value: &Value,
    ) -> Result<Option<Value>, Unmet> {
        let always = if name == "evidence" { OF_EVIDENCE } else { OF_PARTS };
        let known = value.as_array().map(Vec::as_slice).unwrap_or_default();
        let told = known.iter().filter_map(Value::as_object).filter_map(|entry| {
            // Section 5.4: several entries are linked by a logical or.
            filters.iter().find_map(|filter| self.parts(filter, entry, always).ok())
        });
        let told: Vec<Value> = told.map(Value::Object).collect();
        // Without filters nothing is asked for; with filters that nothing passes the request is not met.
        if told.is_empty() && !filters.is_empty() {
            Err(Unmet)
        } else {
            Ok((!told.is_empty()).then_some(told.into()))
        }
    }
}
