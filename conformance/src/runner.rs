//! Runs the chosen cases one after another and turns each end into a verdict.
//!
//! One after another, since the cases share a person and a provider: two sign-ins at once would blame one rule
//! for the other's doing.

use std::time::{Duration, Instant};

use crate::case::{Case, Step, Stop, Suite};
use crate::cli::CommandError;
use crate::moment;
use crate::report::{Judged, Report, Verdict};
use crate::skips::{Skips, Unlisted};
use crate::suite;
use crate::world::World;

/// Longest a single case may take before it is called failed.
const CASE_LIMIT: Duration = Duration::from_secs(60);

/// Which cases to run.
pub(crate) struct Selection {
    suites: Vec<String>,
    prefixes: Vec<String>,
}

impl Selection {
    /// Chooses suites by name and cases by the beginning of their name; an empty list chooses all.
    ///
    /// # Errors
    /// When a name chooses nothing.
    pub(crate) fn new(suites: &[String], prefixes: &[String]) -> Result<Self, CommandError> {
        let all = suite::all();
        let unknown_suite = suites.iter().find(|name| !all.iter().any(|suite| suite.name == **name));
        let begins = |prefix: &str| all.iter().flat_map(|s| s.cases).any(|case| case.id.starts_with(prefix));
        let unknown_case = prefixes.iter().find(|prefix| !begins(prefix));
        match unknown_suite.or(unknown_case) {
            Some(name) => Err(CommandError::NothingSelected(name.clone())),
            None => Ok(Self { suites: suites.to_vec(), prefixes: prefixes.to_vec() }),
        }
    }

    /// The chosen suites, in order.
    pub(crate) fn suites(&self) -> Vec<&'static Suite> {
        let chosen = |suite: &&Suite| self.suites.is_empty() || self.suites.iter().any(|n| n == suite.name);
        suite::all().into_iter().filter(chosen).collect()
    }

    fn holds(&self, case: &Case) -> bool {
        self.prefixes.is_empty() || self.prefixes.iter().any(|prefix| case.id.starts_with(prefix))
    }
}

/// Runs the chosen cases.
pub(crate) async fn run(world: &World, chosen: &Selection, skips: &Skips, unlisted: Unlisted) -> Report {
    let started_at = moment::now();
    let begun = Instant::now();
    let mut judged = Vec::new();
    for suite in chosen.suites() {
        for case in suite.cases.iter().filter(|case| chosen.holds(case)) {
            judged.push(judge(world, suite, case, skips, unlisted).await);
        }
    }
    Report { issuer: world.issuer.clone(), started_at, took: begun.elapsed(), judged }
}

async fn judge(
    world: &World,
    suite: &Suite,
    case: &'static Case,
    skips: &Skips,
    unlisted: Unlisted,
) -> Judged {
    let begun = Instant::now();
    let end = match tokio::time::timeout(CASE_LIMIT, (case.run)(world)).await {
        Ok(end) => end,
        Err(_) => Err(Stop::Failed(format!("no end after {} s", CASE_LIMIT.as_secs()))),
    };
    Judged {
        suite: suite.name,
        case,
        verdict: verdict(end, skips.reason(case.id), unlisted),
        took: begun.elapsed(),
    }
}

fn verdict(end: Step<()>, listed: Option<&str>, unlisted: Unlisted) -> Verdict {
    match (end, listed) {
        (Ok(()), None) => Verdict::Passed,
        (Ok(()), Some(reason)) => {
            Verdict::StaleSkip(format!("passes, yet is listed to be skipped: {reason}"))
        }
        (Err(Stop::Warned(seen)), None) => Verdict::Warning(seen),
        (Err(Stop::Warned(seen)), Some(reason)) => {
            Verdict::StaleSkip(format!("only warns ({seen}), yet is listed to be skipped: {reason}"))
        }
        (Err(Stop::Failed(seen) | Stop::Skipped(seen)), Some(reason)) => {
            Verdict::Skipped(format!("{reason} (seen: {seen})"))
        }
        (Err(Stop::Failed(seen)), None) => Verdict::Failed(seen),
        (Err(Stop::Skipped(seen)), None) => match unlisted {
            Unlisted::Allowed => Verdict::Skipped(seen),
            Unlisted::Denied => Verdict::Failed(format!("skipped itself and is not listed: {seen}")),
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::case::{failed, skipped, warned};

    #[test]
    fn listed_case_that_passes_is_a_stale_skip() {
        assert!(matches!(verdict(Ok(()), Some("old"), Unlisted::Allowed), Verdict::StaleSkip(_)));
    }

    #[test]
    fn listed_case_that_fails_is_skipped_with_what_was_seen() {
        let end = verdict(Err(failed("boom")), Some("known"), Unlisted::Allowed);
        assert_eq!(end, Verdict::Skipped("known (seen: boom)".to_owned()));
    }

    #[test]
    fn unlisted_failure_stays_a_failure() {
        assert_eq!(verdict(Err(failed("x")), None, Unlisted::Allowed), Verdict::Failed("x".to_owned()));
    }

    #[test]
    fn unlisted_skip_fails_when_denied() {
        assert!(matches!(verdict(Err(skipped("x")), None, Unlisted::Denied), Verdict::Failed(_)));
        assert!(matches!(verdict(Err(skipped("x")), None, Unlisted::Allowed), Verdict::Skipped(_)));
    }

    #[test]
    fn warning_is_kept_apart_from_failure() {
        assert!(matches!(verdict(Err(warned("x")), None, Unlisted::Denied), Verdict::Warning(_)));
    }

    #[test]
    fn unknown_suite_or_case_is_refused() {
        assert!(Selection::new(&["nowhere".to_owned()], &[]).is_err());
        assert!(Selection::new(&[], &["nowhere.".to_owned()]).is_err());
        assert!(Selection::new(&["pkce".to_owned()], &[]).is_ok());
    }
}
