//! The end-session endpoint (OpenID Connect RP-Initiated Logout 1.0) and the pages around it.

use axum::body::Bytes;
use axum::extract::State;
use axum::response::Response;
use base::Fault;
use http::StatusCode;
use proto::form::Params;
use ui::{Detail, Link, LogoutOutcome, Message, SignOutConfirm, SignedOut};

use crate::http::extract::{Browser, Query};
use crate::http::reply;
use crate::http::routes::{END_SESSION, HOME, SIGNED_OUT};
use crate::http::state::Shared;
use crate::logout::{LogoutRefusal, LogoutRequest, LogoutStep};
use crate::session::LiveSession;

pub(crate) async fn by_query(
    State(shared): State<Shared>,
    browser: Browser,
    Query(params): Query,
) -> Response {
    respond(&browser, begin(&shared, &browser, params.ok()).await)
}

/// A form posted from the client's site comes without our cookie (it is `SameSite=Lax`), as one does from a browser
/// that nobody is signed in with. The browser asks again by GET, and then brings it if it has it: otherwise the person
/// would be told that they are signed out while their session lives on.
pub(crate) async fn by_form(State(shared): State<Shared>, browser: Browser, body: Bytes) -> Response {
    match (Params::parse(&body, &[]).ok(), browser.session()) {
        (Some(params), None) => reply::see_other(&format!("{END_SESSION}?{}", params.encode())),
        (params, _) => respond(&browser, begin(&shared, &browser, params).await),
    }
}

/// The person's answer to the question whether to sign out.
pub(crate) async fn confirm(State(shared): State<Shared>, browser: Browser, body: Bytes) -> Response {
    let params = Params::parse(&body, &[]).unwrap_or_default();
    let handle = params.get("request").unwrap_or_default();
    if !browser.owns_form(&shared, handle, params.get("csrf")) {
        return reply::stale_form(&browser.frame(None, None));
    }
    if params.get("decision") != Some("sign-out") {
        return reply::see_other(HOME);
    }
    respond(&browser, agreed(&shared, &browser, handle).await)
}

/// What the person sees when it is over.
pub(crate) async fn signed_out(
    State(shared): State<Shared>,
    browser: Browser,
    Query(params): Query,
) -> Response {
    let handle = params.ok().and_then(|params| params.get("done").map(str::to_owned));
    let request = handle.and_then(|handle| shared.logouts.open(&handle).ok()).unwrap_or_default();
    let frame = browser.frame(None, None);
    let told = match told(&shared, &request, frame.locale).await {
        Ok(told) => told,
        Err(fault) => return reply::fault_page(&frame, &fault),
    };
    let client = request.client_id.as_deref().and_then(|id| shared.clients.find(id));
    let asking = client.as_ref().map(|client| reply::asking(client, frame.locale));
    let way_on = request
        .address
        .zip(asking.clone())
        .map(|(href, asking)| Link { href, label: Message::WayToPlatform { platform: asking.name } });
    reply::page(StatusCode::OK, ui::signed_out(&frame, &SignedOut { asking, told, way_on }))
}

enum Problem {
    Refused(LogoutRefusal),
    Fault(Fault),
}

impl From<Fault> for Problem {
    fn from(fault: Fault) -> Self {
        Self::Fault(fault)
    }
}

impl From<LogoutRefusal> for Problem {
    fn from(refusal: LogoutRefusal) -> Self {
        Self::Refused(refusal)
    }
}

async fn begin(shared: &Shared, browser: &Browser, params: Option<Params>) -> Result<Response, Problem> {
    let request = shared.logouts.read(&params.ok_or(LogoutRefusal::Malformed)?)?;
    let live = shared.sessions.find(browser.session(), None).await?;
    match (shared.logouts.step(&request, live.as_ref()), live) {
        (LogoutStep::End, Some(live)) => end(shared, browser, (request, live)).await,
        (LogoutStep::Ask, Some(live)) => ask(shared, browser, &request, &live),
        _ => leave(shared, &request),
    }
}

async fn agreed(shared: &Shared, browser: &Browser, handle: &str) -> Result<Response, Problem> {
    let request = shared.logouts.open(handle)?;
    match shared.sessions.find(browser.session(), None).await? {
        Some(live) => end(shared, browser, (request, live)).await,
        None => leave(shared, &request),
    }
}

async fn end(
    shared: &Shared,
    browser: &Browser,
    (mut request, live): (LogoutRequest, LiveSession),
) -> Result<Response, Problem> {
    shared.logouts.end(&shared.sessions, &live, &browser.request_id).await?;
    request.ended = Some(live.session.id);
    Ok(reply::with_cookie(leave(shared, &request)?, browser.clear_session()))
}

fn leave(shared: &Shared, request: &LogoutRequest) -> Result<Response, Problem> {
    match request.goes_on() {
        Some(address) => Ok(reply::see_other(address)),
        None => {
            let handle = shared.logouts.seal(request)?;
            Ok(reply::see_other(&format!("{SIGNED_OUT}?done={handle}")))
        }
    }
}

fn ask(
    shared: &Shared,
    browser: &Browser,
    request: &LogoutRequest,
    live: &LiveSession,
) -> Result<Response, Problem> {
    let name = shared.accounts.profile(&live.account)?.display_name().to_owned();
    let frame = browser.frame(None, Some(name.clone()));
    let client = request.client_id.as_deref().and_then(|id| shared.clients.find(id));
    let handle = shared.logouts.seal(request)?;
    let (csrf, cookie) = browser.form_token(shared, &handle);
    let asking = client.map(|client| reply::asking(&client, frame.locale));
    let view = SignOutConfirm { handle, csrf, asking, account_name: name };
    let html = ui::sign_out_confirm(&frame, &view);
    let address = request.address.as_deref().unwrap_or_default();
    Ok(reply::with_cookie(reply::page_towards(StatusCode::OK, html, address), cookie))
}

fn respond(browser: &Browser, outcome: Result<Response, Problem>) -> Response {
    let frame = browser.frame(None, None);
    match outcome {
        Ok(response) => response,
        Err(Problem::Fault(fault)) => reply::fault_page(&frame, &fault),
        Err(Problem::Refused(refusal)) => {
            let detail = Detail { code: "invalid_request".to_owned(), description: refusal.to_string() };
            let texts = (Message::SignOutUnclearHeading, Message::SignOutUnclear);
            reply::stop(&frame, StatusCode::BAD_REQUEST, texts, Some(detail))
        }
    }
}

async fn told(
    shared: &Shared,
    request: &LogoutRequest,
    locale: ui::Locale,
) -> Result<Vec<LogoutOutcome>, Fault> {
    match request.ended {
        Some(session) => Ok(reply::outcomes(shared, shared.logouts.of_session(session).await?, locale)),
        None => Ok(Vec::new()),
    }
}
