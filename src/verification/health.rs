//! Whether a provider answers, as this node sees it: a breaker that opens after failures in a row and lets one try
//! through after a pause, and a bucket that keeps questions under what a provider takes.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use base::Time;

/// When a breaker opens and how fast a bucket fills.
#[derive(Clone, Copy, Debug)]
pub struct HealthPolicy {
    /// Failures in a row after which a provider is left alone.
    pub errors: u32,
    /// For how long.
    pub pause: Duration,
    /// Questions a second to one provider from this node.
    pub questions_per_second: u32,
}

/// What this node saw of each provider.
pub(super) struct Health {
    policy: HealthPolicy,
    seen: Mutex<HashMap<String, Seen>>,
}

#[derive(Clone, Copy, Default)]
struct Seen {
    errors: u32,
    /// Until when it is left alone.
    alone_until: Option<Time>,
    /// When the bucket would be full again (the theoretical arrival time of ITU-T I.371).
    full_at: Option<Time>,
}

/// Whether a provider may be asked now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fitness {
    /// It answers, as far as is known.
    Well,
    /// It failed too often of late.
    Ill,
}

impl Health {
    /// Nothing seen yet.
    pub(super) fn new(policy: HealthPolicy) -> Self {
        Self { policy, seen: Mutex::default() }
    }

    /// Whether a provider may be asked. After its pause one who asks is let through, the others wait for what comes of
    /// it.
    pub(super) fn fitness(&self, provider: &str, now: Time) -> Fitness {
        self.with(provider, |seen| match seen.alone_until {
            Some(until) if now < until => Fitness::Ill,
            Some(_) => {
                seen.alone_until = Some(now.plus(self.policy.pause));
                Fitness::Well
            }
            None => Fitness::Well,
        })
    }

    /// The same, without using up the one try.
    pub(super) fn looks(&self, provider: &str, now: Time) -> Fitness {
        self.with(provider, |seen| match seen.alone_until {
            Some(until) if now < until => Fitness::Ill,
            Some(_) | None => Fitness::Well,
        })
    }

    /// It answered.
    pub(super) fn answered(&self, provider: &str) {
        self.with(provider, |seen| {
            seen.errors = 0;
            seen.alone_until = None;
        });
    }

    /// It did not.
    pub(super) fn failed(&self, provider: &str, now: Time) {
        self.with(provider, |seen| {
            seen.errors = seen.errors.saturating_add(1);
            if seen.errors >= self.policy.errors {
                seen.alone_until = Some(now.plus(self.policy.pause));
            }
        });
    }

    /// Takes leave for one question; none is left when the provider was asked too often in the last second.
    pub(super) fn may_ask(&self, provider: &str, now: Time) -> Turn {
        let each = Duration::from_secs(1) / self.policy.questions_per_second.max(1);
        self.with(provider, |seen| {
            let arrival = seen.full_at.filter(|at| *at > now).unwrap_or(now);
            let next = arrival.plus(each);
            if next.since(now) > Duration::from_secs(1) {
                return Turn::Later;
            }
            seen.full_at = Some(next);
            Turn::Now
        })
    }

    fn with<T>(&self, provider: &str, act: impl FnOnce(&mut Seen) -> T) -> T {
        let mut seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        if !seen.contains_key(provider) {
            seen.insert(provider.to_owned(), Seen::default());
        }
        act(seen.entry(provider.to_owned()).or_default())
    }
}

/// Whether a question may be asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Turn {
    /// Now.
    Now,
    /// Later: the bucket is empty.
    Later,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn health() -> Health {
        Health::new(HealthPolicy { errors: 3, pause: Duration::from_secs(30), questions_per_second: 2 })
    }

    fn at(seconds: i64) -> Time {
        Time::from_micros(seconds * 1_000_000)
    }

    #[test]
    fn failures_in_a_row_open_the_breaker() {
        let health = health();
        for _ in 0..2 {
            health.failed("bank", at(1));
        }
        assert_eq!(health.fitness("bank", at(1)), Fitness::Well);
        health.failed("bank", at(1));
        assert_eq!(health.fitness("bank", at(1)), Fitness::Ill);
        assert_eq!(health.fitness("telecom", at(1)), Fitness::Well);
    }

    #[test]
    fn an_answer_between_failures_keeps_it_closed() {
        let health = health();
        for _ in 0..5 {
            health.failed("bank", at(1));
            health.answered("bank");
        }
        assert_eq!(health.fitness("bank", at(1)), Fitness::Well);
    }

    #[test]
    fn after_the_pause_one_try_is_let_through() {
        let health = health();
        for _ in 0..3 {
            health.failed("bank", at(0));
        }
        assert_eq!(health.fitness("bank", at(29)), Fitness::Ill);
        assert_eq!(health.fitness("bank", at(31)), Fitness::Well);
        assert_eq!(health.fitness("bank", at(31)), Fitness::Ill);
        health.answered("bank");
        assert_eq!(health.fitness("bank", at(31)), Fitness::Well);
    }

    #[test]
    fn questions_beyond_the_bucket_wait() {
        let health = health();
        assert_eq!(health.may_ask("bank", at(1)), Turn::Now);
        assert_eq!(health.may_ask("bank", at(1)), Turn::Now);
        assert_eq!(health.may_ask("bank", at(1)), Turn::Later);
        assert_eq!(health.may_ask("bank", at(2)), Turn::Now);
    }
}
