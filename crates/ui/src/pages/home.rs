//! The account's home: everything that is done in the person's name, and how to end it.
//!
//! Posts, each with `csrf`: `/home/sessions/ID/end`, `/home/sessions/end-all` (all others than this one),
//! `/home/consents/CLIENT/withdraw`, `/sign-out`. Ids are percent-encoded into the path.
//! Test ids: `home-page`, `account-name`, `identity-level`, `authentication-level`, `service`, `session-ID`,
//! `end-session-ID`, `end-all`, `consent-CLIENT`, `withdraw-CLIENT`, `logout-outcome`, `sign-out`, `notice`.

use std::borrow::Cow;

use askama::Template;
use base::Time;

use crate::catalogue::Words;
use crate::component::{Level, LogoutOutcomes, Notice, Shell, Timestamp, Tone, html, initial};
use crate::href::safe;
use crate::visible::visible;
use crate::{Frame, LogoutOutcome, Message};

/// What the account's home shows.
#[derive(Clone, Debug)]
pub struct Home {
    /// Token against forged posts; comes back as `csrf`.
    pub csrf: String,
    /// The account's name.
    pub account_name: String,
    /// What is known of the person, and how this session came in.
    pub levels: Levels,
    /// Services to go to, already signed in.
    pub services: Vec<ServiceTile>,
    /// Browsers signed in, this one first.
    pub sessions: Vec<SessionRow>,
    /// What was agreed to.
    pub consents: Vec<ConsentRow>,
    /// How telling the platforms of recently ended sessions went.
    pub logouts: Vec<LogoutOutcome>,
    /// What was just done, if anything.
    pub notice: Option<Message>,
    /// The present, for "ten minutes ago".
    pub now: Time,
}

/// The two levels of an account in a session.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Levels {
    /// What is known of the person.
    pub identity: IdentityLevel,
    /// How this session came in.
    pub authentication: AuthenticationLevel,
}

/// What is known of a person.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum IdentityLevel {
    /// A guest: a phone or a platform's account, nothing else.
    L1,
    /// Told by the person, not checked.
    L2,
    /// Name and number match an authoritative record.
    L3,
    /// A living person matches the record.
    L4,
    /// Checked at a counter or by a qualified certificate.
    L5,
}

/// How a session came in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum AuthenticationLevel {
    /// One factor.
    A1,
    /// Two factors.
    A2,
    /// Hardware that cannot be phished.
    A3,
}

/// A service the account can go to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ServiceTile {
    /// The platform's name.
    pub name: String,
    /// The division it belongs to.
    pub place: String,
    /// Where it starts.
    pub href: String,
}

/// A browser that is signed in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SessionRow {
    /// Id of the session.
    pub id: String,
    /// Browser and system, in words.
    pub device: String,
    /// When it signed in.
    pub started: Time,
    /// When it was last used.
    pub last_seen: Time,
    /// Whether it is the one that looks at the page.
    pub standing: Standing,
}

/// Whether a session is the one that looks at the page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// This browser.
    Current,
    /// Another one.
    Other,
}

/// What was agreed to with one platform.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ConsentRow {
    /// The client's id.
    pub client_id: String,
    /// The platform's name.
    pub platform: String,
    /// What it is told, in the page's language.
    pub items: Vec<String>,
    /// When it was agreed to.
    pub given: Time,
}

/// The account's home.
pub fn home(frame: &Frame, view: &Home) -> String {
    let t = Words(frame.locale);
    let body = Body {
        t,
        view,
        notice: view
            .notice
            .as_ref()
            .map(|message| Notice { tone: Tone::Success, text: message.text(frame.locale) }),
        identity: identity(t, view.levels.identity),
        authentication: authentication(t, view.levels.authentication),
        services: view.services.iter().map(Service::new).collect(),
        others: view.sessions.iter().any(|session| session.standing == Standing::Other),
        sessions: view.sessions.iter().map(|row| Session::new(t, row, view.now)).collect(),
        consents: view.consents.iter().map(|row| Agreed::new(t, row)).collect(),
        outcomes: LogoutOutcomes { t, outcomes: &view.logouts },
    };
    Shell::new(frame, &t.say("home-heading"), &body).wide().tells_account().html()
}

#[derive(Template)]
#[template(path = "page/home.html")]
struct Body<'a> {
    t: Words,
    view: &'a Home,
    notice: Option<Notice>,
    identity: Level,
    authentication: Level,
    services: Vec<Service<'a>>,
    others: bool,
    sessions: Vec<Session<'a>>,
    consents: Vec<Agreed<'a>>,
    outcomes: LogoutOutcomes<'a>,
}

html!(Body<'_>);

/// A service, ready to be shown.
struct Service<'a> {
    name: Cow<'a, str>,
    place: Cow<'a, str>,
    href: &'a str,
    initial: String,
}

impl<'a> Service<'a> {
    fn new(tile: &'a ServiceTile) -> Self {
        Self {
            name: visible(&tile.name),
            place: visible(&tile.place),
            href: safe(&tile.href),
            initial: initial(&tile.name),
        }
    }
}

/// A session, ready to be shown.
struct Session<'a> {
    id: &'a str,
    device: Cow<'a, str>,
    standing: Standing,
    started: Timestamp,
    last_seen: Timestamp,
}

impl<'a> Session<'a> {
    fn new(t: Words, row: &'a SessionRow, now: Time) -> Self {
        Self {
            id: &row.id,
            device: visible(&row.device),
            standing: row.standing,
            started: Timestamp::plain(t, row.started),
            last_seen: Timestamp::relative(t, row.last_seen, now),
        }
    }
}

/// A consent, ready to be shown.
struct Agreed<'a> {
    client_id: &'a str,
    platform: Cow<'a, str>,
    items: &'a [String],
    given: Timestamp,
}

impl<'a> Agreed<'a> {
    fn new(t: Words, row: &'a ConsentRow) -> Self {
        Self {
            client_id: &row.client_id,
            platform: visible(&row.platform),
            items: &row.items,
            given: Timestamp::plain(t, row.given),
        }
    }
}

fn identity(t: Words, level: IdentityLevel) -> Level {
    let (reached, meaning) = match level {
        IdentityLevel::L1 => (1, "home-identity-1"),
        IdentityLevel::L2 => (2, "home-identity-2"),
        IdentityLevel::L3 => (3, "home-identity-3"),
        IdentityLevel::L4 => (4, "home-identity-4"),
        IdentityLevel::L5 => (5, "home-identity-5"),
    };
    Level {
        t,
        test_id: "identity-level",
        heading: t.say("home-identity-level").into_owned(),
        reached,
        highest: 5,
        meaning: t.say(meaning).into_owned(),
    }
}

fn authentication(t: Words, level: AuthenticationLevel) -> Level {
    let (reached, meaning) = match level {
        AuthenticationLevel::A1 => (1, "home-authentication-1"),
        AuthenticationLevel::A2 => (2, "home-authentication-2"),
        AuthenticationLevel::A3 => (3, "home-authentication-3"),
    };
    Level {
        t,
        test_id: "authentication-level",
        heading: t.say("home-authentication-level").into_owned(),
        reached,
        highest: 3,
        meaning: t.say(meaning).into_owned(),
    }
}
