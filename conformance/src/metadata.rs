//! The discovery document as the provider publishes it, unchecked: the discovery suite judges it, the other
//! suites take their endpoints from it.

use serde_json::{Map, Value};
use url::Url;

use crate::case::{Step, failed, skipped};

/// A discovery document.
#[derive(Debug, Clone)]
pub(crate) struct Metadata {
    members: Map<String, Value>,
}

impl Metadata {
    /// Wraps the members.
    pub(crate) fn new(members: Map<String, Value>) -> Self {
        Self { members }
    }

    /// A member as it is.
    pub(crate) fn member(&self, name: &str) -> Option<&Value> {
        self.members.get(name)
    }

    /// Names and values of all members.
    pub(crate) fn iter(&self) -> impl Iterator<Item = (&String, &Value)> {
        self.members.iter()
    }

    /// A member that is a string.
    pub(crate) fn text(&self, name: &str) -> Option<&str> {
        self.member(name)?.as_str()
    }

    /// A member that is a list of strings; empty when left out.
    pub(crate) fn list(&self, name: &str) -> Vec<&str> {
        let items = self.member(name).and_then(Value::as_array);
        items.into_iter().flatten().filter_map(Value::as_str).collect()
    }

    /// Whether a member is `true`.
    pub(crate) fn says(&self, name: &str) -> bool {
        self.member(name) == Some(&Value::Bool(true))
    }

    /// An endpoint every provider has.
    pub(crate) fn endpoint(&self, name: &str) -> Step<Url> {
        let text = self.text(name).ok_or_else(|| failed(format!("discovery has no {name}")))?;
        Url::parse(text).map_err(|e| failed(format!("{name} is not a URL ({e}): {text}")))
    }

    /// An endpoint a provider may leave out; the case is skipped without it.
    pub(crate) fn optional_endpoint(&self, name: &str) -> Step<Url> {
        if self.member(name).is_none() {
            return Err(skipped(format!("discovery has no {name}")));
        }
        self.endpoint(name)
    }
}
