//! Pushed authorization requests (RFC 9126).

use crate::flow::checks::Asked;
use crate::flow::refusal::Refusal;

// RFC 9126 section 2.1: "The request_uri authorization request parameter is one exception, and it MUST NOT be
// provided."
pub(crate) fn no_reference_inside(asked: &Asked<'_>) -> Result<(), Refusal> {
    match asked.params.get("request_uri") {
        Some(_) => Err(Refusal::invalid("a pushed request holds no request_uri")),
        None => Ok(()),
    }
}

// RFC 9126 section 6: a client can be registered to use pushed requests only.
pub(crate) fn pushed_when_required(asked: &Asked<'_>) -> Result<(), Refusal> {
    if asked.client.metadata.require_pushed_authorization_requests {
        return Err(Refusal::invalid("this client must push its authorization requests"));
    }
    Ok(())
}
