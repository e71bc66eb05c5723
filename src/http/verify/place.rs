//! Where somebody stands who is to prove who they are: the journey, the session, and the level it must come to.

use axum::response::Response;
use base::{Fault, Time};
use proto::form::Params;

use crate::account::Document;
use crate::client::Client;
use crate::flow::AuthorizationRequest;
use crate::http::extract::Browser;
use crate::http::login::Journey;
use crate::http::reply;
use crate::http::routes::SIGN_IN;
use crate::http::state::Shared;
use crate::session::LiveSession;
use std::sync::Arc;

/// The level that a person who was sent by nobody is offered next: what most platforms ask for, then the best.
const OWN_STEPS: [u8; 3] = [3, 4, 5];

/// A page of a verification.
pub(super) struct Place {
    pub(super) journey: Journey,
    pub(super) live: LiveSession,
    /// Who asks, and what for.
    pub(super) asked: Option<(AuthorizationRequest, Arc<Client>)>,
    /// The level to come to.
    pub(super) target: u8,
    /// The oldest that evidence may be.
    pub(super) since: Option<Time>,
    /// The documents the person told.
    pub(super) documents: Vec<Document>,
}

impl Place {
    /// Opens the page. Who is not signed in, or lacks nothing a third party could prove, is sent on.
    pub(super) async fn open(shared: &Shared, browser: &Browser, params: &Params) -> Result<Self, Response> {
        let journey = Journey::open(shared, browser, params)?;
        let fault = |fault: Fault| reply::fault_page(&journey.frame, &fault);
        let Some(live) = shared.sessions.find(browser.session(), journey.client_id()).await.map_err(fault)?
        else {
            return Err(reply::see_other(&nobody(&journey)));
        };
        let asked = match journey.request.clone() {
            Some(request) => {
                let client = shared.flow.client(&request);
                let client = client.map_err(|refusal| reply::page_refused(&journey.frame, refusal))?;
                Some((request, client))
            }
            None => None,
        };
        let (target, since) = wanted(shared, &live, asked.as_ref()).await.map_err(fault)?;
        let Some(target) = target else {
            return Err(reply::see_other(&journey.onward()));
        };
        let documents = shared.accounts.documents(live.account.id).await.map_err(fault)?;
        Ok(Self { journey, live, asked, target, since, documents })
    }

    /// The same, for a form of the page.
    pub(super) async fn posted(
        shared: &Shared,
        browser: &Browser,
        params: &Params,
    ) -> Result<Self, Response> {
        let place = Self::open(shared, browser, params).await?;
        match browser.owns_form(shared, &place.context(), params.get("csrf")) {
            true => Ok(place),
            false => Err(reply::stale_form(&place.journey.frame)),
        }
    }

    /// What the forms are good for: this journey and this session.
    pub(super) fn context(&self) -> String {
        format!("verify:{}:{}", self.live.session.id, self.journey.handle)
    }

    pub(super) fn client(&self) -> Option<&Client> {
        self.asked.as_ref().map(|(_, client)| &**client)
    }

    /// The document to verify: a verified one before one that was only told.
    pub(super) fn document(&self) -> Option<&Document> {
        self.documents.first()
    }
}

/// Where somebody goes who is not signed in any more.
fn nobody(journey: &Journey) -> String {
    match journey.request {
        Some(_) => journey.onward(),
        None => SIGN_IN.to_owned(),
    }
}

async fn wanted(
    shared: &Shared,
    live: &LiveSession,
    asked: Option<&(AuthorizationRequest, Arc<Client>)>,
) -> Result<(Option<u8>, Option<Time>), Fault> {
    let Some((request, client)) = asked else {
        let next = OWN_STEPS.into_iter().find(|level| *level > live.identity.level);
        return Ok((next, None));
    };
    let known = shared.flow.identity(request, client, live).await?;
    let level = shared.flow.level_wanted(request, client, live).await?;
    let target = level.map(proto::acr::Acr::identity).filter(|level| *level > known.level);
    Ok((target, shared.flow.evidence_since(request, client)))
}
