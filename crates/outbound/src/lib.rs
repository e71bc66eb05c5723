//! The one door to addresses that others name: timeouts, size limits and an address check.
//!
//! Clients and platforms name addresses in their registration: `jwks_uri`, `sector_identifier_uri`, a back-channel
//! logout address. Whoever names an address could aim the service at its own inside, so every call passes here
//! (OpenID Connect Core 1.0 section 16, OWASP ASVS 5.0 section 1.3.6): names are resolved here, every address is
//! judged, and the connection goes to an address that was judged, never to a second look-up. No redirect is followed,
//! no proxy of the environment is used, one deadline covers the whole call and the answer is cut off at a limit.
//!
//! Does not own what is fetched: key sets, sector lists and logout tokens are read and written elsewhere.

mod address;
mod exchange;
mod failure;
mod freshness;
mod request;
mod resolver;
mod tls;

use std::net::IpAddr;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use base::Fault;
use bytes::Bytes;
pub use ipnet::IpNet as Network;
use url::{Host, Url};

pub use address::AddressClass;
pub use request::{Method, Request};
use resolver::{Judge, Transport};

/// What outbound calls may cost and where they may go.
#[derive(Clone, Debug)]
pub struct OutboundPolicy {
    /// For one call in all, from the look-up of the name to the last byte.
    pub timeout: Duration,
    /// Longest body read, in bytes.
    pub max_response: usize,
    /// Networks that are not public and yet allowed, with https or http.
    pub allow_networks: Vec<Network>,
    /// PEM file with authorities trusted besides those of the operating system.
    pub ca_file: Option<PathBuf>,
}

impl Default for OutboundPolicy {
    /// Three seconds, 256 KiB, public addresses only, the authorities of the operating system.
    fn default() -> Self {
        Self {
            timeout: Duration::from_secs(3),
            max_response: 256 * 1024,
            allow_networks: Vec::new(),
            ca_file: None,
        }
    }
}

/// What the other side answered, whatever the status.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    /// The HTTP status; never 3xx.
    pub status: u16,
    /// `Content-Type` as sent, parameters included; none when missing or not text.
    pub content_type: Option<String>,
    /// The body, whole.
    pub body: Bytes,
    /// How many seconds the answer stays fresh by its own word (RFC 9111 section 4.2.1); none when it says nothing.
    pub cache_seconds: Option<u64>,
}

/// Why a call did not bring an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum OutboundError {
    /// Neither https, nor http to an allowed network.
    #[error("only https is allowed here")]
    SchemeRefused,
    /// A user name or password in the URL.
    #[error("an address with a user name or password is not called")]
    UserinfoRefused,
    /// The address, or one of those the name stands for, is not public and not allowed.
    #[error("the host has a {0} address, which is not called")]
    AddressRefused(AddressClass),
    /// A header that cannot be sent, or that only the transport may set.
    #[error("a header of the request may not be sent")]
    HeaderRefused,
    /// A body with GET.
    #[error("a GET request has no body")]
    BodyRefused,
    /// The name stands for no address.
    #[error("the host name cannot be resolved")]
    Unresolvable,
    /// The deadline passed.
    #[error("no complete answer came in time")]
    TimedOut,
    /// The body is longer than the limit.
    #[error("the answer is too long")]
    TooLarge,
    /// The answer points elsewhere.
    #[error("the answer is a redirect, which is not followed")]
    RedirectRefused,
    /// No connection came about.
    #[error("the host cannot be connected")]
    Connect,
    /// The certificate is not trusted, not valid now or not for this name.
    #[error("the certificate of the host is not accepted")]
    CertificateRefused,
    /// The TLS handshake failed for another reason.
    #[error("the TLS connection failed")]
    Tls,
    /// What came is not the HTTP that was asked for, or broke off.
    #[error("the answer is not sound HTTP")]
    Protocol,
}

/// The door. Cheap to clone; clones share connections.
#[derive(Clone)]
pub struct Outbound {
    inner: Arc<Inner>,
}

struct Inner {
    timeout: Duration,
    max_response: usize,
    judge: Judge,
    secure: reqwest::Client,
    plain: reqwest::Client,
}

impl Outbound {
    /// Opens the door under `policy`.
    ///
    /// # Errors
    /// A fault when the authorities in `ca_file` cannot be read. A machine without authorities of its own is none:
    /// certificates are then refused call by call.
    pub fn new(policy: OutboundPolicy) -> Result<Self, Fault> {
        let judge = Judge::new(policy.allow_networks);
        let tls = tls::client_config(policy.ca_file.as_deref())?;
        let inner = Inner {
            timeout: policy.timeout,
            max_response: policy.max_response,
            secure: exchange::client(judge.resolver(Transport::Secure), tls.clone())?,
            plain: exchange::client(judge.resolver(Transport::Plain), tls)?,
            judge,
        };
        Ok(Self { inner: Arc::new(inner) })
    }

    /// Fetches `url`; `accept` is the media type asked for.
    ///
    /// # Errors
    /// Refusals of the address before anything is sent, then whatever went wrong on the way. A status that tells of a
    /// failure is an answer.
    pub async fn get(&self, url: &Url, accept: &str) -> Result<Answer, OutboundError> {
        let client = self.client(self.admit(url)?);
        self.exchange(client.get(url.clone()).header(http::header::ACCEPT, accept)).await
    }

    /// Sends `fields` to `url` as `application/x-www-form-urlencoded`.
    ///
    /// # Errors
    /// As [`Outbound::get`].
    pub async fn post_form(&self, url: &Url, fields: &[(&str, &str)]) -> Result<Answer, OutboundError> {
        let client = self.client(self.admit(url)?);
        self.exchange(client.post(url.clone()).form(fields)).await
    }

    /// Sends `body` to `url` as `media_type`.
    ///
    /// # Errors
    /// As [`Outbound::get`].
    pub async fn post(
        &self,
        url: &Url,
        media_type: &'static str,
        body: impl Into<Bytes> + Send,
    ) -> Result<Answer, OutboundError> {
        let client = self.client(self.admit(url)?);
        let media_type = http::HeaderValue::from_static(media_type);
        let request = client.post(url.clone()).header(http::header::CONTENT_TYPE, media_type);
        self.exchange(request.body(body.into())).await
    }

    /// Sends a request of any form and waits for the answer, of any status.
    ///
    /// # Errors
    /// As [`Outbound::get`]; [`OutboundError::HeaderRefused`] and [`OutboundError::BodyRefused`] before anything is
    /// sent.
    pub async fn send(&self, request: Request<'_>) -> Result<Answer, OutboundError> {
        let client = self.client(self.admit(request.url)?);
        self.exchange(request.build(client)?).await
    }

    /// Resolves and judges `url` without connecting: for a registration that names it.
    ///
    /// # Errors
    /// `SchemeRefused`, `UserinfoRefused`, `AddressRefused`, `Unresolvable`, `TimedOut`.
    pub async fn check(&self, url: &Url) -> Result<(), OutboundError> {
        let transport = self.admit(url)?;
        match url.host() {
            Some(Host::Domain(name)) => {
                let resolving = self.inner.judge.resolve(name, transport);
                let resolved = tokio::time::timeout(self.inner.timeout, resolving).await;
                resolved.map_err(|_| OutboundError::TimedOut)?.map(|_| ())
            }
            // Judged by `admit`.
            Some(Host::Ipv4(_) | Host::Ipv6(_)) => Ok(()),
            None => Err(OutboundError::Unresolvable),
        }
    }

    /// What can be judged without a look-up: the scheme, the user name, an address written as such. The HTTP client
    /// does not ask its resolver for those.
    fn admit(&self, url: &Url) -> Result<Transport, OutboundError> {
        let transport = match url.scheme() {
            "https" => Transport::Secure,
            "http" if self.inner.judge.allows_any() => Transport::Plain,
            _ => return Err(OutboundError::SchemeRefused),
        };
        if !url.username().is_empty() || url.password().is_some() {
            return Err(OutboundError::UserinfoRefused);
        }
        match url.host() {
            Some(Host::Ipv4(address)) => self.inner.judge.judge(IpAddr::V4(address), transport)?,
            Some(Host::Ipv6(address)) => self.inner.judge.judge(IpAddr::V6(address), transport)?,
            Some(Host::Domain(_)) => {}
            None => return Err(OutboundError::Unresolvable),
        }
        Ok(transport)
    }

    fn client(&self, transport: Transport) -> &reqwest::Client {
        match transport {
            Transport::Secure => &self.inner.secure,
            Transport::Plain => &self.inner.plain,
        }
    }

    async fn exchange(&self, request: reqwest::RequestBuilder) -> Result<Answer, OutboundError> {
        let exchange = exchange::run(request, self.inner.max_response);
        tokio::time::timeout(self.inner.timeout, exchange).await.map_err(|_| OutboundError::TimedOut)?
    }
}

impl std::fmt::Debug for Outbound {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Outbound").field("timeout", &self.inner.timeout).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests;
