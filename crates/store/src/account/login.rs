//! The names accounts sign in with. A name is known only by its blind index and belongs to one account at a time.

use base::{AccountId, Fault};

use super::{Account, COLUMNS, read};
use crate::fields::Fields;
use crate::seam::{Conn, Tx, args, padded};
use crate::word::words;

words! {
    /// What kind of name someone signs in with.
    pub enum LoginKind {
        /// A name of their choice.
        Username = "username",
        /// A telephone number.
        Phone = "phone",
    }
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

const INSERT_LOGIN: &str = "
    insert into login_name (index_hash, kind, account_id)
    values ($1, $2, $3)
    on conflict (index_hash) do nothing";

const DELETE_LOGINS: &str = "
    delete from login_name
    where account_id = $1";

/// Enters the names of a new account; none of them when one is taken.
pub(super) async fn insert_all(tx: &mut Tx, id: AccountId, logins: &[LoginName]) -> Result<Inserted, Fault> {
    for login in logins {
        if tx.run(INSERT_LOGIN, args![&login.index, login.kind.as_str(), &id]).await? == 0 {
            tx.run(DELETE_LOGINS, args![&id]).await?;
            return Ok(Inserted::LoginTaken);
        }
    }
    Ok(Inserted::Inserted)
}

/// Most blind indexes in one look-up: each kind of name under each live index key.
pub const MOST_INDEXES: usize = 8;

const BY_LOGIN: &str = "
    select account.id, account.kind, account.status, account.locale, account.second_step, account.profile,
      account.created_at, account.updated_at,
      account.level, account.level_until, account.evidence_at, account.level_policy,
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

const LOGIN_HOLDER: &str = "
    select index_hash, account_id
    from login_name
    where index_hash = $1";

async fn holder(tx: &mut Tx, login: &LoginName) -> Result<Option<AccountId>, Fault> {
    let Some(row) = tx.row(LOGIN_HOLDER, args![&login.index]).await? else {
        return Ok(None);
    };
    let mut fields = Fields::new(&row, "login_name");
    fields.hash("index_hash")?;
    fields.id(AccountId::from_bytes, "account_id").map(Some)
}

const DELETE_LOGIN: &str = "
    delete from login_name
    where account_id = $1
      and kind = $2";

/// Gives the account this name in place of the one it has of the same kind.
///
/// # Errors
/// A fault of the database; an overload when another account takes the name at the same moment.
pub async fn set_login(tx: &mut Tx, id: AccountId, login: &LoginName) -> Result<Inserted, Fault> {
    if let Some(holder) = holder(tx, login).await? {
        return Ok(if holder == id { Inserted::Inserted } else { Inserted::LoginTaken });
    }
    let kind = login.kind.as_str();
    tx.run(DELETE_LOGIN, args![&id, kind]).await?;
    if tx.run(INSERT_LOGIN, args![&login.index, kind, &id]).await? == 0 {
        return Err(Fault::new("a login name was taken while it was looked up").overload());
    }
    Ok(Inserted::Inserted)
}

const MOVE_LOGIN: &str = "
    update login_name
    set account_id = $2
    where index_hash = $1
      and account_id = $3";

/// Gives the account this name, of which it was proved anew that it is its person's, in place of the one it has of
/// the same kind; the account that had the name until now, if another had it.
///
/// # Errors
/// A fault of the database; an overload when the name changes hands at the same moment.
pub async fn move_login(tx: &mut Tx, id: AccountId, login: &LoginName) -> Result<Option<AccountId>, Fault> {
    let holder = holder(tx, login).await?;
    if holder == Some(id) {
        return Ok(None);
    }
    let kind = login.kind.as_str();
    tx.run(DELETE_LOGIN, args![&id, kind]).await?;
    let written = match &holder {
        Some(before) => tx.run(MOVE_LOGIN, args![&login.index, &id, before]).await?,
        None => tx.run(INSERT_LOGIN, args![&login.index, kind, &id]).await?,
    };
    if written == 0 {
        return Err(Fault::new("a login name changed hands while it was looked up").overload());
    }
    Ok(holder)
}

/// Takes the account's name of one kind away; `false` when it has none. Anybody may take the name then.
///
/// # Errors
/// A fault of the database.
pub async fn remove_login(tx: &mut Tx, id: AccountId, kind: LoginKind) -> Result<bool, Fault> {
    Ok(tx.run(DELETE_LOGIN, args![&id, kind.as_str()]).await? == 1)
}

/// Takes all names of the account away; how many there were. Anybody may take them then.
///
/// # Errors
/// A fault of the database.
pub async fn release_logins(tx: &mut Tx, id: AccountId) -> Result<u64, Fault> {
    tx.run(DELETE_LOGINS, args![&id]).await
}
