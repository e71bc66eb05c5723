//! The rule of the budget, for any rate and any order of attempts.

use base::Time;
use proptest::prelude::*;

use super::{NEVER, Rate, Taken, gcra};

const fn at(micros: i64) -> Time {
    Time::from_micros(micros)
}

/// The moments of the attempts that got through.
fn taken(rate: Rate, attempts: &[i64]) -> Vec<i64> {
    let mut arrival = None;
    let mut through = Vec::new();
    for now in attempts {
        let (outcome, next) = gcra(arrival, rate, at(*now));
        if outcome == Taken::Yes {
            arrival = Some(next);
            through.push(*now);
        }
    }
    through
}

/// Attempts with pauses from none to several intervals of any rate below.
fn attempts() -> impl Strategy<Value = Vec<i64>> {
    let pause = prop_oneof![3 => Just(0_i64), 4 => 0..50_i64, 2 => 0..2_000_i64];
    prop::collection::vec(pause, 1..80).prop_map(|pauses| {
        let mut now = 1_000_000;
        pauses
            .into_iter()
            .map(|pause| {
                now += pause;
                now
            })
            .collect()
    })
}

fn rate() -> impl Strategy<Value = Rate> {
    (1..300_i64, 1..12_u32).prop_map(|(interval_us, burst)| Rate { interval_us, burst })
}

fn any_rate() -> impl Strategy<Value = Rate> {
    (any::<i64>(), any::<u32>()).prop_map(|(interval_us, burst)| Rate { interval_us, burst })
}

proptest! {
    #[test]
    fn no_window_holds_more_than_the_burst_and_what_came_back(rate in rate(), attempts in attempts()) {
        let through = taken(rate, &attempts);
        for (first, start) in through.iter().enumerate() {
            for (last, end) in through.iter().enumerate().skip(first) {
                let units = i64::try_from(last - first + 1).unwrap();
                prop_assert!(units <= i64::from(rate.burst) + (end - start) / rate.interval_us);
            }
        }
    }

    #[test]
    fn nothing_is_withheld(rate in rate(), attempts in attempts()) {
        // A bucket that counts units in parts of an interval, as one would describe it to a person.
        let (interval, full) = (rate.interval_us, i64::from(rate.burst) * rate.interval_us);
        let (mut level, mut seen) = (full, attempts[0]);
        let mut through = Vec::new();
        for now in &attempts {
            level = full.min(level + (now - seen));
            seen = *now;
            if level >= interval {
                level -= interval;
                through.push(*now);
            }
        }
        prop_assert_eq!(taken(rate, &attempts), through);
    }

    #[test]
    fn refused_attempt_changes_nothing(rate in any_rate(), arrival in any::<i64>(), now in any::<i64>()) {
        let (outcome, next) = gcra(Some(at(arrival)), rate, at(now));
        match outcome {
            Taken::Yes => prop_assert!(next >= at(arrival) && next >= at(now)),
            Taken::No { retry_at } => {
                prop_assert_eq!(next, at(arrival));
                prop_assert!(retry_at > at(now));
            }
        }
    }

    #[test]
    fn waiting_never_hurts(
        rate in any_rate(),
        arrival in any::<i64>(),
        now in any::<i64>(),
        wait in 0..i64::MAX,
    ) {
        let earlier = gcra(Some(at(arrival)), rate, at(now)).0;
        let later = gcra(Some(at(arrival)), rate, at(now.saturating_add(wait))).0;
        prop_assert!(earlier != Taken::Yes || later == Taken::Yes);
    }

    #[test]
    fn emptier_budget_never_gives_more(
        rate in any_rate(),
        arrival in any::<i64>(),
        now in any::<i64>(),
        more in 0..i64::MAX,
    ) {
        let emptier = gcra(Some(at(arrival.saturating_add(more))), rate, at(now)).0;
        let fuller = gcra(Some(at(arrival)), rate, at(now)).0;
        prop_assert!(emptier != Taken::Yes || fuller == Taken::Yes);
    }

    #[test]
    fn the_moment_named_is_the_first_that_gives(rate in rate(), attempts in attempts()) {
        let mut arrival = None;
        for now in attempts {
            let (outcome, next) = gcra(arrival, rate, at(now));
            match outcome {
                Taken::Yes => arrival = Some(next),
                Taken::No { retry_at } => {
                    prop_assert_eq!(gcra(arrival, rate, retry_at).0, Taken::Yes);
                    let before = at(retry_at.micros() - 1);
                    prop_assert_ne!(gcra(arrival, rate, before).0, Taken::Yes);
                }
            }
        }
    }
}

#[test]
fn unused_budget_gives_its_burst_at_once() {
    let rate = Rate { interval_us: 10, burst: 3 };
    assert_eq!(taken(rate, &[100; 9]), [100; 3]);
    assert_eq!(taken(rate, &[100, 100, 100, 109, 110, 110, 120]), [100, 100, 100, 110, 120]);
}

#[test]
fn refused_when_the_burst_is_zero() {
    let rate = Rate { interval_us: 10, burst: 0 };
    assert_eq!(gcra(None, rate, at(5)), (Taken::No { retry_at: NEVER }, at(5)));
    assert_eq!(gcra(Some(at(3)), rate, at(5)), (Taken::No { retry_at: NEVER }, at(3)));
}

#[test]
fn no_interval_is_no_limit() {
    for interval_us in [0, -1, i64::MIN] {
        assert_eq!(taken(Rate { interval_us, burst: 1 }, &[7; 50]).len(), 50);
    }
}

#[test]
fn units_of_an_hour_are_spread_over_it() {
    assert_eq!(Rate::per_hour(10, 60), Rate { interval_us: 60_000_000, burst: 10 });
    assert_eq!(Rate::per_hour(10, 0), Rate::per_hour(10, 1));
}
