//! Which budgets pay.

use base::{AccountId, DeviceId, SystemRng};
use sha2::{Digest as _, Sha256};
use store::budget::Rate;

use super::bench::{settings, source};
use crate::risk::rates::{Budget, Key, Rates};
use crate::risk::{Act, Charge, Subject};

/// Stands in for the keyed hash: what matters here is only what goes in.
pub(super) fn mac(parts: &[&[u8]]) -> Key {
    let mut hash = Sha256::new();
    for part in parts {
        hash.update(part.len().to_be_bytes());
        hash.update(part);
    }
    hash.finalize().into()
}

pub(super) fn plan(charges: &[Charge]) -> Vec<Budget> {
    let (abuse, second) = settings();
    Rates::new(&abuse, &second).plan(charges, mac)
}

fn rate_of(act: Act, subject: Subject<'_>) -> Rate {
    let plan = plan(&[Charge::new(act, subject)]);
    assert_eq!(plan.len(), 1);
    plan[0].rate
}

const fn per_hour(burst: u32, units: i64) -> Rate {
    Rate { interval_us: 3_600_000_000 / units, burst }
}

fn assert_rate(act: Act, subject: Subject<'_>, expected: Rate) {
    let rate = rate_of(act, subject);
    assert_eq!((rate.burst, rate.interval_us), (expected.burst, expected.interval_us), "{act:?}");
}

#[test]
fn each_setting_bounds_what_it_names() {
    let from = source("203.0.113.7");
    let (account, device) = (AccountId::random(&SystemRng), DeviceId::random(&SystemRng));
    assert_rate(Act::SignIn, Subject::Source(from), per_hour(60, 120));
    assert_rate(Act::SignIn, Subject::Name(b"name"), per_hour(10, 30));
    assert_rate(Act::SignIn, Subject::Account(account), per_hour(10, 30));
    assert_rate(Act::SignIn, Subject::Device(device), per_hour(10, 60));
    assert_rate(Act::Register, Subject::Source(from), per_hour(10, 20));
    assert_rate(Act::SendCode, Subject::Phone(b"+8613800138000"), per_hour(5, 5));
    assert_rate(Act::SendCode, Subject::Name(b"13800138000"), per_hour(5, 5));
    assert_rate(Act::SendCode, Subject::Source(from), per_hour(20, 20));
    assert_rate(Act::SendCode, Subject::Account(account), per_hour(10, 10));
    assert_rate(Act::SendCode, Subject::Client("city"), per_hour(1000, 1000));
    assert_rate(Act::ClientSecret, Subject::ClientFrom("city", from), per_hour(20, 60));
    assert_rate(Act::Recover, Subject::Account(account), per_hour(5, 2));
    assert_rate(Act::Recover, Subject::Name(b"name"), per_hour(5, 2));
    assert_rate(Act::Recover, Subject::Source(from), per_hour(20, 20));
    assert_rate(Act::GuessCode, Subject::Account(account), per_hour(10, 30));
    assert_rate(Act::GuessCode, Subject::Device(device), per_hour(10, 60));
}

#[test]
fn a_code_has_its_guesses_for_its_whole_life() {
    assert_rate(Act::GuessCode, Subject::Handle(b"code"), Rate { interval_us: 300_000_000, burst: 5 });
}

#[test]
fn every_act_of_every_subject_has_a_budget_of_its_own() {
    let from = source("203.0.113.7");
    let (account, device) = (AccountId::from_bytes([1; 16]), DeviceId::from_bytes([1; 16]));
    let subjects = [
        Subject::Source(from),
        Subject::Source(source("203.0.113.8")),
        Subject::Name(&[1; 16]),
        Subject::Account(account),
        Subject::Device(device),
        Subject::Phone(&[1; 16]),
        Subject::Client("one"),
        Subject::ClientFrom("one", from),
        Subject::ClientFrom("one", source("203.0.113.8")),
        Subject::Handle(&[1; 16]),
    ];
    let charges: Vec<Charge> =
        Act::ALL.iter().flat_map(|act| subjects.iter().map(|subject| Charge::new(*act, *subject))).collect();
    let plan = plan(&charges);
    assert_eq!(plan.len(), charges.len());
    assert!(plan.iter().all(|budget| plan.iter().all(|other| other.key != budget.told())));
}

#[test]
fn an_ipv6_source_is_counted_with_its_site_too() {
    let charge = |address| [Charge::new(Act::SignIn, Subject::Source(source(address)))];
    let (one, neighbour, other) = (
        plan(&charge("2001:db8:1:2::1")),
        plan(&charge("2001:db8:1:3::1")),
        plan(&charge("2001:db8:2:2::1")),
    );
    assert_eq!((one.len(), neighbour.len(), other.len()), (2, 2, 2));
    let shared: Vec<_> =
        one.iter().filter(|budget| neighbour.iter().any(|next| next.key == budget.key)).collect();
    assert_eq!(shared.len(), 1);
    assert_eq!(
        (shared[0].kind, shared[0].rate.burst, shared[0].rate.interval_us),
        ("site", 60 * 64, 30_000_000 / 64)
    );
    assert!(one.iter().all(|budget| other.iter().all(|next| next.key != budget.key)));
}

#[test]
fn a_charge_named_twice_is_paid_once() {
    let charge = Charge::new(Act::SignIn, Subject::Name(b"name"));
    assert_eq!(plan(&[charge.clone(), charge]).len(), 1);
}

#[test]
fn all_nodes_take_in_one_order() {
    let from = source("2001:db8:1:2::1");
    let charges = [
        Charge::new(Act::SignIn, Subject::Source(from)),
        Charge::new(Act::SignIn, Subject::Name(b"name")),
        Charge::new(Act::SendCode, Subject::Client("city")),
    ];
    let mut turned = charges.clone();
    turned.reverse();
    assert_eq!(plan(&charges), plan(&turned));
    assert!(plan(&charges).is_sorted_by_key(|budget| budget.key));
}

#[test]
fn a_charge_shows_nobody() {
    let charge = Charge::new(Act::SendCode, Subject::Phone(b"+8613800138000"));
    assert_eq!(format!("{charge:?}"), "Charge(send_code by phone)");
}
