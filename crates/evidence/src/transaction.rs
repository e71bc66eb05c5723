//! The states of a verification and when a provider is asked again.
//!
//! Owns the table of states: a terminal state never changes again, whichever of browser, callback and poll comes second.
//! Does not own the row, the call or the clock.

use std::time::Duration;

use base::Time;

/// Where a verification stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum State {
    /// Written down; the provider does not know it yet.
    Created,
    /// The provider has taken it.
    Started,
    /// It is so.
    Passed,
    /// It is not so, or it was about somebody else.
    Failed,
    /// The person left.
    Cancelled,
    /// Nobody said anything in time.
    Expired,
    /// It could not be carried out.
    Error,
}

impl State {
    /// All of them.
    pub const ALL: &[Self] = &[
        Self::Created,
        Self::Started,
        Self::Passed,
        Self::Failed,
        Self::Cancelled,
        Self::Expired,
        Self::Error,
    ];

    /// The word in storage and in the audit log.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Created => "created",
            Self::Started => "started",
            Self::Passed => "passed",
            Self::Failed => "failed",
            Self::Cancelled => "cancelled",
            Self::Expired => "expired",
            Self::Error => "error",
        }
    }

    /// The state of a word.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|state| state.as_str() == word)
    }

    /// Whether it never changes again.
    pub const fn is_terminal(self) -> bool {
        match self {
            Self::Created | Self::Started => false,
            Self::Passed | Self::Failed | Self::Cancelled | Self::Expired | Self::Error => true,
        }
    }
}

/// What happens to a verification.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Event {
    /// The provider took it.
    Started,
    /// The provider found that it is so, about the right person.
    Passed,
    /// It found otherwise, or about somebody else.
    Failed,
    /// The person left.
    Cancelled,
    /// The time is over.
    Expired,
    /// It cannot be carried out.
    Broke,
}

/// The state after an event; none where it changes nothing: the verification is over, or had begun before.
///
/// A verification may end before it started: a provider may decide in its first answer, and a person may leave.
pub const fn step(state: State, event: Event) -> Option<State> {
    match (state, event) {
        (State::Created, Event::Started) => Some(State::Started),
        (State::Created | State::Started, Event::Passed) => Some(State::Passed),
        (State::Created | State::Started, Event::Failed) => Some(State::Failed),
        (State::Created | State::Started, Event::Cancelled) => Some(State::Cancelled),
        (State::Created | State::Started, Event::Expired) => Some(State::Expired),
        (State::Created | State::Started, Event::Broke) => Some(State::Error),
        (State::Started, Event::Started)
        | (State::Passed | State::Failed | State::Cancelled | State::Expired | State::Error, _) => None,
    }
}

/// How long to wait: every second while the person is likely at it, then ever more rarely. The first number counts the
/// polls up to which, the second the seconds since the start up to which.
const SCHEDULE: &[(u32, u64, Duration)] =
    &[(10, 10, Duration::from_secs(1)), (11, 15, Duration::from_secs(5)), (12, 45, Duration::from_secs(30))];
const AT_LAST: Duration = Duration::from_secs(300);
/// The last question is asked this long before the end, so that its answer still counts.
const LAST_CALL: Duration = Duration::from_secs(10);

/// When a provider is asked next about a verification that `started` then, after `polls` questions, at `now`: after 1 s
/// ten times, 5 s, 30 s, then every 5 min, and a last time shortly before `until`. None when no question is left.
///
/// Neither many questions nor a long wait makes it faster again: after an outage the backlog does not hammer.
pub fn next_poll(started: Time, polls: u32, now: Time, until: Time) -> Option<Time> {
    let waited = now.since(started).as_secs();
    let due = SCHEDULE.iter().find(|(most, seconds, _)| polls < *most && waited < *seconds);
    let wait = due.map_or(AT_LAST, |(_, _, wait)| *wait);
    let last = until.minus(LAST_CALL);
    (now < last).then(|| now.plus(wait).min(last))
}

#[cfg(test)]
mod tests;
