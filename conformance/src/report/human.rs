//! The table for people.

use std::fmt::Write;

use super::{Judged, Report, Verdict};
use crate::case::Suite;

/// The whole report as text.
pub(crate) fn render(report: &Report) -> String {
    let mut text = format!("Conformance of {}\n", report.issuer);
    let width = report.judged.iter().map(|one| one.case.id.len()).max().unwrap_or(0);
    for suite in report.suites() {
        let _ = write!(text, "\n{suite}\n");
        for one in report.judged.iter().filter(|one| one.suite == suite) {
            line(&mut text, one, width);
        }
    }
    let _ = writeln!(
        text,
        "\n{} cases in {:.1} s: {} passed, {} warnings, {} skipped, {} failed, {} stale skips",
        report.judged.len(),
        report.took.as_secs_f64(),
        report.count("passed"),
        report.count("warning"),
        report.count("skipped"),
        report.count("failed"),
        report.count("stale_skip"),
    );
    text
}

fn line(text: &mut String, one: &Judged, width: usize) {
    let mark = match &one.verdict {
        Verdict::Passed => "pass ",
        Verdict::Warning(_) => "warn ",
        Verdict::Skipped(_) => "skip ",
        Verdict::Failed(_) => "FAIL ",
        Verdict::StaleSkip(_) => "STALE",
    };
    let _ = writeln!(text, "  {mark}  {:width$}  {}", one.case.id, one.case.title);
    if let Some(reason) = one.verdict.reason() {
        let _ = writeln!(text, "         {reason}  [{}]", one.case.spec);
    }
}

/// Every case of the suites, with the section it follows.
pub(crate) fn catalogue(suites: &[&Suite]) -> String {
    let mut text = String::new();
    let width = suites.iter().flat_map(|s| s.cases).map(|case| case.id.len()).max().unwrap_or(0);
    for suite in suites {
        let _ = writeln!(text, "{} ({} cases)", suite.name, suite.cases.len());
        for case in suite.cases {
            let _ = writeln!(text, "  {:width$}  {}  [{}]", case.id, case.title, case.spec);
        }
    }
    text
}
