//! The head of a page about an account: the way back, whose account it is, what was just done or must be put right,
//! heading and lead.

use std::borrow::Cow;

use askama::Template;

use super::{ErrorSummary, Notice, Tone, html};
use crate::catalogue::Words;
use crate::visible::visible;
use crate::{FieldProblem, Frame, Message};

/// A page above this one: where it is and the key of what it is called.
type Above = (&'static str, &'static str);

/// The head of a page.
#[derive(Template)]
#[template(path = "component/head.html")]
pub(crate) struct Head<'a> {
    t: Words,
    above: &'static [Above],
    account: Option<Cow<'a, str>>,
    notice: Option<Notice>,
    problems: &'a [FieldProblem],
    heading: String,
    lead: Option<String>,
}

impl<'a> Head<'a> {
    /// A heading below the account's home.
    pub(crate) fn new(frame: &'a Frame, heading: impl Into<String>) -> Self {
        const HOME: &[Above] = &[("/home", "home-heading")];
        Self {
            t: Words(frame.locale),
            above: HOME,
            account: frame.signed_in_as.as_deref().map(visible),
            notice: None,
            problems: &[],
            heading: heading.into(),
            lead: None,
        }
    }

    /// Below the page about ways to sign in.
    pub(crate) fn below_security(mut self) -> Self {
        const SECURITY: &[Above] = &[("/home", "home-heading"), ("/home/security", "security-heading")];
        self.above = SECURITY;
        self
    }

    /// Below the settings.
    pub(crate) fn below_settings(mut self) -> Self {
        const SETTINGS: &[Above] = &[("/home", "home-heading"), ("/home/settings", "settings-heading")];
        self.above = SETTINGS;
        self
    }

    /// With what the page is for.
    pub(crate) fn lead(mut self, lead: impl Into<String>) -> Self {
        self.lead = Some(lead.into());
        self
    }

    /// With what was just done.
    pub(crate) fn done(mut self, notice: Option<&Message>) -> Self {
        self.notice = notice.map(|message| Notice { tone: Tone::Success, text: self.t.words(message) });
        self
    }

    /// With what must be put right.
    pub(crate) fn problems(mut self, problems: &'a [FieldProblem]) -> Self {
        self.problems = problems;
        self
    }

    /// The heading's words.
    pub(crate) fn heading(&self) -> &str {
        &self.heading
    }
}

html!(Head<'_>);
