//! Signing in: user name and password, and the other ways, the one this device used last standing first. Also how
//! somebody who is signed in proves themselves again.
//!
//! Posts to `/sign-in`: `request`, `csrf`, `username`, `password`; `puzzle`,
//! `solution` (only with [`Work`]).
//! Posts to `/sign-in/passkey`: `request`, `csrf`, `state`, `credential`.
//! Test ids: `sign-in-form`, `username`, `password`, `submit`, `error-summary`, `reason`, `way-first`, `ways`,
//! `passkey-form`, `passkey`, `passkey-status`, `way-code`, `way-qr`, `way-recover`, `register-link`, `cancel-link`,
//! `work`, `work-wait`, `work-status`.

use askama::Template;

use super::journey::{Carried, CarriedFields, Reason, ReasonNotice, Way, Ways};
use crate::catalogue::Words;
use crate::component::{
    ErrorSummary, Face, Kind, PasskeyForm, PasskeyLook, Shell, Sign, TextField, WayList, WayOn, WorkFields,
    html,
};
use crate::href::safe;
use crate::{Asking, FieldProblem, Frame, Message, Work};

/// What the sign-in page shows.
#[derive(Clone, Debug)]
pub struct SignIn {
    /// What its forms send back.
    pub carried: Carried,
    /// The platform that asks; none when the person came on their own.
    pub asking: Option<Asking>,
    /// What was typed before, or the platform's hint.
    pub username: String,
    /// What was wrong with the last attempt. With [`Message::TooManyAttempts`] the other ways stand before the
    /// password: leave out of `ways` what would not be let through either.
    pub problems: Vec<FieldProblem>,
    /// What the browser works out before a password is looked at.
    pub work: Option<Work>,
    /// The other ways in.
    pub ways: Ways,
    /// Where an account is made; none when registration is closed.
    pub register_href: Option<String>,
    /// User name of the account that is signed in and must prove itself again; shown, not asked.
    pub reauthenticate: Option<String>,
    /// Why, for somebody who is signed in.
    pub reason: Option<Reason>,
    /// The way back without signing in.
    pub cancel_href: Option<String>,
}

/// The sign-in page.
pub fn sign_in(frame: &Frame, view: &SignIn) -> String {
    let t = Words(frame.locale);
    let heading =
        t.say(if view.reauthenticate.is_some() { "sign-in-again-heading" } else { "sign-in-heading" });
    let (first, others) = ways(t, view);
    let body = Body {
        t,
        view,
        heading: &heading,
        lead: lead(t, view),
        reason: view.reason.map(|reason| ReasonNotice::new(t, reason, view.asking.as_ref())),
        cancel: cancel(t, view),
        carried: view.carried.fields(),
        username: username(t, view),
        password: TextField::new(t, "password", Kind::CurrentPassword, "field-password")
            .problems(&view.problems)
            .last(),
        work: WorkFields::of(t, view.work.as_ref()),
        first,
        others,
    };
    let shell = Shell::new(frame, &heading, &body).asked_by(view.asking.as_ref()).with_scripts(scripts(view));
    if view.problems.is_empty() { shell.html() } else { shell.with_problems(&heading).html() }
}

#[derive(Template)]
#[template(path = "page/sign_in.html")]
struct Body<'a> {
    t: Words,
    view: &'a SignIn,
    heading: &'a str,
    lead: String,
    reason: Option<ReasonNotice>,
    cancel: String,
    carried: CarriedFields<'a>,
    username: TextField<'a>,
    password: TextField<'a>,
    work: Option<WorkFields<'a>>,
    first: WayList<'a>,
    others: WayList<'a>,
}

html!(Body<'_>);

const fn scripts(view: &SignIn) -> &'static [&'static str] {
    match (&view.ways.passkey, &view.work) {
        (Some(_), Some(_)) => &["app.js", "passkey.js", "work.js"],
        (Some(_), None) => &["app.js", "passkey.js"],
        (None, Some(_)) => &["app.js", "work.js"],
        (None, None) => &["app.js"],
    }
}

/// What happens next; for someone signed in, whose account it is.
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
    let kind = match (&view.reauthenticate, &view.ways.passkey) {
        (Some(_), _) => Kind::FixedUsername,
        (None, Some(_)) => Kind::UsernameOrPasskey,
        (None, None) => Kind::Username,
    };
    TextField::new(t, "username", kind, "field-username").value(&view.username).problems(&view.problems)
}

/// The ways that stand before the password, and those that stand after it.
fn ways<'a>(t: Words, view: &'a SignIn) -> (WayList<'a>, WayList<'a>) {
    let too_many =
        view.problems.iter().any(|problem| matches!(problem.message, Message::TooManyAttempts { .. }));
    let (first, others): (Vec<_>, Vec<_>) =
        offered(t, view).into_iter().partition(|(way, _)| too_many || view.ways.last_used == Some(*way));
    let list = |id, heading: &str, ways: Vec<(Way, WayOn<'a>)>| WayList {
        id,
        heading: t.say(heading).into_owned(),
        ways: ways.into_iter().map(|(_, way)| way).collect(),
    };
    let before = if too_many { "ways-now" } else { "ways-last" };
    (list("way-first", before, first), list("ways", "ways-others", others))
}

/// The other ways, in the order of how well they resist being tricked out of a person.
fn offered<'a>(t: Words, view: &'a SignIn) -> Vec<(Way, WayOn<'a>)> {
    let ways = &view.ways;
    let mut offered = Vec::new();
    if let Some(offer) = &ways.passkey {
        let look = PasskeyLook::Way(Face::new(t, Sign::Passkey, "way-passkey", "way-passkey-hint"));
        let form = PasskeyForm { t, carried: view.carried.fields(), offer, progress: None, look };
        offered.push((Way::Passkey, WayOn::Passkey(form)));
    }
    if let Some(href) = &ways.qr_href {
        let face = Face::new(t, Sign::Qr, "way-qr", "way-qr-hint");
        offered.push((Way::Qr, WayOn::Link { test_id: "way-qr", href: safe(href), face }));
    }
    if let Some(href) = &ways.phone_code_href {
        let face = Face::new(t, Sign::Phone, "way-code", "way-code-hint");
        offered.push((Way::PhoneCode, WayOn::Link { test_id: "way-code", href: safe(href), face }));
    }
    offered
}
