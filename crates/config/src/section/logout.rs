//! `[logout]`: delivery of back-channel logout notices.

use std::time::Duration;

use crate::source::Source;

/// Delivery of back-channel logout notices.
#[derive(Clone, Debug)]
pub struct Logout {
    /// `logout.attempts`, default 8, `YIMEN__LOGOUT__ATTEMPTS`: attempts at most for one notice.
    pub attempts: u32,
    /// `logout.first_retry_seconds`, default 2, `YIMEN__LOGOUT__FIRST_RETRY_SECONDS`: the wait doubles after each failure.
    pub first_retry_seconds: Duration,
    /// `logout.give_up_hours`, default 24, `YIMEN__LOGOUT__GIVE_UP_HOURS`: no attempt later than this.
    pub give_up_hours: Duration,
}

impl Logout {
    pub(crate) fn read(source: &mut Source) -> Self {
        let mut fields = source
            .section("logout", "Delivery of logout notices to clients (OpenID Connect Back-Channel Logout).");
        Self {
            attempts: fields.number("attempts", 8, 1..=30, "Attempts at most for one notice."),
            first_retry_seconds: fields.seconds(
                "first_retry_seconds",
                2,
                1..=3600,
                "Wait after the first failure; it doubles after each further one.",
            ),
            give_up_hours: fields.hours("give_up_hours", 24, 1..=168, "No attempt later than this."),
        }
    }
}
