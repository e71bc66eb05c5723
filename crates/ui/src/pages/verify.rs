//! Proving who one is: first name and document, then the choice of a way, each way a form of its own.
//!
//! Says who asks and for what, and is no dead end: whoever cannot or will not goes on without it where it is a wish,
//! back where it is not, or to a counter. A way that looks at the face needs an agreement of its own and is never the
//! only one (Measures on the security of facial recognition, 2025, article 10; Personal Information Protection Law,
//! article 29).
//!
//! Posts to `/verify/identity` (`identity-form`): `request`, `csrf`, `document_type`, `number`, `name`.
//! Posts to `/verify/start` (`way-form-PROVIDER-KIND`): `request`, `csrf`, `provider`, `kind` and, where the way needs
//! them, `phone`, `bank_card`, `face_consent` (`yes`).
//! Test ids: `verify-page`, `why`, `level-now`, `level-needed`, `identity`, `identity-name`, `identity-number`,
//! `identity-change`, `identity-form`, `document-type-identity`, `number-identity`, `name-identity`, `submit`, `ways`,
//! `way-PROVIDER-KIND` (with `data-state`: `now`, `not-now`, `other-document`, `not-here`), `steps-PROVIDER-KIND`, those
//! forms, `phone-PROVIDER-KIND`, `known-phone-PROVIDER-KIND`, `bank-card-PROVIDER-KIND`,
//! `face-consent-PROVIDER-KIND`, `start-PROVIDER-KIND`, `no-ways`, `hall`, `skip-link`, `cancel-link`,
//! `error-summary`.

mod way;

use std::borrow::Cow;

use askama::Template;

use super::home::levels::IdentityLevel;
use super::journey::{Carried, CarriedFields};
use super::person_fields::{PersonFields, TypedPerson};
use super::proof::{DocumentKind, ProofKind};
use crate::catalogue::Words;
use crate::component::{ErrorSummary, Form, Sent, Shell, html};
use crate::visible::visible;
use crate::{Asking, FieldProblem, Frame};
use way::WayCard;

/// What the page shows on which somebody proves who they are.
#[derive(Clone, Debug)]
pub struct VerifyPage {
    /// What its forms send back.
    pub carried: Carried,
    /// The platform that asks; none when the person came on their own.
    pub asking: Option<Asking>,
    /// Why it is asked.
    pub reason: VerifyReason,
    /// What is known of the person now.
    pub level: IdentityLevel,
    /// What is asked for.
    pub needed: IdentityLevel,
    /// Who is verified; none: the page asks, and shows no ways yet.
    pub identity: Option<KnownIdentity>,
    /// What was typed into the form of name and document.
    pub typed: TypedPerson,
    /// The ways, in the order to show them.
    pub ways: Vec<VerifyWay>,
    /// Which form came back with problems; none: that of name and document.
    pub tried: Option<TriedWay>,
    /// What was wrong with the last attempt.
    pub problems: Vec<FieldProblem>,
    /// The way on without it, when it is only a wish.
    pub skip_href: Option<String>,
    /// The way back without going on.
    pub cancel_href: Option<String>,
}

/// Why somebody is asked to prove who they are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum VerifyReason {
    /// The platform needs the level.
    Needed,
    /// The platform would like it; it goes on without.
    Wished,
    /// The platform needs a proof that is not as old as the one there is.
    Fresh,
    /// The person wants it.
    Own,
}

/// Whose identity is to be proved, as far as it may be shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KnownIdentity {
    /// The kind of document.
    pub document: DocumentKind,
    /// Its number, masked.
    pub number: String,
    /// The name, masked or not.
    pub name: String,
    /// Whether the page offers to change it.
    pub change: IdentityChange,
}

/// Whether name and document can be told anew on the page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum IdentityChange {
    /// They can: another document, or another name.
    Offered,
    /// They cannot.
    No,
}

/// A way to prove something.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VerifyWay {
    /// The provider's id; comes back as `provider`.
    pub provider: String,
    /// The provider's name in the page's language.
    pub name: String,
    /// What is proved; its word comes back as `kind`.
    pub kind: ProofKind,
    /// Which of the proofs the level takes this would be, from 1.
    pub step: u32,
    /// How many proofs the level takes on this way.
    pub steps: u32,
    /// The mobile number, where it is compared.
    pub phone: PhoneField,
    /// The number of a bank card, where it is compared.
    pub bank_card: BankCardField,
    /// Whether it can be taken.
    pub state: WayState,
}

/// A mobile number that a way compares.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PhoneField {
    /// It compares none.
    NotNeeded,
    /// The person types it.
    Asked,
    /// It is the account's confirmed one: shown, not asked.
    Known {
        /// Masked.
        masked: String,
    },
}

/// The number of a bank card that a way compares.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BankCardField {
    /// It compares none.
    NotNeeded,
    /// The person types it. It is never shown again.
    Asked,
}

/// Whether a way can be taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WayState {
    /// It can.
    Now,
    /// The provider does not answer at the moment, or nothing new may begin.
    NotNow,
    /// Not with this kind of document.
    OtherDocument,
    /// Only from within the provider's own app.
    NotHere,
}

/// The way whose form came back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TriedWay {
    /// The provider's id.
    pub provider: String,
    /// What was to be proved.
    pub kind: ProofKind,
    /// The mobile number that was typed.
    pub phone: String,
}

/// The page on which somebody proves who they are.
pub fn verify(frame: &Frame, view: &VerifyPage) -> String {
    let t = Words(frame.locale);
    let heading = t.say(if view.identity.is_some() { "verify-heading" } else { "verify-identity-heading" });
    let identity_form = Form { name: "identity", sent: came_back(view) };
    let body = Body {
        t,
        view,
        heading: &heading,
        why: why(t, view),
        carried: view.carried.fields(),
        now: Step::new(t, view.level),
        aim: t.say(if view.reason == VerifyReason::Own { "verify-aim" } else { "verify-needed" }),
        needed: Step::new(t, view.needed),
        identity: view.identity.as_ref().map(|known| Identity::new(t, known)),
        fields: PersonFields::new(t, &view.typed, &identity_form, identity_form.problems(&view.problems)),
        came_back: identity_form.sent,
        ways: way::cards(t, view),
    };
    let shell = Shell::new(frame, &heading, &body).asked_by(view.asking.as_ref());
    if view.problems.is_empty() { shell.html() } else { shell.with_problems(&heading).html() }
}

#[derive(Template)]
#[template(path = "page/verify.html")]
struct Body<'a> {
    t: Words,
    view: &'a VerifyPage,
    heading: &'a str,
    why: String,
    carried: CarriedFields<'a>,
    now: Step,
    aim: Cow<'static, str>,
    needed: Step,
    identity: Option<Identity<'a>>,
    fields: PersonFields<'a>,
    came_back: Sent,
    ways: Vec<WayCard<'a>>,
}

html!(Body<'_>);

/// A level on its scale and what it means.
struct Step {
    level: String,
    meaning: Cow<'static, str>,
}

impl Step {
    fn new(t: Words, level: IdentityLevel) -> Self {
        Self { level: level.on_scale(t), meaning: t.say(level.meaning()) }
    }
}

/// Who is verified, ready to be shown.
struct Identity<'a> {
    document: Cow<'static, str>,
    number: Cow<'a, str>,
    name: Cow<'a, str>,
    change: IdentityChange,
}

impl<'a> Identity<'a> {
    fn new(t: Words, known: &'a KnownIdentity) -> Self {
        Self {
            document: t.say(known.document.name()),
            number: visible(&known.number),
            name: visible(&known.name),
            change: known.change,
        }
    }
}

/// Whether the form of name and document is the one that was sent.
fn came_back(view: &VerifyPage) -> Sent {
    let own = |problem: &FieldProblem| matches!(problem.field, "document_type" | "number" | "name");
    if view.tried.is_none() && view.problems.iter().any(own) { Sent::Yes } else { Sent::No }
}

fn why(t: Words, view: &VerifyPage) -> String {
    match (view.reason, view.asking.as_ref()) {
        (VerifyReason::Needed, Some(asking)) => t.about("verify-why-needed", &asking.name),
        (VerifyReason::Wished, Some(asking)) => t.about("verify-why-wished", &asking.name),
        (VerifyReason::Fresh, Some(asking)) => t.about("verify-why-fresh", &asking.name),
        (VerifyReason::Fresh, None) => t.say("verify-why-fresh-own").into_owned(),
        (VerifyReason::Needed | VerifyReason::Wished, None) | (VerifyReason::Own, _) => {
            t.say("verify-why-own").into_owned()
        }
    }
}
