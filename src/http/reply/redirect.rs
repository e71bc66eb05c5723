//! Redirects: always 303, so that no browser ever posts a password on (RFC 9700 section 4.12).

use axum::response::{IntoResponse, Response};
use http::StatusCode;
use http::header::{HeaderValue, LOCATION, SET_COOKIE};
use proto::response::ResponseMode;
use ui::{FormPost, Frame};

use super::page::page_towards;
use crate::flow::Answer;

/// To another address, by GET.
pub(crate) fn see_other(location: &str) -> Response {
    match HeaderValue::from_str(location) {
        Ok(location) => (StatusCode::SEE_OTHER, [(LOCATION, location)]).into_response(),
        Err(_) => StatusCode::INTERNAL_SERVER_ERROR.into_response(),
    }
}

/// The answer to an authorization request, by the way the client asked for.
pub(crate) fn answer(frame: &Frame, answer: &Answer) -> Response {
    match answer.mode {
        ResponseMode::Query => see_other(&answer.location()),
        ResponseMode::FormPost => {
            let fields = answer.params.iter().map(|(name, value)| ((*name).to_owned(), value.clone()));
            let view =
                FormPost { action: answer.redirect_uri.clone(), fields: fields.collect(), asking: None };
            page_towards(StatusCode::OK, ui::form_post(frame, &view), &answer.redirect_uri)
        }
    }
}

/// A reply that also sets cookies.
pub(crate) fn with_cookie(mut reply: Response, cookies: impl IntoIterator<Item = HeaderValue>) -> Response {
    for cookie in cookies {
        reply.headers_mut().append(SET_COOKIE, cookie);
    }
    reply
}
