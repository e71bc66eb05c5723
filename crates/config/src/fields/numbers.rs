//! Options that are numbers: counts, spans of time, sizes.

use std::ops::RangeInclusive;
use std::time::Duration;

use super::{Fields, convert, describe};
use crate::sheet::Absent;
use crate::value::size::Size;

const MINUTE: u64 = 60;
const HOUR: u64 = 60 * MINUTE;
const DAY: u64 = 24 * HOUR;

/// A number within bounds.
struct Bounded {
    key: &'static str,
    unit: &'static str,
    default: u32,
    range: RangeInclusive<u32>,
    about: &'static str,
}

macro_rules! spans {
    ($($(#[$doc:meta])* $name:ident: $unit:literal => $make:expr;)+) => {
        impl Fields<'_> {
            $(
                $(#[$doc])*
                pub(crate) fn $name(
                    &mut self,
                    key: &'static str,
                    default: u32,
                    range: RangeInclusive<u32>,
                    about: &'static str,
                ) -> Duration {
                    let make: fn(u64) -> Duration = $make;
                    make(u64::from(self.bounded(Bounded { key, unit: $unit, default, range, about })))
                }
            )+
        }
    };
}

spans! {
    /// A span counted in milliseconds.
    millis: "milliseconds" => Duration::from_millis;
    /// A span counted in seconds.
    seconds: "seconds" => Duration::from_secs;
    /// A span counted in minutes.
    minutes: "minutes" => |count| Duration::from_secs(count * MINUTE);
    /// A span counted in hours.
    hours: "hours" => |count| Duration::from_secs(count * HOUR);
    /// A span counted in days.
    days: "days" => |count| Duration::from_secs(count * DAY);
}

impl Fields<'_> {
    /// A plain number.
    pub(crate) fn number(
        &mut self,
        key: &'static str,
        default: u32,
        range: RangeInclusive<u32>,
        about: &'static str,
    ) -> u32 {
        self.bounded(Bounded { key, unit: "", default, range, about })
    }

    /// A number of things held in memory.
    pub(crate) fn count(
        &mut self,
        key: &'static str,
        default: u32,
        range: RangeInclusive<u32>,
        about: &'static str,
    ) -> usize {
        usize::try_from(self.number(key, default, range, about)).unwrap_or(usize::MAX)
    }

    /// A size counted in KiB.
    pub(crate) fn kib(
        &mut self,
        key: &'static str,
        default: u32,
        range: RangeInclusive<u32>,
        about: &'static str,
    ) -> Size {
        let kib = self.bounded(Bounded { key, unit: "KiB", default, range, about });
        Size::from_kib(usize::try_from(kib).unwrap_or(usize::MAX))
    }

    fn bounded(&mut self, number: Bounded) -> u32 {
        let Bounded { key, unit, default, range, about } = number;
        let bounds = format!("{} to {}", range.start(), range.end());
        let unit = if unit.is_empty() { String::new() } else { format!(" {unit}") };
        let described =
            describe(key, format!("Integer, {bounds}{unit}"), Absent::Default(default.to_string()), about);
        let given = self.take(described, |value| {
            let number = convert::integer(value)?;
            let fitting = u32::try_from(number).ok().filter(|number| range.contains(number));
            fitting.ok_or_else(|| format!("must be from {bounds}{unit}; it is {number}"))
        });
        given.unwrap_or(default)
    }
}
