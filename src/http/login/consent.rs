//! What a platform is told, item by item with purpose and legal basis, and the person's yes or no.

use axum::body::Bytes;
use axum::extract::State;
use axum::response::Response;
use base::Fault;
use http::StatusCode;
use proto::form::Params;
use ui::{Consent, ConsentItem, Need};

use super::Journey;
use crate::client::{Client, Release, family};
use crate::consent::Items;
use crate::flow::AuthorizationRequest;
use crate::http::extract::{Browser, Query};
use crate::http::reply;
use crate::http::state::Shared;
use crate::session::LiveSession;

pub(crate) async fn show(State(shared): State<Shared>, browser: Browser, Query(params): Query) -> Response {
    let params = params.unwrap_or_default();
    match opened(&shared, &browser, &params).await {
        Ok(place) => page(&shared, &browser, &place).unwrap_or_else(|fault| place.fault(&fault)),
        Err(elsewhere) => elsewhere,
    }
}

pub(crate) async fn submit(State(shared): State<Shared>, browser: Browser, body: Bytes) -> Response {
    let params = Params::parse(&body, &[]).unwrap_or_default();
    // Every form of ours carries both.
    if params.get("request").is_none() || params.get("csrf").is_none() {
        return reply::stale_form(&browser.frame(None, None));
    }
    let place = match opened(&shared, &browser, &params).await {
        Ok(place) => place,
        Err(elsewhere) => return elsewhere,
    };
    if !browser.owns_form(&shared, &place.context(), params.get("csrf")) {
        return reply::stale_form(&place.journey.frame);
    }
    let decided = match params.get("decision") {
        Some("allow") => allow(&shared, &place, &browser.request_id).await,
        Some("deny") => deny(&shared, &place, &browser.request_id).await,
        _ => page(&shared, &browser, &place),
    };
    decided.unwrap_or_else(|fault| place.fault(&fault))
}

/// A consent page's request, client and person.
struct Place {
    journey: Journey,
    request: AuthorizationRequest,
    client: std::sync::Arc<Client>,
    live: LiveSession,
}

impl Place {
    /// What the form is good for: this request, this session and these items. If somebody else signed in meanwhile, or
    /// the platform registered for more, the person who is there now has not read what they would agree to.
    fn context(&self) -> String {
        let items = self.items();
        let names: Vec<&str> = items.scopes.iter().chain(&items.claims).map(String::as_str).collect();
        format!("consent:{}:{}:{}", self.live.session.id, names.join(" "), self.journey.handle)
    }

    fn items(&self) -> Items {
        Items::of(&self.client, &self.request.scope, &self.request.claims)
    }

    fn fault(&self, fault: &Fault) -> Response {
        reply::fault_page(&self.journey.frame, fault)
    }
}

/// Who is no longer signed in goes back to the dispatcher, which knows what is missing.
async fn opened(shared: &Shared, browser: &Browser, params: &Params) -> Result<Place, Response> {
    let journey = Journey::open(shared, browser, params)?;
    let refused = |refusal| reply::page_refused(&journey.frame, refusal);
    let request = journey.request.clone().ok_or_else(|| refused(crate::flow::PageRefusal::Handle))?;
    let client = shared.flow.client(&request).map_err(refused)?;
    let live = shared.sessions.find(browser.session(), Some(client.id())).await;
    match live.map_err(|fault| reply::fault_page(&journey.frame, &fault))? {
        Some(live) => Ok(Place { request, client, live, journey }),
        None => Err(reply::see_other(&journey.onward())),
    }
}

async fn allow(shared: &Shared, place: &Place, request_id: &str) -> Result<Response, Fault> {
    let items = place.items();
    let before = place.live.consent.as_ref();
    shared.consents.give(place.live.account.id, &place.client, &items, (before, request_id)).await?;
    Ok(reply::see_other(&place.journey.onward()))
}

async fn deny(shared: &Shared, place: &Place, request_id: &str) -> Result<Response, Fault> {
    shared.consents.refuse(place.live.account.id, &place.client, request_id).await?;
    Ok(reply::answer(&place.journey.frame, &shared.flow.denied(&place.request)))
}

fn page(shared: &Shared, browser: &Browser, place: &Place) -> Result<Response, Fault> {
    let name = shared.accounts.profile(&place.live.account)?.display_name().to_owned();
    let mut frame = place.journey.frame.clone();
    frame.signed_in_as = Some(name.clone());
    let (csrf, cookie) = browser.form_token(shared, &place.context());
    let view = Consent {
        handle: place.journey.handle.clone(),
        csrf,
        asking: reply::asking(&place.client, frame.locale),
        account_name: name,
        items: items(place, frame.locale),
    };
    let html = ui::consent(&frame, &view);
    let reply = reply::page_towards(StatusCode::OK, html, place.journey.leads_to());
    Ok(reply::with_cookie(reply, cookie))
}

/// One line for each claim the platform would get, and one for acting while the person is away.
fn items(place: &Place, locale: ui::Locale) -> Vec<ConsentItem> {
    let Place { request, client, .. } = place;
    let names = Release::of(client, &request.scope, &request.claims).names();
    let named = names.iter().filter(|name| !name.ends_with("_verified"));
    let away = request.scope.contains("offline_access").then_some("offline_access");
    named.map(String::as_str).chain(away).map(|name| item(client, name, locale)).collect()
}

fn item(client: &Client, name: &str, locale: ui::Locale) -> ConsentItem {
    let permission = client.metadata.allowed_claims.get(family(name));
    ConsentItem {
        name: name.to_owned(),
        label: ui::item_label(locale, name).unwrap_or_else(|| name.to_owned()),
        purpose: permission.map_or_else(String::new, |own| own.purpose_in(locale.tag()).to_owned()),
        legal_basis: permission.map_or_else(String::new, |own| own.legal_basis.clone()),
        need: Need::Required,
    }
}
