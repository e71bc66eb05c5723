//! The UserInfo endpoint (OpenID Connect Core 1.0 section 5.3), with the token in the header or, by POST, in the form
//! (RFC 6750 section 2). A token in the query is refused (RFC 9700 section 4.3.2).

use axum::extract::{FromRequest, Request, State};
use axum::response::Response;
use http::header::AUTHORIZATION;
use http::{HeaderMap, StatusCode};
use proto::error::ErrorCode;

use crate::http::extract::{Form, request_id};
use crate::http::reply;
use crate::http::state::Shared;
use crate::token::{UserInfo, UserInfoRefusal};

pub(crate) async fn by_get(State(shared): State<Shared>, request: Request) -> Response {
    let request_id = request_id(request.extensions());
    match (in_query(&request), in_header(request.headers())) {
        (false, Ok(Some(token))) => tell(&shared, &token, &request_id).await,
        (false, Ok(None)) => reply::bearer_refused(None, ""),
        _ => twice_or_misplaced(),
    }
}

pub(crate) async fn by_post(State(shared): State<Shared>, request: Request) -> Response {
    let request_id = request_id(request.extensions());
    if in_query(&request) {
        return twice_or_misplaced();
    }
    let header = match in_header(request.headers()) {
        Ok(header) => header,
        Err(Misplaced) => return twice_or_misplaced(),
    };
    let body = match Form::from_request(request, &shared).await {
        Ok(Form(params)) => params.get("access_token").map(str::to_owned),
        // A POST with the token in its header needs no form.
        Err(_) if header.is_some() => None,
        Err(refused) => return refused,
    };
    match (header, body) {
        (Some(token), None) | (None, Some(token)) => tell(&shared, &token, &request_id).await,
        (None, None) => reply::bearer_refused(None, ""),
        // RFC 6750 section 2: one method in one request.
        (Some(_), Some(_)) => twice_or_misplaced(),
    }
}

async fn tell(shared: &Shared, token: &str, request_id: &str) -> Response {
    match shared.tokens.userinfo(&shared.clients, token).await {
        Ok(UserInfo::Json(claims)) => reply::json(StatusCode::OK, &claims),
        Ok(UserInfo::Signed(compact)) => reply::jwt(compact),
        Err(UserInfoRefusal::Token(refusal)) => {
            reply::bearer_refused(Some(ErrorCode::InvalidToken), &refusal.to_string())
        }
        Err(UserInfoRefusal::Scope) => {
            reply::bearer_refused(Some(ErrorCode::InsufficientScope), "the token lacks the scope openid")
        }
        Err(UserInfoRefusal::Fault(fault)) => reply::fault_json(&fault, request_id),
    }
}

/// An Authorization header that is there twice or cannot be read.
struct Misplaced;

fn in_header(headers: &HeaderMap) -> Result<Option<String>, Misplaced> {
    let mut values = headers.get_all(AUTHORIZATION).iter();
    let (first, second) = (values.next(), values.next());
    let Some(value) = first else {
        return Ok(None);
    };
    if second.is_some() {
        return Err(Misplaced);
    }
    let (scheme, token) = value.to_str().ok().and_then(|text| text.split_once(' ')).ok_or(Misplaced)?;
    // RFC 9110 section 11.1: the scheme is matched without regard to case.
    Ok(scheme.eq_ignore_ascii_case("bearer").then(|| token.trim().to_owned()))
}

fn in_query(request: &Request) -> bool {
    let query = request.uri().query().unwrap_or_default();
    query.split('&').any(|pair| pair.split('=').next() == Some("access_token"))
}

fn twice_or_misplaced() -> Response {
    reply::bearer_refused(
        Some(ErrorCode::InvalidRequest),
        "the access token must be in the Authorization header or the form body, in one of them, once",
    )
}
