//! Key sets fetched from a client's `jwks_uri`, remembered for as long as the client's server says (within bounds)
//! and fetched anew when a signature names a key we have not seen, so that a client can rotate at will.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use base::{Clock, Time};
use outbound::Outbound;
use proto::jose::{Algorithm, JwkSet, JwsError, UnverifiedJws, VerifiedJws, VerifyingKey};
use url::Url;

use super::{Client, Clients};

/// A set is asked for at most this often, whatever key ids strangers invent and whether it comes or not.
const SHORTEST: Duration = Duration::from_secs(30);
/// A set is used at most this long, so that a key the client withdrew dies here too.
const LONGEST: Duration = Duration::from_secs(3600);

pub(super) struct JwksCache {
    outbound: Outbound,
    clock: Arc<dyn Clock>,
    entries: Mutex<HashMap<String, Arc<tokio::sync::Mutex<Entry>>>>,
}

#[derive(Default)]
struct Entry {
    keys: Arc<[VerifyingKey]>,
    tried_at: Option<Time>,
    fetched_at: Option<Time>,
    good_for: Duration,
}

impl JwksCache {
    pub(super) fn new(outbound: Outbound, clock: Arc<dyn Clock>) -> Self {
        Self { outbound, clock, entries: Mutex::default() }
    }

    /// The keys of `uri`, fetched if they are older than `at_most` or than their server allows.
    /// One fetch at a time for each address; who comes meanwhile waits for it.
    async fn keys(&self, uri: &str, at_most: Duration) -> Arc<[VerifyingKey]> {
        let entry = {
            let mut entries = self.entries.lock().unwrap_or_else(PoisonError::into_inner);
            entries.entry(uri.to_owned()).or_default().clone()
        };
        let mut entry = entry.lock().await;
        let now = self.clock.now();
        let within = |at: Option<Time>, limit| at.is_some_and(|at| now.since(at) < limit);
        let fresh = within(entry.fetched_at, entry.good_for.min(at_most));
        if !fresh && !within(entry.tried_at, SHORTEST) {
            self.fetch(uri, &mut entry).await;
        }
        entry.keys.clone()
    }

    /// A failed fetch keeps the keys we have until they are too old, and is tried again after [`SHORTEST`]: a server
    /// that is down must not make every request of its client wait for it.
    async fn fetch(&self, uri: &str, entry: &mut Entry) {
        let now = self.clock.now();
        entry.tried_at = Some(now);
        match self.download(uri).await {
            Ok((set, cache)) => {
                entry.keys = VerifyingKey::from_set(&set).into();
                entry.good_for = cache.unwrap_or(LONGEST).clamp(SHORTEST, LONGEST);
                entry.fetched_at = Some(now);
            }
            Err(reason) => {
                tracing::warn!(jwks.uri = uri, reason, "a client's key set cannot be fetched");
                if entry.fetched_at.is_some_and(|at| now.since(at) >= LONGEST) {
                    *entry = Entry { tried_at: Some(now), ..Entry::default() };
                }
            }
        }
    }

    async fn download(&self, uri: &str) -> Result<(JwkSet, Option<Duration>), String> {
        let url = Url::parse(uri).map_err(|error| error.to_string())?;
        let answer = self.outbound.get(&url, "application/json").await.map_err(|error| error.to_string())?;
        if answer.status != 200 {
            return Err(format!("status {}", answer.status));
        }
        let set = JwkSet::parse(&answer.body).map_err(|error| error.to_string())?;
        Ok((set, answer.cache_seconds.map(Duration::from_secs)))
    }
}

impl Clients {
    /// Verifies a signature with the keys a client registered, by value or by address.
    pub(super) async fn verify_with_client_keys(
        &self,
        client: &Client,
        unverified: &UnverifiedJws,
        allowed: &[Algorithm],
    ) -> Result<VerifiedJws, JwsError> {
        let Some(uri) = client.metadata.jwks_uri.as_deref() else {
            return unverified.verify_with(&client.inline_keys, allowed);
        };
        match unverified.verify_with(&self.jwks.keys(uri, LONGEST).await, allowed) {
            // The key may be newer than our copy of the set.
            Err(JwsError::UnknownKey) => {
                unverified.verify_with(&self.jwks.keys(uri, SHORTEST).await, allowed)
            }
            answer => answer,
        }
    }
}
