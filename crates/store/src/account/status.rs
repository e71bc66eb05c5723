//! Whether an account may be used, and what goes with it when it may not.

use base::{AccountId, Fault, GrantId, SessionId, Time};

use super::AccountStatus;
use crate::refresh;
use crate::seam::{Tx, args};
use crate::session;

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
        AccountStatus::Active => Ok(Some(Ended::default())),
        AccountStatus::Frozen | AccountStatus::Closed => {
            let sessions = session::close_all(tx, id, None, now).await?;
            let grants = refresh::revoke(tx, refresh::Which::Account(id), now).await?;
            Ok(Some(Ended { sessions, grants }))
        }
    }
}
