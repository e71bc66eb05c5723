//! The issuer identifier: exact text, never a normalised URL.
//!
//! OpenID Connect Discovery 1.0 section 3 and RFC 8414 section 2. Clients compare the identifier letter by letter, so
//! the text is kept as written, and a text that a URL parser would write differently is refused.

use std::net::{Ipv4Addr, Ipv6Addr};

use url::{Host, Url};

/// An issuer identifier.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Issuer {
    text: String,
    scheme: IssuerScheme,
    host: String,
    path: String,
}

/// How the issuer is reached.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum IssuerScheme {
    /// https.
    Https,
    /// http on a loopback host: development and demonstration.
    LoopbackHttp,
}

/// Why a text is not an issuer identifier.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum IssuerRefusal {
    /// Not a URL with a host.
    #[error("must be an absolute URL such as https://id.example.org")]
    NotAUrl,
    /// A scheme that is neither https nor http.
    #[error("must be an https URL")]
    Scheme,
    /// http although others can reach the host.
    #[error("must be an https URL; http is taken on a loopback host only")]
    PlainHttp,
    /// A query.
    #[error("must have no query")]
    Query,
    /// A fragment.
    #[error("must have no fragment")]
    Fragment,
    /// A user name or password.
    #[error("must have no user name or password")]
    Userinfo,
    /// A slash at the end.
    #[error("must not end with a slash")]
    TrailingSlash,
    /// Upper-case host, default port, dot segments: text that clients may write in two ways.
    #[error("must be written in its normal form: lower-case host, no default port, no dot segments")]
    NotNormal,
}

impl Issuer {
    /// The identifier, letter by letter.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// How it is reached.
    pub const fn scheme(&self) -> IssuerScheme {
        self.scheme
    }

    /// The host without the port; an IPv6 address in brackets.
    pub fn host(&self) -> &str {
        &self.host
    }

    /// The path: empty, or a slash and more, without a slash at the end.
    pub fn path(&self) -> &str {
        &self.path
    }

    /// Scheme, host and port, as a browser names an origin (RFC 6454 section 6.2).
    pub fn origin(&self) -> &str {
        self.text.strip_suffix(&self.path).unwrap_or(&self.text)
    }

    /// The address of `path` under this issuer; `path` starts with a slash.
    pub fn endpoint(&self, path: &str) -> String {
        format!("{}{path}", self.text)
    }

    /// Stands for an issuer that could not be read, until its problem is reported.
    pub(crate) const fn unread() -> Self {
        Self { text: String::new(), scheme: IssuerScheme::Https, host: String::new(), path: String::new() }
    }
}

impl std::fmt::Display for Issuer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.text)
    }
}

impl std::str::FromStr for Issuer {
    type Err = IssuerRefusal;

    fn from_str(text: &str) -> Result<Self, IssuerRefusal> {
        let url = Url::parse(text).map_err(|_| IssuerRefusal::NotAUrl)?;
        let scheme = scheme(&url)?;
        // OpenID Connect Discovery 1.0 section 3: no query or fragment components.
        if url.query().is_some() {
            return Err(IssuerRefusal::Query);
        }
        if url.fragment().is_some() {
            return Err(IssuerRefusal::Fragment);
        }
        if !url.username().is_empty() || url.password().is_some() {
            return Err(IssuerRefusal::Userinfo);
        }
        // Deviation: OpenID Connect Discovery 1.0 section 4.1 allows a slash at the end and strips it; two spellings of
        // one issuer invite comparisons that fail.
        if text.ends_with('/') {
            return Err(IssuerRefusal::TrailingSlash);
        }
        let path = url.path().trim_end_matches('/');
        if url.as_str() != text && url.as_str().strip_suffix('/') != Some(text) {
            return Err(IssuerRefusal::NotNormal);
        }
        let host = url.host_str().ok_or(IssuerRefusal::NotAUrl)?.to_owned();
        Ok(Self { text: text.to_owned(), scheme, host, path: path.to_owned() })
    }
}

fn scheme(url: &Url) -> Result<IssuerScheme, IssuerRefusal> {
    match url.scheme() {
        "https" => Ok(IssuerScheme::Https),
        "http" if is_loopback(url) => Ok(IssuerScheme::LoopbackHttp),
        "http" => Err(IssuerRefusal::PlainHttp),
        _ => Err(IssuerRefusal::Scheme),
    }
}

fn is_loopback(url: &Url) -> bool {
    match url.host() {
        // RFC 6761 section 6.3: localhost and names under it are loopback.
        Some(Host::Domain(name)) => name == "localhost" || name.ends_with(".localhost"),
        Some(Host::Ipv4(address)) => Ipv4Addr::is_loopback(&address),
        Some(Host::Ipv6(address)) => Ipv6Addr::is_loopback(&address),
        None => false,
    }
}
