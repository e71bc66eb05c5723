//! How many requests may be under way. One more is turned away at once: a queue in front of a service that is full
//! makes every answer late and none sooner.

use std::sync::atomic::{AtomicUsize, Ordering};

use crate::telemetry::REQUESTS_UNDER_WAY;

/// The places there are, and those taken.
pub(super) struct Admission {
    taken: AtomicUsize,
    places: usize,
    under_way: metrics::Gauge,
}

/// A place; free again when dropped, also when the caller went away.
pub(super) struct Place<'a>(&'a Admission);

impl Admission {
    pub(super) fn new(places: usize) -> Self {
        Self { taken: AtomicUsize::new(0), places, under_way: metrics::gauge!(REQUESTS_UNDER_WAY) }
    }

    /// A place, if one is free.
    pub(super) fn enter(&self) -> Option<Place<'_>> {
        let before = self.taken.fetch_add(1, Ordering::Relaxed);
        if before >= self.places {
            self.taken.fetch_sub(1, Ordering::Relaxed);
            return None;
        }
        self.under_way.increment(1);
        Some(Place(self))
    }
}

impl Drop for Place<'_> {
    fn drop(&mut self) {
        self.0.taken.fetch_sub(1, Ordering::Relaxed);
        self.0.under_way.decrement(1);
    }
}
