//! What a person has agreed that a client may receive.

use base::{AccountId, Fault, GrantId, Time};

use crate::fields::Fields;
use crate::refresh;
use crate::seam::{Conn, Row, Tx, args};

/// A consent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Consent {
    /// Who agreed.
    pub account_id: AccountId,
    /// With whom.
    pub client_id: String,
    /// The scope agreed to, separated by spaces.
    pub scope: String,
    /// The single claims agreed to: JSON list.
    pub claims: String,
    /// The version of the text that was shown.
    pub version: i64,
    /// When it was given.
    pub given_at: Time,
    /// When it was withdrawn, if it was.
    pub withdrawn_at: Option<Time>,
}

impl Consent {
    /// Whether it still stands.
    pub const fn is_live(&self) -> bool {
        self.withdrawn_at.is_none()
    }
}

const GRANT: &str = "
    insert into consent (account_id, client_id, scope, claims, version, given_at, withdrawn_at)
    values ($1, $2, $3, $4, $5, $6, $7)
    on conflict (account_id, client_id) do update
    set scope = excluded.scope,
        claims = excluded.claims,
        version = excluded.version,
        given_at = excluded.given_at,
        withdrawn_at = excluded.withdrawn_at";

/// Enters a consent in place of the one before.
///
/// # Errors
/// A fault of the database.
pub async fn grant(tx: &mut Tx, consent: &Consent) -> Result<(), Fault> {
    let Consent { account_id, client_id, scope, claims, version, given_at, withdrawn_at } = consent;
    let args = args![account_id, client_id, scope, claims, *version, *given_at, *withdrawn_at];
    tx.run(GRANT, args).await.map(drop)
}

const WITHDRAW: &str = "
    update consent
    set withdrawn_at = $3
    where account_id = $1
      and client_id = $2
      and withdrawn_at is null";

/// Withdraws a consent and revokes the client's refresh families of the account; the grants they belonged to,
/// whose access tokens may still be out. None when there is no consent to withdraw.
///
/// # Errors
/// A fault of the database.
pub async fn withdraw(
    tx: &mut Tx,
    account_id: AccountId,
    client_id: &str,
    now: Time,
) -> Result<Option<Vec<GrantId>>, Fault> {
    if tx.run(WITHDRAW, args![&account_id, client_id, now]).await? == 0 {
        return Ok(None);
    }
    let which = refresh::Which::AccountAndClient(account_id, client_id);
    refresh::revoke(tx, which, now).await.map(Some)
}

const OF_ACCOUNT: &str = "
    select account_id, client_id, scope, claims, version, given_at, withdrawn_at
    from consent
    where account_id = $1
    order by client_id";

/// All consents of an account, withdrawn ones too: at most one for each client.
///
/// # Errors
/// A fault of the database.
pub async fn list_for_account(conn: &mut Conn, account_id: AccountId) -> Result<Vec<Consent>, Fault> {
    conn.rows(OF_ACCOUNT, args![&account_id]).await?.iter().map(|row| read(row, 0)).collect()
}

const REMOVE_ALL: &str = "
    delete from consent
    where account_id = $1";

/// Takes all consents of an account away, withdrawn ones too.
pub(crate) async fn remove_all(tx: &mut Tx, account_id: AccountId) -> Result<(), Fault> {
    tx.run(REMOVE_ALL, args![&account_id]).await.map(drop)
}

/// Reads a consent that an outer join may not have found.
pub(crate) fn read_joined(row: &Row, start: usize) -> Result<Option<Consent>, Fault> {
    match Fields::at(row, "consent", start).opt_blob("account_id")? {
        None => Ok(None),
        Some(_) => read(row, start).map(Some),
    }
}

fn read(row: &Row, start: usize) -> Result<Consent, Fault> {
    let mut fields = Fields::at(row, "consent", start);
    Ok(Consent {
        account_id: fields.id(AccountId::from_bytes, "account_id")?,
        client_id: fields.text("client_id")?,
        scope: fields.text("scope")?,
        claims: fields.text("claims")?,
        version: fields.int("version")?,
        given_at: fields.time("given_at")?,
        withdrawn_at: fields.opt_time("withdrawn_at")?,
    })
}
