//! What a visitor of the list wants to see.

use axum::extract::FromRequestParts;
use axum::response::{IntoResponse, Response};
use http::StatusCode;
use http::header::ACCEPT_LANGUAGE;
use http::request::Parts;

use crate::language::Language;
use crate::params::Params;

/// What a visitor of the list wants to see.
pub(super) struct Look {
    pub(super) language: Language,
    /// One phone or mailbox alone.
    pub(super) to: Option<String>,
    pub(super) renewal: Renewal,
}

/// Whether the list renews itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Renewal {
    /// Every few seconds.
    BySelf,
    // WCAG 2.2 success criterion 2.2.2: what updates by itself can be halted.
    /// Not at all.
    Halted,
}

impl<S: Sync> FromRequestParts<S> for Look {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, _state: &S) -> Result<Self, Response> {
        let params = Params::parse(parts.uri.query().unwrap_or_default())
            .map_err(|repeated| (StatusCode::BAD_REQUEST, repeated.to_string()).into_response())?;
        let preferred = parts.headers.get(ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok());
        Ok(Self {
            language: Language::negotiate(preferred.unwrap_or_default()),
            to: params.value("to").map(str::to_owned),
            renewal: match params.value("halted") {
                Some(_) => Renewal::Halted,
                None => Renewal::BySelf,
            },
        })
    }
}
