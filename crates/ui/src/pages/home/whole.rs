//! The account's home: everything that is done in the person's name, and how to end it.
//!
//! Posts, each with `csrf`: `/home/sessions/ID/end`, `/home/sessions/end-all` (all others than this one),
//! `/home/consents/CLIENT/withdraw`, `/sign-out`. Ids are percent-encoded into the path.
//! Test ids: `home-page`, `account-name`, `identity-level`, `authentication-level`, `service`, `session-ID`,
//! `end-session-ID`, `end-all`, `consent-CLIENT`, `withdraw-CLIENT`, `logout-outcome`, `sign-out`, `notice`.

use std::borrow::Cow;

use askama::Template;
use base::Time;

use super::consents::ConsentRow;
use super::devices::{SessionRow, Standing};
use super::levels::{Levels, authentication, identity};
use super::overview::ServiceTile;
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
#[template(path = "page/home/whole.html")]
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
