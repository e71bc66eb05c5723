//! A request of a browser: its cookies, its language, where it comes from, and the proof that a form is ours.

use std::convert::Infallible;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::sync::OnceLock;

use axum::extract::{ConnectInfo, FromRequestParts};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use config::CookiePolicy;
use http::header::{ACCEPT_LANGUAGE, COOKIE, HeaderValue, ORIGIN, USER_AGENT};
use http::request::Parts;
use http::{Extensions, HeaderMap};
use keys::MacPurpose;
use ui::{Frame, LargePrint, Locale};

use super::request_id;
use crate::http::state::Shared;
use crate::risk::Source;
use crate::sign_in::Visitor;

pub(crate) const LANGUAGE_COOKIE: &str = "lang";
pub(crate) const PRINT_COOKIE: &str = "print";
/// The way to sign in that this browser used last. It names no account.
pub(crate) const WAY_COOKIE: &str = "way";

/// Characters of what a browser calls itself that are read.
const LONGEST_DESCRIPTION: usize = 256;

/// What a browser sent, as far as pages need it.
pub(crate) struct Browser {
    cookies: Vec<(String, String)>,
    policy: CookiePolicy,
    deployment_speaks: Locale,
    origin: Option<String>,
    fetch_site: Option<String>,
    accept_language: Option<String>,
    path_and_query: String,
    fresh_binding: OnceLock<String>,
    pub(crate) source: Source,
    pub(crate) description: String,
    pub(crate) request_id: String,
}

impl FromRequestParts<Shared> for Browser {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, shared: &Shared) -> Result<Self, Infallible> {
        let text = |name| header(&parts.headers, name);
        Ok(Self {
            cookies: cookies(&parts.headers),
            policy: shared.config.sessions.cookie_policy,
            deployment_speaks: Locale::from_tag(&shared.config.server.default_locale).unwrap_or_default(),
            origin: text(ORIGIN.as_str()),
            fetch_site: text("sec-fetch-site"),
            accept_language: text(ACCEPT_LANGUAGE.as_str()),
            path_and_query: parts.uri.path_and_query().map_or_else(String::new, ToString::to_string),
            fresh_binding: OnceLock::new(),
            source: source(&parts.headers, &parts.extensions, shared),
            description: description(text(USER_AGENT.as_str())),
            request_id: request_id(&parts.extensions),
        })
    }
}

impl Browser {
    /// The session cookie.
    pub(crate) fn session(&self) -> Option<&str> {
        self.cookie(self.session_name())
    }

    /// Who signs in with this browser, on pages in a language and in the journey of a client.
    pub(crate) fn visitor<'a>(
        &'a self,
        shared: &Shared,
        (locale, client): (Locale, Option<&'a str>),
    ) -> Visitor<'a> {
        Visitor {
            browser: self.binding(shared),
            session: self.session(),
            device: self.cookie(self.device_name()),
            source: self.source,
            description: &self.description,
            locale: locale.tag(),
            client,
            request_id: &self.request_id,
        }
    }

    /// What surrounds a page: language, print, who is signed in.
    pub(crate) fn frame(&self, ui_locales: Option<&str>, signed_in_as: Option<String>) -> Frame {
        let locale = self.locale(ui_locales);
        Frame {
            locale,
            large_print: LargePrint::from_value(self.cookie(PRINT_COOKIE).unwrap_or_default()),
            signed_in_as,
            switch_return: self.path_and_query.clone(),
            request_id: self.request_id.clone(),
        }
    }

    /// The `Set-Cookie` of a new session. It lives as long as the browser; how long it is good for is ours to know.
    pub(crate) fn set_session(&self, secret: &str) -> Option<HeaderValue> {
        self.set(self.session_name(), secret, "HttpOnly; SameSite=Lax")
    }

    /// The `Set-Cookie` that takes the session cookie away.
    pub(crate) fn clear_session(&self) -> Option<HeaderValue> {
        self.set(self.session_name(), "", "HttpOnly; SameSite=Lax; Max-Age=0")
    }

    /// The `Set-Cookie` by which this browser is known again, kept for a year.
    pub(crate) fn set_device(&self, secret: &str) -> Option<HeaderValue> {
        self.set(self.device_name(), secret, "HttpOnly; SameSite=Lax; Max-Age=31536000")
    }

    /// The `Set-Cookie` of a choice such as the language, kept for a year.
    pub(crate) fn set_choice(&self, name: &str, value: &str) -> Option<HeaderValue> {
        self.set(name, value, "HttpOnly; SameSite=Lax; Max-Age=31536000")
    }

    /// Whether another site made this request: a picture or a frame of its own, or a link there.
    pub(crate) fn is_sent_from_elsewhere(&self) -> bool {
        self.fetch_site.as_deref() == Some("cross-site")
    }

    /// A choice kept in this browser.
    pub(crate) fn choice(&self, name: &str) -> Option<&str> {
        self.cookie(name)
    }

    /// The token that a form given to this browser must bring back, and the cookie it hangs on if that is new.
    /// Whoever has not got the cookie cannot make the token (RFC 9700 section 4.7.1).
    pub(crate) fn form_token(&self, shared: &Shared, context: &str) -> (String, Option<HeaderValue>) {
        let binding = self.binding(shared);
        let known = self.cookie(self.binding_name()).is_some();
        let set = || self.set(self.binding_name(), binding, "HttpOnly; SameSite=Lax");
        (token(shared, binding, context), if known { None } else { set() })
    }

    /// The secret that binds pages to this browser: the one it has, or one drawn for this answer.
    pub(crate) fn binding(&self, shared: &Shared) -> &str {
        let drawn = || self.fresh_binding.get_or_init(|| shared.ground.random_text::<32>()).as_str();
        self.cookie(self.binding_name()).unwrap_or_else(drawn)
    }

    /// Whether a form was given to this browser and is sent from a page of ours.
    pub(crate) fn owns_form(&self, shared: &Shared, context: &str, presented: Option<&str>) -> bool {
        let (Some(binding), Some(presented)) = (self.cookie(self.binding_name()), presented) else {
            return false;
        };
        let expected = base::Secret::new(token(shared, binding, context));
        self.comes_from_here(shared) && expected == base::Secret::from(presented)
    }

    /// Whether nothing the browser says of where a form comes from speaks against a page of ours.
    fn comes_from_here(&self, shared: &Shared) -> bool {
        let near = self.fetch_site.as_deref();
        let ours = match self.origin.as_deref() {
            // Fetch standard, "append a request Origin header": a page under the referrer policy `no-referrer`, as
            // ours are, sends `null`. So do pages that hide where they are from; only `Sec-Fetch-Site` tells them apart.
            Some("null") => near == Some("same-origin"),
            Some(sent) => sent == shared.config.server.issuer.origin(),
            None => true,
        };
        ours && near.is_none_or(|site| matches!(site, "same-origin" | "none"))
    }

    fn locale(&self, ui_locales: Option<&str>) -> Locale {
        let chosen = self.cookie(LANGUAGE_COOKIE);
        Locale::negotiate(ui_locales, chosen, self.accept_language.as_deref(), self.deployment_speaks)
    }

    fn cookie(&self, name: &str) -> Option<&str> {
        let mut found = self.cookies.iter().filter(|(own, _)| own == name);
        match (found.next(), found.next()) {
            (Some((_, value)), None) => Some(value),
            // One name twice: somebody set a second one from a place of lesser right. Neither is believed.
            _ => None,
        }
    }

    fn set(&self, name: &str, value: &str, attributes: &str) -> Option<HeaderValue> {
        let secure = match self.policy {
            CookiePolicy::Host => "; Secure",
            CookiePolicy::Loopback => "",
        };
        HeaderValue::from_str(&format!("{name}={value}; Path=/; {attributes}{secure}")).ok()
    }

    // RFC 6265bis section 4.1.3.2: `__Host-` binds a cookie to this host and to https. Plain http on loopback
    // cannot have it.
    const fn session_name(&self) -> &'static str {
        match self.policy {
            CookiePolicy::Host => "__Host-yimen_session",
            CookiePolicy::Loopback => "yimen_session",
        }
    }

    const fn device_name(&self) -> &'static str {
        match self.policy {
            CookiePolicy::Host => "__Host-yimen_device",
            CookiePolicy::Loopback => "yimen_device",
        }
    }

    const fn binding_name(&self) -> &'static str {
        match self.policy {
            CookiePolicy::Host => "__Host-yimen_browser",
            CookiePolicy::Loopback => "yimen_browser",
        }
    }
}

fn token(shared: &Shared, binding: &str, context: &str) -> String {
    let parts = [binding.as_bytes(), context.as_bytes()];
    URL_SAFE_NO_PAD.encode(shared.ground.keys.mac(MacPurpose::Csrf, &parts))
}

/// Where a request comes from: who connected, or whom a trusted proxy speaks for.
pub(super) fn source(headers: &HeaderMap, extensions: &Extensions, shared: &Shared) -> Source {
    let peer = extensions.get::<ConnectInfo<SocketAddr>>();
    let peer = peer.map_or(IpAddr::V4(Ipv4Addr::UNSPECIFIED), |ConnectInfo(peer)| peer.ip());
    let public = &shared.config.listen.public;
    let values = headers.get_all(public.forwarded_header.as_str()).into_iter();
    let values = values.map(HeaderValue::as_bytes);
    Source::of_request(peer, public.forwarded_header, values, &public.behind_proxy)
}

/// What a browser calls itself, cut: it may say anything at any length.
fn description(told: Option<String>) -> String {
    told.unwrap_or_default().chars().take(LONGEST_DESCRIPTION).collect()
}

fn header(headers: &HeaderMap, name: &str) -> Option<String> {
    headers.get(name)?.to_str().ok().map(str::to_owned)
}

fn cookies(headers: &HeaderMap) -> Vec<(String, String)> {
    let values = headers.get_all(COOKIE).iter().filter_map(|value| value.to_str().ok());
    let pairs = values.flat_map(|value| value.split(';')).filter_map(|pair| pair.split_once('='));
    pairs.map(|(name, value)| (name.trim().to_owned(), value.trim().to_owned())).collect()
}
