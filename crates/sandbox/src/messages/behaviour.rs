//! How a provider behaves, well or badly.

use std::time::Duration;

/// How a provider answers calls.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Behaviour {
    /// Takes whatever is right, at once.
    Takes,
    /// Takes whatever is right and answers so much later: the caller may have given up by then.
    Slow(Duration),
    /// Answers 500 and takes nothing.
    Breaks,
    /// Answers 429 with `Retry-After` (RFC 6585 section 4), in whole seconds, and takes nothing.
    Busy {
        /// When to come back.
        retry_after: Duration,
    },
    /// Cuts every connection off without an answer.
    Down,
}
