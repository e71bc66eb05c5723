//! In whose name somebody is here.

use axum::body::Bytes;
use axum::extract::State;
use axum::response::Response;
use base::{Fault, Time};
use http::StatusCode;
use proto::client::Capacity;
use proto::form::Params;
use ui::{ActingRole, CapacityEntity, CapacityPage, Carried, FieldProblem, Message, OwnName};

use crate::client::Client;
use crate::entity::{Acting, Seat, SeatRole};
use crate::flow::AuthorizationRequest;
use crate::http::extract::{Browser, Query};
use crate::http::login::Journey;
use crate::http::reply;
use crate::http::routes::RESUME;
use crate::http::state::Shared;
use crate::session::LiveSession;
use std::sync::Arc;

/// The page's request, client and person, and the places the person may take.
struct Place {
    journey: Journey,
    request: AuthorizationRequest,
    client: Arc<Client>,
    live: LiveSession,
    seats: Vec<Seat>,
}

pub(crate) async fn show(State(shared): State<Shared>, browser: Browser, Query(params): Query) -> Response {
    match open(&shared, &browser, &params.unwrap_or_default()).await {
        Ok(place) => page(&shared, &browser, &place, Vec::new()),
        Err(elsewhere) => elsewhere,
    }
}

pub(crate) async fn submit(State(shared): State<Shared>, browser: Browser, body: Bytes) -> Response {
    let params = Params::parse(&body, &[]).unwrap_or_default();
    // Every form of ours carries both.
    if params.get("request").is_none() || params.get("csrf").is_none() {
        return reply::stale_form(&browser.frame(None, None));
    }
    let place = match open(&shared, &browser, &params).await {
        Ok(place) => place,
        Err(elsewhere) => return elsewhere,
    };
    if !browser.owns_form(&shared, &place.context(), params.get("csrf")) {
        return reply::stale_form(&place.journey.frame);
    }
    let Some(acting) = place.chosen(params.get("capacity").unwrap_or_default()) else {
        let problem = FieldProblem { field: "capacity", message: Message::CapacityMissing };
        return page(&shared, &browser, &place, vec![problem]);
    };
    let request = AuthorizationRequest { acting: Some(acting), ..place.request };
    match shared.flow.handle(&request) {
        Ok(handle) => reply::see_other(&format!("{RESUME}?request={}", handle.as_str())),
        Err(fault) => reply::fault_page(&place.journey.frame, &fault),
    }
}

impl Place {
    fn context(&self) -> String {
        format!("capacity:{}:{}", self.live.session.id, self.journey.handle)
    }

    fn may(&self, capacity: Capacity) -> bool {
        self.client.metadata.capacities.contains(&capacity)
            && self.request.capacity.is_none_or(|wanted| wanted == capacity)
    }

    /// What a form says, if it is one of the places on the page.
    fn chosen(&self, text: &str) -> Option<Acting> {
        if text == "self" {
            return self.may(Capacity::OwnName).then_some(Acting::Own);
        }
        let seat = self.seats.iter().find(|seat| id(seat.acting) == text)?;
        self.may(Capacity::Entity).then_some(seat.acting)
    }
}

async fn open(shared: &Shared, browser: &Browser, params: &Params) -> Result<Place, Response> {
    let journey = Journey::open(shared, browser, params)?;
    let fault = |fault: Fault| reply::fault_page(&journey.frame, &fault);
    let refused = |refusal| reply::page_refused(&journey.frame, refusal);
    let request = journey.request.clone().ok_or_else(|| refused(crate::flow::PageRefusal::Handle))?;
    let client = shared.flow.client(&request).map_err(refused)?;
    let live = shared.sessions.find(browser.session(), Some(client.id())).await.map_err(fault)?;
    // Who is no longer signed in goes back to the dispatcher, which knows what is missing.
    let live = live.ok_or_else(|| reply::see_other(&journey.onward()))?;
    let seats = shared.entities.seats(live.account.id).await.map_err(fault)?;
    Ok(Place { request, client, live, seats, journey })
}

fn page(shared: &Shared, browser: &Browser, place: &Place, problems: Vec<FieldProblem>) -> Response {
    let name = match shared.accounts.profile(&place.live.account) {
        Ok(profile) => profile.display_name().to_owned(),
        Err(fault) => return reply::fault_page(&place.journey.frame, &fault),
    };
    let (csrf, cookie) = browser.form_token(shared, &place.context());
    let status = if problems.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let view = CapacityPage {
        carried: Carried { handle: place.journey.handle.clone(), csrf },
        asking: place.journey.asking(shared),
        self_name: name,
        own_name: if place.may(Capacity::OwnName) { OwnName::Offered } else { OwnName::NotTaken },
        entities: place.seats.iter().map(shown).collect(),
        chosen: place.request.acting.map(id),
        problems,
        cancel_href: place.journey.cancel(shared),
    };
    let html = ui::capacity(&place.journey.frame, &view);
    reply::with_cookie(reply::page_towards(status, html, place.journey.leads_to()), cookie)
}

fn shown(seat: &Seat) -> CapacityEntity {
    let until: Option<Time> = seat.until;
    CapacityEntity {
        id: id(seat.acting),
        name: seat.name.clone(),
        role: match seat.role {
            SeatRole::LegalRepresentative => ActingRole::LegalRepresentative,
            SeatRole::Administrator => ActingRole::Administrator,
            SeatRole::Agent => ActingRole::Agent,
        },
        until,
        items: seat.items.clone(),
    }
}

fn id(acting: Acting) -> String {
    match acting {
        Acting::Own => "self".to_owned(),
        Acting::Role(id) => id.to_string(),
        Acting::Delegation(id) => id.to_string(),
    }
}
