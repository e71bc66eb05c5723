//! Verifications by third parties: open, asked about, and concluded once.
//!
//! The caller seals what must be known of the person while one is open; it is cleared with the conclusion.

use std::time::Duration;

use base::{AccountId, Fault, IdentifierId, SessionId, Time, VerificationId};

use crate::fields::Fields;
use crate::seam::{Conn, Row, Tx, args};
use crate::word::words;

words! {
    /// How far a verification has come.
    pub enum VerificationState {
        /// It is written down; the provider does not know of it yet.
        Created = "created",
        /// The provider has begun.
        Started = "started",
        /// It is so.
        Passed = "passed",
        /// It is not so.
        Failed = "failed",
        /// The person left.
        Cancelled = "cancelled",
        /// Its time was over.
        Expired = "expired",
        /// The provider did not take it.
        Error = "error",
    }
}

impl VerificationState {
    /// Whether anything may still come of it.
    const fn is_open(self) -> bool {
        match self {
            Self::Created | Self::Started => true,
            Self::Passed | Self::Failed | Self::Cancelled | Self::Expired | Self::Error => false,
        }
    }
}

/// A verification.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Verification {
    /// Its id; the provider knows it by the text of it.
    pub id: VerificationId,
    /// By whom.
    pub provider_id: String,
    /// Whose.
    pub account_id: AccountId,
    /// In which session.
    pub session_id: SessionId,
    /// For which platform, if for one.
    pub client_id: Option<String>,
    /// About which document.
    pub identifier_id: Option<IdentifierId>,
    /// What is to be proved.
    pub kind: String,
    /// What it is for, in a word.
    pub purpose: String,
    /// Keyed digest of whom it is about.
    pub subject_digest: [u8; 32],
    /// Whom it is about, sealed; empty once it is concluded.
    pub payload: Vec<u8>,
    /// The sealed request to go on with.
    pub resume: String,
    /// The level it is to lead to.
    pub requested_level: i64,
    /// How far it has come.
    pub state: VerificationState,
    /// Why it did not pass.
    pub reason: Option<String>,
    /// When it was written down.
    pub created_at: Time,
    /// When the provider began.
    pub started_at: Option<Time>,
    /// When it was concluded.
    pub concluded_at: Option<Time>,
    /// When its time is over.
    pub expires_at: Time,
    /// When the provider is asked next.
    pub next_poll_at: Option<Time>,
    /// How often it was asked.
    pub polls: u32,
    /// How often that failed in a row.
    pub errors: u32,
    /// What went wrong last.
    pub last_error: Option<String>,
}

const CREATE: &str = "
    insert into verification (id, provider_id, account_id, session_id, client_id, identifier_id, kind, purpose,
      subject_digest, payload, resume, requested_level, state, reason, created_at, started_at, concluded_at,
      expires_at, next_poll_at, polls, errors, last_error)
    values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21,
      $22)";

/// Writes a verification down.
///
/// # Errors
/// A fault of the database.
pub async fn create(tx: &mut Tx, one: &Verification) -> Result<(), Fault> {
    let args = args![
        &one.id,
        &one.provider_id,
        &one.account_id,
        &one.session_id,
        &one.client_id,
        &one.identifier_id,
        &one.kind,
        &one.purpose,
        &one.subject_digest,
        &one.payload,
        &one.resume,
        one.requested_level,
        one.state.as_str(),
        &one.reason,
        one.created_at,
        one.started_at,
        one.concluded_at,
        one.expires_at,
        one.next_poll_at,
        one.polls,
        one.errors,
        &one.last_error,
    ];
    tx.run(CREATE, args).await.map(drop)
}

const START: &str = "
    update verification
    set state = 'started',
        payload = $2,
        next_poll_at = $3,
        expires_at = $4,
        started_at = $5
    where id = $1
      and state = 'created'";

/// The provider has begun; `false` when the verification was not waiting for it.
///
/// # Errors
/// A fault of the database.
pub async fn start(
    tx: &mut Tx,
    id: VerificationId,
    payload: &[u8],
    (next_poll, expires_at): (Option<Time>, Time),
    now: Time,
) -> Result<bool, Fault> {
    Ok(tx.run(START, args![&id, payload, next_poll, expires_at, now]).await? == 1)
}

const CONCLUDE: &str = "
    update verification
    set state = $2,
        reason = $3,
        concluded_at = $4,
        next_poll_at = null,
        payload = $5
    where id = $1
      and state in ('created', 'started')
    returning id, provider_id, account_id, session_id, client_id, identifier_id, kind, purpose,
      subject_digest, payload, resume, requested_level, state, reason, created_at, started_at, concluded_at,
      expires_at, next_poll_at, polls, errors, last_error";

/// What is left of a payload.
const CLEARED: &[u8] = &[];

/// Concludes a verification, once: none when it was concluded before.
///
/// # Errors
/// A fault of the database, also for a state in which something may still come of it.
pub async fn conclude(
    tx: &mut Tx,
    id: VerificationId,
    (state, reason): (VerificationState, Option<&str>),
    now: Time,
) -> Result<Option<Verification>, Fault> {
    if state.is_open() {
        return Err(Fault::new(format!("verification {id}: {} is no conclusion", state.as_str())));
    }
    let row = tx.row(CONCLUDE, args![&id, state.as_str(), reason, now, CLEARED]).await?;
    row.as_ref().map(read).transpose()
}

const BY_ID: &str = "
    select id, provider_id, account_id, session_id, client_id, identifier_id, kind, purpose, subject_digest,
      payload, resume, requested_level, state, reason, created_at, started_at, concluded_at, expires_at,
      next_poll_at, polls, errors, last_error
    from verification
    where id = $1";

/// One verification.
///
/// # Errors
/// A fault of the database.
pub async fn by_id(conn: &mut Conn, id: VerificationId) -> Result<Option<Verification>, Fault> {
    conn.row(BY_ID, args![&id]).await?.as_ref().map(read).transpose()
}

// One text for both engines. Two workers on PostgreSQL may choose the same rows: the second waits until the first
// has committed its one statement, finds them no longer due and leaves them.
const CLAIM_DUE: &str = "
    update verification
    set next_poll_at = $2
    where state = 'started'
      and next_poll_at <= $1
      and id in (
        select id
        from verification
        where state = 'started'
          and next_poll_at <= $1
          and expires_at > $1
        order by next_poll_at, id
        limit $3)
    returning id, provider_id, account_id, session_id, client_id, identifier_id, kind, purpose,
      subject_digest, payload, resume, requested_level, state, reason, created_at, started_at, concluded_at,
      expires_at, next_poll_at, polls, errors, last_error";

/// Claims verifications whose provider is to be asked, at most `limit`, the longest due first; nobody else gets them
/// before the lease is over. Those whose time is over are left to [`overdue`].
///
/// # Errors
/// A fault of the database.
pub async fn claim_due(
    tx: &mut Tx,
    now: Time,
    limit: u32,
    lease: Duration,
) -> Result<Vec<Verification>, Fault> {
    tx.rows(CLAIM_DUE, args![now, now.plus(lease), limit]).await?.iter().map(read).collect()
}

const POLL_LATER: &str = "
    update verification
    set next_poll_at = $2,
        polls = $3,
        errors = $4,
        last_error = $5
    where id = $1
      and state = 'started'";

/// The provider is asked again later, or not any more; `false` when the verification was concluded meanwhile.
///
/// # Errors
/// A fault of the database.
pub async fn poll_later(
    tx: &mut Tx,
    id: VerificationId,
    next: Option<Time>,
    (polls, errors): (u32, u32),
    last_error: Option<&str>,
) -> Result<bool, Fault> {
    Ok(tx.run(POLL_LATER, args![&id, next, polls, errors, last_error]).await? == 1)
}

const OVERDUE: &str = "
    select id, provider_id, account_id, session_id, client_id, identifier_id, kind, purpose, subject_digest,
      payload, resume, requested_level, state, reason, created_at, started_at, concluded_at, expires_at,
      next_poll_at, polls, errors, last_error
    from verification
    where concluded_at is null
      and expires_at <= $1
    order by expires_at, id
    limit $2";

/// Open verifications whose time is over.
///
/// # Errors
/// A fault of the database.
pub async fn overdue(conn: &mut Conn, now: Time, limit: u32) -> Result<Vec<Verification>, Fault> {
    conn.rows(OVERDUE, args![now, limit]).await?.iter().map(read).collect()
}

const OF_ACCOUNT: &str = "
    select id, provider_id, account_id, session_id, client_id, identifier_id, kind, purpose, subject_digest,
      payload, resume, requested_level, state, reason, created_at, started_at, concluded_at, expires_at,
      next_poll_at, polls, errors, last_error
    from verification
    where account_id = $1
    order by created_at desc, id
    limit $2";

/// The verifications of an account, the latest first.
///
/// # Errors
/// A fault of the database.
pub async fn of_account(
    conn: &mut Conn,
    account_id: AccountId,
    limit: u32,
) -> Result<Vec<Verification>, Fault> {
    conn.rows(OF_ACCOUNT, args![&account_id, limit]).await?.iter().map(read).collect()
}

// By way of those that are open, which are few: a provider's own index would cost each verification a write.
const OPEN_OF_PROVIDER: &str = "
    select id, provider_id, account_id, session_id, client_id, identifier_id, kind, purpose, subject_digest,
      payload, resume, requested_level, state, reason, created_at, started_at, concluded_at, expires_at,
      next_poll_at, polls, errors, last_error
    from verification
    where concluded_at is null
      and provider_id = $1
    order by expires_at, id
    limit $2";

/// The open verifications of a provider, the soonest over first.
///
/// # Errors
/// A fault of the database.
pub async fn open_of_provider(
    conn: &mut Conn,
    provider_id: &str,
    limit: u32,
) -> Result<Vec<Verification>, Fault> {
    conn.rows(OPEN_OF_PROVIDER, args![provider_id, limit]).await?.iter().map(read).collect()
}

const CANCEL_ALL: &str = "
    update verification
    set state = 'cancelled',
        reason = 'erased',
        concluded_at = $2,
        next_poll_at = null,
        payload = $3
    where account_id = $1
      and state in ('created', 'started')";

const BLANK_ALL: &str = "
    update verification
    set resume = ''
    where account_id = $1";

/// Cancels what is open of an account and takes away what its verifications were to go on with.
pub(crate) async fn erase_all(tx: &mut Tx, account_id: AccountId, now: Time) -> Result<(), Fault> {
    tx.run(CANCEL_ALL, args![&account_id, now, CLEARED]).await?;
    tx.run(BLANK_ALL, args![&account_id]).await.map(drop)
}

fn read(row: &Row) -> Result<Verification, Fault> {
    let mut fields = Fields::new(row, "verification");
    Ok(Verification {
        id: fields.id(VerificationId::from_bytes, "id")?,
        provider_id: fields.text("provider_id")?,
        account_id: fields.id(AccountId::from_bytes, "account_id")?,
        session_id: fields.id(SessionId::from_bytes, "session_id")?,
        client_id: fields.opt_text("client_id")?,
        identifier_id: fields.opt_id(IdentifierId::from_bytes, "identifier_id")?,
        kind: fields.text("kind")?,
        purpose: fields.text("purpose")?,
        subject_digest: fields.hash("subject_digest")?,
        payload: fields.bytes("payload")?,
        resume: fields.text("resume")?,
        requested_level: fields.int("requested_level")?,
        state: fields.word(VerificationState::parse, "state")?,
        reason: fields.opt_text("reason")?,
        created_at: fields.time("created_at")?,
        started_at: fields.opt_time("started_at")?,
        concluded_at: fields.opt_time("concluded_at")?,
        expires_at: fields.time("expires_at")?,
        next_poll_at: fields.opt_time("next_poll_at")?,
        polls: fields.count("polls")?,
        errors: fields.count("errors")?,
        last_error: fields.opt_text("last_error")?,
    })
}
