//! Access tokens that died early. They are not stored, so their deaths are: each node holds the list in memory and
//! learns of new entries within two seconds.

use std::collections::HashMap;
use std::sync::{Arc, PoisonError, RwLock};

use base::{Fault, Time};
use store::Db;

/// The list of this node. Keys are a grant's id, a session's `sid` at a client or a token's `jti`.
#[derive(Clone, Default)]
pub struct Denylist(Arc<RwLock<Entries>>);

#[derive(Default)]
struct Entries {
    cursor: i64,
    until: HashMap<Vec<u8>, Time>,
}

impl Denylist {
    /// Whether a token with one of these keys is dead.
    pub fn denies(&self, keys: &[&[u8]]) -> bool {
        let entries = self.0.read().unwrap_or_else(PoisonError::into_inner);
        keys.iter().any(|key| entries.until.contains_key(*key))
    }

    /// Denies at once on this node what a transaction just denied for all.
    pub fn deny(&self, key: &[u8], until: Time) {
        let mut entries = self.0.write().unwrap_or_else(PoisonError::into_inner);
        let known = entries.until.entry(key.to_vec()).or_insert(until);
        *known = until.max(*known);
    }

    /// Learns what was denied since the last time and forgets what no token could still show.
    pub async fn refresh(&self, db: &Db, now: Time) -> Result<(), Fault> {
        let cursor = self.0.read().unwrap_or_else(PoisonError::into_inner).cursor;
        let mut conn = db.reader().await?;
        let news = store::revoked::since(&mut conn, cursor).await?;
        let mut entries = self.0.write().unwrap_or_else(PoisonError::into_inner);
        for entry in news {
            entries.cursor = entries.cursor.max(entry.epoch);
            entries.until.insert(entry.key, entry.until);
        }
        entries.until.retain(|_, until| *until > now);
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn denies_what_was_denied_and_nothing_else() {
        let list = Denylist::default();
        list.deny(b"grant", Time::from_seconds(10));
        assert!(list.denies(&[b"other", b"grant"]));
        assert!(!list.denies(&[b"other"]));
    }
}
