//! Organisations, invitations and rights, ready to be shown.

use std::borrow::Cow;

use askama::Template;
use base::Time;

use super::{
    Acceptance, ActingRole, Administration, AdministratorRow, AgentRow, AgentState, Allows, EntityRow,
    EntityState, InvitationRow, RightRow,
};
use crate::catalogue::Words;
use crate::component::{Timestamp, html};
use crate::href::safe;
use crate::visible::visible;

/// What a right allows.
#[derive(Template)]
#[template(path = "page/home/acting_allows.html")]
pub(super) struct Limits<'a> {
    t: Words,
    items: Vec<Cow<'a, str>>,
    regions: Vec<Cow<'a, str>>,
    last_day: Option<Timestamp>,
}

html!(Limits<'_>);

impl<'a> Limits<'a> {
    fn new(t: Words, allows: &'a Allows) -> Self {
        let shown = |texts: &'a [String]| texts.iter().map(|text| visible(text)).collect();
        Self {
            t,
            items: shown(&allows.items),
            regions: shown(&allows.regions),
            last_day: allows.last_day.map(|at| Timestamp::day(t, at)),
        }
    }
}

/// An invitation.
pub(super) struct Invitation<'a> {
    pub(super) id: &'a str,
    pub(super) entity: Cow<'a, str>,
    pub(super) by: Cow<'a, str>,
    pub(super) limits: Limits<'a>,
    pub(super) invited: Timestamp,
    pub(super) level_href: Option<&'a str>,
}

impl<'a> Invitation<'a> {
    pub(super) fn new(t: Words, row: &'a InvitationRow, now: Time) -> Self {
        Self {
            id: &row.id,
            entity: visible(&row.entity),
            by: visible(&row.by),
            limits: Limits::new(t, &row.allows),
            invited: Timestamp::relative(t, row.invited, now),
            level_href: match &row.acceptance {
                Acceptance::Possible => None,
                Acceptance::LevelFirst { href } => Some(safe(href)),
            },
        }
    }
}

/// An organisation.
pub(super) struct Entity<'a> {
    pub(super) id: &'a str,
    pub(super) name: Cow<'a, str>,
    pub(super) uscc: Cow<'a, str>,
    pub(super) role: &'static str,
    pub(super) people: People,
    pub(super) role_name: Cow<'static, str>,
    pub(super) state: EntityState,
    pub(super) administration: Administration,
    pub(super) administrators: Vec<Administrator<'a>>,
    pub(super) agents: Vec<Agent<'a>>,
}

impl<'a> Entity<'a> {
    pub(super) fn new(t: Words, row: &'a EntityRow) -> Self {
        Self {
            id: &row.id,
            name: visible(&row.name),
            uscc: visible(&row.uscc),
            role: row.role.word(),
            people: match row.role {
                ActingRole::LegalRepresentative | ActingRole::Administrator => People::Shown,
                ActingRole::Agent => People::Hidden,
            },
            role_name: t.say(row.role.name()),
            state: row.state,
            administration: row.administration,
            administrators: row.administrators.iter().map(|row| Administrator::new(t, row)).collect(),
            agents: row.agents.iter().map(|row| Agent::new(t, row)).collect(),
        }
    }
}

/// Whether the organisation's own people are shown.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum People {
    Shown,
    /// To somebody who was given a right they are nothing to see.
    Hidden,
}

/// An administrator.
pub(super) struct Administrator<'a> {
    pub(super) id: &'a str,
    pub(super) name: Cow<'a, str>,
    pub(super) since: Timestamp,
    pub(super) until: Option<Timestamp>,
}

impl<'a> Administrator<'a> {
    fn new(t: Words, row: &'a AdministratorRow) -> Self {
        Self {
            id: &row.id,
            name: visible(&row.name),
            since: Timestamp::day(t, row.since),
            until: row.until.map(|at| Timestamp::day(t, at)),
        }
    }
}

/// Somebody who may act, or was asked to.
pub(super) struct Agent<'a> {
    pub(super) id: &'a str,
    pub(super) name: Cow<'a, str>,
    pub(super) limits: Limits<'a>,
    pub(super) state: &'static str,
    pub(super) told: Cow<'static, str>,
    pub(super) at: Timestamp,
}

impl<'a> Agent<'a> {
    fn new(t: Words, row: &'a AgentRow) -> Self {
        let (state, key, at) = match row.state {
            AgentState::Invited { at } => ("invited", "agent-invited", at),
            AgentState::Active { since } => ("active", "agent-active", since),
            AgentState::ToReconfirm { by } => ("to-reconfirm", "agent-to-reconfirm", by),
        };
        Self {
            id: &row.id,
            name: visible(&row.name),
            limits: Limits::new(t, &row.allows),
            state,
            told: t.say(key),
            at: Timestamp::day(t, at),
        }
    }
}

/// A right of the person's own.
pub(super) struct Right<'a> {
    pub(super) id: &'a str,
    pub(super) entity: Cow<'a, str>,
    pub(super) limits: Limits<'a>,
    pub(super) since: Timestamp,
}

impl<'a> Right<'a> {
    pub(super) fn new(t: Words, row: &'a RightRow) -> Self {
        Self {
            id: &row.id,
            entity: visible(&row.entity),
            limits: Limits::new(t, &row.allows),
            since: Timestamp::day(t, row.since),
        }
    }
}
