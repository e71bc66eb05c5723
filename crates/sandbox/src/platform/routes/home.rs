//! The front page, the services, and the state for programs.

use axum::Json;
use axum::extract::Path;
use axum::response::{IntoResponse, Response};
use http::StatusCode;
use http::header::CACHE_CONTROL;
use serde_json::{Value, json};

use crate::platform::RelyingParty;
use crate::platform::level::Level;
use crate::platform::pages::{self, Access, Note};
use crate::platform::place::Service;
use crate::platform::session::Session;
use crate::platform::visit::Visit;

pub(super) async fn front_page(visit: Visit) -> Response {
    let note = visit.query.value("note").and_then(Note::parse);
    match session_of(&visit) {
        Some(session) => pages::home_signed_in(&visit.rp, visit.language, &session, note),
        None => {
            let note = note.or_else(|| ended_elsewhere(&visit).then_some(Note::EndedElsewhere));
            pages::home_signed_out(&visit.rp, visit.language, note)
        }
    }
}

pub(super) async fn service(Path(slug): Path<String>, visit: Visit) -> Response {
    match visit.rp.place.service(&slug) {
        Some(service) => {
            let access = access(service, session_of(&visit).as_ref());
            pages::service(&visit.rp, visit.language, service, access)
        }
        None => pages::problem(&visit.rp, visit.language, StatusCode::NOT_FOUND, "not_found", None),
    }
}

pub(super) async fn session_json(visit: Visit) -> Response {
    let session = session_of(&visit);
    let state = match &session {
        Some(session) => signed_in(session),
        None => json!({ "signed_in": false, "ended_elsewhere": ended_elsewhere(&visit) }),
    };
    ([(CACHE_CONTROL, "no-store")], Json(with_platform(state, &visit.rp))).into_response()
}

/// A copy of the session the browser has, so that no lock is held while a page is made.
pub(super) fn session_of(visit: &Visit) -> Option<Session> {
    let handle = visit.session.as_deref()?;
    visit.rp.ledger().sessions.find(handle, visit.rp.now()).cloned()
}

fn ended_elsewhere(visit: &Visit) -> bool {
    let now = visit.rp.now();
    visit.session.as_deref().is_some_and(|handle| visit.rp.ledger().ended.find(handle, now).is_some())
}

// The issuer's word on the level counts, not the level asked for: OpenID Connect Core 1.0 section 5.5.1.1.
fn access(service: &Service, session: Option<&Session>) -> Access {
    let Some(session) = session else { return Access::SignedOut };
    let level = session.claims.get("acr").and_then(Value::as_str).and_then(|acr| acr.parse::<Level>().ok());
    match level {
        Some(level) if level.satisfies(service.level) => Access::Open,
        Some(_) | None => Access::LevelTooLow,
    }
}

fn signed_in(session: &Session) -> Value {
    json!({
        "signed_in": true,
        "sub": session.sub,
        "sid": session.sid,
        "acr": session.claims.get("acr"),
        "amr": session.claims.get("amr"),
        "auth_time": session.claims.get("auth_time"),
        "claims": session.claims,
        "user_info": session.user_info,
        "access_token_expires_at": session.access_expires.map(base::Time::seconds),
        "refresh_token": if session.refresh_token.is_some() { "held" } else { "absent" },
    })
}

fn with_platform(mut state: Value, rp: &RelyingParty) -> Value {
    if let Some(state) = state.as_object_mut() {
        state.insert("name".to_owned(), json!(rp.name_zh));
        state.insert("division_code".to_owned(), json!(rp.place.code));
        state.insert("client_id".to_owned(), json!(rp.client_id));
        state.insert("logouts".to_owned(), json!(rp.logouts().accepted()));
        state.insert("sessions".to_owned(), json!(rp.ledger().sessions.living(rp.now())));
    }
    state
}
