//! Settings kept with the account: language and size of print; a copy of what is stored; closing.
//!
//! Posts to `/home/settings`: `csrf`, `language` (a tag), `print` (`normal` or `large`). `/home/export` is a link.
//! Test ids: `settings-page`, `settings-form`, `language-TAG`, `print-normal`, `print-large`, `submit`, `export`,
//! `to-close`, `notice`.

use askama::Template;

use crate::catalogue::Words;
use crate::component::{Head, Shell, html};
use crate::{Frame, LargePrint, Locale, Message};

/// What the page of settings shows.
#[derive(Clone, Debug)]
pub struct Settings {
    /// Token against forged posts; comes back as `csrf`.
    pub csrf: String,
    /// The language kept with the account.
    pub language: Locale,
    /// The size of print kept with the account.
    pub print: LargePrint,
    /// What was just done, if anything.
    pub notice: Option<Message>,
}

/// The page of settings.
pub fn settings(frame: &Frame, view: &Settings) -> String {
    let t = Words(frame.locale);
    let head =
        Head::new(frame, t.say("settings-heading")).lead(t.say("settings-lead")).done(view.notice.as_ref());
    let heading = head.heading().to_owned();
    Shell::new(frame, &heading, &Body { t, view, head }).tells_account().html()
}

#[derive(Template)]
#[template(path = "page/home/settings.html")]
struct Body<'a> {
    t: Words,
    view: &'a Settings,
    head: Head<'a>,
}

html!(Body<'_>);
