//! Accounts of persons and legal entities, and the names they sign in with.
//!
//! The profile is sealed by the caller and a login name is known only by its blind index, so nothing here can be
//! read without the keys.

mod login;
mod password;
mod status;

use base::{AccountId, Fault, Time};

use crate::fields::Fields;
use crate::seam::{Conn, Row, Tx, args};
use crate::word::words;

pub use login::{
    Inserted, LoginKind, LoginName, MOST_INDEXES, by_login, move_login, release_logins, remove_login,
    set_login,
};
pub use password::{password_hash, rehash, set_password};
pub use status::{Ended, erase, set_status};

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
        /// It may, and somebody says that something proved in it was not them: it is worth little until that is settled.
        Disputed = "disputed",
        /// Not for now: an administrator or a risk rule stopped it.
        Frozen = "frozen",
        /// Never again: its person has died.
        Deceased = "deceased",
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
    /// How well its person is known, as last worked out.
    pub standing: StoredLevel,
}

/// An identity level as it was last worked out. A cache: policy and evidence are what counts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredLevel {
    /// 1 to 5.
    pub level: u8,
    /// From when on it must be worked out anew.
    pub until: Option<Time>,
    /// It rests on nothing older than this.
    pub evidence_at: Option<Time>,
    /// The version of the policy it was worked out by; empty where nothing was ever proved.
    pub policy: String,
}

impl Default for StoredLevel {
    fn default() -> Self {
        Self { level: 1, until: None, evidence_at: None, policy: String::new() }
    }
}

const INSERT: &str = "
    insert into account (id, kind, status, locale, second_step, profile, password_hash, created_at, updated_at,
      level, level_until, evidence_at, level_policy)
    values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)";

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
    if login::insert_all(tx, account.id, logins).await? == Inserted::LoginTaken {
        return Ok(Inserted::LoginTaken);
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
        u32::from(account.standing.level),
        account.standing.until,
        account.standing.evidence_at,
        &account.standing.policy,
    ];
    tx.run(INSERT, args).await?;
    Ok(Inserted::Inserted)
}

const BY_ID: &str = "
    select id, kind, status, locale, second_step, profile, created_at, updated_at,
      level, level_until, evidence_at, level_policy
    from account
    where id = $1";

/// One account.
///
/// # Errors
/// A fault of the database.
pub async fn by_id(conn: &mut Conn, id: AccountId) -> Result<Option<Account>, Fault> {
    conn.row(BY_ID, args![&id]).await?.map(|row| read(&row, 0)).transpose()
}

const HOLD: &str = "
    update account
    set updated_at = updated_at
    where id = $1
    returning id, kind, status, locale, second_step, profile, created_at, updated_at,
      level, level_until, evidence_at, level_policy";

/// One account, held: until the transaction ends nobody else changes it or holds it. For an act that rests on what
/// the account has in several tables, so that of two at once the later one sees what the earlier one left.
///
/// # Errors
/// A fault of the database.
pub async fn hold(tx: &mut Tx, id: AccountId) -> Result<Option<Account>, Fault> {
    tx.row(HOLD, args![&id]).await?.map(|row| read(&row, 0)).transpose()
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

const SET_STANDING: &str = "
    update account
    set level = $2,
        level_until = $3,
        evidence_at = $4,
        level_policy = $5
    where id = $1";

/// Writes down how well a person is known, as just worked out; `false` when there is no such account. It is no change of
/// the account: sign-ins under way go on.
///
/// # Errors
/// A fault of the database.
pub async fn set_standing(tx: &mut Tx, id: AccountId, standing: &StoredLevel) -> Result<bool, Fault> {
    let StoredLevel { level, until, evidence_at, policy } = standing;
    Ok(tx.run(SET_STANDING, args![&id, u32::from(*level), *until, *evidence_at, policy]).await? == 1)
}

const PAGE: &str = "
    select id, kind, status, locale, second_step, profile, created_at, updated_at,
      level, level_until, evidence_at, level_policy
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
pub(crate) const COLUMNS: usize = 12;

/// Reads `id, kind, status, locale, second_step, profile, created_at, updated_at, level, level_until, evidence_at,
/// level_policy` from column `start` on.
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
        standing: StoredLevel {
            level: fields.level("level")?,
            until: fields.opt_time("level_until")?,
            evidence_at: fields.opt_time("evidence_at")?,
            policy: fields.text("level_policy")?,
        },
    })
}
