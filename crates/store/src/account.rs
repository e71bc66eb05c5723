//! Accounts of persons and legal entities, and the names they sign in with.
//!
//! The profile is sealed by the caller and a login name is known only by its blind index, so nothing here can be
//! read without the keys.

use base::{AccountId, Fault, GrantId, SessionId, Time};

use crate::fields::Fields;
use crate::refresh;
use crate::seam::{Conn, Row, Tx, args, padded};
use crate::session;
use crate::word::words;

words! {
    /// Who stands behind an account.
    pub enum AccountKind {
        /// A natural person.
        Person = "person",
        /// A legal entity.
        LegalEntity = "legal_entity",
    }
}

words! {
    /// Whether an account may be used.
    pub enum AccountStatus {
        /// It may.
        Active = "active",
        /// Not for now: an administrator or a risk rule stopped it.
        Frozen = "frozen",
        /// Never again.
        Closed = "closed",
    }
}

words! {
    /// When the person wants to be asked for a second step.
    pub enum SecondStep {
        /// Only where a platform or a risk rule asks for it.
        WhenAsked = "when_asked",
        /// At every sign-in.
        Always = "always",
    }
}

words! {
    /// What kind of name someone signs in with.
    pub enum LoginKind {
        /// A name of their choice.
        Username = "username",
        /// A telephone number.
        Phone = "phone",
    }
}

/// An account.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Account {
    /// Its id, never shown to a client where subjects are pairwise.
    pub id: AccountId,
    /// Who stands behind it.
    pub kind: AccountKind,
    /// Whether it may be used.
    pub status: AccountStatus,
    /// Preferred language, BCP 47.
    pub locale: Option<String>,
    /// When a second step is asked for.
    pub second_step: SecondStep,
    /// The sealed profile.
    pub profile: Vec<u8>,
    /// When it was opened.
    pub created_at: Time,
    /// When it was last changed.
    pub updated_at: Time,
}

/// A name to sign in with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LoginName {
    /// Its kind; an account has at most one of each.
    pub kind: LoginKind,
    /// Blind index of the normalised name. The kind is part of what is indexed.
    pub index: [u8; 32],
}

/// What became of a new account or name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Inserted {
    /// It is there.
    Inserted,
    /// Another account has one of the names; nothing was written.
    LoginTaken,
}

/// What a change of status took with it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Ended {
    /// Sessions that were alive.
    pub sessions: Vec<SessionId>,
    /// Grants whose refresh family was revoked: their access tokens may still be out.
    pub grants: Vec<GrantId>,
}

const INSERT: &str = "
    insert into account (id, kind, status, locale, second_step, profile, password_hash, created_at, updated_at)
    values ($1, $2, $3, $4, $5, $6, $7, $8, $9)";

const INSERT_LOGIN: &str = "
    insert into login_name (index_hash, kind, account_id)
    values ($1, $2, $3)
    on conflict (index_hash) do nothing";

const DELETE_LOGINS: &str = "
    delete from login_name
    where account_id = $1";

/// Opens an account with its names and, if it has one, the hash of its password.
///
/// # Errors
/// A fault of the database.
pub async fn insert(
    tx: &mut Tx,
    account: &Account,
    logins: &[LoginName],
    password_hash: Option<&str>,
) -> Result<Inserted, Fault> {
    for login in logins {
        if tx.run(INSERT_LOGIN, args![&login.index, login.kind.as_str(), &account.id]).await? == 0 {
            tx.run(DELETE_LOGINS, args![&account.id]).await?;
            return Ok(Inserted::LoginTaken);
        }
    }
    let args = args![
        &account.id,
        account.kind.as_str(),
        account.status.as_str(),
        &account.locale,
        account.second_step.as_str(),
        &account.profile,
        password_hash,
        account.created_at,
        account.updated_at,
    ];
    tx.run(INSERT, args).await?;
    Ok(Inserted::Inserted)
}

/// Most blind indexes in one look-up: each kind of name under each live index key.
pub const MOST_INDEXES: usize = 8;

const BY_LOGIN: &str = "
    select account.id, account.kind, account.status, account.locale, account.second_step, account.profile,
      account.created_at, account.updated_at,
      account.password_hash, login_name.index_hash
    from login_name
    join account on account.id = login_name.account_id
    where login_name.index_hash in ($1, $2, $3, $4, $5, $6, $7, $8)";

/// The account that signs in with one of these names, and the hash of its password. When the indexes meet
/// different accounts the earlier index wins, so the caller lists the preferred kind first.
///
/// # Errors
/// A fault of the database, also for more than [`MOST_INDEXES`] indexes.
pub async fn by_login(
    conn: &mut Conn,
    indexes: &[[u8; 32]],
) -> Result<Option<(Account, Option<String>)>, Fault> {
    let Some([a, b, c, d, e, f, g, h]) = padded::<MOST_INDEXES>(indexes)? else {
        return Ok(None);
    };
    let mut best = None;
    for row in &conn.rows(BY_LOGIN, args![a, b, c, d, e, f, g, h]).await? {
        let account = read(row, 0)?;
        let mut fields = Fields::at(row, "account", COLUMNS);
        let password_hash = fields.opt_text("password_hash")?;
        let index = fields.hash("index_hash")?;
        let rank = indexes.iter().position(|wanted| *wanted == index).unwrap_or(usize::MAX);
        if best.as_ref().is_none_or(|(first, _)| rank < *first) {
            best = Some((rank, (account, password_hash)));
        }
    }
    Ok(best.map(|(_, found)| found))
}

const BY_ID: &str = "
    select id, kind, status, locale, second_step, profile, created_at, updated_at
    from account
    where id = $1";

/// One account.
///
/// # Errors
/// A fault of the database.
pub async fn by_id(conn: &mut Conn, id: AccountId) -> Result<Option<Account>, Fault> {
    conn.row(BY_ID, args![&id]).await?.map(|row| read(&row, 0)).transpose()
}

const PASSWORD: &str = "
    select id, password_hash
    from account
    where id = $1";

/// The hash of an account's password; none also when there is no such account.
///
/// # Errors
/// A fault of the database.
pub async fn password_hash(conn: &mut Conn, id: AccountId) -> Result<Option<String>, Fault> {
    let Some(row) = conn.row(PASSWORD, args![&id]).await? else {
        return Ok(None);
    };
    let mut fields = Fields::new(&row, "account");
    fields.id(AccountId::from_bytes, "id")?;
    fields.opt_text("password_hash")
}

const UPDATE_PROFILE: &str = "
    update account
    set profile = $2,
        updated_at = $3
    where id = $1";

/// Replaces the sealed profile; `false` when there is no such account.
///
/// # Errors
/// A fault of the database.
pub async fn update_profile(tx: &mut Tx, id: AccountId, profile: &[u8], now: Time) -> Result<bool, Fault> {
    Ok(tx.run(UPDATE_PROFILE, args![&id, profile, now]).await? == 1)
}

const SET_LOCALE: &str = "
    update account
    set locale = $2,
        updated_at = $3
    where id = $1";

/// Sets the preferred language, BCP 47, or leaves it to the browser; `false` when there is no such account.
///
/// # Errors
/// A fault of the database.
pub async fn set_locale(tx: &mut Tx, id: AccountId, locale: Option<&str>, now: Time) -> Result<bool, Fault> {
    Ok(tx.run(SET_LOCALE, args![&id, locale, now]).await? == 1)
}

const SET_SECOND_STEP: &str = "
    update account
    set second_step = $2,
        updated_at = $3
    where id = $1";

/// Sets when a second step is asked for; `false` when there is no such account.
///
/// # Errors
/// A fault of the database.
pub async fn set_second_step(tx: &mut Tx, id: AccountId, when: SecondStep, now: Time) -> Result<bool, Fault> {
    Ok(tx.run(SET_SECOND_STEP, args![&id, when.as_str(), now]).await? == 1)
}

const SET_PASSWORD: &str = "
    update account
    set password_hash = $2,
        updated_at = $3
    where id = $1";

/// Sets the hash of the password, or takes the password away; `false` when there is no such account. Ending the
/// other sessions is the caller's choice: [`session::end_all`].
///
/// # Errors
/// A fault of the database.
pub async fn set_password(tx: &mut Tx, id: AccountId, hash: Option<&str>, now: Time) -> Result<bool, Fault> {
    Ok(tx.run(SET_PASSWORD, args![&id, hash, now]).await? == 1)
}

const LOGIN_HOLDER: &str = "
    select index_hash, account_id
    from login_name
    where index_hash = $1";

const DELETE_LOGIN: &str = "
    delete from login_name
    where account_id = $1
      and kind = $2";

/// Gives the account this name in place of the one it has of the same kind.
///
/// # Errors
/// A fault of the database; an overload when another account takes the name at the same moment.
pub async fn set_login(tx: &mut Tx, id: AccountId, login: &LoginName) -> Result<Inserted, Fault> {
    if let Some(row) = tx.row(LOGIN_HOLDER, args![&login.index]).await? {
        let mut fields = Fields::new(&row, "login_name");
        fields.hash("index_hash")?;
        let own = fields.id(AccountId::from_bytes, "account_id")? == id;
        return Ok(if own { Inserted::Inserted } else { Inserted::LoginTaken });
    }
    let kind = login.kind.as_str();
    tx.run(DELETE_LOGIN, args![&id, kind]).await?;
    if tx.run(INSERT_LOGIN, args![&login.index, kind, &id]).await? == 0 {
        return Err(Fault::new("a login name was taken while it was looked up").overload());
    }
    Ok(Inserted::Inserted)
}

const SET_STATUS: &str = "
    update account
    set status = $2,
        updated_at = $3
    where id = $1";

/// Changes the status; none when there is no such account. An account that stops being active loses all its
/// sessions and refresh families with it.
///
/// # Errors
/// A fault of the database.
pub async fn set_status(
    tx: &mut Tx,
    id: AccountId,
    status: AccountStatus,
    now: Time,
) -> Result<Option<Ended>, Fault> {
    if tx.run(SET_STATUS, args![&id, status.as_str(), now]).await? == 0 {
        return Ok(None);
    }
    match status {
        AccountStatus::Active => Ok(Some(Ended::default())),
        AccountStatus::Frozen | AccountStatus::Closed => {
            let sessions = session::close_all(tx, id, None, now).await?;
            let grants = refresh::revoke(tx, refresh::Which::Account(id), now).await?;
            Ok(Some(Ended { sessions, grants }))
        }
    }
}

const PAGE: &str = "
    select id, kind, status, locale, second_step, profile, created_at, updated_at
    from account
    where id > $1
    order by id
    limit $2";

/// Accounts in the order of their ids, after the given one.
///
/// # Errors
/// A fault of the database.
pub async fn page(conn: &mut Conn, after: Option<AccountId>, limit: u32) -> Result<Vec<Account>, Fault> {
    let after: &[u8] = after.as_ref().map_or(&[], |id| id.as_bytes().as_slice());
    conn.rows(PAGE, args![after, limit]).await?.iter().map(|row| read(row, 0)).collect()
}

/// How many columns [`read`] takes.
pub(crate) const COLUMNS: usize = 8;

/// Reads `id, kind, status, locale, second_step, profile, created_at, updated_at` from column `start` on.
pub(crate) fn read(row: &Row, start: usize) -> Result<Account, Fault> {
    let mut fields = Fields::at(row, "account", start);
    Ok(Account {
        id: fields.id(AccountId::from_bytes, "id")?,
        kind: fields.word(AccountKind::parse, "kind")?,
        status: fields.word(AccountStatus::parse, "status")?,
        locale: fields.opt_text("locale")?,
        second_step: fields.word(SecondStep::parse, "second_step")?,
        profile: fields.bytes("profile")?,
        created_at: fields.time("created_at")?,
        updated_at: fields.time("updated_at")?,
    })
}
