//! One request and its answer, read up to the limit.

use std::time::Duration;

use base::Fault;
use bytes::{Bytes, BytesMut};
use http::HeaderMap;
use http::header::{ACCEPT_ENCODING, CONTENT_ENCODING, CONTENT_TYPE, HeaderValue};
use reqwest::{Client, RequestBuilder, Response, redirect, retry};

use crate::failure::failure;
use crate::freshness::cache_seconds;
use crate::resolver::JudgingResolver;
use crate::{Answer, OutboundError};

/// How long an unused connection is kept, and how many for one host: enough for a burst of logout notices.
const IDLE: Duration = Duration::from_secs(30);
const IDLE_PER_HOST: usize = 4;

/// Most header fields of an answer.
const MAX_HEADERS: usize = 64;

/// An HTTP client that connects to judged addresses only, follows nothing and asks the environment for nothing.
///
/// HTTP/1.1 only: every server speaks it, and its costs are bounded by the limits here alone.
pub(crate) fn client(resolver: JudgingResolver, tls: rustls::ClientConfig) -> Result<Client, Fault> {
    Client::builder()
        .dns_resolver(resolver)
        .tls_backend_preconfigured(tls)
        .redirect(redirect::Policy::none())
        .referer(false)
        .retry(retry::never())
        .no_proxy()
        .http1_only()
        .http1_max_headers(MAX_HEADERS)
        .pool_idle_timeout(IDLE)
        .pool_max_idle_per_host(IDLE_PER_HOST)
        .user_agent(concat!("yimen/", env!("CARGO_PKG_VERSION")))
        .build()
        .map_err(|cause| Fault::caused("the HTTP client cannot be built", cause))
}

/// Sends the request and reads the answer whole, no longer than `max_response` bytes. The caller sets the deadline.
pub(crate) async fn run(request: RequestBuilder, max_response: usize) -> Result<Answer, OutboundError> {
    // A compressed answer could be long after all; only plain bytes are counted rightly.
    let request = request.header(ACCEPT_ENCODING, HeaderValue::from_static("identity"));
    let response = request.send().await.map_err(|error| failure(&error))?;
    let status = response.status();
    if status.is_redirection() {
        return Err(OutboundError::RedirectRefused);
    }
    if !is_identity(response.headers()) {
        return Err(OutboundError::Protocol);
    }
    let content_type =
        response.headers().get(CONTENT_TYPE).and_then(|value| value.to_str().ok()).map(str::to_owned);
    let cache_seconds = cache_seconds(response.headers());
    let body = read(response, max_response).await?;
    Ok(Answer { status: status.as_u16(), content_type, body, cache_seconds })
}

// RFC 9110 section 8.4: a coding other than identity was not asked for.
fn is_identity(headers: &HeaderMap) -> bool {
    headers.get_all(CONTENT_ENCODING).iter().all(|coding| coding.as_bytes().eq_ignore_ascii_case(b"identity"))
}

async fn read(mut response: Response, max_response: usize) -> Result<Bytes, OutboundError> {
    let announced = response.content_length().map(usize::try_from);
    if announced.is_some_and(|length| length.map_or(true, |length| length > max_response)) {
        return Err(OutboundError::TooLarge);
    }
    let mut body = BytesMut::new();
    while let Some(chunk) = response.chunk().await.map_err(|error| failure(&error))? {
        if body.len().saturating_add(chunk.len()) > max_response {
            return Err(OutboundError::TooLarge);
        }
        body.extend_from_slice(&chunk);
    }
    Ok(body.freeze())
}
