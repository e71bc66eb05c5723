//! What evidence is worth, and the third parties that bring it.

use std::path::Path;
use std::time::Duration;

use super::{assert_fits, assert_only, load, load_with};
use crate::Outage;

#[test]
fn policy_of_the_program_holds_unless_a_file_is_named() {
    assert_eq!(load("").unwrap().assurance.policy_file, None);
    let named = load("assurance.policy_file = 'assurance/policy.toml'").unwrap().assurance.policy_file;
    assert_eq!(named.as_deref(), Some(Path::new("/etc/yimen/assurance/policy.toml")));
}

#[test]
fn verification_has_its_defaults() {
    let section = load("").unwrap().verification;
    assert_eq!(section.life_minutes, Duration::from_secs(30 * 60));
    assert_eq!((section.polls_per_second, section.breaker_errors), (20, 3));
    assert_eq!(section.breaker_seconds, Duration::from_secs(30));
    assert_eq!(section.outage, Outage::None);
}

#[test]
fn life_is_from_five_minutes_to_a_day() {
    assert_fits("verification.life_minutes = 5");
    assert_fits("verification.life_minutes = 1440");
    assert_only("verification.life_minutes = 4", "verification.life_minutes");
    assert_only("verification.life_minutes = 1441", "verification.life_minutes");
}

#[test]
fn nothing_may_be_switched_off_by_zero() {
    for key in ["polls_per_second", "breaker_errors", "breaker_seconds"] {
        assert_fits(&format!("verification.{key} = 1"));
        assert_only(&format!("verification.{key} = 0"), &format!("verification.{key}"));
    }
}

#[test]
fn outage_is_one_of_two_words_and_can_be_set_from_outside() {
    let closed = load_with("", &[("YIMEN__VERIFICATION__OUTAGE", "no_new")]).unwrap();
    assert_eq!(closed.verification.outage, Outage::NoNew);
    assert_only("verification.outage = 'all'", "verification.outage");
}

#[test]
fn verifications_of_one_account_have_a_rate() {
    let rate = load("").unwrap().abuse.account_verifications;
    assert_eq!((rate.burst, rate.per_hour), (20, 10));
    assert_only("abuse.account_verifications = 'many'", "abuse.account_verifications");
}
