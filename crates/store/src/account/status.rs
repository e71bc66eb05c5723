//! Whether an account may be used, and what goes with it when it may not.

use base::{AccountId, Fault, GrantId, SessionId, Time};

use super::{AccountStatus, login};
use crate::seam::{Tx, args};
use crate::{
    authenticator, consent, delegation, device, entity, evidence, identifier, recovery, recovery_code,
    refresh, session, verification,
};

/// What a change of status took with it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Ended {
    /// Sessions that were alive.
    pub sessions: Vec<SessionId>,
    /// Grants whose refresh family was revoked: their access tokens may still be out.
    pub grants: Vec<GrantId>,
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
        AccountStatus::Active | AccountStatus::Disputed => Ok(Some(Ended::default())),
        AccountStatus::Frozen | AccountStatus::Deceased | AccountStatus::Closed => {
            let sessions = session::close_all(tx, id, None, now).await?;
            let grants = refresh::revoke(tx, refresh::Which::Account(id), now).await?;
            Ok(Some(Ended { sessions, grants }))
        }
    }
}

const ERASE: &str = "
    update account
    set locale = null,
        second_step = 'when_asked',
        profile = $2,
        password_hash = null
    where id = $1";

/// Closes an account and takes away all that tells of its person: profile (`empty` is what stands there instead,
/// sealed), password, names, authenticators, recovery codes, browsers, ways back in, consents, documents, what evidence
/// rested on, open verifications, offices and rights at entities, and where its sessions came from. None when there is no
/// such account. The id stays, so that the audit log still speaks of somebody; messages on their way still leave.
///
/// # Errors
/// A fault of the database.
pub async fn erase(tx: &mut Tx, id: AccountId, empty: &[u8], now: Time) -> Result<Option<Ended>, Fault> {
    let Some(ended) = set_status(tx, id, AccountStatus::Closed, now).await? else {
        return Ok(None);
    };
    tx.run(ERASE, args![&id, empty]).await?;
    login::release_logins(tx, id).await?;
    authenticator::remove_all(tx, id).await?;
    recovery_code::replace(tx, id, &[], now).await?;
    device::forget_all(tx, id).await?;
    recovery::remove_all(tx, id).await?;
    consent::remove_all(tx, id).await?;
    session::blank_all(tx, id).await?;
    identifier::erase_all(tx, id, now).await?;
    evidence::blank_all(tx, id).await?;
    verification::erase_all(tx, id, now).await?;
    delegation::end_all(tx, id, now).await?;
    entity::end_all(tx, id, now).await?;
    Ok(Some(ended))
}
