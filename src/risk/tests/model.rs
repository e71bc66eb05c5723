//! What holds for any sequence of attempts, by the plan of budgets and the algorithm that `store` keeps them by.

use std::collections::HashMap;
use std::time::Duration;

use base::{DeviceId, Time};
use proptest::prelude::*;
use store::budget::{Rate, Taken, gcra};

use super::bench::{START, settings, source};
use super::rates::mac;
use crate::risk::rates::{Key, Rates};
use crate::risk::{Act, Charge, Source, Subject};

/// The budgets as one node would keep them.
struct Model {
    rates: Rates,
    kept: HashMap<Key, Time>,
}

impl Model {
    fn new() -> Self {
        let (abuse, second) = settings();
        Self { rates: Rates::new(&abuse, &second), kept: HashMap::new() }
    }

    /// All or nothing.
    fn take(&mut self, charges: &[Charge], now: Time) -> bool {
        let plan = self.rates.plan(charges, mac);
        let said: Vec<_> =
            plan.iter().map(|budget| gcra(self.kept.get(&budget.key).copied(), budget.rate, now)).collect();
        let all = said.iter().all(|(taken, _)| matches!(taken, Taken::Yes));
        if all {
            self.kept.extend(plan.iter().zip(said).map(|(budget, (_, arrival))| (budget.key, arrival)));
        }
        all
    }

    /// The narrowest of the budgets that a charge names.
    fn rate(&self, charge: &Charge) -> Rate {
        let plan = self.rates.plan(std::slice::from_ref(charge), mac);
        plan.iter().map(|budget| budget.rate).min_by_key(|rate| rate.burst).unwrap()
    }
}

/// Somebody tries to sign in, so many seconds after the attempt before.
#[derive(Clone, Debug)]
enum Attempt {
    Stranger { from: usize, name: u8, after: u64 },
    Person { after: u64 },
}

/// Bursts with pauses in which some of what was used comes back.
fn attempts() -> impl Strategy<Value = Vec<Attempt>> {
    let after = || prop_oneof![5 => 0..3_u64, 1 => 0..400_u64];
    let stranger = (0..3_usize, 0..3_u8, after()).prop_map(|(from, name, after)| Attempt::Stranger {
        from,
        name,
        after,
    });
    let person = after().prop_map(|after| Attempt::Person { after });
    proptest::collection::vec(prop_oneof![4 => stranger, 1 => person], 1..200)
}

fn sources() -> [Source; 3] {
    [source("203.0.113.7"), source("2001:db8:1:2::"), source("2001:db8:1:3::")]
}

fn stranger(from: usize, name: u8) -> [Charge; 2] {
    let from = sources()[from];
    [Charge::new(Act::SignIn, Subject::Source(from)), Charge::new(Act::SignIn, Subject::Name(&[name]))]
}

fn person() -> [Charge; 1] {
    [Charge::new(Act::SignIn, Subject::Device(DeviceId::from_bytes([9; 16])))]
}

/// The most that pass from one moment to another: ITU-T I.371 annex A.
fn bound(rate: Rate, span: Duration) -> u128 {
    let micros = u128::try_from(rate.interval_us).unwrap();
    u128::from(rate.burst) + span.as_micros() / micros
}

proptest! {
    #[test]
    fn strangers_never_hold_up_the_person(attempts in attempts()) {
        let (mut together, mut alone, mut now) = (Model::new(), Model::new(), START);
        for attempt in attempts {
            match attempt {
                Attempt::Stranger { from, name, after } => {
                    now = now.plus(Duration::from_secs(after));
                    together.take(&stranger(from, name), now);
                }
                Attempt::Person { after } => {
                    now = now.plus(Duration::from_secs(after));
                    prop_assert_eq!(together.take(&person(), now), alone.take(&person(), now));
                }
            }
        }
    }

    #[test]
    fn no_more_pass_than_burst_and_rate(attempts in attempts()) {
        let (mut model, mut now) = (Model::new(), START);
        let mut passed: Vec<(Time, [Charge; 2])> = Vec::new();
        for attempt in attempts {
            let Attempt::Stranger { from, name, after } = attempt else { continue };
            now = now.plus(Duration::from_secs(after));
            if model.take(&stranger(from, name), now) {
                passed.push((now, stranger(from, name)));
            }
        }
        let tried = (0..3).flat_map(|number: u8| stranger(usize::from(number), number));
        for charge in tried {
            let holds = |(_, charges): &&(Time, [Charge; 2])| charges.contains(&charge);
            let times: Vec<Time> = passed.iter().filter(holds).map(|(at, _)| *at).collect();
            let rate = model.rate(&charge);
            for (first, from) in times.iter().enumerate() {
                for (last, to) in times.iter().enumerate().skip(first) {
                    prop_assert!(u128::try_from(last - first + 1).unwrap() <= bound(rate, to.since(*from)));
                }
            }
        }
    }
}
