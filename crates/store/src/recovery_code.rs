//! Recovery codes: a handful of single-use codes that a person keeps on paper. Only their keyed hashes are here.

use base::{AccountId, Fault, Time};

use crate::fields::Fields;
use crate::seam::{Conn, Tx, args, padded};
use crate::session::MOST_HASHES;

const DELETE: &str = "
    delete from recovery_code
    where account_id = $1";

const INSERT: &str = "
    insert into recovery_code (account_id, code_hash, used_at, created_at)
    values ($1, $2, null, $3)";

/// Gives an account these codes in place of all it had, used or not; none to take them away.
///
/// # Errors
/// A fault of the database.
pub async fn replace(
    tx: &mut Tx,
    account_id: AccountId,
    code_hashes: &[[u8; 32]],
    now: Time,
) -> Result<(), Fault> {
    tx.run(DELETE, args![&account_id]).await?;
    for code_hash in code_hashes {
        tx.run(INSERT, args![&account_id, code_hash, now]).await?;
    }
    Ok(())
}

const SPEND: &str = "
    update recovery_code
    set used_at = $6
    where account_id = $1
      and code_hash in ($2, $3, $4, $5)
      and used_at is null";

/// Uses up the code with one of these hashes: those of one code under each live key. `false` when the account has
/// no such code left.
///
/// # Errors
/// A fault of the database, also for more than [`MOST_HASHES`] hashes.
pub async fn spend(
    tx: &mut Tx,
    account_id: AccountId,
    candidates: &[[u8; 32]],
    now: Time,
) -> Result<bool, Fault> {
    let Some([a, b, c, d]) = padded::<MOST_HASHES>(candidates)? else {
        return Ok(false);
    };
    Ok(tx.run(SPEND, args![&account_id, a, b, c, d, now]).await? > 0)
}

const MADE: &str = "
    select 'made' as id, max(created_at) as created_at
    from recovery_code
    where account_id = $1";

/// When the codes of an account were made, used or not; none when it has had none made.
///
/// # Errors
/// A fault of the database.
pub async fn made_at(conn: &mut Conn, account_id: AccountId) -> Result<Option<Time>, Fault> {
    let row = conn.row(MADE, args![&account_id]).await?;
    let row = row.ok_or_else(|| Fault::new("the age of recovery codes returned nothing"))?;
    let mut fields = Fields::new(&row, "recovery_code");
    fields.text("id")?;
    fields.opt_time("created_at")
}

const LEFT: &str = "
    select 'left' as id, count(*) as codes
    from recovery_code
    where account_id = $1
      and used_at is null";

/// How many codes an account has left.
///
/// # Errors
/// A fault of the database.
pub async fn left(conn: &mut Conn, account_id: AccountId) -> Result<u32, Fault> {
    let row = conn.row(LEFT, args![&account_id]).await?;
    let row = row.ok_or_else(|| Fault::new("counting recovery codes returned nothing"))?;
    let mut fields = Fields::new(&row, "recovery_code");
    fields.text("id")?;
    let codes = fields.int("codes")?;
    u32::try_from(codes).map_err(|_| fields.contradiction("codes", "are no sensible number"))
}
