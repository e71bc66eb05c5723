//! The public keys (RFC 7517). How long they may be kept follows the rotation calendar.

use axum::extract::State;
use axum::response::{IntoResponse, Response};
use http::StatusCode;
use http::header::{
    ACCESS_CONTROL_ALLOW_ORIGIN, CACHE_CONTROL, CONTENT_TYPE, ETAG, HeaderMap, IF_NONE_MATCH,
};

use crate::http::state::Shared;

pub(crate) async fn show(State(shared): State<Shared>, headers: HeaderMap) -> Response {
    let published = shared.ground.keys.published();
    let known = headers.get(IF_NONE_MATCH).is_some_and(|etag| etag.as_bytes() == published.etag.as_bytes());
    let common = [
        (CACHE_CONTROL, format!("public, max-age={}", published.max_age.as_secs())),
        (ETAG, published.etag.clone()),
        (ACCESS_CONTROL_ALLOW_ORIGIN, "*".to_owned()),
    ];
    match known {
        true => (StatusCode::NOT_MODIFIED, common).into_response(),
        false => {
            (common, [(CONTENT_TYPE, "application/jwk-set+json")], published.body.clone()).into_response()
        }
    }
}
