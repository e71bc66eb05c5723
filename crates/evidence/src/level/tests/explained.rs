//! What each piece of evidence is said to count for.

use super::*;
use EvidenceKind::{BankFourElement, Certificate, CounterCheck, Face, SelfAsserted, TwoElement};

/// Level, reason and days left of each row.
fn told(rows: &[Row], moment: &Moment) -> Vec<(u8, Why, Option<u64>)> {
    let left = |until: Time| until.since(now()).as_secs() / 86_400;
    let lines = explain(&policy(), rows, moment);
    assert_eq!(lines.iter().map(|line| line.id).collect::<Vec<_>>(), ids(rows));
    lines.iter().map(|line| (line.counts_for, line.why, line.until.map(left))).collect()
}

fn ids(rows: &[Row]) -> Vec<EvidenceId> {
    rows.iter().map(|row| row.id).collect()
}

#[test]
fn what_counts_says_for_how_long() {
    let rows = [row(1, SelfAsserted, 10), row(2, TwoElement, 10)];
    assert_eq!(told(&rows, &anywhere()), [(2, Why::Counts, None), (3, Why::Counts, Some(355))]);
}

#[test]
fn a_line_names_its_evidence() {
    let evidence = row(7, TwoElement, 10).from("held");
    let lines = explain(&policy(), std::slice::from_ref(&evidence), &anywhere());
    let line = lines.first().unwrap();
    assert_eq!((line.id, line.kind, line.provider.as_str()), (id(7), TwoElement, "held"));
    assert_eq!(line.issued_at, evidence.issued_at);
}

#[test]
fn a_face_says_what_it_is_without_a_second_kind() {
    let rows = [row(1, Face, 10)];
    assert_eq!(told(&rows, &within(1)), [(4, Why::OnlyInItsSession, Some(720))]);
    assert_eq!(told(&rows, &within(2)), [(3, Why::NeedsSecondKind, Some(720))]);
}

#[test]
fn a_face_beside_a_second_kind_counts_as_long_as_both() {
    let rows = [row(1, Face, 10), row(2, BankFourElement, 10)];
    let counts = [(4, Why::Counts, Some(170)), (3, Why::Counts, Some(170))];
    assert_eq!(told(&rows, &within(2)), counts);
    let in_its_session = [(4, Why::Counts, Some(720)), (3, Why::Counts, Some(170))];
    assert_eq!(told(&rows, &within(1)), in_its_session);
}

#[test]
fn what_counts_for_nothing_says_why() {
    let rows = [
        row(1, TwoElement, 365),
        row(2, TwoElement, 1).is(Status::Revoked),
        row(3, Certificate, 1),
        row(4, TwoElement, 50),
    ];
    let moment = Moment { not_before: Some(now().minus(days(20))), ..anywhere() };
    let expected =
        [(0, Why::Expired, None), (0, Why::Revoked, None), (0, Why::NoRule, None), (0, Why::TooOld, None)];
    assert_eq!(told(&rows, &moment), expected);
}

#[test]
fn a_ceiling_is_told() {
    let rows = [row(1, CounterCheck, 1).from("held"), row(2, TwoElement, 1).from("held")];
    let told = told(&rows, &anywhere());
    assert_eq!(told, [(3, Why::CappedByProvider, Some(1825)), (3, Why::Counts, Some(364))]);
}

#[test]
fn a_face_held_to_what_it_is_worth_anyway_says_so() {
    let rows = [row(1, Face, 1).from("held")];
    assert_eq!(told(&rows, &within(2)), [(3, Why::CappedByProvider, Some(729))]);
}

#[test]
fn a_dispute_is_told_and_what_stands_beside_it() {
    let rows = [row(1, CounterCheck, 1), row(2, TwoElement, 1).is(Status::Disputed), row(3, SelfAsserted, 1)];
    let expected =
        [(2, Why::BesideDisputed, Some(1825)), (2, Why::Disputed, Some(364)), (2, Why::Counts, None)];
    assert_eq!(told(&rows, &anywhere()), expected);
}
