//! A request of any form: a method, headers, a body.

use http::header::{
    ACCEPT_ENCODING, CONNECTION, CONTENT_LENGTH, EXPECT, HOST, HeaderMap, HeaderName, HeaderValue, TE,
    TRAILER, TRANSFER_ENCODING, UPGRADE,
};
use reqwest::{Client, RequestBuilder};
use url::Url;

use crate::OutboundError;

/// Headers that the transport sets. From a caller they could make the two sides disagree on where a message ends, whom
/// it is for, or how long the answer is (RFC 9112 sections 6 and 11.2).
const OF_THE_TRANSPORT: [HeaderName; 9] =
    [HOST, CONNECTION, CONTENT_LENGTH, TRANSFER_ENCODING, TRAILER, TE, UPGRADE, EXPECT, ACCEPT_ENCODING];

/// What is done with an address.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Method {
    /// GET, without a body.
    Get,
    /// POST.
    Post,
}

/// One request. `Debug` shows method and host only: there may be people in the rest.
#[derive(Clone)]
pub struct Request<'a> {
    /// GET or POST.
    pub method: Method,
    /// Where to.
    pub url: &'a Url,
    /// Beside those the transport sets; a name may come more than once.
    pub headers: &'a [(&'a str, &'a str)],
    /// The body; empty for GET.
    pub body: Vec<u8>,
}

impl Request<'_> {
    pub(crate) fn build(self, client: &Client) -> Result<RequestBuilder, OutboundError> {
        let headers = sound(self.headers)?;
        match self.method {
            // RFC 9110 section 9.3.1: content in a GET request has no meaning, and some servers refuse it.
            Method::Get if !self.body.is_empty() => Err(OutboundError::BodyRefused),
            Method::Get => Ok(client.get(self.url.clone()).headers(headers)),
            Method::Post => Ok(client.post(self.url.clone()).headers(headers).body(self.body)),
        }
    }
}

fn sound(headers: &[(&str, &str)]) -> Result<HeaderMap, OutboundError> {
    let mut map = HeaderMap::with_capacity(headers.len());
    for (name, value) in headers {
        let name = name.parse::<HeaderName>().map_err(|_| OutboundError::HeaderRefused)?;
        let value = value.parse::<HeaderValue>().map_err(|_| OutboundError::HeaderRefused)?;
        if OF_THE_TRANSPORT.contains(&name) {
            return Err(OutboundError::HeaderRefused);
        }
        map.append(name, value);
    }
    Ok(map)
}

impl std::fmt::Debug for Request<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Request")
            .field("method", &self.method)
            .field("host", &self.url.host_str())
            .finish_non_exhaustive()
    }
}
