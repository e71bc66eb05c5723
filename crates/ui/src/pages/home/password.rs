//! Changing the password, or setting a first one.
//!
//! Posts to `/home/password`: `csrf`, `current` (only when asked), `password`, `end_others` (`yes` or absent).
//! Test ids: `password-page`, `password-form`, `current`, `password`, `end-others`, `submit`, `cancel-link`,
//! `error-summary`.

use askama::Template;

use crate::catalogue::Words;
use crate::component::{Head, Kind, Shell, TextField, html};
use crate::{FieldProblem, Frame};

/// What the page shows on which a password is chosen.
#[derive(Clone, Debug)]
pub struct PasswordChange {
    /// Token against forged posts; comes back as `csrf`.
    pub csrf: String,
    /// The name the account signs in with: a password manager keeps the new password under it.
    pub username: String,
    /// Whether the current password is asked.
    pub current: CurrentPassword,
    /// Whether the box that ends other sessions is ticked.
    pub end_others: Tick,
    /// Fewest characters of a password, told before it is typed.
    pub minimum: u32,
    /// What was wrong with the last attempt.
    pub problems: Vec<FieldProblem>,
}

/// Whether the current password is asked before it is changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CurrentPassword {
    /// It is.
    Asked,
    /// It is not: the person signed in a moment ago in another way that is enough.
    NotAsked,
    /// The account has none; this sets the first.
    None,
}

/// Whether a box is ticked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tick {
    /// It is.
    Ticked,
    /// It is not.
    Open,
}

/// The page on which a password is chosen.
pub fn password_change(frame: &Frame, view: &PasswordChange) -> String {
    let t = Words(frame.locale);
    let first = view.current == CurrentPassword::None;
    let head =
        Head::new(frame, t.say(if first { "password-set-heading" } else { "password-change-heading" }))
            .below_security()
            .problems(&view.problems);
    let heading = head.heading().to_owned();
    let body = Body {
        t,
        view,
        head,
        username: TextField::new(t, "username", Kind::FixedUsername, "field-username").value(&view.username),
        current: (view.current == CurrentPassword::Asked).then(|| {
            TextField::new(t, "current", Kind::CurrentPassword, "password-current").problems(&view.problems)
        }),
        password: TextField::new(t, "password", Kind::NewPassword, "password-new")
            .hint(t.count("password-new-hint", view.minimum))
            .problems(&view.problems)
            .last(),
    };
    let shell = Shell::new(frame, &heading, &body).tells_account();
    if view.problems.is_empty() { shell.html() } else { shell.with_problems(&heading).html() }
}

#[derive(Template)]
#[template(path = "page/home/password.html")]
struct Body<'a> {
    t: Words,
    view: &'a PasswordChange,
    head: Head<'a>,
    username: TextField<'a>,
    current: Option<TextField<'a>>,
    password: TextField<'a>,
}

html!(Body<'_>);
