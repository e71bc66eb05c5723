//! Counts of what is sent to the database: budgets are asserted on counts, never on times.

use std::sync::atomic::{AtomicU64, Ordering};

/// A snapshot of the counts since the start.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counters {
    /// Messages that waited for an answer: each statement, begin, commit, rollback and savepoint is one.
    pub round_trips: u64,
    /// Units of work begun, repetitions not counted.
    pub write_units: u64,
    /// Transactions committed.
    pub commits: u64,
}

#[derive(Debug, Default)]
pub(crate) struct Tally {
    round_trips: AtomicU64,
    write_units: AtomicU64,
    commits: AtomicU64,
}

impl Tally {
    pub(crate) fn round_trip(&self) {
        self.round_trips.fetch_add(1, Ordering::Relaxed);
    }

    pub(crate) fn write_unit(&self) {
        self.write_units.fetch_add(1, Ordering::Relaxed);
    }

    pub(crate) fn commit(&self) {
        self.commits.fetch_add(1, Ordering::Relaxed);
    }

    pub(crate) fn snapshot(&self) -> Counters {
        Counters {
            round_trips: self.round_trips.load(Ordering::Relaxed),
            write_units: self.write_units.load(Ordering::Relaxed),
            commits: self.commits.load(Ordering::Relaxed),
        }
    }
}
