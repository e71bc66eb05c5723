//! Paths of a platform and the headers around every answer.

mod assets;
mod home;
mod logout;
mod session;
mod sign_in;

use std::sync::Arc;

use axum::Router;
use axum::extract::{DefaultBodyLimit, Request, State};
use axum::middleware::{Next, from_fn_with_state};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use http::header::{CACHE_CONTROL, CONTENT_SECURITY_POLICY, LOCATION, REFERRER_POLICY, SET_COOKIE};
use http::header::{HeaderName, X_CONTENT_TYPE_OPTIONS};
use http::{HeaderValue, StatusCode};

use super::RelyingParty;
use super::pages;
use super::visit::Visit;

/// The largest body taken is a logout token in a form.
const LARGEST_BODY: usize = 64 * 1024;

pub(super) fn router(rp: Arc<RelyingParty>) -> Router {
    Router::new()
        .route("/", get(home::front_page))
        .route("/services/{slug}", get(home::service))
        .route("/session.json", get(home::session_json))
        .route("/sign-in", get(sign_in::sign_in))
        .route("/silent", get(sign_in::silent))
        .route("/strong", get(sign_in::strong))
        .route("/initiate", get(sign_in::initiate).post(sign_in::initiate_by_form))
        .route("/callback", get(sign_in::callback))
        .route("/refresh", post(session::refresh))
        .route("/userinfo", post(session::user_info))
        .route("/sign-out", post(session::sign_out))
        .route("/signed-out", get(session::signed_out))
        .route("/logout/backchannel", post(logout::back_channel))
        .route("/logout/frontchannel", get(logout::front_channel))
        .route("/events", get(logout::events))
        .route("/assets/style.css", get(assets::stylesheet))
        .route("/assets/icon.svg", get(assets::icon))
        .fallback(not_found)
        .layer(DefaultBodyLimit::max(LARGEST_BODY))
        .layer(from_fn_with_state(Arc::clone(&rp), with_protection))
        .with_state(rp)
}

async fn not_found(visit: Visit) -> Response {
    pages::problem(&visit.rp, visit.language, StatusCode::NOT_FOUND, "not_found", None)
}

/// Headers that keep a page from being framed, from running scripts and from leaking its address.
async fn with_protection(State(rp): State<Arc<RelyingParty>>, request: Request, next: Next) -> Response {
    let framed_by_issuer = request.uri().path() == "/logout/frontchannel";
    let mut response = next.run(request).await;
    let issuer = rp.provider.issuer().url().origin().ascii_serialization();
    // Signing out is a form whose answer leads to the issuer, and form-action covers where a form leads.
    let ancestors = if framed_by_issuer { issuer.as_str() } else { "'none'" };
    let policy = format!(
        "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self' {issuer}; base-uri 'none'; \
         frame-ancestors {ancestors}"
    );
    let headers = response.headers_mut();
    if let Ok(policy) = HeaderValue::from_str(&policy) {
        headers.insert(CONTENT_SECURITY_POLICY, policy);
    }
    headers.insert(X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    // Not no-referrer: with it a browser sends "Origin: null" from our own forms.
    headers.insert(REFERRER_POLICY, HeaderValue::from_static("same-origin"));
    headers.insert(
        HeaderName::from_static("cross-origin-opener-policy"),
        HeaderValue::from_static("same-origin"),
    );
    response
}

/// Sends the browser on with a GET and sets cookies.
// RFC 9700 section 4.12: 303, never 307, so that a form is not sent on.
fn see_other(location: &str, cookies: impl IntoIterator<Item = String>) -> Response {
    let mut response = (StatusCode::SEE_OTHER, [(CACHE_CONTROL, "no-store")]).into_response();
    match HeaderValue::from_str(location) {
        Ok(location) => response.headers_mut().insert(LOCATION, location),
        Err(_) => return StatusCode::INTERNAL_SERVER_ERROR.into_response(),
    };
    with_cookies(response, cookies)
}

fn with_cookies(mut response: Response, cookies: impl IntoIterator<Item = String>) -> Response {
    for cookie in cookies {
        // Names and handles are ASCII by construction.
        if let Ok(cookie) = HeaderValue::from_str(&cookie) {
            response.headers_mut().append(SET_COOKIE, cookie);
        }
    }
    response
}
