//! The redemption of an authorization code, whole or not at all.
//!
//! The code itself is sealed by the caller and not kept. Here its grant is marked as used, its session and account
//! are looked at, its refresh family begins, the client is noted in the session and the audit event is written:
//! one transaction, on PostgreSQL one statement.

use std::sync::Arc;

use base::{AccountId, Fault, GrantId, SessionId, Time};
use futures_util::FutureExt;

use crate::account::{self, Account, AccountStatus};
use crate::audit::{self, AuditEvent};
use crate::backend;
use crate::fields::Fields;
use crate::refresh::{self, NewFamily, Which};
use crate::revoked;
use crate::seam::{Db, Engine, Row, Tx, args};
use crate::session::{self, SessionClient};
use crate::spent::{self, Spent};

/// A code that was presented, all its own checks passed.
#[derive(Clone, Debug)]
pub struct Redemption {
    /// The grant the code is for: it is redeemed once.
    pub grant_id: GrantId,
    /// When the code stops being accepted; its mark may go then.
    pub code_expires_at: Time,
    /// The session it was given in.
    pub session_id: SessionId,
    /// Who agreed to it.
    pub account_id: AccountId,
    /// The client that presented it, authenticated.
    pub client_id: String,
    /// The `sid` this client knows the session by.
    pub sid: String,
    /// The `sub` this client knows the account by.
    pub subject: String,
    /// The refresh family to begin, if any.
    pub family: Option<NewFamily>,
    /// Recorded when the code is redeemed.
    pub audit: AuditEvent,
    /// Recorded when it had been redeemed before.
    pub reuse_audit: AuditEvent,
    /// Until when access tokens of the grant may be out: reuse puts them on the denylist that long.
    pub revoked_until: Time,
    /// The present.
    pub now: Time,
}

/// What became of it. In every case the code is used up.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Redeemed {
    /// Redeemed; the account as it now stands.
    Done {
        /// Whose code it was.
        account: Account,
    },
    /// It was redeemed before: the families of its grant are revoked and its access tokens on the denylist.
    AlreadySpent,
    /// The session was ended, or its absolute limit has passed.
    SessionEnded,
    /// The account may not be used.
    AccountInactive,
    /// The consent it rests on was withdrawn.
    ConsentWithdrawn,
}

/// Redeems a code. Of any number of attempts at once exactly one is [`Redeemed::Done`].
///
/// # Errors
/// A fault of the database.
pub async fn redeem(db: &Db, redemption: Redemption) -> Result<Redeemed, Fault> {
    match db.engine() {
        Engine::Postgres => match at_once(db, &redemption).await? {
            Redeemed::AlreadySpent => in_steps(db, redemption).await,
            redeemed @ (Redeemed::Done { .. }
            | Redeemed::SessionEnded
            | Redeemed::AccountInactive
            | Redeemed::ConsentWithdrawn) => Ok(redeemed),
        },
        Engine::Sqlite => in_steps(db, redemption).await,
    }
}

async fn in_steps(db: &Db, redemption: Redemption) -> Result<Redeemed, Fault> {
    let redemption = Arc::new(redemption);
    db.write(move |tx| {
        let redemption = Arc::clone(&redemption);
        async move { steps(tx, &redemption).await }.boxed()
    })
    .await
}

async fn steps(tx: &mut Tx, redemption: &Redemption) -> Result<Redeemed, Fault> {
    // RFC 6749 section 4.1.2: a code used more than once is denied, and tokens issued from it are revoked.
    if spent::spend_code(tx, &redemption.grant_id, redemption.code_expires_at).await? == Spent::Again {
        reuse(tx, redemption).await?;
        return Ok(Redeemed::AlreadySpent);
    }
    let account = match standing(tx, redemption).await? {
        Ok(account) => account,
        Err(refused) => return Ok(refused),
    };
    if let Some(family) = redemption.family.clone() {
        let Redemption { grant_id, client_id, account_id, now, .. } = redemption;
        refresh::insert(tx, &family.begin(*grant_id, client_id.clone(), *account_id, *now)).await?;
    }
    session::link(tx, &part(redemption)).await?;
    audit::record(tx, &redemption.audit).await?;
    Ok(Redeemed::Done { account })
}

async fn reuse(tx: &mut Tx, redemption: &Redemption) -> Result<(), Fault> {
    refresh::revoke(tx, Which::Grant(redemption.grant_id), redemption.now).await?;
    audit::record(tx, &redemption.reuse_audit).await?;
    revoked::add(tx, redemption.grant_id.as_bytes(), redemption.revoked_until).await
}

fn part(redemption: &Redemption) -> SessionClient {
    SessionClient {
        session_id: redemption.session_id,
        client_id: redemption.client_id.clone(),
        sid: redemption.sid.clone(),
        subject: redemption.subject.clone(),
        first_at: redemption.now,
        last_at: redemption.now,
    }
}

const STANDING: &str = "
    select account.id, account.kind, account.status, account.locale, account.second_step,
      account.profile, account.created_at, account.updated_at,
      account.level, account.level_until, account.evidence_at, account.level_policy,
      session.id, session.ended_at, session.expires_at,
      consent.withdrawn_at
    from account
    left join session on session.id = $1 and session.account_id = account.id
    left join consent on consent.account_id = account.id and consent.client_id = $3
    where account.id = $2";

/// The account, if it, the session and the consent still carry the code.
async fn standing(tx: &mut Tx, redemption: &Redemption) -> Result<Result<Account, Redeemed>, Fault> {
    let Redemption { session_id, account_id, client_id, now, .. } = redemption;
    let Some(row) = tx.row(STANDING, args![session_id, account_id, client_id]).await? else {
        return Ok(Err(Redeemed::AccountInactive));
    };
    let account = account::read(&row, 0)?;
    let mut fields = Fields::at(&row, "session", account::COLUMNS);
    let session = fields.opt_id(SessionId::from_bytes, "id")?;
    let ended = fields.opt_time("ended_at")?;
    let expires = fields.opt_time("expires_at")?;
    let withdrawn = fields.opt_time("consent.withdrawn_at")?;
    if !matches!(account.status, AccountStatus::Active | AccountStatus::Disputed) {
        return Ok(Err(Redeemed::AccountInactive));
    }
    if session.is_none() || ended.is_some() || expires.is_none_or(|end| end <= *now) {
        return Ok(Err(Redeemed::SessionEnded));
    }
    Ok(if withdrawn.is_some() { Err(Redeemed::ConsentWithdrawn) } else { Ok(account) })
}

/// All steps in one statement; the account of [`Redeemed::Done`] comes with it.
async fn at_once(db: &Db, redemption: &Redemption) -> Result<Redeemed, Fault> {
    let family = redemption.family.as_ref();
    let event = &redemption.audit;
    let args = args![
        redemption.grant_id.as_bytes().as_slice(),
        redemption.code_expires_at,
        &redemption.session_id,
        &redemption.account_id,
        &redemption.client_id,
        redemption.now,
        &redemption.sid,
        &redemption.subject,
        family.map(|family| &family.id),
        family.and_then(|family| family.session_id.as_ref()),
        family.map(|family| family.scope.as_str()),
        family.map(|family| family.resources.as_str()),
        family.map(|family| family.claims.as_str()),
        family.and_then(|family| family.nonce.as_deref()),
        family.map(|family| family.auth_time),
        family.map(|family| family.acr.as_str()),
        family.map(|family| family.amr.as_str()),
        family.map(|family| family.idle_expires_at),
        family.map(|family| family.expires_at),
        refresh::FIRST_GENERATION,
        &event.id,
        event.at,
        &event.kind,
        &event.actor,
        &event.account_id,
        &event.client_id,
        &event.session_id,
        &event.request_id,
        &event.detail,
        family.and_then(|family| family.capacity.as_deref()),
    ];
    let rows = db.write_alone(backend::REDEEM_POSTGRES, args).await?;
    let row = rows.first().ok_or_else(|| Fault::new("redeeming a code returned nothing"))?;
    read_outcome(row)
}

fn read_outcome(row: &Row) -> Result<Redeemed, Fault> {
    let mut fields = Fields::new(row, "spent");
    match fields.text("outcome")?.as_str() {
        "done" => Ok(Redeemed::Done { account: account::read(row, 1)? }),
        "spent" => Ok(Redeemed::AlreadySpent),
        "session" => Ok(Redeemed::SessionEnded),
        "account" => Ok(Redeemed::AccountInactive),
        "consent" => Ok(Redeemed::ConsentWithdrawn),
        _ => Err(fields.contradiction("outcome", "is not one of the outcomes")),
    }
}
