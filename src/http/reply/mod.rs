//! What leaves: JSON, pages, redirects and errors, each shaped in one place. A fault is logged here, once, and leaves
//! as the request's id and nothing more.

mod json;
mod page;
mod redirect;

pub(crate) use json::{
    bearer_refused, client_refused, fault_json, json, jwt, oauth_error, token_refused, too_many,
};
pub(crate) use page::{
    asking, fault_page, flow_error, outcomes, page, page_refused, page_to_providers, page_towards,
    stale_form, stop,
};
pub(crate) use redirect::{answer, see_other, with_cookie};

use axum::extract::State;
use axum::response::{IntoResponse, Response};
use base::Fault;
use http::StatusCode;

use super::extract::Browser;
use super::state::Shared;

/// Nothing but a status.
pub(crate) fn status(status: StatusCode) -> Response {
    status.into_response()
}

/// No such page.
pub(crate) async fn not_found(State(_): State<Shared>, browser: Browser) -> Response {
    page(StatusCode::NOT_FOUND, ui::not_found(&browser.frame(None, None)))
}

/// The same, from inside a handler.
pub(crate) fn not_found_page(frame: &ui::Frame) -> Response {
    page(StatusCode::NOT_FOUND, ui::not_found(frame))
}

/// Seconds a client is told to wait when we are full.
const RETRY_AFTER: u32 = 2;

/// Logs a fault and says which status it leaves with.
fn log_fault(fault: &Fault, request_id: &str) -> StatusCode {
    if fault.is_overload() {
        tracing::warn!(request.id = request_id, fault = fault.chain(), "turned away for lack of capacity");
        return StatusCode::SERVICE_UNAVAILABLE;
    }
    tracing::error!(request.id = request_id, fault = fault.chain(), "a request failed");
    StatusCode::INTERNAL_SERVER_ERROR
}
