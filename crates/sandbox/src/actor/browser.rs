//! The browser: asks, follows redirects, keeps cookies, fills in forms and presses buttons.

use std::sync::Arc;

use base::Clock;
use http::header::{ACCEPT, ACCEPT_LANGUAGE, CONTENT_TYPE, COOKIE, LOCATION, ORIGIN, SET_COOKIE};
use http::{HeaderMap, HeaderName, HeaderValue, Method};
use url::Url;

use super::form::{Control, ControlKind, Form, NoSuchControl};
use super::jar::{Cookie, Initiator, Jar};
use super::page::Page;
use crate::wire::{WireError, bounded_body, http_client};
use crate::{Environment, SandboxError};

/// As many as browsers follow.
const MOST_REDIRECTS: usize = 20;
const LARGEST_PAGE: usize = 4 * 1024 * 1024;

/// A person's browser with scripts turned off. A clone is a copy of the whole browser, cookies included.
#[derive(Clone)]
pub struct Browser {
    http: reqwest::Client,
    clock: Arc<dyn Clock>,
    jar: Jar,
    headers: HeaderMap,
    page: Option<Page>,
}

/// What a browser could not do.
#[derive(Debug, thiserror::Error)]
pub enum ActorError {
    /// The address is none.
    #[error("{0:?} is not an address")]
    Address(String),
    /// There is no page yet on which to do something.
    #[error("no page is open")]
    NoPage,
    /// The page has no such form, link or button.
    #[error("the page {url} has no {what} {name:?}")]
    Missing {
        /// The page.
        url: Box<Url>,
        /// `form`, `link` or `button`.
        what: &'static str,
        /// The name it was looked for by.
        name: String,
    },
    /// The form has no such control.
    #[error(transparent)]
    Control(#[from] NoSuchControl),
    /// More redirects than a browser follows.
    #[error("too many redirects, the last to {0}")]
    TooManyRedirects(Box<Url>),
    /// A redirect leads to no address.
    #[error("{0} redirects to no address")]
    Redirect(Box<Url>),
    /// No usable answer.
    #[error("no answer from {url}")]
    NoAnswer {
        /// The address asked.
        url: Box<Url>,
        /// Why there is no answer.
        #[source]
        cause: Box<dyn std::error::Error + Send + Sync>,
    },
}

/// Whether redirects are followed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Redirects {
    Follow,
    Show,
}

/// A request before it is sent.
#[derive(Clone)]
struct Ask {
    method: Method,
    url: Url,
    /// A body that is sent as a form.
    form: Option<String>,
    /// The origin of the page that sends the form.
    origin: Option<String>,
    initiator: Initiator,
}

impl Browser {
    /// A browser with no cookies that prefers Chinese.
    ///
    /// # Errors
    /// When the HTTP client cannot be built.
    pub fn new() -> Result<Self, SandboxError> {
        Self::new_in(&Environment::default())
    }

    /// A browser with the given clock and trust.
    ///
    /// # Errors
    /// When the HTTP client cannot be built.
    pub fn new_in(environment: &Environment) -> Result<Self, SandboxError> {
        let mut headers = HeaderMap::new();
        headers.insert(ACCEPT, HeaderValue::from_static("text/html,application/xhtml+xml,*/*;q=0.8"));
        headers.insert(ACCEPT_LANGUAGE, HeaderValue::from_static("zh-CN,zh;q=0.9"));
        Ok(Self {
            http: http_client(environment)?,
            clock: Arc::clone(&environment.clock),
            jar: Jar::default(),
            headers,
            page: None,
        })
    }

    /// The same browser with a header that goes with every request, for example `accept-language`.
    #[must_use]
    pub fn with_header(mut self, name: HeaderName, value: HeaderValue) -> Self {
        self.headers.insert(name, value);
        self
    }

    /// The same browser behind a proxy that says who calls: `X-Forwarded-For` with one address, or several with commas.
    /// A character that cannot stand in a header becomes a question mark.
    #[must_use]
    pub fn behind(self, addresses: &str) -> Self {
        let text: String =
            addresses.chars().map(|c| if c == ' ' || c.is_ascii_graphic() { c } else { '?' }).collect();
        // Nothing is left that cannot stand in a header.
        let value = HeaderValue::from_str(&text).unwrap_or(HeaderValue::from_static("?"));
        self.with_header(HeaderName::from_static("x-forwarded-for"), value)
    }

    /// The living cookie of that name, whatever its host.
    pub fn cookie(&self, name: &str) -> Option<&Cookie> {
        self.jar.living(self.clock.now()).find(|cookie| cookie.name == name)
    }

    /// Takes the living cookies of that name over from another browser and says how many there were.
    pub fn carry_over(&mut self, from: &Self, name: &str) -> usize {
        let carried: Vec<Cookie> =
            from.jar.living(from.clock.now()).filter(|cookie| cookie.name == name).cloned().collect();
        let count = carried.len();
        carried.into_iter().for_each(|cookie| self.jar.put(cookie));
        count
    }

    /// The cookies.
    pub fn jar(&self) -> &Jar {
        &self.jar
    }

    /// The cookies, to change them by hand.
    pub fn jar_mut(&mut self) -> &mut Jar {
        &mut self.jar
    }

    /// The page that is open.
    pub fn page(&self) -> Option<&Page> {
        self.page.as_ref()
    }

    /// Opens an address, absolute or relative to the open page, as if it had been typed in, and follows redirects.
    ///
    /// # Errors
    /// When there is no usable answer. A status such as 404 is an answer.
    pub async fn get(&mut self, address: &str) -> Result<Page, ActorError> {
        let ask = Ask::get(self.resolve(address)?, Initiator::SameSite);
        self.visit(ask, Redirects::Follow).await
    }

    /// Opens an address and shows the answer even if it is a redirect.
    ///
    /// # Errors
    /// As [`Browser::get`].
    pub async fn get_once(&mut self, address: &str) -> Result<Page, ActorError> {
        let ask = Ask::get(self.resolve(address)?, Initiator::SameSite);
        self.visit(ask, Redirects::Show).await
    }

    /// Fills in a form of the open page, named by test id, id or action, and sends it.
    ///
    /// # Errors
    /// When there is no such form or field, or no usable answer.
    pub async fn submit(&mut self, selector: &str, fields: &[(&str, &str)]) -> Result<Page, ActorError> {
        let page = self.page.clone().ok_or(ActorError::NoPage)?;
        self.submit_on(&page, selector, fields).await
    }

    /// Fills in a form of a page opened earlier, as in another tab.
    ///
    /// # Errors
    /// As [`Browser::submit`].
    pub async fn submit_on(
        &mut self,
        page: &Page,
        selector: &str,
        fields: &[(&str, &str)],
    ) -> Result<Page, ActorError> {
        let form = page.form(selector).ok_or_else(|| missing(page, "form", selector))?;
        self.send(page, &form, form.filled(fields, None)?).await
    }

    /// Follows the link or presses the button with that test id on the open page.
    ///
    /// # Errors
    /// When there is no such link or button, or no usable answer.
    pub async fn press(&mut self, testid: &str) -> Result<Page, ActorError> {
        let page = self.page.clone().ok_or(ActorError::NoPage)?;
        if let Some(to) = page.link(testid) {
            let initiator = initiator(&page.url, &to, &Method::GET);
            return self.visit(Ask::get(to, initiator), Redirects::Follow).await;
        }
        let is_it = |control: &&Control| {
            control.testid.as_deref() == Some(testid) && control.kind == ControlKind::Submit
        };
        for form in page.forms() {
            if let Some(button) = form.controls.iter().find(is_it) {
                let pairs = form.filled(&[], Some(button))?;
                return self.send(&page, &form, pairs).await;
            }
        }
        Err(missing(&page, "link or button", testid))
    }

    /// Posts fields to an address as a form of the open page (or of no page) would.
    ///
    /// # Errors
    /// When there is no usable answer.
    pub async fn post(&mut self, address: &str, fields: &[(&str, &str)]) -> Result<Page, ActorError> {
        let to = self.resolve(address)?;
        let from = self.page.as_ref().map(|page| page.url.clone());
        let ask = Ask {
            initiator: from.as_ref().map_or(Initiator::SameSite, |from| initiator(from, &to, &Method::POST)),
            origin: from.map(|from| from.origin().ascii_serialization()),
            form: Some(encode(fields.iter().copied())),
            method: Method::POST,
            url: to,
        };
        self.visit(ask, Redirects::Follow).await
    }

    /// Sends a form of `page` with these pairs.
    async fn send(
        &mut self,
        page: &Page,
        form: &Form,
        pairs: Vec<(String, String)>,
    ) -> Result<Page, ActorError> {
        let mut to = page.url.join(&form.action).map_err(|_| ActorError::Address(form.action.clone()))?;
        to.set_fragment(None);
        let body = encode(pairs.iter().map(|(name, value)| (name.as_str(), value.as_str())));
        let ask = if form.method == "post" {
            Ask {
                initiator: initiator(&page.url, &to, &Method::POST),
                origin: Some(page.url.origin().ascii_serialization()),
                form: Some(body),
                method: Method::POST,
                url: to,
            }
        } else {
            // A form sent with GET replaces the query of its action.
            to.set_query(Some(&body));
            Ask::get(to.clone(), initiator(&page.url, &to, &Method::GET))
        };
        self.visit(ask, Redirects::Follow).await
    }

    async fn visit(&mut self, mut ask: Ask, redirects: Redirects) -> Result<Page, ActorError> {
        let mut visited = Vec::new();
        loop {
            let answer = self.exchange(&ask).await?;
            visited.push(ask.url.clone());
            let next = match redirects {
                Redirects::Follow => redirected(&ask, answer.status(), answer.headers())?,
                Redirects::Show => None,
            };
            let Some(next) = next else { return self.open(ask.url, visited, answer).await };
            if visited.len() > MOST_REDIRECTS {
                return Err(ActorError::TooManyRedirects(Box::new(next.url)));
            }
            ask = next;
        }
    }

    /// Sends one request and keeps the cookies of its answer.
    async fn exchange(&mut self, ask: &Ask) -> Result<reqwest::Response, ActorError> {
        let now = self.clock.now();
        let mut request =
            self.http.request(ask.method.clone(), ask.url.clone()).headers(self.headers.clone());
        if let Some(cookies) = self.jar.header(&ask.url, ask.initiator, now) {
            request = request.header(COOKIE, cookies);
        }
        if let Some(origin) = &ask.origin {
            request = request.header(ORIGIN, origin);
        }
        if let Some(form) = &ask.form {
            request = request.header(CONTENT_TYPE, "application/x-www-form-urlencoded").body(form.clone());
        }
        let answer = request.send().await.map_err(|cause| no_answer(&ask.url, cause.into()))?;
        for cookie in answer.headers().get_all(SET_COOKIE) {
            if let Ok(cookie) = cookie.to_str() {
                self.jar.take(cookie, &ask.url, now);
            }
        }
        Ok(answer)
    }

    async fn open(
        &mut self,
        url: Url,
        visited: Vec<Url>,
        answer: reqwest::Response,
    ) -> Result<Page, ActorError> {
        let (status, headers) = (answer.status().as_u16(), answer.headers().clone());
        let body = bounded_body(answer, LARGEST_PAGE).await.map_err(|cause| no_answer(&url, cause))?;
        let page = Page::new(status, visited, url, headers, String::from_utf8_lossy(&body).into_owned());
        self.page = Some(page.clone());
        Ok(page)
    }

    fn resolve(&self, address: &str) -> Result<Url, ActorError> {
        let base = self.page.as_ref().map(|page| &page.url);
        Url::options().base_url(base).parse(address).map_err(|_| ActorError::Address(address.to_owned()))
    }
}

impl Ask {
    fn get(url: Url, initiator: Initiator) -> Self {
        Self { method: Method::GET, url, form: None, origin: None, initiator }
    }
}

/// The request that a redirect asks for, if the answer is one.
// RFC 9110 section 15.4: 301 and 302 turn a POST into a GET as browsers do, 303 always, 307 and 308 never.
fn redirected(ask: &Ask, status: http::StatusCode, headers: &HeaderMap) -> Result<Option<Ask>, ActorError> {
    let keeps_method = match status.as_u16() {
        301..=303 => false,
        307 | 308 => true,
        _ => return Ok(None),
    };
    let to = headers
        .get(LOCATION)
        .and_then(|to| to.to_str().ok())
        .and_then(|to| ask.url.join(to).ok())
        .ok_or_else(|| ActorError::Redirect(Box::new(ask.url.clone())))?;
    if !keeps_method || ask.method == Method::GET {
        let link = match ask.initiator {
            Initiator::SameSite => Initiator::SameSite,
            Initiator::OtherSiteLink | Initiator::OtherSitePost => Initiator::OtherSiteLink,
        };
        return Ok(Some(Ask::get(to, link)));
    }
    // A request sent on to another origin no longer says where it is from.
    let origin =
        ask.origin.clone().map(|origin| if to.origin() == ask.url.origin() { origin } else { "null".into() });
    Ok(Some(Ask { url: to, origin, ..ask.clone() }))
}

/// Who begins a request from `page` to `to`. A site is a host here.
fn initiator(page: &Url, to: &Url, method: &Method) -> Initiator {
    if page.host_str() == to.host_str() {
        Initiator::SameSite
    } else if *method == Method::GET {
        Initiator::OtherSiteLink
    } else {
        Initiator::OtherSitePost
    }
}

fn encode<'p>(pairs: impl Iterator<Item = (&'p str, &'p str)>) -> String {
    form_urlencoded::Serializer::new(String::new()).extend_pairs(pairs).finish()
}

fn missing(page: &Page, what: &'static str, name: &str) -> ActorError {
    ActorError::Missing { url: Box::new(page.url.clone()), what, name: name.to_owned() }
}

fn no_answer(url: &Url, cause: WireError) -> ActorError {
    ActorError::NoAnswer { url: Box::new(url.clone()), cause: Box::new(cause) }
}

#[cfg(test)]
mod tests;
