//! New recovery codes, shown this once.
//!
//! Posts nothing. Test ids: `recovery-codes-page`, `recovery-code`, `kept`.

use askama::Template;
use base::{Secret, Time};

use crate::Frame;
use crate::catalogue::Words;
use crate::component::{Head, Notice, Shell, Timestamp, Tone, html};

/// What the page shows that hands out recovery codes.
#[derive(Debug)]
pub struct NewRecoveryCodes {
    /// The account's name, so that a printed page says whose codes they are.
    pub account_name: String,
    /// The codes, as they are to be typed.
    pub codes: Vec<Secret<String>>,
    /// When they were made.
    pub made: Time,
}

/// The page that hands out recovery codes.
pub fn new_recovery_codes(frame: &Frame, view: &NewRecoveryCodes) -> String {
    let t = Words(frame.locale);
    let head = Head::new(frame, t.say("recovery-codes-new-heading"))
        .below_security()
        .lead(t.say("recovery-codes-new-lead"));
    let heading = head.heading().to_owned();
    let body = Body {
        t,
        view,
        head,
        warning: Notice { tone: Tone::Warning, text: t.say("recovery-codes-warning").into_owned() },
        made: Timestamp::plain(t, view.made),
    };
    Shell::new(frame, &heading, &body).tells_account().html()
}

#[derive(Template)]
#[template(path = "page/home/recovery_codes.html")]
struct Body<'a> {
    t: Words,
    view: &'a NewRecoveryCodes,
    head: Head<'a>,
    warning: Notice,
    made: Timestamp,
}

html!(Body<'_>);
