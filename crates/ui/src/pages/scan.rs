//! The phone's part of signing in another screen: who wants to sign in, which number that screen shows, yes or no;
//! and what became of it.
//!
//! Posts to `/scan/SECRET` (`scan-form`): `csrf`, `decision` (`allow` or `deny`) and `number`. No number is chosen
//! beforehand, and refusing needs none.
//! Test ids: `scan-page`, `scan-form`, `scan-device`, `scan-source`, `scan-platform`, `number-N`, `allow`, `deny`,
//! `error-summary`; `scan-result-page`, `way-on`.

use askama::Template;
use base::Time;

use crate::catalogue::Words;
use crate::component::{ErrorSummary, Shell, html};
use crate::href::safe;
use crate::{Asking, FieldProblem, Frame, Link, Message, moment};

/// What the page shows that asks whether another screen may be signed in.
#[derive(Clone, Debug)]
pub struct Scan {
    /// Token against forged posts; comes back as `csrf`.
    pub csrf: String,
    /// Last part of the path this page was opened with.
    pub secret: String,
    /// The platform the other screen wants to go to; none for the person's own account here.
    pub asking: Option<Asking>,
    /// The other screen's browser and system, in words.
    pub device: String,
    /// Its masked address, and its place where known.
    pub source: String,
    /// When the picture was made.
    pub opened_at: Time,
    /// The present.
    pub now: Time,
    /// Name of the account signed in on this phone.
    pub account_name: String,
    /// Three numbers in mixed order, one of which the other screen shows.
    pub numbers: [u8; 3],
    /// What was wrong with the last attempt; the field is `number`.
    pub problems: Vec<FieldProblem>,
}

/// What became of a scan.
#[derive(Clone, Debug)]
pub struct ScanResult {
    /// What.
    pub outcome: ScanOutcome,
    /// The platform the other screen wanted to go to.
    pub asking: Option<Asking>,
    /// The way on; none leads to the account's home.
    pub way_on: Option<Link>,
}

/// What became of a scan.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ScanOutcome {
    /// Allowed.
    Approved,
    /// Not allowed.
    Denied,
    /// Another number was chosen: it was stopped.
    WrongNumber,
    /// It worked no longer, or was used before.
    Expired,
}

impl ScanOutcome {
    const fn keys(self) -> (&'static str, &'static str) {
        match self {
            Self::Approved => ("scan-approved-heading", "scan-approved"),
            Self::Denied => ("scan-denied-heading", "scan-denied"),
            Self::WrongNumber => ("scan-wrong-heading", "scan-wrong"),
            Self::Expired => ("scan-expired-heading", "scan-expired"),
        }
    }
}

/// The page that asks whether another screen may be signed in.
pub fn scan(frame: &Frame, view: &Scan) -> String {
    let t = Words(frame.locale);
    let heading = t.say("scan-heading");
    let wrong = view.problems.iter().filter(|problem| problem.field == "number");
    let body = Body {
        t,
        view,
        heading: &heading,
        opened: moment::relative(t, view.opened_at, view.now),
        wrong: wrong.map(|problem| problem.message.text(frame.locale)).collect(),
    };
    let shell = Shell::new(frame, &heading, &body).asked_by(view.asking.as_ref()).tells_account();
    if view.problems.is_empty() { shell.html() } else { shell.with_problems(&heading).html() }
}

/// The page that says what became of a scan.
pub fn scan_result(frame: &Frame, view: &ScanResult) -> String {
    let t = Words(frame.locale);
    let (heading, text) = view.outcome.keys();
    let heading = t.say(heading);
    let home = Link { href: "/home".to_owned(), label: Message::WayHome };
    let way_on = view.way_on.as_ref().unwrap_or(&home);
    let body = ResultBody {
        view,
        heading: &heading,
        text: t.say(text).into_owned(),
        way_href: safe(&way_on.href),
        way_label: way_on.label.text(frame.locale),
    };
    Shell::new(frame, &heading, &body).asked_by(view.asking.as_ref()).html()
}

#[derive(Template)]
#[template(path = "page/scan.html")]
struct Body<'a> {
    t: Words,
    view: &'a Scan,
    heading: &'a str,
    opened: String,
    wrong: Vec<String>,
}

#[derive(Template)]
#[template(path = "page/scan_result.html")]
struct ResultBody<'a> {
    view: &'a ScanResult,
    heading: &'a str,
    text: String,
    way_href: &'a str,
    way_label: String,
}

html!(Body<'_>, ResultBody<'_>);
