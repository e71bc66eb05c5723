//! Where the account is signed in, and the browsers that are known.

use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::response::Response;
use base::{DeviceId, Fault, SessionId};
use ui::{DeviceRow, Devices, SessionRow, Standing};

use super::said::Said;
use super::visit::Visit;
use crate::http::extract::{Browser, Query};
use crate::http::reply;
use crate::http::routes::DEVICES;
use crate::http::state::Shared;
use crate::self_service::Device;
use crate::session::Session;

pub(crate) async fn show(
    State(shared): State<Shared>,
    browser: Browser,
    Query(params): Query,
) -> Result<Response, Response> {
    let visit = Visit::open(&shared, &browser).await?;
    let mut view = visit.held(view(&visit).await)?;
    view.notice = visit.notice(&params.unwrap_or_default());
    Ok(visit.page(&[], ui::devices(&visit.frame, &view)))
}

pub(crate) async fn end_session(
    State(shared): State<Shared>,
    browser: Browser,
    Path(id): Path<String>,
    body: Bytes,
) -> Result<Response, Response> {
    let (visit, _) = Visit::posted(&shared, &browser, &body).await?;
    let Ok(id) = id.parse::<SessionId>() else {
        return Ok(reply::see_other(DEVICES));
    };
    match visit.held(shared.self_service.end_session(&visit.live, id, visit.by()).await)? {
        true => visit.done(DEVICES, &Said::SessionEnded),
        false => Ok(reply::see_other(DEVICES)),
    }
}

pub(crate) async fn end_others(
    State(shared): State<Shared>,
    browser: Browser,
    body: Bytes,
) -> Result<Response, Response> {
    let (visit, _) = Visit::posted(&shared, &browser, &body).await?;
    let count = visit.held(shared.self_service.end_other_sessions(&visit.live, visit.by()).await)?;
    visit.done(DEVICES, &Said::OtherSessionsEnded(count))
}

pub(crate) async fn forget(
    State(shared): State<Shared>,
    browser: Browser,
    Path(id): Path<String>,
    body: Bytes,
) -> Result<Response, Response> {
    let (visit, _) = Visit::posted(&shared, &browser, &body).await?;
    let Ok(id) = id.parse::<DeviceId>() else {
        return Ok(reply::see_other(DEVICES));
    };
    let account = visit.live.account.id;
    match visit.held(shared.self_service.forget_device(account, id, visit.by()).await)? {
        true => visit.done(DEVICES, &Said::DeviceForgotten),
        false => Ok(reply::see_other(DEVICES)),
    }
}

async fn view(visit: &Visit<'_>) -> Result<Devices, Fault> {
    let Visit { shared, live, frame, .. } = visit;
    let account = live.account.id;
    let sessions = shared.sessions.of_account(account).await?;
    let mut sessions: Vec<_> = sessions.into_iter().map(|session| session_row(visit, session)).collect();
    // The sort keeps the order among equals: this one first, the others newest first.
    sessions.sort_by_key(|row| row.standing == Standing::Other);
    let devices = shared.self_service.devices(account).await?;
    let mut devices: Vec<_> = devices.into_iter().map(|device| device_row(visit, &device)).collect();
    devices.sort_by_key(|row| row.standing == Standing::Other);
    let logouts = shared.logouts.of_account(account).await?;
    Ok(Devices {
        csrf: visit.csrf.clone(),
        sessions,
        devices,
        logouts: reply::outcomes(shared, logouts, frame.locale),
        notice: None,
        now: shared.ground.now(),
    })
}

fn session_row(visit: &Visit<'_>, session: Session) -> SessionRow {
    SessionRow {
        id: session.id.to_string(),
        device: ui::device_words(visit.frame.locale, &session.user_agent),
        source: session.source,
        started: session.created_at,
        last_seen: session.last_seen_at,
        standing: if session.id == visit.live.session.id { Standing::Current } else { Standing::Other },
    }
}

fn device_row(visit: &Visit<'_>, device: &Device) -> DeviceRow {
    let current = visit.live.session.device_id == Some(device.id);
    DeviceRow {
        id: device.id.to_string(),
        description: ui::device_words(visit.frame.locale, &device.description),
        first_seen: device.first_seen_at,
        last_seen: device.last_seen_at,
        standing: if current { Standing::Current } else { Standing::Other },
    }
}
