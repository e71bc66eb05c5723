//! Ways back into an account whose person can no longer sign in. Each waits for a while before it may be finished,
//! so that whoever still has the account can stop it. One of an account waits at a time.

use base::{AccountId, Fault, RecoveryId, Time};

use crate::fields::Fields;
use crate::seam::{Conn, Row, Tx, args, padded};
use crate::session::MOST_HASHES;
use crate::word::words;

words! {
    /// What it rests on.
    pub enum RecoveryRoute {
        /// A recovery code.
        RecoveryCode = "recovery_code",
        /// A code sent to the account's telephone.
        Phone = "phone",
    }
}

words! {
    /// How far it has come.
    pub enum RecoveryState {
        /// It waits for its moment, or for the person to come back.
        Waiting = "waiting",
        /// It was finished.
        Done = "done",
        /// It was stopped, or a later one took its place.
        Cancelled = "cancelled",
    }
}

/// A way back into an account.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Recovery {
    /// Its id.
    pub id: RecoveryId,
    /// The account.
    pub account_id: AccountId,
    /// Keyed hash of the ticket that its person holds.
    pub ticket_hash: [u8; 32],
    /// What it rests on.
    pub route: RecoveryRoute,
    /// How far it has come.
    pub state: RecoveryState,
    /// Where it was asked for, as the account's person may see it.
    pub source: String,
    /// When it was asked for.
    pub requested_at: Time,
    /// From when on it may be finished.
    pub ready_at: Time,
    /// From when on it is worth nothing.
    pub expires_at: Time,
}

impl Recovery {
    /// Whether it is still under way.
    pub fn is_live(&self, now: Time) -> bool {
        self.state == RecoveryState::Waiting && now < self.expires_at
    }

    /// Whether it may be finished now.
    pub fn is_ready(&self, now: Time) -> bool {
        self.is_live(now) && self.ready_at <= now
    }
}

const CANCEL_EARLIER: &str = "
    update recovery
    set state = 'cancelled'
    where account_id = $1
      and state = 'waiting'
    returning id";

const INSERT: &str = "
    insert into recovery (id, account_id, ticket_hash, route, state, source, requested_at, ready_at, expires_at)
    values ($1, $2, $3, $4, $5, $6, $7, $8, $9)
    on conflict (account_id) where state = 'waiting' do nothing";

/// Keeps a new one and cancels an earlier one of the account that still waits: its id, if there was one.
///
/// # Errors
/// A fault of the database; an overload when another begins for the account at the same moment.
pub async fn insert(tx: &mut Tx, recovery: &Recovery) -> Result<Option<RecoveryId>, Fault> {
    let earlier = tx.row(CANCEL_EARLIER, args![&recovery.account_id]).await?;
    let args = args![
        &recovery.id,
        &recovery.account_id,
        &recovery.ticket_hash,
        recovery.route.as_str(),
        recovery.state.as_str(),
        &recovery.source,
        recovery.requested_at,
        recovery.ready_at,
        recovery.expires_at,
    ];
    if tx.run(INSERT, args).await? == 0 {
        return Err(Fault::new("another recovery of the account began at the same moment").overload());
    }
    earlier.map(|row| Fields::new(&row, "recovery").id(RecoveryId::from_bytes, "id")).transpose()
}

const BY_TICKET: &str = "
    select id, account_id, ticket_hash, route, state, source, requested_at, ready_at, expires_at
    from recovery
    where ticket_hash in ($1, $2, $3, $4)";

/// The one of a ticket, in whatever state; its time may be over. The hashes are those of the ticket under each live
/// key.
///
/// # Errors
/// A fault of the database, also for more than [`MOST_HASHES`] hashes.
pub async fn by_ticket(conn: &mut Conn, ticket_hashes: &[[u8; 32]]) -> Result<Option<Recovery>, Fault> {
    let Some([a, b, c, d]) = padded::<MOST_HASHES>(ticket_hashes)? else {
        return Ok(None);
    };
    conn.row(BY_TICKET, args![a, b, c, d]).await?.as_ref().map(read).transpose()
}

const WAITING_OF: &str = "
    select id, account_id, ticket_hash, route, state, source, requested_at, ready_at, expires_at
    from recovery
    where account_id = $1
      and state = 'waiting'";

/// The one of an account that waits; its time may be over: [`Recovery::is_live`].
///
/// # Errors
/// A fault of the database.
pub async fn waiting_of(conn: &mut Conn, account_id: AccountId) -> Result<Option<Recovery>, Fault> {
    conn.row(WAITING_OF, args![&account_id]).await?.as_ref().map(read).transpose()
}

const CANCEL: &str = "
    update recovery
    set state = 'cancelled'
    where id = $1
      and account_id = $2
      and state = 'waiting'";

/// Stops one of the account's; `false` when it does not wait.
///
/// # Errors
/// A fault of the database.
pub async fn cancel(tx: &mut Tx, id: RecoveryId, account_id: AccountId) -> Result<bool, Fault> {
    Ok(tx.run(CANCEL, args![&id, &account_id]).await? == 1)
}

const FINISH: &str = "
    update recovery
    set state = 'done'
    where id = $1
      and state = 'waiting'
      and ready_at <= $2
      and expires_at > $2";

/// Finishes one, in the transaction of what it is for; `false` when it does not wait, is not ready yet, or its time
/// is over.
///
/// # Errors
/// A fault of the database.
pub async fn finish(tx: &mut Tx, id: RecoveryId, now: Time) -> Result<bool, Fault> {
    Ok(tx.run(FINISH, args![&id, now]).await? == 1)
}

const REMOVE_ALL: &str = "
    delete from recovery
    where account_id = $1";

/// Deletes all of an account, in whatever state.
pub(crate) async fn remove_all(tx: &mut Tx, account_id: AccountId) -> Result<(), Fault> {
    tx.run(REMOVE_ALL, args![&account_id]).await.map(drop)
}

fn read(row: &Row) -> Result<Recovery, Fault> {
    let mut fields = Fields::new(row, "recovery");
    Ok(Recovery {
        id: fields.id(RecoveryId::from_bytes, "id")?,
        account_id: fields.id(AccountId::from_bytes, "account_id")?,
        ticket_hash: fields.hash("ticket_hash")?,
        route: fields.word(RecoveryRoute::parse, "route")?,
        state: fields.word(RecoveryState::parse, "state")?,
        source: fields.text("source")?,
        requested_at: fields.time("requested_at")?,
        ready_at: fields.time("ready_at")?,
        expires_at: fields.time("expires_at")?,
    })
}
