//! What a command is told and what it answers.

use base::Time;
use serde::Serialize;
use serde_json::Value;

use crate::custody::{KeyAct, KeyAction};
use crate::error::KeyRefusal;

/// Who acts and why: neither may be empty.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Who {
    /// The operator, as the audit log should name them.
    pub who: String,
    /// The reason, or the number of the order that gives it.
    pub why: String,
}

impl Who {
    pub(super) fn check(&self) -> Result<(), KeyRefusal> {
        if self.who.trim().is_empty() || self.why.trim().is_empty() {
            return Err(KeyRefusal::NoReason);
        }
        Ok(())
    }
}

/// Whether a command takes effect.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mode {
    /// It does.
    Apply,
    /// It only says what it would do.
    DryRun,
}

/// What became of a command.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// Done, and audited.
    Applied,
    /// Allowed, and not done.
    WouldApply,
    /// There was nothing to do.
    Nothing,
}

/// What a command changed, or would change.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Change {
    /// What became of it.
    pub outcome: Outcome,
    /// The act, as audited.
    pub action: Option<KeyAction>,
    /// The key. None for a key that a dry run did not make.
    pub kid: Option<String>,
    /// One sentence for people.
    pub summary: String,
    /// From when the key may be used, microseconds since 1970.
    pub usable_from: Option<Time>,
    /// Particulars, as audited.
    pub detail: Value,
}

/// A change before it is decided whether it takes effect.
pub(super) struct Draft {
    pub(super) action: Option<KeyAction>,
    kid: Option<String>,
    summary: String,
    usable_from: Option<Time>,
    detail: Value,
}

impl Draft {
    pub(super) const fn new(action: KeyAction, summary: String, detail: Value) -> Self {
        Self { action: Some(action), kid: None, summary, usable_from: None, detail }
    }

    pub(super) const fn nothing(summary: String) -> Self {
        Self { action: None, kid: None, summary, usable_from: None, detail: Value::Null }
    }

    pub(super) fn of_key(mut self, kid: &str) -> Self {
        self.kid = Some(kid.to_owned());
        self
    }

    pub(super) const fn usable(mut self, from: Time) -> Self {
        self.usable_from = Some(from);
        self
    }

    pub(super) fn act(&self, action: KeyAction, who: &Who) -> KeyAct {
        KeyAct {
            action,
            kid: self.kid.clone(),
            who: who.who.clone(),
            why: who.why.clone(),
            detail: self.detail.clone(),
        }
    }

    pub(super) fn into_change(self, outcome: Outcome) -> Change {
        // A dry run made a key and threw it away: its name would mislead.
        let thrown_away = outcome == Outcome::WouldApply && self.action == Some(KeyAction::Generated);
        Change {
            outcome,
            action: self.action,
            kid: if thrown_away { None } else { self.kid },
            summary: self.summary,
            usable_from: self.usable_from,
            detail: self.detail,
        }
    }
}
