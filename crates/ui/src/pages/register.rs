//! Making an account.
//!
//! Posts to `/register`: `request`, `csrf`, `username`, `display_name`, `phone` (may be empty), `password`.
//! Test ids: `register-form`, `username`, `display-name`, `phone`, `password`, `submit`, `error-summary`,
//! `sign-in-link`.

use askama::Template;

use crate::catalogue::Words;
use crate::component::{ErrorSummary, Hidden, Kind, Shell, TextField, html};
use crate::href::safe;
use crate::{Asking, FieldProblem, Frame};

/// What the registration page shows.
#[derive(Clone, Debug)]
pub struct Register {
    /// Sealed handle of the request in progress; comes back as `request`. Empty when the person came on their own.
    pub handle: String,
    /// Token against forged posts; comes back as `csrf`.
    pub csrf: String,
    /// The platform that asks; none when the person came on their own.
    pub asking: Option<Asking>,
    /// What was typed before.
    pub username: String,
    /// What was typed before.
    pub display_name: String,
    /// What was typed before.
    pub phone: String,
    /// What was wrong with the last attempt.
    pub problems: Vec<FieldProblem>,
    /// Where a person with an account signs in; none leads to `/sign-in`.
    pub sign_in_href: Option<String>,
    /// Fewest characters of a password, told before it is typed.
    pub password_minimum: u32,
}

/// The registration page.
pub fn register(frame: &Frame, view: &Register) -> String {
    let t = Words(frame.locale);
    let heading = t.say("register-heading");
    let body = Body {
        t,
        view,
        lead: lead(t, view),
        hidden: Hidden { handle: Some(&view.handle), csrf: &view.csrf },
        username: username(t, view),
        display_name: display_name(t, view),
        phone: phone(t, view),
        password: password(t, view),
        sign_in_href: safe(view.sign_in_href.as_deref().unwrap_or("/sign-in")),
    };
    let shell = Shell::new(frame, &heading, &body).asked_by(view.asking.as_ref());
    if view.problems.is_empty() { shell.html() } else { shell.with_problems(&heading).html() }
}

#[derive(Template)]
#[template(path = "page/register.html")]
struct Body<'a> {
    t: Words,
    view: &'a Register,
    lead: String,
    hidden: Hidden<'a>,
    username: TextField<'a>,
    display_name: TextField<'a>,
    phone: TextField<'a>,
    password: TextField<'a>,
    sign_in_href: &'a str,
}

html!(Body<'_>);

fn lead(t: Words, view: &Register) -> String {
    match &view.asking {
        Some(asking) => t.about("register-next", &asking.name),
        None => t.say("register-own").into_owned(),
    }
}

fn username(t: Words, view: &Register) -> TextField<'_> {
    TextField::new(t, "username", Kind::Username, "field-username")
        .hint(t.say("register-username-hint"))
        .value(&view.username)
        .problems(&view.problems)
}

fn display_name(t: Words, view: &Register) -> TextField<'_> {
    TextField::new(t, "display_name", Kind::PersonName, "register-display-name")
        .hint(t.say("register-display-name-hint"))
        .value(&view.display_name)
        .problems(&view.problems)
}

fn phone(t: Words, view: &Register) -> TextField<'_> {
    TextField::new(t, "phone", Kind::Phone, "register-phone")
        .hint(t.say("register-phone-hint"))
        .value(&view.phone)
        .problems(&view.problems)
        .optional()
}

fn password(t: Words, view: &Register) -> TextField<'_> {
    TextField::new(t, "password", Kind::NewPassword, "field-password")
        .hint(t.count("register-password-hint", view.password_minimum))
        .problems(&view.problems)
        .last()
}
