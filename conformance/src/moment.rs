//! The present moment. A provider under test lives in real time, and so must its judge; this is the one place
//! that asks.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

/// Seconds since 1970-01-01T00:00:00Z.
#[expect(clippy::disallowed_methods, reason = "a black-box suite has no clock but the world's")]
pub(crate) fn now() -> i64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    i64::try_from(since.as_secs()).unwrap_or(i64::MAX)
}

/// Lets real time pass, where a rule is about elapsed seconds (`max_age`, `auth_time`).
pub(crate) async fn pass(span: Duration) {
    tokio::time::sleep(span).await;
}
