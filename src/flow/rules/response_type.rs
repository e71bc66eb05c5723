//! Only codes: the implicit and hybrid flows are refused on purpose (RFC 9700 section 2.1.2).

use proto::client::GrantType;
use proto::error::ErrorCode;

use crate::flow::checks::Asked;
use crate::flow::refusal::Refusal;

pub(crate) fn is_code(asked: &Asked<'_>) -> Result<(), Refusal> {
    match asked.params.get("response_type") {
        Some("code") => Ok(()),
        Some(_) => Err(Refusal::new(ErrorCode::UnsupportedResponseType, "the only response_type is code")),
        // RFC 6749 section 4.1.2.1: a missing required parameter is invalid_request.
        None => Err(Refusal::invalid("response_type is missing")),
    }
}

pub(crate) fn client_may_use_codes(asked: &Asked<'_>) -> Result<(), Refusal> {
    if asked.client.metadata.grant_types.contains(&GrantType::AuthorizationCode) {
        return Ok(());
    }
    Err(Refusal::new(ErrorCode::UnauthorizedClient, "this client may not use authorization codes"))
}
