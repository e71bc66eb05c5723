//! Sessions, consents, services and logout outcomes of the signed-in person.

use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::response::Response;
use base::{Fault, SessionId};
use http::StatusCode;
use proto::form::Params;
use ui::{
    AuthenticationLevel, ConsentRow, Frame, Home, IdentityLevel, Levels, Locale, ServiceTile, SessionRow,
    Standing,
};

use crate::consent::Items;
use crate::http::extract::Browser;
use crate::http::reply;
use crate::http::routes::{HOME, SIGN_IN, SIGNED_OUT};
use crate::http::state::Shared;
use crate::logout::LogoutRequest;
use crate::session::{EndCause, LiveSession};

/// The bare address of the service.
pub(crate) async fn door() -> Response {
    reply::see_other(HOME)
}

pub(crate) async fn show(State(shared): State<Shared>, browser: Browser) -> Response {
    let frame = browser.frame(None, None);
    match shared.sessions.find(browser.session(), None).await {
        Ok(Some(live)) => match page(&shared, &browser, (frame.clone(), &live)).await {
            Ok(page) => page,
            Err(fault) => reply::fault_page(&frame, &fault),
        },
        Ok(None) => reply::see_other(SIGN_IN),
        Err(fault) => reply::fault_page(&frame, &fault),
    }
}

pub(crate) async fn end_session(
    State(shared): State<Shared>,
    browser: Browser,
    Path(id): Path<String>,
    body: Bytes,
) -> Response {
    let live = match owner(&shared, &browser, &body).await {
        Ok(live) => live,
        Err(refused) => return refused,
    };
    let wanted = id.parse::<SessionId>().ok();
    finish(&browser, end_where(&shared, &browser, &live, |id| Some(id) == wanted).await)
}

pub(crate) async fn end_others(State(shared): State<Shared>, browser: Browser, body: Bytes) -> Response {
    let live = match owner(&shared, &browser, &body).await {
        Ok(live) => live,
        Err(refused) => return refused,
    };
    finish(&browser, end_where(&shared, &browser, &live, |id| id != live.session.id).await)
}

pub(crate) async fn withdraw(
    State(shared): State<Shared>,
    browser: Browser,
    Path(client): Path<String>,
    body: Bytes,
) -> Response {
    let live = match owner(&shared, &browser, &body).await {
        Ok(live) => live,
        Err(refused) => return refused,
    };
    match shared.clients.find_any(&client) {
        Some(client) => {
            let request_id = &browser.request_id;
            finish(&browser, shared.consents.withdraw(live.account.id, &client, request_id).await)
        }
        None => reply::see_other(HOME),
    }
}

pub(crate) async fn sign_out(State(shared): State<Shared>, browser: Browser, body: Bytes) -> Response {
    let live = match owner(&shared, &browser, &body).await {
        Ok(live) => live,
        Err(refused) => return refused,
    };
    let ended = shared.sessions.end(&live.session, EndCause::SignedOut, &browser.request_id).await;
    shared.logouts.wake();
    let done = LogoutRequest::of_person(live.session.id);
    match ended.and_then(|_| shared.logouts.seal(&done)) {
        Ok(handle) => {
            let away = reply::see_other(&format!("{SIGNED_OUT}?done={handle}"));
            reply::with_cookie(away, browser.clear_session())
        }
        Err(fault) => reply::fault_page(&browser.frame(None, None), &fault),
    }
}

/// The person whose browser sent a form of this page.
async fn owner(shared: &Shared, browser: &Browser, body: &Bytes) -> Result<LiveSession, Response> {
    let frame = browser.frame(None, None);
    let params = Params::parse(body, &[]).unwrap_or_default();
    let live = shared.sessions.find(browser.session(), None).await;
    match live.map_err(|fault| reply::fault_page(&frame, &fault))? {
        Some(live) if browser.owns_form(shared, &context(&live), params.get("csrf")) => Ok(live),
        Some(_) => Err(reply::stale_form(&frame)),
        None => Err(reply::see_other(SIGN_IN)),
    }
}

/// Ends those of the person's own sessions that are meant.
async fn end_where(
    shared: &Shared,
    browser: &Browser,
    live: &LiveSession,
    meant: impl Fn(SessionId) -> bool,
) -> Result<(), Fault> {
    for session in shared.sessions.of_account(live.account.id).await? {
        if meant(session.id) {
            shared.sessions.end(&session, EndCause::ElsewhereByPerson, &browser.request_id).await?;
        }
    }
    shared.logouts.wake();
    Ok(())
}

fn finish(browser: &Browser, outcome: Result<(), Fault>) -> Response {
    match outcome {
        Ok(()) => reply::see_other(HOME),
        Err(fault) => reply::fault_page(&browser.frame(None, None), &fault),
    }
}

fn context(live: &LiveSession) -> String {
    format!("home:{}", live.session.id)
}

async fn page(
    shared: &Shared,
    browser: &Browser,
    (mut frame, live): (Frame, &LiveSession),
) -> Result<Response, Fault> {
    let name = shared.accounts.profile(&live.account)?.display_name().to_owned();
    frame.signed_in_as = Some(name.clone());
    let (csrf, cookie) = browser.form_token(shared, &context(live));
    let notices = shared.logouts.of_account(live.account.id).await?;
    let view = Home {
        csrf,
        account_name: name,
        levels: levels(live),
        services: services(shared, frame.locale),
        sessions: sessions(shared, live).await?,
        consents: consents(shared, live, frame.locale).await?,
        logouts: reply::outcomes(shared, notices, frame.locale),
        notice: None,
        now: shared.ground.now(),
    };
    Ok(reply::with_cookie(reply::page(StatusCode::OK, ui::home(&frame, &view)), cookie))
}

fn levels(live: &LiveSession) -> Levels {
    let identity = match live.acr().identity() {
        5 => IdentityLevel::L5,
        4 => IdentityLevel::L4,
        3 => IdentityLevel::L3,
        2 => IdentityLevel::L2,
        _ => IdentityLevel::L1,
    };
    let authentication = match live.acr().authentication() {
        3 => AuthenticationLevel::A3,
        2 => AuthenticationLevel::A2,
        _ => AuthenticationLevel::A1,
    };
    Levels { identity, authentication }
}

/// The services one can go to from here, already signed in (OpenID Connect Core 1.0 section 4).
fn services(shared: &Shared, locale: Locale) -> Vec<ServiceTile> {
    let enabled =
        shared.clients.all().into_iter().filter(|client| shared.clients.find(client.id()).is_some());
    let tile = |client: std::sync::Arc<crate::client::Client>| {
        let address = client.metadata.initiate_login_uri.as_deref()?;
        let mut href = url::Url::parse(address).ok()?;
        href.query_pairs_mut().append_pair("iss", &shared.ground.issuer);
        let asking = reply::asking(&client, locale);
        Some(ServiceTile { name: asking.name, place: asking.place, href: href.into() })
    };
    enabled.filter_map(tile).collect()
}

async fn sessions(shared: &Shared, live: &LiveSession) -> Result<Vec<SessionRow>, Fault> {
    let all = shared.sessions.of_account(live.account.id).await?;
    let row = |session: crate::session::Session| SessionRow {
        id: session.id.to_string(),
        device: session.user_agent,
        source: String::new(),
        started: session.created_at,
        last_seen: session.last_seen_at,
        standing: if session.id == live.session.id { Standing::Current } else { Standing::Other },
    };
    Ok(all.into_iter().map(row).collect())
}

async fn consents(shared: &Shared, live: &LiveSession, locale: Locale) -> Result<Vec<ConsentRow>, Fault> {
    let all = shared.consents.of_account(live.account.id).await?;
    let row = |consent: crate::consent::Consent| {
        let client = shared.clients.find_any(&consent.client_id);
        let items = Items::allowed(&consent);
        let named = items.scopes.iter().chain(&items.claims);
        ConsentRow {
            platform: client.map_or(consent.client_id.clone(), |one| reply::asking(&one, locale).name),
            items: named.map(|name| ui::item_label(locale, name).unwrap_or_else(|| name.clone())).collect(),
            client_id: consent.client_id,
            given: consent.given_at,
        }
    };
    Ok(all.into_iter().map(row).collect())
}
