//! All that reaches the terminal: answers on standard output, everything else on standard error.
//!
//! Text from the database is shown without control characters: a name someone chose must not steer the terminal.

use std::io::{self, Write};
use std::process::ExitCode;

use serde::Serialize;

use super::CliError;

/// The form of an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Form {
    /// Tables and sentences.
    Human,
    /// JSON.
    Json,
}

impl From<bool> for Form {
    fn from(json: bool) -> Self {
        if json { Self::Json } else { Self::Human }
    }
}

/// Where answers go.
#[derive(Clone, Copy, Debug)]
pub(super) struct Output {
    form: Form,
}

impl Output {
    pub(super) const fn new(form: Form) -> Self {
        Self { form }
    }

    /// An answer in both forms; only the one asked for is shown.
    pub(super) fn show(self, human: &str, json: &impl Serialize) -> Result<(), CliError> {
        match self.form {
            Form::Human => write_line(&printable(human)),
            Form::Json => {
                let text = serde_json::to_string_pretty(json);
                write_line(&text.map_err(|error| CliError::refused(format!("no JSON: {error}")))?)
            }
        }
    }

    /// A document as it is, whatever the form: a key, a manual page, a configuration.
    pub(super) fn document(self, bytes: &[u8]) -> Result<(), CliError> {
        write(bytes)
    }
}

/// Says something that is not the answer, on standard error.
pub(super) fn note(text: &str) {
    // With standard error gone there is nobody to tell.
    let _gone = writeln!(io::stderr().lock(), "{}", printable(text));
}

/// Says something on standard error without ending the line: a question.
pub(super) fn ask(text: &str) {
    let mut stderr = io::stderr().lock();
    let _gone = write!(stderr, "{}", printable(text)).and_then(|()| stderr.flush());
}

/// Says in one sentence why the command failed.
pub(super) fn failure(error: &CliError) -> ExitCode {
    match error {
        CliError::ReaderGone => {}
        CliError::Refused(_) | CliError::Usage(_) | CliError::Fault(_) => {
            note(&format!("yimen: {}", error.sentence()));
        }
    }
    ExitCode::from(error.code())
}

/// The parser's own answer: help, version, or what is wrong with the command line.
pub(super) fn parser_answer(answer: &clap::Error) -> ExitCode {
    let _gone = answer.print();
    ExitCode::from(u8::try_from(answer.exit_code()).unwrap_or(2))
}

/// Rows under headings, in columns as wide as their widest cell.
pub(super) struct Table {
    headings: &'static [&'static str],
    rows: Vec<Vec<String>>,
    nothing: &'static str,
}

impl Table {
    /// A table without rows; `nothing` is what to say if none come.
    pub(super) const fn new(headings: &'static [&'static str], nothing: &'static str) -> Self {
        Self { headings, rows: Vec::new(), nothing }
    }

    pub(super) fn row(&mut self, cells: impl IntoIterator<Item = String>) {
        self.rows.push(cells.into_iter().map(|cell| printable(&cell).replace('\n', " ")).collect());
    }

    pub(super) fn text(&self) -> String {
        if self.rows.is_empty() {
            return self.nothing.to_owned();
        }
        let headings: Vec<String> = self.headings.iter().map(|heading| (*heading).to_owned()).collect();
        let lines: Vec<&Vec<String>> = std::iter::once(&headings).chain(&self.rows).collect();
        let widths: Vec<usize> = (0..headings.len())
            .map(|column| lines.iter().filter_map(|line| line.get(column)).map(|cell| width(cell)).max())
            .map(Option::unwrap_or_default)
            .collect();
        let text: Vec<String> = lines.iter().map(|line| laid_out(line, &widths)).collect();
        text.join("\n")
    }
}

/// Facts about one thing, a line each.
pub(super) fn facts(facts: &[(&str, String)]) -> String {
    let widest = facts.iter().map(|(name, _)| width(name)).max().unwrap_or_default();
    let line = |(name, value): &(&str, String)| {
        laid_out(&[(*name).to_owned(), printable(value).replace('\n', " ")], &[widest, 0])
    };
    facts.iter().map(line).collect::<Vec<_>>().join("\n")
}

fn laid_out(cells: &[String], widths: &[usize]) -> String {
    let mut line = String::new();
    for (cell, widest) in cells.iter().zip(widths) {
        line.push_str(cell);
        line.push_str(&" ".repeat(2 + widest.saturating_sub(width(cell))));
    }
    line.trim_end().to_owned()
}

/// Columns a terminal uses: two for the wide and full-width ranges of Unicode Standard Annex 11.
fn width(text: &str) -> usize {
    let wide = |c: char| {
        matches!(c, '\u{1100}'..='\u{115f}' | '\u{2e80}'..='\u{a4cf}' | '\u{ac00}'..='\u{d7a3}'
            | '\u{f900}'..='\u{faff}' | '\u{fe30}'..='\u{fe6f}' | '\u{ff00}'..='\u{ff60}'
            | '\u{ffe0}'..='\u{ffe6}' | '\u{20000}'..='\u{3fffd}')
    };
    text.chars().map(|c| if wide(c) { 2 } else { 1 }).sum()
}

/// Without control characters but the line feed, and without those that turn the direction of writing.
fn printable(text: &str) -> String {
    let steers = |c: char| {
        c != '\n' && (c.is_control() || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}'))
    };
    text.chars().map(|c| if steers(c) { '\u{fffd}' } else { c }).collect()
}

fn write_line(text: &str) -> Result<(), CliError> {
    write(format!("{text}\n").as_bytes())
}

fn write(bytes: &[u8]) -> Result<(), CliError> {
    let mut stdout = io::stdout().lock();
    stdout.write_all(bytes).and_then(|()| stdout.flush()).map_err(|error| {
        if error.kind() == io::ErrorKind::BrokenPipe {
            CliError::ReaderGone
        } else {
            CliError::refused(format!("the answer cannot be written: {error}"))
        }
    })
}
