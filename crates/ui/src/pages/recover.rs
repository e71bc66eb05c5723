//! Getting back into an account: what is still at hand, proving it, waiting, and the new password.
//!
//! What these pages say is the same whether or not there is such an account.
//!
//! Details post to `/recover` (`recover-form`): `request`, `csrf`, `route` (`recovery_code` or `phone`),
//! `username`, and for `recovery_code` `code`. The code sent to a phone is taken by [`crate::enter_code`]. The new
//! password posts to `/recover/finish` (`new-password-form`): `csrf`, `request`, `ticket`, `password`.
//! Test ids: `recover-page`, `ways`, `way-sign-in`, `way-qr`, `way-recovery-code`, `way-phone`, `cancel-link`;
//! `recover-details-page`, `recover-form`, `username`, `code`, `submit`, `other-link`; `recover-answer-page`,
//! `ticket-link`; `ticket-page`, `ticket-waiting`, `ready-at`, `new-password-form`, `password`, `ticket-over`,
//! `recover-done-page`, `way-on`.

use askama::Template;
use base::Time;

use super::journey::{Carried, CarriedFields};
use crate::catalogue::Words;
use crate::component::{
    ErrorSummary, Face, Kind, Progress, Shell, Sign, TextField, Timestamp, WayList, WayOn, html,
};
use crate::href::safe;
use crate::{Asking, FieldProblem, Frame, moment};

/// What the page shows that asks what is still at hand.
#[derive(Clone, Debug)]
pub struct Recover {
    /// The platform that asks; none when the person came on their own.
    pub asking: Option<Asking>,
    /// The page with the ways to sign in, for who still has a passkey.
    pub passkey_href: Option<String>,
    /// Signing in by another device that is signed in.
    pub qr_href: Option<String>,
    /// The page that asks for a recovery code.
    pub recovery_code_href: Option<String>,
    /// The page that has a code sent to the confirmed phone.
    pub phone_href: Option<String>,
    /// The way back.
    pub cancel_href: Option<String>,
}

/// What the page shows that asks for what proves the account to be the person's.
#[derive(Clone, Debug)]
pub struct RecoverDetails {
    /// What its form sends back.
    pub carried: Carried,
    /// The platform that asks; none when the person came on their own.
    pub asking: Option<Asking>,
    /// By what.
    pub route: RecoverRoute,
    /// What was typed before.
    pub username: String,
    /// What was wrong with the last attempt.
    pub problems: Vec<FieldProblem>,
    /// The page that asks what is still at hand.
    pub other_href: String,
}

/// By what somebody gets back into an account.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RecoverRoute {
    /// A recovery code (`recovery_code`).
    RecoveryCode,
    /// A code sent to the confirmed phone (`phone`).
    Phone,
}

impl RecoverRoute {
    /// The value of `route` in forms and addresses.
    pub const fn value(self) -> &'static str {
        match self {
            Self::RecoveryCode => "recovery_code",
            Self::Phone => "phone",
        }
    }

    /// Steps of the journey: details, the code sent to a phone, waiting, the new password.
    const fn steps(self) -> u32 {
        match self {
            Self::RecoveryCode => 3,
            Self::Phone => 4,
        }
    }
}

/// What the page shows after the details were sent, right or wrong.
#[derive(Clone, Debug)]
pub struct RecoverAnswer {
    /// The platform that asks; none when the person came on their own.
    pub asking: Option<Asking>,
    /// By what.
    pub route: RecoverRoute,
    /// When a new password could be chosen, if the details are right.
    pub ready_at: Time,
    /// The present.
    pub now: Time,
    /// The page to come back to then.
    pub ticket_href: String,
}

/// What the page to come back to shows.
#[derive(Clone, Debug)]
pub struct RecoverTicket {
    /// What its form sends back.
    pub carried: Carried,
    /// By what.
    pub route: RecoverRoute,
    /// The ticket; comes back as `ticket`.
    pub ticket: String,
    /// How far it is.
    pub state: TicketState,
    /// What was wrong with the last attempt.
    pub problems: Vec<FieldProblem>,
}

/// How far getting back into an account is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TicketState {
    /// The account's owner is being warned; nothing can be done yet.
    Waiting {
        /// When a new password can be chosen.
        ready_at: Time,
        /// Until when.
        expires_at: Time,
    },
    /// A new password can be chosen.
    Ready {
        /// Until when.
        expires_at: Time,
        /// Fewest characters of a password.
        password_minimum: u32,
    },
    /// It was cancelled, used or came too late, or there never was such a ticket.
    Over,
}

/// What the page shows when the new password holds.
#[derive(Clone, Debug)]
pub struct RecoverDone {
    /// Where to sign in with it.
    pub sign_in_href: String,
}

/// The page that asks what is still at hand.
pub fn recover(frame: &Frame, view: &Recover) -> String {
    let t = Words(frame.locale);
    let heading = t.say("recover-heading");
    let body = StartBody { t, view, heading: &heading, ways: ways(t, view) };
    Shell::new(frame, &heading, &body).asked_by(view.asking.as_ref()).html()
}

fn ways<'a>(t: Words, view: &'a Recover) -> WayList<'a> {
    let way = |test_id, href: &'a Option<String>, sign, name: &str, hint: &str| {
        let face = Face::new(t, sign, name, hint);
        href.as_deref().map(|href| WayOn::Link { test_id, href: safe(href), face })
    };
    let all = [
        way("way-sign-in", &view.passkey_href, Sign::Passkey, "recover-passkey", "recover-passkey-hint"),
        way("way-qr", &view.qr_href, Sign::Qr, "recover-device", "recover-device-hint"),
        way("way-recovery-code", &view.recovery_code_href, Sign::Paper, "recover-code", "recover-code-hint"),
        way("way-phone", &view.phone_href, Sign::Phone, "recover-phone", "recover-phone-hint"),
    ];
    WayList {
        id: "ways",
        heading: t.say("recover-what").into_owned(),
        ways: all.into_iter().flatten().collect(),
    }
}

/// The page that asks for what proves the account to be the person's.
pub fn recover_details(frame: &Frame, view: &RecoverDetails) -> String {
    let t = Words(frame.locale);
    let (heading, lead) = match view.route {
        RecoverRoute::RecoveryCode => ("recover-code-heading", "recover-code-lead"),
        RecoverRoute::Phone => ("recover-phone-heading", "recover-phone-lead"),
    };
    let heading = t.say(heading);
    let username = TextField::new(t, "username", Kind::Username, "field-username")
        .value(&view.username)
        .problems(&view.problems);
    let fields = match view.route {
        RecoverRoute::RecoveryCode => vec![
            username,
            TextField::new(t, "code", Kind::RecoveryCode, "field-recovery-code")
                .hint(t.say("recovery-code-hint"))
                .problems(&view.problems)
                .last(),
        ],
        RecoverRoute::Phone => vec![username.last()],
    };
    let body = DetailsBody {
        t,
        view,
        heading: &heading,
        lead: t.say(lead).into_owned(),
        progress: Progress { t, current: 1, total: view.route.steps() },
        carried: view.carried.fields(),
        fields,
        other_href: safe(&view.other_href),
    };
    let shell = Shell::new(frame, &heading, &body).asked_by(view.asking.as_ref());
    if view.problems.is_empty() { shell.html() } else { shell.with_problems(&heading).html() }
}

/// The page after the details were sent: the same for right ones and wrong ones.
pub fn recover_answer(frame: &Frame, view: &RecoverAnswer) -> String {
    let t = Words(frame.locale);
    let heading = t.say("recover-answer-heading");
    let steps = view.route.steps();
    let body = AnswerBody {
        t,
        heading: &heading,
        progress: Progress { t, current: steps - 1, total: steps },
        ready: (view.ready_at > view.now).then(|| Timestamp::plain(t, view.ready_at)),
        ticket_href: safe(&view.ticket_href),
    };
    Shell::new(frame, &heading, &body).asked_by(view.asking.as_ref()).html()
}

/// The page to come back to: waiting, the new password, or over.
pub fn recover_ticket(frame: &Frame, view: &RecoverTicket) -> String {
    let t = Words(frame.locale);
    let (heading, step) = match view.state {
        TicketState::Waiting { .. } => ("ticket-waiting-heading", Some(view.route.steps() - 1)),
        TicketState::Ready { .. } => ("ticket-ready-heading", Some(view.route.steps())),
        TicketState::Over => ("ticket-over-heading", None),
    };
    let heading = t.say(heading);
    let body = TicketBody {
        t,
        view,
        heading: &heading,
        progress: step.map(|current| Progress { t, current, total: view.route.steps() }),
        stage: stage(t, view),
    };
    let shell = Shell::new(frame, &heading, &body);
    if view.problems.is_empty() { shell.html() } else { shell.with_problems(&heading).html() }
}

/// What the page to come back to is made of.
enum Stage<'a> {
    Waiting { ready: Timestamp, keep: String },
    Ready { carried: CarriedFields<'a>, password: TextField<'a>, until: String },
    Over,
}

fn stage<'a>(t: Words, view: &'a RecoverTicket) -> Stage<'a> {
    match view.state {
        TicketState::Waiting { ready_at, expires_at } => Stage::Waiting {
            ready: Timestamp::plain(t, ready_at),
            keep: t.about("ticket-waiting-keep", &moment::absolute(t, expires_at)),
        },
        TicketState::Ready { expires_at, password_minimum } => Stage::Ready {
            carried: view.carried.fields(),
            password: TextField::new(t, "password", Kind::NewPassword, "ticket-password")
                .hint(t.count("register-password-hint", password_minimum))
                .problems(&view.problems)
                .last(),
            until: t.about("ticket-ready-until", &moment::absolute(t, expires_at)),
        },
        TicketState::Over => Stage::Over,
    }
}

/// The page when the new password holds.
pub fn recover_done(frame: &Frame, view: &RecoverDone) -> String {
    let t = Words(frame.locale);
    let heading = t.say("recover-done-heading");
    let body = DoneBody { t, heading: &heading, sign_in_href: safe(&view.sign_in_href) };
    Shell::new(frame, &heading, &body).html()
}

#[derive(Template)]
#[template(path = "page/recover.html")]
struct StartBody<'a> {
    t: Words,
    view: &'a Recover,
    heading: &'a str,
    ways: WayList<'a>,
}

#[derive(Template)]
#[template(path = "page/recover_details.html")]
struct DetailsBody<'a> {
    t: Words,
    view: &'a RecoverDetails,
    heading: &'a str,
    lead: String,
    progress: Progress,
    carried: CarriedFields<'a>,
    fields: Vec<TextField<'a>>,
    other_href: &'a str,
}

#[derive(Template)]
#[template(path = "page/recover_answer.html")]
struct AnswerBody<'a> {
    t: Words,
    heading: &'a str,
    progress: Progress,
    /// None when nothing has to be waited for.
    ready: Option<Timestamp>,
    ticket_href: &'a str,
}

#[derive(Template)]
#[template(path = "page/recover_ticket.html")]
struct TicketBody<'a> {
    t: Words,
    view: &'a RecoverTicket,
    heading: &'a str,
    progress: Option<Progress>,
    stage: Stage<'a>,
}

#[derive(Template)]
#[template(path = "page/recover_done.html")]
struct DoneBody<'a> {
    t: Words,
    heading: &'a str,
    sign_in_href: &'a str,
}

html!(StartBody<'_>, DetailsBody<'_>, AnswerBody<'_>, TicketBody<'_>, DoneBody<'_>);
