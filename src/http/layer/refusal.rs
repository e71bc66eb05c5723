//! Answers the edge gives in a handler's place. They say what the caller can do and nothing of why.

use axum::response::{IntoResponse, Response};
use http::header::{ACCEPT, CONNECTION, CONTENT_TYPE, RETRY_AFTER};
use http::{HeaderMap, HeaderValue, StatusCode};
use serde_json::json;

use super::RequestId;
use crate::telemetry::REQUESTS_TURNED_AWAY;

/// Why the edge answers itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub(super) enum Refusal {
    /// As many requests as allowed are under way.
    #[error("the service is busy")]
    Busy,
    /// The handler did not answer in time.
    #[error("the service took too long")]
    TooSlow,
    /// The request body is longer than allowed.
    #[error("the request body is too long")]
    TooLarge,
    /// The handler panicked.
    #[error("something went wrong on our side")]
    Panicked,
}

/// The form of an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Form {
    /// For programs: the members of RFC 6749 section 5.2.
    Json,
    /// For people, in the two languages of the service: the pages themselves may be what failed.
    Text,
}

impl Form {
    /// Browsers name text/html when they go to a page.
    pub(super) fn asked_for(headers: &HeaderMap) -> Self {
        let accept = headers.get(ACCEPT).and_then(|value| value.to_str().ok()).unwrap_or_default();
        if accept.contains("text/html") { Self::Text } else { Self::Json }
    }
}

impl Refusal {
    const fn status(self) -> StatusCode {
        match self {
            Self::Busy | Self::TooSlow => StatusCode::SERVICE_UNAVAILABLE,
            Self::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
            Self::Panicked => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }

    /// RFC 6749 sections 4.1.2.1 and 5.2.
    const fn code(self) -> &'static str {
        match self {
            Self::Busy | Self::TooSlow => "temporarily_unavailable",
            Self::TooLarge => "invalid_request",
            Self::Panicked => "server_error",
        }
    }

    /// Label of the counter.
    const fn reason(self) -> &'static str {
        match self {
            Self::Busy => "busy",
            Self::TooSlow => "too_slow",
            Self::TooLarge => "too_large",
            Self::Panicked => "panic",
        }
    }

    /// In seconds: a full house empties quickly, slowness takes longer.
    const fn retry_after(self) -> Option<HeaderValue> {
        match self {
            Self::Busy => Some(HeaderValue::from_static("1")),
            Self::TooSlow => Some(HeaderValue::from_static("5")),
            Self::TooLarge | Self::Panicked => None,
        }
    }

    const fn chinese(self) -> &'static str {
        match self {
            Self::Busy => "系统繁忙，请稍后再试。",
            Self::TooSlow => "处理超时，请稍后再试。",
            Self::TooLarge => "提交的内容过长。",
            Self::Panicked => "系统出现故障，请稍后再试。",
        }
    }

    /// The answer, and its mark in log and measurements.
    pub(super) fn reply(self, form: Form, id: &RequestId) -> Response {
        metrics::counter!(REQUESTS_TURNED_AWAY, "reason" => self.reason()).increment(1);
        if self == Self::Panicked {
            tracing::error!(incident.id = id.as_str(), "a handler panicked");
        }
        let mut response = match form {
            Form::Json => self.json(id),
            Form::Text => self.text(id),
        };
        *response.status_mut() = self.status();
        if let Some(seconds) = self.retry_after() {
            response.headers_mut().insert(RETRY_AFTER, seconds);
        }
        // RFC 9112 section 9.6: the rest of the body is not read, so the connection is good for nothing more. Who is
        // not told sends the next request into it.
        if self == Self::TooLarge {
            response.headers_mut().insert(CONNECTION, HeaderValue::from_static("close"));
        }
        response
    }

    fn json(self, id: &RequestId) -> Response {
        let mut body = json!({ "error": self.code(), "error_description": self.to_string() });
        if self == Self::Panicked
            && let Some(members) = body.as_object_mut()
        {
            members.insert("incident".to_owned(), id.as_str().into());
        }
        axum::Json(body).into_response()
    }

    fn text(self, id: &RequestId) -> Response {
        let incident = match self {
            Self::Panicked => format!("\n编号 Incident: {id}"),
            Self::Busy | Self::TooSlow | Self::TooLarge => String::new(),
        };
        let text = format!("{}\n{self}.{incident}\n", self.chinese());
        ([(CONTENT_TYPE, "text/plain; charset=utf-8")], text).into_response()
    }
}
