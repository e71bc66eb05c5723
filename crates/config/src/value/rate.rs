//! How much of something may happen: some at once, then so many in an hour.

use std::fmt;
use std::time::Duration;

const HOUR: Duration = Duration::from_secs(3600);

/// The largest number either part may be.
const MOST: u32 = 1_000_000;

/// So many at once, and after that so many in an hour. Written `10 then 30/hour`.
///
/// The two parts are those of the generic cell rate algorithm (ITU-T I.371 annex A): the burst and the steady rate.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Rate {
    /// How many at once; 1 to 1000000 when read.
    pub burst: u32,
    /// How many in an hour from then on; 1 to 1000000 when read.
    pub per_hour: u32,
}

impl Rate {
    /// How long one unit takes to come back. An hour, should `per_hour` be 0.
    pub const fn interval(self) -> Duration {
        match HOUR.checked_div(self.per_hour) {
            Some(interval) => interval,
            None => HOUR,
        }
    }
}

impl fmt::Display for Rate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} then {}/hour", self.burst, self.per_hour)
    }
}

/// The rate `text` tells of.
///
/// # Errors
/// A reason, when it tells of none or a part is out of bounds.
pub(crate) fn parse(text: &str) -> Result<Rate, String> {
    let shaped = || {
        text.trim().split_once(" then ").and_then(|(burst, rest)| Some((burst, rest.strip_suffix("/hour")?)))
    };
    let parts = shaped().and_then(|(burst, per_hour)| Some((count(burst)?, count(per_hour)?)));
    let (burst, per_hour) =
        parts.ok_or_else(|| format!("must be a rate such as \"10 then 30/hour\"; it is {text:?}"))?;
    for part in [burst, per_hour] {
        if !(1..=MOST).contains(&part) {
            return Err(format!("both numbers must be from 1 to {MOST}; one is {part}"));
        }
    }
    Ok(Rate { burst, per_hour })
}

/// Digits alone: the standard parser also takes a sign.
fn count(text: &str) -> Option<u32> {
    let text = text.trim();
    text.bytes().all(|byte| byte.is_ascii_digit()).then(|| text.parse().ok()).flatten()
}
