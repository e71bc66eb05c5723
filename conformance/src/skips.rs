//! The file of skips: cases that are not to be judged, each with its reason.
//!
//! A listed case is still run. When it passes, its entry no longer skips anything and the run says so; thus
//! the list can only shrink by itself and never hides a rule that is kept.

use std::collections::BTreeMap;

use serde::Deserialize;

use crate::case::Suite;
use crate::cli::CommandError;

/// What to do with a case that skips itself and is not listed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Unlisted {
    /// Report it as skipped.
    Allowed,
    /// Report it as failed: every rule is judged or explained in the file.
    Denied,
}

/// Reasons by case name.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Skips {
    reasons: BTreeMap<String, String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[serde(default)]
    skip: Vec<Entry>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    case: String,
    #[serde(default)]
    reason: String,
}

impl Skips {
    /// Reads `[[skip]]` entries of `case` and `reason`.
    ///
    /// # Errors
    /// When the text is not such a file, a reason is empty, or a case is listed twice.
    pub(crate) fn parse(text: &str) -> Result<Self, CommandError> {
        let file: File = toml::from_str(text).map_err(|e| CommandError::Skips(e.to_string()))?;
        let mut reasons = BTreeMap::new();
        for entry in file.skip {
            if entry.reason.trim().is_empty() {
                return Err(CommandError::Skips(format!("{} is skipped without a reason", entry.case)));
            }
            if reasons.insert(entry.case.clone(), entry.reason).is_some() {
                return Err(CommandError::Skips(format!("{} is listed twice", entry.case)));
            }
        }
        Ok(Self { reasons })
    }

    /// Why the case is not judged, when it is listed.
    pub(crate) fn reason(&self, case: &str) -> Option<&str> {
        self.reasons.get(case).map(String::as_str)
    }

    /// Refuses entries for cases that do not exist: a misspelt name would skip nothing for ever.
    ///
    /// # Errors
    /// Names the first unknown case.
    pub(crate) fn refuse_unknown(&self, suites: &[&Suite]) -> Result<(), CommandError> {
        let known = |id: &str| suites.iter().any(|suite| suite.cases.iter().any(|case| case.id == id));
        match self.reasons.keys().find(|id| !known(id)) {
            Some(id) => Err(CommandError::Skips(format!("no case is called {id}"))),
            None => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn entry_with_reason_is_kept() {
        let skips = Skips::parse("[[skip]]\ncase = \"a.b\"\nreason = \"not offered\"\n").unwrap();
        assert_eq!(skips.reason("a.b"), Some("not offered"));
    }

    #[test]
    fn file_of_the_repository_is_valid() {
        let skips = Skips::parse(include_str!("../skips.toml")).unwrap();
        skips.refuse_unknown(&crate::suite::all()).unwrap();
    }

    #[test]
    fn refused_when_reason_is_missing() {
        assert!(matches!(Skips::parse("[[skip]]\ncase = \"a.b\"\n"), Err(CommandError::Skips(_))));
    }

    #[test]
    fn refused_when_reason_is_blank() {
        let text = "[[skip]]\ncase = \"a.b\"\nreason = \"  \"\n";
        assert!(matches!(Skips::parse(text), Err(CommandError::Skips(_))));
    }

    #[test]
    fn refused_when_listed_twice() {
        let entry = "[[skip]]\ncase = \"a.b\"\nreason = \"x\"\n";
        assert!(matches!(Skips::parse(&entry.repeat(2)), Err(CommandError::Skips(_))));
    }

    #[test]
    fn refused_when_case_is_unknown() {
        let skips = Skips::parse("[[skip]]\ncase = \"no.such\"\nreason = \"x\"\n").unwrap();
        assert!(skips.refuse_unknown(&crate::suite::all()).is_err());
    }
}
