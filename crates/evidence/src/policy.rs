//! The policy: what each kind of evidence is worth, for how long, and beside what.
//!
//! Owns the file and its rules. Does not own the levels of people (module `level`). The text is kept as it was read: a
//! level written down with the version can be worked out again from it.

mod problem;
mod reading;

use std::collections::BTreeMap;
use std::time::Duration;

use crate::kind::EvidenceKind;

pub use problem::PolicyProblem;

/// The lowest level: of an account nothing is verified of.
pub const LOWEST: u8 = 1;
/// The highest level.
pub const HIGHEST: u8 = 5;

/// A policy without contradictions.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Policy {
    version: String,
    disputed_level: u8,
    rules: BTreeMap<EvidenceKind, Rule>,
    ceilings: BTreeMap<String, u8>,
    text: String,
}

/// What one kind of evidence is worth.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rule {
    /// 1 to 5.
    pub level: u8,
    /// How long it counts from the moment it was proved; none: until its own end.
    pub lasts: Option<Duration>,
    /// Whether it must bring an end of its own.
    pub own_end: OwnEnd,
    /// What it counts for by itself.
    pub alone: Alone,
    /// Whether it carries another kind beyond that one's session.
    pub second: Second,
}

/// Whether evidence must bring an end of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OwnEnd {
    /// It may.
    Optional,
    /// It must; without one it counts for nothing.
    Required,
}

/// What evidence counts for with nothing beside it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Alone {
    /// Its level, everywhere.
    Always,
    /// Its level in the session it was proved in.
    Session {
        /// And this everywhere else; 0 is nothing.
        beyond: u8,
    },
}

/// Whether a kind is a second kind.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Second {
    /// It is.
    Yes,
    /// It is not.
    No,
}

impl Policy {
    /// Reads a policy.
    ///
    /// # Errors
    /// Every problem of the text at once; one alone when it is not TOML.
    pub fn read(text: &str) -> Result<Self, Vec<PolicyProblem>> {
        reading::read(text)
    }

    /// The policy that is built in: `policy.toml` of this package.
    #[expect(clippy::missing_panics_doc, clippy::panic, reason = "a text of this package, read by its tests")]
    pub fn builtin() -> Self {
        match Self::read(BUILTIN) {
            Ok(policy) => policy,
            Err(problems) => panic!("the policy of this package is wrong: {problems:?}"),
        }
    }

    /// What the text calls itself.
    pub fn version(&self) -> &str {
        &self.version
    }

    /// The text as it was read.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The most anybody is worth while evidence of theirs is disputed.
    pub const fn disputed_level(&self) -> u8 {
        self.disputed_level
    }

    /// What a kind is worth; none: nothing.
    pub fn rule(&self, kind: EvidenceKind) -> Option<&Rule> {
        self.rules.get(&kind)
    }

    /// The most that evidence of a provider counts for.
    pub fn ceiling(&self, provider: &str) -> u8 {
        self.ceilings.get(provider).copied().unwrap_or(HIGHEST)
    }

    /// The kinds that count for something, in the order of their declaration.
    pub fn kinds(&self) -> impl Iterator<Item = EvidenceKind> {
        self.rules.keys().copied()
    }
}

const BUILTIN: &str = include_str!("../policy.toml");

#[cfg(test)]
mod tests;
