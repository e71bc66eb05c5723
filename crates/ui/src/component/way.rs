//! Ways on as a list of large targets, each with a sign, a name and what it needs; and the form a passkey answers.
//!
//! A passkey needs the script `passkey.js`: its place stays hidden until the script finds that the browser can use
//! one.

use askama::Template;

use super::html;
use crate::PasskeyOffer;
use crate::catalogue::Words;
use crate::pages::journey::CarriedFields;

/// The sign of a way: outlines on 24 by 24.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Sign {
    Passkey,
    Phone,
    Qr,
    App,
    Mail,
    Paper,
    Password,
    Register,
    Card,
    Face,
}

impl Sign {
    const fn path(self) -> &'static str {
        match self {
            Self::Passkey => {
                "M9 11a4 4 0 1 0 0-8 4 4 0 0 0 0 8zM2 20v-1a6 6 0 0 1 9-5.2M16 16.5a3 3 0 1 1 3 0V20l-1.5 1.5L16 20z"
            }
            Self::Phone => "M7 2.5h10v19H7zM11 18.5h2M10 7h4M10 10h4",
            Self::Qr => "M4 4h6v6H4zM14 4h6v6h-6zM4 14h6v6H4zM14 14h2v2h-2zM18 18h2v2h-2zM19 14h1M14 19h1",
            Self::App => "M7 2.5h10v19H7zM11 18.5h2M12 7v3.5l2 1.5",
            Self::Mail => "M3 5.5h18v13H3zM3 7l9 6 9-6",
            Self::Paper => "M6 3h9l3 3v15H6zM9 10h6M9 13.5h6M9 17h3",
            Self::Register => "M3 9.5 12 4l9 5.5zM5.5 9.5v8M10 9.5v8M14 9.5v8M18.5 9.5v8M3 20h18",
            Self::Card => "M3 5.5h18v13H3zM3 10h18M6.5 14.5h4",
            Self::Face => {
                "M3 8V3h5M16 3h5v5M21 16v5h-5M8 21H3v-5M12 16a4 4.5 0 1 0 0-9 4 4.5 0 0 0 0 9zM8 20a4.5 3 0 0 1 8 0"
            }
            Self::Password => "M5 10.5h14v10H5zM8 10.5V7a4 4 0 0 1 8 0v3.5M12 14.5v2",
        }
    }
}

/// What a way looks like: sign, name, what it needs.
#[derive(Template)]
#[template(path = "component/way_face.html")]
pub(crate) struct Face {
    sign: Sign,
    name: String,
    hint: String,
}

impl Face {
    /// With the keys of its name and of what it needs.
    pub(crate) fn new(t: Words, sign: Sign, name: &str, hint: &str) -> Self {
        let words = |key| t.say(key).into_owned();
        Self { sign, name: words(name), hint: words(hint) }
    }

    /// With its words.
    pub(crate) const fn of(sign: Sign, name: String, hint: String) -> Self {
        Self { sign, name, hint }
    }
}

/// A way on.
pub(crate) enum WayOn<'a> {
    /// Leads to another page.
    Link { test_id: &'static str, href: &'a str, face: Face },
    /// Answered on the spot.
    Passkey(PasskeyForm<'a>),
}

/// Ways on under a heading; nothing at all when there are none.
#[derive(Template)]
#[template(path = "component/ways.html")]
pub(crate) struct WayList<'a> {
    pub(crate) id: &'static str,
    pub(crate) heading: String,
    pub(crate) ways: Vec<WayOn<'a>>,
}

impl WayList<'_> {
    /// Without script there is then nothing to show.
    fn only_passkeys(&self) -> bool {
        self.ways.iter().all(|way| matches!(way, WayOn::Passkey(_)))
    }
}

/// The form that sends a passkey's answer to `/sign-in/passkey`: `state`, `credential`, `progress` if there is one.
#[derive(Template)]
#[template(path = "component/passkey_form.html")]
pub(crate) struct PasskeyForm<'a> {
    pub(crate) t: Words,
    pub(crate) carried: CarriedFields<'a>,
    pub(crate) offer: &'a PasskeyOffer,
    pub(crate) progress: Option<&'a str>,
    pub(crate) look: PasskeyLook,
}

/// Where a passkey stands on a page.
pub(crate) enum PasskeyLook {
    /// As one way among others. The browser also offers it in the user name field.
    Way(Face),
    /// As what the page is about.
    Main,
}

html!(Face, WayList<'_>, PasskeyForm<'_>);
