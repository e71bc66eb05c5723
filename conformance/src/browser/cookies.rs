//! A cookie jar after RFC 6265 section 5, as far as one provider needs it.
//!
//! Secure cookies are also sent to plain loopback addresses, as browsers do for places they trust.

use url::Url;

use crate::moment;

/// A kept cookie.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Cookie {
    /// Name.
    pub(crate) name: String,
    /// Value.
    pub(crate) value: String,
    host: String,
    host_only: bool,
    path: String,
    secure: bool,
}

/// Cookies of one browser.
#[derive(Debug, Clone, Default)]
pub(crate) struct Jar {
    cookies: Vec<Cookie>,
}

/// One `Set-Cookie` line, read but not judged.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct SetCookie<'l> {
    /// Name.
    pub(crate) name: &'l str,
    /// Value.
    pub(crate) value: &'l str,
    attributes: Vec<(String, &'l str)>,
}

impl<'l> SetCookie<'l> {
    /// Reads the line; `None` without a name.
    pub(crate) fn parse(line: &'l str) -> Option<Self> {
        let mut parts = line.split(';');
        let (name, value) = parts.next()?.split_once('=')?;
        let attributes = parts
            .map(|part| {
                let (key, value) = part.split_once('=').unwrap_or((part, ""));
                (key.trim().to_ascii_lowercase(), value.trim())
            })
            .collect();
        (!name.trim().is_empty()).then(|| Self { name: name.trim(), value: value.trim(), attributes })
    }

    /// The last value of an attribute; empty for a flag.
    pub(crate) fn attribute(&self, name: &str) -> Option<&'l str> {
        self.attributes.iter().rev().find(|(key, _)| key == name).map(|(_, value)| *value)
    }

    // RFC 6265 section 5.3 step 3: Max-Age wins over Expires.
    /// Whether the line takes the cookie away.
    pub(crate) fn removes(&self) -> bool {
        if let Some(age) = self.attribute("max-age") {
            return age.parse::<i64>().is_ok_and(|seconds| seconds <= 0);
        }
        let Some(date) = self.attribute("expires").and_then(|text| httpdate::parse_http_date(text).ok())
        else {
            return false;
        };
        let since = date.duration_since(std::time::UNIX_EPOCH).unwrap_or_default();
        i64::try_from(since.as_secs()).is_ok_and(|at| at <= moment::now())
    }
}

impl Jar {
    /// Keeps, replaces or drops a cookie as one `Set-Cookie` line asks.
    pub(crate) fn set(&mut self, line: &str, from: &Url) {
        let Some(set) = SetCookie::parse(line) else { return };
        let host = from.host_str().unwrap_or_default().to_ascii_lowercase();
        let domain = set.attribute("domain").map(|d| d.trim_start_matches('.').to_ascii_lowercase());
        let domain = domain.filter(|domain| !domain.is_empty());
        if domain.as_ref().is_some_and(|domain| !within(&host, domain)) {
            return;
        }
        let path = set.attribute("path").filter(|p| p.starts_with('/'));
        let cookie = Cookie {
            name: set.name.to_owned(),
            value: set.value.to_owned(),
            host_only: domain.is_none(),
            host: domain.unwrap_or(host),
            path: path.map_or_else(|| default_path(from), str::to_owned),
            secure: set.attribute("secure").is_some(),
        };
        self.cookies
            .retain(|old| (&old.name, &old.host, &old.path) != (&cookie.name, &cookie.host, &cookie.path));
        if !set.removes() {
            self.cookies.push(cookie);
        }
    }

    /// The `Cookie` header for a request.
    pub(crate) fn header(&self, to: &Url) -> Option<String> {
        let mut fitting: Vec<_> = self.cookies.iter().filter(|cookie| cookie.goes_to(to)).collect();
        // RFC 6265 section 5.4 step 2: longer paths first.
        fitting.sort_by_key(|cookie| std::cmp::Reverse(cookie.path.len()));
        let list: Vec<_> = fitting.iter().map(|c| format!("{}={}", c.name, c.value)).collect();
        (!list.is_empty()).then(|| list.join("; "))
    }
}

impl Cookie {
    fn goes_to(&self, to: &Url) -> bool {
        let host = to.host_str().unwrap_or_default().to_ascii_lowercase();
        let fits = if self.host_only { host == self.host } else { within(&host, &self.host) };
        let safe = !self.secure || to.scheme() == "https" || is_loopback(&host);
        fits && safe && path_within(to.path(), &self.path)
    }
}

/// Whether a host names this very machine.
pub(crate) fn is_loopback(host: &str) -> bool {
    matches!(host, "localhost" | "127.0.0.1" | "[::1]" | "::1") || host.ends_with(".localhost")
}

fn within(host: &str, domain: &str) -> bool {
    host == domain || host.strip_suffix(domain).is_some_and(|front| front.ends_with('.'))
}

// RFC 6265 section 5.1.4.
fn path_within(path: &str, cookie: &str) -> bool {
    path == cookie
        || path.strip_prefix(cookie).is_some_and(|rest| cookie.ends_with('/') || rest.starts_with('/'))
}

fn default_path(from: &Url) -> String {
    match from.path().rsplit_once('/') {
        Some(("", _)) | None => "/".to_owned(),
        Some((folder, _)) => folder.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn url(text: &str) -> Url {
        Url::parse(text).unwrap()
    }

    #[test]
    fn cookie_goes_back_to_its_path_only() {
        let mut jar = Jar::default();
        jar.set("a=1; Path=/in", &url("http://localhost/in/x"));
        assert_eq!(jar.header(&url("http://localhost/in/y")).as_deref(), Some("a=1"));
        assert_eq!(jar.header(&url("http://localhost/inn")), None);
        assert_eq!(jar.header(&url("http://other/in")), None);
    }

    #[test]
    fn removed_by_age_or_date() {
        let mut jar = Jar::default();
        let at = url("http://localhost/");
        jar.set("a=1", &at);
        jar.set("b=1", &at);
        jar.set("a=; Max-Age=0", &at);
        jar.set("b=; Expires=Thu, 01 Jan 1970 00:00:00 GMT", &at);
        assert_eq!(jar.header(&at), None);
    }

    #[test]
    fn secure_cookie_stays_off_plain_foreign_hosts() {
        let mut jar = Jar::default();
        jar.set("a=1; Secure", &url("https://id.example/"));
        assert_eq!(jar.header(&url("http://id.example/")), None);
        assert!(jar.header(&url("https://id.example/")).is_some());
    }

    #[test]
    fn cookie_for_a_foreign_domain_is_dropped() {
        let mut jar = Jar::default();
        jar.set("a=1; Domain=evil.example", &url("http://localhost/"));
        assert_eq!(jar.header(&url("http://evil.example/")), None);
    }
}
