//! Is the machine's clock believable? Every token says when it ends, and others believe it.

use std::time::Duration;

use base::{Fault, Time};
use store::audit::AuditFilter;

use super::Finding;
use crate::admin::site::Site;

/// 2026-01-01: this program is younger.
const BEFORE_THIS_PROGRAM: Time = Time::from_seconds(1_767_225_600);
/// Two nodes may differ by so much.
const SKEW: Duration = Duration::from_secs(5);

/// Holds the clock against the program's age and against the newest thing any node wrote down.
pub(super) async fn examine(site: Option<&Site>, now: Time) -> Finding {
    let advice = "set the clock, and keep it set with an NTP service such as chrony";
    if now < BEFORE_THIS_PROGRAM {
        return Finding::fail("clock", "it stands before this program was made", advice);
    }
    let newest = match site {
        Some(site) => newest_event(site).await,
        None => Ok(None),
    };
    match newest {
        Ok(Some(at)) if at > now.plus(SKEW) => {
            let note = format!("it is {} s behind the newest audit event", at.since(now).as_secs());
            Finding::fail("clock", note, advice)
        }
        Ok(Some(_)) => Finding::ok("clock", "not behind anything that was written down"),
        Ok(None) => Finding::ok("clock", "plausible"),
        Err(fault) => Finding::warn("clock", fault.chain(), "see that the database answers"),
    }
}

async fn newest_event(site: &Site) -> Result<Option<Time>, Fault> {
    let mut conn = site.db.reader().await?;
    let newest = store::audit::page(&mut conn, &AuditFilter::All, None, 1).await?;
    Ok(newest.first().map(|event| event.at))
}
