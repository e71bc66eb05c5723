//! Acting for organisations: invitations that wait for an answer, rights that the person has, and who may act for those
//! they represent.

mod draft;
mod typed;
mod view;

use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::response::Response;
use base::{DelegationId, RoleId};
use ui::{ActingForm, FieldProblem, Message};

use super::fresh::fresh;
use super::said::Said;
use super::visit::Visit;
use crate::entity::{
    Acting, Actor, AdministratorRefusal, AnswerRefusal, EndRefusal, InviteRefusal, Office, ReconfirmRefusal,
    TermRefusal,
};
use crate::http::extract::{Browser, Query};
use crate::http::login::errand::SensitiveAct;
use crate::http::routes::ACTING;
use crate::http::state::Shared;
use draft::Draft;
use typed::Typed;
use view::{Shown, page, place_id};

/// Administrators that an organisation may have, in words.
const MOST_ADMINISTRATORS: u32 = 5;
/// How far ahead a right may end, in words.
const MOST_MONTHS: u32 = 12;

pub(crate) async fn show(
    State(shared): State<Shared>,
    browser: Browser,
    Query(params): Query,
) -> Result<Response, Response> {
    let visit = Visit::open(&shared, &browser).await?;
    let params = params.unwrap_or_default();
    let shown = match Draft::read(&visit, &params) {
        Some(draft) => Shown::filled(Typed::of(&draft.params())),
        None => Shown { notice: visit.notice(&params), ..Shown::default() },
    };
    page(&visit, shown).await
}

/// Yes to an invitation.
pub(crate) async fn confirm(
    State(shared): State<Shared>,
    browser: Browser,
    Path(id): Path<String>,
    body: Bytes,
) -> Result<Response, Response> {
    let (visit, _) = Visit::posted(&shared, &browser, &body).await?;
    fresh(&visit, ACTING, SensitiveAct::Other).await?;
    let Some((id, entity)) = offered(&visit, &id).await? else {
        return refused(&visit, Message::RightGone).await;
    };
    let answered = shared.entities.confirm(&actor(&visit), id).await;
    answer(&visit, answered, Said::InvitationConfirmed(entity)).await
}

/// No to an invitation.
pub(crate) async fn decline(
    State(shared): State<Shared>,
    browser: Browser,
    Path(id): Path<String>,
    body: Bytes,
) -> Result<Response, Response> {
    let (visit, _) = Visit::posted(&shared, &browser, &body).await?;
    let Some((id, entity)) = offered(&visit, &id).await? else {
        return refused(&visit, Message::RightGone).await;
    };
    let answered = shared.entities.decline(&actor(&visit), id).await;
    answer(&visit, answered, Said::InvitationDeclined(entity)).await
}

/// The end of a right of one's own, or of an administrator's office.
pub(crate) async fn leave(
    State(shared): State<Shared>,
    browser: Browser,
    Path(id): Path<String>,
    body: Bytes,
) -> Result<Response, Response> {
    let (visit, _) = Visit::posted(&shared, &browser, &body).await?;
    let rights = visit.held(shared.entities.rights(visit.live.account.id).await)?;
    if let Some(right) = rights.into_iter().find(|right| right.id.to_string() == id) {
        return end_right(&visit, right.id, Said::RightLeft(right.entity)).await;
    }
    let offices = visit.held(shared.entities.offices(visit.live.account.id).await)?;
    match offices.into_iter().find(|office| place_id(office.acting) == id) {
        Some(Office { acting: Acting::Role(role), name, .. }) => {
            dismiss(&visit, role, Said::RightLeft(name)).await
        }
        Some(_) | None => refused(&visit, Message::RightGone).await,
    }
}

/// The end of a right that was given.
pub(crate) async fn end(
    State(shared): State<Shared>,
    browser: Browser,
    Path(id): Path<String>,
    body: Bytes,
) -> Result<Response, Response> {
    let (visit, _) = Visit::posted(&shared, &browser, &body).await?;
    match id.parse() {
        Ok(id) => end_right(&visit, id, Said::RightEnded).await,
        Err(_) => refused(&visit, Message::RightGone).await,
    }
}

/// What was given before a new representative came stays.
pub(crate) async fn reconfirm(
    State(shared): State<Shared>,
    browser: Browser,
    Path(id): Path<String>,
    body: Bytes,
) -> Result<Response, Response> {
    let (visit, _) = Visit::posted(&shared, &browser, &body).await?;
    fresh(&visit, ACTING, SensitiveAct::Other).await?;
    let Ok(id) = id.parse::<DelegationId>() else {
        return refused(&visit, Message::RightGone).await;
    };
    match shared.entities.reconfirm(&actor(&visit), id).await {
        Ok(()) => visit.done(ACTING, &Said::RightReconfirmed),
        Err(ReconfirmRefusal::NotKnown) => refused(&visit, Message::LevelTooLow).await,
        Err(ReconfirmRefusal::NotYours | ReconfirmRefusal::NotAsked) => {
            refused(&visit, Message::RightGone).await
        }
        Err(ReconfirmRefusal::Fault(fault)) => visit.held(Err(fault)),
    }
}

pub(crate) async fn invite(
    State(shared): State<Shared>,
    browser: Browser,
    body: Bytes,
) -> Result<Response, Response> {
    let (visit, params) = Visit::posted(&shared, &browser, &body).await?;
    let path = visit.held(Draft::address(&visit, (ActingForm::Invite, &params)))?;
    fresh(&visit, &path, SensitiveAct::Other).await?;
    let typed = Typed::of(&params);
    let place = place_of(&visit, &typed.invite.entity).await?;
    let invitation = match typed.invitation(place) {
        Ok(invitation) => invitation,
        Err(problems) => return again(&visit, (ActingForm::Invite, typed), problems).await,
    };
    let name = invitation.name.as_str().to_owned();
    match shared.entities.invite(&actor(&visit), invitation).await {
        Ok(_) => visit.done(ACTING, &Said::AgentInvited(name)),
        Err(InviteRefusal::Fault(fault)) => visit.held(Err(fault)),
        Err(refusal) => again(&visit, (ActingForm::Invite, typed), vec![invite_problem(&refusal)]).await,
    }
}

pub(crate) async fn add_administrator(
    State(shared): State<Shared>,
    browser: Browser,
    body: Bytes,
) -> Result<Response, Response> {
    let (visit, params) = Visit::posted(&shared, &browser, &body).await?;
    let path = visit.held(Draft::address(&visit, (ActingForm::Administrator, &params)))?;
    fresh(&visit, &path, SensitiveAct::Other).await?;
    let typed = Typed::of(&params);
    let offices = visit.held(shared.entities.offices(visit.live.account.id).await)?;
    let office = offices.iter().find(|office| place_id(office.acting) == typed.administrator.entity);
    let (entity, number, name) = match typed.administrator(office.map(|office| office.entity)) {
        Ok(read) => read,
        Err(problems) => return again(&visit, (ActingForm::Administrator, typed), problems).await,
    };
    let named = shared.entities.name_administrator(&actor(&visit), entity, (&number, &name)).await;
    match named {
        Ok(_) => visit.done(ACTING, &Said::AdministratorAdded(name.as_str().to_owned())),
        Err(AdministratorRefusal::Fault(fault)) => visit.held(Err(fault)),
        Err(refusal) => {
            let problem = administrator_problem(&refusal);
            again(&visit, (ActingForm::Administrator, typed), vec![problem]).await
        }
    }
}

pub(crate) async fn remove_administrator(
    State(shared): State<Shared>,
    browser: Browser,
    Path(id): Path<String>,
    body: Bytes,
) -> Result<Response, Response> {
    let (visit, _) = Visit::posted(&shared, &browser, &body).await?;
    match id.parse() {
        Ok(id) => dismiss(&visit, id, Said::AdministratorRemoved).await,
        Err(_) => refused(&visit, Message::RightGone).await,
    }
}

async fn dismiss(visit: &Visit<'_>, id: RoleId, said: Said) -> Result<Response, Response> {
    match visit.shared.entities.dismiss(&actor(visit), id).await {
        Ok(()) => visit.done(ACTING, &said),
        Err(AdministratorRefusal::Fault(fault)) => visit.held(Err(fault)),
        Err(
            AdministratorRefusal::NotKnown
            | AdministratorRefusal::NotYours
            | AdministratorRefusal::NoAgent
            | AdministratorRefusal::TooMany
            | AdministratorRefusal::There,
        ) => refused(visit, Message::RightGone).await,
    }
}

fn actor(visit: &Visit<'_>) -> Actor {
    Actor {
        account: visit.live.account.id,
        identity: visit.live.acr().identity(),
        request_id: visit.browser.request_id.clone(),
    }
}

/// An invitation of the page, with the name of the organisation.
async fn offered(visit: &Visit<'_>, id: &str) -> Result<Option<(DelegationId, String)>, Response> {
    let offered = visit.held(visit.shared.entities.offered(visit.live.account.id).await)?;
    let one = offered.into_iter().find(|one| one.id.to_string() == id);
    Ok(one.map(|one| (one.id, one.entity)))
}

/// The place that a form names, if it is one of the page.
async fn place_of(visit: &Visit<'_>, named: &str) -> Result<Option<Acting>, Response> {
    let offices = visit.held(visit.shared.entities.offices(visit.live.account.id).await)?;
    Ok(offices.into_iter().map(|office| office.acting).find(|place| place_id(*place) == named))
}

async fn answer(
    visit: &Visit<'_>,
    answered: Result<(), AnswerRefusal>,
    said: Said,
) -> Result<Response, Response> {
    match answered {
        Ok(()) => visit.done(ACTING, &said),
        Err(AnswerRefusal::NotKnown) => refused(visit, Message::LevelTooLow).await,
        Err(AnswerRefusal::OtherName) => refused(visit, Message::InvitationOtherName).await,
        Err(AnswerRefusal::NoInvitation | AnswerRefusal::Oneself | AnswerRefusal::Lapsed) => {
            refused(visit, Message::RightGone).await
        }
        Err(AnswerRefusal::Fault(fault)) => visit.held(Err(fault)),
    }
}

async fn end_right(visit: &Visit<'_>, id: DelegationId, said: Said) -> Result<Response, Response> {
    match visit.shared.entities.end(&actor(visit), id).await {
        Ok(()) => visit.done(ACTING, &said),
        Err(EndRefusal::NoRight) => refused(visit, Message::RightGone).await,
        Err(EndRefusal::Fault(fault)) => visit.held(Err(fault)),
    }
}

/// The page, with what was wrong.
async fn refused(visit: &Visit<'_>, message: Message) -> Result<Response, Response> {
    let problems = vec![FieldProblem { field: "", message }];
    page(visit, Shown { problems, ..Shown::default() }).await
}

/// The page, with a form as it was typed and what was wrong with it.
async fn again(
    visit: &Visit<'_>,
    (form, typed): (ActingForm, Typed),
    problems: Vec<FieldProblem>,
) -> Result<Response, Response> {
    page(visit, Shown { typed, tried: Some(form), problems, notice: None }).await
}

const fn invite_problem(refusal: &InviteRefusal) -> FieldProblem {
    let (field, message) = match refusal {
        InviteRefusal::NotKnown => ("", Message::LevelTooLow),
        InviteRefusal::NoPlace => ("entity", Message::EntityGone),
        InviteRefusal::NotToGiveOn => ("entity", Message::RightNotToGiveOn),
        InviteRefusal::TooDeep => ("subdelegation", Message::RightNotOnceMore),
        InviteRefusal::ItemsWider => ("items", Message::ItemsWider),
        InviteRefusal::RegionsWider => ("regions", Message::RegionsWider),
        InviteRefusal::EndsLater => ("last_day", Message::LastDayLater),
        InviteRefusal::Term(TermRefusal::Over) => ("last_day", Message::LastDayPast),
        InviteRefusal::Term(TermRefusal::TooFar) => {
            ("last_day", Message::LastDayTooFar { months: MOST_MONTHS })
        }
        InviteRefusal::Oneself => ("number", Message::InviteSelf),
        InviteRefusal::TooMany | InviteRefusal::Fault(_) => ("", Message::InvitationsTooMany),
    };
    FieldProblem { field, message }
}

const fn administrator_problem(refusal: &AdministratorRefusal) -> FieldProblem {
    let (field, message) = match refusal {
        AdministratorRefusal::NotKnown => ("", Message::LevelTooLow),
        AdministratorRefusal::NotYours => ("entity", Message::EntityMissing),
        AdministratorRefusal::NoAgent => ("", Message::PersonUnknown),
        AdministratorRefusal::TooMany => ("", Message::AdministratorsFull { maximum: MOST_ADMINISTRATORS }),
        AdministratorRefusal::There | AdministratorRefusal::Fault(_) => ("", Message::AdministratorThere),
    };
    FieldProblem { field, message }
}
