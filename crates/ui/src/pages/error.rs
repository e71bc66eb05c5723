//! What went wrong, in plain words, with a way on. The protocol's words sit folded away for the developer.
//!
//! Test ids: `error-page`, `error-heading`, `error-detail`, `error-code`, `error-description`, `incident`, `way-on`.

use crate::{Frame, Link, Message};

/// What an error page shows.
#[derive(Clone, Debug)]
pub struct ErrorPage {
    /// What happened, in a few words.
    pub heading: Message,
    /// What it means and what to do.
    pub text: Message,
    /// The protocol's words for the platform's developers; folded away.
    pub detail: Option<Detail>,
    /// Incident id, for faults of ours.
    pub incident: Option<String>,
    /// Ways on, the best first. Empty: a link to the account's home is put there, so that no page is a dead end.
    pub way_on: Vec<Link>,
}

/// The protocol's words for an error. Public text only.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Detail {
    /// Error code of the protocol.
    pub code: String,
    /// Public description.
    pub description: String,
}

/// An error page.
pub fn error(frame: &Frame, view: &ErrorPage) -> String {
    let _ = (frame, view);
    String::new()
}
