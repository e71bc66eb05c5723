//! Deletes what time has made useless, in small batches, nearly all of them along an index.
//!
//! No table but the audit log grows with the number of sign-ons: each other row ends here.

use std::time::Duration;

use base::{Fault, Time};
use futures_util::FutureExt;

use crate::seam::{Db, args};

const DAY: Duration = Duration::from_secs(24 * 60 * 60);
/// How long a logout notice stays in the ledger after it was delivered or given up.
const NOTICES_KEPT: Duration = DAY.saturating_mul(30);
/// How long a message stays after it became useless, for whoever asks why it did not come.
const MESSAGES_KEPT: Duration = DAY.saturating_mul(7);
/// How long a browser is known that nobody signs in with: the longest that any browser keeps a cookie (RFC 6265bis,
/// section on the `Max-Age` attribute).
const DEVICES_KEPT: Duration = DAY.saturating_mul(400);

/// How long a concluded verification stays, for whoever asks what it came to.
const VERIFICATIONS_KEPT: Duration = DAY.saturating_mul(400);
/// How long a callback is known again: providers repeat for 25 hours, and a week is the least that keeps a late replay
/// out. One that nobody could deal with goes then too: the verification it spoke of is long over.
const CALLBACKS_KEPT: Duration = DAY.saturating_mul(30);

const SPENT: &str = "
    delete from spent
    where (kind, hash) in (
      select kind, hash
      from spent
      where expires_at <= $1
      order by expires_at
      limit $2)";

const PUSHED: &str = "
    delete from pushed_request
    where hash in (
      select hash
      from pushed_request
      where expires_at <= $1
      order by expires_at
      limit $2)";

const FAMILIES: &str = "
    delete from refresh_family
    where id in (
      select id
      from refresh_family
      where expires_at <= $1
      order by expires_at
      limit $2)";

const REVOKED: &str = "
    delete from revoked
    where token_key in (
      select token_key
      from revoked
      where until_at <= $1
      order by until_at
      limit $2)";

const NOTICES: &str = "
    delete from logout_delivery
    where id in (
      select id
      from logout_delivery
      where finished_at <= $1
      order by finished_at
      limit $2)";

const MESSAGES: &str = "
    delete from message
    where id in (
      select id
      from message
      where expires_at <= $1
      order by expires_at
      limit $2)";

const DEVICES: &str = "
    delete from device
    where id in (
      select id
      from device
      where last_seen_at <= $1
      order by last_seen_at
      limit $2)
      and last_seen_at <= $1";

// Along no index: each attempt would have to write it too. The condition stands twice, because a budget may be used
// again while it is being deleted.
const BUDGETS: &str = "
    delete from budget
    where key in (
      select key
      from budget
      where arrival <= $1
      limit $2)
      and arrival <= $1";

const SCANS: &str = "
    delete from scan
    where id in (
      select id
      from scan
      where expires_at <= $1
      order by expires_at
      limit $2)";

const RECOVERIES: &str = "
    delete from recovery
    where id in (
      select id
      from recovery
      where expires_at <= $1
      order by expires_at
      limit $2)";

const VERIFICATIONS: &str = "
    delete from verification
    where id in (
      select id
      from verification
      where concluded_at <= $1
      order by concluded_at
      limit $2)";

const CALLBACKS: &str = "
    delete from callback_inbox
    where (provider_id, notify_id) in (
      select provider_id, notify_id
      from callback_inbox
      where received_at <= $1
      order by received_at
      limit $2)";

// Before the sessions themselves, and in their transaction, so that none is left without its session.
const SESSION_CLIENTS: &str = "
    delete from session_client
    where session_id in (
      select id
      from session
      where expires_at <= $1
      order by expires_at, id
      limit $2)";

const SESSIONS: &str = "
    delete from session
    where id in (
      select id
      from session
      where expires_at <= $1
      order by expires_at, id
      limit $2)";

/// Deletes at most `batch` rows of each kind that `now` has made useless, each kind in its own transaction; how
/// many in all. Call it again at once while it gives `batch` or more. Several nodes may sweep at once.
///
/// # Errors
/// A fault of the database.
pub async fn sweep(db: &Db, now: Time, sessions_kept: Duration, batch: u32) -> Result<u64, Fault> {
    let kinds: [(&'static [&'static str], Time); 13] = [
        (&[SPENT], now),
        (&[PUSHED], now),
        (&[FAMILIES], now),
        (&[REVOKED], now),
        (&[BUDGETS], now),
        (&[SCANS], now),
        (&[RECOVERIES], now),
        (&[NOTICES], now.minus(NOTICES_KEPT)),
        (&[MESSAGES], now.minus(MESSAGES_KEPT)),
        (&[DEVICES], now.minus(DEVICES_KEPT)),
        (&[VERIFICATIONS], now.minus(VERIFICATIONS_KEPT)),
        (&[CALLBACKS], now.minus(CALLBACKS_KEPT)),
        (&[SESSION_CLIENTS, SESSIONS], now.minus(sessions_kept)),
    ];
    let mut swept = 0;
    for (statements, until) in kinds {
        swept += delete(db, statements, until, batch).await?;
    }
    Ok(swept)
}

async fn delete(db: &Db, statements: &'static [&'static str], until: Time, batch: u32) -> Result<u64, Fault> {
    db.write(move |tx| {
        async move {
            let mut gone = 0;
            for sql in statements {
                gone += tx.run(sql, args![until, batch]).await?;
            }
            Ok(gone)
        }
        .boxed()
    })
    .await
}
