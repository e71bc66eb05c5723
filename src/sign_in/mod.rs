//! Signing in: from what a visitor shows to a session.
//!
//! A visitor proves one thing or two; what was proved is a set of methods, and what the set is worth is
//! `assurance`'s to say. Between two pages the state is sealed text that only the same browser can bring back, so
//! nothing is written before somebody has signed in. Every way ends in `finish`, the only place where sessions begin.

mod code;
mod code_charges;
mod finish;
mod passkey;
mod password;
mod progress;
mod register;
mod scan;
mod second;
mod visitor;
mod ways;
mod work;

use std::time::Duration;

use base::{Fault, Secret};

use crate::account::Accounts;
use crate::authenticator::Authenticators;
use crate::ground::Ground;
use crate::notify::Notices;
use crate::risk::{Limits, Puzzle};
use crate::session::Sessions;

pub use code::{CodeFor, CodeSent};
pub use register::RegisterRefusal;
pub use scan::{Decided, Decision, Picture, ScanState, ScanView, is_young_enough};
pub use second::{Answer, SecondStepView};
pub use visitor::Visitor;
pub use ways::{Open, SecondWay, Ways};
pub use work::Brought;

/// How long things of a sign-in last, and what is offered.
#[derive(Clone, Copy, Debug)]
pub struct SignInPolicy {
    /// From the first proof until the second must be there.
    pub progress_life: Duration,
    /// Life of a code that was sent.
    pub code_life: Duration,
    /// From one message with a code to the next.
    pub resend_after: Duration,
    /// Whether codes of apps that count time are taken.
    pub totp: Open,
    /// Life of a picture that another device scans.
    pub scan_life: Duration,
    /// Whether a code to a phone nobody has yet opens an account.
    pub phone_registration: PhoneRegistration,
}

/// Whether a code to a phone nobody has yet opens an account.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PhoneRegistration {
    /// It does.
    Open,
    /// It does not.
    Closed,
}

/// What a step of a sign-in led to.
#[derive(Debug)]
pub enum Outcome {
    /// A session was begun or renewed.
    SignedIn(Cookies),
    /// One more thing is asked for: the sealed state of the next page.
    SecondStep(String),
}

/// What the browser keeps from now on.
#[derive(Debug)]
pub struct Cookies {
    /// The session.
    pub session: Secret<String>,
    /// By which the browser is known again.
    pub device: Secret<String>,
    /// The language kept with the account.
    pub language: Option<String>,
    /// The size of print kept with the account.
    pub print: Option<String>,
}

/// Why a step is refused. What is told does not depend on whether the account exists.
#[derive(Debug, thiserror::Error)]
pub enum SignInRefusal {
    /// What was shown does not prove anything.
    #[error("what was shown proves nothing")]
    NotProved,
    /// Too many attempts; other ways may be open.
    #[error("too many attempts")]
    TooMany {
        /// When the next one is let through.
        retry_after: Duration,
    },
    /// So much has come from the source that work is asked for, and it was not done.
    #[error("work is asked for and was not done")]
    WorkMissing {
        /// What is to be worked out.
        puzzle: Puzzle,
        /// After so much time it counts without a solution.
        wait: Duration,
    },
    /// The page is old, was used already, or belongs to another browser.
    #[error("the page is too old")]
    Stale,
    /// Ours.
    #[error(transparent)]
    Fault(#[from] Fault),
}

/// The sign-ins of this deployment.
#[derive(Clone)]
pub struct SignIns {
    ground: Ground,
    accounts: Accounts,
    authenticators: Authenticators,
    sessions: Sessions,
    limits: Limits,
    notices: Notices,
    policy: SignInPolicy,
}

/// What sign-ins stand on.
#[derive(Clone)]
pub struct Parts {
    /// Accounts.
    pub accounts: Accounts,
    /// Authenticators.
    pub authenticators: Authenticators,
    /// Sessions.
    pub sessions: Sessions,
    /// Budgets of attempts.
    pub limits: Limits,
    /// Messages to people.
    pub notices: Notices,
}

impl SignIns {
    /// The service over its parts.
    pub fn new(ground: Ground, parts: Parts, policy: SignInPolicy) -> Self {
        let Parts { accounts, authenticators, sessions, limits, notices } = parts;
        Self { ground, accounts, authenticators, sessions, limits, notices, policy }
    }
}
