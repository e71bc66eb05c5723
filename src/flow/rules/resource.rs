//! Resource indicators (RFC 8707 section 2): only those the client registered.

use proto::error::ErrorCode;

use crate::flow::checks::Asked;
use crate::flow::refusal::Refusal;

pub(crate) fn are_allowed(asked: &Asked<'_>) -> Result<(), Refusal> {
    let registered = &asked.client.metadata.resources;
    if asked.request.resources.iter().all(|resource| registered.contains(resource)) {
        return Ok(());
    }
    Err(Refusal::new(ErrorCode::InvalidTarget, "the client is not registered for every resource it names"))
}
