//! Which level is reached, since when and until when.

use super::*;
use EvidenceKind::{
    BankFourElement, CardRead, Certificate, CounterCheck, Face, NetworkIdentity, NetworkIdentityFace,
    NetworkIdentityPassword, NetworkIdentityPasswordFace, PhoneCode, ProviderRealName, SelfAsserted,
    TelecomElements, TwoElement,
};

#[test]
fn each_kind_reaches_its_level_by_itself_and_for_its_time() {
    let table = [
        (PhoneCode, 1, None),
        (SelfAsserted, 2, None),
        (TwoElement, 3, Some(365)),
        (BankFourElement, 3, Some(180)),
        (TelecomElements, 3, Some(180)),
        (ProviderRealName, 3, Some(365)),
        (Face, 3, Some(730)),
        (NetworkIdentity, 3, Some(730)),
        (NetworkIdentityPassword, 3, Some(730)),
        (NetworkIdentityFace, 4, Some(730)),
        (NetworkIdentityPasswordFace, 4, Some(730)),
        (CardRead, 3, Some(730)),
        (CounterCheck, 5, Some(1826)),
    ];
    for (kind, level, lasts) in table {
        let standing = standing(&policy(), &[row(1, kind, 10)], &within(2));
        assert_eq!(standing.level, level, "{kind:?}");
        assert_eq!(standing.until, lasts.map(|lasts| now().plus(days(lasts - 10))), "{kind:?}");
        assert_eq!(standing.evidence_at, (level > 1).then(|| now().minus(days(10))), "{kind:?}");
    }
}

#[test]
fn nothing_is_level_1_for_ever() {
    let expected =
        Standing { level: 1, evidence_at: None, until: None, unchanged_until: None, carried_by: Vec::new() };
    assert_eq!(standing(&policy(), &[], &anywhere()), expected);
    assert_eq!(standing(&policy(), &[row(1, PhoneCode, 1)], &anywhere()), expected);
}

#[test]
fn a_face_reaches_level_4_in_its_session_only() {
    let rows = [row(1, Face, 0)];
    assert_eq!(level(&rows, &within(1)), 4);
    assert_eq!(level(&rows, &within(2)), 3);
    assert_eq!(level(&rows, &anywhere()), 3);
}

#[test]
fn evidence_of_no_session_is_in_none() {
    let rows = [Row { session: None, ..row(1, Face, 0) }];
    assert_eq!(level(&rows, &anywhere()), 3);
    assert_eq!(level(&rows, &within(1)), 3);
}

#[test]
fn a_second_kind_carries_a_face_beyond_its_session() {
    for second in [BankFourElement, TelecomElements, CardRead] {
        let standing = standing(&policy(), &[row(1, Face, 5), row(2, second, 20)], &within(2));
        assert_eq!(standing.level, 4);
        assert_eq!(standing.evidence_at, Some(now().minus(days(20))));
        assert_eq!(standing.carried_by, [id(1), id(2)]);
    }
}

#[test]
fn other_kinds_carry_no_face() {
    for other in [SelfAsserted, TwoElement, ProviderRealName, NetworkIdentity, NetworkIdentityPassword, Face]
    {
        assert_eq!(level(&[row(1, Face, 5), row(2, other, 5)], &within(2)), 3, "{other:?}");
    }
}

#[test]
fn a_pair_lasts_as_long_as_the_shorter() {
    let rows = [row(1, Face, 5), row(2, BankFourElement, 20)];
    let standing = standing(&policy(), &rows, &anywhere());
    assert_eq!(standing.until, Some(now().plus(days(160))));
    let later = Moment { now: now().plus(days(160)), ..anywhere() };
    assert_eq!(level(&rows, &later), 3);
}

#[test]
fn of_two_seconds_one_tells_the_age_and_one_the_end() {
    let rows = [row(1, Face, 5), row(2, CardRead, 20), row(3, CardRead, 6).ends_in(days(3))];
    let standing = standing(&policy(), &rows, &anywhere());
    assert_eq!(standing.evidence_at, Some(now().minus(days(6))));
    assert_eq!(standing.unchanged_until, Some(now().plus(days(3))));
    assert_eq!(standing.until, Some(now().plus(days(710))));
}

#[test]
fn a_second_kind_must_count_itself() {
    for second in [
        row(2, BankFourElement, 181),
        row(2, BankFourElement, 1).is(Status::Revoked),
        row(2, BankFourElement, 1).from("weak"),
        row(2, BankFourElement, 1).ends_in(Duration::ZERO),
    ] {
        assert_eq!(level(&[row(1, Face, 5), second], &anywhere()), 3);
    }
    // A ceiling that does not touch the kind leaves it a second kind.
    assert_eq!(level(&[row(1, Face, 5), row(2, BankFourElement, 1).from("held")], &anywhere()), 4);
}

#[test]
fn the_freshest_set_tells_the_age() {
    let rows = [row(1, TwoElement, 300), row(2, BankFourElement, 10), row(3, TwoElement, 40)];
    let standing = standing(&policy(), &rows, &anywhere());
    assert_eq!((standing.level, standing.evidence_at), (3, Some(now().minus(days(10)))));
    assert_eq!(standing.carried_by, [id(2)]);
}

#[test]
fn the_age_may_change_before_the_level_does() {
    let rows = [row(1, TwoElement, 40), row(2, BankFourElement, 10)];
    let standing = standing(&policy(), &rows, &anywhere());
    assert_eq!(standing.unchanged_until, Some(now().plus(days(170))));
    assert_eq!(standing.until, Some(now().plus(days(325))));
    let later = Moment { now: now().plus(days(170)), ..anywhere() };
    let later = super::standing(&policy(), &rows, &later);
    assert_eq!((later.level, later.evidence_at), (3, Some(now().minus(days(40)))));
}

#[test]
fn better_evidence_tells_the_age_of_a_higher_level() {
    let rows = [row(1, TwoElement, 1), row(2, NetworkIdentityFace, 100)];
    let standing = standing(&policy(), &rows, &anywhere());
    assert_eq!((standing.level, standing.evidence_at), (4, Some(now().minus(days(100)))));
}

#[test]
fn evidence_ends_at_the_moment_its_time_is_over() {
    let rows = [row(1, TwoElement, 365)];
    assert_eq!(level(&rows, &anywhere()), 1);
    let before = Moment { now: Time::from_micros(now().micros() - 1), ..anywhere() };
    assert_eq!(level(&rows, &before), 3);
}

#[test]
fn a_counter_check_ends_with_its_document() {
    let rows = [row(1, CounterCheck, 10).ends_in(days(30))];
    assert_eq!(standing(&policy(), &rows, &anywhere()).until, Some(now().plus(days(30))));
    let longer = [row(1, CounterCheck, 10).ends_in(days(9000))];
    assert_eq!(standing(&policy(), &longer, &anywhere()).until, Some(now().plus(days(1816))));
}

#[test]
fn a_certificate_counts_until_its_own_end_and_not_without_one() {
    let rows = [row(1, Certificate, 10).ends_in(days(700))];
    let with_end = standing(&policy(), &rows, &anywhere());
    assert_eq!((with_end.level, with_end.until), (5, Some(now().plus(days(700)))));
    assert_eq!(level(&[row(1, Certificate, 10)], &anywhere()), 1);
}

#[test]
fn a_dispute_lowers_the_person_at_once() {
    let rows = [row(1, CounterCheck, 1), row(2, Face, 1).is(Status::Disputed)];
    assert_eq!(level(&rows, &within(1)), 2);
    let disputed = [row(1, NetworkIdentityFace, 1).is(Status::Disputed)];
    assert_eq!(level(&disputed, &anywhere()), 2);
}

#[test]
fn a_dispute_does_not_run_out() {
    let rows = [row(1, CounterCheck, 1), row(2, BankFourElement, 900).is(Status::Disputed)];
    assert_eq!(level(&rows, &anywhere()), 2);
}

#[test]
fn a_dispute_is_over_when_it_is_settled() {
    let revoked = [row(1, CounterCheck, 1), row(2, Face, 1).is(Status::Revoked)];
    assert_eq!(level(&revoked, &anywhere()), 5);
}

#[test]
fn evidence_that_is_revoked_counts_for_nothing() {
    assert_eq!(level(&[row(1, CounterCheck, 1).is(Status::Revoked)], &within(1)), 1);
}

#[test]
fn a_ceiling_holds_whatever_is_proved() {
    assert_eq!(level(&[row(1, CounterCheck, 1).from("held")], &anywhere()), 3);
    assert_eq!(level(&[row(1, Face, 1).from("weak")], &within(1)), 2);
    assert_eq!(level(&[row(1, Face, 1).from("weak")], &within(2)), 2);
    assert_eq!(level(&[row(1, Face, 1).from("held"), row(2, CardRead, 1)], &within(1)), 3);
}

#[test]
fn what_is_too_old_does_not_count() {
    let rows = [row(1, NetworkIdentityFace, 100), row(2, TwoElement, 10)];
    let since = |age| Moment { not_before: Some(now().minus(days(age))), ..anywhere() };
    assert_eq!(level(&rows, &since(100)), 4);
    assert_eq!(level(&rows, &since(99)), 3);
    assert_eq!(level(&rows, &since(9)), 1);
}

#[test]
fn both_of_a_pair_must_be_young_enough() {
    let rows = [row(1, Face, 5), row(2, BankFourElement, 20)];
    let moment = Moment { not_before: Some(now().minus(days(10))), ..anywhere() };
    assert_eq!(level(&rows, &moment), 3);
}

#[test]
fn a_kind_without_a_rule_counts_for_nothing() {
    let policy = Policy::read("version = \"1\"\ndisputed_level = 2\n").unwrap();
    assert_eq!(standing(&policy, &[row(1, CounterCheck, 1)], &anywhere()).level, 1);
}
