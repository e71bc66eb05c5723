//! The way back into an account whose password is lost. Every answer is the same whether there is such an account.

use axum::body::Bytes;
use axum::extract::State;
use axum::response::Response;
use proto::form::Params;
use ui::{
    CodeTarget, EnterCode, FieldProblem, Message, Recover, RecoverAnswer, RecoverDetails, RecoverDone,
    RecoverRoute, RecoverTicket, SentTo, TicketState,
};

use super::{Journey, password_told, posted, told};
use crate::http::extract::{Browser, Query};
use crate::http::reply;
use crate::http::routes::{RECOVER, RECOVER_CODE, RECOVER_TICKET, SIGN_IN, SIGN_IN_QR};
use crate::http::state::Shared;
use crate::recovery::{FinishRefusal, Route, Ticket};
use crate::sign_in::SignInRefusal;

pub(crate) async fn show(State(shared): State<Shared>, browser: Browser, Query(params): Query) -> Response {
    let params = params.unwrap_or_default();
    let route = params.get("route").and_then(route).filter(|route| is_open(&shared, *route));
    match (Journey::open(&shared, &browser, &params), route) {
        (Ok(journey), Some(route)) => details(&shared, &browser, &journey, (route, "", Vec::new())),
        (Ok(journey), None) => choice(&shared, &journey),
        (Err(refused), _) => refused,
    }
}

fn choice(shared: &Shared, journey: &Journey) -> Response {
    let by = |route: RecoverRoute| journey.link_with(RECOVER, &[("route", route.value())]);
    let view = Recover {
        asking: journey.asking(shared),
        passkey_href: Some(journey.link(SIGN_IN)),
        qr_href: Some(journey.link(SIGN_IN_QR)),
        recovery_code_href: Some(by(RecoverRoute::RecoveryCode)),
        phone_href: shared.recoveries.by_phone().then(|| by(RecoverRoute::Phone)),
        cancel_href: Some(journey.link(SIGN_IN)),
    };
    journey.page(&[], ui::recover(&journey.frame, &view), None)
}

pub(crate) async fn submit(State(shared): State<Shared>, browser: Browser, body: Bytes) -> Response {
    let (journey, params) = match posted(&shared, &browser, &body) {
        Ok(opened) => opened,
        Err(refused) => return refused,
    };
    let route = params.get("route").and_then(route).unwrap_or(RecoverRoute::RecoveryCode);
    if !is_open(&shared, route) {
        return reply::see_other(&journey.link(RECOVER));
    }
    let name = params.get("username").unwrap_or_default();
    let visitor = browser.visitor(&shared, (journey.frame.locale, journey.client_id()));
    let outcome = match route {
        RecoverRoute::RecoveryCode => {
            let code = params.get("code").unwrap_or_default();
            let ticket = shared.recoveries.by_recovery_code(&visitor, (name, code)).await;
            ticket.and_then(|ticket| Ok(answer(&shared, &journey, &ticket)?))
        }
        RecoverRoute::Phone => shared
            .recoveries
            .send_code(&visitor, name)
            .await
            .map(|sent| reply::see_other(&journey.link_with(RECOVER_CODE, &[("sent", &sent)]))),
    };
    match outcome {
        Ok(response) => response,
        Err(SignInRefusal::Fault(fault)) => reply::fault_page(&journey.frame, &fault),
        Err(refusal) => {
            let problem = FieldProblem { field: "", message: told(&refusal, Message::PageStale) };
            details(&shared, &browser, &journey, (route, name, vec![problem]))
        }
    }
}

pub(crate) async fn enter(State(shared): State<Shared>, browser: Browser, Query(params): Query) -> Response {
    let params = params.unwrap_or_default();
    match Journey::open(&shared, &browser, &params) {
        Ok(journey) => enter_page(&shared, &browser, &journey, (&params, Vec::new())),
        Err(refused) => refused,
    }
}

pub(crate) async fn submit_code(State(shared): State<Shared>, browser: Browser, body: Bytes) -> Response {
    let (journey, params) = match posted(&shared, &browser, &body) {
        Ok(opened) => opened,
        Err(refused) => return refused,
    };
    if params.get("action") == Some("resend") {
        return reply::see_other(&journey.link_with(RECOVER, &[("route", RecoverRoute::Phone.value())]));
    }
    let field = |name| params.get(name).unwrap_or_default();
    let visitor = browser.visitor(&shared, (journey.frame.locale, journey.client_id()));
    let ticket = shared.recoveries.by_code(&visitor, (field("sent"), field("code"))).await;
    match ticket.and_then(|ticket| Ok(answer(&shared, &journey, &ticket)?)) {
        Ok(response) => response,
        Err(SignInRefusal::Fault(fault)) => reply::fault_page(&journey.frame, &fault),
        Err(refusal) => {
            let problem = FieldProblem { field: "code", message: told(&refusal, Message::CodeWrong) };
            enter_page(&shared, &browser, &journey, (&params, vec![problem]))
        }
    }
}

pub(crate) async fn ticket(State(shared): State<Shared>, browser: Browser, Query(params): Query) -> Response {
    let params = params.unwrap_or_default();
    match Journey::open(&shared, &browser, &params) {
        Ok(journey) => {
            let text = params.get("ticket").unwrap_or_default();
            ticket_page(&shared, &browser, (&journey, text), Vec::new()).await
        }
        Err(refused) => refused,
    }
}

pub(crate) async fn finish(State(shared): State<Shared>, browser: Browser, body: Bytes) -> Response {
    let (journey, params) = match posted(&shared, &browser, &body) {
        Ok(opened) => opened,
        Err(refused) => return refused,
    };
    let text = params.get("ticket").unwrap_or_default();
    let visitor = browser.visitor(&shared, (journey.frame.locale, journey.client_id()));
    let outcome = match shared.recoveries.open(text) {
        Some(ticket) => {
            let password = params.get("password").unwrap_or_default();
            shared.recoveries.finish(&visitor, &ticket, password).await
        }
        None => Err(FinishRefusal::Over),
    };
    match outcome {
        Ok(()) => {
            shared.logouts.wake();
            let view = RecoverDone { sign_in_href: journey.link(SIGN_IN) };
            journey.page(&[], ui::recover_done(&journey.frame, &view), None)
        }
        Err(FinishRefusal::Over) => ticket_page(&shared, &browser, (&journey, text), Vec::new()).await,
        Err(FinishRefusal::Password(refusal)) => {
            let problem = FieldProblem { field: "password", message: password_told(&shared, refusal) };
            ticket_page(&shared, &browser, (&journey, text), vec![problem]).await
        }
        Err(FinishRefusal::Fault(fault)) => reply::fault_page(&journey.frame, &fault),
    }
}

fn answer(shared: &Shared, journey: &Journey, ticket: &Ticket) -> Result<Response, base::Fault> {
    let sealed = shared.recoveries.seal(ticket)?;
    let view = RecoverAnswer {
        asking: journey.asking(shared),
        route: shown(ticket.route),
        ready_at: ticket.ready_at,
        now: shared.ground.now(),
        ticket_href: journey.link_with(RECOVER_TICKET, &[("ticket", &sealed)]),
    };
    Ok(journey.page(&[], ui::recover_answer(&journey.frame, &view), None))
}

fn details(
    shared: &Shared,
    browser: &Browser,
    journey: &Journey,
    (route, username, problems): (RecoverRoute, &str, Vec<FieldProblem>),
) -> Response {
    let (carried, cookie) = journey.carried(shared, browser);
    let view = RecoverDetails {
        carried,
        asking: journey.asking(shared),
        route,
        username: username.to_owned(),
        problems,
        other_href: journey.link(RECOVER),
    };
    journey.page(&view.problems, ui::recover_details(&journey.frame, &view), cookie)
}

fn enter_page(
    shared: &Shared,
    browser: &Browser,
    journey: &Journey,
    (params, problems): (&Params, Vec<FieldProblem>),
) -> Response {
    let again = journey.link_with(RECOVER, &[("route", RecoverRoute::Phone.value())]);
    let sent = params.get("sent").unwrap_or_default();
    let visitor = browser.visitor(shared, (journey.frame.locale, journey.client_id()));
    let Ok(opened) = shared.sign_ins.open_sent(&visitor, sent) else {
        return reply::see_other(&again);
    };
    let (carried, cookie) = journey.carried(shared, browser);
    let view = EnterCode {
        carried,
        asking: journey.asking(shared),
        target: CodeTarget::Recover,
        work: None,
        sent: sent.to_owned(),
        sent_to: SentTo::ConfirmedPhone,
        valid_minutes: shared.code_minutes(),
        resend_after_seconds: shared.seconds_until(opened.again_at),
        problems,
        change_href: Some(again),
        ways_href: Some(journey.link(RECOVER)),
        cancel_href: Some(journey.link(SIGN_IN)),
    };
    journey.page(&view.problems, ui::enter_code(&journey.frame, &view), cookie)
}

async fn ticket_page(
    shared: &Shared,
    browser: &Browser,
    (journey, text): (&Journey, &str),
    problems: Vec<FieldProblem>,
) -> Response {
    let ticket = shared.recoveries.open(text);
    let state = match &ticket {
        Some(ticket) => match state(shared, ticket).await {
            Ok(state) => state,
            Err(fault) => return reply::fault_page(&journey.frame, &fault),
        },
        None => TicketState::Over,
    };
    let (carried, cookie) = journey.carried(shared, browser);
    let route = ticket.map_or(RecoverRoute::RecoveryCode, |ticket| shown(ticket.route));
    let view = RecoverTicket { carried, route, ticket: text.to_owned(), state, problems };
    journey.page(&view.problems, ui::recover_ticket(&journey.frame, &view), cookie)
}

/// Before its time every ticket says the same, whether it leads somewhere or not.
async fn state(shared: &Shared, ticket: &Ticket) -> Result<TicketState, base::Fault> {
    let Ticket { ready_at, expires_at, .. } = *ticket;
    if shared.ground.now() < ready_at {
        return Ok(TicketState::Waiting { ready_at, expires_at });
    }
    let password_minimum = u32::try_from(shared.config.passwords.min_length).unwrap_or(u32::MAX);
    let ready = shared.recoveries.ready(ticket).await?;
    Ok(ready.map_or(TicketState::Over, |_| TicketState::Ready { expires_at, password_minimum }))
}

/// A code to a phone is a way only where messages can be sent to phones.
fn is_open(shared: &Shared, route: RecoverRoute) -> bool {
    route != RecoverRoute::Phone || shared.recoveries.by_phone()
}

fn route(text: &str) -> Option<RecoverRoute> {
    [RecoverRoute::RecoveryCode, RecoverRoute::Phone].into_iter().find(|route| route.value() == text)
}

const fn shown(route: Route) -> RecoverRoute {
    match route {
        Route::RecoveryCode => RecoverRoute::RecoveryCode,
        Route::Phone => RecoverRoute::Phone,
    }
}
