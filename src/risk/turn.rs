//! Attempts under way on this node. Between the question whether a budget pays and the answer to the attempt lies the
//! work of comparing; until then the attempt holds its charge here, so that any number of attempts sent at once are let
//! through only as far as the budget would pay for all of them being wrong.
//!
//! Holds exist only as long as their requests, so there are never more of them than requests.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use base::Fault;

use super::limits::FirstTime;
use super::rates::Key;

/// Told to whoever finds a budget held by attempts under way, though not used up: they are over in a moment.
pub(super) const MOMENT: Duration = Duration::from_secs(1);

/// Why there is no turn.
#[derive(Debug, thiserror::Error)]
pub enum TurnRefusal {
    /// A budget does not pay.
    #[error("too many attempts")]
    TooMany {
        /// When it pays again.
        retry_after: Duration,
        /// Whether nobody was refused by it since it was last full.
        first: FirstTime,
    },
    /// Ours.
    #[error(transparent)]
    Fault(#[from] Fault),
}

/// Leave to try once: the charges are held on this node until it is dropped. Take them, if they are to be taken, before
/// that.
#[must_use = "dropped, it holds nothing"]
#[derive(Debug)]
pub struct Turn {
    turns: Turns,
    keys: Vec<Key>,
}

/// How many attempts at each budget are under way.
#[derive(Clone, Debug, Default)]
pub(super) struct Turns(Arc<Mutex<HashMap<Key, u32>>>);

impl Turns {
    /// Holds one unit of each, and says how many were held before.
    pub(super) fn hold(&self, keys: Vec<Key>) -> (Turn, Vec<u32>) {
        let mut held = self.lock();
        let before = keys.iter().map(|key| {
            let count = held.entry(*key).or_default();
            std::mem::replace(count, count.saturating_add(1))
        });
        let before = before.collect();
        drop(held);
        (Turn { turns: self.clone(), keys }, before)
    }

    /// How many budgets are held.
    #[cfg(test)]
    pub(super) fn len(&self) -> usize {
        self.lock().len()
    }

    fn release(&self, keys: &[Key]) {
        let mut held = self.lock();
        for key in keys {
            match held.get_mut(key) {
                Some(count) if *count > 1 => *count -= 1,
                Some(_) | None => drop(held.remove(key)),
            }
        }
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<Key, u32>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Turn {
    fn drop(&mut self) {
        self.turns.release(&self.keys);
    }
}
