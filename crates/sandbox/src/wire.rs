//! The HTTP client under the stock library: time-outs, size limit, no redirects, explicit TLS.
//!
//! Owns every outbound call of a platform. Trusts only the certificates of its [`Environment`].

use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use openidconnect::{AsyncHttpClient, HttpRequest, HttpResponse};

use crate::{Environment, SandboxError};

const CONNECT_TIMEOUT: Duration = Duration::from_secs(3);
const REQUEST_TIMEOUT: Duration = Duration::from_secs(10);
/// Discovery documents, key sets and token answers are a few kilobytes.
const LARGEST_ANSWER: usize = 256 * 1024;

/// Carries the stock library's requests.
#[derive(Clone, Debug)]
pub(crate) struct Wire(reqwest::Client);

/// Why a request got no usable answer.
#[derive(Debug, thiserror::Error)]
pub(crate) enum WireError {
    /// No connection, no answer in time or a broken one.
    #[error("the request failed")]
    Transport(#[from] reqwest::Error),
    /// The answer is larger than the limit in bytes.
    #[error("the answer is larger than {0} bytes")]
    TooLarge(usize),
}

impl Wire {
    pub(crate) fn new(environment: &Environment) -> Result<Self, SandboxError> {
        Ok(Self(http_client(environment)?))
    }

    async fn carry(&self, request: HttpRequest) -> Result<HttpResponse, WireError> {
        let answer = self.0.execute(request.try_into()?).await?;
        let (status, headers) = (answer.status(), answer.headers().clone());
        let mut response = HttpResponse::new(bounded_body(answer, LARGEST_ANSWER).await?);
        *response.status_mut() = status;
        *response.headers_mut() = headers;
        Ok(response)
    }
}

impl<'c> AsyncHttpClient<'c> for Wire {
    type Error = WireError;
    type Future = Pin<Box<dyn Future<Output = Result<HttpResponse, WireError>> + Send + 'c>>;

    fn call(&'c self, request: HttpRequest) -> Self::Future {
        Box::pin(self.carry(request))
    }
}

/// A client that follows no redirect by itself, uses no proxy and trusts only the environment's certificates.
pub(crate) fn http_client(environment: &Environment) -> Result<reqwest::Client, SandboxError> {
    let refused = |cause: &dyn std::fmt::Display| SandboxError::HttpClient(cause.to_string());
    let mut roots = rustls::RootCertStore::empty();
    for certificate in &environment.trusted {
        roots.add(certificate.clone()).map_err(|cause| refused(&cause))?;
    }
    let tls = rustls::ClientConfig::builder_with_provider(Arc::new(rustls::crypto::ring::default_provider()))
        .with_safe_default_protocol_versions()
        .map_err(|cause| refused(&cause))?
        .with_root_certificates(roots)
        .with_no_client_auth();
    reqwest::Client::builder()
        .tls_backend_preconfigured(tls)
        .redirect(reqwest::redirect::Policy::none())
        .no_proxy()
        .connect_timeout(CONNECT_TIMEOUT)
        .timeout(REQUEST_TIMEOUT)
        .build()
        .map_err(|cause| refused(&cause))
}

/// The body of an answer, given up as soon as it passes `limit` bytes.
pub(crate) async fn bounded_body(mut answer: reqwest::Response, limit: usize) -> Result<Vec<u8>, WireError> {
    let mut body = Vec::new();
    while let Some(chunk) = answer.chunk().await? {
        if body.len() + chunk.len() > limit {
            return Err(WireError::TooLarge(limit));
        }
        body.extend_from_slice(&chunk);
    }
    Ok(body)
}
