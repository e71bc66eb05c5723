//! Which documents a person is known by, and how well: the identity level of each document for itself, from the evidence
//! that is about it. What was proved of one document says nothing of another, and none is known better than its person.

use base::{Fault, IdentifierId, SessionId, Time};
use evidence::level::{self, Line, Row};
use serde::Deserialize;
use store::Conn;
use store::account::Account;
use store::evidence::Evidence;

use super::identity::{Assurance, Trusted, capped, of_standing};
use super::proofs::row;

/// The level from which on name and number are known and not told.
pub const KNOWN: u8 = 3;

/// A document somebody is known by at a moment.
#[derive(Clone, Debug)]
pub struct KnownDocument {
    /// Its row.
    pub document: IdentifierId,
    /// How well, 3 to 5.
    pub level: u8,
    /// That rests on nothing older than this.
    pub since: Option<Time>,
    /// And on this, the oldest first.
    pub carried_by: Vec<Evidence>,
    /// Where the household is registered, GB/T 2260, if evidence that counts now says so.
    pub household_division: Option<String>,
}

impl Assurance {
    /// The documents by which the person of an account is known now, in a session or without. What was proved for that
    /// session alone counts while its provider is trusted.
    pub async fn known_documents(
        &self,
        conn: &mut Conn,
        (account, session): (&Account, Option<SessionId>),
        trusted: impl Fn(&str) -> Trusted,
    ) -> Result<Vec<KnownDocument>, Fault> {
        let all = store::evidence::of_account(conn, account.id).await?;
        let mut rows: Vec<Row> = all.iter().cloned().map(row).collect::<Result<_, _>>()?;
        for row in rows.iter_mut().filter(|row| trusted(&row.provider) == Trusted::No) {
            row.session = None;
        }
        let moment = self.moment(session);
        let whole = capped(account, of_standing(&level::standing(&self.policy, &rows, &moment)));
        let mut documents: Vec<IdentifierId> = all.iter().filter_map(|one| one.identifier_id).collect();
        documents.sort_unstable();
        documents.dedup();
        let about = |document| {
            let own = all.iter().zip(&rows).filter(move |(one, _)| one.identifier_id == Some(document));
            own.map(|(one, row)| (one.clone(), row.clone())).unzip()
        };
        let known = documents.into_iter().filter_map(|document| {
            let (own, rows): (Vec<Evidence>, Vec<Row>) = about(document);
            let standing = level::standing(&self.policy, &rows, &moment);
            let level = standing.level.min(whole.level);
            let lines = level::explain(&self.policy, &rows, &moment);
            let carries = |one: &&Evidence| standing.carried_by.contains(&one.id);
            (level >= KNOWN).then(|| KnownDocument {
                document,
                level,
                since: standing.evidence_at,
                household_division: household_division(&own, &lines),
                carried_by: own.iter().filter(carries).cloned().collect(),
            })
        });
        Ok(known.collect())
    }
}

/// What the latest evidence that counts says of the household: people move, and what ran out is no answer.
fn household_division(own: &[Evidence], lines: &[Line]) -> Option<String> {
    #[derive(Deserialize)]
    struct Told {
        household_division: Option<String>,
    }
    let counting = own.iter().zip(lines).filter(|(_, line)| line.counts_for >= KNOWN);
    let told = counting.filter_map(|(one, _)| {
        let told: Told = serde_json::from_str(&one.inputs).ok()?;
        Some((one.issued_at, told.household_division?))
    });
    told.max_by_key(|(at, _)| *at).map(|(_, division)| division)
}
