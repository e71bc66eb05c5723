//! The report as JUnit XML, one `testsuite` for each suite. A warning passes and tells its story in
//! `system-out`; a stale skip is a failure.

use std::fmt::Write;
use std::time::Duration;

use super::{Judged, Report, Verdict};

/// The report as JUnit XML.
pub(crate) fn render(report: &Report) -> String {
    let mut xml = String::from("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
    let _ = writeln!(
        xml,
        "<testsuites name=\"{}\" tests=\"{}\" failures=\"{}\" skipped=\"{}\" time=\"{:.3}\">",
        escape(&report.issuer),
        report.judged.len(),
        report.count("failed") + report.count("stale_skip"),
        report.count("skipped"),
        report.took.as_secs_f64(),
    );
    for name in report.suites() {
        let rows: Vec<_> = report.judged.iter().filter(|one| one.suite == name).collect();
        suite(&mut xml, name, &rows);
    }
    xml.push_str("</testsuites>\n");
    xml
}

fn suite(xml: &mut String, name: &str, rows: &[&Judged]) {
    let failures = rows.iter().filter(|r| matches!(r.verdict, Verdict::Failed(_) | Verdict::StaleSkip(_)));
    let skipped = rows.iter().filter(|r| matches!(r.verdict, Verdict::Skipped(_)));
    let _ = writeln!(
        xml,
        "  <testsuite name=\"{}\" tests=\"{}\" failures=\"{}\" skipped=\"{}\" time=\"{:.3}\">",
        escape(name),
        rows.len(),
        failures.count(),
        skipped.count(),
        rows.iter().map(|r| r.took).sum::<Duration>().as_secs_f64(),
    );
    for row in rows {
        case(xml, row);
    }
    xml.push_str("  </testsuite>\n");
}

fn case(xml: &mut String, row: &Judged) {
    let _ = write!(
        xml,
        "    <testcase classname=\"{}\" name=\"{}: {}\" time=\"{:.3}\"",
        escape(row.suite),
        escape(row.case.id),
        escape(row.case.title),
        row.took.as_secs_f64(),
    );
    let spec = escape(row.case.spec);
    let _ = match &row.verdict {
        Verdict::Passed => writeln!(xml, "/>"),
        Verdict::Warning(reason) => {
            writeln!(xml, "><system-out>{} [{spec}]</system-out></testcase>", escape(reason))
        }
        Verdict::Skipped(reason) => writeln!(xml, "><skipped message=\"{}\"/></testcase>", escape(reason)),
        Verdict::Failed(reason) | Verdict::StaleSkip(reason) => {
            writeln!(xml, "><failure message=\"{}\">{spec}</failure></testcase>", escape(reason))
        }
    };
}

// XML 1.0 section 2.2: control characters other than tab, LF and CR may not occur, not even as references.
fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\n' => out.push_str("&#10;"),
            '\u{FFFE}' | '\u{FFFF}' => out.push('\u{FFFD}'),
            control if control.is_control() && control != '\t' => out.push('\u{FFFD}'),
            other => out.push(other),
        }
    }
    out
}
