use std::time::Duration;

use base::Time;
use proptest::prelude::*;
use proto::jose::Algorithm;

use super::*;

const AHEAD: Duration = Duration::from_secs(3600);

fn at(seconds: i64) -> Time {
    Time::from_seconds(seconds)
}

fn emergency() -> Force {
    Force::Emergency { reason: "drill".to_owned() }
}

fn next() -> KeyState {
    KeyState::Next { published_at: at(0) }
}

fn active() -> KeyState {
    next().activate(at(3600), AHEAD, &Force::No).unwrap()
}

fn retiring() -> KeyState {
    active().supersede(at(7200), Some(at(9000))).unwrap()
}

#[test]
fn next_becomes_active_once_published_long_enough() {
    assert_eq!(active(), KeyState::Active { published_at: at(0), since: at(3600) });
}

#[test]
fn refused_when_published_too_late() {
    let refused = next().activate(at(3599), AHEAD, &Force::No);
    assert_eq!(refused, Err(TransitionRefusal::TooEarly { until: at(3600) }));
}

#[test]
fn emergency_cuts_the_wait_short() {
    assert!(next().activate(at(1), AHEAD, &emergency()).is_ok());
}

#[test]
fn emergency_does_not_bring_a_used_key_back() {
    for state in [active(), retiring(), retiring().retire(at(9000), &Force::No).unwrap()] {
        assert_eq!(state.activate(at(9999), AHEAD, &emergency()), Err(TransitionRefusal::NotNext));
    }
}

#[test]
fn refused_when_replaced_without_being_active() {
    assert_eq!(next().supersede(at(1), None), Err(TransitionRefusal::NotActive));
    assert_eq!(retiring().supersede(at(1), None), Err(TransitionRefusal::NotActive));
}

#[test]
fn refused_when_retired_while_in_use() {
    assert_eq!(active().retire(at(9999), &emergency()), Err(TransitionRefusal::InUse));
}

#[test]
fn refused_when_retired_too_early() {
    let refused = retiring().retire(at(8999), &Force::No);
    assert_eq!(refused, Err(TransitionRefusal::StillNeeded { until: Some(at(9000)) }));
    assert!(retiring().retire(at(9000), &Force::No).is_ok());
    assert!(retiring().retire(at(7201), &emergency()).is_ok());
}

#[test]
fn key_without_an_end_is_retired_by_force_only() {
    let endless = active().supersede(at(7200), None).unwrap();
    let refused = endless.retire(at(i64::MAX / 2_000_000), &Force::No);
    assert_eq!(refused, Err(TransitionRefusal::StillNeeded { until: None }));
    assert!(endless.retire(at(7200), &emergency()).is_ok());
}

#[test]
fn refused_when_retired_twice() {
    let retired = next().retire(at(1), &Force::No).unwrap();
    assert_eq!(retired.retire(at(2), &Force::No), Err(TransitionRefusal::AlreadyRetired));
}

#[test]
fn only_a_retired_key_is_destroyed() {
    for state in [next(), active(), retiring()] {
        assert_eq!(state.destroy(), Err(TransitionRefusal::NotRetired));
    }
    assert_eq!(retiring().retire(at(9000), &Force::No).unwrap().destroy(), Ok(()));
}

#[test]
fn usual_calendar_is_sound() {
    assert_eq!(RotationPolicy::default().check(), Ok(()));
}

#[test]
fn each_contradiction_is_refused_for_itself() {
    let usual = RotationPolicy::default;
    let second = Duration::from_secs(1);
    let cases = [
        (RotationPolicy { algorithms: vec![], ..usual() }, CalendarRefusal::NoAlgorithm),
        (
            RotationPolicy { algorithms: vec![Algorithm::EdDSA, Algorithm::EdDSA], ..usual() },
            CalendarRefusal::AlgorithmTwice(Algorithm::EdDSA),
        ),
        (RotationPolicy { publish_ahead: 59 * second, ..usual() }, CalendarRefusal::AheadTooShort),
        (RotationPolicy { period: usual().publish_ahead, ..usual() }, CalendarRefusal::PeriodTooShort),
        (RotationPolicy { retire_after: 59 * second, ..usual() }, CalendarRefusal::RetireTooShort),
        (RotationPolicy { jwks_max_age: 59 * second, ..usual() }, CalendarRefusal::MaxAgeTooShort),
        (
            RotationPolicy { jwks_max_age: usual().publish_ahead + second, ..usual() },
            CalendarRefusal::MaxAgeTooLong,
        ),
    ];
    for (policy, refusal) in cases {
        assert_eq!(policy.check(), Err(refusal));
    }
}

#[test]
fn calendar_is_written_in_seconds() {
    let json = serde_json::to_value(RotationPolicy::default()).unwrap();
    assert_eq!(json["period"], 90 * 24 * 3600);
    assert_eq!(serde_json::from_value::<RotationPolicy>(json).unwrap(), RotationPolicy::default());
}

#[derive(Clone, Copy, Debug)]
enum Act {
    Wait(u32),
    Activate,
    Force,
    Supersede,
    Retire,
}

fn act() -> impl Strategy<Value = Act> {
    prop_oneof![
        (0_u32..20_000).prop_map(Act::Wait),
        Just(Act::Activate),
        Just(Act::Force),
        Just(Act::Supersede),
        Just(Act::Retire),
    ]
}

const fn rank(state: KeyState) -> u8 {
    match state.name() {
        StateName::Next => 0,
        StateName::Active => 1,
        StateName::Retiring => 2,
        StateName::Retired => 3,
    }
}

proptest! {
    #[test]
    fn life_of_a_key_only_goes_forward(acts in prop::collection::vec(act(), 0..40)) {
        let (mut state, mut now) = (next(), at(0));
        let mut was_active = false;
        for act in acts {
            let step = match act {
                Act::Wait(seconds) => {
                    now = now.plus(Duration::from_secs(seconds.into()));
                    continue;
                }
                Act::Activate => state.activate(now, AHEAD, &Force::No),
                Act::Force => state.activate(now, AHEAD, &emergency()),
                Act::Supersede => state.supersede(now, Some(now.plus(AHEAD))),
                Act::Retire => state.retire(now, &Force::No),
            };
            let Ok(after) = step else { continue };
            prop_assert!(rank(after) > rank(state), "{state:?} to {after:?}");
            prop_assert_eq!(after.published_at(), at(0));
            if after.is_active() {
                prop_assert!(!was_active, "a key is active once");
                was_active = true;
                prop_assert!(matches!(act, Act::Force) || now >= at(0).plus(AHEAD));
            }
            if let (KeyState::Retiring { until: Some(until), .. }, KeyState::Retired { retired_at, .. }) =
                (state, after)
            {
                prop_assert!(retired_at >= until, "retired before its end");
            }
            state = after;
        }
    }
}
