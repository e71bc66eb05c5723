//! What every page has around its content, and the small values many pages share.

use crate::{Locale, Message};

/// The surroundings of a page: language, size of print, who is signed in.
#[derive(Clone, Debug)]
pub struct Frame {
    /// The language of every word on the page.
    pub locale: Locale,
    /// Whether the person asked for large print.
    pub large_print: LargePrint,
    /// Name of the account this browser is signed in to; shown in the header with a way to the account's home.
    pub signed_in_as: Option<String>,
    /// Path and query this page was asked for, to come back to after switching language or print.
    ///
    /// The switches are links to `/preferences?lang=zh-Hans|en&return=…` and `/preferences?print=large|normal&return=…`.
    pub switch_return: String,
    /// Id of this request, printed small at the foot for whoever asks support.
    pub request_id: String,
}

/// The size of print: body text of 16 px, or of 22 px with contrast of 7:1.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum LargePrint {
    /// 16 px.
    #[default]
    Off,
    /// 22 px; everything else grows with it.
    On,
}

impl LargePrint {
    /// The value of the `print` parameter and cookie: `large` or `normal`.
    pub const fn value(self) -> &'static str {
        match self {
            Self::Off => "normal",
            Self::On => "large",
        }
    }

    /// From the value of the `print` parameter or cookie; anything but `large` is normal print.
    pub fn from_value(value: &str) -> Self {
        if value == Self::On.value() { Self::On } else { Self::Off }
    }

    pub(crate) const fn other(self) -> Self {
        match self {
            Self::Off => Self::On,
            Self::On => Self::Off,
        }
    }
}

/// The platform that asks the person for something. Plain text, never markup.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Asking {
    /// The platform's registered name in the page's language.
    pub name: String,
    /// The division it belongs to: "Zhejiang Province", "Ministry of …".
    pub place: String,
    /// Path of this site where its logo is, a picture of equal sides; none: its first letter stands there. An address
    /// that is no path of this site counts as none.
    pub logo: Option<String>,
}

/// A way on: where it leads and what it is called.
///
/// Only paths of this site, `http`, `https` and private-use schemes with a dot (RFC 8252 section 7.1) become links;
/// anything else leads to `/`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Link {
    /// Where it leads.
    pub href: String,
    /// What it is called.
    pub label: Message,
}

/// One thing that is wrong with one field. `field` is the form field's name; an empty name speaks of the whole form.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FieldProblem {
    /// Name of the form field, or empty.
    pub field: &'static str,
    /// What is wrong and how to put it right.
    pub message: Message,
}
