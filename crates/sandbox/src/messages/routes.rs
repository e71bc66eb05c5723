//! Paths of the provider and the headers around every answer.

use std::sync::Arc;

use axum::body::Bytes;
use axum::extract::{DefaultBodyLimit, Request, State};
use axum::middleware::{Next, from_fn};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use base::Fault;
use http::header::{
    CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE, REFERRER_POLICY, RETRY_AFTER, WWW_AUTHENTICATE,
    X_CONTENT_TYPE_OPTIONS,
};
use http::{HeaderMap, HeaderValue, StatusCode};
use serde_json::{Value, json};

use super::behaviour::Behaviour;
use super::book::Outcome;
use super::call::{self, CallRefusal, Expected};
use super::look::Look;
use super::message::{Channel, Message};
use super::{Desk, pages};
use crate::jwt::JwtRefusal;
use crate::moment::rfc3339;

/// Longer than any call.
const LARGEST_BODY: usize = 64 * 1024;

pub(super) fn router(desk: Arc<Desk>) -> Router {
    Router::new()
        .route("/", get(list))
        .route("/messages.json", get(list_json))
        .route("/sms", post(sms))
        .route("/mail", post(mail))
        .route("/assets/style.css", get(pages::stylesheet))
        .route("/assets/icon.svg", get(pages::icon))
        .layer(DefaultBodyLimit::max(LARGEST_BODY))
        .layer(from_fn(with_protection))
        .with_state(desk)
}

async fn list(State(desk): State<Arc<Desk>>, look: Look) -> Response {
    let (messages, refusals) = {
        let book = desk.book();
        (book.messages(look.to.as_deref()), book.refusals().collect::<Vec<_>>())
    };
    pages::list(&look, &messages, &refusals)
}

async fn list_json(State(desk): State<Arc<Desk>>, look: Look) -> Response {
    let messages = desk.book().messages(look.to.as_deref());
    let messages: Vec<Value> = messages.iter().map(message_json).collect();
    ([(CACHE_CONTROL, "no-store")], Json(json!({ "messages": messages }))).into_response()
}

async fn sms(State(desk): State<Arc<Desk>>, headers: HeaderMap, body: Bytes) -> Response {
    called(&desk, Channel::Sms, &headers, &body).await
}

async fn mail(State(desk): State<Arc<Desk>>, headers: HeaderMap, body: Bytes) -> Response {
    called(&desk, Channel::Mail, &headers, &body).await
}

async fn called(desk: &Desk, channel: Channel, headers: &HeaderMap, body: &[u8]) -> Response {
    let behaviour = {
        let mut book = desk.book();
        book.calls += 1;
        book.behaviour
    };
    match behaviour {
        Behaviour::Breaks => StatusCode::INTERNAL_SERVER_ERROR.into_response(),
        Behaviour::Busy { retry_after } => {
            let seconds = HeaderValue::from(retry_after.as_secs());
            (StatusCode::TOO_MANY_REQUESTS, [(RETRY_AFTER, seconds)]).into_response()
        }
        Behaviour::Slow(span) => {
            let answer = answer(desk, channel, headers, body).await;
            tokio::time::sleep(span).await;
            answer
        }
        Behaviour::Takes | Behaviour::Down => answer(desk, channel, headers, body).await,
    }
}

async fn answer(desk: &Desk, channel: Channel, headers: &HeaderMap, body: &[u8]) -> Response {
    let outcome = match receive(desk, channel, headers, body).await {
        Ok(outcome) => outcome,
        Err(_keys_unknown) => return StatusCode::SERVICE_UNAVAILABLE.into_response(),
    };
    match outcome {
        Ok((id, Outcome::Taken)) => taken(&id, "taken"),
        Ok((id, Outcome::TakenBefore)) => taken(&id, "taken_before"),
        Err(refusal) => {
            desk.book().refuse(desk.now(), refusal);
            refused(refusal)
        }
    }
}

/// Takes a call.
///
/// # Errors
/// A fault when the issuer's keys cannot be read; the refusal stands inside.
async fn receive(
    desk: &Desk,
    channel: Channel,
    headers: &HeaderMap,
    body: &[u8],
) -> Result<Result<(String, Outcome), CallRefusal>, Fault> {
    if !is_jwt(headers) {
        return Ok(Err(CallRefusal::MediaType));
    }
    let Ok(token) = std::str::from_utf8(body) else {
        return Ok(Err(JwtRefusal::Malformed.into()));
    };
    let (issuer, now) = (desk.provider.issuer().as_str(), desk.now());
    let expected = Expected { issuer, audience: &desk.audience, channel, now };
    let checked = desk.provider.checked(|metadata| call::check(token, metadata.jwks(), &expected)).await?;
    Ok(checked.and_then(|message| {
        let id = message.id.clone();
        Ok((id, desk.book().take(token, message)?))
    }))
}

// RFC 7519 section 10.3.1.
fn is_jwt(headers: &HeaderMap) -> bool {
    let named = headers.get(CONTENT_TYPE).and_then(|value| value.to_str().ok());
    named
        .and_then(|value| value.split(';').next())
        .is_some_and(|value| value.trim().eq_ignore_ascii_case("application/jwt"))
}

fn taken(id: &str, outcome: &str) -> Response {
    ([(CACHE_CONTROL, "no-store")], Json(json!({ "id": id, "outcome": outcome }))).into_response()
}

fn refused(refusal: CallRefusal) -> Response {
    let body = Json(json!({ "error": refusal.rule(), "error_description": refusal.to_string() }));
    if refusal.is_of_caller() {
        // RFC 9110 section 15.5.2: a 401 says how one shows who one is.
        let how = [(WWW_AUTHENTICATE, "JWT"), (CACHE_CONTROL, "no-store")];
        (StatusCode::UNAUTHORIZED, how, body).into_response()
    } else {
        (StatusCode::BAD_REQUEST, [(CACHE_CONTROL, "no-store")], body).into_response()
    }
}

fn message_json(message: &Message) -> Value {
    json!({
        "id": message.id,
        "received_at": rfc3339(message.received_at),
        "channel": message.channel.as_str(),
        "to": message.to,
        "purpose": message.purpose.as_str(),
        "template": message.template,
        "locale": message.locale,
        "subject": message.subject,
        "text": message.text,
        "code": message.code,
        "values": message.values,
        "expires_at": message.expires_at.map(rfc3339),
    })
}

/// Headers that keep a page from being framed, from running scripts and from leaking its address.
async fn with_protection(request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    let policy = "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'none'; base-uri 'none'; \
                  frame-ancestors 'none'";
    headers.insert(CONTENT_SECURITY_POLICY, HeaderValue::from_static(policy));
    headers.insert(X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    headers.insert(REFERRER_POLICY, HeaderValue::from_static("no-referrer"));
    response
}
