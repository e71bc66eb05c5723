//! One turn of a refresh family: the presented generation dies, the next one lives.
//!
//! RFC 9700 section 4.14.2: when a token that was rotated away is presented again, either the client or a thief
//! holds a stolen one, and the whole family goes. A documented grace keeps an honest client alive whose answer
//! was lost on the way: it gets the same successor once more, as long as that successor has not been used.

use std::sync::Arc;
use std::time::Duration;

use base::{FamilyId, Fault, SessionId, Time};
use futures_util::FutureExt;

use super::{COLUMNS, Family, Which, read, revoke};
use crate::account::AccountStatus;
use crate::audit::{self, AuditEvent};
use crate::backend;
use crate::fields::Fields;
use crate::revoked;
use crate::seam::{Db, Engine, Row, Tx, args};

/// A refresh token that was presented, its MAC already checked.
#[derive(Clone, Debug)]
pub struct RotateFamily {
    /// The family it names.
    pub id: FamilyId,
    /// The client that presented it, authenticated.
    pub client_id: String,
    /// The generation it names.
    pub presented: i64,
    /// The present.
    pub now: Time,
    /// How long after a rotation the generation before may ask once more; zero for never.
    pub grace: Duration,
    /// How long the family lives on if it is not used again, within its absolute limit.
    pub idle: Duration,
    /// Recorded when the family turns. Account, client and session are filled in from the family if missing.
    pub audit: AuditEvent,
    /// Recorded when reuse is detected, filled in likewise.
    pub reuse_audit: AuditEvent,
    /// Until when access tokens of the grant may be out: reuse puts them on the denylist that long.
    pub revoked_until: Time,
}

/// What became of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Rotation {
    /// The family as it now stands; its generation is the one to hand out.
    Rotated(Box<Family>),
    /// The generation before, within the grace: hand out the same successor again. Nothing was changed.
    Repeated(Box<Family>),
    /// A generation that was rotated away: the family is now revoked and the grant on the denylist.
    Reused,
    /// Past its idle or absolute limit.
    Expired,
    /// Revoked before, or the consent it rests on was withdrawn.
    Revoked,
    /// It belongs to another client.
    OtherClient,
    /// There is no such family.
    Unknown,
    /// The session it ends with is over.
    SessionEnded,
    /// The account may not be used.
    AccountInactive,
}

/// Turns a family. One transaction; on PostgreSQL one round trip when all is well.
///
/// # Errors
/// A fault of the database.
pub async fn rotate(db: &Db, request: RotateFamily) -> Result<Rotation, Fault> {
    if db.engine() == Engine::Postgres
        && let Some(family) = turn_alone(db, &request).await?
    {
        return Ok(Rotation::Rotated(Box::new(family)));
    }
    let request = Arc::new(request);
    db.write(move |tx| {
        let request = Arc::clone(&request);
        async move { turn_or_settle(tx, &request).await }.boxed()
    })
    .await
}

async fn turn_alone(db: &Db, request: &RotateFamily) -> Result<Option<Family>, Fault> {
    let event = &request.audit;
    let args = args![
        &request.id,
        &request.client_id,
        request.presented,
        request.now,
        request.now.plus(request.idle),
        &event.id,
        event.at,
        &event.kind,
        &event.actor,
        &event.account_id,
        &event.client_id,
        &event.session_id,
        &event.request_id,
        &event.detail,
    ];
    let rows = db.write_alone(backend::ROTATE_POSTGRES, args).await?;
    rows.first().map(read).transpose()
}

async fn turn_or_settle(tx: &mut Tx, request: &RotateFamily) -> Result<Rotation, Fault> {
    if let Some(family) = turn(tx, request).await? {
        audit::record(tx, &about(&request.audit, &family)).await?;
        return Ok(Rotation::Rotated(Box::new(family)));
    }
    settle(tx, request).await
}

// The same conditions, in the same words, stand in `backend::ROTATE_POSTGRES`; `judge` names the one that failed.
const TURN: &str = "
    update refresh_family
    set generation = generation + 1,
        rotated_at = $4,
        idle_expires_at = case when expires_at < $5 then expires_at else $5 end
    where id = $1
      and client_id = $2
      and generation = $3
      and revoked_at is null
      and expires_at > $4
      and idle_expires_at > $4
      and exists (
        select 1
        from account
        where account.id = refresh_family.account_id
          and account.status in ('active', 'disputed'))
      and (session_id is null or exists (
        select 1
        from session
        where session.id = refresh_family.session_id
          and session.ended_at is null
          and session.expires_at > $4))
      and not exists (
        select 1
        from consent
        where consent.account_id = refresh_family.account_id
          and consent.client_id = refresh_family.client_id
          and consent.withdrawn_at is not null)
    returning id, grant_id, client_id, account_id, session_id, scope, resources, claims, nonce, auth_time,
      acr, amr, generation, rotated_at, created_at, idle_expires_at, expires_at, revoked_at, capacity";

async fn turn(tx: &mut Tx, request: &RotateFamily) -> Result<Option<Family>, Fault> {
    let RotateFamily { id, client_id, presented, now, idle, .. } = request;
    let args = args![id, client_id, *presented, *now, now.plus(*idle)];
    tx.row(TURN, args).await?.as_ref().map(read).transpose()
}

const STANDING: &str = "
    select refresh_family.id, refresh_family.grant_id, refresh_family.client_id,
      refresh_family.account_id, refresh_family.session_id, refresh_family.scope,
      refresh_family.resources, refresh_family.claims, refresh_family.nonce,
      refresh_family.auth_time, refresh_family.acr, refresh_family.amr, refresh_family.generation,
      refresh_family.rotated_at, refresh_family.created_at, refresh_family.idle_expires_at,
      refresh_family.expires_at, refresh_family.revoked_at, refresh_family.capacity,
      account.status,
      session.id, session.ended_at, session.expires_at,
      consent.withdrawn_at
    from refresh_family
    left join account on account.id = refresh_family.account_id
    left join session on session.id = refresh_family.session_id
    left join consent on consent.account_id = refresh_family.account_id
      and consent.client_id = refresh_family.client_id
    where refresh_family.id = $1";

/// A family that did not turn, and what it rests on.
struct Standing {
    family: Family,
    account_active: bool,
    session_live: bool,
    consent_withdrawn: bool,
}

/// Names the rule that kept the family from turning, and acts on reuse.
async fn settle(tx: &mut Tx, request: &RotateFamily) -> Result<Rotation, Fault> {
    let Some(row) = tx.row(STANDING, args![&request.id]).await? else {
        return Ok(Rotation::Unknown);
    };
    let standing = read_standing(&row, request.now)?;
    if let Some(refusal) = refusal(&standing, request) {
        return Ok(refusal);
    }
    let family = standing.family;
    // Nobody but the clash of two statements can bring it here: the family was free to turn.
    if request.presented == family.generation {
        return Err(Fault::new("a refresh family changed while it was read").overload());
    }
    if within_grace(&family, request) {
        return Ok(Rotation::Repeated(Box::new(family)));
    }
    revoke(tx, Which::Grant(family.grant_id), request.now).await?;
    audit::record(tx, &about(&request.reuse_audit, &family)).await?;
    revoked::add(tx, family.grant_id.as_bytes(), request.revoked_until).await?;
    Ok(Rotation::Reused)
}

fn refusal(standing: &Standing, request: &RotateFamily) -> Option<Rotation> {
    let Standing { family, account_active, session_live, consent_withdrawn } = standing;
    // RFC 6749 section 6: the refresh token is bound to the client to which it was issued.
    if family.client_id != request.client_id {
        Some(Rotation::OtherClient)
    } else if family.revoked_at.is_some() {
        Some(Rotation::Revoked)
    } else if family.expires_at <= request.now || family.idle_expires_at <= request.now {
        Some(Rotation::Expired)
    } else if !account_active {
        Some(Rotation::AccountInactive)
    } else if !session_live {
        Some(Rotation::SessionEnded)
    } else if *consent_withdrawn {
        Some(Rotation::Revoked)
    } else {
        None
    }
}

/// The successor is unused as long as it is the living generation.
fn within_grace(family: &Family, request: &RotateFamily) -> bool {
    let before = request.presented.checked_add(1) == Some(family.generation);
    let recent = family.rotated_at.is_some_and(|turned| request.now < turned.plus(request.grace));
    before && recent
}

fn read_standing(row: &Row, now: Time) -> Result<Standing, Fault> {
    let family = read(row)?;
    let mut fields = Fields::at(row, "refresh_family", COLUMNS);
    let status = fields.opt_text("account.status")?;
    let mut fields = Fields::at(row, "session", COLUMNS + 1);
    let session = fields.opt_id(SessionId::from_bytes, "id")?;
    let ended = fields.opt_time("ended_at")?;
    let expires = fields.opt_time("expires_at")?;
    let withdrawn = fields.opt_time("consent.withdrawn_at")?;
    let alive = session.is_some() && ended.is_none() && expires.is_some_and(|end| now < end);
    Ok(Standing {
        account_active: matches!(
            status.as_deref().and_then(AccountStatus::parse),
            Some(AccountStatus::Active | AccountStatus::Disputed)
        ),
        session_live: family.session_id.is_none() || alive,
        consent_withdrawn: withdrawn.is_some(),
        family,
    })
}

/// The event with what the family knows.
fn about(event: &AuditEvent, family: &Family) -> AuditEvent {
    let mut event = event.clone();
    event.account_id = event.account_id.or(Some(family.account_id));
    event.session_id = event.session_id.or(family.session_id);
    event.client_id = event.client_id.or_else(|| Some(family.client_id.clone()));
    event
}
