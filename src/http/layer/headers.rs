//! Headers a reply bears unless its handler chose others: closed by default, so that a new page that forgets them is
//! safe and one that needs more says so.

use config::IssuerScheme;
use http::header::{
    CACHE_CONTROL, CONTENT_SECURITY_POLICY, REFERRER_POLICY, STRICT_TRANSPORT_SECURITY,
    X_CONTENT_TYPE_OPTIONS, X_FRAME_OPTIONS,
};
use http::{HeaderMap, HeaderName, HeaderValue};

const OPENER_POLICY: HeaderName = HeaderName::from_static("cross-origin-opener-policy");
const PERMISSIONS_POLICY: HeaderName = HeaderName::from_static("permissions-policy");

const ALWAYS: [(HeaderName, &str); 8] = [
    // RFC 6749 section 5.1 for tokens; everything else here is about one person too.
    (CACHE_CONTROL, "no-store"),
    (CONTENT_SECURITY_POLICY, "default-src 'none'; frame-ancestors 'none'"),
    (X_CONTENT_TYPE_OPTIONS, "nosniff"),
    // RFC 9700 section 4.2.4: the address of a page may hold a code or a state.
    (REFERRER_POLICY, "no-referrer"),
    // RFC 9700 section 4.16: for browsers that do not know frame-ancestors.
    (X_FRAME_OPTIONS, "DENY"),
    (OPENER_POLICY, "same-origin"),
    (PERMISSIONS_POLICY, "camera=(), geolocation=(), microphone=(), payment=(), usb=()"),
    (HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
];

/// One year, in seconds. Not for subdomains: those may belong to others.
const INSIST_ON_TLS: &str = "max-age=31536000";

/// The default headers of a listener.
pub(in crate::http) struct Defaults(Vec<(HeaderName, HeaderValue)>);

impl Defaults {
    /// Those of a service reached in this way.
    pub(in crate::http) fn new(scheme: IssuerScheme) -> Self {
        let tls = match scheme {
            // RFC 6797 section 7.2: the header has no meaning over plain HTTP.
            IssuerScheme::Https => Some((STRICT_TRANSPORT_SECURITY, INSIST_ON_TLS)),
            IssuerScheme::LoopbackHttp => None,
        };
        let all = ALWAYS.into_iter().chain(tls);
        Self(all.map(|(name, value)| (name, HeaderValue::from_static(value))).collect())
    }

    /// Adds those the handler did not set.
    pub(in crate::http) fn fill(&self, headers: &mut HeaderMap) {
        headers.reserve(self.0.len());
        for (name, value) in &self.0 {
            headers.entry(name).or_insert_with(|| value.clone());
        }
    }
}
