//! What the pages of a sign-in in progress share: what their forms send back, the ways in, and why one more proof
//! is asked for. Knows no page.

use askama::Template;

use crate::Asking;
use crate::catalogue::Words;
use crate::component::html;

/// What every form of a sign-in in progress sends back beside its own fields.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Carried {
    /// Sealed handle of the request or the act in progress; comes back as `request`. Empty when the person just came.
    pub handle: String,
    /// Token against forged posts; comes back as `csrf`.
    pub csrf: String,
}

/// The fields of [`Carried`], in a form.
#[derive(Clone, Copy, Template)]
#[template(path = "component/carried.html")]
pub(crate) struct CarriedFields<'a> {
    carried: &'a Carried,
}

impl Carried {
    pub(crate) const fn fields(&self) -> CarriedFields<'_> {
        CarriedFields { carried: self }
    }
}

/// A way to sign in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Way {
    /// User name and password.
    Password,
    /// A passkey on this device, a phone or a security key.
    Passkey,
    /// A code sent to a phone.
    PhoneCode,
    /// A phone that is signed in scans a picture.
    Qr,
}

/// The ways in beside user name and password. None of them is offered by default.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Ways {
    /// A passkey. Shown by the script when the browser can use one.
    pub passkey: Option<PasskeyOffer>,
    /// Where a code to a phone is asked for.
    pub phone_code_href: Option<String>,
    /// Where the picture to scan is shown.
    pub qr_href: Option<String>,
    /// Where a person goes who can use none of them.
    pub recover_href: Option<String>,
    /// The way this device used last time: it stands first.
    pub last_used: Option<Way>,
}

/// What a browser is asked to do with a passkey, and what comes back with its answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PasskeyOffer {
    /// Sealed state of the exchange; comes back as `state`.
    pub state: String,
    /// Options of the Web Authentication API as JSON, with or without `publicKey` around them.
    pub options: String,
}

/// Why a person who has shown one proof, or is signed in already, is asked for another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reason {
    /// The platform asks for two steps.
    Platform,
    /// The platform asks that the person prove themselves again.
    Again,
    /// The person chose two steps for every sign-in.
    Setting,
    /// Something is about to be done that an open browser alone must not do.
    Before(SensitiveAct),
}

/// What an open browser alone must not do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SensitiveAct {
    /// Change the password.
    ChangePassword,
    /// Add, rename or remove a passkey.
    ChangePasskeys,
    /// Set up or remove a second step, or choose when it is asked for.
    ChangeSecondStep,
    /// Make new recovery codes.
    ChangeRecoveryCodes,
    /// Add, change or remove a phone or a mail address.
    ChangeContact,
    /// Take a copy of what is stored.
    Export,
    /// Close the account.
    CloseAccount,
    /// Allow a sign-in on another device.
    AllowSignIn,
    /// Anything else.
    Other,
}

impl SensitiveAct {
    const fn key(self) -> &'static str {
        match self {
            Self::ChangePassword => "reason-before-password",
            Self::ChangePasskeys => "reason-before-passkeys",
            Self::ChangeSecondStep => "reason-before-second-step",
            Self::ChangeRecoveryCodes => "reason-before-recovery-codes",
            Self::ChangeContact => "reason-before-contact",
            Self::Export => "reason-before-export",
            Self::CloseAccount => "reason-before-close",
            Self::AllowSignIn => "reason-before-allow",
            Self::Other => "reason-before-other",
        }
    }
}

/// Who asks for one more proof, and why.
#[derive(Template)]
#[template(path = "component/reason.html")]
pub(crate) struct ReasonNotice {
    text: String,
}

impl ReasonNotice {
    /// Names the platform where one asks.
    pub(crate) fn new(t: Words, reason: Reason, asking: Option<&Asking>) -> Self {
        let text = match (reason, asking) {
            (Reason::Platform, Some(asking)) => t.about("reason-platform", &asking.name),
            (Reason::Again, Some(asking)) => t.about("reason-again", &asking.name),
            (Reason::Platform | Reason::Again, None) => t.say("reason-before-other").into_owned(),
            (Reason::Setting, _) => t.say("reason-setting").into_owned(),
            (Reason::Before(act), _) => t.say(act.key()).into_owned(),
        };
        Self { text }
    }
}

html!(CarriedFields<'_>, ReasonNotice);
