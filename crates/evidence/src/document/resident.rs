//! The number of a resident, GB 11643: six digits of division, eight of birth, three of order, one check character.

use time::{Date, Month};

use super::number::DocumentRefusal;

/// The whole length, GB 11643 section 4. The 15 digits of before 1999 are no longer valid.
pub(super) const LENGTH: usize = 18;

// GB 11643 section 4.3 (ISO 7064 MOD 11-2): the weight of each of the first 17 places.
const WEIGHTS: [u32; 17] = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
// The check character of each remainder.
const CHECK: &[u8; 11] = b"10X98765432";

/// The divisions that stand for Hong Kong, Macao and Taiwan: only residence permits bear them.
const PERMIT_DIVISIONS: [&str; 3] = ["810000", "820000", "830000"];

/// Checks characters, date and check character, in this order.
pub(super) fn check(text: &str) -> Result<(), DocumentRefusal> {
    let (body, last) = text.split_at_checked(LENGTH - 1).ok_or(DocumentRefusal::Characters)?;
    let digits = body.bytes().all(|byte| byte.is_ascii_digit());
    if !digits || !matches!(last.as_bytes(), [b'0'..=b'9' | b'X']) {
        return Err(DocumentRefusal::Characters);
    }
    birth_date(text).ok_or(DocumentRefusal::Date)?;
    if last.bytes().next() == check_character(body) { Ok(()) } else { Err(DocumentRefusal::Checksum) }
}

/// Whether the division is one of those that only residence permits bear.
pub(super) fn is_permit(text: &str) -> bool {
    text.get(..6).is_some_and(|division| PERMIT_DIVISIONS.contains(&division))
}

/// The date of birth: places 7 to 14, a day of the calendar.
pub(super) fn birth_date(text: &str) -> Option<Date> {
    let year = text.get(6..10)?.parse().ok()?;
    let month: u8 = text.get(10..12)?.parse().ok()?;
    let day = text.get(12..14)?.parse().ok()?;
    Date::from_calendar_date(year, Month::try_from(month).ok()?, day).ok()
}

/// The check character over the first 17 digits.
pub(super) fn check_character(body: &str) -> Option<u8> {
    let digits = body.bytes().map(|byte| u32::from(byte.wrapping_sub(b'0')));
    let sum: u32 = digits.zip(WEIGHTS).map(|(digit, weight)| digit * weight).sum();
    CHECK.get(usize::try_from(sum % 11).ok()?).copied()
}
