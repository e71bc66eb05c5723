//! Levels demanded (OpenID Connect Core 1.0 section 5.5.1.1): what no person could ever reach is told at once. Whether
//! this person can is known only once it is known who they are (`dispatch`).

use proto::acr::Essential;
use proto::error::ErrorCode;

use crate::flow::checks::Asked;
use crate::flow::refusal::Refusal;

pub(crate) fn is_reachable(asked: &Asked<'_>) -> Result<(), Refusal> {
    let acr = &asked.request.acr;
    if acr.essential == Essential::Yes && acr.unknown && acr.values.is_empty() {
        let why = "no demanded level is known here";
        return Err(Refusal::new(ErrorCode::UnmetAuthenticationRequirements, why));
    }
    Ok(())
}
