//! Moments in words: the date and time by the wall clock, and how long ago.

use std::time::Duration;

use base::Time;
use time::{OffsetDateTime, UtcOffset};

use crate::catalogue::{Argument, Words, text};

/// China Standard Time, the one wall clock of the country the service stands in.
const CHINA_STANDARD_TIME: i8 = 8;

/// Day and time of day, to the minute.
pub(crate) fn absolute(t: Words, moment: Time) -> String {
    let Some(local) = local(moment) else { return String::new() };
    let clock = format!("{:02}:{:02}", local.hour(), local.minute());
    text(
        t.0,
        "moment",
        &[
            ("year", Argument::Number(u32::try_from(local.year()).unwrap_or(0))),
            ("month", Argument::Number(u32::from(u8::from(local.month())))),
            ("day", Argument::Number(u32::from(local.day()))),
            ("clock", Argument::Text(&clock)),
        ],
    )
}

/// The day alone.
pub(crate) fn day(t: Words, moment: Time) -> String {
    let Some(local) = local(moment) else { return String::new() };
    text(
        t.0,
        "moment-day",
        &[
            ("year", Argument::Number(u32::try_from(local.year()).unwrap_or(0))),
            ("month", Argument::Number(u32::from(u8::from(local.month())))),
            ("day", Argument::Number(u32::from(local.day()))),
        ],
    )
}

/// How long before `now` it was, in the largest whole unit.
pub(crate) fn relative(t: Words, moment: Time, now: Time) -> String {
    const MINUTE: u64 = 60;
    const HOUR: u64 = 60 * MINUTE;
    const DAY: u64 = 24 * HOUR;
    let seconds = now.since(moment).as_secs();
    let whole = |unit: u64| u32::try_from(seconds / unit).unwrap_or(u32::MAX);
    match seconds {
        0..MINUTE => t.say("moment-now").into_owned(),
        MINUTE..HOUR => t.count("moment-minutes", whole(MINUTE)),
        HOUR..DAY => t.count("moment-hours", whole(HOUR)),
        DAY.. => t.count("moment-days", whole(DAY)),
    }
}

/// The value of a `datetime` attribute: RFC 3339 in UTC, to the second.
pub(crate) fn machine(moment: Time) -> String {
    OffsetDateTime::from_unix_timestamp(moment.seconds()).map_or_else(
        |_| String::new(),
        |utc| {
            let (date, clock) = (utc.date(), utc.time());
            format!("{date}T{:02}:{:02}:{:02}Z", clock.hour(), clock.minute(), clock.second())
        },
    )
}

fn local(moment: Time) -> Option<OffsetDateTime> {
    let offset = UtcOffset::from_hms(CHINA_STANDARD_TIME, 0, 0).ok()?;
    OffsetDateTime::from_unix_timestamp(moment.seconds()).ok()?.checked_to_offset(offset)
}

/// A moment that example pages stand at: 23 November 2025, 18:05 in China.
pub(crate) const fn example_now() -> Time {
    Time::from_seconds(1_763_892_300)
}

/// A moment `minutes` before the example's present.
pub(crate) fn example_ago(minutes: u64) -> Time {
    example_now().minus(Duration::from_secs(minutes * 60))
}

/// A moment `minutes` after the example's present.
pub(crate) fn example_ahead(minutes: u64) -> Time {
    example_now().plus(Duration::from_secs(minutes * 60))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Locale;

    #[test]
    fn wall_clock_is_eight_hours_ahead_of_utc() {
        assert_eq!(machine(example_now()), "2025-11-23T10:05:00Z");
        assert_eq!(absolute(Words(Locale::ZhHans), example_now()), "2025年11月23日 \u{2068}18:05\u{2069}");
        assert_eq!(absolute(Words(Locale::En), example_now()), "23 November 2025, \u{2068}18:05\u{2069}");
    }

    #[test]
    fn day_is_that_of_the_wall_clock() {
        let late = example_now().plus(Duration::from_secs(6 * 3600));
        assert_eq!(day(Words(Locale::ZhHans), late), "2025年11月24日");
        assert_eq!(day(Words(Locale::En), example_now()), "23 November 2025");
    }

    #[test]
    fn largest_whole_unit_is_told() {
        let told = |minutes| relative(Words(Locale::En), example_ago(minutes), example_now());
        assert_eq!(told(0), "just now");
        assert_eq!(told(1), "1 minute ago");
        assert_eq!(told(119), "1 hour ago");
        assert_eq!(told(60 * 24 * 40), "40 days ago");
    }

    #[test]
    fn what_lies_ahead_is_now() {
        let ahead = example_now().plus(Duration::from_secs(500));
        assert_eq!(relative(Words(Locale::ZhHans), ahead, example_now()), "刚刚");
    }

    #[test]
    fn times_out_of_range_leave_the_place_empty() {
        let beyond = Time::from_micros(i64::MAX);
        assert_eq!(machine(beyond), "");
        assert_eq!(absolute(Words(Locale::En), beyond), "");
    }
}
