//! The screen that signs in with a device that is signed in already: the picture, how far it is, and going on.

use axum::Json;
use axum::body::Bytes;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use base::Time;
use serde_json::json;
use ui::{Message, Qr, QrState, Way};

use super::{Journey, posted, sign_in};
use crate::http::extract::{Browser, Query};
use crate::http::reply;
use crate::http::routes::{SCAN, SIGN_IN, SIGN_IN_QR};
use crate::http::state::Shared;
use crate::sign_in::{Picture, ScanState, SignInRefusal};

pub(crate) async fn show(State(shared): State<Shared>, browser: Browser, Query(params): Query) -> Response {
    let params = params.unwrap_or_default();
    let journey = match Journey::open(&shared, &browser, &params) {
        Ok(journey) => journey,
        Err(refused) => return refused,
    };
    let visitor = browser.visitor(&shared, (journey.frame.locale, journey.client_id()));
    let sealed = params.get("scan").unwrap_or_default();
    match shared.sign_ins.picture(&visitor, sealed) {
        Ok(picture) => page(&shared, &browser, (&journey, sealed, &picture), None).await,
        // Each picture is a row: no other site's page gets them drawn.
        Err(_) if browser.is_sent_from_elsewhere() => reply::see_other(&journey.link(SIGN_IN)),
        Err(_) => draw(&shared, &browser, &journey).await,
    }
}

/// A new picture, at an address of its own: looking again shows the same one.
async fn draw(shared: &Shared, browser: &Browser, journey: &Journey) -> Response {
    let visitor = browser.visitor(shared, (journey.frame.locale, journey.client_id()));
    let needs_after = match (&journey.request, &journey.errand) {
        (Some(request), _) => match shared.flow.client(request) {
            Ok(client) => shared.flow.needs_after(request, &client),
            Err(refusal) => return reply::page_refused(&journey.frame, refusal),
        },
        // An act of one's own that needs a fresh proof needs it on the device as well.
        (None, Some(_)) => shared.ground.now().minus(shared.config.sessions.fresh_minutes),
        (None, None) => Time::from_micros(0),
    };
    match shared.sign_ins.draw_picture(&visitor, needs_after).await {
        Ok(sealed) => {
            let (_, cookie) = journey.carried(shared, browser);
            let there = reply::see_other(&journey.link_with(SIGN_IN_QR, &[("scan", &sealed)]));
            reply::with_cookie(there, cookie)
        }
        Err(refusal) => sign_in::arrive(shared, browser, (journey, Way::Qr, ""), Err(refusal)).await,
    }
}

/// How far a picture is, for the page's script.
pub(crate) async fn status(State(shared): State<Shared>, browser: Browser, Query(params): Query) -> Response {
    let params = params.unwrap_or_default();
    let visitor = browser.visitor(&shared, (browser.frame(None, None).locale, None));
    let state = match shared.sign_ins.picture(&visitor, params.get("scan").unwrap_or_default()) {
        Ok(picture) => shared.sign_ins.picture_state(&picture).await,
        Err(_) => Ok(None),
    };
    match state {
        Ok(state) => Json(json!({ "state": state.map_or("expired", ScanState::as_str) })).into_response(),
        Err(fault) => reply::fault_json(&fault, &browser.request_id),
    }
}

pub(crate) async fn finish(State(shared): State<Shared>, browser: Browser, body: Bytes) -> Response {
    let (journey, params) = match posted(&shared, &browser, &body) {
        Ok(opened) => opened,
        Err(refused) => return refused,
    };
    let visitor = browser.visitor(&shared, (journey.frame.locale, journey.client_id()));
    let sealed = params.get("scan").unwrap_or_default();
    let Ok(picture) = shared.sign_ins.picture(&visitor, sealed) else {
        return reply::see_other(&journey.link(SIGN_IN_QR));
    };
    match shared.sign_ins.by_picture(&visitor, &picture).await {
        // Pressed by hand before the device has let it in.
        Err(SignInRefusal::NotProved) => {
            page(&shared, &browser, (&journey, sealed, &picture), Some(Message::QrNotYet)).await
        }
        outcome => sign_in::arrive(&shared, &browser, (&journey, Way::Qr, ""), outcome).await,
    }
}

pub(crate) async fn cancel(State(shared): State<Shared>, browser: Browser, body: Bytes) -> Response {
    let (journey, params) = match posted(&shared, &browser, &body) {
        Ok(opened) => opened,
        Err(refused) => return refused,
    };
    let visitor = browser.visitor(&shared, (journey.frame.locale, journey.client_id()));
    if let Ok(picture) = shared.sign_ins.picture(&visitor, params.get("scan").unwrap_or_default())
        && let Err(fault) = shared.sign_ins.cancel_picture(&picture).await
    {
        return reply::fault_page(&journey.frame, &fault);
    }
    reply::see_other(&journey.link(SIGN_IN))
}

async fn page(
    shared: &Shared,
    browser: &Browser,
    (journey, sealed, picture): (&Journey, &str, &Picture),
    notice: Option<Message>,
) -> Response {
    let state = match shared.sign_ins.picture_state(picture).await {
        Ok(state) => state,
        Err(fault) => return reply::fault_page(&journey.frame, &fault),
    };
    let (carried, cookie) = journey.carried(shared, browser);
    let view = Qr {
        carried,
        asking: journey.asking(shared),
        scan: sealed.to_owned(),
        text: shared.ground.url(&format!("{SCAN}/{}", picture.secret)),
        number: picture.number,
        seconds_left: shared.seconds_until(picture.expires_at),
        state: shown(state),
        notice,
        again_href: journey.link(SIGN_IN_QR),
        ways_href: journey.link(SIGN_IN),
    };
    journey.page(&[], ui::qr(&journey.frame, &view), cookie)
}

const fn shown(state: Option<ScanState>) -> QrState {
    match state {
        Some(ScanState::Waiting) => QrState::Waiting,
        Some(ScanState::Opened) => QrState::Opened,
        Some(ScanState::Approved) => QrState::Approved,
        Some(ScanState::Denied) => QrState::Denied,
        Some(ScanState::Cancelled | ScanState::Used) | None => QrState::Expired,
    }
}
