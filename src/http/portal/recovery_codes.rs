//! New recovery codes, shown this once.

use axum::body::Bytes;
use axum::extract::State;
use axum::response::Response;
use ui::NewRecoveryCodes;

use super::fresh::fresh;
use super::visit::Visit;
use crate::http::extract::Browser;
use crate::http::login::errand::SensitiveAct;
use crate::http::routes::SECURITY;
use crate::http::state::Shared;

pub(crate) async fn make(
    State(shared): State<Shared>,
    browser: Browser,
    body: Bytes,
) -> Result<Response, Response> {
    let (visit, _) = Visit::posted(&shared, &browser, &body).await?;
    fresh(&visit, SECURITY, SensitiveAct::RecoveryCodes).await?;
    let codes = shared.self_service.make_recovery_codes(&visit.live.account, visit.by()).await;
    let view = NewRecoveryCodes {
        account_name: visit.profile.display_name().to_owned(),
        codes: visit.held(codes)?,
        made: shared.ground.now(),
    };
    Ok(visit.page(&[], ui::new_recovery_codes(&visit.frame, &view)))
}
