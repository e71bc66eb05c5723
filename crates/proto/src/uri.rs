//! Addresses a client names for us to call or to send a browser to, other than redirect URIs.
//!
//! Owns the form of such an address. Whether the host may be reached is decided where the connection is made.

use url::{Host, Url};

const MAX_URI_BYTES: usize = 2048;

/// Whether plain http is accepted on a loopback address: for a demonstration on one machine, nowhere else.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LoopbackHttp {
    /// http is accepted where the host is a loopback address.
    Allowed,
    /// https only.
    Refused,
}

/// Why an address is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum UriRefusal {
    /// Not an absolute URI, or longer than 2048 bytes.
    #[error("not an absolute URI of at most 2048 bytes")]
    NotAbsolute,
    /// Not https.
    #[error("must start with https://")]
    NotHttps,
    /// A user name or password before the host.
    #[error("must not hold a user name or password")]
    UserInfo,
    /// A fragment, even an empty one.
    #[error("must not hold a fragment")]
    Fragment,
    /// A space, control character, backslash or a character outside ASCII.
    #[error("must not hold spaces, control characters, backslashes or characters outside ASCII")]
    ForbiddenCharacter,
}

/// Reads an address that we call, or that a browser is sent to, over https.
///
/// # Errors
/// The first rule broken.
pub fn check_https(text: &str, loopback: LoopbackHttp) -> Result<Url, UriRefusal> {
    let url = check_absolute(text)?;
    let plain_allowed = loopback == LoopbackHttp::Allowed && url.scheme() == "http" && is_loopback(&url);
    if url.scheme() != "https" && !plain_allowed {
        return Err(UriRefusal::NotHttps);
    }
    if !url.username().is_empty() || url.password().is_some() {
        return Err(UriRefusal::UserInfo);
    }
    Ok(url)
}

/// Reads a resource indicator.
///
/// # Errors
/// The first rule broken.
pub fn check_absolute(text: &str) -> Result<Url, UriRefusal> {
    if !text.bytes().all(|byte| byte.is_ascii_graphic() && byte != b'\\') {
        return Err(UriRefusal::ForbiddenCharacter);
    }
    // RFC 8707 section 2: an absolute URI without a fragment component.
    if text.contains('#') {
        return Err(UriRefusal::Fragment);
    }
    if text.len() > MAX_URI_BYTES {
        return Err(UriRefusal::NotAbsolute);
    }
    Url::parse(text).map_err(|_| UriRefusal::NotAbsolute)
}

/// Whether the host is a loopback address or the name `localhost`.
pub fn is_loopback(url: &Url) -> bool {
    match url.host() {
        Some(Host::Domain(name)) => name == "localhost",
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        None => false,
    }
}

#[cfg(test)]
mod tests;
