//! The pushed authorization request endpoint (RFC 9126 section 2).

use axum::extract::State;
use axum::response::Response;
use http::StatusCode;

use crate::flow::PushRefusal;
use crate::http::extract::ClientRequest;
use crate::http::reply;
use crate::http::state::Shared;

pub(crate) async fn push(State(shared): State<Shared>, request: ClientRequest) -> Response {
    match shared.flow.push(&request.client, &request.params).await {
        Ok(pushed) => {
            let body = serde_json::json!({
                "request_uri": pushed.request_uri,
                "expires_in": pushed.expires_in.as_secs(),
            });
            reply::json(StatusCode::CREATED, &body)
        }
        Err(PushRefusal::Refused(refusal)) => reply::oauth_error(refusal.code, refusal.description),
        Err(PushRefusal::Fault(fault)) => reply::fault_json(&fault, &request.request_id),
    }
}
