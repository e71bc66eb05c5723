//! In whose name somebody is here: their own, or that of an organisation they may act for. Nothing is chosen
//! beforehand, unless the person chose it here before.
//!
//! Posts to `/capacity` (`capacity-form`): `request`, `csrf`, `capacity` (`self` or the id of a place).
//! Test ids: `capacity-page`, `account-name`, `capacity-form`, `capacity-self`, `capacity-ID`, `submit`,
//! `no-entities`, `to-acting`, `cancel-link`, `error-summary`.

use std::borrow::Cow;

use askama::Template;
use base::Time;

use super::journey::{Carried, CarriedFields};
use crate::catalogue::Words;
use crate::component::{Chosen, ErrorSummary, Shell, Timestamp, html, problems_of};
use crate::visible::visible;
use crate::{Asking, FieldProblem, Frame};

/// What the page shows that asks in whose name somebody is here.
#[derive(Clone, Debug)]
pub struct CapacityPage {
    /// What its form sends back.
    pub carried: Carried,
    /// The platform that asks; none when the person came on their own.
    pub asking: Option<Asking>,
    /// The person's own name.
    pub self_name: String,
    /// Whether they may be here in their own name.
    pub own_name: OwnName,
    /// The organisations they may act for.
    pub entities: Vec<CapacityEntity>,
    /// What was chosen before: `self` or the id of a place.
    pub chosen: Option<String>,
    /// What was wrong with the last attempt.
    pub problems: Vec<FieldProblem>,
    /// The way back without choosing.
    pub cancel_href: Option<String>,
}

/// Whether the platform takes people in their own name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OwnName {
    /// It does.
    Offered,
    /// It serves organisations only.
    NotTaken,
}

/// A place somebody may take for an organisation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CapacityEntity {
    /// The place's id: of a role or of a right; comes back as `capacity`.
    pub id: String,
    /// The organisation's name.
    pub name: String,
    /// As what.
    pub role: ActingRole,
    /// Until when; none: no end is set.
    pub until: Option<Time>,
    /// For which matters; empty: all.
    pub items: Vec<String>,
}

/// As what somebody acts for an organisation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ActingRole {
    /// The legal representative: `legal_representative`.
    LegalRepresentative,
    /// An administrator: `administrator`.
    Administrator,
    /// Somebody who was given a right: `agent`.
    Agent,
}

impl ActingRole {
    /// Its word.
    pub const fn word(self) -> &'static str {
        match self {
            Self::LegalRepresentative => "legal_representative",
            Self::Administrator => "administrator",
            Self::Agent => "agent",
        }
    }

    /// From its word.
    pub fn from_word(word: &str) -> Option<Self> {
        [Self::LegalRepresentative, Self::Administrator, Self::Agent]
            .into_iter()
            .find(|role| role.word() == word)
    }

    /// The key of what it is called.
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::LegalRepresentative => "role-legal-representative",
            Self::Administrator => "role-administrator",
            Self::Agent => "role-agent",
        }
    }
}

/// The value of `capacity` for one's own name.
const OWN: &str = "self";

/// The page that asks in whose name somebody is here.
pub fn capacity(frame: &Frame, view: &CapacityPage) -> String {
    let t = Words(frame.locale);
    let heading = t.say("capacity-heading");
    let lead = match (&view.asking, view.own_name) {
        (Some(asking), OwnName::Offered) => t.about("capacity-lead", &asking.name),
        (Some(asking), OwnName::NotTaken) => t.about("capacity-lead-entities", &asking.name),
        (None, _) => t.say("capacity-lead-own").into_owned(),
    };
    let body = Body {
        t,
        view,
        heading: &heading,
        lead,
        carried: view.carried.fields(),
        places: places(t, view),
        wrong: problems_of(t, "capacity", &view.problems),
    };
    let shell = Shell::new(frame, &heading, &body).asked_by(view.asking.as_ref());
    if view.problems.is_empty() { shell.html() } else { shell.with_problems(&heading).html() }
}

#[derive(Template)]
#[template(path = "page/capacity.html")]
struct Body<'a> {
    t: Words,
    view: &'a CapacityPage,
    heading: &'a str,
    lead: String,
    carried: CarriedFields<'a>,
    places: Vec<Place<'a>>,
    wrong: Vec<String>,
}

html!(Body<'_>);

/// A place, ready to be chosen.
struct Place<'a> {
    value: &'a str,
    name: Cow<'a, str>,
    role: Cow<'static, str>,
    items: Vec<Cow<'a, str>>,
    until: Option<Timestamp>,
    state: Chosen,
}

fn places<'a>(t: Words, view: &'a CapacityPage) -> Vec<Place<'a>> {
    let state = |value: &str| if view.chosen.as_deref() == Some(value) { Chosen::Yes } else { Chosen::No };
    let own = (view.own_name == OwnName::Offered).then(|| Place {
        value: OWN,
        name: visible(&view.self_name),
        role: t.say("capacity-self"),
        items: Vec::new(),
        until: None,
        state: state(OWN),
    });
    let entities = view.entities.iter().map(|entity| Place {
        value: &entity.id,
        name: visible(&entity.name),
        role: t.say(entity.role.name()),
        items: entity.items.iter().map(|item| visible(item)).collect(),
        until: entity.until.map(|at| Timestamp::day(t, at)),
        state: state(&entity.id),
    });
    own.into_iter().chain(entities).collect()
}
