//! Resource indicators (RFC 8707 section 2): only those the client registered, and the issuer, which stands for
//! UserInfo.

use proto::error::ErrorCode;

use crate::flow::checks::Asked;
use crate::flow::refusal::Refusal;

pub(crate) fn are_allowed(asked: &Asked<'_>) -> Result<(), Refusal> {
    let registered = &asked.client.metadata.resources;
    let allowed = |resource: &String| registered.contains(resource) || resource == asked.issuer;
    if asked.request.resources.iter().all(allowed) {
        return Ok(());
    }
    Err(Refusal::new(ErrorCode::InvalidTarget, "the client is not registered for every resource it names"))
}
