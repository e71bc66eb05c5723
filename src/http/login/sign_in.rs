//! Signing in with name and password.

use axum::body::Bytes;
use axum::extract::State;
use axum::response::Response;
use http::StatusCode;
use proto::form::Params;
use ui::{FieldProblem, Message, SignIn};

use super::Journey;
use crate::account::SignInRefusal;
use crate::http::extract::{Browser, Query};
use crate::http::reply;
use crate::http::routes::{HOME, REGISTER};
use crate::http::state::Shared;
use crate::session::Arrival;

pub(crate) async fn show(State(shared): State<Shared>, browser: Browser, Query(params): Query) -> Response {
    let params = params.unwrap_or_default();
    match Journey::open(&shared, &browser, &params) {
        // Who is signed in and was not sent here by a request has nothing to do here.
        Ok(journey) if journey.request.is_none() && signed_in(&shared, &browser).await => {
            reply::see_other(HOME)
        }
        Ok(journey) => {
            let hint = journey.request.as_ref().and_then(|request| request.login_hint.clone());
            page(
                &shared,
                &browser,
                &journey,
                Filled { username: hint.unwrap_or_default(), problems: Vec::new() },
            )
            .await
        }
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
    let (username, password) = (params.get("username"), params.get("password"));
    let (Some(username), Some(password)) = (username, password) else {
        return page(&shared, &browser, &journey, missing(username, password)).await;
    };
    match shared.accounts.authenticate(username, password, &browser.request_id).await {
        Ok(proved) => {
            let arrival = Arrival {
                previous: browser.session(),
                device: &browser.device,
                request_id: &browser.request_id,
            };
            match shared.sessions.sign_in(&proved, arrival).await {
                Ok(cookie) => {
                    shared.logouts.wake();
                    let onward = reply::see_other(&journey.onward());
                    reply::with_cookie(onward, browser.set_session(cookie.expose()))
                }
                Err(fault) => reply::fault_page(&journey.frame, &fault),
            }
        }
        Err(SignInRefusal::NotProved) => {
            let problem = FieldProblem { field: "username", message: Message::CredentialsWrong };
            let filled = Filled { username: username.to_owned(), problems: vec![problem] };
            page(&shared, &browser, &journey, filled).await
        }
        Err(SignInRefusal::Fault(fault)) => reply::fault_page(&journey.frame, &fault),
    }
}

/// A fault counts as nobody: the page that follows meets it again and tells.
async fn signed_in(shared: &Shared, browser: &Browser) -> bool {
    matches!(shared.sessions.find(browser.session(), None).await, Ok(Some(_)))
}

/// What the form holds when it is shown.
struct Filled {
    username: String,
    problems: Vec<FieldProblem>,
}

fn missing(username: Option<&str>, password: Option<&str>) -> Filled {
    let mut problems = Vec::new();
    if username.is_none() {
        problems.push(FieldProblem { field: "username", message: Message::UsernameMissing });
    }
    if password.is_none() {
        problems.push(FieldProblem { field: "password", message: Message::PasswordMissing });
    }
    Filled { username: username.unwrap_or_default().to_owned(), problems }
}

async fn page(shared: &Shared, browser: &Browser, journey: &Journey, filled: Filled) -> Response {
    let status = if filled.problems.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let known = match again(shared, browser, journey).await {
        Ok(known) => known,
        Err(fault) => return reply::fault_page(&journey.frame, &fault),
    };
    let (csrf, cookie) = browser.form_token(shared, &journey.handle);
    let view = SignIn {
        handle: journey.handle.clone(),
        csrf,
        asking: journey.asking(shared),
        username: known.clone().unwrap_or(filled.username),
        problems: filled.problems,
        register_href: shared.config.registration.open.then(|| journey.link(REGISTER)),
        reauthenticate: known,
        cancel_href: journey.request.as_ref().map(|request| shared.flow.denied(request).cancel_link()),
    };
    let html = ui::sign_in(&journey.frame, &view);
    reply::with_cookie(reply::page_towards(status, html, journey.leads_to()), cookie)
}

/// The user name of the account that is signed in and is only asked to prove itself again.
async fn again(shared: &Shared, browser: &Browser, journey: &Journey) -> Result<Option<String>, base::Fault> {
    let anybody = |request: &crate::flow::AuthorizationRequest| {
        request.prompt.select_account() || request.names_a_person()
    };
    if journey.request.as_ref().is_none_or(anybody) {
        return Ok(None);
    }
    let live = shared.sessions.find(browser.session(), None).await?;
    live.map(|live| Ok(shared.accounts.profile(&live.account)?.username)).transpose()
}
