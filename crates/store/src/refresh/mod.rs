//! Families of refresh tokens.
//!
//! A token is a MAC over family and generation that the caller computes; no token is kept. A family knows only
//! which generation is the living one. RFC 9700 section 4.14.2 (rotation and detection of reuse) is the
//! specification; the rules of rotation are in `rotation`.

mod rotation;

use base::{AccountId, FamilyId, Fault, GrantId, SessionId, Time};

use crate::fields::Fields;
use crate::seam::{Arg, Conn, Row, Tx, args};

pub use self::rotation::{RotateFamily, Rotation, rotate};

/// The generation of the first token of a family.
pub const FIRST_GENERATION: i64 = 1;

/// A family.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Family {
    /// Its id, named by each of its tokens.
    pub id: FamilyId,
    /// The grant it belongs to, named by the access tokens that came of it.
    pub grant_id: GrantId,
    /// The client it was issued to.
    pub client_id: String,
    /// Whose it is.
    pub account_id: AccountId,
    /// The session it ends with; none when it outlives the session (`offline_access`).
    pub session_id: Option<SessionId>,
    /// The scope granted, separated by spaces.
    pub scope: String,
    /// The resources granted (RFC 8707): JSON list.
    pub resources: String,
    /// The single claims granted: JSON.
    pub claims: String,
    /// The `nonce` of the authorization request.
    pub nonce: Option<String>,
    /// When the person proved who they are.
    pub auth_time: Time,
    /// The level reached.
    pub acr: String,
    /// The methods used, separated by spaces.
    pub amr: String,
    /// The generation whose token is alive.
    pub generation: i64,
    /// When that generation was made, if not the first.
    pub rotated_at: Option<Time>,
    /// When the family began.
    pub created_at: Time,
    /// When it ends if it is not used.
    pub idle_expires_at: Time,
    /// When it ends in any case.
    pub expires_at: Time,
    /// When it was revoked, if it was.
    pub revoked_at: Option<Time>,
    /// For whom the person acts, if not for themselves: JSON.
    pub capacity: Option<String>,
}

/// What a redemption adds to grant, client and account to begin a family.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewFamily {
    /// Its id.
    pub id: FamilyId,
    /// The session it ends with; none for `offline_access`.
    pub session_id: Option<SessionId>,
    /// The scope granted.
    pub scope: String,
    /// The resources granted: JSON list.
    pub resources: String,
    /// The single claims granted: JSON.
    pub claims: String,
    /// The `nonce` of the authorization request.
    pub nonce: Option<String>,
    /// When the person proved who they are.
    pub auth_time: Time,
    /// The level reached.
    pub acr: String,
    /// The methods used.
    pub amr: String,
    /// For whom the person acts, if not for themselves: JSON.
    pub capacity: Option<String>,
    /// When it ends if it is not used.
    pub idle_expires_at: Time,
    /// When it ends in any case.
    pub expires_at: Time,
}

impl NewFamily {
    /// The family as it stands at its beginning.
    pub fn begin(self, grant_id: GrantId, client_id: String, account_id: AccountId, now: Time) -> Family {
        Family {
            id: self.id,
            grant_id,
            client_id,
            account_id,
            session_id: self.session_id,
            scope: self.scope,
            resources: self.resources,
            claims: self.claims,
            nonce: self.nonce,
            auth_time: self.auth_time,
            acr: self.acr,
            amr: self.amr,
            generation: FIRST_GENERATION,
            rotated_at: None,
            created_at: now,
            idle_expires_at: self.idle_expires_at,
            expires_at: self.expires_at,
            revoked_at: None,
            capacity: self.capacity,
        }
    }
}

const INSERT: &str = "
    insert into refresh_family (id, grant_id, client_id, account_id, session_id, scope, resources,
      claims, nonce, auth_time, acr, amr, generation, rotated_at, created_at, idle_expires_at,
      expires_at, revoked_at, capacity)
    values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19)";

/// Begins a family outside a code's redemption.
///
/// # Errors
/// A fault of the database.
pub async fn insert(tx: &mut Tx, family: &Family) -> Result<(), Fault> {
    tx.run(INSERT, &columns(family)).await.map(drop)
}

fn columns(family: &Family) -> [Arg<'_>; 19] {
    [
        Arg::from(&family.id),
        Arg::from(&family.grant_id),
        Arg::from(&family.client_id),
        Arg::from(&family.account_id),
        Arg::from(&family.session_id),
        Arg::from(&family.scope),
        Arg::from(&family.resources),
        Arg::from(&family.claims),
        Arg::from(&family.nonce),
        Arg::from(family.auth_time),
        Arg::from(&family.acr),
        Arg::from(&family.amr),
        Arg::from(family.generation),
        Arg::from(family.rotated_at),
        Arg::from(family.created_at),
        Arg::from(family.idle_expires_at),
        Arg::from(family.expires_at),
        Arg::from(family.revoked_at),
        Arg::from(&family.capacity),
    ]
}

const BY_ID: &str = "
    select id, grant_id, client_id, account_id, session_id, scope, resources, claims, nonce, auth_time,
      acr, amr, generation, rotated_at, created_at, idle_expires_at, expires_at, revoked_at, capacity
    from refresh_family
    where id = $1";

/// One family, in whatever state.
///
/// # Errors
/// A fault of the database.
pub async fn by_id(conn: &mut Conn, id: FamilyId) -> Result<Option<Family>, Fault> {
    conn.row(BY_ID, args![&id]).await?.as_ref().map(read).transpose()
}

/// Which families to revoke.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Which<'a> {
    /// One.
    Family(FamilyId),
    /// Those of a grant.
    Grant(GrantId),
    /// Those that end with a session; families of `offline_access` stay.
    Session(SessionId),
    /// All of an account.
    Account(AccountId),
    /// All that an account has at one client.
    AccountAndClient(AccountId, &'a str),
}

const REVOKE_FAMILY: &str = "
    update refresh_family
    set revoked_at = $2
    where id = $1
      and revoked_at is null
    returning id, grant_id";

const REVOKE_GRANT: &str = "
    update refresh_family
    set revoked_at = $2
    where grant_id = $1
      and revoked_at is null
    returning id, grant_id";

// By way of the account: its index is there anyway, and one more would cost every sign-on a write.
const REVOKE_SESSION: &str = "
    update refresh_family
    set revoked_at = $2
    where account_id = (select account_id from session where session.id = $1)
      and session_id = $1
      and revoked_at is null
    returning id, grant_id";

const REVOKE_ACCOUNT: &str = "
    update refresh_family
    set revoked_at = $2
    where account_id = $1
      and revoked_at is null
    returning id, grant_id";

const REVOKE_ACCOUNT_AND_CLIENT: &str = "
    update refresh_family
    set revoked_at = $3
    where account_id = $1
      and client_id = $2
      and revoked_at is null
    returning id, grant_id";

/// Revokes families; the grants of those that were not revoked before, whose access tokens may still be out.
///
/// # Errors
/// A fault of the database.
pub async fn revoke(tx: &mut Tx, which: Which<'_>, now: Time) -> Result<Vec<GrantId>, Fault> {
    let rows = match which {
        Which::Family(id) => tx.rows(REVOKE_FAMILY, args![&id, now]).await?,
        Which::Grant(id) => tx.rows(REVOKE_GRANT, args![&id, now]).await?,
        Which::Session(id) => tx.rows(REVOKE_SESSION, args![&id, now]).await?,
        Which::Account(id) => tx.rows(REVOKE_ACCOUNT, args![&id, now]).await?,
        Which::AccountAndClient(id, client) => {
            tx.rows(REVOKE_ACCOUNT_AND_CLIENT, args![&id, client, now]).await?
        }
    };
    rows.iter().map(read_grant).collect()
}

fn read_grant(row: &Row) -> Result<GrantId, Fault> {
    let mut fields = Fields::new(row, "refresh_family");
    fields.id(FamilyId::from_bytes, "id")?;
    fields.id(GrantId::from_bytes, "grant_id")
}

const COLUMNS: usize = 19;

fn read(row: &Row) -> Result<Family, Fault> {
    let mut fields = Fields::new(row, "refresh_family");
    Ok(Family {
        id: fields.id(FamilyId::from_bytes, "id")?,
        grant_id: fields.id(GrantId::from_bytes, "grant_id")?,
        client_id: fields.text("client_id")?,
        account_id: fields.id(AccountId::from_bytes, "account_id")?,
        session_id: fields.opt_id(SessionId::from_bytes, "session_id")?,
        scope: fields.text("scope")?,
        resources: fields.text("resources")?,
        claims: fields.text("claims")?,
        nonce: fields.opt_text("nonce")?,
        auth_time: fields.time("auth_time")?,
        acr: fields.text("acr")?,
        amr: fields.text("amr")?,
        generation: fields.int("generation")?,
        rotated_at: fields.opt_time("rotated_at")?,
        created_at: fields.time("created_at")?,
        idle_expires_at: fields.time("idle_expires_at")?,
        expires_at: fields.time("expires_at")?,
        revoked_at: fields.opt_time("revoked_at")?,
        capacity: fields.opt_text("capacity")?,
    })
}
