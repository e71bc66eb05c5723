//! Parameters of a query or a form body. A parameter that is there twice, a NUL or a malformed escape refuses the
//! whole request (RFC 6749 sections 3.1 and 3.2).

use axum::body::Bytes;
use axum::extract::{FromRequest, FromRequestParts, Request};
use axum::response::Response;
use http::header::CONTENT_TYPE;
use http::request::Parts;
use http::{HeaderMap, StatusCode};
use proto::error::ErrorCode;
use proto::form::{FormError, Params};

use crate::http::reply;

/// RFC 8707 section 2: the one parameter that may be there more than once.
const REPEATABLE: &[&str] = &["resource"];

/// The parameters of the query; what cannot be read is for the handler to refuse.
pub(crate) struct Query(pub(crate) Result<Params, FormError>);

impl<S: Sync> FromRequestParts<S> for Query {
    type Rejection = std::convert::Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Self::Rejection> {
        Ok(Self(Params::parse(parts.uri.query().unwrap_or_default().as_bytes(), REPEATABLE)))
    }
}

/// The parameters of a form body of an endpoint that clients call. Anything else is refused in JSON.
pub(crate) struct Form(pub(crate) Params);

impl<S: Send + Sync> FromRequest<S> for Form {
    type Rejection = Response;

    async fn from_request(request: Request, state: &S) -> Result<Self, Response> {
        let invalid = |description| reply::oauth_error(ErrorCode::InvalidRequest, description);
        if !is_form(request.headers()) {
            return Err(invalid("the body must be application/x-www-form-urlencoded"));
        }
        let body =
            Bytes::from_request(request, state).await.map_err(|rejection| match rejection.status() {
                StatusCode::PAYLOAD_TOO_LARGE => reply::status(StatusCode::PAYLOAD_TOO_LARGE),
                _ => invalid("the body cannot be read"),
            })?;
        Params::parse(&body, REPEATABLE).map(Self).map_err(|error| match error {
            FormError::Duplicate(_) => invalid("a parameter is there twice"),
            FormError::Malformed | FormError::NulByte | FormError::TooMany => {
                invalid("the parameters cannot be read")
            }
        })
    }
}

fn is_form(headers: &HeaderMap) -> bool {
    let text = headers.get(CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let media_type = text.split(';').next().unwrap_or_default().trim();
    media_type.eq_ignore_ascii_case("application/x-www-form-urlencoded")
}
