//! The device's part of signing another screen in: who asks, which number, yes or no.

use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::response::Response;
use base::Fault;
use http::StatusCode;
use proto::form::Params;
use ui::{FieldProblem, Frame, Message, Scan, ScanOutcome, ScanResult};

use super::errand::{Errand, SensitiveAct};
use crate::http::extract::Browser;
use crate::http::reply;
use crate::http::routes::{SCAN, SIGN_IN};
use crate::http::state::Shared;
use crate::session::LiveSession;
use crate::sign_in::{Decided, Decision, ScanView, is_young_enough};

pub(crate) async fn show(
    State(shared): State<Shared>,
    browser: Browser,
    Path(secret): Path<String>,
) -> Response {
    let frame = browser.frame(None, None);
    match opened(&shared, &browser, &secret).await {
        Ok(Ok((live, view))) => page(&shared, &browser, (&frame, &secret), (&live, &view), Vec::new()),
        Ok(Err(elsewhere)) => elsewhere,
        Err(fault) => reply::fault_page(&frame, &fault),
    }
}

pub(crate) async fn submit(
    State(shared): State<Shared>,
    browser: Browser,
    Path(secret): Path<String>,
    body: Bytes,
) -> Response {
    let frame = browser.frame(None, None);
    let params = Params::parse(&body, &[]).unwrap_or_default();
    if let Err(refused) = own_form(&shared, &browser, (&secret, &params)).await {
        return refused;
    }
    let (live, view) = match opened(&shared, &browser, &secret).await {
        Ok(Ok(opened)) => opened,
        Ok(Err(elsewhere)) => return elsewhere,
        Err(fault) => return reply::fault_page(&frame, &fault),
    };
    let number = params.get("number").and_then(|number| number.parse().ok());
    let decision = match (params.get("decision"), number) {
        (Some("allow"), Some(number)) => Decision::Allow(number),
        (Some("deny"), _) => Decision::Deny,
        _ => {
            let problem = FieldProblem { field: "number", message: Message::NumberMissing };
            return page(&shared, &browser, (&frame, &secret), (&live, &view), vec![problem]);
        }
    };
    match shared.sign_ins.decide_scan(&live, &secret, (decision, &browser.request_id)).await {
        Ok(decided) => result(&frame, outcome(decided)),
        Err(fault) => reply::fault_page(&frame, &fault),
    }
}

/// Whether the form was given to this browser, for this picture and to the person signed in.
async fn own_form(
    shared: &Shared,
    browser: &Browser,
    (secret, params): (&str, &Params),
) -> Result<(), Response> {
    let frame = browser.frame(None, None);
    let live = shared.sessions.find(browser.session(), None).await;
    match live.map_err(|fault| reply::fault_page(&frame, &fault))? {
        Some(live) if browser.owns_form(shared, &context(&live, secret), params.get("csrf")) => Ok(()),
        Some(_) => Err(reply::stale_form(&frame)),
        None => Err(reply::see_other(SIGN_IN)),
    }
}

/// The picture and who looks at it. Who is not signed in, or not freshly enough for what the screen wants, signs in
/// first and comes back.
async fn opened(
    shared: &Shared,
    browser: &Browser,
    secret: &str,
) -> Result<Result<(LiveSession, ScanView), Response>, Fault> {
    let over = || result(&browser.frame(None, None), ScanOutcome::Expired);
    let Some(view) = shared.sign_ins.look_at_scan(secret).await? else {
        return Ok(Err(over()));
    };
    match shared.sessions.find(browser.session(), None).await? {
        Some(live) if is_young_enough(&live, &view) => {
            let opened = shared.sign_ins.open_scan(&live, secret).await?;
            Ok(if opened { Ok((live, view)) } else { Err(over()) })
        }
        Some(_) | None => {
            let path = format!("{SCAN}/{secret}");
            Ok(Err(reply::see_other(&Errand::address(shared, &path, SensitiveAct::AllowSignIn)?)))
        }
    }
}

fn context(live: &LiveSession, secret: &str) -> String {
    format!("scan:{}:{secret}", live.session.id)
}

fn page(
    shared: &Shared,
    browser: &Browser,
    (frame, secret): (&Frame, &str),
    (live, view): (&LiveSession, &ScanView),
    problems: Vec<FieldProblem>,
) -> Response {
    let name = match shared.accounts.profile(&live.account) {
        Ok(profile) => profile.display_name().to_owned(),
        Err(fault) => return reply::fault_page(frame, &fault),
    };
    let status = if problems.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let (csrf, cookie) = browser.form_token(shared, &context(live, secret));
    let client = view.client.as_deref().and_then(|client| shared.clients.find(client));
    let view = Scan {
        csrf,
        secret: secret.to_owned(),
        asking: client.map(|client| reply::asking(&client, frame.locale)),
        device: ui::device_words(frame.locale, &view.description),
        source: view.place.clone(),
        opened_at: view.created_at,
        now: shared.ground.now(),
        account_name: name,
        numbers: view.numbers,
        problems,
    };
    reply::with_cookie(reply::page(status, ui::scan(frame, &view)), cookie)
}

fn result(frame: &Frame, outcome: ScanOutcome) -> Response {
    let status = match outcome {
        ScanOutcome::Expired => StatusCode::GONE,
        ScanOutcome::Approved | ScanOutcome::Denied | ScanOutcome::WrongNumber => StatusCode::OK,
    };
    let view = ScanResult { outcome, asking: None, way_on: None };
    reply::page(status, ui::scan_result(frame, &view))
}

const fn outcome(decided: Decided) -> ScanOutcome {
    match decided {
        Decided::LetIn => ScanOutcome::Approved,
        Decided::TurnedAway => ScanOutcome::Denied,
        Decided::WrongNumber => ScanOutcome::WrongNumber,
        Decided::Over => ScanOutcome::Expired,
    }
}
