//! What was agreed to, and withdrawing it.
//!
//! Posts: `/home/consents/CLIENT/withdraw`. Test ids: `consents-page`, `consent-CLIENT`, `withdraw-CLIENT`, `notice`.

use std::borrow::Cow;

use askama::Template;
use base::Time;

use crate::catalogue::Words;
use crate::component::{Head, Shell, Timestamp, html};
use crate::visible::visible;
use crate::{Frame, Message};

/// What the page about consents shows.
#[derive(Clone, Debug)]
pub struct Consents {
    /// Token against forged posts; comes back as `csrf`.
    pub csrf: String,
    /// What was agreed to, newest first.
    pub consents: Vec<ConsentRow>,
    /// What was just done, if anything.
    pub notice: Option<Message>,
}

/// What was agreed to with one platform.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ConsentRow {
    /// The client's id.
    pub client_id: String,
    /// The platform's name.
    pub platform: String,
    /// What it is told, in the page's language.
    pub items: Vec<String>,
    /// When it was agreed to.
    pub given: Time,
}

/// The page about consents.
pub fn consents(frame: &Frame, view: &Consents) -> String {
    let t = Words(frame.locale);
    let head =
        Head::new(frame, t.say("home-consents")).lead(t.say("home-consents-hint")).done(view.notice.as_ref());
    let heading = head.heading().to_owned();
    let consents = view.consents.iter().map(|row| Agreed::new(t, row)).collect();
    Shell::new(frame, &heading, &Body { t, view, head, consents }).tells_account().html()
}

#[derive(Template)]
#[template(path = "page/home/consents.html")]
struct Body<'a> {
    t: Words,
    view: &'a Consents,
    head: Head<'a>,
    consents: Vec<Agreed<'a>>,
}

html!(Body<'_>);

/// A consent, ready to be shown.
struct Agreed<'a> {
    client_id: &'a str,
    platform: Cow<'a, str>,
    items: &'a [String],
    given: Timestamp,
}

impl<'a> Agreed<'a> {
    fn new(t: Words, row: &'a ConsentRow) -> Self {
        Self {
            client_id: &row.client_id,
            platform: visible(&row.platform),
            items: &row.items,
            given: Timestamp::plain(t, row.given),
        }
    }
}
