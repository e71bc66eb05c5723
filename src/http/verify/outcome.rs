//! Coming back from a provider, waiting for its word, and what came of it. What a browser brings is a hint; what is shown
//! is shown to the person whose verification it is, and to nobody else.

use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::response::Response;
use base::{Fault, VerificationId};
use http::header::{HeaderValue, REFRESH};
use proto::form::Params;
use ui::{
    Carried, FailReason, Lasts, Link, Looks, Message, Proved, VerifiedPage, VerifyOutcome, WaitingPage,
};

use super::view;
use crate::http::extract::{Browser, Query};
use crate::http::login::Journey;
use crate::http::reply;
use crate::http::routes::{IDENTITY, VERIFY};
use crate::http::state::Shared;
use crate::session::LiveSession;
use crate::verification::{Seen, Stage};

/// How often the waiting page looks again, seconds.
const LOOKS: u32 = 3;

/// The browser comes back from a provider.
pub(crate) async fn returned(
    State(shared): State<Shared>,
    Path(seq): Path<String>,
    browser: Browser,
    Query(params): Query,
) -> Response {
    let Ok(id) = seq.parse() else {
        return reply::not_found_page(&browser.frame(None, None));
    };
    let query = params.map(|params| pairs(&params)).unwrap_or_default();
    match shared.verifications.returned(id, &query, &browser.request_id).await {
        Ok(_) => reply::see_other(&wait_path(id)),
        Err(fault) => reply::fault_page(&browser.frame(None, None), &fault),
    }
}

/// The page that waits, or tells what came of it.
pub(crate) async fn wait(
    State(shared): State<Shared>,
    Path(seq): Path<String>,
    browser: Browser,
    Query(params): Query,
) -> Response {
    let still = params.is_ok_and(|params| params.get("still").is_some());
    match look(&shared, &browser, (&seq, still)).await {
        Ok(response) | Err(response) => response,
    }
}

/// The person gives up.
pub(crate) async fn cancel(State(shared): State<Shared>, browser: Browser, body: Bytes) -> Response {
    let params = Params::parse(&body, &[]).unwrap_or_default();
    let stale = || reply::stale_form(&browser.frame(None, None));
    let Ok((live, seen)) = own(&shared, &browser, params.get("seq").unwrap_or_default()).await else {
        return stale();
    };
    if !browser.owns_form(&shared, &context(&live, &seen), params.get("csrf")) {
        return stale();
    }
    match shared.verifications.cancel(seen.id, &browser.request_id).await {
        Ok(_) => reply::see_other(&wait_path(seen.id)),
        Err(fault) => reply::fault_page(&browser.frame(None, None), &fault),
    }
}

fn pairs(params: &Params) -> Vec<(String, String)> {
    params.iter().map(|(name, value)| (name.to_owned(), value.to_owned())).collect()
}

fn wait_path(id: VerificationId) -> String {
    format!("/verify/wait/{id}")
}

fn context(live: &LiveSession, seen: &Seen) -> String {
    format!("waiting:{}:{}", live.session.id, seen.id)
}

/// The verification, if it is that of the person who is signed in here.
async fn own(shared: &Shared, browser: &Browser, seq: &str) -> Result<(LiveSession, Seen), Response> {
    let frame = browser.frame(None, None);
    let fault = |fault: Fault| reply::fault_page(&frame, &fault);
    let nothing = || reply::not_found_page(&frame);
    let id: VerificationId = seq.parse().map_err(|_| nothing())?;
    let seen = shared.verifications.seen(id).await.map_err(fault)?.ok_or_else(nothing)?;
    let live = shared.sessions.find(browser.session(), None).await.map_err(fault)?;
    match live.filter(|live| live.account.id == seen.account) {
        Some(live) => Ok((live, seen)),
        None => Err(nothing()),
    }
}

async fn look(shared: &Shared, browser: &Browser, (seq, still): (&str, bool)) -> Result<Response, Response> {
    let (live, seen) = own(shared, browser, seq).await?;
    let fault = |fault: Fault| reply::fault_page(&browser.frame(None, None), &fault);
    let seen = match seen.stage {
        // As good a moment to ask as any; the bucket of the provider keeps it from being asked too often.
        Stage::Open => {
            let asked = shared.verifications.returned(seen.id, &[], &browser.request_id).await;
            asked.map_err(fault)?;
            shared.verifications.seen(seen.id).await.map_err(fault)?.unwrap_or(seen)
        }
        Stage::Passed | Stage::Failed(_) | Stage::Cancelled | Stage::Expired | Stage::Broke => seen,
    };
    let page = match told(shared, browser, &seen).await.map_err(fault)? {
        Some(outcome) => result(shared, browser, (&live, &seen), outcome).await,
        None => waiting(shared, browser, (&live, &seen), still),
    };
    page.map_err(fault)
}

/// What came of it; none while it is open.
async fn told(shared: &Shared, browser: &Browser, seen: &Seen) -> Result<Option<VerifyOutcome>, Fault> {
    Ok(Some(match &seen.stage {
        Stage::Open => return Ok(None),
        Stage::Passed => VerifyOutcome::Passed(proved(shared, browser, seen).await?),
        Stage::Failed(reason) => VerifyOutcome::Failed(FailReason::from_word(reason)),
        Stage::Cancelled => VerifyOutcome::Cancelled,
        Stage::Expired => VerifyOutcome::Expired,
        Stage::Broke => VerifyOutcome::Broke,
    }))
}

async fn proved(shared: &Shared, browser: &Browser, seen: &Seen) -> Result<Proved, Fault> {
    // Anew: what was proved raised the session.
    let live = shared.sessions.find(browser.session(), None).await?;
    let here = live.as_ref().map_or(1, |live| live.identity.level);
    let stored = live.as_ref().map_or(1, |live| live.account.standing.level);
    let until = live.and_then(|live| live.account.standing.until);
    Ok(Proved {
        kind: view::proof(seen.kind),
        level: view::level(here),
        lasts: match until {
            _ if here > stored => Lasts::ThisSession,
            Some(until) => Lasts::Until(until),
            None => Lasts::Always,
        },
        step: 1,
        steps: 1,
    })
}

async fn result(
    shared: &Shared,
    browser: &Browser,
    (_, seen): (&LiveSession, &Seen),
    outcome: VerifyOutcome,
) -> Result<Response, Fault> {
    let (journey, frame) = journey(shared, browser, seen);
    let again = |journey: &Option<Journey>| match journey {
        Some(journey) => journey.link(VERIFY),
        None => VERIFY.to_owned(),
    };
    let passed = matches!(outcome, VerifyOutcome::Passed(_));
    let view = VerifiedPage {
        asking: journey.as_ref().and_then(|journey| journey.asking(shared)),
        provider: name(shared, seen, frame.locale),
        outcome,
        again_href: (!passed).then(|| again(&journey)),
        way_on: match &journey {
            Some(journey) => Link { href: journey.onward(), label: Message::WayGoOn },
            None => Link { href: IDENTITY.to_owned(), label: Message::WayIdentity },
        },
    };
    Ok(reply::page(http::StatusCode::OK, ui::verified(&frame, &view)))
}

fn waiting(
    shared: &Shared,
    browser: &Browser,
    (live, seen): (&LiveSession, &Seen),
    still: bool,
) -> Result<Response, Fault> {
    let (journey, frame) = journey(shared, browser, seen);
    let (csrf, cookie) = browser.form_token(shared, &context(live, seen));
    let minutes_left = shared.seconds_until(seen.expires_at).div_ceil(60);
    let view = WaitingPage {
        carried: Carried { handle: seen.resume.clone(), csrf },
        asking: journey.as_ref().and_then(|journey| journey.asking(shared)),
        seq: seen.id.to_string(),
        provider: name(shared, seen, frame.locale),
        kind: view::proof(seen.kind),
        provider_href: None,
        looks: match still {
            true => Looks::ByHand,
            false => Looks::Every { seconds: LOOKS, still_href: format!("{}?still=1", wait_path(seen.id)) },
        },
        wait_href: wait_path(seen.id),
        minutes_left,
    };
    let mut page = reply::page(http::StatusCode::OK, ui::waiting(&frame, &view));
    // The page looks again by itself, also without script; a link on it turns that off (WCAG 2.2, 2.2.2).
    if !still && let Ok(again) = HeaderValue::from_str(&format!("{LOOKS}; url={}", wait_path(seen.id))) {
        page.headers_mut().insert(REFRESH, again);
    }
    Ok(reply::with_cookie(page, cookie))
}

/// The journey it belongs to, if its page still works, and what surrounds the page.
fn journey(shared: &Shared, browser: &Browser, seen: &Seen) -> (Option<Journey>, ui::Frame) {
    let params = Params::from_pairs([("request", seen.resume.clone())]);
    let opened = (!seen.resume.is_empty()).then(|| Journey::open(shared, browser, &params));
    match opened {
        Some(Ok(journey)) => {
            let frame = journey.frame.clone();
            (Some(journey), frame)
        }
        Some(Err(_)) | None => (None, browser.frame(None, None)),
    }
}

fn name(shared: &Shared, seen: &Seen, locale: ui::Locale) -> String {
    let provider = shared.verifications.providers().find(&seen.provider);
    provider.map_or_else(|| seen.provider.clone(), |provider| provider.name(locale.tag()).to_owned())
}
