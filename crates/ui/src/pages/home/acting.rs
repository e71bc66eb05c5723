//! Acting for organisations: those the person represents, with their administrators and agents; invitations to act for
//! one; the rights the person holds.
//!
//! Posts, all with `csrf`: `/home/acting/delegations/ID/confirm` and `/decline` (an invitation), `/leave` (a right of
//! one's own), `/end` and `/reconfirm` (a right that was given); `/home/acting/invite` (`invite-form`): `entity`,
//! `name`, `document_type`, `number`, `phone`, `items` (one a line, or `*`), `regions` (codes), `last_day`
//! (`YYYY-MM-DD`), `subdelegation` (`yes` or nothing);
//! `/home/acting/administrators/add` (`administrator-form`): `entity`, `name`, `document_type`, `number`;
//! `/home/acting/administrators/ID/remove`.
//! Test ids: `acting-page`, `invitation-ID`, `confirm-ID`, `decline-ID`, `raise-ID`, `entity-ID` (with `data-role`,
//! `data-state`), `administrator-ID`, `remove-administrator-ID`, `agent-ID` (with `data-state`), `end-ID`,
//! `reconfirm-ID`, `right-ID`, `leave-ID`, `no-entities`, `no-rights`, `invite`, `add-administrator`, those forms, their
//! fields with the form's name behind (`name-invite`, `number-administrator`), `items`, `regions`, `last-day`,
//! `phone-invite`, `subdelegation`, `submit-invite`, `submit-administrator`, `error-summary`, `notice`.

mod forms;
mod rows;

use askama::Template;
use base::Time;

use crate::catalogue::Words;
use crate::component::{Head, Sent, Shell, html};
use crate::pages::capacity::ActingRole;
use crate::pages::person_fields::TypedPerson;
use crate::{FieldProblem, Frame, Message};
use forms::{AdministratorFields, EntityField, InviteFields};
use rows::{Entity, Invitation, People, Right};

/// What the page about acting for organisations shows.
#[derive(Clone, Debug)]
pub struct ActingPage {
    /// Token against forged posts; comes back as `csrf`.
    pub csrf: String,
    /// Invitations that wait for the person's answer, oldest first.
    pub invitations: Vec<InvitationRow>,
    /// The organisations the person represents or administers, and those whose right they may give on.
    pub entities: Vec<EntityRow>,
    /// The rights the person holds for others.
    pub rights: Vec<RightRow>,
    /// What was typed into the form that invites an agent.
    pub invite: TypedInvite,
    /// What was typed into the form that adds an administrator.
    pub administrator: TypedAdministrator,
    /// Which of the two forms came back with problems.
    pub tried: Option<ActingForm>,
    /// What was wrong with the last attempt.
    pub problems: Vec<FieldProblem>,
    /// What was just done, if anything.
    pub notice: Option<Message>,
    /// The present, for "ten minutes ago".
    pub now: Time,
}

/// A form of the page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ActingForm {
    /// The one that invites an agent.
    Invite,
    /// The one that adds an administrator.
    Administrator,
}

/// An invitation to act for an organisation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InvitationRow {
    /// The right's id.
    pub id: String,
    /// The organisation's name.
    pub entity: String,
    /// Who invites; may be empty.
    pub by: String,
    /// What it allows.
    pub allows: Allows,
    /// When the person was invited.
    pub invited: Time,
    /// Whether the person can accept it now.
    pub acceptance: Acceptance,
}

/// Whether an invitation can be accepted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Acceptance {
    /// It can.
    Possible,
    /// First the person must prove better who they are.
    LevelFirst {
        /// Where that is done.
        href: String,
    },
}

/// What a right allows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Allows {
    /// For which matters; empty: all.
    pub items: Vec<String>,
    /// Where, by division code or name; empty: everywhere.
    pub regions: Vec<String>,
    /// The last day: any moment of that day. None: no end is set.
    pub last_day: Option<Time>,
}

/// An organisation the person represents or administers, or whose right they may give on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EntityRow {
    /// The id of the person's place at it; comes back as `entity`.
    pub id: String,
    /// Its name.
    pub name: String,
    /// Its unified social credit code.
    pub uscc: String,
    /// As what the person acts.
    pub role: ActingRole,
    /// Whether anybody may act for it.
    pub state: EntityState,
    /// Whether the person may add and remove administrators.
    pub administration: Administration,
    /// Its administrators.
    pub administrators: Vec<AdministratorRow>,
    /// Who was given a right or invited, newest first.
    pub agents: Vec<AgentRow>,
}

/// Whether an organisation still stands in the register.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EntityState {
    /// It does.
    Active,
    /// It was struck off or closed: nobody acts for it.
    Gone,
}

/// Whether administrators may be added and removed by the person.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Administration {
    /// They may.
    Open,
    /// They may be removed; there are as many as there may be.
    Full,
    /// That is for the legal representative.
    NotTheirs,
}

/// An administrator of an organisation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AdministratorRow {
    /// The role's id.
    pub id: String,
    /// The person's name.
    pub name: String,
    /// Since when.
    pub since: Time,
    /// When it ends, unless the new legal representative adds the person again.
    pub until: Option<Time>,
}

/// Somebody who may act for an organisation, or was asked to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AgentRow {
    /// The right's id.
    pub id: String,
    /// The person's or organisation's name.
    pub name: String,
    /// What it allows.
    pub allows: Allows,
    /// How far it has come.
    pub state: AgentState,
}

/// How far a right has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AgentState {
    /// The person was invited and has not answered.
    Invited {
        /// When.
        at: Time,
    },
    /// It holds.
    Active {
        /// Since when.
        since: Time,
    },
    /// It holds, and ends unless the new legal representative confirms it.
    ToReconfirm {
        /// When it would end.
        by: Time,
    },
}

/// A right the person holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RightRow {
    /// Its id.
    pub id: String,
    /// The organisation's name.
    pub entity: String,
    /// What it allows.
    pub allows: Allows,
    /// Since when.
    pub since: Time,
}

/// What was typed into the form that invites an agent.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TypedInvite {
    /// The id of the place; empty: the first.
    pub entity: String,
    /// Who is invited.
    pub person: TypedPerson,
    /// Their mobile number.
    pub phone: String,
    /// The matters, one a line.
    pub items: String,
    /// Division codes.
    pub regions: String,
    /// The last day, `YYYY-MM-DD`.
    pub last_day: String,
    /// Whether the right may be given on.
    pub given_on: GivenOn,
}

/// Whether a right may be given on to others.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum GivenOn {
    /// It may.
    Allowed,
    /// It may not.
    #[default]
    Not,
}

/// What was typed into the form that adds an administrator.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TypedAdministrator {
    /// The id of the place; empty: the first.
    pub entity: String,
    /// Who is added.
    pub person: TypedPerson,
}

/// The page about acting for organisations.
pub fn acting(frame: &Frame, view: &ActingPage) -> String {
    let t = Words(frame.locale);
    let head = Head::new(frame, t.say("acting-heading"))
        .lead(t.say("acting-lead"))
        .problems(&view.problems)
        .done(view.notice.as_ref());
    let heading = head.heading().to_owned();
    let body = Body {
        t,
        view,
        head,
        invitations: view.invitations.iter().map(|row| Invitation::new(t, row, view.now)).collect(),
        entities: view.entities.iter().map(|row| Entity::new(t, row)).collect(),
        rights: view.rights.iter().map(|row| Right::new(t, row)).collect(),
        invite: InviteFields::new(t, view),
        administrator: AdministratorFields::new(t, view),
    };
    let shell = Shell::new(frame, &heading, &body).tells_account();
    if view.problems.is_empty() { shell.html() } else { shell.with_problems(&heading).html() }
}

#[derive(Template)]
#[template(path = "page/home/acting.html")]
struct Body<'a> {
    t: Words,
    view: &'a ActingPage,
    head: Head<'a>,
    invitations: Vec<Invitation<'a>>,
    entities: Vec<Entity<'a>>,
    rights: Vec<Right<'a>>,
    invite: Option<InviteFields<'a>>,
    administrator: Option<AdministratorFields<'a>>,
}

html!(Body<'_>);
