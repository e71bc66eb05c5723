//! A request as the handlers see it: language, cookies, parameters, and whether a page of ours sent it.

use std::sync::Arc;

use axum::extract::FromRequestParts;
use axum::response::Response;
use http::header::{ACCEPT, ACCEPT_LANGUAGE, ORIGIN};
use http::request::Parts;
use http::{HeaderMap, StatusCode};

use super::RelyingParty;
use super::cookies::Cookies;
use super::pages;
use crate::language::Language;
use crate::params::{Params, Repeated};

/// One request to a platform.
pub(super) struct Visit {
    pub(super) rp: Arc<RelyingParty>,
    pub(super) language: Language,
    pub(super) query: Params,
    /// The handle of the session the browser claims to have.
    pub(super) session: Option<String>,
    /// The mark of the browser, if it has one.
    pub(super) browser: Option<String>,
    pub(super) wants: Wants,
}

/// What form of answer the caller prefers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Wants {
    Page,
    Json,
}

/// A request that changes something and was sent from a page of this platform.
pub(super) struct OwnVisit(pub(super) Visit);

impl Visit {
    fn read(parts: &Parts, rp: &Arc<RelyingParty>) -> Result<Self, Repeated> {
        let json = text(&parts.headers, ACCEPT.as_str()).starts_with("application/json");
        Ok(Self {
            rp: Arc::clone(rp),
            language: language(parts),
            query: Params::parse(parts.uri.query().unwrap_or_default())?,
            session: Cookies::read(&parts.headers, &rp.cookies.session),
            browser: Cookies::read(&parts.headers, &rp.cookies.browser),
            wants: if json { Wants::Json } else { Wants::Page },
        })
    }

    /// The browser's mark: the one it has or a new one, with the cookie to set in that case.
    pub(super) fn marked_browser(&self) -> (String, Option<String>) {
        match &self.browser {
            Some(mark) => (mark.clone(), None),
            None => {
                let mark = self.rp.environment.unguessable();
                let cookie = self.rp.cookies.set(&self.rp.cookies.browser, &mark);
                (mark, Some(cookie))
            }
        }
    }
}

impl FromRequestParts<Arc<RelyingParty>> for Visit {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, rp: &Arc<RelyingParty>) -> Result<Self, Response> {
        Self::read(parts, rp).map_err(|repeated| {
            let said = repeated.to_string();
            pages::problem(rp, language(parts), StatusCode::BAD_REQUEST, "invalid_request", Some(&said))
        })
    }
}

impl FromRequestParts<Arc<RelyingParty>> for OwnVisit {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, rp: &Arc<RelyingParty>) -> Result<Self, Response> {
        let visit = Visit::from_request_parts(parts, rp).await?;
        if sent_from_elsewhere(&parts.headers, rp.origin.as_str()) {
            return Err(pages::problem(rp, visit.language, StatusCode::FORBIDDEN, "foreign_page", None));
        }
        Ok(Self(visit))
    }
}

fn language(parts: &Parts) -> Language {
    Language::negotiate(text(&parts.headers, ACCEPT_LANGUAGE.as_str()))
}

/// Whether the browser says that another site sent the request. Other ports of one host share cookies, so
/// `SameSite` alone would not keep them out.
fn sent_from_elsewhere(headers: &HeaderMap, own_origin: &str) -> bool {
    let foreign_origin = headers.get(ORIGIN).is_some_and(|origin| origin.as_bytes() != own_origin.as_bytes());
    let site = text(headers, "sec-fetch-site");
    foreign_origin || !matches!(site, "" | "same-origin" | "none")
}

fn text<'h>(headers: &'h HeaderMap, name: &str) -> &'h str {
    headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
}
