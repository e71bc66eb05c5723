//! Agreeing to what a platform is told.
//!
//! Posts to `/consent`: `request`, `csrf`, `decision` (`allow` or `deny`) and, for each optional item that is
//! ticked, `item.NAME=yes`. Optional items start unticked: agreement is an act (Personal Information Protection
//! Law, article 14).
//! Test ids: `consent-form`, `item-NAME`, `allow`, `deny`, `error-summary`.

use crate::{Asking, Frame, Locale};

/// What the consent page shows.
#[derive(Clone, Debug)]
pub struct Consent {
    /// Sealed handle of the request in progress; comes back as `request`.
    pub handle: String,
    /// Token against forged posts; comes back as `csrf`.
    pub csrf: String,
    /// The platform that asks.
    pub asking: Asking,
    /// Name of the signed-in account.
    pub account_name: String,
    /// Exactly what the platform would be told, no more and no less.
    pub items: Vec<ConsentItem>,
}

/// One thing a platform would be told.
#[derive(Clone, Debug)]
pub struct ConsentItem {
    /// Key of the claim or scope.
    pub name: String,
    /// What it is, in the page's language; see [`item_label`].
    pub label: String,
    /// What the platform needs it for.
    pub purpose: String,
    /// The law or rule that lets the platform ask.
    pub legal_basis: String,
    /// Whether the service works without it.
    pub need: Need,
}

/// Whether a service works without an item.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Need {
    /// It does not; the item comes with agreeing.
    Required,
    /// It does; the item is a box to tick.
    Optional,
}

/// The consent page.
pub fn consent(frame: &Frame, view: &Consent) -> String {
    let _ = (frame, view);
    String::new()
}

/// What a standard claim or scope is called in a language; none for names this package does not know.
pub fn item_label(locale: Locale, name: &str) -> Option<String> {
    let _ = (locale, name);
    None
}
