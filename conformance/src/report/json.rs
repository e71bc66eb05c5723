//! The report as one JSON document.

use serde::Serialize;

use super::Report;

#[derive(Serialize)]
struct Document<'r> {
    issuer: &'r str,
    started_at: i64,
    duration_ms: u128,
    clean: bool,
    summary: Summary,
    cases: Vec<Row<'r>>,
}

#[derive(Serialize)]
struct Summary {
    passed: usize,
    warning: usize,
    skipped: usize,
    failed: usize,
    stale_skip: usize,
}

#[derive(Serialize)]
struct Row<'r> {
    suite: &'r str,
    case: &'r str,
    title: &'r str,
    spec: &'r str,
    outcome: &'r str,
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<&'r str>,
    duration_ms: u128,
}

/// The report as JSON, indented, with a final newline.
pub(crate) fn render(report: &Report) -> String {
    let document = Document {
        issuer: &report.issuer,
        started_at: report.started_at,
        duration_ms: report.took.as_millis(),
        clean: report.is_clean(),
        summary: Summary {
            passed: report.count("passed"),
            warning: report.count("warning"),
            skipped: report.count("skipped"),
            failed: report.count("failed"),
            stale_skip: report.count("stale_skip"),
        },
        cases: report.judged.iter().map(row).collect(),
    };
    // Strings and numbers only: this serialisation has no way to fail, and an empty file would be noticed.
    serde_json::to_string_pretty(&document).map(|text| text + "\n").unwrap_or_default()
}

fn row(one: &super::Judged) -> Row<'_> {
    Row {
        suite: one.suite,
        case: one.case.id,
        title: one.case.title,
        spec: one.case.spec,
        outcome: one.verdict.word(),
        reason: one.verdict.reason(),
        duration_ms: one.took.as_millis(),
    }
}
