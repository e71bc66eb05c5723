//! Signing in with user name and password.
//!
//! Posts to `/sign-in`: `request`, `csrf`, `username`, `password`.
//! Test ids: `sign-in-form`, `username`, `password`, `submit`, `error-summary`, `register-link`, `cancel-link`.

use askama::Template;

use crate::catalogue::Words;
use crate::component::{ErrorSummary, Hidden, Kind, Shell, TextField, html};
use crate::{Asking, FieldProblem, Frame};

/// What the sign-in page shows.
#[derive(Clone, Debug)]
pub struct SignIn {
    /// Sealed handle of the request in progress; comes back as `request`. Empty when the person came on their own.
    pub handle: String,
    /// Token against forged posts; comes back as `csrf`.
    pub csrf: String,
    /// The platform that asks; none when the person came on their own.
    pub asking: Option<Asking>,
    /// What was typed before, or the platform's hint.
    pub username: String,
    /// What was wrong with the last attempt.
    pub problems: Vec<FieldProblem>,
    /// Where an account is made; none when registration is closed.
    pub register_href: Option<String>,
    /// Name of the account that is signed in and must prove itself again. The user name is then shown, not asked.
    pub reauthenticate: Option<String>,
    /// The way back without signing in.
    pub cancel_href: Option<String>,
}

/// The sign-in page.
pub fn sign_in(frame: &Frame, view: &SignIn) -> String {
    let t = Words(frame.locale);
    let heading =
        t.say(if view.reauthenticate.is_some() { "sign-in-again-heading" } else { "sign-in-heading" });
    let body = Body {
        t,
        view,
        lead: lead(t, view),
        cancel: cancel(t, view),
        hidden: Hidden { handle: Some(&view.handle), csrf: &view.csrf },
        username: username(t, view),
        password: password(t, view),
    };
    let shell = Shell::new(frame, &heading, &body).asked_by(view.asking.as_ref());
    if view.problems.is_empty() { shell.html() } else { shell.with_problems(&heading).html() }
}

#[derive(Template)]
#[template(path = "page/sign_in.html")]
struct Body<'a> {
    t: Words,
    view: &'a SignIn,
    lead: String,
    cancel: String,
    hidden: Hidden<'a>,
    username: TextField<'a>,
    password: TextField<'a>,
}

html!(Body<'_>);

/// What happens next; for someone signed in, why the password is asked again.
fn lead(t: Words, view: &SignIn) -> String {
    match (&view.reauthenticate, &view.asking) {
        (Some(account), _) => t.about("sign-in-again", account),
        (None, Some(asking)) => t.about("sign-in-next", &asking.name),
        (None, None) => t.say("sign-in-own").into_owned(),
    }
}

fn cancel(t: Words, view: &SignIn) -> String {
    match &view.asking {
        Some(asking) => t.about("sign-in-cancel-to", &asking.name),
        None => t.say("sign-in-cancel").into_owned(),
    }
}

fn username(t: Words, view: &SignIn) -> TextField<'_> {
    let kind = if view.reauthenticate.is_some() { Kind::FixedUsername } else { Kind::Username };
    TextField::new(t, "username", kind, "field-username").value(&view.username).problems(&view.problems)
}

fn password(t: Words, view: &SignIn) -> TextField<'_> {
    TextField::new(t, "password", Kind::CurrentPassword, "field-password").problems(&view.problems).last()
}
