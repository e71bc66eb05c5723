//! Setting up an app that counts time, and taking it away.

use axum::body::Bytes;
use axum::extract::State;
use axum::response::Response;
use ui::{FieldProblem, Message, TotpSetUp};

use super::fresh::{fresh, fresh_for};
use super::passkeys::back;
use super::said::Said;
use super::security;
use super::visit::Visit;
use crate::http::extract::{Browser, Query};
use crate::http::login::Journey;
use crate::http::login::errand::SensitiveAct;
use crate::http::reply;
use crate::http::routes::{NEW_TOTP, SECURITY};
use crate::http::state::Shared;
use crate::self_service::{self, Removal, TOTP_OFFER_LIFE, TotpRefusal};

/// The page with a new secret, also in the journey of a platform that wants a second step.
pub(crate) async fn show(
    State(shared): State<Shared>,
    browser: Browser,
    Query(params): Query,
) -> Result<Response, Response> {
    let visit = Visit::open(&shared, &browser).await?;
    offered(&shared)?;
    let journey = Journey::open(&shared, &browser, &params.unwrap_or_default())?;
    fresh(&visit, &journey.link(NEW_TOTP), SensitiveAct::SecondStep).await?;
    let offer = visit.held(shared.self_service.offer_totp(&visit.live.account))?;
    Ok(form(&visit, &journey, (offer, Vec::new())))
}

/// Takes a code of the app: it has the secret.
pub(crate) async fn keep(
    State(shared): State<Shared>,
    browser: Browser,
    body: Bytes,
) -> Result<Response, Response> {
    let (visit, params) = Visit::posted(&shared, &browser, &body).await?;
    offered(&shared)?;
    let journey = Journey::open(&shared, &browser, &params)?;
    let again = (journey.link(NEW_TOTP), SensitiveAct::SecondStep);
    fresh_for(&visit, TOTP_OFFER_LIFE, (&again.0, again.1)).await?;
    let (account, own) = (&visit.live.account, &shared.self_service);
    let sealed = params.get("secret").unwrap_or_default();
    let code = params.get("code").unwrap_or_default();
    let message = match own.set_totp_up(account, (sealed, code), visit.by()).await {
        Ok(()) if journey.handle.is_empty() => return visit.done(SECURITY, &Said::TotpSetUp),
        Ok(()) => return Ok(reply::see_other(&journey.onward())),
        Err(TotpRefusal::WrongCode) => FieldProblem { field: "code", message: Message::TotpWrong },
        Err(TotpRefusal::Stale) => FieldProblem { field: "", message: Message::PageStale },
        Err(TotpRefusal::Fault(fault)) => return Err(reply::fault_page(&visit.frame, &fault)),
    };
    let offer = match own.offer_totp_again(account, sealed) {
        Err(TotpRefusal::Fault(fault)) => Err(fault),
        Ok(offer) => Ok(offer),
        Err(TotpRefusal::Stale | TotpRefusal::WrongCode) => own.offer_totp(account),
    };
    Ok(form(&visit, &journey, (visit.held(offer)?, vec![message])))
}

pub(crate) async fn remove(
    State(shared): State<Shared>,
    browser: Browser,
    body: Bytes,
) -> Result<Response, Response> {
    let (visit, _) = Visit::posted(&shared, &browser, &body).await?;
    fresh(&visit, SECURITY, SensitiveAct::SecondStep).await?;
    security::remove(&visit, Removal::Totp, Said::TotpRemoved).await
}

/// Where the deployment has no such apps nothing is set up.
fn offered(shared: &Shared) -> Result<(), Response> {
    match shared.config.second_factors.totp {
        true => Ok(()),
        false => Err(reply::see_other(SECURITY)),
    }
}

fn form(
    visit: &Visit<'_>,
    journey: &Journey,
    (offer, problems): (self_service::TotpSetUp, Vec<FieldProblem>),
) -> Response {
    let mut frame = journey.frame.clone();
    frame.signed_in_as.clone_from(&visit.frame.signed_in_as);
    let view = TotpSetUp {
        csrf: visit.csrf.clone(),
        handle: journey.handle.clone(),
        sealed: offer.sealed,
        uri: offer.uri,
        secret: offer.text,
        problems,
        back_href: back(journey),
    };
    let html = ui::totp_set_up(&frame, &view);
    visit.with_cookie(journey.page(&view.problems, html, None))
}
