//! What the tour tells: one row a step, with the time it took and what was seen.

use std::time::Duration;

use base::{Clock as _, SystemClock};
use serde::Serialize;

use super::unmet::Unmet;
use crate::cli::CliError;

/// The steps in order.
pub(super) const TITLES: [&str; 18] = [
    "a newcomer whom Hangzhou sent makes an account",
    "the newcomer agrees and is signed in at Hangzhou",
    "Chengdu asks for no password and knows the person by another name",
    "user info tells what was agreed to",
    "tokens are renewed and the old ones make way",
    "the signing key changes while tokens live",
    "Hangzhou asks for two steps and an app's code is the only thing missing",
    "a code by text message is the second step on another device",
    "a passkey alone is the highest level",
    "one sign-out ends everything everywhere",
    "the audit log tells it all",
    "another newcomer tells name and document",
    "the population register knows them",
    "a bank knows them too",
    "Hangzhou demands more: a second step, and no face of somebody else",
    "with the right face Hangzhou is told how well the person is known, and who it is",
    "at Chengdu the person acts for the enterprise they represent",
    "the account is closed and the platforms are told",
];

/// What became of a step.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
enum Outcome {
    Held,
    Broken,
    NotReached,
}

#[derive(Debug, Serialize)]
struct StepReport {
    number: usize,
    title: &'static str,
    outcome: Outcome,
    milliseconds: u64,
    seen: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    unmet: Option<Unmet>,
}

/// The whole tour.
#[derive(Debug, Serialize)]
pub(in crate::cli::demo) struct Report {
    database: &'static str,
    steps: Vec<StepReport>,
}

/// What a step found: a value for the steps after it, and what a reader may want to know.
pub(super) struct Seen<T> {
    pub(super) value: T,
    pub(super) facts: Vec<String>,
}

impl<T> Seen<T> {
    pub(super) fn new<const N: usize>(value: T, facts: [String; N]) -> Self {
        Self { value, facts: facts.into() }
    }
}

/// The tour ends here: the step is in the report.
#[derive(Debug)]
pub(super) struct Broken;

impl Report {
    pub(super) const fn new(database: &'static str) -> Self {
        Self { database, steps: Vec::new() }
    }

    /// Walks the next step and writes down what came of it.
    pub(super) async fn step<T>(
        &mut self,
        walk: impl Future<Output = Result<Seen<T>, Unmet>>,
    ) -> Result<T, Broken> {
        // Not the tour's clock: that one jumps.
        let begun = SystemClock.now();
        let outcome = walk.await;
        let took = SystemClock.now().since(begun);
        match outcome {
            Ok(Seen { value, facts }) => {
                self.write(Outcome::Held, took, facts, None);
                Ok(value)
            }
            Err(unmet) => {
                self.write(Outcome::Broken, took, Vec::new(), Some(unmet));
                Err(Broken)
            }
        }
    }

    /// Adds the steps that were not reached.
    pub(super) fn close(&mut self) {
        while self.steps.len() < TITLES.len() {
            self.write(Outcome::NotReached, Duration::ZERO, Vec::new(), None);
        }
    }

    /// For people.
    pub(in crate::cli::demo) fn text(&self) -> String {
        let mut lines = vec![format!("The tour, on {}:", self.database), String::new()];
        for step in &self.steps {
            lines.extend(step.lines());
        }
        lines.push(String::new());
        lines.push(self.summary());
        lines.join("\n")
    }

    /// Refuses unless every step held.
    pub(in crate::cli::demo) fn verdict(&self) -> Result<(), CliError> {
        match self.steps.iter().find(|step| step.outcome != Outcome::Held) {
            None => Ok(()),
            Some(step) => Err(CliError::refused(format!("step {} of the tour did not hold", step.number))),
        }
    }

    fn write(&mut self, outcome: Outcome, took: Duration, seen: Vec<String>, unmet: Option<Unmet>) {
        let title = TITLES.get(self.steps.len()).copied().unwrap_or_default();
        let milliseconds = u64::try_from(took.as_millis()).unwrap_or(u64::MAX);
        self.steps.push(StepReport {
            number: self.steps.len() + 1,
            title,
            outcome,
            milliseconds,
            seen,
            unmet,
        });
    }

    fn summary(&self) -> String {
        let held = self.steps.iter().filter(|step| step.outcome == Outcome::Held).count();
        let took: u64 = self.steps.iter().map(|step| step.milliseconds).sum();
        format!("{held} of {} steps held, in {took} ms.", self.steps.len())
    }
}

impl StepReport {
    fn lines(&self) -> Vec<String> {
        let (word, time) = match self.outcome {
            Outcome::Held => ("held", format!("{} ms", self.milliseconds)),
            Outcome::Broken => ("BROKEN", format!("{} ms", self.milliseconds)),
            Outcome::NotReached => ("-", String::new()),
        };
        let mut lines = vec![format!("{:>2}  {word:<7}{time:>9}  {}", self.number, self.title)];
        lines.extend(self.seen.iter().map(|fact| format!("{:22}{fact}", "")));
        if let Some(Unmet { what, expected, found }) = &self.unmet {
            lines.push(format!("{:22}{what}", ""));
            lines.push(format!("{:22}expected: {expected}", ""));
            lines.push(format!("{:22}found:    {found}", ""));
        }
        lines
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    async fn walked(last: Result<Seen<()>, Unmet>) -> Report {
        let mut report = Report::new("SQLite");
        let first = report.step(async { Ok(Seen::new(7, ["a fact".to_owned()])) }).await;
        assert_eq!(first.unwrap(), 7);
        assert_eq!(report.step(async { last }).await.is_ok(), report.steps[1].outcome == Outcome::Held);
        report
    }

    #[tokio::test]
    async fn a_tour_passes_when_every_step_held() {
        let report = walked(Ok(Seen::new((), []))).await;
        assert!(report.verdict().is_ok());
        assert!(report.text().contains("a fact") && report.text().contains("2 of 2 steps held"));
    }

    #[tokio::test]
    async fn a_tour_fails_with_its_first_broken_step() {
        let mut report = walked(Err(Unmet::new("the level", "L1.A1", "L0"))).await;
        report.close();
        assert_eq!(report.steps.len(), TITLES.len());
        assert_eq!(report.steps[2].outcome, Outcome::NotReached);
        assert!(report.text().contains("expected: L1.A1") && report.text().contains("found:    L0"));
        assert!(report.verdict().unwrap_err().to_string().contains("step 2"));
    }
}
