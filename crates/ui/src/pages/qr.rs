//! Signing in with a phone that is signed in already: the page on the screen that is to be signed in.
//!
//! Every state is on the page and the others are hidden, so that the script `qr.js` has only to show another. The
//! script asks `/sign-in/qr/status?scan=SCAN` every two seconds, which needs `connect-src 'self'` in the page's
//! content security policy; without it, and without script, the person presses the button.
//!
//! Posts to `/sign-in/qr/finish` (`finish-form`) and `/sign-in/qr/cancel` (`cancel-form`): `request`, `csrf`,
//! `scan`.
//! Test ids: `qr-page`, those forms, `qr`, `qr-number`, `qr-waiting`, `qr-opened`, `qr-denied`, `qr-expired`,
//! `finish`, `cancel`, `again-link`, `way-others`, `notice`.

use askama::Template;

use super::journey::{Carried, CarriedFields};
use crate::catalogue::Words;
use crate::component::{Notice, Qr as Picture, Shell, Tone, html};
use crate::href::safe;
use crate::{Asking, Frame, Message};

/// What the page with the picture to scan shows.
#[derive(Clone, Debug)]
pub struct Qr {
    /// What its forms send back.
    pub carried: Carried,
    /// The platform that asks; none when the person came on their own.
    pub asking: Option<Asking>,
    /// Sealed name of the scan; comes back as `scan`, also to the status address.
    pub scan: String,
    /// What the picture says: the whole address the phone opens.
    pub text: String,
    /// The number the person must choose on the phone, 10 to 99.
    pub number: u8,
    /// How many seconds the picture still works.
    pub seconds_left: u32,
    /// How far the scan has come.
    pub state: QrState,
    /// What to tell beside it: [`Message::QrNotYet`] when the button was pressed too early.
    pub notice: Option<Message>,
    /// This page with a new picture.
    pub again_href: String,
    /// The page with the other ways to sign in.
    pub ways_href: String,
}

/// How far a scan has come. What the status address answers as `state` is in brackets.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum QrState {
    /// Nobody has scanned it (`waiting`).
    Waiting,
    /// A phone has opened it (`opened`).
    Opened,
    /// The person allowed it (`approved`): the script goes on at once.
    Approved,
    /// The person did not allow it (`denied`).
    Denied,
    /// It works no longer (`expired`; `cancelled` and `used` count as the same).
    Expired,
}

/// The page with the picture to scan.
pub fn qr(frame: &Frame, view: &Qr) -> String {
    let t = Words(frame.locale);
    let heading = t.say("qr-heading");
    let body = Body {
        t,
        view,
        heading: &heading,
        carried: view.carried.fields(),
        picture: Picture::new(&view.text, t.say("qr-picture")),
        minutes: view.seconds_left.div_ceil(60),
        notice: view
            .notice
            .as_ref()
            .map(|message| Notice { tone: Tone::Info, text: message.text(frame.locale) }),
        again_href: safe(&view.again_href),
        ways_href: safe(&view.ways_href),
    };
    Shell::new(frame, &heading, &body)
        .asked_by(view.asking.as_ref())
        .with_scripts(&["app.js", "qr.js"])
        .html()
}

#[derive(Template)]
#[template(path = "page/qr.html")]
struct Body<'a> {
    t: Words,
    view: &'a Qr,
    heading: &'a str,
    carried: CarriedFields<'a>,
    picture: Option<Picture>,
    minutes: u32,
    notice: Option<Notice>,
    again_href: &'a str,
    ways_href: &'a str,
}

impl Body<'_> {
    const fn live(&self) -> Hidden {
        match self.view.state {
            QrState::Waiting | QrState::Opened | QrState::Approved => Hidden::No,
            QrState::Denied | QrState::Expired => Hidden::Yes,
        }
    }

    fn unless(&self, state: QrState) -> Hidden {
        if self.view.state == state { Hidden::No } else { Hidden::Yes }
    }

    /// With what was allowed, the page that was opened has nothing left to say.
    const fn unless_opened(&self) -> Hidden {
        match self.view.state {
            QrState::Opened | QrState::Approved => Hidden::No,
            QrState::Waiting | QrState::Denied | QrState::Expired => Hidden::Yes,
        }
    }
}

/// The attribute that takes a state's part off the page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Hidden {
    Yes,
    No,
}

impl std::fmt::Display for Hidden {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Yes => " hidden",
            Self::No => "",
        })
    }
}

html!(Body<'_>, Hidden);
