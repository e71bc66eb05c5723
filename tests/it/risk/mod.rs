//! Budgets of attempts on each database, and between nodes.

mod budgets;
mod told;
mod turns;
mod work;

use base::DeviceId;
use testkit::Node;
use yimen::risk::{Act, Charge, FirstTime, Limits, Source, Subject, Verdict};

/// The budgets of a node, as its settings have them.
fn limits(node: &Node) -> Limits {
    Limits::new(node.app.ground.clone(), &node.app.config).unwrap()
}

fn source(text: &str) -> Source {
    Source::of(text.parse().unwrap())
}

fn sign_in(subject: Subject<'_>) -> Charge {
    Charge::new(Act::SignIn, subject)
}

/// Somebody whom the account does not know tries a name.
fn stranger(from: &str, name: &str) -> [Charge; 2] {
    [sign_in(Subject::Source(source(from))), sign_in(Subject::Name(name.as_bytes()))]
}

/// The person tries, with a browser the account knows.
fn person() -> [Charge; 1] {
    [sign_in(Subject::Device(DeviceId::from_bytes([9; 16])))]
}

async fn take(limits: &Limits, charges: &[Charge]) -> Verdict {
    limits.take_now(charges).await.unwrap()
}

async fn peek(limits: &Limits, charges: &[Charge]) -> Verdict {
    limits.peek(charges).await.unwrap()
}

/// Takes until nothing is left; how often that was.
async fn empty(limits: &Limits, charges: &[Charge]) -> u32 {
    let mut taken = 0;
    while take(limits, charges).await == Verdict::Allowed {
        taken += 1;
    }
    taken
}

/// Seconds to wait, and whether it is told for the first time.
fn refused(verdict: Verdict) -> (u64, FirstTime) {
    match verdict {
        Verdict::TooMany { retry_after, first } => (retry_after.as_secs(), first),
        Verdict::Allowed => panic!("not refused"),
    }
}
