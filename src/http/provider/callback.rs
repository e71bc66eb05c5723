//! Callbacks of providers: POST alone, of a bounded size, answered in the provider's own form. Nothing about a person is
//! decided here; what was said is written down and dealt with afterwards.

use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::response::Response;
use http::header::{CONTENT_LANGUAGE, CONTENT_TYPE, HeaderValue};
use http::{HeaderMap, StatusCode};

use crate::http::extract::Browser;
use crate::http::reply;
use crate::http::state::Shared;
use crate::verification::Arrived;

/// The longest callback that is read, in bytes.
const LONGEST: usize = 64 * 1024;

pub(crate) async fn receive(
    State(shared): State<Shared>,
    Path(provider): Path<String>,
    caller: Browser,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    // RFC 9110 section 15.5.14: larger than we are willing to process.
    if body.len() > LONGEST {
        return reply::status(StatusCode::PAYLOAD_TOO_LARGE);
    }
    let arrived = Arrived {
        content_type: headers.get(CONTENT_TYPE).and_then(|value| value.to_str().ok()),
        body: &body,
        source: caller.source,
        request_id: &caller.request_id,
    };
    match shared.verifications.receive(&provider, arrived).await {
        Ok(Some(told)) => {
            let status = StatusCode::from_u16(told.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
            let mut answer = reply::status(status);
            if !told.body.is_empty() {
                answer.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static(told.content_type));
                *answer.body_mut() = told.body.into();
            }
            if !told.language.is_empty() {
                answer.headers_mut().insert(CONTENT_LANGUAGE, HeaderValue::from_static(told.language));
            }
            answer
        }
        Ok(None) => reply::status(StatusCode::NOT_FOUND),
        Err(fault) => reply::fault_json(&fault, &caller.request_id),
    }
}
