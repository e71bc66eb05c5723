//! Agreeing to what a platform is told.
//!
//! Posts to `/consent`: `request`, `csrf`, `decision` (`allow` or `deny`) and, for each optional item that is
//! ticked, `item.NAME=yes`. Optional items start unticked: agreement is an act (Personal Information Protection
//! Law, article 14).
//! Test ids: `consent-form`, `item-NAME`, `allow`, `deny`, `error-summary`.

use askama::Template;

use crate::catalogue::Words;
use crate::component::{Hidden, Shell, html};
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
    let t = Words(frame.locale);
    let (required, optional) = view.items.iter().partition(|item| item.need == Need::Required);
    let hidden = Hidden { handle: Some(&view.handle), csrf: &view.csrf };
    let heading = t.about("consent-heading", &view.asking.name);
    let body = Body { t, view, hidden, required, optional };
    Shell::new(frame, &heading, &body).asked_by(Some(&view.asking)).html()
}

#[derive(Template)]
#[template(path = "page/consent.html")]
struct Body<'a> {
    t: Words,
    view: &'a Consent,
    hidden: Hidden<'a>,
    required: Vec<&'a ConsentItem>,
    optional: Vec<&'a ConsentItem>,
}

html!(Body<'_>);

/// What a standard claim or scope is called in a language; none for names this package does not know.
///
/// Names: the scopes and claims of OpenID Connect Core sections 5.1 and 5.4, and this service's own
/// (`real_name`, `id_document_type`, `id_number`, `id_number_masked`, `age_over_18`, `resident_in` and `resident_in:CODE`,
/// `entity_name`, `entity_uscc`, `levels`, `entity`).
pub fn item_label(locale: Locale, name: &str) -> Option<String> {
    if let Some(code) = name.strip_prefix("resident_in:") {
        return Some(Words(locale).about("item-resident-in-code", code));
    }
    let key = match name {
        "openid" | "sub" => "item-openid",
        "profile" => "item-profile",
        "name" => "item-name",
        "preferred_username" => "item-preferred-username",
        "phone" | "phone_number" => "item-phone",
        "email" => "item-email",
        "address" => "item-address",
        "birthdate" => "item-birthdate",
        "gender" => "item-gender",
        "real_name" => "item-real-name",
        "id_document_type" => "item-id-document-type",
        "age_over_18" => "item-age-over-18",
        "resident_in" => "item-resident-in",
        "entity_name" => "item-entity-name",
        "entity_uscc" => "item-entity-uscc",
        "id_number" => "item-id-number",
        "id_number_masked" => "item-id-number-masked",
        "levels" | "acr" => "item-levels",
        "entity" => "item-entity",
        "offline_access" => "item-offline-access",
        _ => return None,
    };
    Some(Words(locale).say(key).into_owned())
}
