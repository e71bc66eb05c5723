//! Signing out: asking first when a platform asks for it, and telling afterwards what was done.
//!
//! Posts to `/end-session/confirm`: `request`, `csrf`, `decision` (`sign-out` or `stay`).
//! Test ids: `sign-out-form`, `sign-out`, `stay`; `signed-out-page`, `logout-outcome`, `way-on`.

use askama::Template;

use crate::catalogue::Words;
use crate::component::{Hidden, LogoutOutcomes, Notice, Shell, Tone, html};
use crate::href::safe;
use crate::{Asking, Frame, Link, Message};

/// What the page shows that asks before signing out.
#[derive(Clone, Debug)]
pub struct SignOutConfirm {
    /// Sealed handle of the sign-out in progress; comes back as `request`.
    pub handle: String,
    /// Token against forged posts; comes back as `csrf`.
    pub csrf: String,
    /// The platform that asks; none when it could not be told.
    pub asking: Option<Asking>,
    /// Name of the signed-in account.
    pub account_name: String,
}

/// What the page shows after signing out.
#[derive(Clone, Debug)]
pub struct SignedOut {
    /// The platform that asked.
    pub asking: Option<Asking>,
    /// The platforms told of it, and how that went.
    pub told: Vec<LogoutOutcome>,
    /// The way on; none: a link to sign in again.
    pub way_on: Option<Link>,
}

/// A platform told of a sign-out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LogoutOutcome {
    /// The platform's name.
    pub platform: String,
    /// How telling it went.
    pub state: LogoutState,
}

/// How telling a platform of a sign-out went.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LogoutState {
    /// It is being told, or will be tried again.
    Pending,
    /// It has been told and agreed.
    Delivered,
    /// It could not be told; the person should sign out there.
    Failed,
}

/// The page that asks before signing out.
pub fn sign_out_confirm(frame: &Frame, view: &SignOutConfirm) -> String {
    let t = Words(frame.locale);
    let hidden = Hidden { handle: Some(&view.handle), csrf: &view.csrf };
    let body = ConfirmBody { t, view, hidden };
    Shell::new(frame, &t.say("sign-out-heading"), &body).asked_by(view.asking.as_ref()).html()
}

/// The page after signing out.
pub fn signed_out(frame: &Frame, view: &SignedOut) -> String {
    let t = Words(frame.locale);
    let again = Link { href: "/sign-in".to_owned(), label: Message::WaySignIn };
    let way_on = view.way_on.as_ref().unwrap_or(&again);
    let failed = view.told.iter().any(|outcome| outcome.state == LogoutState::Failed);
    let body = DoneBody {
        t,
        view,
        outcomes: LogoutOutcomes { t, outcomes: &view.told },
        failed: failed.then(|| Notice { tone: Tone::Warning, text: t.say("signed-out-failed").into_owned() }),
        way_href: safe(&way_on.href),
        way_label: way_on.label.text(frame.locale),
    };
    Shell::new(frame, &t.say("signed-out-heading"), &body).asked_by(view.asking.as_ref()).html()
}

#[derive(Template)]
#[template(path = "page/sign_out_confirm.html")]
struct ConfirmBody<'a> {
    t: Words,
    view: &'a SignOutConfirm,
    hidden: Hidden<'a>,
}

#[derive(Template)]
#[template(path = "page/signed_out.html")]
struct DoneBody<'a> {
    t: Words,
    view: &'a SignedOut,
    outcomes: LogoutOutcomes<'a>,
    failed: Option<Notice>,
    way_href: &'a str,
    way_label: String,
}

html!(ConfirmBody<'_>, DoneBody<'_>);
