//! The account at a glance: who it is, what needs attention, where to go from here.
//!
//! Posts: `/sign-out`; `/home/recovery/ID/cancel`.
//! Test ids: `home-page`, `account-name`, `identity-level`, `authentication-level`, `service`, `attention`,
//! `cancel-recovery-ID`, `attention-way`, `to-identity`, `to-acting`, `to-security`, `to-devices`, `to-history`,
//! `to-consents`, `to-settings`, `logout-outcome`, `sign-out`, `notice`.

use std::borrow::Cow;

use askama::Template;
use base::Time;

use super::levels::{Levels, authentication, identity};
use crate::catalogue::Words;
use crate::component::{Level, LogoutOutcomes, Notice, Shell, Timestamp, Tone, html, initial};
use crate::href::safe;
use crate::visible::visible;
use crate::{Frame, LogoutOutcome, Message, moment};

/// What the account's home shows.
#[derive(Clone, Debug)]
pub struct Overview {
    /// Token against forged posts; comes back as `csrf`.
    pub csrf: String,
    /// The account's name.
    pub account_name: String,
    /// What is known of the person, and how this session came in.
    pub levels: Levels,
    /// What the person should look at, most urgent first.
    pub attention: Vec<Attention>,
    /// Services to go to, already signed in.
    pub services: Vec<ServiceTile>,
    /// One line of state for each page below this one.
    pub states: SectionStates,
    /// How telling the platforms of recently ended sessions went.
    pub logouts: Vec<LogoutOutcome>,
    /// What was just done, if anything.
    pub notice: Option<Message>,
    /// The present, for "ten minutes ago".
    pub now: Time,
}

/// Something the person should look at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Attention {
    /// Somebody asked to get back into the account and will get in when nobody objects.
    RecoveryPending {
        /// Id of the recovery.
        id: String,
        /// When it was asked for.
        requested: Time,
        /// From when a new password can be set.
        ready: Time,
        /// Where it was asked from, masked; may be empty.
        place: String,
    },
    /// A device that was not seen before has signed in.
    NewDevice {
        /// Browser and system, in words.
        device: String,
        /// Where it signed in, masked; may be empty.
        place: String,
        /// When it signed in.
        seen: Time,
    },
    /// A passkey behaved as if there were two of it; it was refused.
    PasskeyCopied {
        /// Its name.
        name: String,
    },
    /// There is one way in: whoever loses it is locked out.
    OneWayIn,
    /// The person was invited to act for an organisation and has not answered.
    Invited {
        /// The organisation's name.
        entity: String,
    },
    /// Few recovery codes are left.
    FewRecoveryCodes {
        /// How many.
        left: u32,
    },
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

/// What the lines beside the links to the other pages say.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SectionStates {
    /// How many passkeys there are; none where the deployment has none.
    pub passkeys: Option<u32>,
    /// When two steps are asked; none where the deployment has no second steps.
    pub two_steps: Option<TwoSteps>,
    /// In how many browsers the account is signed in.
    pub browsers: u32,
    /// When somebody last signed in.
    pub last_signed_in: Option<Time>,
    /// To how many platforms something was agreed.
    pub consents: u32,
}

/// When an account signs in with two steps.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TwoSteps {
    /// At each sign-in.
    Always,
    /// Only when a platform asks for it.
    WhenAsked,
    /// Never: nothing is set up that could be a second step.
    NothingSetUp,
}

impl TwoSteps {
    /// The value of the form field `value`: `always` or `when_asked`.
    pub const fn value(self) -> &'static str {
        match self {
            Self::Always => "always",
            Self::WhenAsked | Self::NothingSetUp => "when_asked",
        }
    }
}

/// The account's home.
pub fn overview(frame: &Frame, view: &Overview) -> String {
    let t = Words(frame.locale);
    let body = Body {
        t,
        view,
        notice: view.notice.as_ref().map(|message| Notice { tone: Tone::Success, text: t.words(message) }),
        identity: identity(t, view.levels.identity),
        authentication: authentication(t, view.levels.authentication),
        attention: view.attention.iter().map(|what| Card::new(t, what)).collect(),
        services: view.services.iter().map(Service::new).collect(),
        ways: ways(t, frame, view),
        outcomes: LogoutOutcomes { t, outcomes: &view.logouts },
    };
    Shell::new(frame, &t.say("home-heading"), &body).wide().tells_account().html()
}

#[derive(Template)]
#[template(path = "page/home/overview.html")]
struct Body<'a> {
    t: Words,
    view: &'a Overview,
    notice: Option<Notice>,
    identity: Level,
    authentication: Level,
    attention: Vec<Card>,
    services: Vec<Service<'a>>,
    ways: Vec<Way>,
    outcomes: LogoutOutcomes<'a>,
}

html!(Body<'_>);

/// Something to look at, ready to be shown.
struct Card {
    text: String,
    facts: Vec<(String, Fact)>,
    act: Act,
}

enum Fact {
    When(Timestamp),
    Text(String),
}

/// What can be done about it.
enum Act {
    CancelRecovery { id: String },
    Go { href: &'static str, label: &'static str },
}

impl Card {
    fn new(t: Words, what: &Attention) -> Self {
        let fact = |key: &str, fact| (t.say(key).into_owned(), fact);
        let when = |at| Fact::When(Timestamp::plain(t, at));
        let text = |text: &str| Fact::Text(visible(text).into_owned());
        let plain = |text, href, label| Self { text, facts: Vec::new(), act: Act::Go { href, label } };
        match what {
            Attention::RecoveryPending { id, requested, ready, place } => Self {
                text: t.say("attention-recovery").into_owned(),
                facts: vec![
                    fact("attention-recovery-requested", when(*requested)),
                    fact("attention-recovery-ready", when(*ready)),
                    fact("attention-place", text(place)),
                ],
                act: Act::CancelRecovery { id: id.clone() },
            },
            Attention::NewDevice { device, place, seen } => Self {
                text: t.say("attention-new-device").into_owned(),
                facts: vec![
                    fact("attention-device", text(device)),
                    fact("attention-seen", when(*seen)),
                    fact("attention-place", text(place)),
                ],
                act: Act::Go { href: "/home/devices", label: "attention-to-devices" },
            },
            Attention::PasskeyCopied { name } => {
                plain(t.about("attention-copied", name), SECURITY, "attention-to-security")
            }
            Attention::OneWayIn => {
                plain(t.say("attention-one-way").into_owned(), SECURITY, "attention-add-way")
            }
            Attention::Invited { entity } => {
                plain(t.about("attention-invited", entity), "/home/acting", "attention-to-acting")
            }
            Attention::FewRecoveryCodes { left } => {
                plain(t.count("attention-few-codes", *left), SECURITY, "attention-new-codes")
            }
        }
    }
}

const SECURITY: &str = "/home/security";

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

/// A page below this one, with its line of state.
struct Way {
    name: &'static str,
    label: String,
    state: String,
}

fn ways(t: Words, frame: &Frame, view: &Overview) -> Vec<Way> {
    let states = &view.states;
    let way = |name, key: &str, state| Way { name, label: t.say(key).into_owned(), state };
    vec![
        way("identity", "identity-heading", view.levels.identity.on_scale(t)),
        way("acting", "acting-heading", t.say("overview-acting").into_owned()),
        way("security", "security-heading", security_state(t, states)),
        way("devices", "devices-heading", t.count("overview-devices", states.browsers)),
        way("history", "history-heading", history_state(t, states, view.now)),
        way("consents", "home-consents", t.count("overview-consents", states.consents)),
        way("settings", "settings-heading", settings_state(t, frame)),
    ]
}

fn security_state(t: Words, states: &SectionStates) -> String {
    let two_steps = states.two_steps.map(|when| match when {
        TwoSteps::Always => "overview-two-steps-always",
        TwoSteps::WhenAsked => "overview-two-steps-when-asked",
        TwoSteps::NothingSetUp => "overview-two-steps-none",
    });
    let parts = [
        states.passkeys.map(|count| t.count("overview-passkeys", count)),
        two_steps.map(|key| t.say(key).into_owned()),
    ];
    let told: Vec<String> = parts.into_iter().flatten().collect();
    if told.is_empty() { t.say("overview-security").into_owned() } else { told.join(" · ") }
}

fn history_state(t: Words, states: &SectionStates, now: Time) -> String {
    match states.last_signed_in {
        Some(at) => t.about("overview-history", &moment::relative(t, at, now)),
        None => t.say("overview-history-none").into_owned(),
    }
}

fn settings_state(t: Words, frame: &Frame) -> String {
    let print = match frame.large_print {
        crate::LargePrint::On => t.say("settings-print-large"),
        crate::LargePrint::Off => t.say("settings-print-normal"),
    };
    format!("{} · {print}", frame.locale.own_name())
}
