//! The account at a glance, and leaving it.

use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::response::Response;
use base::{Fault, RecoveryId};
use ui::{
    Attention, AuthenticationLevel, IdentityLevel, Levels, Locale, Overview, SectionStates, ServiceTile,
};

use super::said::Said;
use super::security::two_steps;
use super::visit::Visit;
use crate::client::Client;
use crate::http::extract::{Browser, Query};
use crate::http::reply;
use crate::http::routes::{HOME, SIGNED_OUT};
use crate::http::state::Shared;
use crate::logout::LogoutRequest;
use crate::self_service::{self, Standing};
use crate::session::{EndCause, LiveSession};

/// The bare address of the service.
pub(crate) async fn door() -> Response {
    reply::see_other(HOME)
}

pub(crate) async fn show(
    State(shared): State<Shared>,
    browser: Browser,
    Query(params): Query,
) -> Result<Response, Response> {
    let visit = Visit::open(&shared, &browser).await?;
    let mut view = visit.held(view(&visit).await)?;
    view.notice = visit.notice(&params.unwrap_or_default());
    Ok(visit.page(&[], ui::overview(&visit.frame, &view)))
}

/// The person did not ask for a way back in: it is called off.
pub(crate) async fn cancel_recovery(
    State(shared): State<Shared>,
    browser: Browser,
    Path(id): Path<String>,
    body: Bytes,
) -> Result<Response, Response> {
    let (visit, _) = Visit::posted(&shared, &browser, &body).await?;
    let Ok(id) = id.parse::<RecoveryId>() else {
        return Ok(reply::see_other(HOME));
    };
    let account = visit.live.account.id;
    match visit.held(shared.recoveries.cancel(account, id, &browser.request_id).await)? {
        true => visit.done(HOME, &Said::RecoveryStopped),
        false => Ok(reply::see_other(HOME)),
    }
}

pub(crate) async fn sign_out(
    State(shared): State<Shared>,
    browser: Browser,
    body: Bytes,
) -> Result<Response, Response> {
    let (visit, _) = Visit::posted(&shared, &browser, &body).await?;
    let session = &visit.live.session;
    visit.held(shared.sessions.end(session, EndCause::SignedOut, &browser.request_id).await)?;
    shared.logouts.wake();
    let handle = visit.held(shared.logouts.seal(&LogoutRequest::of_person(session.id)))?;
    let away = reply::see_other(&format!("{SIGNED_OUT}?done={handle}"));
    Ok(reply::with_cookie(away, browser.clear_session()))
}

async fn view(visit: &Visit<'_>) -> Result<Overview, Fault> {
    let Visit { shared, live, frame, .. } = visit;
    let standing = shared.self_service.standing(&live.account).await?;
    let attention = shared.self_service.attention(live, &standing).await?;
    let logouts = shared.logouts.of_account(live.account.id).await?;
    Ok(Overview {
        csrf: visit.csrf.clone(),
        account_name: visit.profile.display_name().to_owned(),
        levels: levels(live),
        attention: attention.into_iter().map(|one| shown(one, frame.locale)).collect(),
        services: services(shared, frame.locale),
        states: states(visit, &standing).await?,
        logouts: reply::outcomes(shared, logouts, frame.locale),
        notice: None,
        now: shared.ground.now(),
    })
}

async fn states(visit: &Visit<'_>, standing: &Standing) -> Result<SectionStates, Fault> {
    let Visit { shared, live, .. } = visit;
    let account = live.account.id;
    let number = |length: usize| u32::try_from(length).unwrap_or(u32::MAX);
    Ok(SectionStates {
        passkeys: Some(number(standing.means.passkeys)),
        two_steps: Some(two_steps(live.account.second_step, standing.means)),
        browsers: number(shared.sessions.of_account(account).await?.len()),
        last_signed_in: shared.self_service.last_signed_in(account).await?,
        consents: number(shared.consents.of_account(account).await?.len()),
    })
}

fn shown(attention: self_service::Attention, locale: Locale) -> Attention {
    use self_service::Attention as Own;
    match attention {
        Own::RecoveryWaits { id, requested_at, ready_at, place } => {
            Attention::RecoveryPending { id: id.to_string(), requested: requested_at, ready: ready_at, place }
        }
        Own::PasskeyCopied { name } => Attention::PasskeyCopied { name },
        Own::NewDevice { description, place, seen_at } => {
            Attention::NewDevice { device: ui::device_words(locale, &description), place, seen: seen_at }
        }
        Own::Invited { entity } => Attention::Invited { entity },
        Own::OneWayIn => Attention::OneWayIn,
        Own::FewRecoveryCodes { left } => Attention::FewRecoveryCodes { left },
    }
}

fn levels(live: &LiveSession) -> Levels {
    let identity = IdentityLevel::from_number(live.acr().identity());
    let authentication = match live.acr().authentication() {
        3 => AuthenticationLevel::A3,
        2 => AuthenticationLevel::A2,
        _ => AuthenticationLevel::A1,
    };
    Levels { identity, authentication }
}

/// The services one can go to from here, already signed in (OpenID Connect Core 1.0 section 4).
fn services(shared: &Shared, locale: Locale) -> Vec<ServiceTile> {
    let enabled =
        shared.clients.all().into_iter().filter(|client| shared.clients.find(client.id()).is_some());
    let tile = |client: std::sync::Arc<Client>| {
        let address = client.metadata.initiate_login_uri.as_deref()?;
        let mut href = url::Url::parse(address).ok()?;
        href.query_pairs_mut().append_pair("iss", &shared.ground.issuer);
        let asking = reply::asking(&client, locale);
        Some(ServiceTile { name: asking.name, place: asking.place, href: href.into() })
    };
    enabled.filter_map(tile).collect()
}
