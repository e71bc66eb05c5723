//! What a step expected and did not find.

use std::error::Error;
use std::fmt::Debug;
use std::time::Duration;

use base::Fault;
use keys::KeyError;
use sandbox::actor::{ActorError, Page, UnreadableJson};
use serde::Serialize;

/// Time between two looks at something that takes a moment.
const PAUSE: Duration = Duration::from_millis(25);

/// An expectation that did not hold.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(super) struct Unmet {
    /// Of what.
    pub(super) what: String,
    /// What should have been.
    pub(super) expected: String,
    /// What was.
    pub(super) found: String,
}

impl Unmet {
    pub(super) fn new(
        what: impl Into<String>,
        expected: impl Into<String>,
        found: impl Into<String>,
    ) -> Self {
        Self { what: what.into(), expected: expected.into(), found: found.into() }
    }

    fn stopped(error: &dyn Error) -> Self {
        let mut found = error.to_string();
        let mut next = error.source();
        while let Some(cause) = next {
            found.push_str(": ");
            found.push_str(&cause.to_string());
            next = cause.source();
        }
        Self::new("the step", "goes on", found)
    }
}

impl From<ActorError> for Unmet {
    fn from(error: ActorError) -> Self {
        Self::stopped(&error)
    }
}

impl From<UnreadableJson> for Unmet {
    fn from(error: UnreadableJson) -> Self {
        Self::stopped(&error)
    }
}

impl From<Fault> for Unmet {
    fn from(fault: Fault) -> Self {
        Self::new("the step", "goes on", fault.chain())
    }
}

impl From<KeyError> for Unmet {
    fn from(error: KeyError) -> Self {
        Self::stopped(&error)
    }
}

/// Holds when both are the same.
pub(super) fn same<T: PartialEq + Debug>(what: &str, expected: &T, found: &T) -> Result<(), Unmet> {
    if expected == found {
        return Ok(());
    }
    Err(Unmet::new(what, format!("{expected:?}"), format!("{found:?}")))
}

/// Holds when they are not the same.
pub(super) fn differ<T: PartialEq + Debug>(what: &str, one: &T, other: &T) -> Result<(), Unmet> {
    if one != other {
        return Ok(());
    }
    Err(Unmet::new(what, "two different values", format!("{one:?} twice")))
}

/// Holds when there are at least so many.
pub(super) fn at_least(what: &str, expected: usize, found: usize) -> Result<(), Unmet> {
    if found >= expected {
        return Ok(());
    }
    Err(Unmet::new(what, format!("at least {expected}"), found.to_string()))
}

/// Holds when there is something, and gives it.
pub(super) fn present<T>(what: &str, found: Option<T>) -> Result<T, Unmet> {
    found.ok_or_else(|| Unmet::new(what, "a value", "none"))
}

/// Holds when the page is of this origin and has the element with that test id.
pub(super) fn shows(page: &Page, origin: &str, testid: &str) -> Result<(), Unmet> {
    if page.url.origin().ascii_serialization() == origin && page.has(testid) {
        return Ok(());
    }
    let heading = page.text("problem-heading").or_else(|| page.text("error-summary")).unwrap_or_default();
    let found = format!(
        "status {} at {}{} {heading}",
        page.status,
        page.url.origin().ascii_serialization(),
        page.url.path()
    );
    Err(Unmet::new("the page", format!("{testid} at {origin}"), found.trim_end()))
}

/// Looks again and again until it holds, for as long as this at most.
pub(super) async fn within<T>(
    span: Duration,
    mut look: impl AsyncFnMut() -> Result<T, Unmet>,
) -> Result<T, Unmet> {
    let mut waited = Duration::ZERO;
    loop {
        match look().await {
            Ok(found) => return Ok(found),
            Err(unmet) if waited >= span => return Err(unmet),
            Err(_) => {
                tokio::time::sleep(PAUSE).await;
                waited += PAUSE;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_expectation_tells_both_sides() {
        let unmet = same("the level", &"L1.A1", &"L0").unwrap_err();
        assert_eq!((unmet.expected.as_str(), unmet.found.as_str()), ("\"L1.A1\"", "\"L0\""));
        assert!(same("the level", &1, &1).is_ok() && differ("x", &1, &2).is_ok());
        assert!(differ("x", &1, &1).is_err() && at_least("x", 2, 1).is_err());
        assert!(present::<()>("x", None).is_err());
    }

    #[tokio::test]
    async fn looking_ends_with_what_was_seen_last() {
        let outcome: Result<(), _> = within(Duration::ZERO, async || Err(Unmet::new("x", "y", "z"))).await;
        assert_eq!(outcome.unwrap_err().found, "z");
        assert_eq!(within(Duration::ZERO, async || Ok(7)).await, Ok(7));
    }
}
