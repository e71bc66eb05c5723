//! What a platform remembers: sign-ins begun, sessions, sign-outs begun. All in memory, all bounded.

use std::time::Duration;

use super::level::Level;
use crate::bounded::Bounded;
use crate::origin::OwnPath;
use base::{Secret, Time};
use openidconnect::core::CoreIdToken;
use openidconnect::{AccessToken, RefreshToken};
use serde_json::{Map, Value};

const ATTEMPTS: usize = 20_000;
const ATTEMPT_LASTS: Duration = Duration::from_secs(15 * 60);
const SESSIONS: usize = 20_000;
const SESSION_LASTS: Duration = Duration::from_secs(8 * 3600);
const DEPARTURE_LASTS: Duration = Duration::from_secs(15 * 60);
const ENDED_REMEMBERED: Duration = Duration::from_secs(3600);

/// A sign-in that has left for the issuer and not come back. Found by its `state`.
pub(super) struct Attempt {
    /// The mark of the browser that began it.
    pub(super) browser: Secret<String>,
    pub(super) nonce: String,
    pub(super) code_verifier: Secret<String>,
    pub(super) begun: Time,
    pub(super) freshness: Freshness,
    /// The levels asked for.
    pub(super) acr_values: Vec<String>,
    /// The level below which nobody is let in.
    pub(super) demand: Option<Level>,
    pub(super) presence: Presence,
    pub(super) return_to: OwnPath,
}

/// How recent the login behind the answer must be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Freshness {
    /// Any login will do.
    Any,
    /// The person must have signed in after the attempt began (`prompt=login`).
    New,
    /// The person must have signed in within this many seconds (`max_age`).
    Within(u64),
}

/// Whether the person sees the issuer's pages.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Presence {
    /// Pages may be shown.
    Visible,
    /// `prompt=none`: answer at once or not at all.
    Silent,
}

/// A person signed in at this platform.
#[derive(Clone)]
pub(super) struct Session {
    pub(super) id_token: CoreIdToken,
    /// Every claim of the verified ID token.
    pub(super) claims: Map<String, Value>,
    pub(super) sub: String,
    pub(super) sid: Option<String>,
    pub(super) access_token: AccessToken,
    pub(super) access_expires: Option<Time>,
    pub(super) refresh_token: Option<RefreshToken>,
    /// The nonce of the sign-in, which a refreshed ID token may repeat but not change.
    pub(super) nonce: String,
    pub(super) acr_values: Vec<String>,
    pub(super) user_info: Option<Value>,
}

/// A sign-out that has left for the issuer. Found by its `state`.
pub(super) struct Departure {
    pub(super) browser: Secret<String>,
}

/// Everything a platform keeps between requests, under one lock that is never held across a wait.
pub(super) struct Ledger {
    pub(super) attempts: Bounded<Attempt>,
    pub(super) sessions: Bounded<Session>,
    pub(super) departures: Bounded<Departure>,
    /// Sessions that the issuer ended, so that their browsers can be told.
    pub(super) ended: Bounded<()>,
}

impl Ledger {
    pub(super) fn new() -> Self {
        Self {
            attempts: Bounded::new(ATTEMPTS, ATTEMPT_LASTS),
            sessions: Bounded::new(SESSIONS, SESSION_LASTS),
            departures: Bounded::new(ATTEMPTS, DEPARTURE_LASTS),
            ended: Bounded::new(SESSIONS, ENDED_REMEMBERED),
        }
    }

    /// Ends the sessions a logout names and returns how many there were.
    // Back-Channel Logout 1.0 section 2.7: with a sid, the sessions of that sid; with a sub alone, all of that person.
    pub(super) fn end_named(&mut self, sid: Option<&str>, sub: Option<&str>, now: Time) -> usize {
        let gone = self.sessions.take_where(now, |session| match (sid, sub) {
            (Some(sid), Some(sub)) => session.sid.as_deref() == Some(sid) && session.sub == sub,
            (Some(sid), None) => session.sid.as_deref() == Some(sid),
            (None, Some(sub)) => session.sub == sub,
            (None, None) => false,
        });
        for (key, _) in &gone {
            self.ended.insert(key.clone(), (), now);
        }
        gone.len()
    }
}
