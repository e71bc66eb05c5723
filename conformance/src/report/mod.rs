//! The outcome of a run and its three shapes: a table for people, JSON and JUnit XML for machines.

pub(crate) mod human;
pub(crate) mod json;
pub(crate) mod junit;
#[cfg(test)]
mod tests;

use std::time::Duration;

use crate::case::Case;

/// How one case ended once the list of skips has been applied.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Verdict {
    /// The rule is kept.
    Passed,
    /// Allowed, yet better is expected.
    Warning(String),
    /// Not judged, and why.
    Skipped(String),
    /// The rule is broken: what was seen.
    Failed(String),
    /// The list of skips names a case that needs no skip.
    StaleSkip(String),
}

impl Verdict {
    /// One word for machines.
    pub(crate) fn word(&self) -> &'static str {
        match self {
            Self::Passed => "passed",
            Self::Warning(_) => "warning",
            Self::Skipped(_) => "skipped",
            Self::Failed(_) => "failed",
            Self::StaleSkip(_) => "stale_skip",
        }
    }

    /// The sentence that goes with it.
    pub(crate) fn reason(&self) -> Option<&str> {
        match self {
            Self::Passed => None,
            Self::Warning(reason)
            | Self::Skipped(reason)
            | Self::Failed(reason)
            | Self::StaleSkip(reason) => Some(reason),
        }
    }
}

/// One case and its verdict.
pub(crate) struct Judged {
    /// Name of the suite.
    pub(crate) suite: &'static str,
    /// The rule.
    pub(crate) case: &'static Case,
    /// How it ended.
    pub(crate) verdict: Verdict,
    /// Wall time.
    pub(crate) took: Duration,
}

/// Everything a run found.
pub(crate) struct Report {
    /// Issuer identifier judged.
    pub(crate) issuer: String,
    /// Unix seconds.
    pub(crate) started_at: i64,
    /// Wall time of all cases.
    pub(crate) took: Duration,
    /// In the order they were run.
    pub(crate) judged: Vec<Judged>,
}

impl Report {
    /// Whether no rule is broken and no skip is stale.
    pub(crate) fn is_clean(&self) -> bool {
        !self.judged.iter().any(|one| matches!(one.verdict, Verdict::Failed(_) | Verdict::StaleSkip(_)))
    }

    /// How many cases ended with this word.
    pub(crate) fn count(&self, word: &str) -> usize {
        self.judged.iter().filter(|one| one.verdict.word() == word).count()
    }

    /// Names of the suites that ran, in order.
    pub(crate) fn suites(&self) -> Vec<&'static str> {
        let mut names: Vec<_> = self.judged.iter().map(|one| one.suite).collect();
        names.dedup();
        names
    }
}
