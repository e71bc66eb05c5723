//! A moment as operators read it (RFC 3339), for sentences; data carries `base::Time`.

use base::Time;
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

/// Whole seconds in UTC, for example 2030-01-31T08:00:00Z.
pub(crate) fn rfc3339(at: Time) -> String {
    OffsetDateTime::from_unix_timestamp(at.seconds())
        .ok()
        .and_then(|moment| moment.format(&Rfc3339).ok())
        .unwrap_or_else(|| format!("{} s after 1970", at.seconds()))
}
