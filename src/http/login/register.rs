//! Registering an account; the new account is signed in at once.

use axum::body::Bytes;
use axum::extract::State;
use axum::response::Response;
use http::StatusCode;
use proto::form::Params;
use ui::{FieldProblem, Message, Register};

use super::Journey;
use crate::account::{LoginNameRefusal, Registration, RegistrationProblem, RegistrationRefusal};
use crate::credential::PasswordRefusal;
use crate::http::extract::{Browser, Query};
use crate::http::reply;
use crate::http::routes::SIGN_IN;
use crate::http::state::Shared;
use crate::session::Arrival;

pub(crate) async fn show(State(shared): State<Shared>, browser: Browser, Query(params): Query) -> Response {
    let params = params.unwrap_or_default();
    match Journey::open(&shared, &browser, &params) {
        Ok(journey) if shared.config.registration.open => {
            page(&shared, &browser, &journey, (&params, Vec::new()))
        }
        Ok(journey) => closed(&journey),
        Err(refused) => refused,
    }
}

pub(crate) async fn submit(State(shared): State<Shared>, browser: Browser, body: Bytes) -> Response {
    let params = Params::parse(&body, &[]).unwrap_or_default();
    let journey = match Journey::open(&shared, &browser, &params) {
        Ok(journey) => journey,
        Err(refused) => return refused,
    };
    if !browser.owns_form(&shared, &journey.handle, params.get("csrf")) {
        return reply::stale_form(&journey.frame);
    }
    if !shared.config.registration.open {
        return closed(&journey);
    }
    match register(&shared, &browser, (&journey, &params)).await {
        Ok(response) => response,
        Err(RegistrationRefusal::Problems(problems)) => {
            let told = problems.into_iter().map(|problem| told(&shared, problem)).collect();
            page(&shared, &browser, &journey, (&params, told))
        }
        Err(RegistrationRefusal::Fault(fault)) => reply::fault_page(&journey.frame, &fault),
    }
}

async fn register(
    shared: &Shared,
    browser: &Browser,
    (journey, params): (&Journey, &Params),
) -> Result<Response, RegistrationRefusal> {
    let field = |name| params.get(name).unwrap_or_default();
    let form = Registration {
        username: field("username"),
        name: field("display_name"),
        phone: field("phone"),
        password: field("password"),
        locale: journey.frame.locale.tag(),
        request_id: &browser.request_id,
    };
    let proved = shared.accounts.register(form).await?;
    let arrival =
        Arrival { previous: browser.session(), device: &browser.device, request_id: &browser.request_id };
    let cookie = shared.sessions.sign_in(&proved, arrival).await?;
    Ok(reply::with_cookie(reply::see_other(&journey.onward()), browser.set_session(cookie.expose())))
}

fn told(shared: &Shared, problem: RegistrationProblem) -> FieldProblem {
    let passwords = &shared.config.passwords;
    let number = |length: usize| u32::try_from(length).unwrap_or(u32::MAX);
    let (field, message) = match problem {
        RegistrationProblem::Username(LoginNameRefusal::Length) => {
            ("username", Message::UsernameTooShort { minimum: 3 })
        }
        RegistrationProblem::Username(_) => ("username", Message::UsernameShape),
        RegistrationProblem::Taken => ("username", Message::UsernameTaken),
        RegistrationProblem::Name => ("display_name", Message::DisplayNameTooLong { maximum: 50 }),
        RegistrationProblem::Phone => ("phone", Message::PhoneShape),
        RegistrationProblem::Password(PasswordRefusal::TooShort) => {
            ("password", Message::PasswordTooShort { minimum: number(passwords.min_length) })
        }
        RegistrationProblem::Password(PasswordRefusal::TooLong) => {
            ("password", Message::PasswordTooLong { maximum: number(passwords.max_length) })
        }
        RegistrationProblem::Password(PasswordRefusal::IsUsername) => ("password", Message::PasswordLikeName),
        RegistrationProblem::Password(PasswordRefusal::NulCharacter) => ("password", Message::PasswordShape),
    };
    FieldProblem { field, message }
}

fn page(
    shared: &Shared,
    browser: &Browser,
    journey: &Journey,
    (params, problems): (&Params, Vec<FieldProblem>),
) -> Response {
    let status = if problems.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let (csrf, cookie) = browser.form_token(shared, &journey.handle);
    let typed = |name| params.get(name).unwrap_or_default().to_owned();
    let view = Register {
        handle: journey.handle.clone(),
        csrf,
        asking: journey.asking(shared),
        username: typed("username"),
        display_name: typed("display_name"),
        phone: typed("phone"),
        problems,
        sign_in_href: Some(journey.link(SIGN_IN)),
        password_minimum: u32::try_from(shared.config.passwords.min_length).unwrap_or(u32::MAX),
    };
    let html = ui::register(&journey.frame, &view);
    reply::with_cookie(reply::page_towards(status, html, journey.leads_to()), cookie)
}

fn closed(journey: &Journey) -> Response {
    let texts = (Message::RegistrationClosedHeading, Message::RegistrationClosed);
    reply::stop(&journey.frame, StatusCode::FORBIDDEN, texts, None)
}
