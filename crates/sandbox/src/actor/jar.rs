//! Cookies of one browser, kept per host.
//!
//! Follows RFC 6265 and its revision (6265bis): host-only cookies, path, expiry, `Secure`, `SameSite` and the name
//! prefixes. A cookie for a whole domain is refused: nothing here needs one. A site is a host.

use std::time::Duration;

use base::Time;
use time::OffsetDateTime;
use time::format_description::well_known::Rfc2822;
use url::Url;

/// A cookie and where it is sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cookie {
    /// Its name.
    pub name: String,
    /// Its value.
    pub value: String,
    /// The host that set it, without a port: cookies do not know ports.
    pub host: String,
    /// The path below which it is sent.
    pub path: String,
    /// `None`: until the browser is closed.
    pub expires: Option<Time>,
    /// Whether it was set with `Secure`.
    pub secure: Secure,
    /// Whether it was set with `HttpOnly`.
    pub http_only: HttpOnly,
    /// Its `SameSite` value.
    pub same_site: SameSite,
}

/// Where a cookie may travel.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Secure {
    /// Over https, and over http to the own machine, as browsers do.
    Only,
    /// Over both.
    Either,
}

/// Whether scripts would see a cookie.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum HttpOnly {
    /// They would not.
    Yes,
    /// They would.
    No,
}

/// When a cookie is sent with a request that another site began.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SameSite {
    /// Never.
    Strict,
    /// When a person follows a link. Also for cookies that do not say, as browsers have it.
    Lax,
    /// Always.
    None,
}

/// Who began a request, for `SameSite`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Initiator {
    /// The person, or a page of the same site.
    SameSite,
    /// A page of another site, by a link or a redirect.
    OtherSiteLink,
    /// A page of another site, by a form that is posted.
    OtherSitePost,
}

/// The cookies a browser holds.
#[derive(Clone, Debug, Default)]
pub struct Jar(Vec<Cookie>);

impl Jar {
    /// Every cookie that has not expired at `now`.
    pub fn living(&self, now: Time) -> impl Iterator<Item = &Cookie> {
        self.0.iter().filter(move |cookie| cookie.lives(now))
    }

    /// The cookie of that host and name.
    pub fn find(&self, host: &str, name: &str, now: Time) -> Option<&Cookie> {
        self.living(now).find(|cookie| cookie.host == host && cookie.name == name)
    }

    /// Forgets everything, as a new private window would.
    pub fn clear(&mut self) {
        self.0.clear();
    }

    /// Forgets every cookie of that name and says how many there were.
    pub fn forget(&mut self, name: &str) -> usize {
        let before = self.0.len();
        self.0.retain(|cookie| cookie.name != name);
        before - self.0.len()
    }

    /// Puts a cookie in by hand, in place of one with the same name, host and path.
    pub fn put(&mut self, cookie: Cookie) {
        self.0.retain(|known| !known.is_same(&cookie));
        self.0.push(cookie);
    }

    /// Takes a `Set-Cookie` value of an answer from `url`; one that breaks a rule is dropped.
    pub(super) fn take(&mut self, set_cookie: &str, url: &Url, now: Time) {
        let Some(cookie) = parse(set_cookie, url, now) else { return };
        self.0.retain(|known| !known.is_same(&cookie));
        if cookie.lives(now) {
            self.0.push(cookie);
        }
    }

    /// The `Cookie` header for a request to `url`, if there is anything to send. Longer paths come first.
    // RFC 6265 section 5.4.
    pub(super) fn header(&self, url: &Url, initiator: Initiator, now: Time) -> Option<String> {
        let mut sent: Vec<&Cookie> =
            self.living(now).filter(|cookie| cookie.goes_to(url) && cookie.allows(initiator)).collect();
        sent.sort_by_key(|cookie| std::cmp::Reverse(cookie.path.len()));
        let pairs: Vec<String> =
            sent.iter().map(|cookie| format!("{}={}", cookie.name, cookie.value)).collect();
        (!pairs.is_empty()).then(|| pairs.join("; "))
    }
}

impl Cookie {
    fn lives(&self, now: Time) -> bool {
        self.expires.is_none_or(|expires| expires > now)
    }

    fn is_same(&self, other: &Self) -> bool {
        self.name == other.name && self.host == other.host && self.path == other.path
    }

    fn goes_to(&self, url: &Url) -> bool {
        let path = url.path();
        // RFC 6265 section 5.1.4: equal, or a prefix that ends at a slash.
        let below = path
            .strip_prefix(self.path.as_str())
            .is_some_and(|rest| rest.is_empty() || self.path.ends_with('/') || rest.starts_with('/'));
        let travels = match self.secure {
            Secure::Only => is_trustworthy(url),
            Secure::Either => true,
        };
        url.host_str() == Some(self.host.as_str()) && below && travels
    }

    fn allows(&self, initiator: Initiator) -> bool {
        match (self.same_site, initiator) {
            (_, Initiator::SameSite) | (SameSite::None, _) | (SameSite::Lax, Initiator::OtherSiteLink) => {
                true
            }
            (SameSite::Strict, _) | (SameSite::Lax, Initiator::OtherSitePost) => false,
        }
    }
}

/// Whether a browser treats the address as safe: https, or http to the own machine.
fn is_trustworthy(url: &Url) -> bool {
    url.scheme() == "https"
        || match url.host() {
            Some(url::Host::Ipv4(address)) => address.is_loopback(),
            Some(url::Host::Ipv6(address)) => address.is_loopback(),
            Some(url::Host::Domain(name)) => name == "localhost" || name.ends_with(".localhost"),
            None => false,
        }
}

fn parse(set_cookie: &str, url: &Url, now: Time) -> Option<Cookie> {
    let mut parts = set_cookie.split(';');
    let (name, value) = parts.next()?.split_once('=')?;
    let mut cookie = Cookie {
        name: name.trim().to_owned(),
        value: value.trim().to_owned(),
        host: url.host_str()?.to_owned(),
        path: default_path(url),
        expires: None,
        secure: Secure::Either,
        http_only: HttpOnly::No,
        same_site: SameSite::Lax,
    };
    let mut max_age = None;
    let mut domain = None;
    for part in parts {
        let (key, value) =
            part.split_once('=').map_or((part.trim(), ""), |(key, value)| (key.trim(), value.trim()));
        match key.to_ascii_lowercase().as_str() {
            "path" if value.starts_with('/') => cookie.path = value.to_owned(),
            "expires" => cookie.expires = http_date(value).or(cookie.expires),
            "max-age" => max_age = value.parse::<i64>().ok(),
            "domain" if !value.is_empty() => {
                domain = Some(value.trim_start_matches('.').to_ascii_lowercase());
            }
            "secure" => cookie.secure = Secure::Only,
            "httponly" => cookie.http_only = HttpOnly::Yes,
            "samesite" => cookie.same_site = same_site(value),
            _ => {}
        }
    }
    // RFC 6265 section 5.3 step 3: Max-Age is stronger than Expires.
    if let Some(seconds) = max_age {
        cookie.expires = Some(now.plus(Duration::from_secs(u64::try_from(seconds).unwrap_or(0))));
    }
    acceptable(&cookie, domain.as_deref(), url).then_some(cookie)
}

/// The rules that make a browser drop a cookie.
fn acceptable(cookie: &Cookie, domain: Option<&str>, url: &Url) -> bool {
    let secure = cookie.secure == Secure::Only;
    // 6265bis section 4.1.3: what the prefixes promise.
    let prefixes_kept = if cookie.name.starts_with("__Host-") {
        secure && cookie.path == "/" && domain.is_none()
    } else {
        secure || !cookie.name.starts_with("__Secure-")
    };
    // 6265bis section 5.7: SameSite=None needs Secure, and Secure can only be set over a safe connection.
    let site_kept = cookie.same_site != SameSite::None || secure;
    let domain_kept = domain.is_none_or(|domain| domain == cookie.host);
    !cookie.name.is_empty() && prefixes_kept && site_kept && domain_kept && (!secure || is_trustworthy(url))
}

fn same_site(value: &str) -> SameSite {
    match value.to_ascii_lowercase().as_str() {
        "strict" => SameSite::Strict,
        "none" => SameSite::None,
        _ => SameSite::Lax,
    }
}

// RFC 6265 section 5.1.4: the directory of the path of the request.
fn default_path(url: &Url) -> String {
    match url.path().rsplit_once('/') {
        Some(("", _)) | None => "/".to_owned(),
        Some((directory, _)) => directory.to_owned(),
    }
}

fn http_date(value: &str) -> Option<Time> {
    let at = OffsetDateTime::parse(value, &Rfc2822).ok()?;
    Some(Time::from_seconds(at.unix_timestamp()))
}

#[cfg(test)]
mod tests;
