//! The hash of an account's password.

use base::{AccountId, Fault, Time};

use crate::fields::Fields;
use crate::seam::{Conn, Tx, args};

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

const SET_PASSWORD: &str = "
    update account
    set password_hash = $2,
        updated_at = $3
    where id = $1";

/// Sets the hash of the password, or takes the password away; `false` when there is no such account. Ending the
/// other sessions is the caller's choice: [`crate::session::end_all`].
///
/// # Errors
/// A fault of the database.
pub async fn set_password(tx: &mut Tx, id: AccountId, hash: Option<&str>, now: Time) -> Result<bool, Fault> {
    Ok(tx.run(SET_PASSWORD, args![&id, hash, now]).await? == 1)
}

const REHASH: &str = "
    update account
    set password_hash = $3
    where id = $1
      and password_hash = $2";

/// Replaces the hash of the password by another of the same password, made by the present settings; `false` when
/// the hash is not `old` any more. No change of the account: the password stays what it is.
///
/// # Errors
/// A fault of the database.
pub async fn rehash(tx: &mut Tx, id: AccountId, old: &str, new: &str) -> Result<bool, Fault> {
    Ok(tx.run(REHASH, args![&id, old, new]).await? == 1)
}
