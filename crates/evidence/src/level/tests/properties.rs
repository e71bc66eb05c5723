//! What holds for any evidence of anybody.

use proptest::prelude::*;
use proptest::sample::{Index, select};

use super::*;

/// Another deployment: two kinds live by their session, seconds of other kinds, little else.
const OTHER: &str = r#"
version = "other"
disputed_level = 1
[kind.self_asserted]
level = 1
days = 30
[kind.two_element]
level = 2
second = true
[kind.face]
level = 5
days = 100
alone = "session"
second = true
[kind.card_read]
level = 4
days = 400
alone = "session"
beyond_session = 1
second = true
[kind.certificate]
level = 5
own_end = "required"
[provider.held]
ceiling = 4
"#;

fn policies() -> impl Strategy<Value = Policy> {
    prop_oneof![Just(policy()), Just(Policy::read(OTHER).unwrap())]
}

fn statuses() -> impl Strategy<Value = Status> {
    prop_oneof![12 => Just(Status::Valid), 1 => Just(Status::Disputed), 1 => Just(Status::Revoked)]
}

fn any_row() -> impl Strategy<Value = Row> {
    let ends = proptest::option::weighted(0.3, 0_u64..2000);
    let sessions = proptest::option::of(1_u8..3);
    let providers = select(&["open", "open", "held", "weak"][..]);
    (select(EvidenceKind::ALL), providers, 0_u64..900, ends, statuses(), sessions).prop_map(
        |(kind, provider, age, ends, status, number)| Row {
            expires_at: ends.map(|end| now().minus(days(age)).plus(days(end))),
            session: number.map(session),
            ..row(0, kind, age).from(provider).is(status)
        },
    )
}

fn any_rows() -> impl Strategy<Value = Vec<Row>> {
    proptest::collection::vec(any_row(), 0..9).prop_map(|mut rows| {
        for (number, row) in (1..).zip(&mut rows) {
            row.id = id(number);
        }
        rows
    })
}

fn moments() -> impl Strategy<Value = Moment> {
    let ages = proptest::option::weighted(0.2, 0_u64..900);
    (proptest::option::of(1_u8..3), ages).prop_map(|(number, age)| Moment {
        now: now(),
        session: number.map(session),
        not_before: age.map(|age| now().minus(days(age))),
    })
}

const fn later(moment: &Moment, now: Time) -> Moment {
    Moment { now, ..*moment }
}

fn just_before(time: Time) -> Time {
    Time::from_micros(time.micros() - 1)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(512))]

    #[test]
    fn one_more_valid_row_never_lowers(
        policy in policies(), rows in any_rows(), more in any_row(), moment in moments(),
    ) {
        let more = Row { id: id(99), status: Status::Valid, ..more };
        let before = standing(&policy, &rows, &moment).level;
        let with: Vec<Row> = rows.into_iter().chain([more]).collect();
        prop_assert!(standing(&policy, &with, &moment).level >= before);
    }

    #[test]
    fn a_dispute_never_raises(policy in policies(), rows in any_rows(), at in any::<Index>(), moment in moments()) {
        prop_assume!(!rows.is_empty());
        let before = standing(&policy, &rows, &moment).level;
        let mut disputed = rows;
        let at = at.index(disputed.len());
        prop_assume!(disputed[at].status == Status::Valid);
        disputed[at].status = Status::Disputed;
        let after = standing(&policy, &disputed, &moment).level;
        prop_assert!(after <= before && after <= policy.disputed_level().max(1));
    }

    #[test]
    fn a_withdrawal_never_raises_what_is_undisputed(
        policy in policies(), rows in any_rows(), at in any::<Index>(), moment in moments(),
    ) {
        prop_assume!(!rows.is_empty());
        let before = standing(&policy, &rows, &moment).level;
        let mut withdrawn = rows;
        let at = at.index(withdrawn.len());
        prop_assume!(withdrawn[at].status == Status::Valid);
        withdrawn[at].status = Status::Revoked;
        prop_assert!(standing(&policy, &withdrawn, &moment).level <= before);
    }

    #[test]
    fn never_above_the_best_kind_under_its_ceiling(policy in policies(), rows in any_rows(), moment in moments()) {
        let worth = |row: &Row| policy.rule(row.kind).map_or(0, |rule| rule.level.min(policy.ceiling(&row.provider)));
        let highest = rows.iter().map(worth).max().unwrap_or(0).max(1);
        let level = standing(&policy, &rows, &moment).level;
        prop_assert!((1..=highest).contains(&level));
    }

    #[test]
    fn time_never_raises(policy in policies(), rows in any_rows(), moment in moments(), wait in 0_u64..3000) {
        let after = later(&moment, now().plus(days(wait)));
        prop_assert!(standing(&policy, &rows, &after).level <= standing(&policy, &rows, &moment).level);
    }

    #[test]
    fn the_level_falls_when_it_is_said_to(policy in policies(), rows in any_rows(), moment in moments()) {
        let told = standing(&policy, &rows, &moment);
        let level = |at| standing(&policy, &rows, &later(&moment, at)).level;
        match told.until {
            Some(until) => {
                prop_assert!(until > now());
                prop_assert_eq!(level(just_before(until)), told.level);
                prop_assert!(level(until) < told.level);
            }
            None => prop_assert_eq!(level(now().plus(days(90_000))), told.level),
        }
    }

    #[test]
    fn the_age_stays_as_long_as_it_is_said_to(policy in policies(), rows in any_rows(), moment in moments()) {
        let told = standing(&policy, &rows, &moment);
        let end = told.unchanged_until.map_or(now().plus(days(90_000)), just_before);
        prop_assert_eq!(standing(&policy, &rows, &later(&moment, end)), told);
    }

    // `max_evidence_age` and `evidence_time` are two sides of one thing.
    #[test]
    fn the_age_is_the_least_that_could_be_asked_for(policy in policies(), rows in any_rows(), moment in moments()) {
        let told = standing(&policy, &rows, &moment);
        let since = |at| standing(&policy, &rows, &Moment { not_before: Some(at), ..moment }).level;
        match told.evidence_at {
            Some(at) => {
                prop_assert_eq!(since(at), told.level);
                prop_assert!(since(Time::from_micros(at.micros() + 1)) < told.level);
            }
            None => prop_assert_eq!(told.level, 1),
        }
    }

    #[test]
    fn what_carries_the_level_is_enough_and_not_too_much(
        policy in policies(), rows in any_rows(), moment in moments(),
    ) {
        let told = standing(&policy, &rows, &moment);
        let of = |ids: &[EvidenceId]| -> Vec<Row> {
            rows.iter().filter(|row| ids.contains(&row.id)).cloned().collect()
        };
        let level = |ids: &[EvidenceId]| standing(&policy, &of(ids), &moment).level;
        prop_assert!(level(&told.carried_by) >= told.level);
        for without in &told.carried_by {
            let rest: Vec<_> = told.carried_by.iter().copied().filter(|id| id != without).collect();
            prop_assert!(level(&rest) < told.level);
        }
    }

    #[test]
    fn the_order_of_rows_does_not_matter(policy in policies(), rows in any_rows(), moment in moments(), by in 0_usize..9) {
        let told = standing(&policy, &rows, &moment);
        let mut turned = rows;
        turned.reverse();
        let by = by % turned.len().max(1);
        turned.rotate_left(by);
        prop_assert_eq!(standing(&policy, &turned, &moment), told);
    }

    #[test]
    fn the_best_line_is_the_level(policy in policies(), rows in any_rows(), moment in moments()) {
        let lines = explain(&policy, &rows, &moment);
        let best = lines.iter().map(|line| line.counts_for).max().unwrap_or(0).max(1);
        prop_assert_eq!(best, standing(&policy, &rows, &moment).level);
        prop_assert_eq!(lines.len(), rows.len());
    }

    #[test]
    fn a_line_ends_when_it_is_said_to(policy in policies(), rows in any_rows(), moment in moments()) {
        for (at, line) in explain(&policy, &rows, &moment).iter().enumerate() {
            let counts = |now| explain(&policy, &rows, &later(&moment, now))[at].counts_for;
            match line.until {
                Some(until) => {
                    prop_assert_eq!(counts(just_before(until)), line.counts_for);
                    prop_assert!(counts(until) < line.counts_for);
                }
                None => prop_assert_eq!(counts(now().plus(days(90_000))), line.counts_for),
            }
        }
    }

    #[test]
    fn ways_reach_the_level_and_are_no_longer_than_needed(
        policy in policies(), rows in any_rows(), moment in moments(), target in 1_u8..6,
    ) {
        let reach = |kinds: &[EvidenceKind]| {
            let proved: Vec<_> = kinds.iter().map(|kind| Proved { kind: *kind, provider: "" }).collect();
            level_with(&policy, &rows, &moment, &proved) >= target
        };
        let ways = routes(&policy, &rows, &moment, target);
        for way in &ways {
            prop_assert!(reach(way));
            for left_out in way {
                let rest: Vec<_> = way.iter().copied().filter(|kind| kind != left_out).collect();
                prop_assert!(!reach(&rest));
            }
        }
        prop_assert!(ways.is_sorted_by_key(|way| (way.len(), way.clone())));
        // None is left out: either it is reached, or all kinds together do not reach it.
        prop_assert!(!ways.is_empty() || reach(&[]) || !reach(EvidenceKind::ALL));
    }
}
