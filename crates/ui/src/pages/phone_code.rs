//! A code sent to a phone or a mail address: asking where to, and taking the code.
//!
//! The page never shows the number or address a code went to: whoever looks over the shoulder, or came upon the
//! page, learns nothing from it.
//!
//! Asking posts to `/sign-in/code` (`code-request-form`): `request`, `csrf`, `phone`; with [`Work`] this and
//! asking for another code also `puzzle`, `solution`.
//! Taking posts to the path of its [`CodeTarget`] (`code-form`): `request`, `csrf`, `sent`, `code`; another
//! code is asked for at the same path (`resend-form`): `request`, `csrf`, `sent`, `action=resend`.
//! Test ids: `phone-page`, `phone`, `code-page`, `code`, those forms, `submit`, `resend`, `change-link`, `way-others`,
//! `cancel-link`, `work`, `work-wait`, `work-status`.

use askama::Template;

use super::journey::{Carried, CarriedFields};
use crate::catalogue::Words;
use crate::component::{ErrorSummary, Kind, Progress, Resend, Shell, TextField, WorkFields, html};
use crate::href::safe;
use crate::{Asking, FieldProblem, Frame, Work};

/// What the page shows that asks for a phone number to sign in with.
#[derive(Clone, Debug)]
pub struct PhoneCode {
    /// What its form sends back.
    pub carried: Carried,
    /// The platform that asks; none when the person came on their own.
    pub asking: Option<Asking>,
    /// What was typed before.
    pub phone: String,
    /// What happens when no account has this number.
    pub unknown_number: UnknownNumber,
    /// What was wrong with the last attempt.
    pub problems: Vec<FieldProblem>,
    /// What the browser works out before a code is sent.
    pub work: Option<Work>,
    /// The page with the other ways to sign in.
    pub ways_href: String,
    /// The way back without signing in.
    pub cancel_href: Option<String>,
}

/// What happens when no account has the number a code was asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum UnknownNumber {
    /// An account is made for it.
    MakesAnAccount,
    /// Nothing; the page says the same as always.
    Nothing,
}

/// What the page shows that takes a code.
#[derive(Clone, Debug)]
pub struct EnterCode {
    /// What its forms send back.
    pub carried: Carried,
    /// The platform that asks; none when the person came on their own.
    pub asking: Option<Asking>,
    /// What the code is for.
    pub target: CodeTarget,
    /// Sealed record of what was sent; comes back as `sent`.
    pub sent: String,
    /// Where the code went.
    pub sent_to: SentTo,
    /// For how many minutes it works.
    pub valid_minutes: u32,
    /// In how many seconds another may be asked for.
    pub resend_after_seconds: u32,
    /// What was wrong with the last attempt.
    pub problems: Vec<FieldProblem>,
    /// What the browser works out before another is sent.
    pub work: Option<Work>,
    /// Where another number or address can be given.
    pub change_href: Option<String>,
    /// The page with other ways on.
    pub ways_href: Option<String>,
    /// The way back without going on.
    pub cancel_href: Option<String>,
}

/// What a code is for: decides where the page posts to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CodeTarget {
    /// Signing in: `/sign-in/code/enter`.
    SignIn,
    /// Getting back into an account: `/recover/code`.
    Recover,
    /// Confirming a phone or mail address of an account: `/home/contacts/enter`.
    Contact,
}

/// Where a code went.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SentTo {
    /// To the phone number the person entered.
    NumberEntered,
    /// To the mail address the person entered.
    AddressEntered,
    /// To the account's confirmed phone, if there is such an account and such a phone.
    ConfirmedPhone,
    /// To the account's confirmed mail address, if there is such an account and such an address.
    ConfirmedMail,
}

impl CodeTarget {
    const fn action(self) -> &'static str {
        match self {
            Self::SignIn => "/sign-in/code/enter",
            Self::Recover => "/recover/code",
            Self::Contact => "/home/contacts/enter",
        }
    }
}

impl SentTo {
    const fn heading(self) -> &'static str {
        match self {
            Self::NumberEntered | Self::ConfirmedPhone => "code-sms-heading",
            Self::AddressEntered | Self::ConfirmedMail => "code-mail-heading",
        }
    }

    const fn change(self) -> &'static str {
        match self {
            Self::NumberEntered | Self::ConfirmedPhone => "code-change-number",
            Self::AddressEntered | Self::ConfirmedMail => "code-change-address",
        }
    }

    fn lead(self, t: Words, minutes: u32) -> String {
        let key = match self {
            Self::NumberEntered => "code-to-number",
            Self::AddressEntered => "code-to-address",
            Self::ConfirmedPhone => "code-to-confirmed-phone",
            Self::ConfirmedMail => "code-to-confirmed-mail",
        };
        t.count(key, minutes)
    }
}

/// The page that asks for a phone number.
pub fn phone_code(frame: &Frame, view: &PhoneCode) -> String {
    let t = Words(frame.locale);
    let heading = t.say("phone-heading");
    let note = match view.unknown_number {
        UnknownNumber::MakesAnAccount => "phone-new-account",
        UnknownNumber::Nothing => "phone-needs-account",
    };
    let body = AskBody {
        t,
        view,
        heading: &heading,
        note: t.say(note).into_owned(),
        carried: view.carried.fields(),
        phone: TextField::new(t, "phone", Kind::Phone, "field-phone")
            .hint(t.say("phone-hint"))
            .value(&view.phone)
            .problems(&view.problems)
            .last(),
        work: WorkFields::of(t, view.work.as_ref()),
        ways_href: safe(&view.ways_href),
    };
    let shell =
        Shell::new(frame, &heading, &body).asked_by(view.asking.as_ref()).with_work(view.work.as_ref());
    if view.problems.is_empty() { shell.html() } else { shell.with_problems(&heading).html() }
}

/// The page that takes a code.
pub fn enter_code(frame: &Frame, view: &EnterCode) -> String {
    let t = Words(frame.locale);
    let heading = t.say(view.sent_to.heading());
    let carried = view.carried.fields();
    let resend = Resend {
        t,
        action: view.target.action(),
        carried,
        fields: vec![("sent", &view.sent), ("action", "resend")],
        after_seconds: view.resend_after_seconds,
        work: WorkFields::of(t, view.work.as_ref()),
    };
    let body = CodeBody {
        t,
        view,
        heading: &heading,
        lead: view.sent_to.lead(t, view.valid_minutes),
        carried,
        progress: (view.target == CodeTarget::Recover).then_some(Progress { t, current: 2, total: 4 }),
        code: TextField::new(t, "code", Kind::OneTimeCode, "field-code")
            .hint(t.say("code-keep-secret"))
            .problems(&view.problems)
            .last(),
        change: t.say(view.sent_to.change()).into_owned(),
        resend,
    };
    let shell =
        Shell::new(frame, &heading, &body).asked_by(view.asking.as_ref()).with_work(view.work.as_ref());
    if view.problems.is_empty() { shell.html() } else { shell.with_problems(&heading).html() }
}

#[derive(Template)]
#[template(path = "page/phone_code.html")]
struct AskBody<'a> {
    t: Words,
    view: &'a PhoneCode,
    heading: &'a str,
    note: String,
    carried: CarriedFields<'a>,
    phone: TextField<'a>,
    work: Option<WorkFields<'a>>,
    ways_href: &'a str,
}

#[derive(Template)]
#[template(path = "page/enter_code.html")]
struct CodeBody<'a> {
    t: Words,
    view: &'a EnterCode,
    heading: &'a str,
    lead: String,
    carried: CarriedFields<'a>,
    progress: Option<Progress>,
    code: TextField<'a>,
    change: String,
    resend: Resend<'a>,
}

html!(AskBody<'_>, CodeBody<'_>);
