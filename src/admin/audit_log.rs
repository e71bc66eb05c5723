//! Reading the audit log, newest first.

use base::{AccountId, EventId, Fault, Time};
use serde::Serialize;
use serde_json::Value;
use store::Db;
use store::audit::{AuditEvent, AuditFilter};

use crate::audit::Kind;

/// Events read in one go.
const PAGE: u32 = 200;

/// Which events to read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Query {
    /// Only those about this account.
    pub account: Option<AccountId>,
    /// Only those of this kind.
    pub kind: Option<Kind>,
    /// Only those older than this one.
    pub before: Option<EventId>,
    /// At most so many.
    pub limit: u32,
}

/// One event.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Event {
    /// Its id, ordered by time.
    pub id: String,
    /// When it happened.
    pub at: Time,
    /// What happened.
    pub kind: String,
    /// Who did it.
    pub actor: String,
    /// Whose account it concerns.
    pub account: Option<String>,
    /// Which client it concerns.
    pub client: Option<String>,
    /// Which session it concerns.
    pub session: Option<String>,
    /// The request it happened in; empty outside a request.
    pub request: String,
    /// What else an auditor needs.
    pub detail: Value,
}

/// The events a query asks for, newest first.
///
/// # Errors
/// A fault of the database.
pub async fn read(db: &Db, query: Query) -> Result<Vec<Event>, Fault> {
    let filter = match (query.account, query.kind) {
        (Some(account), _) => AuditFilter::Account(account),
        (None, Some(kind)) => AuditFilter::Kind(kind.as_str().to_owned()),
        (None, None) => AuditFilter::All,
    };
    let wanted = usize::try_from(query.limit).unwrap_or(usize::MAX);
    let (mut found, mut before) = (Vec::new(), query.before);
    loop {
        let page = store::audit::page(&mut db.reader().await?, &filter, before, PAGE).await?;
        let Some(last) = page.last() else { return Ok(found) };
        before = Some(last.id);
        let of_kind = |event: &AuditEvent| query.kind.is_none_or(|kind| event.kind == kind.as_str());
        found.extend(page.into_iter().filter(of_kind).map(event));
        if found.len() >= wanted {
            found.truncate(wanted);
            return Ok(found);
        }
    }
}

fn event(row: AuditEvent) -> Event {
    let detail = serde_json::from_str(&row.detail).unwrap_or(Value::String(row.detail));
    Event {
        id: row.id.to_string(),
        at: row.at,
        kind: row.kind,
        actor: row.actor,
        account: row.account_id.map(|id| id.to_string()),
        client: row.client_id,
        session: row.session_id.map(|id| id.to_string()),
        request: row.request_id,
        detail,
    }
}
