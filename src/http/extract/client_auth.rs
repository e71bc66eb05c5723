//! A request of a client: its form, and the client it proved to be.

use axum::extract::{FromRequest, Request};
use axum::response::Response;
use http::HeaderMap;
use http::header::AUTHORIZATION;
use proto::form::Params;

use super::browser::source;
use super::{Form, request_id};
use crate::client::{AuthenticatedClient, ClientAuthRefusal, Presented};
use crate::http::reply;
use crate::http::state::Shared;
use crate::risk::{Act, Charge, Source, Subject, Verdict};

/// A form sent by a client that proved itself.
pub(crate) struct ClientRequest {
    pub(crate) client: AuthenticatedClient,
    pub(crate) params: Params,
    pub(crate) request_id: String,
}

impl FromRequest<Shared> for ClientRequest {
    type Rejection = Response;

    async fn from_request(request: Request, shared: &Shared) -> Result<Self, Response> {
        let headers = request.headers().clone();
        let endpoint = shared.ground.url(request.uri().path());
        let request_id = request_id(request.extensions());
        let source = source(request.headers(), request.extensions(), shared);
        let Form(params) = Form::from_request(request, shared).await?;
        let authorization = authorization(&headers)?;
        let presented = Presented { authorization, params: &params, endpoint: &endpoint };
        match shared.clients.authenticate(presented).await {
            Ok(client) => Ok(Self { client, params, request_id }),
            Err(ClientAuthRefusal::Fault(fault)) => Err(reply::fault_json(&fault, &request_id)),
            Err(ClientAuthRefusal::WrongSecret(client)) => {
                Err(wrong_secret(shared, (&client, source), &request_id).await)
            }
            Err(refusal) => Err(reply::client_refused(&refusal, &request_id)),
        }
    }
}

/// A wrong secret is counted for client and source. Only wrong ones are: whoever has the right one is never kept out by
/// others' guesses.
async fn wrong_secret(shared: &Shared, (client, source): (&str, Source), request_id: &str) -> Response {
    let charge = [Charge::new(Act::ClientSecret, Subject::ClientFrom(client, source))];
    let verdict = match shared.limits.peek(&charge).await {
        Ok(Verdict::Allowed) => shared.limits.take_now(&charge).await,
        other => other,
    };
    match verdict {
        Ok(Verdict::Allowed) => {
            reply::client_refused(&ClientAuthRefusal::WrongSecret(client.to_owned()), request_id)
        }
        Ok(Verdict::TooMany { retry_after, .. }) => reply::too_many(retry_after),
        Err(fault) => reply::fault_json(&fault, request_id),
    }
}

fn authorization(headers: &HeaderMap) -> Result<Option<&str>, Response> {
    let mut values = headers.get_all(AUTHORIZATION).iter();
    let first = values.next();
    let readable = first.map(|value| value.to_str()).transpose();
    match (readable, values.next()) {
        (Ok(header), None) => Ok(header),
        _ => Err(reply::oauth_error(
            proto::error::ErrorCode::InvalidRequest,
            "the Authorization header cannot be read",
        )),
    }
}
