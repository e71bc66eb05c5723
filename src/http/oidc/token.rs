//! The token endpoint (RFC 6749 section 3.2).

use axum::extract::State;
use axum::response::Response;
use http::StatusCode;

use crate::http::extract::ClientRequest;
use crate::http::reply;
use crate::http::state::Shared;

pub(crate) async fn exchange(State(shared): State<Shared>, request: ClientRequest) -> Response {
    match shared.grants.exchange(&request.client, &request.params, &request.request_id).await {
        Ok(answer) => reply::json(StatusCode::OK, &answer),
        Err(refusal) => reply::token_refused(&refusal, &request.request_id),
    }
}
