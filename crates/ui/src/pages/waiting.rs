//! Waiting for a provider's word. The page looks again by itself, also without script; whoever is disturbed by that
//! stops it (WCAG 2.2 success criterion 2.2.2) and looks by a link.
//!
//! Posts to `/verify/cancel` (`cancel-form`): `request`, `csrf`, `seq`.
//! Test ids: `waiting-page`, `provider-link`, `check-link`, `still-link`, `cancel-form`, `cancel`.

use askama::Template;

use super::journey::{Carried, CarriedFields};
use super::proof::ProofKind;
use crate::catalogue::Words;
use crate::component::{Shell, html};
use crate::href::{own_path, safe};
use crate::{Asking, Frame};

/// What the page shows while a provider has not answered.
#[derive(Clone, Debug)]
pub struct WaitingPage {
    /// What its form sends back.
    pub carried: Carried,
    /// The platform that asks; none when the person came on their own.
    pub asking: Option<Asking>,
    /// The verification; comes back as `seq`.
    pub seq: String,
    /// The provider's name in the page's language.
    pub provider: String,
    /// What is being proved.
    pub kind: ProofKind,
    /// Where the person does their part, if they can go there again.
    pub provider_href: Option<String>,
    /// When the page looks again by itself.
    pub looks: Looks,
    /// This page: a path of this site.
    pub wait_href: String,
    /// For how many minutes the provider has time yet.
    pub minutes_left: u32,
}

/// When a page looks again.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Looks {
    /// By itself.
    Every {
        /// After so many seconds; 2 is usual.
        seconds: u32,
        /// This page without that.
        still_href: String,
    },
    /// Only when the person wants it.
    ByHand,
}

/// The page on which somebody waits for a provider.
pub fn waiting(frame: &Frame, view: &WaitingPage) -> String {
    let t = Words(frame.locale);
    let heading = t.about("waiting-heading", &view.provider);
    let wait_href = own_path(&view.wait_href).unwrap_or("/home");
    let body = Body {
        t,
        view,
        heading: &heading,
        lead: t.say(if view.provider_href.is_some() { "waiting-visit" } else { "waiting-lead" }).into_owned(),
        proof: t.say(view.kind.name()).into_owned(),
        minutes: view.minutes_left,
        provider_href: view.provider_href.as_deref().map(safe),
        still_href: match &view.looks {
            Looks::Every { still_href, .. } => Some(safe(still_href)),
            Looks::ByHand => None,
        },
        wait_href,
        carried: view.carried.fields(),
    };
    Shell::new(frame, &heading, &body).asked_by(view.asking.as_ref()).html()
}

#[derive(Template)]
#[template(path = "page/waiting.html")]
struct Body<'a> {
    t: Words,
    view: &'a WaitingPage,
    heading: &'a str,
    lead: String,
    proof: String,
    minutes: u32,
    provider_href: Option<&'a str>,
    still_href: Option<&'a str>,
    wait_href: &'a str,
    carried: CarriedFields<'a>,
}

html!(Body<'_>);
