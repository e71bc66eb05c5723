//! The evidence of one account, document by document. What was proved of one document says nothing of another: a level
//! never rests on a face seen with one and a number matched with the other. The person is known as well as by the
//! document they are known by best.

use base::{EvidenceId, Fault, IdentifierId};
use evidence::kind::EvidenceKind;
use evidence::level::{self, Line, Moment, Row, Standing, Status};
use evidence::policy::Policy;
use store::evidence::{Evidence, EvidenceStatus};

/// The evidence of one account.
#[derive(Clone, Debug, Default)]
pub struct Proofs(Vec<(Option<IdentifierId>, Row)>);

impl Proofs {
    /// From the rows of the account.
    pub(super) fn read(all: Vec<Evidence>) -> Result<Self, Fault> {
        let pairs = all.into_iter().map(|one| Ok((one.identifier_id, row(one)?)));
        pairs.collect::<Result<_, Fault>>().map(Self)
    }

    /// The same, with what was proved for single sessions by some providers left to count nowhere but there, and there
    /// no longer.
    #[must_use]
    pub(super) fn without_sessions_of(mut self, distrusted: impl Fn(&str) -> bool) -> Self {
        for (_, row) in self.0.iter_mut().filter(|(_, row)| distrusted(&row.provider)) {
            row.session = None;
        }
        self
    }

    /// How well the person is known.
    pub fn standing(&self, policy: &Policy, moment: &Moment) -> Standing {
        let groups = self.documents().into_iter().map(|document| self.of(document));
        let standings = groups.map(|rows| level::standing(policy, &rows, moment));
        let nothing = level::standing(policy, &[], moment);
        standings.max_by_key(|one| (one.level, one.evidence_at)).unwrap_or(nothing)
    }

    /// What one document is known for, if this were proved of it now.
    pub fn with(
        &self,
        (policy, moment): (&Policy, &Moment),
        document: Option<IdentifierId>,
        proved: &[level::Proved<'_>],
    ) -> u8 {
        level::level_with(policy, &self.of(document), moment, proved)
    }

    /// Which kinds of proof would bring the person to a level by one document.
    pub fn routes(
        &self,
        (policy, moment): (&Policy, &Moment),
        document: Option<IdentifierId>,
        target: u8,
    ) -> Vec<Vec<EvidenceKind>> {
        level::routes(policy, &self.of(document), moment, target)
    }

    /// Each piece of evidence with what it counts for, the oldest first.
    pub(super) fn explain(&self, policy: &Policy, moment: &Moment) -> Vec<Line> {
        let mut lines: Vec<(EvidenceId, Line)> = Vec::new();
        for document in self.documents() {
            let own: Vec<EvidenceId> =
                self.0.iter().filter(|(about, _)| *about == document).map(|(_, row)| row.id).collect();
            let explained = level::explain(policy, &self.of(document), moment);
            lines.extend(
                explained.into_iter().filter(|line| own.contains(&line.id)).map(|line| (line.id, line)),
            );
        }
        lines.sort_by_key(|(id, _)| *id);
        lines.into_iter().map(|(_, line)| line).collect()
    }

    /// Who proved what carries a standing.
    pub(super) fn providers(&self, standing: &Standing) -> Vec<String> {
        let carries = self.0.iter().filter(|(_, row)| standing.carried_by.contains(&row.id));
        let mut providers: Vec<String> = carries.map(|(_, row)| row.provider.clone()).collect();
        providers.sort_unstable();
        providers.dedup();
        providers
    }

    fn documents(&self) -> Vec<Option<IdentifierId>> {
        let mut all: Vec<_> = self.0.iter().map(|(about, _)| *about).collect();
        all.sort_unstable();
        all.dedup();
        all
    }

    /// What counts for one document: what is about it or about none, and whatever its person disputes.
    fn of(&self, document: Option<IdentifierId>) -> Vec<Row> {
        let counts = |about: &Option<IdentifierId>, row: &Row| {
            *about == document || about.is_none() || row.status == Status::Disputed
        };
        self.0.iter().filter(|(about, row)| counts(about, row)).map(|(_, row)| row.clone()).collect()
    }
}

pub(super) fn row(evidence: Evidence) -> Result<Row, Fault> {
    let unknown = || Fault::new(format!("evidence {}: unknown kind {}", evidence.id, evidence.kind));
    let kind = EvidenceKind::parse(&evidence.kind).ok_or_else(unknown)?;
    Ok(Row {
        id: evidence.id,
        kind,
        provider: evidence.provider_id,
        issued_at: evidence.issued_at,
        expires_at: evidence.expires_at,
        status: match evidence.status {
            EvidenceStatus::Valid => Status::Valid,
            EvidenceStatus::Disputed => Status::Disputed,
            EvidenceStatus::Revoked => Status::Revoked,
        },
        session: evidence.session_id,
    })
}
