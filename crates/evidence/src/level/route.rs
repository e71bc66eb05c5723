//! What would bring a person to a level.

use base::{EvidenceId, Time};

use super::proof::Proofs;
use super::{Moment, Row, Status};
use crate::kind::EvidenceKind;
use crate::policy::Policy;

/// Evidence that is not there yet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Proved<'a> {
    /// What would be proved.
    pub kind: EvidenceKind,
    /// By whom; empty for a provider without a ceiling.
    pub provider: &'a str,
}

/// The level if all of this were proved now, in the session of the moment, with an end of its own far ahead.
pub fn level_with(policy: &Policy, rows: &[Row], moment: &Moment, proved: &[Proved<'_>]) -> u8 {
    let proved: Vec<Row> = proved.iter().map(|proved| proved.row(moment)).collect();
    Proofs::of(policy, rows.iter().chain(&proved), moment).level()
}

/// The sets of kinds that would reach `target` if they were proved now, in the session of the moment: none larger than
/// it must be, the shortest first, then in the order of the kinds. Empty when the target is reached already, or when
/// nothing reaches it: while evidence is disputed, or with a policy that has no such level.
///
/// A provider with a ceiling may reach less: [`level_with`] tells.
pub fn routes(policy: &Policy, rows: &[Row], moment: &Moment, target: u8) -> Vec<Vec<EvidenceKind>> {
    let reaches = |kinds: &[EvidenceKind]| {
        let proved: Vec<_> = kinds.iter().map(|kind| Proved { kind: *kind, provider: "" }).collect();
        level_with(policy, rows, moment, &proved) >= target
    };
    if reaches(&[]) {
        return Vec::new();
    }
    let (enough, parts): (Vec<_>, Vec<_>) = policy.kinds().partition(|kind| reaches(&[*kind]));
    let pairs = parts
        .iter()
        .enumerate()
        .flat_map(|(at, first)| parts.iter().skip(at + 1).map(|second| vec![*first, *second]));
    // No set of three is needed: evidence counts by itself or with one second kind beside it.
    enough.into_iter().map(|kind| vec![kind]).chain(pairs.filter(|pair| reaches(pair))).collect()
}

impl Proved<'_> {
    fn row(&self, moment: &Moment) -> Row {
        Row {
            id: EvidenceId::from_bytes([0; 16]),
            kind: self.kind,
            provider: self.provider.to_owned(),
            issued_at: moment.now,
            expires_at: Some(Time::from_micros(i64::MAX)),
            status: Status::Valid,
            session: moment.session,
        }
    }
}
