//! The ways to sign in: passkeys, authenticator app, recovery codes, phone and mail, password, two steps.
//!
//! A way the deployment does not offer is not shown. Posts: `/home/passkeys/begin`, `/home/passkeys/ID/rename`
//! (`name`), `/home/passkeys/ID/remove`, `/home/totp/remove`, `/home/recovery-codes/new`,
//! `/home/contacts/KIND/remove`, `/home/second-step` (`value`: `always` or `when_asked`).
//! Test ids: `security-page`, `passkey-ID`, `rename-passkey-ID`, `remove-passkey-ID`, `add-passkey`, `totp-state`,
//! `totp-set-up`, `totp-remove`, `recovery-codes-left`, `recovery-codes-new`, `contact-KIND`, `contact-KIND-change`,
//! `contact-KIND-remove`, `password-state`, `password-change`, `second-step-form`, `second-step-save`, `notice`.

use std::borrow::Cow;

use askama::Template;
use base::Time;

use super::contact::ContactKind;
use super::overview::TwoSteps;
use crate::catalogue::Words;
use crate::component::{Choice, ChoiceList, Chosen, Head, Shell, Timestamp, html};
use crate::visible::visible;
use crate::{FieldProblem, Frame, Message};

/// What the page about ways to sign in shows. None: the deployment does not offer it.
#[derive(Clone, Debug)]
pub struct Security {
    /// Token against forged posts; comes back as `csrf`.
    pub csrf: String,
    /// The account's passkeys, oldest first.
    pub passkeys: Option<Vec<PasskeyRow>>,
    /// The authenticator app.
    pub totp: Option<TotpState>,
    /// The recovery codes.
    pub recovery_codes: Option<RecoveryCodesState>,
    /// One for each kind of address the deployment can write to.
    pub contacts: Vec<ContactState>,
    /// The password.
    pub password: Option<PasswordState>,
    /// When two steps are asked.
    pub two_steps: Option<TwoSteps>,
    /// What was wrong with what was just tried, with an empty field name.
    pub problems: Vec<FieldProblem>,
    /// What was just done, if anything.
    pub notice: Option<Message>,
    /// The present, for "ten minutes ago".
    pub now: Time,
}

/// A passkey.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PasskeyRow {
    /// Its id.
    pub id: String,
    /// What the person calls it.
    pub name: String,
    /// When it was added.
    pub created: Time,
    /// When it was last used.
    pub last_used: Option<Time>,
    /// Where it is kept.
    pub kept: Kept,
    /// Whether it may be removed.
    pub removal: Removal,
}

/// Where a passkey is kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kept {
    /// The maker of the device copies it to the person's other devices.
    Synced,
    /// It cannot leave the device it was made on.
    ThisDeviceOnly,
}

/// Whether a way to sign in may be removed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Removal {
    /// There are others.
    Possible,
    /// It is the only one: without it nobody could sign in any more.
    OnlyWayIn,
}

/// Whether an authenticator app is set up.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TotpState {
    /// There is none.
    NotSetUp,
    /// There is one.
    SetUp {
        /// Since when.
        since: Time,
        /// When it was last used.
        last_used: Option<Time>,
    },
}

/// The recovery codes of an account.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RecoveryCodesState {
    /// None have been made.
    NotMade,
    /// Some were made.
    Made {
        /// How many have not been used.
        left: u32,
    },
}

/// A confirmed address of one kind.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ContactState {
    /// Phone or mail.
    pub kind: ContactKind,
    /// The confirmed address, masked; none when there is none.
    pub masked: Option<String>,
    /// Whether it may be removed.
    pub removal: Removal,
}

/// The password of an account.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PasswordState {
    /// There is none.
    NotSet,
    /// There is one.
    Set {
        /// When it was last changed, if that is known.
        changed: Option<Time>,
    },
}

/// The page about ways to sign in.
pub fn security(frame: &Frame, view: &Security) -> String {
    let t = Words(frame.locale);
    let head = Head::new(frame, t.say("security-heading"))
        .lead(t.say("security-lead"))
        .done(view.notice.as_ref())
        .problems(&view.problems);
    let heading = head.heading().to_owned();
    let passkeys = view.passkeys.as_ref();
    let body = Body {
        t,
        view,
        head,
        passkeys: passkeys.map(|rows| rows.iter().map(|row| Passkey::new(t, row, view.now)).collect()),
        totp: view.totp.map(|state| Totp::new(t, state, view.now)),
        codes: view.recovery_codes.map(|state| Codes::new(t, state)),
        contacts: view.contacts.iter().map(|state| Contact::new(t, state)).collect(),
        changed: changed(t, view),
        two_steps: view.two_steps.and_then(|when| two_steps(t, when)),
    };
    let shell = Shell::new(frame, &heading, &body).tells_account();
    if view.problems.is_empty() { shell.html() } else { shell.with_problems(&heading).html() }
}

#[derive(Template)]
#[template(path = "page/home/security.html")]
struct Body<'a> {
    t: Words,
    view: &'a Security,
    head: Head<'a>,
    passkeys: Option<Vec<Passkey<'a>>>,
    totp: Option<Totp>,
    codes: Option<Codes>,
    contacts: Vec<Contact<'a>>,
    changed: Option<Timestamp>,
    two_steps: Option<ChoiceList>,
}

html!(Body<'_>);

/// A passkey, ready to be shown.
struct Passkey<'a> {
    id: &'a str,
    name: Cow<'a, str>,
    created: Timestamp,
    last_used: Option<Timestamp>,
    kept: Kept,
    removal: Removal,
}

impl<'a> Passkey<'a> {
    fn new(t: Words, row: &'a PasskeyRow, now: Time) -> Self {
        Self {
            id: &row.id,
            name: visible(&row.name),
            created: Timestamp::plain(t, row.created),
            last_used: row.last_used.map(|at| Timestamp::relative(t, at, now)),
            kept: row.kept,
            removal: row.removal,
        }
    }
}

/// An authenticator app, ready to be shown.
struct Totp {
    since: Option<Timestamp>,
    last_used: Option<Timestamp>,
}

impl Totp {
    fn new(t: Words, state: TotpState, now: Time) -> Self {
        match state {
            TotpState::NotSetUp => Self { since: None, last_used: None },
            TotpState::SetUp { since, last_used } => Self {
                since: Some(Timestamp::plain(t, since)),
                last_used: last_used.map(|at| Timestamp::relative(t, at, now)),
            },
        }
    }
}

/// The recovery codes, ready to be told of.
struct Codes {
    state: String,
    replaced: Option<Cow<'static, str>>,
    act: Cow<'static, str>,
}

impl Codes {
    fn new(t: Words, state: RecoveryCodesState) -> Self {
        match state {
            RecoveryCodesState::NotMade => Self {
                state: t.say("recovery-codes-not-made").into_owned(),
                replaced: None,
                act: t.say("recovery-codes-make"),
            },
            RecoveryCodesState::Made { left } => Self {
                state: t.count("recovery-codes-left", left),
                replaced: Some(t.say("recovery-codes-replaced")),
                act: t.say("recovery-codes-remake"),
            },
        }
    }
}

/// An address, ready to be shown.
struct Contact<'a> {
    kind: &'static str,
    heading: Cow<'static, str>,
    masked: Option<Cow<'a, str>>,
    removal: Removal,
}

impl<'a> Contact<'a> {
    fn new(t: Words, state: &'a ContactState) -> Self {
        Self {
            kind: state.kind.path(),
            heading: t.say(match state.kind {
                ContactKind::Phone => "contact-phone",
                ContactKind::Mail => "contact-mail",
            }),
            masked: state.masked.as_deref().map(visible),
            removal: state.removal,
        }
    }
}

fn changed(t: Words, view: &Security) -> Option<Timestamp> {
    match view.password? {
        PasswordState::NotSet => None,
        PasswordState::Set { changed } => Some(Timestamp::relative(t, changed?, view.now)),
    }
}

/// The question when two steps are asked; none while there is nothing to take a second step with.
fn two_steps(t: Words, when: TwoSteps) -> Option<ChoiceList> {
    let choice = |own: TwoSteps, label: &str, hint: &str| Choice {
        value: own.value(),
        label: t.say(label).into_owned(),
        hint: t.say(hint).into_owned(),
        state: if own == when { Chosen::Yes } else { Chosen::No },
    };
    (when != TwoSteps::NothingSetUp).then(|| ChoiceList {
        name: "value",
        legend: t.say("two-steps-question").into_owned(),
        choices: vec![
            choice(TwoSteps::Always, "two-steps-always", "two-steps-always-hint"),
            choice(TwoSteps::WhenAsked, "two-steps-when-asked", "two-steps-when-asked-hint"),
        ],
    })
}
