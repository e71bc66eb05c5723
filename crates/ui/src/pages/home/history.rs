//! What was done with the account and its ways to sign in, newest first.
//!
//! Posts nothing. Test ids: `history-page`, `event` (with `data-what`), `not-me`, `older`, `newest`.

use std::borrow::Cow;

use askama::Template;
use base::Time;

use super::contact::ContactKind;
use super::levels::IdentityLevel;
use crate::Frame;
use crate::catalogue::Words;
use crate::component::{Head, Shell, Timestamp, html};
use crate::visible::visible;

/// What the page of the account's history shows.
#[derive(Clone, Debug)]
pub struct History {
    /// What happened, newest first.
    pub rows: Vec<HistoryRow>,
    /// The page with older entries, if there are any.
    pub older_href: Option<String>,
    /// The page with the newest entries, if this is not it.
    pub newest_href: Option<String>,
    /// The present, for "ten minutes ago".
    pub now: Time,
}

/// One thing that happened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HistoryRow {
    /// When.
    pub at: Time,
    /// What.
    pub what: Happening,
    /// How the person proved who they are; empty where that says nothing.
    pub methods: Vec<Method>,
    /// Browser and system, in words; may be empty.
    pub device: String,
    /// Place or masked address; may be empty.
    pub place: String,
}

/// What can happen to an account.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Happening {
    /// The person made the account.
    Registered,
    /// An administrator made the account.
    Imported,
    /// An administrator changed whether the account can be used.
    StatusChanged,
    /// Somebody signed in.
    SignedIn,
    /// Somebody was refused when signing in.
    SignInRefused,
    /// Somebody tried too often and was stopped for a while.
    Limited,
    /// A session ended.
    SignedOut,
    /// A passkey was added.
    PasskeyAdded,
    /// A passkey was removed.
    PasskeyRemoved,
    /// A passkey was refused because it may exist twice.
    PasskeyCopied,
    /// An authenticator app was set up.
    TotpAdded,
    /// The authenticator app was removed.
    TotpRemoved,
    /// New recovery codes were made.
    RecoveryCodesMade,
    /// It was changed when two steps are asked.
    TwoStepsChanged,
    /// The password was changed.
    PasswordChanged,
    /// A phone or mail address was confirmed, replaced or removed.
    ContactChanged {
        /// Which, if it is known.
        kind: Option<ContactKind>,
    },
    /// A known device was forgotten.
    DeviceForgotten,
    /// A sign-in on another device was allowed.
    ScanApproved,
    /// A sign-in on another device was turned away.
    ScanDenied,
    /// Somebody asked to get back into the account.
    RecoveryStarted,
    /// That was called off.
    RecoveryCancelled,
    /// Somebody got back into the account and set a new password.
    RecoveryFinished,
    /// A platform may have the person's data.
    ConsentGiven {
        /// The platform's name.
        platform: String,
    },
    /// A platform was refused the person's data.
    ConsentRefused {
        /// The platform's name.
        platform: String,
    },
    /// A platform may no longer have the person's data.
    ConsentWithdrawn {
        /// The platform's name.
        platform: String,
    },
    /// The person told a document, or another name for one.
    IdentityTold,
    /// A document was verified as the person's.
    IdentityVerified,
    /// A document went over to another account, whose person proved it to be theirs.
    IdentityMoved,
    /// A verification began.
    VerificationStarted,
    /// A verification ended.
    VerificationConcluded {
        /// How.
        conclusion: Conclusion,
    },
    /// The person said that a proof was not about them.
    EvidenceDisputed,
    /// The identity level changed.
    LevelChanged {
        /// To what, if it is known.
        level: Option<IdentityLevel>,
    },
    /// Somebody was invited to act for an organisation.
    DelegationInvited {
        /// The organisation's name, if it is known.
        entity: Option<String>,
    },
    /// The invitation was accepted.
    DelegationConfirmed {
        /// The organisation's name, if it is known.
        entity: Option<String>,
    },
    /// A right to act for an organisation ended, or an invitation was turned down.
    DelegationEnded {
        /// The organisation's name, if it is known.
        entity: Option<String>,
    },
    /// A copy of what is stored was downloaded.
    Exported,
    /// The account was closed.
    Closed,
}

/// How a verification ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Conclusion {
    /// It is proved.
    Passed,
    /// It is not so, or nobody could make sure.
    Failed,
    /// It was broken off, took too long or broke.
    Unfinished,
}

/// How a person proves who they are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Method {
    /// By the password.
    Password,
    /// By a passkey.
    Passkey,
    /// By a code that works once: of an authenticator app, of the recovery codes, or sent by mail.
    Code,
    /// By a code sent to a phone.
    Sms,
    /// With a phone that was signed in.
    Phone,
}

/// How much a row should be noticed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Weight {
    Usual,
    Notable,
    Warning,
}

/// The page of the account's history.
pub fn history(frame: &Frame, view: &History) -> String {
    let t = Words(frame.locale);
    let head = Head::new(frame, t.say("history-heading")).lead(t.say("history-lead"));
    let heading = head.heading().to_owned();
    let rows = view.rows.iter().map(|row| Event::new(t, row, view.now)).collect();
    Shell::new(frame, &heading, &Body { t, view, head, rows }).tells_account().html()
}

#[derive(Template)]
#[template(path = "page/home/history.html")]
struct Body<'a> {
    t: Words,
    view: &'a History,
    head: Head<'a>,
    rows: Vec<Event<'a>>,
}

html!(Body<'_>);

/// A row, ready to be shown.
struct Event<'a> {
    name: &'static str,
    text: String,
    weight: Weight,
    at: Timestamp,
    methods: Vec<Cow<'static, str>>,
    device: Cow<'a, str>,
    place: Cow<'a, str>,
}

impl<'a> Event<'a> {
    fn new(t: Words, row: &'a HistoryRow, now: Time) -> Self {
        let (name, key, weight) = row.what.told();
        Self {
            name,
            text: row.what.text(t, key),
            weight,
            at: Timestamp::relative(t, row.at, now),
            methods: row.methods.iter().map(|method| t.say(method.key())).collect(),
            device: visible(&row.device),
            place: visible(&row.place),
        }
    }
}

impl Happening {
    /// Its text, with whom or what it speaks of.
    fn text(&self, t: Words, key: &str) -> String {
        if let Self::ConsentGiven { platform }
        | Self::ConsentRefused { platform }
        | Self::ConsentWithdrawn { platform } = self
        {
            t.about(key, platform)
        } else if let Self::DelegationInvited { entity }
        | Self::DelegationConfirmed { entity }
        | Self::DelegationEnded { entity } = self
        {
            t.about(key, entity.as_deref().unwrap_or(&t.say("an-organisation")))
        } else if let Self::LevelChanged { level: Some(level) } = self {
            t.count(key, u32::from(level.number()))
        } else {
            t.say(key).into_owned()
        }
    }

    /// Its word in `data-what`, the key of its text, and how much it should be noticed.
    const fn told(&self) -> (&'static str, &'static str, Weight) {
        use Weight::{Notable, Usual, Warning};
        match self {
            Self::Registered => ("registered", "event-registered", Usual),
            Self::Imported => ("imported", "event-imported", Usual),
            Self::StatusChanged => ("status", "event-status", Notable),
            Self::SignedIn => ("signed-in", "event-signed-in", Usual),
            Self::SignInRefused => ("refused", "event-refused", Warning),
            Self::Limited => ("limited", "event-limited", Warning),
            Self::SignedOut => ("signed-out", "event-signed-out", Usual),
            Self::PasskeyAdded => ("passkey-added", "event-passkey-added", Notable),
            Self::PasskeyRemoved => ("passkey-removed", "event-passkey-removed", Notable),
            Self::PasskeyCopied => ("passkey-copied", "event-passkey-copied", Warning),
            Self::TotpAdded => ("totp-added", "event-totp-added", Notable),
            Self::TotpRemoved => ("totp-removed", "event-totp-removed", Notable),
            Self::RecoveryCodesMade => ("recovery-codes", "event-recovery-codes", Notable),
            Self::TwoStepsChanged => ("two-steps", "event-two-steps", Notable),
            Self::PasswordChanged => ("password", "event-password", Notable),
            Self::ContactChanged { kind: Some(ContactKind::Phone) } => ("contact", "event-phone", Notable),
            Self::ContactChanged { kind: Some(ContactKind::Mail) } => ("contact", "event-mail", Notable),
            Self::ContactChanged { kind: None } => ("contact", "event-contact", Notable),
            Self::DeviceForgotten => ("device-forgotten", "event-device-forgotten", Usual),
            Self::ScanApproved => ("scan-approved", "event-scan-approved", Notable),
            Self::ScanDenied => ("scan-denied", "event-scan-denied", Warning),
            Self::RecoveryStarted => ("recovery-started", "event-recovery-started", Warning),
            Self::RecoveryCancelled => ("recovery-cancelled", "event-recovery-cancelled", Notable),
            Self::RecoveryFinished => ("recovery-finished", "event-recovery-finished", Warning),
            Self::ConsentGiven { .. } => ("consent-given", "event-consent-given", Usual),
            Self::ConsentRefused { .. } => ("consent-refused", "event-consent-refused", Usual),
            Self::ConsentWithdrawn { .. } => ("consent-withdrawn", "event-consent-withdrawn", Usual),
            Self::IdentityTold => ("identity-told", "event-identity-told", Notable),
            Self::IdentityVerified => ("identity-verified", "event-identity-verified", Notable),
            Self::IdentityMoved => ("identity-moved", "event-identity-moved", Warning),
            Self::VerificationStarted => ("verification-started", "event-verification-started", Usual),
            Self::VerificationConcluded { conclusion } => conclusion.told(),
            Self::EvidenceDisputed => ("evidence-disputed", "event-evidence-disputed", Warning),
            Self::LevelChanged { level: Some(_) } => ("level-changed", "event-level-changed", Notable),
            Self::LevelChanged { level: None } => ("level-changed", "event-level-changed-somehow", Notable),
            Self::DelegationInvited { .. } => ("delegation-invited", "event-delegation-invited", Notable),
            Self::DelegationConfirmed { .. } => {
                ("delegation-confirmed", "event-delegation-confirmed", Notable)
            }
            Self::DelegationEnded { .. } => ("delegation-ended", "event-delegation-ended", Notable),
            Self::Exported => ("exported", "event-exported", Notable),
            Self::Closed => ("closed", "event-closed", Notable),
        }
    }
}

impl Conclusion {
    const fn told(self) -> (&'static str, &'static str, Weight) {
        const WHAT: &str = "verification-concluded";
        match self {
            Self::Passed => (WHAT, "event-verification-passed", Weight::Notable),
            Self::Failed => (WHAT, "event-verification-failed", Weight::Warning),
            Self::Unfinished => (WHAT, "event-verification-unfinished", Weight::Usual),
        }
    }
}

impl Method {
    const fn key(self) -> &'static str {
        match self {
            Self::Password => "method-password",
            Self::Passkey => "method-passkey",
            Self::Code => "method-code",
            Self::Sms => "method-sms",
            Self::Phone => "method-phone",
        }
    }
}
