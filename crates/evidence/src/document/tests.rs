//! Documents held to their rules.

mod any_input;
mod codes;
mod names;
mod numbers;

use time::{Date, Month};

use super::*;

fn day(year: i32, month: Month, day: u8) -> Date {
    Date::from_calendar_date(year, month, day).unwrap()
}

/// The 18 characters of a resident's number from its first 17: ISO 7064 MOD 11-2 in its recursive form, to which the
/// weights of GB 11643 are the closed one.
fn with_check(body: &str) -> String {
    let sum = body.bytes().fold(0, |sum, byte| (sum + u32::from(byte - b'0')) * 2 % 11);
    let check = (12 - sum) % 11;
    let check = if check == 10 { "X".to_owned() } else { check.to_string() };
    format!("{body}{check}")
}

#[test]
fn every_document_has_one_word_and_one_code() {
    for document in DocumentType::ALL {
        assert_eq!(DocumentType::parse(document.as_str()), Some(*document));
        assert_eq!(document.ga_code().len(), 3);
    }
    assert_eq!(DocumentType::parse("driving_licence"), None);
    assert_eq!(DocumentType::ResidentId.ga_code(), "111");
}

#[test]
fn age_grows_on_the_birthday() {
    let birth = day(2008, Month::June, 15);
    assert_eq!(age_at(birth, day(2026, Month::June, 14)), 17);
    assert_eq!(age_at(birth, day(2026, Month::June, 15)), 18);
}

#[test]
fn who_is_born_on_a_leap_day_is_older_on_1_march() {
    let birth = day(2012, Month::February, 29);
    assert_eq!(age_at(birth, day(2026, Month::February, 28)), 13);
    assert_eq!(age_at(birth, day(2026, Month::March, 1)), 14);
}

#[test]
fn age_is_0_before_birth() {
    assert_eq!(age_at(day(2030, Month::January, 1), day(2026, Month::January, 1)), 0);
}
