//! Sign-ins by a picture that another device scans: waiting, opened there, approved or denied, used once.
//!
//! Owns the states and that each is left once. A browser shows the picture; an approver, who is signed on
//! elsewhere, opens it and decides. What the picture holds is a secret of which only the keyed hash is here.

use base::{AccountId, Fault, ScanId, SessionId, Time};

use crate::fields::Fields;
use crate::seam::{Conn, Row, Tx, args, padded};
use crate::session::MOST_HASHES;
use crate::word::words;

words! {
    /// How far it has come.
    pub enum ScanState {
        /// The picture is shown and nobody has opened it.
        Waiting = "waiting",
        /// An approver looks at it; from now on nobody else can.
        Opened = "opened",
        /// The approver lets the browser in.
        Approved = "approved",
        /// The approver does not.
        Denied = "denied",
        /// The browser took it back.
        Cancelled = "cancelled",
        /// The browser has signed in with it.
        Used = "used",
    }
}

/// A sign-in by a picture.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Scan {
    /// Its id.
    pub id: ScanId,
    /// Keyed hash of the secret in the picture.
    pub secret_hash: [u8; 32],
    /// Keyed hash of what binds it to the browser that shows the picture.
    pub browser_hash: [u8; 32],
    /// The number that browser and approver compare, 10 to 99.
    pub number: u8,
    /// How far it has come.
    pub state: ScanState,
    /// The client in whose journey it is, if any.
    pub client_id: Option<String>,
    /// The browser's own description of itself, cut by the caller.
    pub description: String,
    /// Where the browser is, as the approver may see it.
    pub source: String,
    /// The approver must have proved who they are at this moment or after it.
    pub needs_after: Time,
    /// The session that opened it.
    pub approver_session: Option<SessionId>,
    /// Who approved.
    pub account_id: Option<AccountId>,
    /// The level the approver had reached.
    pub acr: Option<String>,
    /// The methods the approver had used, separated by spaces.
    pub amr: Option<String>,
    /// When the approver had proved who they are.
    pub authenticated_at: Option<Time>,
    /// When the picture was made.
    pub created_at: Time,
    /// Until when anything may happen to it.
    pub expires_at: Time,
}

const INSERT: &str = "
    insert into scan (id, secret_hash, browser_hash, number, state, client_id, description, source,
      needs_after, approver_session, account_id, acr, amr, authenticated_at, created_at, expires_at)
    values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)";

/// Keeps a new picture.
///
/// # Errors
/// A fault of the database.
pub async fn insert(tx: &mut Tx, scan: &Scan) -> Result<(), Fault> {
    let args = args![
        &scan.id,
        &scan.secret_hash,
        &scan.browser_hash,
        u32::from(scan.number),
        scan.state.as_str(),
        &scan.client_id,
        &scan.description,
        &scan.source,
        scan.needs_after,
        &scan.approver_session,
        &scan.account_id,
        &scan.acr,
        &scan.amr,
        scan.authenticated_at,
        scan.created_at,
        scan.expires_at,
    ];
    tx.run(INSERT, args).await.map(drop)
}

const OPEN: &str = "
    update scan
    set state = 'opened',
        approver_session = $2
    where id = $1
      and (state = 'waiting' or (state = 'opened' and approver_session = $2))
      and expires_at > $3";

/// An approver looks at it, for the first time or again; `false` when it is over or somebody else was first.
///
/// # Errors
/// A fault of the database.
pub async fn open(tx: &mut Tx, id: ScanId, approver: SessionId, now: Time) -> Result<bool, Fault> {
    Ok(tx.run(OPEN, args![&id, &approver, now]).await? == 1)
}

/// What an approver's yes stands on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Approval {
    /// The session that opened it.
    pub session: SessionId,
    /// Whose it is.
    pub account_id: AccountId,
    /// The level it has reached.
    pub acr: String,
    /// The methods used in it, separated by spaces.
    pub amr: String,
    /// When its person last proved who they are.
    pub authenticated_at: Time,
}

const APPROVE: &str = "
    update scan
    set state = 'approved',
        account_id = $3,
        acr = $4,
        amr = $5,
        authenticated_at = $6
    where id = $1
      and state = 'opened'
      and approver_session = $2
      and needs_after <= $6
      and expires_at > $7";

/// The approver lets the browser in; `false` when it is over, was opened in another session, or the approver's
/// proof is older than it needs to be.
///
/// # Errors
/// A fault of the database.
pub async fn approve(tx: &mut Tx, id: ScanId, approval: &Approval, now: Time) -> Result<bool, Fault> {
    let Approval { session, account_id, acr, amr, authenticated_at } = approval;
    Ok(tx.run(APPROVE, args![&id, session, account_id, acr, amr, *authenticated_at, now]).await? == 1)
}

const DENY: &str = "
    update scan
    set state = 'denied'
    where id = $1
      and state = 'opened'
      and approver_session = $2
      and expires_at > $3";

/// The approver does not let the browser in; `false` when it is over or was opened in another session.
///
/// # Errors
/// A fault of the database.
pub async fn deny(tx: &mut Tx, id: ScanId, approver: SessionId, now: Time) -> Result<bool, Fault> {
    Ok(tx.run(DENY, args![&id, &approver, now]).await? == 1)
}

const CANCEL: &str = "
    update scan
    set state = 'cancelled'
    where id = $1
      and state in ('waiting', 'opened')";

/// The browser takes it back; `false` when it was decided before.
///
/// # Errors
/// A fault of the database.
pub async fn cancel(tx: &mut Tx, id: ScanId) -> Result<bool, Fault> {
    Ok(tx.run(CANCEL, args![&id]).await? == 1)
}

// An approval stands on the session it was given in: one that has ended meanwhile lets nobody in.
const SPEND: &str = "
    update scan
    set state = 'used'
    where id = $1
      and state = 'approved'
      and expires_at > $2
      and exists (
        select 1
        from session
        where session.id = scan.approver_session
          and session.ended_at is null
          and session.idle_expires_at > $2
          and session.expires_at > $2)";

/// The browser signs in with it; `false` when it is not approved, over, used before, or the approver has signed out.
///
/// # Errors
/// A fault of the database.
pub async fn spend(tx: &mut Tx, id: ScanId, now: Time) -> Result<bool, Fault> {
    Ok(tx.run(SPEND, args![&id, now]).await? == 1)
}

const BY_ID: &str = "
    select id, secret_hash, browser_hash, number, state, client_id, description, source, needs_after,
      approver_session, account_id, acr, amr, authenticated_at, created_at, expires_at
    from scan
    where id = $1";

/// One of them, in whatever state; its time may be over.
///
/// # Errors
/// A fault of the database.
pub async fn by_id(conn: &mut Conn, id: ScanId) -> Result<Option<Scan>, Fault> {
    conn.row(BY_ID, args![&id]).await?.as_ref().map(read).transpose()
}

const BY_SECRET: &str = "
    select id, secret_hash, browser_hash, number, state, client_id, description, source, needs_after,
      approver_session, account_id, acr, amr, authenticated_at, created_at, expires_at
    from scan
    where secret_hash in ($1, $2, $3, $4)";

/// The one whose picture holds a secret, in whatever state; its time may be over. The hashes are those of the secret
/// under each live key.
///
/// # Errors
/// A fault of the database, also for more than [`MOST_HASHES`] hashes.
pub async fn by_secret(conn: &mut Conn, secret_hashes: &[[u8; 32]]) -> Result<Option<Scan>, Fault> {
    let Some([a, b, c, d]) = padded::<MOST_HASHES>(secret_hashes)? else {
        return Ok(None);
    };
    conn.row(BY_SECRET, args![a, b, c, d]).await?.as_ref().map(read).transpose()
}

fn read(row: &Row) -> Result<Scan, Fault> {
    let mut fields = Fields::new(row, "scan");
    Ok(Scan {
        id: fields.id(ScanId::from_bytes, "id")?,
        secret_hash: fields.hash("secret_hash")?,
        browser_hash: fields.hash("browser_hash")?,
        number: {
            let number = fields.int("number")?;
            u8::try_from(number).map_err(|_| fields.contradiction("number", "is no number of two digits"))?
        },
        state: fields.word(ScanState::parse, "state")?,
        client_id: fields.opt_text("client_id")?,
        description: fields.text("description")?,
        source: fields.text("source")?,
        needs_after: fields.time("needs_after")?,
        approver_session: fields.opt_id(SessionId::from_bytes, "approver_session")?,
        account_id: fields.opt_id(AccountId::from_bytes, "account_id")?,
        acr: fields.opt_text("acr")?,
        amr: fields.opt_text("amr")?,
        authenticated_at: fields.opt_time("authenticated_at")?,
        created_at: fields.time("created_at")?,
        expires_at: fields.time("expires_at")?,
    })
}
