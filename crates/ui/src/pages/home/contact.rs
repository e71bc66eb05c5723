//! Asking for a phone number or mail address to add or to put in the place of the old one. The code sent to it is
//! taken on the page of the sign-in, see [`crate::EnterCode`].
//!
//! Posts to `/home/contacts/KIND`: `csrf`, and `phone` or `mail` by the kind.
//! Test ids: `contact-page`, `contact-form`, `phone` or `mail`, `submit`, `cancel-link`, `error-summary`.

use askama::Template;

use crate::catalogue::Words;
use crate::component::{Head, Kind, Shell, TextField, html};
use crate::{FieldProblem, Frame};

/// A kind of address that messages go to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ContactKind {
    /// A mobile number.
    Phone,
    /// A mail address.
    Mail,
}

impl ContactKind {
    /// Its word in paths, and the name of its form field: `phone` or `mail`.
    pub const fn path(self) -> &'static str {
        match self {
            Self::Phone => "phone",
            Self::Mail => "mail",
        }
    }

    /// From its word in a path.
    pub fn from_path(word: &str) -> Option<Self> {
        [Self::Phone, Self::Mail].into_iter().find(|kind| kind.path() == word)
    }
}

/// What the page shows that asks for an address.
#[derive(Clone, Debug)]
pub struct ContactChange {
    /// Token against forged posts; comes back as `csrf`.
    pub csrf: String,
    /// Phone or mail.
    pub kind: ContactKind,
    /// The address there is, masked.
    pub current: Option<String>,
    /// What was typed before.
    pub typed: String,
    /// What was wrong with the last attempt.
    pub problems: Vec<FieldProblem>,
}

/// The page that asks for an address.
pub fn contact_change(frame: &Frame, view: &ContactChange) -> String {
    let t = Words(frame.locale);
    let (heading, lead, kind, label, hint) = match view.kind {
        ContactKind::Phone => (
            "contact-phone-heading",
            "contact-phone-lead",
            Kind::Phone,
            "contact-phone",
            "contact-phone-hint",
        ),
        ContactKind::Mail => {
            ("contact-mail-heading", "contact-mail-lead", Kind::Mail, "contact-mail", "contact-mail-hint")
        }
    };
    let head = Head::new(frame, t.say(heading)).below_security().lead(t.say(lead)).problems(&view.problems);
    let heading = head.heading().to_owned();
    let address = TextField::new(t, view.kind.path(), kind, label)
        .hint(t.say(hint))
        .value(&view.typed)
        .problems(&view.problems)
        .last();
    let body = Change { t, view, head, address };
    let shell = Shell::new(frame, &heading, &body).tells_account();
    if view.problems.is_empty() { shell.html() } else { shell.with_problems(&heading).html() }
}

#[derive(Template)]
#[template(path = "page/home/contact.html")]
struct Change<'a> {
    t: Words,
    view: &'a ContactChange,
    head: Head<'a>,
    address: TextField<'a>,
}

html!(Change<'_>);
