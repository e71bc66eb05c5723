//! Spans of time on the command line: a whole number and a unit, such as `45s`, `30m`, `24h`, `7d`.

use std::time::Duration;

const UNITS: [(&str, u64); 4] = [("d", 86_400), ("h", 3_600), ("m", 60), ("s", 1)];

/// Reads a span.
pub(super) fn parse(text: &str) -> Result<Duration, String> {
    let malformed = || "a span is a whole number and a unit: 45s, 30m, 24h or 7d".to_owned();
    let (unit, seconds) = UNITS.iter().find(|(unit, _)| text.ends_with(unit)).ok_or_else(malformed)?;
    let number = text.strip_suffix(unit).ok_or_else(malformed)?;
    let plain = !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit());
    let number: u64 = if plain { number.parse().map_err(|_| malformed())? } else { return Err(malformed()) };
    number.checked_mul(*seconds).map(Duration::from_secs).ok_or_else(malformed)
}

/// Writes a span in the largest unit that divides it.
pub(super) fn text(span: Duration) -> String {
    let seconds = span.as_secs();
    let (unit, length) =
        UNITS.iter().find(|(_, length)| seconds.is_multiple_of(*length)).unwrap_or(&("s", 1));
    format!("{}{unit}", seconds / length)
}
