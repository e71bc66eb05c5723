//! Browsers that somebody signed in with, one row for each account in each of them. A browser is known by the
//! keyed hash of the secret in its cookie.

use base::{AccountId, DeviceId, Fault, Time};

use crate::fields::Fields;
use crate::seam::{Conn, Row, Tx, args, padded};
use crate::session::MOST_HASHES;

/// A browser as one account knows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Device {
    /// Its id.
    pub id: DeviceId,
    /// Who signed in with it.
    pub account_id: AccountId,
    /// Keyed hash of the cookie's secret.
    pub secret_hash: [u8; 32],
    /// The browser's own description of itself, cut by the caller.
    pub description: String,
    /// When the account first signed in with it.
    pub first_seen_at: Time,
    /// When it last did.
    pub last_seen_at: Time,
}

/// Whether an account signed in with a browser for the first time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FirstTime {
    /// It did.
    Yes,
    /// The browser was known.
    No,
}

/// What [`see`] found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Seen {
    /// The id that counts: the one given, or the one the browser already had.
    pub id: DeviceId,
    /// Whether the browser is new to the account.
    pub first: FirstTime,
}

const SEE: &str = "
    insert into device (id, account_id, secret_hash, description, first_seen_at, last_seen_at)
    values ($1, $2, $3, $4, $5, $6)
    on conflict (secret_hash, account_id) do update
    set description = excluded.description,
        last_seen_at = excluded.last_seen_at
    returning id";

/// Notes a sign-in with a browser. One that the account knows keeps its id and `first_seen_at`.
///
/// # Errors
/// A fault of the database.
pub async fn see(tx: &mut Tx, device: &Device) -> Result<Seen, Fault> {
    let Device { id, account_id, secret_hash, description, first_seen_at, last_seen_at } = device;
    let args = args![id, account_id, secret_hash, description, *first_seen_at, *last_seen_at];
    let row = tx.row(SEE, args).await?.ok_or_else(|| Fault::new("noting a device returned nothing"))?;
    let kept = Fields::new(&row, "device").id(DeviceId::from_bytes, "id")?;
    Ok(Seen { id: kept, first: if kept == *id { FirstTime::Yes } else { FirstTime::No } })
}

const KNOWN: &str = "
    select id, account_id, secret_hash, description, first_seen_at, last_seen_at
    from device
    where account_id = $1
      and secret_hash in ($2, $3, $4, $5)
    order by last_seen_at desc, id
    limit 1";

/// The browser of a cookie, if the account knows it; the hashes are those of one secret under each live key.
///
/// # Errors
/// A fault of the database, also for more than [`MOST_HASHES`] hashes.
pub async fn known(
    conn: &mut Conn,
    account_id: AccountId,
    secret_hashes: &[[u8; 32]],
) -> Result<Option<Device>, Fault> {
    let Some([a, b, c, d]) = padded::<MOST_HASHES>(secret_hashes)? else {
        return Ok(None);
    };
    conn.row(KNOWN, args![&account_id, a, b, c, d]).await?.as_ref().map(read).transpose()
}

const ACCOUNTS_OF: &str = "
    select account_id, max(last_seen_at) as last_seen_at
    from device
    where secret_hash in ($1, $2, $3, $4)
    group by account_id
    order by max(last_seen_at) desc, account_id
    limit 8";

/// The accounts that know a browser, at most eight, the one that signed in last first.
///
/// # Errors
/// A fault of the database, also for more than [`MOST_HASHES`] hashes.
pub async fn accounts_of(conn: &mut Conn, secret_hashes: &[[u8; 32]]) -> Result<Vec<AccountId>, Fault> {
    let Some([a, b, c, d]) = padded::<MOST_HASHES>(secret_hashes)? else {
        return Ok(Vec::new());
    };
    let rows = conn.rows(ACCOUNTS_OF, args![a, b, c, d]).await?;
    rows.iter().map(|row| Fields::new(row, "device").id(AccountId::from_bytes, "account_id")).collect()
}

/// Most browsers in a list: a person looks at these.
const LISTED: u32 = 200;

const OF_ACCOUNT: &str = "
    select id, account_id, secret_hash, description, first_seen_at, last_seen_at
    from device
    where account_id = $1
    order by last_seen_at desc, id
    limit $2";

/// The browsers an account knows, the 200 last used, newest first.
///
/// # Errors
/// A fault of the database.
pub async fn of_account(conn: &mut Conn, account_id: AccountId) -> Result<Vec<Device>, Fault> {
    conn.rows(OF_ACCOUNT, args![&account_id, LISTED]).await?.iter().map(read).collect()
}

const FORGET: &str = "
    delete from device
    where id = $1
      and account_id = $2";

/// Makes a browser unknown to an account; `false` when it was. Sessions in it go on.
///
/// # Errors
/// A fault of the database.
pub async fn forget(tx: &mut Tx, id: DeviceId, account_id: AccountId) -> Result<bool, Fault> {
    Ok(tx.run(FORGET, args![&id, &account_id]).await? == 1)
}

const FORGET_ALL: &str = "
    delete from device
    where account_id = $1";

/// Makes all browsers unknown to an account; how many there were.
///
/// # Errors
/// A fault of the database.
pub async fn forget_all(tx: &mut Tx, account_id: AccountId) -> Result<u64, Fault> {
    tx.run(FORGET_ALL, args![&account_id]).await
}

fn read(row: &Row) -> Result<Device, Fault> {
    let mut fields = Fields::new(row, "device");
    Ok(Device {
        id: fields.id(DeviceId::from_bytes, "id")?,
        account_id: fields.id(AccountId::from_bytes, "account_id")?,
        secret_hash: fields.hash("secret_hash")?,
        description: fields.text("description")?,
        first_seen_at: fields.time("first_seen_at")?,
        last_seen_at: fields.time("last_seen_at")?,
    })
}
