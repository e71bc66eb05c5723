//! How long a right lasts: to the end of a day by the clock of China, a year ahead at most (domain: "explicit end, at
//! most twelve months").

use std::time::Duration;

use base::{Fault, Time};
use time::macros::offset;
use time::{Date, Month, OffsetDateTime, UtcOffset};

const CHINA: UtcOffset = offset!(+8);

/// An invitation that nobody answered is good for so long.
pub(super) const INVITATION_LIFE: Duration = Duration::from_secs(30 * 24 * 3600);
/// After a change of the legal representative the new one has so long to confirm what was given before.
pub(super) const RECONFIRM_WITHIN: Duration = Duration::from_secs(30 * 24 * 3600);

/// Why a last day is not taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TermRefusal {
    /// It is over.
    #[error("the last day is over")]
    Over,
    /// More than twelve months ahead.
    #[error("the last day is more than twelve months ahead")]
    TooFar,
}

/// The day it is.
pub fn today(now: Time) -> Result<Date, Fault> {
    let moment = OffsetDateTime::from_unix_timestamp(now.seconds());
    let moment = moment.map_err(|error| Fault::caused("the present is on no calendar", error))?;
    Ok(moment.to_offset(CHINA).date())
}

/// The last day that may be named: the same day a year ahead; of 29 February the day before.
pub fn furthest(today: Date) -> Date {
    let next = today.year() + 1;
    let same = today.replace_year(next);
    same.or_else(|_| Date::from_calendar_date(next, Month::February, 28)).unwrap_or(today)
}

/// The moment a right ends whose last day is this: when the day is over.
pub(super) fn end_of(last_day: Date, today: Date) -> Result<Time, TermRefusal> {
    if last_day < today {
        return Err(TermRefusal::Over);
    }
    if last_day > furthest(today) {
        return Err(TermRefusal::TooFar);
    }
    let after = last_day.next_day().unwrap_or(last_day);
    Ok(Time::from_seconds(after.midnight().assume_offset(CHINA).unix_timestamp()))
}

/// The last day of a right that ends at a moment.
pub fn last_day(ends_at: Time) -> Result<Date, Fault> {
    today(ends_at.minus(Duration::from_secs(1)))
}
