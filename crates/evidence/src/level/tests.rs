//! Levels held to their rules.

mod explained;
mod properties;
mod reached;
mod routes;

use std::time::Duration;

use super::*;

/// The policy that is built in, with two providers held down: `held` to 3, `weak` to 2.
fn policy() -> Policy {
    let ceilings = "[provider.held]\nceiling = 3\n[provider.weak]\nceiling = 2\n";
    Policy::read(&format!("{}{ceilings}", Policy::builtin().text())).unwrap()
}

const fn days(days: u64) -> Duration {
    Duration::from_secs(days * 86_400)
}

fn now() -> Time {
    Time::from_seconds(1_790_000_000)
}

fn session(number: u8) -> SessionId {
    SessionId::from_bytes([number; 16])
}

fn id(number: u8) -> EvidenceId {
    EvidenceId::from_bytes([number; 16])
}

/// Valid evidence of a provider without a ceiling, proved `age` days ago in session 1.
fn row(number: u8, kind: EvidenceKind, age: u64) -> Row {
    Row {
        id: id(number),
        kind,
        provider: "open".to_owned(),
        issued_at: now().minus(days(age)),
        expires_at: None,
        status: Status::Valid,
        session: Some(session(1)),
    }
}

impl Row {
    fn from(self, provider: &str) -> Self {
        Self { provider: provider.to_owned(), ..self }
    }

    fn ends_in(self, span: Duration) -> Self {
        Self { expires_at: Some(now().plus(span)), ..self }
    }

    fn is(self, status: Status) -> Self {
        Self { status, ..self }
    }
}

/// Now, of the account by itself.
fn anywhere() -> Moment {
    Moment { now: now(), session: None, not_before: None }
}

/// Now, in a session.
fn within(number: u8) -> Moment {
    Moment { session: Some(session(number)), ..anywhere() }
}

fn level(rows: &[Row], moment: &Moment) -> u8 {
    standing(&policy(), rows, moment).level
}
