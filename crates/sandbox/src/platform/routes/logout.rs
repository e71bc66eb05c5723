//! Where the issuer's logouts arrive, and the list of them.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use axum::response::{Html, IntoResponse, Response};
use http::header::{CACHE_CONTROL, CONTENT_TYPE};
use http::{HeaderMap, StatusCode};
use serde_json::{Value, json};

use crate::moment::rfc3339;
use crate::params::Params;
use crate::platform::RelyingParty;
use crate::platform::logout_receiver::{self, ReceiveError};
use crate::platform::logouts::{Channel, LogoutEvent, Outcome};
use crate::platform::pages;
use crate::platform::visit::{Visit, Wants};

// Back-Channel Logout 1.0 section 2.8: 200 when it is done, 400 with a JSON error otherwise, never cached.
pub(super) async fn back_channel(
    State(rp): State<Arc<RelyingParty>>,
    headers: HeaderMap,
    body: String,
) -> Response {
    let form = headers
        .get(CONTENT_TYPE)
        .and_then(|value| value.to_str().ok())
        .and_then(|value| value.split(';').next())
        .is_some_and(|value| value.trim().eq_ignore_ascii_case("application/x-www-form-urlencoded"));
    if !form {
        return refused("the body must be application/x-www-form-urlencoded");
    }
    let params = match Params::parse(&body) {
        Ok(params) => params,
        Err(repeated) => return refused(&repeated.to_string()),
    };
    match logout_receiver::back_channel(&rp, params.value("logout_token")).await {
        Ok(_) => (StatusCode::OK, [(CACHE_CONTROL, "no-store")]).into_response(),
        Err(ReceiveError::Refused(refusal)) => refused(&refusal.to_string()),
        Err(ReceiveError::Fault(_)) => refused("the issuer's keys could not be read"),
    }
}

pub(super) async fn front_channel(visit: Visit) -> Response {
    logout_receiver::front_channel(&visit.rp, visit.query.value("iss"), visit.query.value("sid"));
    // Front-Channel Logout 1.0 section 2: the answer should not be cached.
    ([(CACHE_CONTROL, "no-store")], Html("<!doctype html><title>OK</title>")).into_response()
}

pub(super) async fn events(visit: Visit) -> Response {
    let (events, count) = {
        let book = visit.rp.logouts();
        (book.latest(), book.accepted())
    };
    match visit.wants {
        Wants::Page => pages::events(&visit.rp, visit.language, &events, count),
        Wants::Json => {
            let events: Vec<Value> = events.iter().map(event_json).collect();
            ([(CACHE_CONTROL, "no-store")], Json(json!({ "logouts": count, "events": events })))
                .into_response()
        }
    }
}

fn refused(why: &str) -> Response {
    let body = Json(json!({ "error": "invalid_request", "error_description": why }));
    (StatusCode::BAD_REQUEST, [(CACHE_CONTROL, "no-store")], body).into_response()
}

fn event_json(event: &LogoutEvent) -> Value {
    let (outcome, ended, reason) = match event.outcome {
        Outcome::Ended(0) => ("ended-before", 0, None),
        Outcome::Ended(sessions) => ("ended", sessions, None),
        Outcome::Refused(refusal) => ("refused", 0, Some(refusal.to_string())),
    };
    json!({
        "time": rfc3339(event.at),
        "channel": match event.channel {
            Channel::Back => "back",
            Channel::Front => "front",
            Channel::Own => "own",
        },
        "sid": event.sid,
        "sub": event.sub,
        "outcome": outcome,
        "sessions_ended": ended,
        "reason": reason,
    })
}
