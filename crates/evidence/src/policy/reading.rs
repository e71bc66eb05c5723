//! Reads the text of a policy and collects what is wrong with it.

use std::collections::BTreeMap;
use std::time::Duration;

use toml::{Table, Value};

use super::{Alone, HIGHEST, LOWEST, OwnEnd, Policy, PolicyProblem, Rule, Second};
use crate::kind::EvidenceKind;

/// From this level on evidence must end one day.
const VERIFIED: u8 = 3;
/// A disputed identity is worth no more than the person's own words.
const MOST_DISPUTED: u8 = 2;
/// About ten years: longer than any document of an adult is valid without a new photo.
const MOST_DAYS: u16 = 3660;
const VERSION_LENGTH: usize = 64;
const DAY: u64 = 24 * 60 * 60;

pub(super) fn read(text: &str) -> Result<Policy, Vec<PolicyProblem>> {
    let parsed: Table = text
        .parse()
        .map_err(|error: toml::de::Error| vec![PolicyProblem::Syntax(error.message().to_owned())])?;
    let mut problems = Vec::new();
    let mut root = Reading { table: parsed, at: String::new(), problems: &mut problems };
    let version = root.version();
    let disputed_level = root.number("disputed_level", MOST_DISPUTED.into());
    let disputed_level = root.needed("disputed_level", disputed_level);
    let kinds = root.tables("kind");
    let providers = root.tables("provider");
    root.end();
    let mut rules = BTreeMap::new();
    for (name, table) in kinds {
        let at = format!("kind.{name}.");
        if let Some(kind) = EvidenceKind::parse(&name) {
            rules.insert(kind, rule(Reading { table, at, problems: &mut problems }));
        } else {
            problems.push(PolicyProblem::UnknownKind { at: format!("kind.{name}") });
        }
    }
    let mut ceilings = BTreeMap::new();
    for (name, table) in providers {
        let at = format!("provider.{name}.");
        ceilings.insert(name, ceiling(Reading { table, at, problems: &mut problems }));
    }
    if problems.is_empty() {
        Ok(Policy { version, disputed_level, rules, ceilings, text: text.to_owned() })
    } else {
        Err(problems)
    }
}

fn rule(mut reading: Reading<'_>) -> Rule {
    let level = reading.number("level", HIGHEST.into());
    let days: Option<u16> = reading.number("days", MOST_DAYS);
    let own_end = reading.word("own_end", &OWN_ENDS).unwrap_or(OwnEnd::Optional);
    let alone = reading.word("alone", &ALONES).unwrap_or(Alone::Always);
    let beyond = reading.number("beyond_session", HIGHEST.into());
    let second = reading.switch("second");
    let level = reading.needed("level", level);
    if level >= VERIFIED && days.is_none() && own_end == OwnEnd::Optional && !reading.has_problem("days") {
        let at = reading.place("days");
        reading.problems.push(PolicyProblem::NeverEnds { at });
    }
    let alone = match (alone, beyond) {
        (Alone::Session { .. }, Some(beyond)) => reading.beyond(level, beyond),
        (Alone::Always, Some(_)) => {
            let at = reading.place("beyond_session");
            reading.problems.push(PolicyProblem::NotOfSession { at });
            alone
        }
        (Alone::Always | Alone::Session { .. }, None) => alone,
    };
    reading.end();
    let lasts = days.map(|days| Duration::from_secs(u64::from(days) * DAY));
    Rule { level, lasts, own_end, alone, second }
}

fn ceiling(mut reading: Reading<'_>) -> u8 {
    let ceiling = reading.number("ceiling", HIGHEST.into());
    let ceiling = reading.needed("ceiling", ceiling);
    reading.end();
    ceiling
}

/// The words of a setting with what they mean.
struct Words<T: 'static> {
    words: &'static [(&'static str, T)],
    allowed: &'static str,
}

const OWN_ENDS: Words<OwnEnd> = Words {
    words: &[("optional", OwnEnd::Optional), ("required", OwnEnd::Required)],
    allowed: "\"optional\", \"required\"",
};
const ALONES: Words<Alone> = Words {
    words: &[("always", Alone::Always), ("session", Alone::Session { beyond: 0 })],
    allowed: "\"always\", \"session\"",
};

/// A table whose settings are taken out one by one; what is left at the end is unknown.
struct Reading<'a> {
    table: Table,
    /// The place of the table, with a dot at its end.
    at: String,
    problems: &'a mut Vec<PolicyProblem>,
}

impl Reading<'_> {
    fn version(&mut self) -> String {
        let at = self.place("version");
        let version = match self.table.remove("version") {
            Some(Value::String(version)) => version,
            Some(_) => {
                self.problems.push(PolicyProblem::Type { at, expected: "a text" });
                return String::new();
            }
            None => {
                self.problems.push(PolicyProblem::Missing { at });
                return String::new();
            }
        };
        let plain = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-' | b'_');
        if !(1..=VERSION_LENGTH).contains(&version.len()) || !version.bytes().all(plain) {
            self.problems.push(PolicyProblem::Version { at });
        }
        version
    }

    /// A whole number from 1 to `most`, if it is there.
    fn number<T: TryFrom<u16>>(&mut self, name: &str, most: u16) -> Option<T> {
        let at = self.place(name);
        let Value::Integer(number) = self.table.remove(name)? else {
            self.problems.push(PolicyProblem::Type { at, expected: "a whole number" });
            return None;
        };
        let within = u16::try_from(number).ok().filter(|number| (1..=most).contains(number));
        if within.is_none() {
            self.problems.push(PolicyProblem::Range { at, least: LOWEST, most });
        }
        within.and_then(|number| T::try_from(number).ok())
    }

    /// What was read, or the lowest level and a problem: one only for each place.
    fn needed(&mut self, name: &str, read: Option<u8>) -> u8 {
        if read.is_none() && !self.has_problem(name) {
            let at = self.place(name);
            self.problems.push(PolicyProblem::Missing { at });
        }
        read.unwrap_or(LOWEST)
    }

    fn word<T: Copy>(&mut self, name: &str, words: &Words<T>) -> Option<T> {
        let at = self.place(name);
        let value = self.table.remove(name)?;
        let known = words.words.iter().find(|(word, _)| value.as_str() == Some(word));
        if known.is_none() {
            self.problems.push(PolicyProblem::Word { at, allowed: words.allowed });
        }
        known.map(|(_, meaning)| *meaning)
    }

    fn switch(&mut self, name: &str) -> Second {
        let at = self.place(name);
        match self.table.remove(name) {
            Some(Value::Boolean(true)) => Second::Yes,
            Some(Value::Boolean(false)) | None => Second::No,
            Some(_) => {
                self.problems.push(PolicyProblem::Type { at, expected: "true or false" });
                Second::No
            }
        }
    }

    fn beyond(&mut self, level: u8, beyond: u8) -> Alone {
        if beyond >= level {
            let at = self.place("beyond_session");
            self.problems.push(PolicyProblem::NotLower { at });
        }
        Alone::Session { beyond }
    }

    /// The tables of a table, by name.
    fn tables(&mut self, name: &str) -> Vec<(String, Table)> {
        let place = self.place(name);
        let all = match self.table.remove(name) {
            None => return Vec::new(),
            Some(Value::Table(all)) => all,
            Some(_) => {
                self.problems.push(PolicyProblem::Type { at: place, expected: "a table" });
                return Vec::new();
            }
        };
        let mut tables = Vec::new();
        for (key, value) in all {
            if let Value::Table(table) = value {
                tables.push((key, table));
            } else {
                let at = format!("{place}.{key}");
                self.problems.push(PolicyProblem::Type { at, expected: "a table" });
            }
        }
        tables
    }

    /// Everything that is left is unknown.
    fn end(self) {
        for name in self.table.keys() {
            self.problems.push(PolicyProblem::Unknown { at: format!("{}{name}", self.at) });
        }
    }

    fn place(&self, name: &str) -> String {
        format!("{}{name}", self.at)
    }

    fn has_problem(&self, name: &str) -> bool {
        let place = self.place(name);
        self.problems.iter().any(|problem| problem.at() == Some(&place))
    }
}
