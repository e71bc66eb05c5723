//! The revocation endpoint (RFC 7009).

use axum::extract::State;
use axum::response::Response;
use http::StatusCode;
use proto::error::ErrorCode;

use crate::http::extract::ClientRequest;
use crate::http::reply;
use crate::http::state::Shared;

pub(crate) async fn revoke(State(shared): State<Shared>, request: ClientRequest) -> Response {
    let Some(token) = request.params.get("token") else {
        return reply::oauth_error(ErrorCode::InvalidRequest, "token is missing");
    };
    match shared.tokens.revoke(&request.client, token, &request.request_id).await {
        Ok(()) => reply::status(StatusCode::OK),
        Err(fault) => reply::fault_json(&fault, &request.request_id),
    }
}
