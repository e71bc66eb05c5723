//! A verification as its person is shown it: how far it has come, never what was compared.

use base::{AccountId, Fault, SessionId, Time, VerificationId};
use evidence::kind::EvidenceKind;
use store::verification::{Verification, VerificationState};

use super::Verifications;

/// A verification, for its person.
#[derive(Clone, Debug)]
pub struct Seen {
    /// Its id.
    pub id: VerificationId,
    /// Whose it is.
    pub account: AccountId,
    /// In which session it began.
    pub session: SessionId,
    /// By whom.
    pub provider: String,
    /// What is proved.
    pub kind: EvidenceKind,
    /// How far it has come.
    pub stage: Stage,
    /// The sealed request to go on with; empty for the account's home.
    pub resume: String,
    /// When its time is over.
    pub expires_at: Time,
}

/// How far a verification has come.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Stage {
    /// The provider has not decided.
    Open,
    /// It is so.
    Passed,
    /// It is not so, for this reason in a word.
    Failed(String),
    /// The person left.
    Cancelled,
    /// Its time was over.
    Expired,
    /// The provider did not take it.
    Broke,
}

impl Verifications {
    /// One verification, for its person.
    pub async fn seen(&self, id: VerificationId) -> Result<Option<Seen>, Fault> {
        self.by_id(id).await?.map(seen).transpose()
    }
}

fn seen(row: Verification) -> Result<Seen, Fault> {
    let kind = EvidenceKind::parse(&row.kind);
    Ok(Seen {
        kind: kind.ok_or_else(|| Fault::new(format!("verification {}: unknown kind", row.id)))?,
        stage: match row.state {
            VerificationState::Created | VerificationState::Started => Stage::Open,
            VerificationState::Passed => Stage::Passed,
            VerificationState::Failed => Stage::Failed(row.reason.unwrap_or_default()),
            VerificationState::Cancelled => Stage::Cancelled,
            VerificationState::Expired => Stage::Expired,
            VerificationState::Error => Stage::Broke,
        },
        id: row.id,
        account: row.account_id,
        session: row.session_id,
        provider: row.provider_id,
        resume: row.resume,
        expires_at: row.expires_at,
    })
}
