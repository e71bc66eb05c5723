//! One HTTP request, put together piece by piece, and its answer. Redirects are shown, not followed.

use std::sync::Arc;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use http::{HeaderMap, HeaderName, HeaderValue, Method};
use serde_json::Value;

const FORM: &str = "application/x-www-form-urlencoded";

/// A request before it is sent.
#[derive(Clone, Debug)]
pub struct Call {
    method: Method,
    address: String,
    headers: HeaderMap,
    body: Vec<u8>,
}

impl Call {
    /// A request of that method to a path or URL.
    pub fn new(method: Method, address: impl Into<String>) -> Self {
        Self { method, address: address.into(), headers: HeaderMap::new(), body: Vec::new() }
    }

    /// GET.
    pub fn get(address: impl Into<String>) -> Self {
        Self::new(Method::GET, address)
    }

    /// POST with a form.
    pub fn post(address: impl Into<String>, pairs: &[(&str, &str)]) -> Self {
        let form = form_urlencoded::Serializer::new(String::new()).extend_pairs(pairs).finish();
        Self::new(Method::POST, address).body(FORM, form)
    }

    /// With a body.
    #[must_use]
    pub fn body(mut self, content_type: &str, body: impl Into<Vec<u8>>) -> Self {
        self.body = body.into();
        self.header("content-type", content_type)
    }

    /// With one more header.
    #[must_use]
    pub fn header(mut self, name: &str, value: &str) -> Self {
        let name: HeaderName = name.parse().expect("a header name");
        self.headers.append(name, HeaderValue::from_str(value).expect("a header value"));
        self
    }

    /// With a client's secret in the Authorization header (RFC 6749 section 2.3.1: both parts form-encoded first).
    #[must_use]
    pub fn basic(self, id: &str, secret: &str) -> Self {
        let encoded = |text: &str| form_urlencoded::byte_serialize(text.as_bytes()).collect::<String>();
        let pair = STANDARD.encode(format!("{}:{}", encoded(id), encoded(secret)));
        self.header("authorization", &format!("Basic {pair}"))
    }

    /// With an access token (RFC 6750 section 2.1).
    #[must_use]
    pub fn bearer(self, token: &str) -> Self {
        self.header("authorization", &format!("Bearer {token}"))
    }

    /// With cookies, as `name=value; name=value`.
    #[must_use]
    pub fn cookies(self, cookies: &str) -> Self {
        self.header("cookie", cookies)
    }
}

/// What came back.
#[derive(Clone, Debug)]
pub struct Reply {
    /// The status.
    pub status: u16,
    /// The headers.
    pub headers: HeaderMap,
    /// The body as text.
    pub body: String,
}

impl Reply {
    /// The body as JSON.
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap_or_else(|error| panic!("no JSON ({error}): {self:?}"))
    }

    /// A text member of the JSON body.
    pub fn text(&self, name: &str) -> String {
        let json = self.json();
        let found = json.get(name).and_then(Value::as_str);
        found.unwrap_or_else(|| panic!("no {name}: {self:?}")).to_owned()
    }

    /// A header as text.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).and_then(|value| value.to_str().ok())
    }

    /// Status and error code, to compare both at once.
    pub fn refusal(&self) -> (u16, String) {
        (self.status, self.text("error"))
    }

    /// The `Set-Cookie` values.
    pub fn set_cookies(&self) -> Vec<&str> {
        self.headers.get_all("set-cookie").iter().filter_map(|value| value.to_str().ok()).collect()
    }
}

/// The HTTP client.
#[derive(Clone)]
pub(crate) struct Wire(reqwest::Client);

impl Wire {
    pub(crate) fn new() -> Self {
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let tls = rustls::ClientConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .expect("protocol versions")
            .with_root_certificates(rustls::RootCertStore::empty())
            .with_no_client_auth();
        let client = reqwest::Client::builder()
            .tls_backend_preconfigured(tls)
            .redirect(reqwest::redirect::Policy::none())
            .no_proxy()
            .build();
        Self(client.expect("an HTTP client"))
    }

    pub(crate) async fn send(&self, call: Call, base: &str) -> Reply {
        let address =
            if call.address.starts_with('/') { format!("{base}{}", call.address) } else { call.address };
        let request = self.0.request(call.method, &address).headers(call.headers).body(call.body);
        let answer = request.send().await.unwrap_or_else(|error| panic!("no answer from {address}: {error}"));
        let (status, headers) = (answer.status().as_u16(), answer.headers().clone());
        let body = answer.bytes().await.expect("a whole body");
        Reply { status, headers, body: String::from_utf8_lossy(&body).into_owned() }
    }
}
