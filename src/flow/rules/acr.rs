//! Levels demanded (OpenID Connect Core 1.0 section 5.5.1.1): what can never be reached here is told at once.

use proto::acr::Essential;
use proto::error::ErrorCode;

use crate::assurance::REACHABLE;
use crate::flow::checks::Asked;
use crate::flow::refusal::Refusal;

pub(crate) fn is_reachable(asked: &Asked<'_>) -> Result<(), Refusal> {
    let acr = &asked.request.acr;
    let reachable = |wanted: &_| REACHABLE.iter().any(|level| level.satisfies(*wanted));
    let demanded = acr.essential == Essential::Yes && (acr.unknown || !acr.values.is_empty());
    if demanded && !acr.values.iter().any(reachable) {
        return Err(unmet());
    }
    match asked.client.metadata.minimum_acr {
        Some(minimum) if !reachable(&minimum) => Err(unmet()),
        _ => Ok(()),
    }
}

const fn unmet() -> Refusal {
    Refusal::new(ErrorCode::UnmetAuthenticationRequirements, "no demanded level can be reached here")
}
