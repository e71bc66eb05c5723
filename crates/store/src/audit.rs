//! The audit log: what happened, who did it, to whom. Rows are appended and never changed.

use base::{AccountId, EventId, Fault, SessionId, Time};

use crate::fields::Fields;
use crate::seam::{Conn, Row, Tx, args};

/// An audit event.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AuditEvent {
    /// Its id, ordered by time.
    pub id: EventId,
    /// When it happened.
    pub at: Time,
    /// What happened: a word of the closed list the caller keeps.
    pub kind: String,
    /// Who did it.
    pub actor: String,
    /// Whose account it concerns.
    pub account_id: Option<AccountId>,
    /// Which client it concerns.
    pub client_id: Option<String>,
    /// Which session it concerns.
    pub session_id: Option<SessionId>,
    /// The request it happened in.
    pub request_id: String,
    /// More, as a JSON object; no personal data, no secret.
    pub detail: String,
}

const RECORD: &str = "
    insert into audit_event (id, at, kind, actor, account_id, client_id, session_id, request_id, detail)
    values ($1, $2, $3, $4, $5, $6, $7, $8, $9)";

/// Appends an event; it stands or falls with the transaction.
///
/// # Errors
/// A fault of the database.
pub async fn record(tx: &mut Tx, event: &AuditEvent) -> Result<(), Fault> {
    let AuditEvent { id, at, kind, actor, account_id, client_id, session_id, request_id, detail } = event;
    let args = args![id, *at, kind, actor, account_id, client_id, session_id, request_id, detail];
    tx.run(RECORD, args).await.map(drop)
}

/// Which events to list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum AuditFilter {
    /// All.
    All,
    /// Those that concern one account.
    Account(AccountId),
    /// Those of one kind.
    Kind(String),
}

const PAGE: &str = "
    select id, at, kind, actor, account_id, client_id, session_id, request_id, detail
    from audit_event
    where id < $1
    order by id desc
    limit $2";

const PAGE_OF_ACCOUNT: &str = "
    select id, at, kind, actor, account_id, client_id, session_id, request_id, detail
    from audit_event
    where account_id = $3
      and id < $1
    order by id desc
    limit $2";

const PAGE_OF_KIND: &str = "
    select id, at, kind, actor, account_id, client_id, session_id, request_id, detail
    from audit_event
    where kind = $3
      and id < $1
    order by id desc
    limit $2";

/// Events, newest first, older than the given one.
///
/// # Errors
/// A fault of the database.
pub async fn page(
    conn: &mut Conn,
    filter: &AuditFilter,
    before: Option<EventId>,
    limit: u32,
) -> Result<Vec<AuditEvent>, Fault> {
    let before = before.unwrap_or(EventId::from_bytes([0xff; 16]));
    let rows = match filter {
        AuditFilter::All => conn.rows(PAGE, args![&before, limit]).await?,
        AuditFilter::Account(id) => conn.rows(PAGE_OF_ACCOUNT, args![&before, limit, id]).await?,
        AuditFilter::Kind(kind) => conn.rows(PAGE_OF_KIND, args![&before, limit, kind]).await?,
    };
    rows.iter().map(read).collect()
}

// Each kind stands between two spaces: whether one can be cut out of the list is the one way to ask both engines for
// any number of words with one text.
const OF_ACCOUNT: &str = "
    select id, at, kind, actor, account_id, client_id, session_id, request_id, detail
    from audit_event
    where account_id = $1
      and id < $2
      and replace($3, ' ' || kind || ' ', '') <> $3
    order by id desc
    limit $4";

/// Events of these kinds that concern an account, newest first, older than the given one.
///
/// # Errors
/// A fault of the database.
pub async fn of_account(
    conn: &mut Conn,
    account_id: AccountId,
    kinds: &[&str],
    before: Option<EventId>,
    limit: u32,
) -> Result<Vec<AuditEvent>, Fault> {
    let before = before.unwrap_or(EventId::from_bytes([0xff; 16]));
    let kinds: String = kinds.iter().map(|kind| format!(" {kind} ")).collect();
    conn.rows(OF_ACCOUNT, args![&account_id, &before, &kinds, limit]).await?.iter().map(read).collect()
}

fn read(row: &Row) -> Result<AuditEvent, Fault> {
    let mut fields = Fields::new(row, "audit_event");
    Ok(AuditEvent {
        id: fields.id(EventId::from_bytes, "id")?,
        at: fields.time("at")?,
        kind: fields.text("kind")?,
        actor: fields.text("actor")?,
        account_id: fields.opt_id(AccountId::from_bytes, "account_id")?,
        client_id: fields.opt_text("client_id")?,
        session_id: fields.opt_id(SessionId::from_bytes, "session_id")?,
        request_id: fields.text("request_id")?,
        detail: fields.text("detail")?,
    })
}
