//! Redirect URIs: where an answer may be sent (RFC 6749 section 3.1.2, RFC 8252, RFC 9700 section 2.1).
//!
//! Owns the form accepted at registration and the comparison at each request. A URI that does not match is never
//! redirected to: the caller shows an error page instead.

use std::fmt;

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};
use url::{Host, Url};

use crate::uri::{LoopbackHttp, is_loopback};

const MAX_REDIRECT_BYTES: usize = 2048;

/// Names in a query that the answer itself uses (RFC 6749 section 4.1.2, RFC 9207 section 2).
const ANSWER_PARAMETERS: [&str; 6] = ["code", "state", "iss", "error", "error_description", "error_uri"];

/// Where a client runs (OpenID Connect Registration section 2, `application_type`).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ApplicationType {
    /// On a server, or in a browser.
    #[default]
    Web,
    /// Installed on a person's device.
    Native,
}

/// A redirect URI of sound form, kept as the exact text registered.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct RedirectUri(String);

/// Why a redirect URI is refused at registration.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RedirectRefusal {
    /// Over 2048 bytes.
    #[error("a redirect URI is at most 2048 bytes long")]
    TooLong,
    /// A control character, space, backslash, quote or a character outside ASCII; or a broken percent sequence.
    #[error(
        "a redirect URI must not hold spaces, control characters, backslashes or characters outside ASCII"
    )]
    ForbiddenCharacter,
    /// An asterisk.
    #[error("a redirect URI must be given in full, without a wildcard")]
    Wildcard,
    /// A fragment, even an empty one.
    #[error("a redirect URI must not hold a fragment")]
    Fragment,
    /// Not an absolute URI.
    #[error("a redirect URI must be absolute")]
    NotAbsolute,
    /// A user name or password before the host.
    #[error("a redirect URI must not hold a user name or password")]
    UserInfo,
    /// Dot segments, a default port, an upper-case host, too few slashes: readers would disagree about it.
    #[error(
        "a redirect URI must be written in its normal form: lower-case host, no default port, no dot segments"
    )]
    NotNormal,
    /// A parameter that the answer adds is there already.
    #[error("a redirect URI must not hold a parameter that the answer adds, such as code or state")]
    AnswerParameter,
    /// http to a host that is not loopback, or for a web client.
    #[error("a redirect URI must use https; http is for native clients on 127.0.0.1 or [::1]")]
    PlainHttp,
    /// http to `localhost` by a native client.
    #[error("a native client listens on 127.0.0.1 or [::1], not on the name localhost")]
    LocalhostName,
    /// A private-use scheme for a web client.
    #[error("a private-use scheme is for native clients")]
    PrivateSchemeForWeb,
    /// A scheme without a full stop, such as javascript or myapp, or one without a path.
    #[error("a private-use scheme is a reversed domain name with a path, such as com.example.app:/callback")]
    Scheme,
}

impl RedirectUri {
    /// Checks a URI at registration, as for a running service: http only for native clients on loopback.
    ///
    /// # Errors
    /// The first rule broken.
    pub fn register(text: &str, application: ApplicationType) -> Result<Self, RedirectRefusal> {
        Self::register_with(text, application, LoopbackHttp::Refused)
    }

    /// As [`Self::register`]; with [`LoopbackHttp::Allowed`] web clients too may use http on loopback, for a
    /// demonstration on one machine.
    ///
    /// # Errors
    /// The first rule broken.
    pub fn register_with(
        text: &str,
        application: ApplicationType,
        loopback: LoopbackHttp,
    ) -> Result<Self, RedirectRefusal> {
        let url = check_form(text)?;
        check_scheme(text, &url, application, loopback)?;
        Ok(Self(text.to_owned()))
    }

    /// Whether `unverified`, given in a request, is this URI.
    pub fn matches(&self, unverified: &str, application: ApplicationType) -> bool {
        // RFC 9700 section 2.1: exact string comparison, except for the port of a native client on loopback.
        self.0 == unverified
            || application == ApplicationType::Native && matches_but_for_port(&self.0, unverified)
    }

    /// The text as registered.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The host, as a URL spells it; none for a private-use scheme without authority.
    pub fn host(&self) -> Option<String> {
        Url::parse(&self.0).ok()?.host_str().map(str::to_owned)
    }

    /// The origin as a content security policy names it: `https://host:port`, or `scheme:` for a private-use
    /// scheme, which has no origin.
    pub fn origin(&self) -> String {
        match Url::parse(&self.0) {
            Ok(url) if url.origin().is_tuple() => url.origin().ascii_serialization(),
            Ok(url) => format!("{}:", url.scheme()),
            Err(_) => String::new(),
        }
    }

    /// Whether other software on the device can receive the answer too: a private-use scheme or a loopback port
    /// (RFC 8252 section 8.1).
    pub(crate) fn is_claimable(&self) -> bool {
        Url::parse(&self.0).is_ok_and(|url| url.scheme() != "https")
    }
}

fn check_form(text: &str) -> Result<Url, RedirectRefusal> {
    if text.len() > MAX_REDIRECT_BYTES {
        return Err(RedirectRefusal::TooLong);
    }
    // RFC 3986 section 2: these bytes are not part of a URI; browsers repair them, each in its own way.
    let sound = |byte: u8| byte.is_ascii_graphic() && !b"\\\"<>^`{|}".contains(&byte);
    if !text.bytes().all(sound) || !percent_sequences_are_sound(text) {
        return Err(RedirectRefusal::ForbiddenCharacter);
    }
    if text.contains('*') {
        return Err(RedirectRefusal::Wildcard);
    }
    // RFC 6749 section 3.1.2: absolute, without a fragment component.
    if text.contains('#') {
        return Err(RedirectRefusal::Fragment);
    }
    let url = Url::parse(text).map_err(|_| RedirectRefusal::NotAbsolute)?;
    if has_user_info(&url) {
        return Err(RedirectRefusal::UserInfo);
    }
    // An empty path is the one difference a parsed URL may show: https://host is https://host/.
    if url.as_str() != text && url.as_str().strip_suffix('/') != Some(text) {
        return Err(RedirectRefusal::NotNormal);
    }
    if url.query_pairs().any(|(name, _)| ANSWER_PARAMETERS.contains(&name.as_ref())) {
        return Err(RedirectRefusal::AnswerParameter);
    }
    Ok(url)
}

fn has_user_info(url: &Url) -> bool {
    !url.username().is_empty() || url.password().is_some() || url.authority().contains('@')
}

fn percent_sequences_are_sound(text: &str) -> bool {
    let mut pieces = text.split('%');
    pieces.next();
    pieces
        .all(|piece| piece.as_bytes().get(..2).is_some_and(|digits| digits.iter().all(u8::is_ascii_hexdigit)))
}

fn check_scheme(
    text: &str,
    url: &Url,
    application: ApplicationType,
    loopback: LoopbackHttp,
) -> Result<(), RedirectRefusal> {
    match (url.scheme(), application) {
        ("https", _) => Ok(()),
        ("http", ApplicationType::Native) => check_native_http(url),
        ("http", ApplicationType::Web) if loopback == LoopbackHttp::Allowed && is_loopback(url) => Ok(()),
        ("http", ApplicationType::Web) => Err(RedirectRefusal::PlainHttp),
        // RFC 8252 section 7.1: a private-use scheme is based on a domain name in reverse, so it has a dot; that
        // also keeps javascript: and data: out.
        (scheme, _) if !scheme.contains('.') || !text.contains(":/") || url.cannot_be_a_base() => {
            Err(RedirectRefusal::Scheme)
        }
        (_, ApplicationType::Native) => Ok(()),
        (_, ApplicationType::Web) => Err(RedirectRefusal::PrivateSchemeForWeb),
    }
}

fn check_native_http(url: &Url) -> Result<(), RedirectRefusal> {
    match url.host() {
        // RFC 8252 section 7.3: the loopback IP literal; section 8.3: localhost is not recommended, since it may
        // resolve to another interface. Deviation: we refuse it.
        Some(Host::Ipv4(address)) if address == std::net::Ipv4Addr::LOCALHOST => Ok(()),
        Some(Host::Ipv6(address)) if address == std::net::Ipv6Addr::LOCALHOST => Ok(()),
        Some(Host::Domain("localhost")) => Err(RedirectRefusal::LocalhostName),
        _ => Err(RedirectRefusal::PlainHttp),
    }
}

/// RFC 8252 section 7.3: the port of a loopback redirect is chosen at the time of the request.
fn matches_but_for_port(registered: &str, unverified: &str) -> bool {
    const LOOPBACKS: [&str; 2] = ["http://127.0.0.1", "http://[::1]"];
    LOOPBACKS.iter().any(|base| {
        let rest = |text: &'_ str| text.strip_prefix(base).and_then(without_port).map(str::to_owned);
        rest(registered).is_some_and(|own| Some(own) == rest(unverified))
    })
}

fn without_port(after_host: &str) -> Option<&str> {
    let Some(port_and_rest) = after_host.strip_prefix(':') else {
        return (after_host.is_empty() || after_host.starts_with(['/', '?'])).then_some(after_host);
    };
    let end = port_and_rest.find(['/', '?']).unwrap_or(port_and_rest.len());
    let (port, rest) = port_and_rest.split_at_checked(end)?;
    let digits_only = port.bytes().all(|byte| byte.is_ascii_digit());
    (digits_only && port.parse::<u16>().is_ok_and(|port| port > 0)).then_some(rest)
}

impl fmt::Display for RedirectUri {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Debug for RedirectUri {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "RedirectUri({})", self.0)
    }
}

impl Serialize for RedirectUri {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_str(&self.0)
    }
}

impl<'de> Deserialize<'de> for RedirectUri {
    /// Reads back what was registered: the form is checked again, the scheme is not.
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let text = String::deserialize(from)?;
        check_form(&text).map_err(de::Error::custom)?;
        Ok(Self(text))
    }
}

#[cfg(test)]
mod tests;
