//! Somebody who is signed in and looks after their account: what every page of the home is given, and what every form of
//! it must bring back.

use axum::body::Bytes;
use axum::response::Response;
use base::Fault;
use http::{HeaderValue, StatusCode};
use proto::form::Params;
use ui::{FieldProblem, Frame, Message};

use super::said::Said;
use crate::account::Profile;
use crate::http::extract::Browser;
use crate::http::login::errand::{Errand, SensitiveAct};
use crate::http::reply;
use crate::http::routes::{HOME, SIGN_IN};
use crate::http::state::Shared;
use crate::self_service::By;
use crate::session::LiveSession;
use crate::sign_in::Visitor;

/// A visit to the account's home.
pub(crate) struct Visit<'a> {
    pub(crate) shared: &'a Shared,
    pub(crate) browser: &'a Browser,
    pub(crate) live: LiveSession,
    pub(crate) profile: Profile,
    pub(crate) frame: Frame,
    /// What forms given out here bring back.
    pub(crate) csrf: String,
    cookie: Option<HeaderValue>,
}

impl<'a> Visit<'a> {
    /// Opens the home. Who is not signed in signs in first and then comes to the page that was asked for.
    pub(crate) async fn open(shared: &'a Shared, browser: &'a Browser) -> Result<Self, Response> {
        let path = browser.frame(None, None).switch_return;
        match find(shared, browser).await? {
            Some(live) => {
                let visit = Self::of(shared, browser, live)?;
                visit.held(shared.sessions.touch_if_due(&visit.live).await)?;
                Ok(visit)
            }
            None if path == HOME => Err(reply::see_other(SIGN_IN)),
            None => Err(elsewhere(shared, browser, (&path, SensitiveAct::Other))),
        }
    }

    /// Opens a form of the home: sent by the person whose session it was given to, from a page of ours.
    pub(crate) async fn posted(
        shared: &'a Shared,
        browser: &'a Browser,
        body: &Bytes,
    ) -> Result<(Self, Params), Response> {
        let params = Params::parse(body, &[]).unwrap_or_default();
        let Some(live) = find(shared, browser).await? else {
            return Err(reply::see_other(SIGN_IN));
        };
        if !browser.owns_form(shared, &context(&live), params.get("csrf")) {
            return Err(reply::stale_form(&browser.frame(None, None)));
        }
        Ok((Self::of(shared, browser, live)?, params))
    }

    fn of(shared: &'a Shared, browser: &'a Browser, live: LiveSession) -> Result<Self, Response> {
        let mut frame = browser.frame(None, None);
        let profile = shared.accounts.profile(&live.account);
        let profile = profile.map_err(|fault| reply::fault_page(&frame, &fault))?;
        frame.signed_in_as = Some(profile.display_name().to_owned());
        let (csrf, cookie) = browser.form_token(shared, &context(&live));
        Ok(Self { shared, browser, live, profile, frame, csrf, cookie })
    }

    /// The request an act comes in.
    pub(crate) fn by(&self) -> By<'a> {
        By { request_id: &self.browser.request_id, device: &self.browser.description }
    }

    /// The same, as sign-ins know it.
    pub(crate) fn visitor(&self) -> Visitor<'a> {
        self.browser.visitor(self.shared, (self.frame.locale, None))
    }

    /// The value; a fault ends the visit with a page.
    pub(crate) fn held<T>(&self, outcome: Result<T, Fault>) -> Result<T, Response> {
        outcome.map_err(|fault| reply::fault_page(&self.frame, &fault))
    }

    /// A page of the home; one with problems says so in its status.
    pub(crate) fn page(&self, problems: &[FieldProblem], html: String) -> Response {
        let status = if problems.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
        self.with_cookie(reply::page(status, html))
    }

    /// A reply with the cookie that forms hang on, if that is new.
    pub(crate) fn with_cookie(&self, reply: Response) -> Response {
        reply::with_cookie(reply, self.cookie.clone())
    }

    /// On to a page that says what was done.
    pub(crate) fn done(&self, path: &str, said: &Said) -> Result<Response, Response> {
        Ok(reply::see_other(&self.held(said.address(self.shared, &self.live, path))?))
    }

    /// What was just done, as the address of this page tells it.
    pub(crate) fn notice(&self, params: &Params) -> Option<Message> {
        Some(Said::read(self.shared, &self.live, params)?.shown(self.shared, self.frame.locale))
    }

    /// To a fresh proof, and from there to a path of ours.
    pub(crate) fn prove_first(&self, path: &str, act: SensitiveAct) -> Response {
        elsewhere(self.shared, self.browser, (path, act))
    }
}

fn elsewhere(shared: &Shared, browser: &Browser, (path, act): (&str, SensitiveAct)) -> Response {
    match Errand::address(shared, path, act) {
        Ok(address) => reply::see_other(&address),
        Err(fault) => reply::fault_page(&browser.frame(None, None), &fault),
    }
}

async fn find(shared: &Shared, browser: &Browser) -> Result<Option<LiveSession>, Response> {
    let found = shared.sessions.find(browser.session(), None).await;
    found.map_err(|fault| reply::fault_page(&browser.frame(None, None), &fault))
}

fn context(live: &LiveSession) -> String {
    format!("home:{}", live.session.id)
}
