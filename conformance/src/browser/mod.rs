//! A browser as far as sign-in pages need one: cookies, redirects followed by hand, forms filled in.
//!
//! It never visits a redirect URI: whatever the provider sends there is the end of the journey and is read from
//! the address or the form.

pub(crate) mod cookies;
pub(crate) mod html;
pub(crate) mod journey;

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use reqwest::Method;
use url::Url;

use self::cookies::Jar;
use crate::case::Step;
use crate::http::{Answer, Http, Request};

/// Cookies and a way to send.
pub(crate) struct Browser {
    http: Http,
    jar: Arc<Mutex<Jar>>,
}

impl Browser {
    /// A browser nobody has used.
    pub(crate) fn new(http: Http) -> Self {
        Self { http, jar: Arc::default() }
    }

    /// Another tab: what is set in one is seen in the other.
    pub(crate) fn tab(&self) -> Self {
        Self { http: self.http.clone(), jar: self.jar.clone() }
    }

    /// Another browser with a copy of the cookies as they are now, as a thief would have it.
    pub(crate) fn copied(&self) -> Self {
        let jar = self.jar().clone();
        Self { http: self.http.clone(), jar: Arc::new(Mutex::new(jar)) }
    }

    fn jar(&self) -> MutexGuard<'_, Jar> {
        self.jar.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Sends one request with the cookies that belong to it and keeps those the answer sets.
    pub(crate) async fn send(&mut self, request: Request) -> Step<Answer> {
        let url = request.url.clone();
        let cookies = self.jar().header(&url);
        let request = match cookies {
            Some(cookies) => request.header("cookie", cookies),
            None => request,
        };
        let answer = self.http.send(request.header("accept", "text/html,*/*;q=0.1")).await?;
        for line in answer.headers_named("set-cookie") {
            self.jar().set(line, &url);
        }
        Ok(answer)
    }

    /// Fetches a page without following where it leads.
    pub(crate) async fn look(&mut self, url: Url) -> Step<Answer> {
        self.send(Request::get(url)).await
    }
}

/// A form about to be sent.
#[derive(Debug, Clone)]
pub(crate) struct Submission {
    /// GET or POST.
    pub(crate) method: Method,
    /// Where the form leads.
    pub(crate) target: Url,
    /// Page the form is on.
    pub(crate) page: Url,
    /// Names and values in order.
    pub(crate) fields: Vec<(String, String)>,
}

impl Submission {
    /// The request a browser would make of it.
    pub(crate) fn request(&self) -> Request {
        if self.method == Method::POST {
            // Fetch standard section 3.1: a POST carries the origin of the page it comes from.
            let origin = self.page.origin().ascii_serialization();
            return Request::post(self.target.clone(), &self.fields).header("origin", origin);
        }
        let mut target = self.target.clone();
        target.query_pairs_mut().clear().extend_pairs(&self.fields);
        Request::get(target)
    }
}
