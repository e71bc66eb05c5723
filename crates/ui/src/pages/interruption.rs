//! Pages with nothing to decide: the service is full, the address leads nowhere.
//!
//! Test ids: `busy-page`, `not-found-page`, `way-on`.

use super::error::Stop;
use crate::catalogue::Words;
use crate::{Frame, Link, Message};

/// What the page of a full service shows. Goes out with status 503 and `Retry-After`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Busy {
    /// Seconds to wait: the value of `Retry-After` (RFC 9110 section 10.2.3).
    pub retry_after_seconds: u32,
}

/// The page of a full service. Its way on is the page that was asked for.
pub fn busy(frame: &Frame, view: &Busy) -> String {
    let again = Link { href: frame.switch_return.clone(), label: Message::WayTryAgain };
    Stop {
        test_id: "busy-page",
        heading: &Message::BusyHeading,
        text: &Message::Busy { seconds: view.retry_after_seconds },
        ways: &[again],
        detail: None,
        incident: None,
    }
    .page(frame, Words(frame.locale))
}

/// The page for an address that leads nowhere. Goes out with status 404.
pub fn not_found(frame: &Frame) -> String {
    let home = Link { href: "/home".to_owned(), label: Message::WayHome };
    Stop {
        test_id: "not-found-page",
        heading: &Message::NotFoundHeading,
        text: &Message::NotFound,
        ways: &[home],
        detail: None,
        incident: None,
    }
    .page(frame, Words(frame.locale))
}
