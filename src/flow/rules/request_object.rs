//! Request objects (RFC 9101) are not offered: refused with the code that says so, never half read.

use proto::error::ErrorCode;

use crate::flow::checks::Asked;
use crate::flow::refusal::Refusal;

// OpenID Connect Core 1.0 section 3.1.2.6.
pub(crate) fn not_taken(asked: &Asked<'_>) -> Result<(), Refusal> {
    if asked.params.get("request").is_some() {
        return Err(Refusal::new(ErrorCode::RequestNotSupported, "request objects are not taken here"));
    }
    if asked.params.get("registration").is_some() {
        return Err(Refusal::new(ErrorCode::RegistrationNotSupported, "registration is not taken here"));
    }
    Ok(())
}
