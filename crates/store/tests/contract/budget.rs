//! Budgets of attempts: the statement does what the rule says, also for several at once.

use std::time::Duration;

use base::{Rng, SeededRng, Time};
use futures_util::future::join_all;
use store::budget::{self, Rate, Taken, gcra};

use crate::fixture::at;
use crate::world::{World, told};

const RATE: Rate = Rate { interval_us: 10_000_000, burst: 3 };

async fn take(world: &World, key: u8, rate: Rate, now: Time) -> Taken {
    commit!(world, [], |tx| budget::take(tx, [key; 32], rate, now))
}

async fn peek(world: &World, budgets: &[(u8, Rate)], now: Time) -> Vec<Taken> {
    let budgets: Vec<_> = budgets.iter().map(|(key, rate)| ([*key; 32], *rate)).collect();
    budget::peek(&mut world.db.reader().await.unwrap(), &budgets, now).await.unwrap()
}

fn drawn(rng: &SeededRng, below: u32) -> u32 {
    let mut bytes = [0; 4];
    rng.fill(&mut bytes);
    u32::from_be_bytes(bytes) % below
}

contract! {
    async fn statement_and_rule_agree(world) {
        let rng = SeededRng::new(41);
        let rates = [
            RATE,
            Rate { interval_us: 1, burst: 1 },
            Rate { interval_us: 0, burst: 2 },
            Rate { interval_us: i64::MAX, burst: u32::MAX },
            Rate { interval_us: 4_000_000, burst: 0 },
            Rate { interval_us: 2_500_000, burst: 7 },
        ];
        let mut arrivals: Vec<Option<Time>> = vec![None; 3];
        let mut now = at(0);
        for _ in 0..150 {
            // A clock of another node may lie behind.
            now = match drawn(&rng, 5) {
                0 => now.minus(Duration::from_millis(u64::from(drawn(&rng, 3_000)))),
                1 | 2 => now,
                _ => now.plus(Duration::from_millis(u64::from(drawn(&rng, 9_000)))),
            };
            let key = usize::try_from(drawn(&rng, 3)).unwrap();
            // Mostly one rate for each key, and sometimes another: a limit may be changed.
            let rate = if drawn(&rng, 4) == 0 { rates[drawn(&rng, 6) as usize] } else { rates[[0, 5, 1][key]] };
            let (wanted, next) = gcra(arrivals[key], rate, now);
            let n = u8::try_from(key).unwrap();
            assert_eq!(peek(world, &[(n, rate)], now).await, [wanted]);
            assert_eq!(take(world, n, rate, now).await, wanted);
            if wanted == Taken::Yes {
                arrivals[key] = Some(next);
            }
        }
        assert!(arrivals.iter().all(Option::is_some), "each budget was used");
    }
}

contract! {
    async fn of_eight_at_once_three_get_through(world) {
        let outcomes = join_all((0..8).map(|_| take(world, 1, RATE, at(0)))).await;
        let refused = Taken::No { retry_at: at(10) };
        assert_eq!(outcomes.iter().filter(|outcome| **outcome == Taken::Yes).count(), 3);
        assert_eq!(outcomes.iter().filter(|outcome| **outcome == refused).count(), 5);
        let outcomes = join_all((0..8).map(|_| take(world, 1, RATE, at(25)))).await;
        assert_eq!(outcomes.iter().filter(|outcome| **outcome == Taken::Yes).count(), 2);
    }
}

contract! {
    async fn refused_attempts_change_nothing(world) {
        for _ in 0..3 {
            assert_eq!(take(world, 1, RATE, at(0)).await, Taken::Yes);
        }
        for seconds in 0..10 {
            assert_eq!(take(world, 1, RATE, at(seconds)).await, Taken::No { retry_at: at(10) });
        }
        assert_eq!(take(world, 1, RATE, at(10)).await, Taken::Yes);
        assert_eq!(take(world, 1, RATE, at(10)).await, Taken::No { retry_at: at(20) });
    }
}

contract! {
    async fn each_key_has_its_own_budget(world) {
        for key in 1..=3 {
            assert_eq!(take(world, key, Rate { burst: 1, ..RATE }, at(0)).await, Taken::Yes);
            assert_ne!(take(world, key, Rate { burst: 1, ..RATE }, at(0)).await, Taken::Yes);
        }
    }
}

contract! {
    async fn look_takes_nothing_and_keeps_the_order(world) {
        let one = Rate { burst: 1, ..RATE };
        take(world, 2, one, at(0)).await;
        for _ in 0..3 {
            let seen = peek(world, &[(1, one), (2, one), (2, RATE), (3, one)], at(4)).await;
            assert_eq!(seen, [Taken::Yes, Taken::No { retry_at: at(10) }, Taken::Yes, Taken::Yes]);
        }
        assert!(peek(world, &[], at(4)).await.is_empty());
        let many: Vec<_> = (0..9).map(|n| ([n; 32], one)).collect();
        let mut conn = world.db.reader().await.unwrap();
        assert!(told(budget::peek(&mut conn, &many, at(4)).await).contains("at most 8"));
    }
}

contract! {
    async fn what_is_given_back_can_be_taken_again(world) {
        for _ in 0..3 {
            take(world, 1, RATE, at(0)).await;
        }
        commit!(world, [], |tx| budget::give_back(tx, [1; 32], RATE));
        assert_eq!(take(world, 1, RATE, at(0)).await, Taken::Yes);
        assert_ne!(take(world, 1, RATE, at(0)).await, Taken::Yes);
    }
}

contract! {
    async fn giving_back_more_than_was_taken_gains_nothing(world) {
        commit!(world, [], |tx| budget::give_back(tx, [1; 32], RATE));
        take(world, 1, RATE, at(0)).await;
        for _ in 0..9 {
            commit!(world, [], |tx| budget::give_back(tx, [1; 32], RATE));
        }
        let mut through = 0;
        while take(world, 1, RATE, at(0)).await == Taken::Yes {
            through += 1;
        }
        assert_eq!(through, 3);
    }
}

contract! {
    async fn failed_unit_of_work_takes_nothing(world) {
        let outcome: Result<Taken, base::Fault> = attempt!(world, [], |tx| async {
            budget::take(tx, [1; 32], RATE, at(0)).await?;
            Err(base::Fault::new("no"))
        });
        assert!(outcome.is_err());
        for _ in 0..3 {
            assert_eq!(take(world, 1, RATE, at(0)).await, Taken::Yes);
        }
    }
}
