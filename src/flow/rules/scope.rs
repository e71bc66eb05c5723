//! Scopes: no more than the client registered.

use proto::error::ErrorCode;

use crate::flow::checks::Asked;
use crate::flow::refusal::Refusal;

// RFC 6749 section 4.1.2.1, invalid_scope.
pub(crate) fn is_allowed(asked: &Asked<'_>) -> Result<(), Refusal> {
    // OpenID Connect Core 1.0 section 11: offline_access that may not be had is ignored, not refused.
    if asked.request.scope.without("offline_access").is_subset_of(&asked.client.metadata.scope) {
        return Ok(());
    }
    Err(Refusal::new(ErrorCode::InvalidScope, "the client is not registered for every scope it asks for"))
}
