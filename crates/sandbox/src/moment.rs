//! Moments as people and as programs read them.

use base::Time;
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;
use time::macros::{format_description, offset};

/// A moment twice: for programs and for people.
pub(crate) struct Moment {
    pub(crate) iso: String,
    pub(crate) text: String,
}

impl Moment {
    pub(crate) fn new(at: Time) -> Self {
        Self { iso: rfc3339(at), text: local(at) }
    }
}

/// A moment for the `datetime` attribute and for JSON.
pub(crate) fn rfc3339(at: Time) -> String {
    OffsetDateTime::from_unix_timestamp(at.seconds())
        .ok()
        .and_then(|at| at.format(&Rfc3339).ok())
        .unwrap_or_else(|| at.seconds().to_string())
}

/// A moment in Chinese time, which is UTC+8 everywhere in the country.
fn local(at: Time) -> String {
    OffsetDateTime::from_unix_timestamp(at.seconds())
        .ok()
        .map(|at| at.to_offset(offset!(+8)))
        .and_then(|at| {
            at.format(format_description!("[year]-[month]-[day] [hour]:[minute]:[second] (UTC+8)")).ok()
        })
        .unwrap_or_else(|| at.seconds().to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_moment_is_written_for_people_and_programs() {
        let at = Time::from_seconds(1_800_000_000);
        assert_eq!(local(at), "2027-01-15 16:00:00 (UTC+8)");
        assert_eq!(rfc3339(at), "2027-01-15T08:00:00Z");
    }
}
