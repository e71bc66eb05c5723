//! What was proved. Rows are only added; whether one counts may change, and what it rested on never does.

use base::{AccountId, EntityId, EvidenceId, Fault, IdentifierId, SessionId, Time, VerificationId};

use crate::fields::Fields;
use crate::seam::{Conn, Row, Tx, args};
use crate::word::words;

words! {
    /// Whether evidence counts.
    pub enum EvidenceStatus {
        /// It does.
        Valid = "valid",
        /// Its person says that it is not about them.
        Disputed = "disputed",
        /// It was withdrawn.
        Revoked = "revoked",
    }
}

/// One thing that was proved.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Evidence {
    /// Its id, in the order of time.
    pub id: EvidenceId,
    /// About whom, where it is a person.
    pub account_id: Option<AccountId>,
    /// About whom, where it is a legal entity.
    pub entity_id: Option<EntityId>,
    /// What was proved.
    pub kind: String,
    /// How, in a few words.
    pub method: String,
    /// By whom.
    pub provider_id: String,
    /// The provider's own name for it, sealed.
    pub reference: Option<Vec<u8>>,
    /// In which verification.
    pub verification_id: Option<VerificationId>,
    /// What it rested on, JSON.
    pub inputs: String,
    /// When it was proved.
    pub issued_at: Time,
    /// When it ends by itself, whatever the policy says.
    pub expires_at: Option<Time>,
    /// Whether it counts.
    pub status: EvidenceStatus,
    /// In which session.
    pub session_id: Option<SessionId>,
    /// About which document.
    pub identifier_id: Option<IdentifierId>,
    /// When it was written down.
    pub recorded_at: Time,
    /// Since when it counts no longer.
    pub ended_at: Option<Time>,
    /// Why not.
    pub end_reason: Option<String>,
}

const RECORD: &str = "
    insert into evidence (id, account_id, entity_id, kind, method, provider_id, reference, verification_id,
      inputs, issued_at, expires_at, status, session_id, identifier_id, recorded_at, ended_at, end_reason)
    values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17)";

/// Writes evidence down.
///
/// # Errors
/// A fault of the database.
pub async fn record(tx: &mut Tx, evidence: &Evidence) -> Result<(), Fault> {
    let args = args![
        &evidence.id,
        &evidence.account_id,
        &evidence.entity_id,
        &evidence.kind,
        &evidence.method,
        &evidence.provider_id,
        evidence.reference.as_deref(),
        &evidence.verification_id,
        &evidence.inputs,
        evidence.issued_at,
        evidence.expires_at,
        evidence.status.as_str(),
        &evidence.session_id,
        &evidence.identifier_id,
        evidence.recorded_at,
        evidence.ended_at,
        &evidence.end_reason,
    ];
    tx.run(RECORD, args).await.map(drop)
}

const OF_ACCOUNT: &str = "
    select id, account_id, entity_id, kind, method, provider_id, reference, verification_id, inputs, issued_at,
      expires_at, status, session_id, identifier_id, recorded_at, ended_at, end_reason
    from evidence
    where account_id = $1
    order by id";

/// All evidence about a person, the oldest first, whether it counts or not.
///
/// # Errors
/// A fault of the database.
pub async fn of_account(conn: &mut Conn, account_id: AccountId) -> Result<Vec<Evidence>, Fault> {
    conn.rows(OF_ACCOUNT, args![&account_id]).await?.iter().map(read).collect()
}

const OF_ENTITY: &str = "
    select id, account_id, entity_id, kind, method, provider_id, reference, verification_id, inputs, issued_at,
      expires_at, status, session_id, identifier_id, recorded_at, ended_at, end_reason
    from evidence
    where entity_id = $1
    order by id";

/// All evidence about a legal entity, the oldest first.
///
/// # Errors
/// A fault of the database.
pub async fn of_entity(conn: &mut Conn, entity_id: EntityId) -> Result<Vec<Evidence>, Fault> {
    conn.rows(OF_ENTITY, args![&entity_id]).await?.iter().map(read).collect()
}

const SET_STATUS: &str = "
    update evidence
    set status = $4,
        ended_at = $6,
        end_reason = $5
    where id = $1
      and account_id = $2
      and status = $3";

/// Changes whether evidence of an account counts, and why; once it counts again, neither an end nor a reason is left.
/// `false` when it is not the account's or not in the state it is to leave.
///
/// # Errors
/// A fault of the database.
pub async fn set_status(
    tx: &mut Tx,
    (id, account_id): (EvidenceId, AccountId),
    (from, to): (EvidenceStatus, EvidenceStatus),
    reason: &str,
    now: Time,
) -> Result<bool, Fault> {
    let (ended_at, reason) = match to {
        EvidenceStatus::Valid => (None, None),
        EvidenceStatus::Disputed | EvidenceStatus::Revoked => (Some(now), Some(reason)),
    };
    let args = args![&id, &account_id, from.as_str(), to.as_str(), reason, ended_at];
    Ok(tx.run(SET_STATUS, args).await? == 1)
}

const ACCOUNTS_AFTER: &str = "
    select distinct account_id
    from evidence
    where account_id is not null
      and account_id > $1
    order by account_id
    limit $2";

/// The accounts that anything was ever proved of, in id order, after one of them: a page.
///
/// # Errors
/// A fault of the database.
pub async fn accounts_after(
    conn: &mut Conn,
    after: Option<AccountId>,
    limit: u32,
) -> Result<Vec<AccountId>, Fault> {
    // Shorter than every id: before the first.
    const FIRST: &[u8] = &[];
    let after = after.as_ref().map_or(FIRST, |id| id.as_bytes().as_slice());
    let rows = conn.rows(ACCOUNTS_AFTER, args![after, limit]).await?;
    rows.iter().map(|row| Fields::new(row, "evidence").id(AccountId::from_bytes, "account_id")).collect()
}

const BLANK_ALL: &str = "
    update evidence
    set reference = null,
        inputs = '{}'
    where account_id = $1";

/// Takes away what tells of a person in their evidence.
pub(crate) async fn blank_all(tx: &mut Tx, account_id: AccountId) -> Result<(), Fault> {
    tx.run(BLANK_ALL, args![&account_id]).await.map(drop)
}

fn read(row: &Row) -> Result<Evidence, Fault> {
    let mut fields = Fields::new(row, "evidence");
    Ok(Evidence {
        id: fields.id(EvidenceId::from_bytes, "id")?,
        account_id: fields.opt_id(AccountId::from_bytes, "account_id")?,
        entity_id: fields.opt_id(EntityId::from_bytes, "entity_id")?,
        kind: fields.text("kind")?,
        method: fields.text("method")?,
        provider_id: fields.text("provider_id")?,
        reference: fields.opt_blob("reference")?.map(<[u8]>::to_vec),
        verification_id: fields.opt_id(VerificationId::from_bytes, "verification_id")?,
        inputs: fields.text("inputs")?,
        issued_at: fields.time("issued_at")?,
        expires_at: fields.opt_time("expires_at")?,
        status: fields.word(EvidenceStatus::parse, "status")?,
        session_id: fields.opt_id(SessionId::from_bytes, "session_id")?,
        identifier_id: fields.opt_id(IdentifierId::from_bytes, "identifier_id")?,
        recorded_at: fields.time("recorded_at")?,
        ended_at: fields.opt_time("ended_at")?,
        end_reason: fields.opt_text("end_reason")?,
    })
}
