//! What an account is proved with besides its password: passkeys and time-based codes.
//!
//! The caller seals the data; a passkey is known only by the keyed index of its credential id. The counter is the
//! one thing compared here: a passkey's signature counter (Web Authentication Level 3 section 6.1.1) or the last
//! time step of a code (RFC 6238 section 5.2).

use base::{AccountId, AuthenticatorId, Fault, Time};

use crate::fields::Fields;
use crate::seam::{Conn, Row, Tx, args, padded};
use crate::session::MOST_HASHES;
use crate::word::words;

words! {
    /// What kind of proof it gives.
    pub enum AuthenticatorKind {
        /// A passkey.
        Passkey = "passkey",
        /// A code that changes with time.
        Totp = "totp",
    }
}

/// An authenticator.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Authenticator {
    /// Its id.
    pub id: AuthenticatorId,
    /// Whom it proves.
    pub account_id: AccountId,
    /// Its kind.
    pub kind: AuthenticatorKind,
    /// Keyed index of the credential id; passkeys only.
    pub credential_index: Option<[u8; 32]>,
    /// What it is checked with, sealed.
    pub data: Vec<u8>,
    /// The counter of its last use.
    pub counter: i64,
    /// When it was added.
    pub created_at: Time,
    /// When it was last used.
    pub last_used_at: Option<Time>,
}

/// What became of a new authenticator.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Inserted {
    /// It is there.
    Inserted,
    /// The credential is there already, for this account or another; nothing was written.
    Taken,
}

const INSERT: &str = "
    insert into authenticator (id, account_id, kind, credential_index, data, counter, created_at, last_used_at)
    values ($1, $2, $3, $4, $5, $6, $7, $8)
    on conflict (credential_index) do nothing";

/// Adds an authenticator.
///
/// # Errors
/// A fault of the database.
pub async fn insert(tx: &mut Tx, authenticator: &Authenticator) -> Result<Inserted, Fault> {
    let args = args![
        &authenticator.id,
        &authenticator.account_id,
        authenticator.kind.as_str(),
        &authenticator.credential_index,
        &authenticator.data,
        authenticator.counter,
        authenticator.created_at,
        authenticator.last_used_at,
    ];
    Ok(match tx.run(INSERT, args).await? {
        0 => Inserted::Taken,
        _ => Inserted::Inserted,
    })
}

const OF_ACCOUNT: &str = "
    select id, account_id, kind, credential_index, data, counter, created_at, last_used_at
    from authenticator
    where account_id = $1
    order by created_at, id";

/// All authenticators of an account, oldest first.
///
/// # Errors
/// A fault of the database.
pub async fn of_account(conn: &mut Conn, account_id: AccountId) -> Result<Vec<Authenticator>, Fault> {
    conn.rows(OF_ACCOUNT, args![&account_id]).await?.iter().map(read).collect()
}

const BY_CREDENTIAL: &str = "
    select id, account_id, kind, credential_index, data, counter, created_at, last_used_at
    from authenticator
    where credential_index in ($1, $2, $3, $4)";

/// The passkey with one of these indexes: those of one credential id under each live key. When they meet different
/// passkeys the earlier index wins.
///
/// # Errors
/// A fault of the database, also for more than [`MOST_HASHES`] indexes.
pub async fn by_credential(conn: &mut Conn, indexes: &[[u8; 32]]) -> Result<Option<Authenticator>, Fault> {
    let Some([a, b, c, d]) = padded::<MOST_HASHES>(indexes)? else {
        return Ok(None);
    };
    let rows = conn.rows(BY_CREDENTIAL, args![a, b, c, d]).await?;
    let found = rows.iter().map(read).collect::<Result<Vec<_>, Fault>>()?;
    let rank =
        |one: &Authenticator| indexes.iter().position(|wanted| one.credential_index.as_ref() == Some(wanted));
    Ok(found.into_iter().min_by_key(rank))
}

const ADVANCE: &str = "
    update authenticator
    set counter = $3,
        data = coalesce($4, data),
        last_used_at = $5
    where id = $1
      and counter = $2";

/// How a use moves the counter on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Advance {
    /// Where it must still stand: what the caller read and checked against.
    pub expected: i64,
    /// Where it stands afterwards.
    pub counter: i64,
}

/// Notes a use: the counter moves on, and the sealed data is replaced if new data is given. `false` when the
/// authenticator is gone or somebody else used it in between: the caller refuses.
///
/// # Errors
/// A fault of the database.
pub async fn advance(
    tx: &mut Tx,
    id: AuthenticatorId,
    step: Advance,
    data: Option<&[u8]>,
    now: Time,
) -> Result<bool, Fault> {
    Ok(tx.run(ADVANCE, args![&id, step.expected, step.counter, data, now]).await? == 1)
}

const SET_DATA: &str = "
    update authenticator
    set data = $3
    where id = $1
      and account_id = $2";

/// Replaces the sealed data of one of the account's authenticators, as when it is given another name; `false` when
/// the account has none of that id.
///
/// # Errors
/// A fault of the database.
pub async fn set_data(
    tx: &mut Tx,
    id: AuthenticatorId,
    account_id: AccountId,
    data: &[u8],
) -> Result<bool, Fault> {
    Ok(tx.run(SET_DATA, args![&id, &account_id, data]).await? == 1)
}

const REMOVE: &str = "
    delete from authenticator
    where id = $1
      and account_id = $2";

/// Takes one authenticator away from an account; `false` when the account has none of that id.
///
/// # Errors
/// A fault of the database.
pub async fn remove(tx: &mut Tx, id: AuthenticatorId, account_id: AccountId) -> Result<bool, Fault> {
    Ok(tx.run(REMOVE, args![&id, &account_id]).await? == 1)
}

const REMOVE_KIND: &str = "
    delete from authenticator
    where account_id = $1
      and kind = $2";

/// Takes all authenticators of one kind away from an account; how many there were.
///
/// # Errors
/// A fault of the database.
pub async fn remove_kind(tx: &mut Tx, account_id: AccountId, kind: AuthenticatorKind) -> Result<u64, Fault> {
    tx.run(REMOVE_KIND, args![&account_id, kind.as_str()]).await
}

const REMOVE_ALL: &str = "
    delete from authenticator
    where account_id = $1";

/// Takes all authenticators away from an account; how many there were.
///
/// # Errors
/// A fault of the database.
pub async fn remove_all(tx: &mut Tx, account_id: AccountId) -> Result<u64, Fault> {
    tx.run(REMOVE_ALL, args![&account_id]).await
}

fn read(row: &Row) -> Result<Authenticator, Fault> {
    let mut fields = Fields::new(row, "authenticator");
    Ok(Authenticator {
        id: fields.id(AuthenticatorId::from_bytes, "id")?,
        account_id: fields.id(AccountId::from_bytes, "account_id")?,
        kind: fields.word(AuthenticatorKind::parse, "kind")?,
        credential_index: fields.opt_array("credential_index")?,
        data: fields.bytes("data")?,
        counter: fields.int("counter")?,
        created_at: fields.time("created_at")?,
        last_used_at: fields.opt_time("last_used_at")?,
    })
}
