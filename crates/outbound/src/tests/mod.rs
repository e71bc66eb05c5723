//! The door against servers on loopback: what passes, and each refusal for its own reason alone.

mod cost;
mod places;
mod requests;
mod server;
mod tls;

use std::time::Duration;

use url::Url;

use crate::{Network, Outbound, OutboundPolicy};

/// Never reached, however busy the machine.
const TIMEOUT: Duration = Duration::from_secs(30);
const MAX_RESPONSE: usize = 1000;

fn networks(texts: &[&str]) -> Vec<Network> {
    texts.iter().map(|text| text.parse().unwrap()).collect()
}

/// Public addresses only.
fn strict() -> Outbound {
    Outbound::new(OutboundPolicy {
        timeout: TIMEOUT,
        max_response: MAX_RESPONSE,
        ..OutboundPolicy::default()
    })
    .unwrap()
}

/// Loopback besides.
fn with_loopback() -> Outbound {
    within(TIMEOUT)
}

/// Loopback besides, and a deadline so short that a test of it is short.
fn impatient() -> Outbound {
    within(Duration::from_millis(200))
}

fn within(timeout: Duration) -> Outbound {
    Outbound::new(OutboundPolicy {
        timeout,
        max_response: MAX_RESPONSE,
        allow_networks: networks(&["127.0.0.0/8", "::1/128"]),
        ca_file: None,
    })
    .unwrap()
}

fn url(text: &str) -> Url {
    text.parse().unwrap()
}
