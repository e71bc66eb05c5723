//! A platform asks for two steps and the account has only one: how to set up another, and the way back.
//!
//! Posts nothing. Test ids: `set-up-page`, `ways`, `set-up-passkey`, `set-up-app`, `back-link`.

use askama::Template;

use crate::catalogue::Words;
use crate::component::{Face, Shell, Sign, WayList, WayOn, html};
use crate::href::safe;
use crate::{Asking, Frame};

/// What the page shows on which a second step is to be set up.
#[derive(Clone, Debug)]
pub struct SetUpNeeded {
    /// The platform that asks; none when the person's own account asks for it.
    pub asking: Option<Asking>,
    /// Where a passkey is added; none when passkeys are not offered.
    pub passkey_href: Option<String>,
    /// Where an authenticator app is set up; none when apps are not offered.
    pub totp_href: Option<String>,
    /// The way back to the platform without setting anything up.
    pub back_href: Option<String>,
}

/// The page on which a second step is to be set up.
pub fn set_up_needed(frame: &Frame, view: &SetUpNeeded) -> String {
    let t = Words(frame.locale);
    let heading = t.say("set-up-heading");
    let (lead, back) = match &view.asking {
        Some(asking) => (t.about("set-up-platform", &asking.name), t.about("set-up-back-to", &asking.name)),
        None => (t.say("set-up-own").into_owned(), t.say("sign-in-cancel").into_owned()),
    };
    let body = Body { t, view, heading: &heading, lead, back, ways: ways(t, view) };
    Shell::new(frame, &heading, &body).asked_by(view.asking.as_ref()).html()
}

#[derive(Template)]
#[template(path = "page/set_up.html")]
struct Body<'a> {
    t: Words,
    view: &'a SetUpNeeded,
    heading: &'a str,
    lead: String,
    back: String,
    ways: WayList<'a>,
}

html!(Body<'_>);

fn ways<'a>(t: Words, view: &'a SetUpNeeded) -> WayList<'a> {
    let passkey = view.passkey_href.as_deref().map(|href| WayOn::Link {
        test_id: "set-up-passkey",
        href: safe(href),
        face: Face::new(t, Sign::Passkey, "set-up-passkey", "set-up-passkey-hint"),
    });
    let app = view.totp_href.as_deref().map(|href| WayOn::Link {
        test_id: "set-up-app",
        href: safe(href),
        face: Face::new(t, Sign::App, "set-up-app", "set-up-app-hint"),
    });
    WayList {
        id: "ways",
        heading: t.say("set-up-choose").into_owned(),
        ways: passkey.into_iter().chain(app).collect(),
    }
}
