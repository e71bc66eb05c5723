//! What the file and the environment say, option by option, and every problem found so far.
//!
//! Knows keys and places, not meanings: those are declared by the sections through [`Fields`].

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use crate::Problem;
use crate::fields::Fields;
use crate::sheet::Sheet;

/// Where a value stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Place {
    /// A line of the file, counted from 1.
    Line(usize),
    /// A variable of the environment.
    Environment(String),
}

/// A value before an option says what it should be. No `Debug`: it may be a secret.
pub(crate) enum Value {
    /// A string.
    Text(String),
    /// An integer.
    Integer(i128),
    /// true or false.
    Switch(bool),
    /// An array.
    List(Vec<Value>),
    /// The text of a variable: the option says what it is.
    Raw(String),
    /// Something no option takes, by the name TOML gives it.
    Other(&'static str),
}

/// A value and its place.
pub(crate) struct Entry {
    pub(crate) value: Value,
    pub(crate) place: Place,
}

/// What was given, what was asked for, what is wrong.
pub(crate) struct Source {
    folder: PathBuf,
    entries: BTreeMap<String, Entry>,
    tables: BTreeMap<String, usize>,
    sheet: Sheet,
    problems: Vec<Problem>,
    failed: BTreeSet<String>,
    has_broken_syntax: bool,
}

impl Source {
    /// Nothing yet, from a file of this path.
    pub(crate) fn new(file_name: &Path) -> Self {
        Self {
            folder: file_name.parent().map(Path::to_path_buf).unwrap_or_default(),
            entries: BTreeMap::new(),
            tables: BTreeMap::new(),
            sheet: Sheet::default(),
            problems: Vec::new(),
            failed: BTreeSet::new(),
            has_broken_syntax: false,
        }
    }

    /// The folder of the file; empty when the file name has none.
    pub(crate) fn folder(&self) -> &Path {
        &self.folder
    }

    /// Adds or replaces a value; the later layer wins.
    pub(crate) fn insert(&mut self, key: String, entry: Entry) {
        self.entries.insert(key, entry);
    }

    /// Notes that the file has a table of this name.
    pub(crate) fn insert_table(&mut self, name: String, line: usize) {
        self.tables.entry(name).or_insert(line);
    }

    /// The value of an option.
    pub(crate) fn entry(&self, key: &str) -> Option<&Entry> {
        self.entries.get(key)
    }

    /// Starts a section of options.
    pub(crate) fn section(&mut self, name: &'static str, about: &'static str) -> Fields<'_> {
        self.sheet.start(name, about);
        Fields::new(self, name)
    }

    /// Every option asked for so far.
    pub(crate) fn sheet_mut(&mut self) -> &mut Sheet {
        &mut self.sheet
    }

    /// Takes the declarations out.
    pub(crate) fn into_sheet(self) -> Sheet {
        self.sheet
    }

    /// Among options of which one may be set, a variable of the environment sets aside what the file says.
    pub(crate) fn prefer_environment(&mut self, keys: &[String]) {
        let is_from_environment = |entry: &Entry| matches!(entry.place, Place::Environment(_));
        if keys.iter().filter_map(|key| self.entries.get(key)).any(is_from_environment) {
            self.entries.retain(|key, entry| !keys.contains(key) || is_from_environment(entry));
        }
    }

    /// An option could not be read.
    pub(crate) fn report(&mut self, key: &str, reason: impl Into<String>) {
        self.failed.insert(key.to_owned());
        self.note(key, reason.into());
    }

    /// Writes a problem down with the place of its option.
    fn note(&mut self, key: &str, mut reason: String) {
        let line = match self.entries.get(key).map(|entry| &entry.place) {
            Some(Place::Line(line)) => Some(*line),
            Some(Place::Environment(variable)) => {
                reason.push_str(&format!(" (set by {variable})"));
                None
            }
            None => None,
        };
        self.problems.push(Problem { line, key: key.to_owned(), reason });
    }

    /// The text is not TOML.
    pub(crate) fn report_syntax(&mut self, line: Option<usize>, reason: String) {
        self.has_broken_syntax = true;
        self.problems.push(Problem { line, key: String::new(), reason });
    }

    /// A required option is missing. Silent when broken syntax may have swallowed it.
    pub(crate) fn report_missing(&mut self, key: &str) {
        if self.has_broken_syntax {
            self.failed.insert(key.to_owned());
        } else if !self.failed.contains(key) {
            self.report(key, "is required");
        }
    }

    /// Options that belong together do not fit: reported at the first that is set. Silent when one of them could not
    /// be read, for then its value here is not what was meant.
    pub(crate) fn report_contradiction(&mut self, keys: &[&str], reason: String) {
        if self.has_broken_syntax || keys.iter().any(|key| self.failed.contains(*key)) {
            return;
        }
        let set = keys.iter().find(|key| self.entries.contains_key(**key));
        if let Some(key) = set.or(keys.first()) {
            self.note(key, reason);
        }
    }

    /// Reports tables and keys nobody asked for; what lies in an unknown table is covered by the table.
    pub(crate) fn report_unknown(&mut self) {
        let known = self.sheet.known();
        let is_stray = |name: &str| !known.has_section(name) && known.has_section(parent(name));
        for (name, line) in self.tables.iter().filter(|(name, _)| is_stray(name)) {
            let reason = "no such section".to_owned();
            self.problems.push(Problem { line: Some(*line), key: name.clone(), reason });
        }
        let strays = self.entries.iter().filter(|(key, entry)| {
            let is_shown = known.has_section(parent(key)) || matches!(entry.place, Place::Environment(_));
            !known.has_option(key) && is_shown
        });
        for key in strays.map(|(key, _)| key.clone()).collect::<Vec<_>>() {
            let reason = known.nearest(&key).map_or_else(
                || "no such option".to_owned(),
                |nearest| format!("no such option; did you mean {nearest}?"),
            );
            self.report(&key, reason);
        }
    }

    /// Every problem, in the order of lines; those without a line come last. What else is odd about a line of broken
    /// syntax follows from that.
    pub(crate) fn into_problems(mut self) -> Vec<Problem> {
        let is_syntax = |problem: &Problem| problem.key.is_empty();
        let broken: BTreeSet<_> = self
            .problems
            .iter()
            .filter(|problem| is_syntax(problem))
            .filter_map(|problem| problem.line)
            .collect();
        self.problems
            .retain(|problem| is_syntax(problem) || problem.line.is_none_or(|line| !broken.contains(&line)));
        self.problems.sort_by(|one, other| {
            let order = |problem: &Problem| (problem.line.unwrap_or(usize::MAX), problem.key.clone());
            order(one).cmp(&order(other))
        });
        self.problems
    }
}

/// The table a key lies in; empty for the top.
fn parent(key: &str) -> &str {
    key.rsplit_once('.').map_or("", |(table, _)| table)
}
