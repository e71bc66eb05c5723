//! Making an account.
//!
//! Posts to `/register`: `request`, `csrf`, `username`, `display_name`,
//! `password`; `puzzle`, `solution` (only with [`Work`]). A phone is added afterwards and proved by a code.
//! Test ids: `register-form`, `username`, `display-name`, `password`, `submit`, `error-summary`, `phone-link`,
//! `sign-in-link`, `cancel-link`, `work`, `work-wait`, `work-status`.

use askama::Template;

use super::journey::{Carried, CarriedFields};
use crate::catalogue::Words;
use crate::component::{ErrorSummary, Kind, Shell, TextField, WorkFields, html};
use crate::href::safe;
use crate::{Asking, FieldProblem, Frame, Work};

/// What the registration page shows.
#[derive(Clone, Debug)]
pub struct Register {
    /// What its form sends back.
    pub carried: Carried,
    /// The platform that asks; none when the person came on their own.
    pub asking: Option<Asking>,
    /// What was typed before.
    pub username: String,
    /// What was typed before.
    pub display_name: String,
    /// What was wrong with the last attempt.
    pub problems: Vec<FieldProblem>,
    /// What the browser works out before an account is made.
    pub work: Option<Work>,
    /// Where a person with an account signs in; none leads to `/sign-in`.
    pub sign_in_href: Option<String>,
    /// Where an account is made with a phone and no password; none when that is not offered.
    pub phone_href: Option<String>,
    /// The way back without making an account.
    pub cancel_href: Option<String>,
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
        carried: view.carried.fields(),
        username: username(t, view),
        display_name: display_name(t, view),
        password: password(t, view),
        work: WorkFields::of(t, view.work.as_ref()),
        sign_in_href: safe(view.sign_in_href.as_deref().unwrap_or("/sign-in")),
    };
    let shell =
        Shell::new(frame, &heading, &body).asked_by(view.asking.as_ref()).with_work(view.work.as_ref());
    if view.problems.is_empty() { shell.html() } else { shell.with_problems(&heading).html() }
}

#[derive(Template)]
#[template(path = "page/register.html")]
struct Body<'a> {
    t: Words,
    view: &'a Register,
    lead: String,
    carried: CarriedFields<'a>,
    username: TextField<'a>,
    display_name: TextField<'a>,
    password: TextField<'a>,
    work: Option<WorkFields<'a>>,
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

fn password(t: Words, view: &Register) -> TextField<'_> {
    TextField::new(t, "password", Kind::NewPassword, "field-password")
        .hint(t.count("register-password-hint", view.password_minimum))
        .problems(&view.problems)
        .last()
}
