//! What would reach a level.

use super::*;
use EvidenceKind::{
    BankFourElement, CardRead, Certificate, CounterCheck, Face, NetworkIdentity, NetworkIdentityFace,
    NetworkIdentityPassword, NetworkIdentityPasswordFace, ProviderRealName, TelecomElements, TwoElement,
};

fn to(target: u8, rows: &[Row], moment: &Moment) -> Vec<Vec<EvidenceKind>> {
    routes(&policy(), rows, moment, target)
}

#[test]
fn a_level_that_is_reached_needs_nothing() {
    assert_eq!(to(1, &[], &anywhere()), Vec::<Vec<_>>::new());
    assert_eq!(to(3, &[row(1, TwoElement, 1)], &anywhere()), Vec::<Vec<_>>::new());
}

#[test]
fn every_kind_of_the_level_is_a_way_to_it() {
    let singles = [
        TwoElement,
        BankFourElement,
        TelecomElements,
        ProviderRealName,
        Face,
        NetworkIdentity,
        NetworkIdentityPassword,
        NetworkIdentityFace,
        NetworkIdentityPasswordFace,
        CardRead,
        CounterCheck,
        Certificate,
    ];
    assert_eq!(to(3, &[], &within(1)), singles.map(|kind| vec![kind]));
}

#[test]
fn in_a_session_a_face_is_enough() {
    let singles = [Face, NetworkIdentityFace, NetworkIdentityPasswordFace, CounterCheck, Certificate];
    assert_eq!(to(4, &[], &within(1)), singles.map(|kind| vec![kind]));
}

#[test]
fn beyond_a_session_a_face_needs_a_second_kind() {
    let expected = [
        vec![NetworkIdentityFace],
        vec![NetworkIdentityPasswordFace],
        vec![CounterCheck],
        vec![Certificate],
        vec![BankFourElement, Face],
        vec![TelecomElements, Face],
        vec![Face, CardRead],
    ];
    assert_eq!(to(4, &[], &anywhere()), expected);
}

#[test]
fn what_is_there_already_shortens_the_way() {
    let bank = to(4, &[row(1, BankFourElement, 1)], &anywhere());
    assert_eq!(bank.first(), Some(&vec![Face]));
    let face = to(4, &[row(1, Face, 1)], &within(2));
    assert!(face.contains(&vec![BankFourElement]) && face.contains(&vec![Face]));
}

#[test]
fn nothing_leads_past_a_dispute() {
    let rows = [row(1, TwoElement, 1).is(Status::Disputed)];
    assert_eq!(to(3, &rows, &within(1)), Vec::<Vec<_>>::new());
}

#[test]
fn nothing_leads_past_the_highest_level() {
    assert_eq!(to(6, &[], &within(1)), Vec::<Vec<_>>::new());
}

#[test]
fn old_evidence_is_no_reason_to_ask_for_nothing() {
    let moment = Moment { not_before: Some(now().minus(days(5))), ..within(1) };
    assert!(to(3, &[row(1, TwoElement, 6)], &moment).contains(&vec![TwoElement]));
}

#[test]
fn a_provider_with_a_ceiling_reaches_less() {
    let with =
        |provider| level_with(&policy(), &[], &within(1), &[Proved { kind: NetworkIdentityFace, provider }]);
    assert_eq!((with("open"), with("held"), with("weak")), (4, 3, 2));
}
