//! The second step: one proof more, by one method, with the others the account has beside it. Also shown when a
//! platform or a sensitive act asks somebody who is signed in for more.
//!
//! Posts to `/sign-in/second` (`second-form`): `request`, `csrf`, `progress`, `method` (`totp`, `recovery`,
//! `sms`, `mail`, `password`) and `code`, or for `password` `password`; the readonly `username` comes along.
//! Posts to `/sign-in/second/send` (`send-form`, `resend-form`): `request`, `csrf`, `progress`, `method`.
//! Posts to `/sign-in/passkey` (`passkey-form`): `request`, `csrf`, `progress`, `state`, `credential`.
//! Test ids: `second-page`, those forms, `reason`, `code`, `password`, `submit`, `send`, `resend`, `passkey`,
//! `passkey-status`, `ways`, `method-NAME`, `skip-link`, `way-recover`, `cancel-link`.

use askama::Template;

use super::journey::{Carried, CarriedFields, PasskeyOffer, Reason, ReasonNotice};
use crate::catalogue::Words;
use crate::component::{
    ErrorSummary, Face, Kind, PasskeyForm, PasskeyLook, Resend, Shell, Sign, TextField, WayList, WayOn, html,
};
use crate::href::safe;
use crate::{Asking, FieldProblem, Frame};

/// What the page of the second step shows.
#[derive(Clone, Debug)]
pub struct SecondStep {
    /// What its forms send back.
    pub carried: Carried,
    /// The platform that asks; none when the person came on their own.
    pub asking: Option<Asking>,
    /// Sealed progress of the sign-in; comes back as `progress`.
    pub progress: String,
    /// Who asks for it, and why.
    pub reason: Reason,
    /// The method shown.
    pub method: SecondMethod,
    /// The other methods this account has.
    pub others: Vec<OtherMethod>,
    /// What was wrong with the last attempt.
    pub problems: Vec<FieldProblem>,
    /// Where a person goes who has none of the methods at hand.
    pub recover_href: Option<String>,
    /// The way on without it, when the platform only wishes for it.
    pub skip_href: Option<String>,
    /// The way back without going on.
    pub cancel_href: Option<String>,
}

/// A method with what its page needs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SecondMethod {
    /// The six digits an authenticator app shows.
    Totp,
    /// One of the codes that were printed or written down.
    RecoveryCode,
    /// A code sent to the account's confirmed phone.
    Sms(Sending),
    /// A code sent to the account's confirmed mail address.
    Mail(Sending),
    /// A passkey.
    Passkey(PasskeyOffer),
    /// The account's password.
    Password {
        /// The account's user name, for password managers; shown, not asked.
        username: String,
    },
}

/// Whether a code is on its way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sending {
    /// Not yet: the page has a button that sends one.
    NotYet,
    /// It is.
    Sent {
        /// For how many minutes it works.
        valid_minutes: u32,
        /// In how many seconds another may be asked for.
        resend_after_seconds: u32,
    },
}

/// Another method of the account.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OtherMethod {
    /// Which.
    pub kind: MethodKind,
    /// Its page.
    pub href: String,
}

/// A method of the second step.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MethodKind {
    /// `totp`
    Totp,
    /// `recovery`
    RecoveryCode,
    /// `sms`
    Sms,
    /// `mail`
    Mail,
    /// `passkey`
    Passkey,
    /// `password`
    Password,
}

impl SecondMethod {
    /// Which method it is.
    pub const fn kind(&self) -> MethodKind {
        match self {
            Self::Totp => MethodKind::Totp,
            Self::RecoveryCode => MethodKind::RecoveryCode,
            Self::Sms(_) => MethodKind::Sms,
            Self::Mail(_) => MethodKind::Mail,
            Self::Passkey(_) => MethodKind::Passkey,
            Self::Password { .. } => MethodKind::Password,
        }
    }
}

impl MethodKind {
    /// The value of `method` in forms and addresses.
    pub const fn value(self) -> &'static str {
        match self {
            Self::Totp => "totp",
            Self::RecoveryCode => "recovery",
            Self::Sms => "sms",
            Self::Mail => "mail",
            Self::Passkey => "passkey",
            Self::Password => "password",
        }
    }

    const fn heading(self) -> &'static str {
        match self {
            Self::Totp => "second-totp-heading",
            Self::RecoveryCode => "second-recovery-heading",
            Self::Sms => "second-sms-heading",
            Self::Mail => "second-mail-heading",
            Self::Passkey => "second-passkey-heading",
            Self::Password => "second-password-heading",
        }
    }

    const fn lead(self) -> &'static str {
        match self {
            Self::Totp => "second-totp-lead",
            Self::RecoveryCode => "second-recovery-lead",
            Self::Sms => "second-sms-lead",
            Self::Mail => "second-mail-lead",
            Self::Passkey => "second-passkey-lead",
            Self::Password => "second-password-lead",
        }
    }

    const fn test_id(self) -> &'static str {
        match self {
            Self::Totp => "method-totp",
            Self::RecoveryCode => "method-recovery",
            Self::Sms => "method-sms",
            Self::Mail => "method-mail",
            Self::Passkey => "method-passkey",
            Self::Password => "method-password",
        }
    }

    fn face(self, t: Words) -> Face {
        let (sign, name, hint) = match self {
            Self::Totp => (Sign::App, "second-by-totp", "second-by-totp-hint"),
            Self::RecoveryCode => (Sign::Paper, "second-by-recovery", "second-by-recovery-hint"),
            Self::Sms => (Sign::Phone, "second-by-sms", "second-by-sms-hint"),
            Self::Mail => (Sign::Mail, "second-by-mail", "second-by-mail-hint"),
            Self::Passkey => (Sign::Passkey, "way-passkey", "second-by-passkey-hint"),
            Self::Password => (Sign::Password, "second-by-password", "second-by-password-hint"),
        };
        Face::new(t, sign, name, hint)
    }
}

/// The page of the second step.
pub fn second_step(frame: &Frame, view: &SecondStep) -> String {
    let t = Words(frame.locale);
    let kind = view.method.kind();
    let heading = t.say(kind.heading());
    let body = Body {
        t,
        view,
        heading: &heading,
        lead: lead(t, &view.method),
        reason: ReasonNotice::new(t, view.reason, view.asking.as_ref()),
        carried: view.carried.fields(),
        kind,
        step: step(t, view),
        others: others(t, view),
    };
    let shell = Shell::new(frame, &heading, &body).asked_by(view.asking.as_ref()).with_scripts(match kind {
        MethodKind::Passkey => &["app.js", "passkey.js"],
        MethodKind::Totp
        | MethodKind::RecoveryCode
        | MethodKind::Sms
        | MethodKind::Mail
        | MethodKind::Password => &["app.js"],
    });
    if view.problems.is_empty() { shell.html() } else { shell.with_problems(&heading).html() }
}

#[derive(Template)]
#[template(path = "page/second_step.html")]
struct Body<'a> {
    t: Words,
    view: &'a SecondStep,
    heading: &'a str,
    lead: String,
    reason: ReasonNotice,
    carried: CarriedFields<'a>,
    kind: MethodKind,
    step: Step<'a>,
    others: WayList<'a>,
}

html!(Body<'_>);

/// What the person does on this page.
enum Step<'a> {
    /// Fills in fields.
    Fields { fields: Vec<TextField<'a>>, resend: Option<Resend<'a>> },
    /// Has a code sent.
    Send,
    /// Uses a passkey.
    Passkey(PasskeyForm<'a>),
}

fn lead(t: Words, method: &SecondMethod) -> String {
    match method {
        SecondMethod::Sms(Sending::Sent { valid_minutes, .. }) => t.count("second-sms-sent", *valid_minutes),
        SecondMethod::Mail(Sending::Sent { valid_minutes, .. }) => {
            t.count("second-mail-sent", *valid_minutes)
        }
        SecondMethod::Totp
        | SecondMethod::RecoveryCode
        | SecondMethod::Sms(Sending::NotYet)
        | SecondMethod::Mail(Sending::NotYet)
        | SecondMethod::Passkey(_)
        | SecondMethod::Password { .. } => t.say(method.kind().lead()).into_owned(),
    }
}

fn step<'a>(t: Words, view: &'a SecondStep) -> Step<'a> {
    let field = |kind, label| TextField::new(t, "code", kind, label).problems(&view.problems).last();
    let only = |field| Step::Fields { fields: vec![field], resend: None };
    match &view.method {
        SecondMethod::Totp => only(field(Kind::OneTimeCode, "field-code")),
        SecondMethod::RecoveryCode => {
            only(field(Kind::RecoveryCode, "field-recovery-code").hint(t.say("recovery-code-hint")))
        }
        SecondMethod::Sms(sending) | SecondMethod::Mail(sending) => match sending {
            Sending::NotYet => Step::Send,
            Sending::Sent { resend_after_seconds, .. } => Step::Fields {
                fields: vec![field(Kind::OneTimeCode, "field-code").hint(t.say("code-keep-secret"))],
                resend: Some(resend(t, view, *resend_after_seconds)),
            },
        },
        SecondMethod::Passkey(offer) => Step::Passkey(PasskeyForm {
            t,
            carried: view.carried.fields(),
            offer,
            progress: Some(&view.progress),
            look: PasskeyLook::Main,
        }),
        SecondMethod::Password { username } => Step::Fields {
            fields: vec![
                TextField::new(t, "username", Kind::FixedUsername, "field-username").value(username),
                TextField::new(t, "password", Kind::CurrentPassword, "field-password")
                    .problems(&view.problems)
                    .last(),
            ],
            resend: None,
        },
    }
}

fn resend<'a>(t: Words, view: &'a SecondStep, after_seconds: u32) -> Resend<'a> {
    Resend {
        t,
        action: "/sign-in/second/send",
        carried: view.carried.fields(),
        fields: vec![("progress", &view.progress), ("method", view.method.kind().value())],
        after_seconds,
        work: None,
    }
}

fn others<'a>(t: Words, view: &'a SecondStep) -> WayList<'a> {
    let way = |other: &'a OtherMethod| WayOn::Link {
        test_id: other.kind.test_id(),
        href: safe(&other.href),
        face: other.kind.face(t),
    };
    WayList {
        id: "ways",
        heading: t.say("second-others").into_owned(),
        ways: view.others.iter().map(way).collect(),
    }
}
