//! Where the account is signed in, and the devices that are known.
//!
//! Posts: `/home/sessions/ID/end`, `/home/sessions/end-all` (all others than this one), `/home/devices/ID/forget`.
//! Test ids: `devices-page`, `session-ID`, `end-session-ID`, `end-all`, `device-ID`, `forget-device-ID`,
//! `logout-outcome`, `notice`.

use std::borrow::Cow;

use askama::Template;
use base::Time;

use crate::catalogue::Words;
use crate::component::{Head, LogoutOutcomes, Shell, Timestamp, html};
use crate::visible::visible;
use crate::{Frame, LogoutOutcome, Message};

/// What the page about devices shows.
#[derive(Clone, Debug)]
pub struct Devices {
    /// Token against forged posts; comes back as `csrf`.
    pub csrf: String,
    /// Browsers signed in, this one first.
    pub sessions: Vec<SessionRow>,
    /// Devices that have signed in and are remembered, this one first.
    pub devices: Vec<DeviceRow>,
    /// How telling the platforms of recently ended sessions went.
    pub logouts: Vec<LogoutOutcome>,
    /// What was just done, if anything.
    pub notice: Option<Message>,
    /// The present, for "ten minutes ago".
    pub now: Time,
}

/// A browser that is signed in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SessionRow {
    /// Id of the session.
    pub id: String,
    /// Browser and system, in words.
    pub device: String,
    /// Where it signed in: a place, a masked address or both; may be empty.
    pub source: String,
    /// When it signed in.
    pub started: Time,
    /// When it was last used.
    pub last_seen: Time,
    /// Whether it is the one that looks at the page.
    pub standing: Standing,
}

/// A device that is remembered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DeviceRow {
    /// Id of the device.
    pub id: String,
    /// Browser and system, in words.
    pub description: String,
    /// When it first signed in.
    pub first_seen: Time,
    /// When it last signed in.
    pub last_seen: Time,
    /// Whether it is the one that looks at the page.
    pub standing: Standing,
}

/// Whether a session or device is the one that looks at the page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// This browser.
    Current,
    /// Another one.
    Other,
}

/// The page about devices.
pub fn devices(frame: &Frame, view: &Devices) -> String {
    let t = Words(frame.locale);
    let head =
        Head::new(frame, t.say("devices-heading")).lead(t.say("devices-lead")).done(view.notice.as_ref());
    let heading = head.heading().to_owned();
    let body = Body {
        t,
        view,
        head,
        others: view.sessions.iter().any(|session| session.standing == Standing::Other),
        sessions: view.sessions.iter().map(|row| Session::new(t, row, view.now)).collect(),
        devices: view.devices.iter().map(|row| Device::new(t, row, view.now)).collect(),
        outcomes: LogoutOutcomes { t, outcomes: &view.logouts },
    };
    Shell::new(frame, &heading, &body).tells_account().html()
}

#[derive(Template)]
#[template(path = "page/home/devices.html")]
struct Body<'a> {
    t: Words,
    view: &'a Devices,
    head: Head<'a>,
    others: bool,
    sessions: Vec<Session<'a>>,
    devices: Vec<Device<'a>>,
    outcomes: LogoutOutcomes<'a>,
}

html!(Body<'_>);

/// A session, ready to be shown.
struct Session<'a> {
    id: &'a str,
    device: Cow<'a, str>,
    source: Cow<'a, str>,
    standing: Standing,
    started: Timestamp,
    last_seen: Timestamp,
}

impl<'a> Session<'a> {
    fn new(t: Words, row: &'a SessionRow, now: Time) -> Self {
        Self {
            id: &row.id,
            device: visible(&row.device),
            source: visible(&row.source),
            standing: row.standing,
            started: Timestamp::plain(t, row.started),
            last_seen: Timestamp::relative(t, row.last_seen, now),
        }
    }
}

/// A device, ready to be shown.
struct Device<'a> {
    id: &'a str,
    description: Cow<'a, str>,
    standing: Standing,
    first_seen: Timestamp,
    last_seen: Timestamp,
}

impl<'a> Device<'a> {
    fn new(t: Words, row: &'a DeviceRow, now: Time) -> Self {
        Self {
            id: &row.id,
            description: visible(&row.description),
            standing: row.standing,
            first_seen: Timestamp::plain(t, row.first_seen),
            last_seen: Timestamp::relative(t, row.last_seen, now),
        }
    }
}
