//! Dates and moments as texts (Schema Definition section 5.4: ISO 8601, `YYYY-MM-DD` and `YYYY-MM-DDThh:mm:ssTZD`).

use base::Time;
use time::format_description::well_known::Rfc3339;
use time::macros::{format_description, time};
use time::{Date, OffsetDateTime, PrimitiveDateTime};

/// The moment in a text; of a date its last second.
pub(super) fn read(text: &str) -> Option<Time> {
    if let Ok(moment) = OffsetDateTime::parse(text, &Rfc3339) {
        return Some(Time::from_seconds(moment.unix_timestamp()));
    }
    let date = Date::parse(text, format_description!("[year]-[month]-[day]")).ok()?;
    // Protocol section 5.5.2: elapsed time counts from the last valid second of a date. It is taken in UTC.
    let last = PrimitiveDateTime::new(date, time!(23:59:59)).assume_utc();
    Some(Time::from_seconds(last.unix_timestamp()))
}

/// A moment in whole seconds, in UTC; none beyond the year 9999.
pub(super) fn written(at: Time) -> Option<String> {
    OffsetDateTime::from_unix_timestamp(at.seconds()).ok()?.format(&Rfc3339).ok()
}

/// A date; none beyond the year 9999.
pub(super) fn date(date: Date) -> Option<String> {
    date.format(format_description!("[year]-[month]-[day]")).ok()
}
