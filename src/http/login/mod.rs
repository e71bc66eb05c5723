//! The pages of a sign-in. Each page carries its own sealed request, so two tabs never meet.

pub(crate) mod assets;
pub(crate) mod consent;
pub(crate) mod preferences;
pub(crate) mod register;
pub(crate) mod sign_in;

use axum::response::Response;
use proto::form::Params;
use ui::Frame;

use crate::flow::AuthorizationRequest;
use crate::http::extract::Browser;
use crate::http::reply;
use crate::http::routes::{HOME, RESUME};
use crate::http::state::Shared;

/// The request a page belongs to: none when the person came on their own.
struct Journey {
    handle: String,
    request: Option<AuthorizationRequest>,
    frame: Frame,
}

impl Journey {
    /// Opens the handle a page carries; what is wrong with it is answered by a page.
    fn open(shared: &Shared, browser: &Browser, params: &Params) -> Result<Self, Response> {
        let handle = params.get("request").unwrap_or_default().to_owned();
        if handle.is_empty() {
            return Ok(Self { handle, request: None, frame: browser.frame(None, None) });
        }
        match shared.flow.open(&handle) {
            Ok(request) => {
                let frame = browser.frame(request.ui_locales.as_deref(), None);
                Ok(Self { handle, request: Some(request), frame })
            }
            Err(refusal) => Err(reply::page_refused(&browser.frame(None, None), refusal)),
        }
    }

    fn asking(&self, shared: &Shared) -> Option<ui::Asking> {
        let client = shared.flow.client(self.request.as_ref()?).ok()?;
        Some(reply::asking(&client, self.frame.locale))
    }

    /// The address with this journey's handle.
    fn link(&self, path: &str) -> String {
        match self.request {
            Some(_) => format!("{path}?request={}", self.handle),
            None => path.to_owned(),
        }
    }

    /// Where the journey goes on once the person is signed in.
    fn onward(&self) -> String {
        if self.request.is_some() { self.link(RESUME) } else { HOME.to_owned() }
    }

    /// Where answers of this page's form may lead.
    fn leads_to(&self) -> &str {
        self.request.as_ref().map_or("", |request| request.destination.redirect_uri())
    }
}
