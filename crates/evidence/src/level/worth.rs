//! What one piece of evidence is worth, by itself and beside a second kind.

use base::Time;

use super::{Moment, Row, Status, Why};
use crate::kind::EvidenceKind;
use crate::policy::{Alone, OwnEnd, Policy, Rule, Second};

/// The worth of one row at one moment.
#[derive(Clone, Copy)]
pub(super) struct Worth<'a> {
    pub(super) row: &'a Row,
    /// By itself; 0 is nothing.
    pub(super) alone: u8,
    /// By itself in any other session.
    pub(super) beyond: u8,
    /// With a second kind beside it.
    pub(super) paired: u8,
    /// What its kind is worth, from any provider.
    pub(super) of_kind: u8,
    /// Whether it carries another kind.
    pub(super) second: Second,
    /// When all this is over.
    pub(super) end: End,
    /// Why it is worth nothing, or less for good; else none.
    pub(super) flaw: Option<Why>,
}

/// When something ends. `Never` is later than any time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum End {
    At(Time),
    Never,
}

impl End {
    pub(super) const fn time(self) -> Option<Time> {
        match self {
            Self::At(time) => Some(time),
            Self::Never => None,
        }
    }
}

impl From<Option<Time>> for End {
    fn from(time: Option<Time>) -> Self {
        time.map_or(Self::Never, Self::At)
    }
}

impl<'a> Worth<'a> {
    pub(super) fn of(policy: &Policy, row: &'a Row, moment: &Moment) -> Self {
        if row.status == Status::Revoked {
            return Self::nothing(row, Why::Revoked);
        }
        let Some(rule) = policy.rule(row.kind) else {
            return Self::nothing(row, Why::NoRule);
        };
        if rule.own_end == OwnEnd::Required && row.expires_at.is_none() {
            return Self::nothing(row, Why::NoRule);
        }
        let end = end(rule, row);
        if end <= End::At(moment.now) {
            return Self::nothing(row, Why::Expired);
        }
        if moment.not_before.is_some_and(|not_before| row.issued_at < not_before) {
            return Self::nothing(row, Why::TooOld);
        }
        let worth = Self::living(rule, row, (policy.ceiling(&row.provider), end), moment);
        match row.status {
            Status::Disputed => worth.disputed(policy.disputed_level()),
            Status::Valid | Status::Revoked => worth,
        }
    }

    pub(super) const fn kind(&self) -> EvidenceKind {
        self.row.kind
    }

    const fn nothing(row: &'a Row, why: Why) -> Self {
        let flaw = Some(why);
        Self { row, alone: 0, beyond: 0, paired: 0, of_kind: 0, second: Second::No, end: End::Never, flaw }
    }

    fn living(rule: &Rule, row: &'a Row, (ceiling, end): (u8, End), moment: &Moment) -> Self {
        let capped = ceiling < rule.level;
        let paired = rule.level.min(ceiling);
        let in_its_session = moment.session.is_some() && moment.session == row.session;
        let beyond = match rule.alone {
            Alone::Always => paired,
            Alone::Session { beyond } => beyond.min(ceiling),
        };
        let alone = if in_its_session { paired } else { beyond };
        // Evidence its provider is not fully trusted for is no help to another kind either.
        let second = if capped { Second::No } else { rule.second };
        let flaw = capped.then_some(Why::CappedByProvider);
        Self { row, alone, beyond, paired, of_kind: rule.level, second, end, flaw }
    }

    /// What somebody disputes is no more than words, and helps nothing else.
    fn disputed(self, most: u8) -> Self {
        let alone = self.alone.min(most);
        Self { alone, beyond: alone, paired: alone, second: Second::No, flaw: Some(Why::Disputed), ..self }
    }
}

/// The earlier of what the policy allows and the evidence's own end.
fn end(rule: &Rule, row: &Row) -> End {
    let lasts = End::from(rule.lasts.map(|lasts| row.issued_at.plus(lasts)));
    lasts.min(End::from(row.expires_at))
}
