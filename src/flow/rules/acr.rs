//! Levels demanded (OpenID Connect Core 1.0 section 5.5.1.1): what nobody could ever have reached is told at once, so
//! that nobody signs in for nothing. Whether this person can is known only once it is known who they are (`dispatch`).

use proto::acr::{Acr, Essential};
use proto::error::ErrorCode;

use crate::flow::checks::Asked;
use crate::flow::refusal::Refusal;

pub(crate) fn is_reachable(asked: &Asked<'_>) -> Result<(), Refusal> {
    let acr = &asked.request.acr;
    let reachable = |wanted: &Acr| wanted.identity() <= asked.conceivable;
    let demanded = acr.essential == Essential::Yes && (acr.unknown || !acr.values.is_empty());
    if demanded && !acr.values.iter().any(reachable) {
        return Err(unmet());
    }
    match asked.client.metadata.minimum_acr {
        Some(minimum) if !reachable(&minimum) => Err(unmet()),
        Some(_) | None => Ok(()),
    }
}

const fn unmet() -> Refusal {
    Refusal::new(ErrorCode::UnmetAuthenticationRequirements, "no demanded level can be reached here")
}
