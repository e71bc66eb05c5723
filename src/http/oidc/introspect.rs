//! The introspection endpoint (RFC 7662).

use axum::extract::State;
use axum::response::Response;
use http::StatusCode;
use proto::error::ErrorCode;

use crate::http::extract::ClientRequest;
use crate::http::reply;
use crate::http::state::Shared;

pub(crate) async fn tell(State(shared): State<Shared>, request: ClientRequest) -> Response {
    // RFC 7662 section 2.1: the endpoint requires authentication; a public client has none to show.
    if request.client.client().metadata.is_public() {
        return reply::oauth_error(ErrorCode::InvalidClient, "a public client may not introspect");
    }
    let Some(token) = request.params.get("token") else {
        return reply::oauth_error(ErrorCode::InvalidRequest, "token is missing");
    };
    match shared.tokens.introspect(&request.client, token).await {
        Ok(told) => reply::json(StatusCode::OK, &told.0),
        Err(fault) => reply::fault_json(&fault, &request.request_id),
    }
}
