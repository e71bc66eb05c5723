//! Identity levels: what the evidence of a person is worth at a moment.
//!
//! Owns one pure function from policy, evidence and moment to a level, and its explanation. It is monotone in the
//! evidence, falls with time and never rises with it, and anybody with the same three can work it out again. Does not own
//! the worth of a kind (module `policy`), the rows, or the authentication level, which is another axis.

mod proof;
mod route;
mod worth;

use base::{EvidenceId, SessionId, Time};

use crate::kind::EvidenceKind;
use crate::policy::{LOWEST, Policy};
use proof::Proofs;

pub use route::{Proved, level_with, routes};

/// One piece of evidence about one person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// Its id.
    pub id: EvidenceId,
    /// What was proved.
    pub kind: EvidenceKind,
    /// By whom: the id of the provider.
    pub provider: String,
    /// When; not in the future.
    pub issued_at: Time,
    /// Its own end, if it has one: of the document, of the certificate.
    pub expires_at: Option<Time>,
    /// Whether it stands.
    pub status: Status,
    /// The session it was proved in.
    pub session: Option<SessionId>,
}

/// Whether evidence stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Status {
    /// It stands.
    Valid,
    /// The person says that it is not about them; nobody has decided.
    Disputed,
    /// It is withdrawn.
    Revoked,
}

/// What the worth of evidence depends on beside policy and rows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Moment {
    /// The present.
    pub now: Time,
    /// The session that is asked about; none: the account by itself.
    pub session: Option<SessionId>,
    /// Nothing older counts (`max_evidence_age`).
    pub not_before: Option<Time>,
}

/// What a person is worth.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Standing {
    /// 1 to 5.
    pub level: u8,
    /// The age of the level (`evidence_time`): of all sets of evidence that give it, the freshest is taken, and of that
    /// set the oldest piece. None at level 1, which needs no evidence.
    pub evidence_at: Option<Time>,
    /// When the level falls: it is lower at this moment, not before. None if it never does.
    pub until: Option<Time>,
    /// Until when level and `evidence_at` stay as they are, not later than `until`: the freshest set may end before an
    /// older one. What is kept for later is good until then.
    pub unchanged_until: Option<Time>,
    /// The freshest set: one piece or two.
    pub carried_by: Vec<EvidenceId>,
}

/// What one piece of evidence is worth, and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// Which.
    pub id: EvidenceId,
    /// What was proved.
    pub kind: EvidenceKind,
    /// By whom.
    pub provider: String,
    /// When.
    pub issued_at: Time,
    /// The level it counts for at this moment, with what is beside it; 0 is nothing.
    pub counts_for: u8,
    /// When it counts for less than that; none if never, or if it counts for nothing.
    pub until: Option<Time>,
    /// Why.
    pub why: Why,
}

/// Why evidence counts for what it does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Why {
    /// It counts for the level of its kind.
    Counts,
    /// It counts for the level of its kind, in this session only.
    OnlyInItsSession,
    /// It would count for more with a second kind beside it.
    NeedsSecondKind,
    /// Its time is over.
    Expired,
    /// The person says that it is not about them.
    Disputed,
    /// It would count for more if nothing else of the person were disputed.
    BesideDisputed,
    /// It was withdrawn.
    Revoked,
    /// It would count for more from another provider.
    CappedByProvider,
    /// It is older than what was asked for.
    TooOld,
    /// The policy gives it no worth.
    NoRule,
}

/// The level of a person, how old it is and how long it lasts.
pub fn standing(policy: &Policy, rows: &[Row], moment: &Moment) -> Standing {
    let proofs = Proofs::of(policy, rows, moment);
    let level = proofs.level();
    if level == LOWEST {
        return Standing {
            level,
            evidence_at: None,
            until: None,
            unchanged_until: None,
            carried_by: Vec::new(),
        };
    }
    let freshest = proofs.freshest(level);
    Standing {
        level,
        evidence_at: freshest.as_ref().map(proof::Proof::since),
        until: proofs.until(level),
        unchanged_until: freshest.as_ref().and_then(|proof| proof.end().time()),
        carried_by: freshest.map(|proof| proof.ids()).unwrap_or_default(),
    }
}

/// What each piece of evidence is worth, in the order of the rows.
pub fn explain(policy: &Policy, rows: &[Row], moment: &Moment) -> Vec<Line> {
    Proofs::of(policy, rows, moment).lines()
}

#[cfg(test)]
mod tests;
