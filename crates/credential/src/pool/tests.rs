//! Hashes compare, age, and are bounded.

use std::pin::{Pin, pin};
use std::task::{Context, Poll, Waker};

use base::SystemRng;

use super::*;

const WAIT: Duration = Duration::from_secs(5);
const SOURCE: u64 = 1;

fn settings(workers: usize, queue: Duration) -> HashSettings {
    HashSettings { memory_kib: 64, iterations: 1, parallelism: 1, workers, queue, max_waiting: 100 }
}

fn pool(workers: usize, queue: Duration) -> HashPool {
    HashPool::new(settings(workers, queue)).expect("settings are valid")
}

fn password(text: &str) -> Password {
    Password::presented(text).expect("within bounds")
}

async fn verdict(pool: &HashPool, text: &str, stored: &str) -> Verdict {
    pool.verify(password(text), Some(stored), SOURCE).await.expect("compared")
}

#[tokio::test]
async fn the_right_password_is_right_and_another_wrong() {
    let pool = pool(1, WAIT);
    let stored = pool.hash(password("correct horse"), &SystemRng, SOURCE).await.expect("hashed");
    assert!(stored.starts_with("$argon2id$v=19$m=64,t=1,p=1$"));
    assert_eq!(verdict(&pool, "correct horse", &stored).await, Verdict::Right { rehash: Rehash::No });
    assert_eq!(verdict(&pool, "correct house", &stored).await, Verdict::Wrong);
}

#[tokio::test]
async fn nobody_is_wrong_too() {
    let pool = pool(1, WAIT);
    assert_eq!(pool.verify(password("any"), None, SOURCE).await.expect("worked"), Verdict::Wrong);
}

#[tokio::test]
async fn turned_away_when_no_turn_comes_free_in_time() {
    let pool = pool(1, Duration::ZERO);
    let held = pool.0.turns.take(Asker::Leisure, WAIT).await;
    let refused = pool.verify(password("any"), None, SOURCE).await.expect_err("no turn is free");
    assert!(refused.is_overload());
    drop(held);
}

#[tokio::test]
async fn hashes_of_other_costs_still_compare_and_ask_to_be_made_anew() {
    let old = pool(1, WAIT).hash(password("long ago"), &SystemRng, SOURCE).await.expect("hashed");
    let costs = [(128, 1, 1), (64, 2, 1), (64, 1, 2)];
    for (memory_kib, iterations, parallelism) in costs {
        let settings = HashSettings { memory_kib, iterations, parallelism, ..settings(1, WAIT) };
        let new = HashPool::new(settings).expect("settings are valid");
        assert_eq!(verdict(&new, "long ago", &old).await, Verdict::Right { rehash: Rehash::Needed });
        assert_eq!(verdict(&new, "another", &old).await, Verdict::Wrong);
        let anew = new.hash_at_leisure(password("long ago"), &SystemRng).await.expect("hashed");
        assert_eq!(verdict(&new, "long ago", &anew).await, Verdict::Right { rehash: Rehash::No });
    }
}

#[tokio::test]
async fn fault_when_a_stored_hash_is_of_another_kind() {
    let pool = pool(1, WAIT);
    let good = pool.hash(password("any"), &SystemRng, SOURCE).await.expect("hashed");
    let texts = [
        "plain".to_owned(),
        good.replace("argon2id", "argon2i"),
        good.replace("v=19", "v=16"),
        good.replace("$v=19", ""),
        "$argon2id$v=19$m=64,t=1,p=1".to_owned(),
    ];
    for text in texts {
        let fault = pool.verify(password("any"), Some(&text), SOURCE).await.expect_err("not compared");
        assert!(!fault.is_overload(), "{text}");
    }
}

/// Polls once; `None` while it is not done.
fn once<T>(mut future: Pin<&mut impl Future<Output = T>>) -> Option<T> {
    match future.as_mut().poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(value) => Some(value),
        Poll::Pending => None,
    }
}

#[tokio::test]
async fn a_hash_nobody_waits_for_keeps_its_turn() {
    let pool = pool(1, WAIT);
    let mut next = pin!(pool.0.turns.take(Asker::Source(2), WAIT));
    {
        // The worker stops where it takes its memory, so the test and not the machine says how long the hash is.
        let _memories = pool.0.memories.lock().unwrap_or_else(PoisonError::into_inner);
        let mut caller = Box::pin(pool.verify(password("any"), None, SOURCE));
        assert!(once(caller.as_mut()).is_none());
        assert!(once(next.as_mut()).is_none());
        drop(caller);
        assert!(once(next.as_mut()).is_none());
    }
    assert!(next.await.is_some(), "given back once the hash is done");
}

#[tokio::test]
async fn more_than_the_workers_wait_and_all_are_served() {
    let pool = pool(2, WAIT);
    let all = (0..20).map(|source| {
        let pool = pool.clone();
        tokio::spawn(async move { pool.verify(password("any"), None, source % 3).await })
    });
    for one in all.collect::<Vec<_>>() {
        assert_eq!(one.await.expect("ran").expect("worked"), Verdict::Wrong);
    }
}
