//! The page itself: who acts for whom, as the person may see it.

use std::time::Duration;

use axum::response::Response;
use base::Time;
use ui::{
    Acceptance, ActingForm, ActingPage, ActingRole, Administration, AdministratorRow, AgentRow, AgentState,
    Allows, EntityRow, EntityState, FieldProblem, InvitationRow, Message, RightRow,
};

use super::typed::Typed;
use crate::entity::{
    Acting, Administrator, DelegationState, Given, LEVEL_NEEDED, Offered, Office, Reach, RegistryStatus,
    RightView, SeatRole,
};
use crate::http::portal::visit::Visit;
use crate::http::routes::VERIFY;

/// What the page shows beside what is kept.
#[derive(Default)]
pub(super) struct Shown {
    pub(super) typed: Typed,
    pub(super) tried: Option<ActingForm>,
    pub(super) problems: Vec<FieldProblem>,
    pub(super) notice: Option<Message>,
}

impl Shown {
    /// A form that waited for a proof, open and filled in.
    pub(super) fn filled(typed: Typed) -> Self {
        Self { tried: typed.form, typed, ..Self::default() }
    }
}

pub(super) async fn page(visit: &Visit<'_>, shown: Shown) -> Result<Response, Response> {
    let (entities, account) = (&visit.shared.entities, visit.live.account.id);
    let offices = visit.held(entities.offices(account).await)?;
    let offered = visit.held(entities.offered(account).await)?;
    let held = visit.held(entities.rights(account).await)?;
    let acceptance = acceptance(visit);
    let mut rights: Vec<RightRow> = offices.iter().filter_map(own_office).collect();
    rights.extend(held.into_iter().map(right));
    let view = ActingPage {
        csrf: visit.csrf.clone(),
        invitations: offered.into_iter().map(|one| invitation(one, acceptance.clone())).collect(),
        entities: offices.into_iter().map(entity).collect(),
        rights,
        invite: shown.typed.invite,
        administrator: shown.typed.administrator,
        tried: shown.tried,
        problems: shown.problems,
        notice: shown.notice,
        now: visit.shared.ground.now(),
    };
    Ok(visit.page(&view.problems, ui::acting(&visit.frame, &view)))
}

/// What forms call a place by.
pub(super) fn place_id(place: Acting) -> String {
    match place {
        Acting::Own => String::new(),
        Acting::Role(id) => id.to_string(),
        Acting::Delegation(id) => id.to_string(),
    }
}

fn acceptance(visit: &Visit<'_>) -> Acceptance {
    if visit.live.acr().identity() >= LEVEL_NEEDED {
        Acceptance::Possible
    } else {
        Acceptance::LevelFirst { href: VERIFY.to_owned() }
    }
}

fn invitation(one: Offered, acceptance: Acceptance) -> InvitationRow {
    InvitationRow {
        id: one.id.to_string(),
        entity: one.entity,
        by: one.by,
        allows: allows(one.reach),
        invited: one.invited_at,
        acceptance,
    }
}

/// An administrator's office, which its holder may give up like a right.
fn own_office(office: &Office) -> Option<RightRow> {
    let allows =
        Allows { items: Vec::new(), regions: Vec::new(), last_day: office.until.map(within_last_day) };
    (office.role == SeatRole::Administrator).then(|| RightRow {
        id: place_id(office.acting),
        entity: office.name.clone(),
        allows,
        since: office.since,
    })
}

fn right(right: RightView) -> RightRow {
    RightRow {
        id: right.id.to_string(),
        entity: right.entity,
        allows: allows(right.reach),
        since: right.since,
    }
}

fn entity(office: Office) -> EntityRow {
    let full =
        office.administrators.len() >= usize::try_from(super::MOST_ADMINISTRATORS).unwrap_or(usize::MAX);
    EntityRow {
        id: place_id(office.acting),
        name: office.name,
        uscc: office.uscc,
        role: match office.role {
            SeatRole::LegalRepresentative => ActingRole::LegalRepresentative,
            SeatRole::Administrator => ActingRole::Administrator,
            SeatRole::Agent => ActingRole::Agent,
        },
        state: match office.registry_status {
            RegistryStatus::Active => EntityState::Active,
            RegistryStatus::Revoked | RegistryStatus::Cancelled => EntityState::Gone,
        },
        administration: match office.role {
            SeatRole::LegalRepresentative if full => Administration::Full,
            SeatRole::LegalRepresentative => Administration::Open,
            SeatRole::Administrator | SeatRole::Agent => Administration::NotTheirs,
        },
        administrators: office.administrators.into_iter().map(administrator).collect(),
        agents: office.given.into_iter().map(agent).collect(),
    }
}

fn administrator(one: Administrator) -> AdministratorRow {
    AdministratorRow { id: one.role.to_string(), name: one.name, since: one.since, until: one.until }
}

fn agent(given: Given) -> AgentRow {
    AgentRow {
        id: given.id.to_string(),
        name: given.name,
        allows: allows(given.reach),
        state: match (given.reconfirm_by, given.state) {
            (_, DelegationState::Invited) => AgentState::Invited { at: given.invited_at },
            (Some(by), _) => AgentState::ToReconfirm { by },
            (None, _) => AgentState::Active { since: given.confirmed_at.unwrap_or(given.invited_at) },
        },
    }
}

fn allows(reach: Reach) -> Allows {
    Allows { items: reach.items, regions: reach.regions, last_day: Some(within_last_day(reach.ends_at)) }
}

/// A right ends when its last day is over: the moment before still lies in that day.
fn within_last_day(ends_at: Time) -> Time {
    ends_at.minus(Duration::from_secs(1))
}
