//! The book of logouts: what arrived, what came of it, and which tokens were used.

use std::collections::VecDeque;
use std::time::Duration;

use base::Time;

use super::logout_token::{LogoutRefusal, LogoutToken};
use crate::bounded::Bounded;

/// The page shows this many; older ones are forgotten, the count stays.
const LATEST: usize = 200;
/// As many token identifiers are remembered, each for an hour, which is longer than a logout token lives.
const REMEMBERED_TOKENS: usize = 20_000;
const REMEMBERED_FOR: Duration = Duration::from_secs(3600);

/// One logout that reached this platform.
#[derive(Clone, Debug)]
pub(super) struct LogoutEvent {
    pub(super) at: Time,
    pub(super) channel: Channel,
    pub(super) sid: Option<String>,
    pub(super) sub: Option<String>,
    pub(super) outcome: Outcome,
}

/// The way a logout came.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Channel {
    /// From the issuer, server to server.
    Back,
    /// From the issuer, through a frame in the browser.
    Front,
    /// From the person, at this platform.
    Own,
}

/// What came of a logout.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Outcome {
    /// This many sessions ended; none means that they had ended before.
    Ended(usize),
    /// The token broke a rule and nothing changed.
    Refused(LogoutRefusal),
}

/// The latest logouts and the identifiers of used tokens.
pub(super) struct LogoutBook {
    latest: VecDeque<LogoutEvent>,
    accepted: usize,
    used: Bounded<()>,
}

impl LogoutBook {
    pub(super) fn new() -> Self {
        Self { latest: VecDeque::new(), accepted: 0, used: Bounded::new(REMEMBERED_TOKENS, REMEMBERED_FOR) }
    }

    /// Marks a token as used.
    ///
    /// # Errors
    /// `Replayed` when it was used before.
    // Back-Channel Logout 1.0 section 2.6 step 8: no token with the same jti was received recently.
    pub(super) fn first_use(&mut self, token: &LogoutToken, now: Time) -> Result<(), LogoutRefusal> {
        if self.used.find(&token.jti, now).is_some() {
            return Err(LogoutRefusal::Replayed);
        }
        self.used.insert(token.jti.clone(), (), now);
        Ok(())
    }

    pub(super) fn record(&mut self, event: LogoutEvent) {
        match (event.channel, event.outcome) {
            (Channel::Back | Channel::Front, Outcome::Ended(_)) => self.accepted += 1,
            (Channel::Own, _) | (_, Outcome::Refused(_)) => {}
        }
        self.latest.push_front(event);
        self.latest.truncate(LATEST);
    }

    /// The latest first.
    pub(super) fn latest(&self) -> Vec<LogoutEvent> {
        self.latest.iter().cloned().collect()
    }

    /// How many valid logouts the issuer has sent since the start.
    pub(super) fn accepted(&self) -> usize {
        self.accepted
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Time = Time::from_seconds(1);

    fn token(jti: &str) -> LogoutToken {
        LogoutToken { sid: Some("s".into()), sub: None, jti: jti.into() }
    }

    #[test]
    fn a_token_is_used_once() {
        let mut book = LogoutBook::new();
        assert_eq!(book.first_use(&token("a"), NOW), Ok(()));
        assert_eq!(book.first_use(&token("b"), NOW), Ok(()));
        assert_eq!(book.first_use(&token("a"), NOW), Err(LogoutRefusal::Replayed));
    }

    #[test]
    fn only_logouts_of_the_issuer_that_hold_are_counted() {
        let mut book = LogoutBook::new();
        let event = |channel, outcome| LogoutEvent { at: NOW, channel, sid: None, sub: None, outcome };
        book.record(event(Channel::Back, Outcome::Ended(0)));
        book.record(event(Channel::Back, Outcome::Refused(LogoutRefusal::Replayed)));
        book.record(event(Channel::Own, Outcome::Ended(1)));
        assert_eq!((book.accepted(), book.latest().len()), (1, 3));
    }
}
