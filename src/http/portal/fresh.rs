//! What an open browser alone must not do is done only shortly after its person has proved who they are, and with two
//! steps where they always want two (OWASP ASVS 5.0, 7.5.1 and 7.5.3).

use std::time::Duration;

use axum::response::Response;

use super::visit::Visit;
use crate::authenticator::SecondStep;
use crate::http::login::errand::SensitiveAct;

/// The authentication level of two steps.
const TWO_STEPS: u8 = 2;

/// Whether the person proved who they are a moment ago; if not, they do so first and then come to `path`.
pub(crate) async fn fresh(visit: &Visit<'_>, path: &str, act: SensitiveAct) -> Result<(), Response> {
    fresh_for(visit, Duration::ZERO, (path, act)).await
}

/// The same for a form that finishes what a page given out after a fresh proof began and that is itself only good for
/// `longer`: who takes that time over it is not sent away in the last moment, with a passkey half made.
pub(crate) async fn fresh_for(
    visit: &Visit<'_>,
    longer: Duration,
    (path, act): (&str, SensitiveAct),
) -> Result<(), Response> {
    let age = visit.shared.ground.now().since(visit.live.session.authenticated_at);
    let young = age <= visit.shared.config.sessions.fresh_minutes.saturating_add(longer);
    if young && has_the_steps(visit).await? {
        return Ok(());
    }
    Err(visit.prove_first(path, act))
}

/// Two steps are missing only where they are wanted and can be taken.
async fn has_the_steps(visit: &Visit<'_>) -> Result<bool, Response> {
    let live = &visit.live;
    if live.account.second_step == SecondStep::WhenAsked || live.methods().has_two_factors() {
        return Ok(true);
    }
    Ok(visit.held(visit.shared.sign_ins.reach(live).await)? < TWO_STEPS)
}
