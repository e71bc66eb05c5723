use base::Time;
use time::Date;
use time::macros::date;

use crate::entity::term::{end_of, last_day};
use crate::entity::{TermRefusal, furthest, today};

/// 2026-03-01T15:59:59Z: a second before midnight in China.
const LATE: Time = Time::from_seconds(1_772_380_799);
const TODAY: Date = date!(2026 - 03 - 01);

#[test]
fn the_day_is_that_of_china() {
    assert_eq!(today(LATE).unwrap(), TODAY);
    assert_eq!(today(Time::from_seconds(LATE.seconds() + 1)).unwrap(), date!(2026 - 03 - 02));
}

#[test]
fn a_right_ends_when_its_last_day_is_over() {
    assert_eq!(end_of(TODAY, TODAY), Ok(Time::from_seconds(LATE.seconds() + 1)));
    assert_eq!(last_day(end_of(TODAY, TODAY).unwrap()).unwrap(), TODAY);
}

#[test]
fn refused_when_the_last_day_is_over() {
    assert_eq!(end_of(date!(2026 - 02 - 28), TODAY), Err(TermRefusal::Over));
}

#[test]
fn twelve_months_ahead_is_the_furthest() {
    assert!(end_of(date!(2027 - 03 - 01), TODAY).is_ok());
    assert_eq!(end_of(date!(2027 - 03 - 02), TODAY), Err(TermRefusal::TooFar));
}

#[test]
fn twelve_months_from_a_leap_day_end_on_the_day_before() {
    assert_eq!(furthest(date!(2028 - 02 - 29)), date!(2029 - 02 - 28));
    assert_eq!(furthest(date!(2027 - 02 - 28)), date!(2028 - 02 - 28));
}
