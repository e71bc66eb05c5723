//! Callbacks of providers, each written down once and dealt with afterwards.
//!
//! The caller seals what a callback said; it is cleared when it was dealt with. The rest stays long enough to know a
//! repetition.

use std::time::Duration;

use base::{Fault, Time, VerificationId};

use crate::fields::Fields;
use crate::seam::{Conn, Row, Tx, args};
use crate::word::words;

words! {
    /// How far a callback has come.
    pub enum DeliveryState {
        /// It is written down.
        Received = "received",
        /// It was dealt with.
        Processed = "processed",
    }
}

/// A callback.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Delivery {
    /// Whose.
    pub provider_id: String,
    /// The provider's own name for it, the same at each repetition.
    pub notify_id: String,
    /// Keyed digest of its bytes.
    pub body_digest: [u8; 32],
    /// What it said, sealed; empty once it was dealt with.
    pub content: Vec<u8>,
    /// How far it has come.
    pub state: DeliveryState,
    /// Which verification it speaks of.
    pub verification_id: Option<VerificationId>,
    /// The key that signed it.
    pub kid: String,
    /// How often it was claimed.
    pub attempts: u32,
    /// When it may be claimed next.
    pub next_attempt_at: Time,
    /// When it came.
    pub received_at: Time,
    /// When it was dealt with.
    pub processed_at: Option<Time>,
}

/// Whether a callback is new.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Received {
    /// It is.
    New,
    /// It was there before, byte for byte.
    Again,
    /// Its name was there before, with other bytes.
    Different,
}

const RECEIVE: &str = "
    insert into callback_inbox (provider_id, notify_id, body_digest, content, state, verification_id, kid, attempts,
      next_attempt_at, received_at, processed_at)
    values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
    on conflict (provider_id, notify_id) do nothing";

const DIGEST: &str = "
    select body_digest
    from callback_inbox
    where provider_id = $1
      and notify_id = $2";

/// Writes a callback down, unless it is there. Of any number at once with one id exactly one is [`Received::New`].
///
/// # Errors
/// A fault of the database.
pub async fn receive(tx: &mut Tx, delivery: &Delivery) -> Result<Received, Fault> {
    let args = args![
        &delivery.provider_id,
        &delivery.notify_id,
        &delivery.body_digest,
        &delivery.content,
        delivery.state.as_str(),
        &delivery.verification_id,
        &delivery.kid,
        delivery.attempts,
        delivery.next_attempt_at,
        delivery.received_at,
        delivery.processed_at,
    ];
    if tx.run(RECEIVE, args).await? == 1 {
        return Ok(Received::New);
    }
    let row = tx.row(DIGEST, args![&delivery.provider_id, &delivery.notify_id]).await?;
    // Only the sweep can have come between.
    let row = row.ok_or_else(|| Fault::new("a callback went while it was looked up").overload())?;
    let known = Fields::new(&row, "callback_inbox").hash("body_digest")?;
    Ok(if known == delivery.body_digest { Received::Again } else { Received::Different })
}

const LOOK: &str = "
    select provider_id, body_digest, state
    from callback_inbox
    where provider_id = $1
      and notify_id = $2";

/// Whether a callback is there: the digest it came with, and how far it has come.
///
/// # Errors
/// A fault of the database.
pub async fn look(
    conn: &mut Conn,
    provider_id: &str,
    notify_id: &str,
) -> Result<Option<([u8; 32], DeliveryState)>, Fault> {
    let Some(row) = conn.row(LOOK, args![provider_id, notify_id]).await? else {
        return Ok(None);
    };
    let mut fields = Fields::new(&row, "callback_inbox");
    fields.text("provider_id")?;
    let digest = fields.hash("body_digest")?;
    Ok(Some((digest, fields.word(DeliveryState::parse, "state")?)))
}

// One text for both engines: see `verification`.
const CLAIM_DUE: &str = "
    update callback_inbox
    set attempts = attempts + 1,
        next_attempt_at = $2
    where state = 'received'
      and next_attempt_at <= $1
      and (provider_id, notify_id) in (
        select provider_id, notify_id
        from callback_inbox
        where state = 'received'
          and next_attempt_at <= $1
        order by next_attempt_at, provider_id, notify_id
        limit $3)
    returning provider_id, notify_id, body_digest, content, state, verification_id, kid, attempts,
      next_attempt_at, received_at, processed_at";

/// Claims callbacks that are to be dealt with, at most `limit`, the longest due first: each counts one more attempt, and
/// nobody else gets it before the lease is over.
///
/// # Errors
/// A fault of the database.
pub async fn claim_due(tx: &mut Tx, now: Time, limit: u32, lease: Duration) -> Result<Vec<Delivery>, Fault> {
    tx.rows(CLAIM_DUE, args![now, now.plus(lease), limit]).await?.iter().map(read).collect()
}

const DONE: &str = "
    update callback_inbox
    set state = 'processed',
        content = $4,
        processed_at = $3
    where provider_id = $1
      and notify_id = $2
      and state = 'received'";

/// What is left of a content.
const CLEARED: &[u8] = &[];

/// A callback was dealt with; `false` when it was before.
///
/// # Errors
/// A fault of the database.
pub async fn done(tx: &mut Tx, provider_id: &str, notify_id: &str, now: Time) -> Result<bool, Fault> {
    Ok(tx.run(DONE, args![provider_id, notify_id, now, CLEARED]).await? == 1)
}

const RETRY: &str = "
    update callback_inbox
    set next_attempt_at = $3
    where provider_id = $1
      and notify_id = $2
      and state = 'received'";

/// A callback is dealt with later; `false` when it was dealt with meanwhile.
///
/// # Errors
/// A fault of the database.
pub async fn retry(tx: &mut Tx, provider_id: &str, notify_id: &str, next: Time) -> Result<bool, Fault> {
    Ok(tx.run(RETRY, args![provider_id, notify_id, next]).await? == 1)
}

const RECENT: &str = "
    select provider_id, notify_id, body_digest, content, state, verification_id, kid, attempts, next_attempt_at,
      received_at, processed_at
    from callback_inbox
    where provider_id = $1
    order by received_at desc, notify_id
    limit $2";

/// The latest callbacks of a provider, the newest first.
///
/// # Errors
/// A fault of the database.
pub async fn recent(conn: &mut Conn, provider_id: &str, limit: u32) -> Result<Vec<Delivery>, Fault> {
    conn.rows(RECENT, args![provider_id, limit]).await?.iter().map(read).collect()
}

fn read(row: &Row) -> Result<Delivery, Fault> {
    let mut fields = Fields::new(row, "callback_inbox");
    Ok(Delivery {
        provider_id: fields.text("provider_id")?,
        notify_id: fields.text("notify_id")?,
        body_digest: fields.hash("body_digest")?,
        content: fields.bytes("content")?,
        state: fields.word(DeliveryState::parse, "state")?,
        verification_id: fields.opt_id(VerificationId::from_bytes, "verification_id")?,
        kid: fields.text("kid")?,
        attempts: fields.count("attempts")?,
        next_attempt_at: fields.time("next_attempt_at")?,
        received_at: fields.time("received_at")?,
        processed_at: fields.opt_time("processed_at")?,
    })
}
