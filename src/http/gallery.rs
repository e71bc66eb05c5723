//! Every page and component in its states, for looking at. The demonstration shows them; a service never does.

use axum::Router;
use axum::extract::{Path, State};
use axum::response::Response;
use axum::routing::get;
use http::StatusCode;

use super::extract::Browser;
use super::reply;
use super::state::Shared;
use crate::app::App;

/// Marks a form that a script sends at once: such a page could not be looked at.
const SENT_AT_ONCE: &str = " data-send-at-once";

/// `/ui`, the list, and `/ui/{name}`, one of them.
pub fn router(app: App) -> Router {
    Router::new().route("/ui", get(list)).route("/ui/{name}", get(one)).with_state(Shared::new(app))
}

async fn list(State(_): State<Shared>, browser: Browser) -> Response {
    reply::page(StatusCode::OK, ui::gallery_index(&browser.frame(None, None)))
}

async fn one(State(_): State<Shared>, Path(name): Path<String>, browser: Browser) -> Response {
    let frame = browser.frame(None, None);
    match ui::gallery(&frame, &name) {
        Some(html) => reply::page(StatusCode::OK, html.replace(SENT_AT_ONCE, "")),
        None => reply::page(StatusCode::NOT_FOUND, ui::not_found(&frame)),
    }
}
