//! The tour's own present: the machine's, moved on where a person would wait.

use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

use base::{Clock, SystemClock, Time};

/// A clock that can be moved on, never back.
#[derive(Debug, Default)]
pub(super) struct TourClock {
    ahead_micros: AtomicI64,
}

impl TourClock {
    /// Lets this much time pass at once.
    pub(super) fn pass(&self, span: Duration) {
        let micros = i64::try_from(span.as_micros()).unwrap_or(0);
        self.ahead_micros.fetch_add(micros, Ordering::SeqCst);
    }
}

impl Clock for TourClock {
    fn now(&self) -> Time {
        let ahead = u64::try_from(self.ahead_micros.load(Ordering::SeqCst)).unwrap_or(0);
        SystemClock.now().plus(Duration::from_micros(ahead))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn time_that_passed_at_once_is_not_given_back() {
        let clock = TourClock::default();
        let before = clock.now();
        clock.pass(Duration::from_secs(61));
        assert!(clock.now().since(before) >= Duration::from_secs(61));
    }
}
