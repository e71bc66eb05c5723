//! A map that forgets: entries live for one span and the oldest goes when the map is full.
//!
//! Whatever a stranger can make an actor remember is kept in one of these.

use std::collections::{BTreeMap, HashMap};
use std::time::Duration;

use base::Time;

/// At most `limit` entries, each for `span` after its insertion.
pub(crate) struct Bounded<V> {
    limit: usize,
    span: Duration,
    next: u64,
    entries: HashMap<String, Kept<V>>,
    /// Keys in order of insertion, which is also the order of expiry since the span is one for all.
    order: BTreeMap<u64, String>,
}

struct Kept<V> {
    number: u64,
    until: Time,
    value: V,
}

impl<V> Bounded<V> {
    pub(crate) fn new(limit: usize, span: Duration) -> Self {
        Self { limit, span, next: 0, entries: HashMap::new(), order: BTreeMap::new() }
    }

    /// Keeps `value` under `key`, in place of an older one, and forgets what is past its time or over the limit.
    pub(crate) fn insert(&mut self, key: String, value: V, now: Time) {
        self.remove(&key);
        self.forget_expired(now);
        while self.entries.len() >= self.limit {
            let Some((_, oldest)) = self.order.pop_first() else { break };
            self.entries.remove(&oldest);
        }
        self.order.insert(self.next, key.clone());
        self.entries.insert(key, Kept { number: self.next, until: now.plus(self.span), value });
        self.next += 1;
    }

    pub(crate) fn find(&self, key: &str, now: Time) -> Option<&V> {
        self.entries.get(key).filter(|kept| kept.until > now).map(|kept| &kept.value)
    }

    pub(crate) fn find_mut(&mut self, key: &str, now: Time) -> Option<&mut V> {
        self.entries.get_mut(key).filter(|kept| kept.until > now).map(|kept| &mut kept.value)
    }

    /// Takes the value out: whoever gets it is the only one.
    pub(crate) fn take(&mut self, key: &str, now: Time) -> Option<V> {
        self.remove(key).filter(|kept| kept.until > now).map(|kept| kept.value)
    }

    /// Takes out every living entry that `matches`, with its key.
    pub(crate) fn take_where(&mut self, now: Time, matches: impl Fn(&V) -> bool) -> Vec<(String, V)> {
        let keys: Vec<String> = self
            .entries
            .iter()
            .filter(|(_, kept)| kept.until > now && matches(&kept.value))
            .map(|(key, _)| key.clone())
            .collect();
        keys.into_iter().filter_map(|key| self.take(&key, now).map(|value| (key, value))).collect()
    }

    /// How many entries are still in their time.
    pub(crate) fn living(&self, now: Time) -> usize {
        self.entries.values().filter(|kept| kept.until > now).count()
    }

    fn remove(&mut self, key: &str) -> Option<Kept<V>> {
        let kept = self.entries.remove(key)?;
        self.order.remove(&kept.number);
        Some(kept)
    }

    fn forget_expired(&mut self, now: Time) {
        while let Some((_, key)) = self.order.first_key_value() {
            if self.entries.get(key).is_some_and(|kept| kept.until > now) {
                return;
            }
            if let Some((_, key)) = self.order.pop_first() {
                self.entries.remove(&key);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Time = Time::from_seconds(1_000);

    fn pair() -> Bounded<u8> {
        Bounded::new(2, Duration::from_secs(10))
    }

    #[test]
    fn an_entry_is_found_within_its_span() {
        let mut map = pair();
        map.insert("a".into(), 1, NOW);
        assert_eq!(map.find("a", Time::from_seconds(1_009)), Some(&1));
    }

    #[test]
    fn an_entry_is_gone_when_its_span_is_over() {
        let mut map = pair();
        map.insert("a".into(), 1, NOW);
        assert_eq!(map.find("a", Time::from_seconds(1_010)), None);
        assert_eq!(map.take("a", Time::from_seconds(1_010)), None);
    }

    #[test]
    fn the_oldest_goes_when_the_map_is_full() {
        let mut map = pair();
        for (key, value) in [("a", 1), ("b", 2), ("c", 3)] {
            map.insert(key.into(), value, NOW);
        }
        assert_eq!((map.find("a", NOW), map.find("c", NOW), map.living(NOW)), (None, Some(&3), 2));
    }

    #[test]
    fn an_entry_is_taken_once() {
        let mut map = pair();
        map.insert("a".into(), 1, NOW);
        assert_eq!((map.take("a", NOW), map.take("a", NOW)), (Some(1), None));
    }

    #[test]
    fn a_key_used_again_does_not_count_twice() {
        let mut map = pair();
        for (key, value) in [("a", 1), ("a", 2), ("b", 3)] {
            map.insert(key.into(), value, NOW);
        }
        assert_eq!((map.find("a", NOW), map.living(NOW)), (Some(&2), 2));
    }
}
