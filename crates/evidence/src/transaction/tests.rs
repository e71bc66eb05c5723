//! States and polls held to their rules.

use proptest::prelude::*;

use super::*;

const EVENTS: [Event; 6] =
    [Event::Started, Event::Passed, Event::Failed, Event::Cancelled, Event::Expired, Event::Broke];

const HOUR: Duration = Duration::from_secs(3600);

fn at(seconds: i64) -> Time {
    Time::from_seconds(1_790_000_000 + seconds)
}

#[test]
fn every_state_has_one_word() {
    for state in State::ALL {
        assert_eq!(State::parse(state.as_str()), Some(*state));
    }
    assert_eq!(State::parse("done"), None);
}

#[test]
fn a_verification_starts_once() {
    assert_eq!(step(State::Created, Event::Started), Some(State::Started));
    assert_eq!(step(State::Started, Event::Started), None);
}

#[test]
fn a_verification_ends_from_either_open_state() {
    let ends = [
        (Event::Passed, State::Passed),
        (Event::Failed, State::Failed),
        (Event::Cancelled, State::Cancelled),
        (Event::Expired, State::Expired),
        (Event::Broke, State::Error),
    ];
    for (event, end) in ends {
        assert_eq!(step(State::Created, event), Some(end));
        assert_eq!(step(State::Started, event), Some(end));
    }
}

#[test]
fn nothing_changes_a_verification_that_is_over() {
    for state in State::ALL.iter().filter(|state| state.is_terminal()) {
        for event in EVENTS {
            assert_eq!(step(*state, event), None);
        }
    }
}

/// The seconds after the start at which is asked, when each question is asked as soon as it is due.
fn asked(life: i64) -> Vec<i64> {
    let mut asked = Vec::new();
    let mut now = at(0);
    while let Some(next) = next_poll(at(0), u32::try_from(asked.len()).unwrap(), now, at(life)) {
        now = next;
        asked.push(now.seconds() - at(0).seconds());
    }
    asked
}

#[test]
fn questions_become_rarer_and_the_last_is_shortly_before_the_end() {
    assert_eq!(asked(1800), [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 15, 45, 345, 645, 945, 1245, 1545, 1790]);
}

#[test]
fn a_short_verification_is_asked_about_before_it_ends() {
    assert_eq!(asked(20), [1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
    assert_eq!(asked(5), Vec::<i64>::new());
}

#[test]
fn no_question_is_left_at_the_end() {
    assert_eq!(next_poll(at(0), 3, at(1790), at(1800)), None);
    assert_eq!(next_poll(at(0), 3, at(9000), at(1800)), None);
}

#[test]
fn after_an_outage_nobody_hammers() {
    assert_eq!(next_poll(at(0), 3, at(600), at(1800)), Some(at(900)));
}

proptest! {
    #[test]
    fn the_first_end_is_the_only_one(events in proptest::collection::vec(proptest::sample::select(&EVENTS), 0..40)) {
        let mut state = State::Created;
        let mut ends = Vec::new();
        for event in &events {
            if let Some(next) = step(state, *event) {
                state = next;
                ends.extend(next.is_terminal().then_some(next));
            }
        }
        let first = events.iter().find(|event| **event != Event::Started);
        let expected = first.and_then(|event| step(State::Created, *event));
        prop_assert_eq!(ends, expected.into_iter().collect::<Vec<_>>());
    }

    #[test]
    fn the_next_question_is_ahead_and_before_the_end(
        polls in 0_u32..2000,
        waited in 0_i64..10_000,
        life in 0_i64..10_000,
    ) {
        let (now, until) = (at(waited), at(life));
        if let Some(next) = next_poll(at(0), polls, now, until) {
            prop_assert!(now < next && next < until);
            prop_assert!(next.since(now) < HOUR);
        } else {
            prop_assert!(waited + 10 >= life);
        }
    }
}
