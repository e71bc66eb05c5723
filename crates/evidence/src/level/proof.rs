//! The sets of evidence that give a level: one piece, or one and a second kind beside it.

use std::cmp::Reverse;

use base::{EvidenceId, Time};

use super::worth::{End, Worth};
use super::{Line, Moment, Row, Status, Why};
use crate::policy::{HIGHEST, LOWEST, Policy, Second};

/// All that is to be said of the evidence of one person at one moment.
pub(super) struct Proofs<'a> {
    worths: Vec<Worth<'a>>,
    /// Of each second kind the pieces worth trying: no other of that kind is both fresher and longer lasting.
    seconds: Vec<Worth<'a>>,
    /// The most the person is worth.
    cap: u8,
}

/// A set that gives a level.
#[derive(Clone, Copy)]
pub(super) struct Proof<'a> {
    level: u8,
    bearer: &'a Worth<'a>,
    second: Option<&'a Worth<'a>>,
}

impl Proof<'_> {
    /// When its oldest piece was proved.
    pub(super) fn since(&self) -> Time {
        let bearer = self.bearer.row.issued_at;
        self.second.map_or(bearer, |second| bearer.min(second.row.issued_at))
    }

    /// When its first piece ends.
    pub(super) fn end(&self) -> End {
        self.second.map_or(self.bearer.end, |second| self.bearer.end.min(second.end))
    }

    pub(super) fn ids(&self) -> Vec<EvidenceId> {
        [Some(self.bearer), self.second].into_iter().flatten().map(|worth| worth.row.id).collect()
    }
}

impl<'a> Proofs<'a> {
    pub(super) fn of(policy: &Policy, rows: impl IntoIterator<Item = &'a Row>, moment: &Moment) -> Self {
        let worths: Vec<_> = rows.into_iter().map(|row| Worth::of(policy, row, moment)).collect();
        // A dispute lowers the person at once, whatever else is known of them: somebody else may have proved that too. It
        // holds until it is settled, not until the disputed evidence would have run out, or a level would rise with time.
        let disputed = worths.iter().any(|worth| worth.row.status == Status::Disputed);
        let cap = if disputed { policy.disputed_level() } else { HIGHEST };
        let seconds = seconds(&worths);
        Self { worths, seconds, cap }
    }

    /// The level they give together: that of the best set.
    pub(super) fn level(&self) -> u8 {
        self.all().map(|proof| proof.level).max().unwrap_or(LOWEST).clamp(LOWEST, self.cap)
    }

    /// The set whose oldest piece is the youngest; of equals the one that lasts longer, then the smaller.
    pub(super) fn freshest(&self, level: u8) -> Option<Proof<'_>> {
        let enough = self.all().filter(|proof| proof.level >= level);
        enough.max_by_key(|proof| {
            let ids = proof.ids();
            (proof.since(), proof.end(), Reverse(ids.len()), Reverse(ids))
        })
    }

    /// When the last set that gives the level ends.
    pub(super) fn until(&self, level: u8) -> Option<Time> {
        let enough = self.all().filter(|proof| proof.level >= level);
        enough.map(|proof| proof.end()).max().and_then(End::time)
    }

    /// Each row explained.
    pub(super) fn lines(&self) -> Vec<Line> {
        self.worths.iter().map(|worth| self.line(worth)).collect()
    }

    fn line(&self, worth: &Worth<'_>) -> Line {
        let counted = self.borne_by(worth).map(|proof| proof.level).max().unwrap_or(0);
        let counts_for = counted.min(self.cap);
        let enough = self.borne_by(worth).filter(|proof| proof.level >= counts_for);
        let end = enough.map(|proof| proof.end()).max();
        Line {
            id: worth.row.id,
            kind: worth.kind(),
            provider: worth.row.provider.clone(),
            issued_at: worth.row.issued_at,
            counts_for,
            until: if counts_for == 0 { None } else { end.and_then(End::time) },
            why: self.why(worth, counted),
        }
    }

    fn why(&self, worth: &Worth<'_>, counted: u8) -> Why {
        match worth.flaw {
            Some(Why::CappedByProvider) | None => {}
            Some(flaw) => return flaw,
        }
        if counted > self.cap {
            Why::BesideDisputed
        } else if counted < worth.paired {
            Why::NeedsSecondKind
        } else if counted < worth.of_kind {
            Why::CappedByProvider
        } else if worth.beyond >= counted || self.beside(worth).next().is_some() {
            Why::Counts
        } else {
            Why::OnlyInItsSession
        }
    }

    fn all(&self) -> impl Iterator<Item = Proof<'_>> {
        self.worths.iter().flat_map(|worth| self.borne_by(worth))
    }

    /// The sets a piece of evidence is the reason for: itself, and itself beside each second kind that adds to it.
    fn borne_by<'b>(&'b self, bearer: &'b Worth<'b>) -> impl Iterator<Item = Proof<'b>> {
        let alone = Proof { level: bearer.alone, bearer, second: None };
        let pair = move |second| Proof { level: bearer.paired, bearer, second: Some(second) };
        let alone = (bearer.alone > 0).then_some(alone);
        alone.into_iter().chain(self.beside(bearer).map(pair))
    }

    /// The second kinds that make a piece of evidence count for more than it does beyond its session.
    fn beside<'b>(&'b self, bearer: &'b Worth<'b>) -> impl Iterator<Item = &'b Worth<'b>> {
        let helps = |second: &&Worth<'_>| bearer.paired > bearer.beyond && second.kind() != bearer.kind();
        self.seconds.iter().filter(helps)
    }
}

/// The pieces that carry another kind, without those that another of their kind surpasses in age and end.
fn seconds<'a>(worths: &[Worth<'a>]) -> Vec<Worth<'a>> {
    let mut seconds: Vec<_> = worths.iter().copied().filter(|worth| worth.second == Second::Yes).collect();
    seconds
        .sort_by_key(|worth| (worth.kind(), Reverse(worth.row.issued_at), Reverse(worth.end), worth.row.id));
    let mut longest = None;
    seconds.retain(|worth| {
        let lasts = longest.is_none_or(|before| before < (worth.kind(), worth.end));
        if lasts {
            longest = Some((worth.kind(), worth.end));
        }
        lasts
    });
    seconds
}
