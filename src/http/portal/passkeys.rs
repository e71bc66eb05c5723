//! Passkeys: made on a page of their own, named and taken away on the page of ways to sign in.

use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::response::Response;
use base::AuthenticatorId;
use credential::PasskeyRefusal;
use ui::{FieldProblem, Message, NewPasskey};

use super::fresh::{fresh, fresh_for};
use super::said::Said;
use super::security;
use super::visit::Visit;
use crate::authenticator::{LONGEST_PASSKEY_NAME, PasskeyName, ProofRefusal};
use crate::http::extract::{Browser, Query};
use crate::http::login::Journey;
use crate::http::login::errand::SensitiveAct;
use crate::http::reply;
use crate::http::routes::{NEW_PASSKEY, SECURITY};
use crate::http::state::Shared;
use crate::self_service::Removal;

/// From the page of ways to sign in to the page on which a passkey is made.
pub(crate) async fn begin(
    State(shared): State<Shared>,
    browser: Browser,
    body: Bytes,
) -> Result<Response, Response> {
    let (visit, _) = Visit::posted(&shared, &browser, &body).await?;
    fresh(&visit, NEW_PASSKEY, SensitiveAct::Passkeys).await?;
    Ok(reply::see_other(NEW_PASSKEY))
}

/// The page on which a passkey is made, also in the journey of a platform that wants one.
pub(crate) async fn show(
    State(shared): State<Shared>,
    browser: Browser,
    Query(params): Query,
) -> Result<Response, Response> {
    let visit = Visit::open(&shared, &browser).await?;
    let journey = Journey::open(&shared, &browser, &params.unwrap_or_default())?;
    fresh(&visit, &journey.link(NEW_PASSKEY), SensitiveAct::Passkeys).await?;
    let proposed = ui::device_words(journey.frame.locale, &browser.description);
    form(&visit, &journey, (&proposed, Vec::new())).await
}

/// Takes the passkey that the device made.
pub(crate) async fn create(
    State(shared): State<Shared>,
    browser: Browser,
    body: Bytes,
) -> Result<Response, Response> {
    let (visit, params) = Visit::posted(&shared, &browser, &body).await?;
    let journey = Journey::open(&shared, &browser, &params)?;
    let again = (journey.link(NEW_PASSKEY), SensitiveAct::Passkeys);
    fresh_for(&visit, shared.config.passkeys.challenge_minutes, (&again.0, again.1)).await?;
    let field = |name| params.get(name).unwrap_or_default();
    // The device has the passkey by now: one without a good name is given one, not refused.
    let device = ui::device_words(journey.frame.locale, &browser.description);
    let name = PasskeyName::cut(field("name")).or_else(|| PasskeyName::cut(&device));
    let Some(name) = name else {
        return form(&visit, &journey, ("", vec![problem("name", Message::PasskeyNameMissing)])).await;
    };
    let answer = (field("state"), field("credential"));
    let request = (visit.visitor().browser, visit.by());
    match shared.self_service.add_passkey(&visit.live.account, answer, &name, request).await {
        Ok(()) if journey.handle.is_empty() => {
            visit.done(SECURITY, &Said::PasskeyAdded(name.text().to_owned()))
        }
        Ok(()) => Ok(reply::see_other(&journey.onward())),
        Err(ProofRefusal::Fault(fault)) => Err(reply::fault_page(&visit.frame, &fault)),
        Err(refusal) => form(&visit, &journey, (name.text(), vec![problem("", told(&refusal))])).await,
    }
}

pub(crate) async fn rename(
    State(shared): State<Shared>,
    browser: Browser,
    Path(id): Path<String>,
    body: Bytes,
) -> Result<Response, Response> {
    let (visit, params) = Visit::posted(&shared, &browser, &body).await?;
    fresh(&visit, SECURITY, SensitiveAct::Passkeys).await?;
    let typed = params.get("name").unwrap_or_default();
    let Some(name) = PasskeyName::parse(typed) else {
        return security::refused(&visit, name_problem(typed)).await;
    };
    let Ok(id) = id.parse::<AuthenticatorId>() else {
        return Ok(reply::see_other(SECURITY));
    };
    match visit.held(shared.self_service.rename_passkey(&visit.live.account, id, &name).await)? {
        true => visit.done(SECURITY, &Said::PasskeyRenamed(name.text().to_owned())),
        false => Ok(reply::see_other(SECURITY)),
    }
}

pub(crate) async fn remove(
    State(shared): State<Shared>,
    browser: Browser,
    Path(id): Path<String>,
    body: Bytes,
) -> Result<Response, Response> {
    let (visit, _) = Visit::posted(&shared, &browser, &body).await?;
    fresh(&visit, SECURITY, SensitiveAct::Passkeys).await?;
    let own = visit.held(shared.authenticators.passkeys_of(visit.live.account.id).await)?;
    let Some(passkey) = own.into_iter().find(|passkey| passkey.id.to_string() == id) else {
        return Ok(reply::see_other(SECURITY));
    };
    security::remove(&visit, Removal::Passkey(passkey.id), Said::PasskeyRemoved(passkey.name)).await
}

async fn form(
    visit: &Visit<'_>,
    journey: &Journey,
    (name, problems): (&str, Vec<FieldProblem>),
) -> Result<Response, Response> {
    let binding = visit.visitor().browser;
    let ceremony = visit.shared.self_service.begin_passkey(&visit.live.account, binding).await;
    let ceremony = visit.held(ceremony)?;
    let mut frame = journey.frame.clone();
    frame.signed_in_as.clone_from(&visit.frame.signed_in_as);
    let view = NewPasskey {
        csrf: visit.csrf.clone(),
        handle: journey.handle.clone(),
        options: ceremony.options,
        state: ceremony.state,
        name: name.to_owned(),
        problems,
        back_href: back(journey),
    };
    let html = ui::new_passkey(&frame, &view);
    Ok(visit.with_cookie(journey.page(&view.problems, html, None)))
}

/// Where somebody goes who would rather not.
pub(super) fn back(journey: &Journey) -> String {
    if journey.handle.is_empty() { SECURITY.to_owned() } else { journey.onward() }
}

const fn problem(field: &'static str, message: Message) -> FieldProblem {
    FieldProblem { field, message }
}

fn name_problem(typed: &str) -> Message {
    match typed.trim().chars().count() {
        0 => Message::PasskeyNameMissing,
        _ => Message::PasskeyNameTooLong { maximum: u32::try_from(LONGEST_PASSKEY_NAME).unwrap_or(u32::MAX) },
    }
}

fn told(refusal: &ProofRefusal) -> Message {
    match refusal {
        ProofRefusal::Stale => Message::PageStale,
        ProofRefusal::Broken(PasskeyRefusal::AlreadyRegistered) => Message::PasskeyAlreadyHere,
        ProofRefusal::Broken(PasskeyRefusal::Attestation) => Message::PasskeyKind,
        ProofRefusal::Broken(_) | ProofRefusal::Cloned(..) | ProofRefusal::Fault(_) => {
            Message::PasskeyRefused
        }
    }
}
