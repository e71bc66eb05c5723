//! Answers to clients (RFC 6749 section 5.2, RFC 6750 section 3).

use std::time::Duration;

use axum::response::{IntoResponse, Response};
use base::Fault;
use http::header::{CONTENT_TYPE, HeaderValue, RETRY_AFTER as RETRY_AFTER_HEADER, WWW_AUTHENTICATE};
use http::{HeaderName, StatusCode};
use proto::error::ErrorCode;
use serde::Serialize;

use super::{RETRY_AFTER, log_fault};
use crate::client::ClientAuthRefusal;
use crate::grant::TokenRefusal;

#[derive(Serialize)]
struct ErrorBody<'a> {
    error: &'a str,
    error_description: &'a str,
}

/// JSON that is not to be stored anywhere (the layer around every reply sees to that).
pub(crate) fn json(status: StatusCode, value: &impl Serialize) -> Response {
    typed(status, "application/json", serde_json::to_vec(value).unwrap_or_default())
}

/// A signed answer.
pub(crate) fn jwt(compact: String) -> Response {
    typed(StatusCode::OK, "application/jwt", compact.into_bytes())
}

/// An error with the status that belongs to its code.
pub(crate) fn oauth_error(code: ErrorCode, description: &str) -> Response {
    let unauthorized = code == ErrorCode::InvalidClient;
    let status = if unauthorized { StatusCode::UNAUTHORIZED } else { StatusCode::BAD_REQUEST };
    json(status, &ErrorBody { error: code.as_str(), error_description: description })
}

/// A client was not believed. The log has the rule, the client only that it failed.
pub(crate) fn client_refused(refusal: &ClientAuthRefusal, request_id: &str) -> Response {
    tracing::info!(request.id = request_id, rule = ?refusal, "a client was not believed");
    if matches!(refusal, ClientAuthRefusal::SeveralMethods | ClientAuthRefusal::AssertionType) {
        return oauth_error(ErrorCode::InvalidRequest, &refusal.to_string());
    }
    let reply = oauth_error(ErrorCode::InvalidClient, &refusal.to_string());
    // RFC 6749 section 5.2: 401 names the scheme the client may use.
    with_header(reply, WWW_AUTHENTICATE, "Basic realm=\"yimen\"")
}

/// Too many wrong secrets for one client from one place (RFC 6585 section 4).
pub(crate) fn too_many(retry_after: Duration) -> Response {
    let mut reply = oauth_error(ErrorCode::InvalidClient, "too many attempts with a wrong secret");
    *reply.status_mut() = StatusCode::TOO_MANY_REQUESTS;
    let seconds = retry_after.as_secs().max(1);
    reply.headers_mut().insert(RETRY_AFTER_HEADER, HeaderValue::from(seconds));
    reply
}

/// The token endpoint says no.
pub(crate) fn token_refused(refusal: &TokenRefusal, request_id: &str) -> Response {
    match (refusal, refusal.code()) {
        (TokenRefusal::Fault(fault), _) => fault_json(fault, request_id),
        (_, code) => {
            tracing::info!(request.id = request_id, rule = ?refusal, "a grant was refused");
            oauth_error(code.unwrap_or(ErrorCode::ServerError), &refusal.to_string())
        }
    }
}

/// A protected resource says no (RFC 6750 section 3.1). Without a token there is no error code to tell.
pub(crate) fn bearer_refused(code: Option<ErrorCode>, description: &str) -> Response {
    let status = match code {
        Some(ErrorCode::InsufficientScope) => StatusCode::FORBIDDEN,
        Some(ErrorCode::InvalidRequest) => StatusCode::BAD_REQUEST,
        _ => StatusCode::UNAUTHORIZED,
    };
    let Some(code) = code else {
        return with_header(status.into_response(), WWW_AUTHENTICATE, "Bearer realm=\"yimen\"");
    };
    let challenge =
        format!("Bearer realm=\"yimen\", error=\"{}\", error_description=\"{description}\"", code.as_str());
    let reply = json(status, &ErrorBody { error: code.as_str(), error_description: description });
    with_header(reply, WWW_AUTHENTICATE, &challenge)
}

/// A fault, to a client.
pub(crate) fn fault_json(fault: &Fault, request_id: &str) -> Response {
    let status = log_fault(fault, request_id);
    let overloaded = status == StatusCode::SERVICE_UNAVAILABLE;
    let code = if overloaded { ErrorCode::TemporarilyUnavailable } else { ErrorCode::ServerError };
    let description = format!("incident {request_id}");
    let reply = json(status, &ErrorBody { error: code.as_str(), error_description: &description });
    match overloaded {
        true => with_header(reply, RETRY_AFTER_HEADER, &RETRY_AFTER.to_string()),
        false => reply,
    }
}

fn typed(status: StatusCode, content_type: &'static str, body: Vec<u8>) -> Response {
    (status, [(CONTENT_TYPE, HeaderValue::from_static(content_type))], body).into_response()
}

fn with_header(mut reply: Response, name: HeaderName, value: &str) -> Response {
    if let Ok(value) = HeaderValue::from_str(value) {
        reply.headers_mut().insert(name, value);
    }
    reply
}
