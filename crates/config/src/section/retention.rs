//! `[retention]`: how long ended things are kept.

use std::time::Duration;

use crate::source::Source;

/// How long ended things are kept.
#[derive(Clone, Debug)]
pub struct Retention {
    /// `retention.ended_session_days`, default 30, `YIMEN__RETENTION__ENDED_SESSION_DAYS`: how long its row stays.
    pub ended_session_days: Duration,
}

impl Retention {
    pub(crate) fn read(source: &mut Source) -> Self {
        let mut fields = source.section(
            "retention",
            "How long ended things are kept. The audit log is never shortened by the service: the law says how long it \
             is kept, and its owner moves old parts away with the database's own means.",
        );
        Self {
            ended_session_days: fields.days(
                "ended_session_days",
                30,
                1..=730,
                "How long the row of an ended session stays, with the clients that had tokens of it.",
            ),
        }
    }
}
