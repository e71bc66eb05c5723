//! Browser sessions, and which clients took part in them.
//!
//! A session is over when it was ended or its absolute limit has passed; the idle limit governs only whether the
//! browser still counts as signed on.

use base::{AccountId, DeviceId, Fault, SessionId, Time};

use crate::account::{self, Account};
use crate::consent::{self, Consent};
use crate::fields::Fields;
use crate::refresh;
use crate::seam::{Conn, Row, Tx, args, padded};

/// A session.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Session {
    /// Its id; the cookie carries a secret instead.
    pub id: SessionId,
    /// Keyed hash of the cookie's secret.
    pub secret_hash: [u8; 32],
    /// Who is signed on.
    pub account_id: AccountId,
    /// When it began.
    pub created_at: Time,
    /// When the person last proved who they are: `auth_time`.
    pub authenticated_at: Time,
    /// When it was last used, as precisely as [`touch`] is called.
    pub last_seen_at: Time,
    /// When it ends if it is not used.
    pub idle_expires_at: Time,
    /// When it ends in any case.
    pub expires_at: Time,
    /// The level reached: `acr`.
    pub acr: String,
    /// The methods used, RFC 8176, separated by spaces: `amr`.
    pub amr: String,
    /// The browser's own description of itself, cut by the caller.
    pub user_agent: String,
    /// Where the last proof came from, as its person may see it: a masked address or a place, never more.
    pub source: String,
    /// The browser the last proof came from, if it is known.
    pub device_id: Option<DeviceId>,
    /// When it was ended, if it was.
    pub ended_at: Option<Time>,
    /// What was proved of its person for this session alone.
    pub standing: SessionLevel,
}

/// An identity level that counts in one session.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SessionLevel {
    /// 1 to 5.
    pub level: u8,
    /// Until when; none at level 1.
    pub until: Option<Time>,
    /// It rests on nothing older than this.
    pub evidence_at: Option<Time>,
    /// Who proved it.
    pub provider: Option<String>,
}

impl Default for SessionLevel {
    fn default() -> Self {
        Self { level: 1, until: None, evidence_at: None, provider: None }
    }
}

impl Session {
    /// Whether the browser counts as signed on.
    pub fn is_live(&self, now: Time) -> bool {
        self.ended_at.is_none() && now < self.idle_expires_at && now < self.expires_at
    }
}

/// All that an authorization request needs to know, from one query.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SessionView {
    /// The session: not ended, but its limits are for the caller to compare.
    pub session: Session,
    /// Who is signed on, in whatever status.
    pub account: Account,
    /// What they have agreed to with the client, also when withdrawn.
    pub consent: Option<Consent>,
}

/// A client that received tokens in a session.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SessionClient {
    /// The session.
    pub session_id: SessionId,
    /// The client.
    pub client_id: String,
    /// The `sid` this client knows the session by.
    pub sid: String,
    /// The `sub` this client knows the account by.
    pub subject: String,
    /// When it first received tokens.
    pub first_at: Time,
    /// When it last did.
    pub last_at: Time,
}

const CREATE: &str = "
    insert into session (id, secret_hash, account_id, created_at, authenticated_at, last_seen_at,
      idle_expires_at, expires_at, acr, amr, user_agent, source, device_id, ended_at,
      level, level_until, evidence_at, level_provider)
    values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18)";

/// Begins a session.
///
/// # Errors
/// A fault of the database.
pub async fn create(tx: &mut Tx, session: &Session) -> Result<(), Fault> {
    let args = args![
        &session.id,
        &session.secret_hash,
        &session.account_id,
        session.created_at,
        session.authenticated_at,
        session.last_seen_at,
        session.idle_expires_at,
        session.expires_at,
        &session.acr,
        &session.amr,
        &session.user_agent,
        &session.source,
        &session.device_id,
        session.ended_at,
        u32::from(session.standing.level),
        session.standing.until,
        session.standing.evidence_at,
        &session.standing.provider,
    ];
    tx.run(CREATE, args).await.map(drop)
}

/// Most hashes in one look-up: the cookie's secret under each live key.
pub const MOST_HASHES: usize = 4;

const VIEW: &str = "
    select session.id, session.secret_hash, session.account_id, session.created_at,
      session.authenticated_at, session.last_seen_at, session.idle_expires_at, session.expires_at,
      session.acr, session.amr, session.user_agent, session.source, session.device_id, session.ended_at,
      session.level, session.level_until, session.evidence_at, session.level_provider,
      account.id, account.kind, account.status, account.locale, account.second_step, account.profile,
      account.created_at, account.updated_at, account.level, account.level_until, account.evidence_at,
      account.level_policy,
      consent.account_id, consent.client_id, consent.scope, consent.claims, consent.version,
      consent.given_at, consent.withdrawn_at
    from session
    join account on account.id = session.account_id
    left join consent on consent.account_id = session.account_id and consent.client_id = $5
    where session.secret_hash in ($1, $2, $3, $4)
      and session.ended_at is null";

/// The session of a cookie with its account and, when a client is named, the consent between the two. None for
/// an unknown or ended session.
///
/// # Errors
/// A fault of the database, also for more than [`MOST_HASHES`] hashes.
pub async fn view(
    conn: &mut Conn,
    secret_hashes: &[[u8; 32]],
    client_id: Option<&str>,
) -> Result<Option<SessionView>, Fault> {
    let Some([a, b, c, d]) = padded::<MOST_HASHES>(secret_hashes)? else {
        return Ok(None);
    };
    let Some(row) = conn.row(VIEW, args![a, b, c, d, client_id]).await? else {
        return Ok(None);
    };
    Ok(Some(SessionView {
        session: read(&row)?,
        account: account::read(&row, COLUMNS)?,
        consent: consent::read_joined(&row, COLUMNS + account::COLUMNS)?,
    }))
}

const BY_ID: &str = "
    select id, secret_hash, account_id, created_at, authenticated_at, last_seen_at, idle_expires_at,
      expires_at, acr, amr, user_agent, source, device_id, ended_at, level, level_until, evidence_at,
      level_provider
    from session
    where id = $1";

/// One session, also an ended one.
///
/// # Errors
/// A fault of the database.
pub async fn by_id(conn: &mut Conn, id: SessionId) -> Result<Option<Session>, Fault> {
    conn.row(BY_ID, args![&id]).await?.as_ref().map(read).transpose()
}

/// What a new proof of identity changes in a session.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reauthentication {
    /// Keyed hash of the new secret: the old cookie stops working.
    pub secret_hash: [u8; 32],
    /// When the proof was given.
    pub authenticated_at: Time,
    /// The level now reached.
    pub acr: String,
    /// The methods now used.
    pub amr: String,
    /// The new idle limit.
    pub idle_expires_at: Time,
    /// The new absolute limit.
    pub expires_at: Time,
    /// Where the proof came from, as its person may see it.
    pub source: String,
    /// The browser it came from, if it is known.
    pub device_id: Option<DeviceId>,
}

const ROTATE: &str = "
    update session
    set secret_hash = $2,
        authenticated_at = $3,
        last_seen_at = $3,
        acr = $4,
        amr = $5,
        idle_expires_at = $6,
        expires_at = $7,
        source = $8,
        device_id = $9
    where id = $1
      and ended_at is null";

/// Enters a new proof of identity and gives the session a new secret; `false` when it has ended.
///
/// # Errors
/// A fault of the database.
pub async fn rotate(tx: &mut Tx, id: SessionId, proof: &Reauthentication) -> Result<bool, Fault> {
    let args = args![
        &id,
        &proof.secret_hash,
        proof.authenticated_at,
        &proof.acr,
        &proof.amr,
        proof.idle_expires_at,
        proof.expires_at,
        &proof.source,
        &proof.device_id,
    ];
    Ok(tx.run(ROTATE, args).await? == 1)
}

const RAISE: &str = "
    update session
    set level = $2,
        level_until = $3,
        evidence_at = $4,
        level_provider = $5
    where id = $1
      and ended_at is null";

/// Writes down what was proved for one session alone; `false` when it has ended.
///
/// # Errors
/// A fault of the database.
pub async fn raise(tx: &mut Tx, id: SessionId, level: &SessionLevel) -> Result<bool, Fault> {
    let SessionLevel { level, until, evidence_at, provider } = level;
    Ok(tx.run(RAISE, args![&id, u32::from(*level), *until, *evidence_at, provider]).await? == 1)
}

const LOWER_ALL: &str = "
    update session
    set level = 1,
        level_until = null,
        evidence_at = null,
        level_provider = null
    where account_id = $1
      and level > 1";

/// Takes back what was proved for single sessions of an account.
///
/// # Errors
/// A fault of the database.
pub async fn lower_all(tx: &mut Tx, account_id: AccountId) -> Result<u64, Fault> {
    tx.run(LOWER_ALL, args![&account_id]).await
}

const TOUCH: &str = "
    update session
    set last_seen_at = $2,
        idle_expires_at = $3
    where id = $1
      and ended_at is null";

/// Notes that a session is in use; `false` when it has ended. Callers do so once in a while, not on each request.
///
/// # Errors
/// A fault of the database.
pub async fn touch(tx: &mut Tx, id: SessionId, now: Time, idle_expires_at: Time) -> Result<bool, Fault> {
    Ok(tx.run(TOUCH, args![&id, now, idle_expires_at]).await? == 1)
}

const END: &str = "
    update session
    set ended_at = $2
    where id = $1
      and ended_at is null
    returning id";

/// Ends a session and revokes the refresh families bound to it; the clients that had tokens, for
/// [`clients`] to tell more about. Nothing when it had ended before.
///
/// # Errors
/// A fault of the database.
pub async fn end(tx: &mut Tx, id: SessionId, now: Time) -> Result<Vec<String>, Fault> {
    if tx.row(END, args![&id, now]).await?.is_none() {
        return Ok(Vec::new());
    }
    refresh::revoke(tx, refresh::Which::Session(id), now).await?;
    let clients = clients(tx, id).await?;
    Ok(clients.into_iter().map(|client| client.client_id).collect())
}

const END_ALL: &str = "
    update session
    set ended_at = $3
    where account_id = $1
      and ended_at is null
      and expires_at > $3
      and id <> $2
    returning id";

/// Ends all sessions of an account but one, if one is to stay, and revokes the refresh families bound to them;
/// the sessions that ended.
///
/// # Errors
/// A fault of the database.
pub async fn end_all(
    tx: &mut Tx,
    account_id: AccountId,
    but: Option<SessionId>,
    now: Time,
) -> Result<Vec<SessionId>, Fault> {
    let ended = close_all(tx, account_id, but, now).await?;
    for id in &ended {
        refresh::revoke(tx, refresh::Which::Session(*id), now).await?;
    }
    Ok(ended)
}

/// [`end_all`] without the refresh families, for a caller that revokes all of them.
pub(crate) async fn close_all(
    tx: &mut Tx,
    account_id: AccountId,
    but: Option<SessionId>,
    now: Time,
) -> Result<Vec<SessionId>, Fault> {
    let but: &[u8] = but.as_ref().map_or(&[], |id| id.as_bytes().as_slice());
    let rows = tx.rows(END_ALL, args![&account_id, but, now]).await?;
    rows.iter().map(|row| Fields::new(row, "session").id(SessionId::from_bytes, "id")).collect()
}

const BLANK_ALL: &str = "
    update session
    set user_agent = '',
        source = '',
        device_id = null
    where account_id = $1";

/// Takes away where the sessions of an account came from.
pub(crate) async fn blank_all(tx: &mut Tx, account_id: AccountId) -> Result<(), Fault> {
    tx.run(BLANK_ALL, args![&account_id]).await.map(drop)
}

/// Most sessions in a list: a person looks at these, and old ones are swept away.
const LISTED: u32 = 200;

const OF_ACCOUNT: &str = "
    select id, secret_hash, account_id, created_at, authenticated_at, last_seen_at, idle_expires_at,
      expires_at, acr, amr, user_agent, source, device_id, ended_at, level, level_until, evidence_at,
      level_provider
    from session
    where account_id = $1
    order by case when ended_at is null then 0 else 1 end, created_at desc, id
    limit $2";

/// The 200 newest sessions of an account, newest first; ended ones too, after all others, so that no number of them
/// hides one that may still live.
///
/// # Errors
/// A fault of the database.
pub async fn list_for_account(conn: &mut Conn, account_id: AccountId) -> Result<Vec<Session>, Fault> {
    conn.rows(OF_ACCOUNT, args![&account_id, LISTED]).await?.iter().map(read).collect()
}

pub(crate) const LINK: &str = "
    insert into session_client (session_id, client_id, sid, subject, first_at, last_at)
    values ($1, $2, $3, $4, $5, $6)
    on conflict (session_id, client_id) do update
    set sid = excluded.sid,
        subject = excluded.subject,
        last_at = excluded.last_at";

/// Notes that a client received tokens in a session; `first_at` of an earlier note stays.
///
/// # Errors
/// A fault of the database.
pub async fn link(tx: &mut Tx, part: &SessionClient) -> Result<(), Fault> {
    let SessionClient { session_id, client_id, sid, subject, first_at, last_at } = part;
    tx.run(LINK, args![session_id, client_id, sid, subject, *first_at, *last_at]).await.map(drop)
}

const CLIENTS: &str = "
    select session_id, client_id, sid, subject, first_at, last_at
    from session_client
    where session_id = $1
    order by client_id";

/// The clients that received tokens in a session.
///
/// # Errors
/// A fault of the database.
pub async fn clients(conn: &mut Conn, id: SessionId) -> Result<Vec<SessionClient>, Fault> {
    conn.rows(CLIENTS, args![&id]).await?.iter().map(read_client).collect()
}

const COLUMNS: usize = 18;

fn read(row: &Row) -> Result<Session, Fault> {
    let mut fields = Fields::new(row, "session");
    Ok(Session {
        id: fields.id(SessionId::from_bytes, "id")?,
        secret_hash: fields.hash("secret_hash")?,
        account_id: fields.id(AccountId::from_bytes, "account_id")?,
        created_at: fields.time("created_at")?,
        authenticated_at: fields.time("authenticated_at")?,
        last_seen_at: fields.time("last_seen_at")?,
        idle_expires_at: fields.time("idle_expires_at")?,
        expires_at: fields.time("expires_at")?,
        acr: fields.text("acr")?,
        amr: fields.text("amr")?,
        user_agent: fields.text("user_agent")?,
        source: fields.text("source")?,
        device_id: fields.opt_id(DeviceId::from_bytes, "device_id")?,
        ended_at: fields.opt_time("ended_at")?,
        standing: SessionLevel {
            level: fields.level("level")?,
            until: fields.opt_time("level_until")?,
            evidence_at: fields.opt_time("evidence_at")?,
            provider: fields.opt_text("level_provider")?,
        },
    })
}

fn read_client(row: &Row) -> Result<SessionClient, Fault> {
    let mut fields = Fields::new(row, "session_client");
    Ok(SessionClient {
        session_id: fields.id(SessionId::from_bytes, "session_id")?,
        client_id: fields.text("client_id")?,
        sid: fields.text("sid")?,
        subject: fields.text("subject")?,
        first_at: fields.time("first_at")?,
        last_at: fields.time("last_at")?,
    })
}
