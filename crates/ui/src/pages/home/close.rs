//! Closing an account, and the page after it.
//!
//! Posts to `/home/close`: `csrf`, `confirm` (`yes` or absent).
//! Test ids: `close-page`, `close-form`, `confirm`, `close-submit`, `cancel-link`, `error-summary`; `closed-page`,
//! `way-on`.

use askama::Template;

use crate::catalogue::Words;
use crate::component::{Head, Shell, html};
use crate::visible::visible;
use crate::{FieldProblem, Frame};

/// What the page shows that asks before closing an account.
#[derive(Clone, Debug)]
pub struct CloseAccount {
    /// Token against forged posts; comes back as `csrf`.
    pub csrf: String,
    /// The account's name.
    pub account_name: String,
    /// Names of the platforms the account is used with.
    pub platforms: Vec<String>,
    /// What was wrong with the last attempt.
    pub problems: Vec<FieldProblem>,
}

/// The page that asks before closing an account.
pub fn close_account(frame: &Frame, view: &CloseAccount) -> String {
    let t = Words(frame.locale);
    let head = Head::new(frame, t.say("close-question"))
        .below_settings()
        .lead(t.about("close-account", &view.account_name))
        .problems(&view.problems);
    let heading = head.heading().to_owned();
    let own = view.problems.iter().filter(|problem| problem.field == "confirm");
    let body = Body {
        t,
        view,
        head,
        platforms: view.platforms.iter().map(|name| visible(name).into_owned()).collect(),
        wrong: own.map(|problem| t.words(&problem.message)).collect(),
    };
    let shell = Shell::new(frame, &heading, &body).tells_account();
    if view.problems.is_empty() { shell.html() } else { shell.with_problems(&heading).html() }
}

#[derive(Template)]
#[template(path = "page/home/close.html")]
struct Body<'a> {
    t: Words,
    view: &'a CloseAccount,
    head: Head<'a>,
    platforms: Vec<String>,
    wrong: Vec<String>,
}

/// The page after an account was closed. Nobody is signed in any more.
pub fn account_closed(frame: &Frame) -> String {
    let t = Words(frame.locale);
    Shell::new(frame, &t.say("closed-heading"), &Closed { t }).tells_account().html()
}

#[derive(Template)]
#[template(path = "page/home/closed.html")]
struct Closed {
    t: Words,
}

html!(Body<'_>, Closed);
