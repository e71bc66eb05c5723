//! What was agreed to with platforms, and taking it back.

use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::response::Response;
use base::Fault;
use ui::{ConsentRow, Consents};

use super::said::Said;
use super::visit::Visit;
use crate::consent::{Consent, Items};
use crate::http::extract::{Browser, Query};
use crate::http::reply;
use crate::http::routes::CONSENTS;
use crate::http::state::Shared;

pub(crate) async fn show(
    State(shared): State<Shared>,
    browser: Browser,
    Query(params): Query,
) -> Result<Response, Response> {
    let visit = Visit::open(&shared, &browser).await?;
    let view = Consents {
        csrf: visit.csrf.clone(),
        consents: visit.held(rows(&visit).await)?,
        notice: visit.notice(&params.unwrap_or_default()),
    };
    Ok(visit.page(&[], ui::consents(&visit.frame, &view)))
}

pub(crate) async fn withdraw(
    State(shared): State<Shared>,
    browser: Browser,
    Path(client): Path<String>,
    body: Bytes,
) -> Result<Response, Response> {
    let (visit, _) = Visit::posted(&shared, &browser, &body).await?;
    let Some(client) = shared.clients.find_any(&client) else {
        return Ok(reply::see_other(CONSENTS));
    };
    let account = visit.live.account.id;
    visit.held(shared.consents.withdraw(account, &client, &browser.request_id).await)?;
    visit.done(CONSENTS, &Said::ConsentWithdrawn(client.id().to_owned()))
}

async fn rows(visit: &Visit<'_>) -> Result<Vec<ConsentRow>, Fault> {
    let mut all = visit.shared.consents.of_account(visit.live.account.id).await?;
    all.sort_by_key(|consent| std::cmp::Reverse(consent.given_at));
    Ok(all.into_iter().map(|consent| row(visit, consent)).collect())
}

fn row(visit: &Visit<'_>, consent: Consent) -> ConsentRow {
    let locale = visit.frame.locale;
    let client = visit.shared.clients.find_any(&consent.client_id);
    let items = Items::allowed(&consent);
    let named = items.scopes.iter().chain(&items.claims);
    ConsentRow {
        platform: client.map_or(consent.client_id.clone(), |one| reply::asking(&one, locale).name),
        items: named.map(|name| ui::item_label(locale, name).unwrap_or_else(|| name.clone())).collect(),
        client_id: consent.client_id,
        given: consent.given_at,
    }
}
