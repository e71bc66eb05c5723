//! What a handler takes out of a request, parsed once, here.

mod browser;
mod client_auth;
mod form;

pub(crate) use browser::{Browser, LANGUAGE_COOKIE, PRINT_COOKIE, WAY_COOKIE};
pub(crate) use client_auth::ClientRequest;
pub(crate) use form::{Form, Query};

/// The id of a request; empty where the layer that gives it is not around (unit tests of a handler).
pub(crate) fn request_id(extensions: &http::Extensions) -> String {
    extensions.get::<crate::http::layer::RequestId>().map(|id| id.as_str().to_owned()).unwrap_or_default()
}
