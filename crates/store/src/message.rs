//! Messages on their way to people, by text message or mail: a durable outbox.
//!
//! The caller seals the content. It is cleared as soon as the message is out of hand, so that no code and no
//! address rests here longer than it must.

use std::time::Duration;

use base::{AccountId, Fault, MessageId, Time};

use crate::fields::Fields;
use crate::seam::{Conn, Row, Tx, args};
use crate::word::words;

words! {
    /// How a message travels.
    pub enum MessageChannel {
        /// As a text message to a telephone.
        Sms = "sms",
        /// By electronic mail.
        Mail = "mail",
    }
}

words! {
    /// What a message is for.
    pub enum MessagePurpose {
        /// It carries a code that somebody waits for.
        Code = "code",
        /// It tells what happened.
        Notice = "notice",
    }
}

words! {
    /// How far a message has come.
    pub enum MessageState {
        /// It is still to be sent, for the first time or again.
        Pending = "pending",
        /// A provider has taken it.
        Sent = "sent",
        /// It was given up.
        Failed = "failed",
    }
}

/// A message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Message {
    /// Its id.
    pub id: MessageId,
    /// Whose account it is about, if it is about one.
    pub account_id: Option<AccountId>,
    /// How it travels.
    pub channel: MessageChannel,
    /// What it is for.
    pub purpose: MessagePurpose,
    /// Address and words, sealed; empty once the message was sent or given up.
    pub content: Vec<u8>,
    /// How far it has come.
    pub state: MessageState,
    /// How often it was claimed for sending.
    pub attempts: i64,
    /// When it may be claimed next.
    pub next_attempt_at: Time,
    /// From when on it is of no use.
    pub expires_at: Time,
    /// What went wrong last.
    pub last_error: Option<String>,
    /// When it was queued.
    pub created_at: Time,
    /// When it was sent or given up.
    pub finished_at: Option<Time>,
}

const ENQUEUE: &str = "
    insert into message (id, account_id, channel, purpose, content, state, attempts, next_attempt_at,
      expires_at, last_error, created_at, finished_at)
    values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)";

/// Queues a message, in the transaction of what it tells.
///
/// # Errors
/// A fault of the database.
pub async fn enqueue(tx: &mut Tx, message: &Message) -> Result<(), Fault> {
    let args = args![
        &message.id,
        &message.account_id,
        message.channel.as_str(),
        message.purpose.as_str(),
        &message.content,
        message.state.as_str(),
        message.attempts,
        message.next_attempt_at,
        message.expires_at,
        &message.last_error,
        message.created_at,
        message.finished_at,
    ];
    tx.run(ENQUEUE, args).await.map(drop)
}

// One text for both engines. Two workers on PostgreSQL may choose the same rows: the second waits until the first
// has committed its one statement, finds them no longer due and leaves them.
const CLAIM_DUE: &str = "
    update message
    set attempts = attempts + 1,
        next_attempt_at = $2
    where state = 'pending'
      and next_attempt_at <= $1
      and id in (
        select id
        from message
        where state = 'pending'
          and next_attempt_at <= $1
        order by next_attempt_at, id
        limit $3)
    returning id, account_id, channel, purpose, content, state, attempts, next_attempt_at, expires_at,
      last_error, created_at, finished_at";

/// Claims messages that are due, at most `limit`, also those that have expired meanwhile: each counts one more
/// attempt and is not due again before the lease is over. Workers that claim at once get different messages; one
/// that dies loses them to the lease.
///
/// # Errors
/// A fault of the database.
pub async fn claim_due(tx: &mut Tx, now: Time, limit: u32, lease: Duration) -> Result<Vec<Message>, Fault> {
    tx.rows(CLAIM_DUE, args![now, now.plus(lease), limit]).await?.iter().map(read).collect()
}

const FINISH: &str = "
    update message
    set state = 'sent',
        content = $3,
        last_error = null,
        finished_at = $2
    where id = $1
      and state = 'pending'";

/// What is left of a content.
const CLEARED: &[u8] = &[];

/// A provider has taken it; `false` when the message was no longer pending.
///
/// # Errors
/// A fault of the database.
pub async fn finish(tx: &mut Tx, id: MessageId, now: Time) -> Result<bool, Fault> {
    Ok(tx.run(FINISH, args![&id, now, CLEARED]).await? == 1)
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
    update message
    set last_error = $2,
        next_attempt_at = $3
    where id = $1
      and state = 'pending'";

const GIVE_UP: &str = "
    update message
    set state = 'failed',
        content = $4,
        last_error = $2,
        finished_at = $3
    where id = $1
      and state = 'pending'";

/// An attempt failed for this reason, which an administrator may read; `false` when the message was no longer
/// pending.
///
/// # Errors
/// A fault of the database.
pub async fn fail(tx: &mut Tx, id: MessageId, error: &str, next: Next) -> Result<bool, Fault> {
    let touched = match next {
        Next::Retry(at) => tx.run(RETRY, args![&id, error, at]).await?,
        Next::GiveUp(now) => tx.run(GIVE_UP, args![&id, error, now, CLEARED]).await?,
    };
    Ok(touched == 1)
}

const BY_ID: &str = "
    select id, account_id, channel, purpose, content, state, attempts, next_attempt_at, expires_at,
      last_error, created_at, finished_at
    from message
    where id = $1";

/// One message, in whatever state, until it is swept away.
///
/// # Errors
/// A fault of the database.
pub async fn by_id(conn: &mut Conn, id: MessageId) -> Result<Option<Message>, Fault> {
    conn.row(BY_ID, args![&id]).await?.as_ref().map(read).transpose()
}

fn read(row: &Row) -> Result<Message, Fault> {
    let mut fields = Fields::new(row, "message");
    Ok(Message {
        id: fields.id(MessageId::from_bytes, "id")?,
        account_id: fields.opt_id(AccountId::from_bytes, "account_id")?,
        channel: fields.word(MessageChannel::parse, "channel")?,
        purpose: fields.word(MessagePurpose::parse, "purpose")?,
        content: fields.bytes("content")?,
        state: fields.word(MessageState::parse, "state")?,
        attempts: fields.int("attempts")?,
        next_attempt_at: fields.time("next_attempt_at")?,
        expires_at: fields.time("expires_at")?,
        last_error: fields.opt_text("last_error")?,
        created_at: fields.time("created_at")?,
        finished_at: fields.opt_time("finished_at")?,
    })
}
