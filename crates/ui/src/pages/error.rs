//! What went wrong, in plain words, with a way on. The protocol's words sit folded away for the developer.
//!
//! Test ids: `error-page`, `error-heading`, `error-detail`, `error-code`, `error-description`, `incident`, `way-on`.

use askama::Template;

use crate::catalogue::Words;
use crate::component::{Shell, html};
use crate::href::safe;
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
    let t = Words(frame.locale);
    let home = Link { href: "/home".to_owned(), label: Message::WayHome };
    let ways = if view.way_on.is_empty() { std::slice::from_ref(&home) } else { &view.way_on };
    Stop {
        test_id: "error-page",
        heading: &view.heading,
        text: &view.text,
        ways,
        detail: view.detail.as_ref(),
        incident: view.incident.as_deref(),
    }
    .page(frame, t)
}

/// A page on which nothing goes on but the ways it names.
pub(crate) struct Stop<'a> {
    pub(crate) test_id: &'static str,
    pub(crate) heading: &'a Message,
    pub(crate) text: &'a Message,
    pub(crate) ways: &'a [Link],
    pub(crate) detail: Option<&'a Detail>,
    pub(crate) incident: Option<&'a str>,
}

impl Stop<'_> {
    pub(crate) fn page(&self, frame: &Frame, t: Words) -> String {
        let heading = self.heading.text(t.0);
        let ways = self.ways.iter().map(|link| Way { href: safe(&link.href), label: link.label.text(t.0) });
        let body = Body {
            t,
            test_id: self.test_id,
            heading: &heading,
            text: self.text.text(t.0),
            ways: ways.collect(),
            detail: self.detail,
            incident: self.incident,
        };
        Shell::new(frame, &heading, &body).html()
    }
}

/// A link, ready to be shown.
struct Way<'a> {
    href: &'a str,
    label: String,
}

#[derive(Template)]
#[template(path = "page/error.html")]
struct Body<'a> {
    t: Words,
    test_id: &'static str,
    heading: &'a str,
    text: String,
    ways: Vec<Way<'a>>,
    detail: Option<&'a Detail>,
    incident: Option<&'a str>,
}

html!(Body<'_>);
