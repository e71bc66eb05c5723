//! The account's home: everything that is done in the person's name, and how to end it.
//!
//! Posts, each with `csrf`: `/home/sessions/ID/end`, `/home/sessions/end-all` (all others than this one),
//! `/home/consents/CLIENT/withdraw`, `/sign-out`. Ids are percent-encoded into the path.
//! Test ids: `home-page`, `account-name`, `identity-level`, `authentication-level`, `service`, `session-ID`,
//! `end-session-ID`, `end-all`, `consent-CLIENT`, `withdraw-CLIENT`, `logout-outcome`, `sign-out`, `notice`.

use base::Time;

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
    let _ = (frame, view);
    String::new()
}
