//! Pages with nothing to decide: the service is full, the address leads nowhere.
//!
//! Test ids: `busy-page`, `not-found-page`, `way-on`.

use crate::Frame;

/// What the page of a full service shows. Goes out with status 503 and `Retry-After`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Busy {
    /// Seconds to wait: the value of `Retry-After` (RFC 9110 section 10.2.3).
    pub retry_after_seconds: u32,
}

/// The page of a full service. Its way on is the page that was asked for.
pub fn busy(frame: &Frame, view: &Busy) -> String {
    let _ = (frame, view);
    String::new()
}

/// The page for an address that leads nowhere. Goes out with status 404.
pub fn not_found(frame: &Frame) -> String {
    let _ = frame;
    String::new()
}
