//! Logout notices on their way to clients (Back-Channel Logout 1.0): a durable outbox and the ledger that person
//! and administrator see.

use std::time::Duration;

use base::{AccountId, DeliveryId, Fault, SessionId, Time};

use crate::backend;
use crate::fields::Fields;
use crate::seam::{Conn, Engine, Row, Tx, args};
use crate::word::words;

words! {
    /// How far a notice has come.
    pub enum DeliveryState {
        /// It is still to be sent, for the first time or again.
        Pending = "pending",
        /// The client has confirmed it.
        Delivered = "delivered",
        /// It was given up.
        Failed = "failed",
    }
}

/// A notice.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Delivery {
    /// Its id.
    pub id: DeliveryId,
    /// To whom it goes.
    pub client_id: String,
    /// Who signed out.
    pub account_id: AccountId,
    /// The `sid` the client knows the session by.
    pub sid: String,
    /// The `sub` the client knows the account by.
    pub subject: String,
    /// The session that ended.
    pub session_id: SessionId,
    /// How far it has come.
    pub state: DeliveryState,
    /// How often it was claimed for sending.
    pub attempts: i64,
    /// When it may be claimed next.
    pub next_attempt_at: Time,
    /// What went wrong last.
    pub last_error: Option<String>,
    /// When it was queued.
    pub created_at: Time,
    /// When it was delivered or given up.
    pub finished_at: Option<Time>,
}

const ENQUEUE: &str = "
    insert into logout_delivery (id, client_id, account_id, sid, subject, session_id, state, attempts,
      next_attempt_at, last_error, created_at, finished_at)
    values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)";

/// Queues notices, in the transaction that ends the session.
///
/// # Errors
/// A fault of the database.
pub async fn enqueue(tx: &mut Tx, deliveries: &[Delivery]) -> Result<(), Fault> {
    for delivery in deliveries {
        let args = args![
            &delivery.id,
            &delivery.client_id,
            &delivery.account_id,
            &delivery.sid,
            &delivery.subject,
            &delivery.session_id,
            delivery.state.as_str(),
            delivery.attempts,
            delivery.next_attempt_at,
            &delivery.last_error,
            delivery.created_at,
            delivery.finished_at,
        ];
        tx.run(ENQUEUE, args).await?;
    }
    Ok(())
}

/// Claims notices that are due, at most `limit`: each counts one more attempt and is not due again before the
/// lease is over. Workers that claim at once get different notices; one that dies loses them to the lease.
///
/// # Errors
/// A fault of the database.
pub async fn claim_due(tx: &mut Tx, now: Time, limit: u32, lease: Duration) -> Result<Vec<Delivery>, Fault> {
    let sql = match tx.engine() {
        Engine::Sqlite => backend::CLAIM_DUE_SQLITE,
        Engine::Postgres => backend::CLAIM_DUE_POSTGRES,
    };
    tx.rows(sql, args![now, now.plus(lease), limit]).await?.iter().map(read).collect()
}

const FINISH: &str = "
    update logout_delivery
    set state = 'delivered',
        last_error = null,
        finished_at = $2
    where id = $1
      and state = 'pending'";

/// The client has confirmed; `false` when the notice was no longer pending.
///
/// # Errors
/// A fault of the database.
pub async fn finish(tx: &mut Tx, id: DeliveryId, now: Time) -> Result<bool, Fault> {
    Ok(tx.run(FINISH, args![&id, now]).await? == 1)
}

/// What follows a failed attempt.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Next {
    /// Another attempt, not before this moment.
    Retry(Time),
    /// None: given up at this moment.
    GiveUp(Time),
}

const RETRY: &str = "
    update logout_delivery
    set last_error = $2,
        next_attempt_at = $3
    where id = $1
      and state = 'pending'";

const GIVE_UP: &str = "
    update logout_delivery
    set state = 'failed',
        last_error = $2,
        finished_at = $3
    where id = $1
      and state = 'pending'";

/// An attempt failed for this reason, which an administrator may read; `false` when the notice was no longer
/// pending.
///
/// # Errors
/// A fault of the database.
pub async fn fail(tx: &mut Tx, id: DeliveryId, error: &str, next: Next) -> Result<bool, Fault> {
    let touched = match next {
        Next::Retry(at) => tx.run(RETRY, args![&id, error, at]).await?,
        Next::GiveUp(now) => tx.run(GIVE_UP, args![&id, error, now]).await?,
    };
    Ok(touched == 1)
}

const OF_ACCOUNT: &str = "
    select id, client_id, account_id, sid, subject, session_id, state, attempts, next_attempt_at,
      last_error, created_at, finished_at
    from logout_delivery
    where account_id = $1
    order by created_at desc, id
    limit $2";

/// The newest notices about an account.
///
/// # Errors
/// A fault of the database.
pub async fn list_for_account(
    conn: &mut Conn,
    account_id: AccountId,
    limit: u32,
) -> Result<Vec<Delivery>, Fault> {
    conn.rows(OF_ACCOUNT, args![&account_id, limit]).await?.iter().map(read).collect()
}

const OF_SESSION: &str = "
    select id, client_id, account_id, sid, subject, session_id, state, attempts, next_attempt_at,
      last_error, created_at, finished_at
    from logout_delivery
    where session_id = $1
    order by client_id";

/// All notices about a session: one for each client that took part.
///
/// # Errors
/// A fault of the database.
pub async fn list_for_session(conn: &mut Conn, session_id: SessionId) -> Result<Vec<Delivery>, Fault> {
    conn.rows(OF_SESSION, args![&session_id]).await?.iter().map(read).collect()
}

const RECENT: &str = "
    select id, client_id, account_id, sid, subject, session_id, state, attempts, next_attempt_at,
      last_error, created_at, finished_at
    from logout_delivery
    where (created_at, id) < ($1, $2)
    order by created_at desc, id desc
    limit $3";

/// The newest notices of all, older than the given one (its `created_at` and `id`).
///
/// # Errors
/// A fault of the database.
pub async fn recent(
    conn: &mut Conn,
    before: Option<(Time, DeliveryId)>,
    limit: u32,
) -> Result<Vec<Delivery>, Fault> {
    let end = (Time::from_micros(i64::MAX), DeliveryId::from_bytes([0xff; 16]));
    let (at, id) = before.unwrap_or(end);
    conn.rows(RECENT, args![at, &id, limit]).await?.iter().map(read).collect()
}

fn read(row: &Row) -> Result<Delivery, Fault> {
    let mut fields = Fields::new(row, "logout_delivery");
    Ok(Delivery {
        id: fields.id(DeliveryId::from_bytes, "id")?,
        client_id: fields.text("client_id")?,
        account_id: fields.id(AccountId::from_bytes, "account_id")?,
        sid: fields.text("sid")?,
        subject: fields.text("subject")?,
        session_id: fields.id(SessionId::from_bytes, "session_id")?,
        state: fields.word(DeliveryState::parse, "state")?,
        attempts: fields.int("attempts")?,
        next_attempt_at: fields.time("next_attempt_at")?,
        last_error: fields.opt_text("last_error")?,
        created_at: fields.time("created_at")?,
        finished_at: fields.opt_time("finished_at")?,
    })
}
