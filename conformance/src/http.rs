//! One request, one answer: no redirects followed, no cookies kept, bodies bounded, every call timed out.

use std::time::Duration;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use reqwest::Method;
use reqwest::header::HeaderMap;
use serde_json::Value;
use url::Url;
use url::form_urlencoded::byte_serialize;

use crate::case::{Step, failed};
use crate::cli::CommandError;

/// Longest answer read, in bytes.
const BODY_LIMIT: usize = 2 * 1024 * 1024;
/// Longest wait for one answer.
const TIME_LIMIT: Duration = Duration::from_secs(20);

/// Sends requests.
#[derive(Clone)]
pub(crate) struct Http {
    client: reqwest::Client,
}

impl Http {
    /// A client that keeps nothing between requests.
    ///
    /// # Errors
    /// When TLS cannot be set up.
    pub(crate) fn new() -> Result<Self, CommandError> {
        // A second installation only says that there already is one.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let client = reqwest::Client::builder()
            .redirect(reqwest::redirect::Policy::none())
            .no_proxy()
            .timeout(TIME_LIMIT)
            .user_agent("conformance")
            .build()
            .map_err(|e| CommandError::SetUp(e.to_string()))?;
        Ok(Self { client })
    }

    /// Sends one request and reads the whole answer.
    pub(crate) async fn send(&self, request: Request) -> Step<Answer> {
        let named = format!("{} {}", request.method, without_query(&request.url));
        let mut builder = self.client.request(request.method, request.url.clone());
        for (name, value) in &request.headers {
            builder = builder.header(name, value);
        }
        if let Some(body) = request.body {
            builder = builder.body(body);
        }
        let mut response =
            builder.send().await.map_err(|e| failed(format!("{named}: no answer: {}", root_cause(&e))))?;
        let (status, headers) = (response.status().as_u16(), response.headers().clone());
        let mut bytes = Vec::new();
        while let Some(chunk) =
            response.chunk().await.map_err(|e| failed(format!("{named}: answer breaks off: {e}")))?
        {
            bytes.extend_from_slice(&chunk);
            if bytes.len() > BODY_LIMIT {
                return Err(failed(format!("{named}: answer is longer than {BODY_LIMIT} bytes")));
            }
        }
        let body = String::from_utf8_lossy(&bytes).into_owned();
        Ok(Answer { status, headers, body, url: request.url })
    }
}

fn root_cause(error: &reqwest::Error) -> String {
    let mut deepest: &dyn std::error::Error = error;
    while let Some(source) = deepest.source() {
        deepest = source;
    }
    deepest.to_string()
}

fn without_query(url: &Url) -> String {
    let mut bare = url.clone();
    bare.set_query(None);
    bare.to_string()
}

/// One request.
#[derive(Clone)]
pub(crate) struct Request {
    /// Method.
    pub(crate) method: Method,
    /// Where to.
    pub(crate) url: Url,
    headers: Vec<(String, String)>,
    body: Option<Vec<u8>>,
}

impl Request {
    /// A request without a body.
    pub(crate) fn new(method: Method, url: Url) -> Self {
        Self { method, url, headers: Vec::new(), body: None }
    }

    /// GET.
    pub(crate) fn get(url: Url) -> Self {
        Self::new(Method::GET, url)
    }

    /// POST of form parameters.
    pub(crate) fn post(url: Url, form: &[(String, String)]) -> Self {
        Self::new(Method::POST, url).body("application/x-www-form-urlencoded", encode(form))
    }

    /// Adds a header.
    pub(crate) fn header(mut self, name: &str, value: impl Into<String>) -> Self {
        self.headers.push((name.to_owned(), value.into()));
        self
    }

    /// Sets the body and its type.
    pub(crate) fn body(mut self, content_type: &str, body: impl Into<Vec<u8>>) -> Self {
        self.body = Some(body.into());
        self.header("content-type", content_type)
    }

    /// RFC 6750 section 2.1: the token in the Authorization header.
    pub(crate) fn bearer(self, token: &str) -> Self {
        self.header("authorization", format!("Bearer {token}"))
    }

    /// RFC 6749 section 2.3.1: identifier and secret are form-encoded, then put in a Basic header.
    pub(crate) fn basic(self, id: &str, secret: &str) -> Self {
        let encoded = |text: &str| byte_serialize(text.as_bytes()).collect::<String>();
        let pair = STANDARD.encode(format!("{}:{}", encoded(id), encoded(secret)));
        self.header("authorization", format!("Basic {pair}"))
    }
}

/// Form parameters in `application/x-www-form-urlencoded`.
pub(crate) fn encode(form: &[(String, String)]) -> String {
    url::form_urlencoded::Serializer::new(String::new())
        .extend_pairs(form.iter().map(|(name, value)| (name.as_str(), value.as_str())))
        .finish()
}

/// Owned pairs from literals.
pub(crate) fn pairs(form: &[(&str, &str)]) -> Vec<(String, String)> {
    form.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
}

/// One answer.
#[derive(Clone)]
pub(crate) struct Answer {
    /// HTTP status.
    pub(crate) status: u16,
    /// Header fields.
    pub(crate) headers: HeaderMap,
    /// Body as text.
    pub(crate) body: String,
    /// What was asked.
    pub(crate) url: Url,
}

impl Answer {
    /// First value of a header, when it is text.
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).and_then(|value| value.to_str().ok())
    }

    /// All values of a header.
    pub(crate) fn headers_named(&self, name: &str) -> Vec<&str> {
        self.headers.get_all(name).iter().filter_map(|value| value.to_str().ok()).collect()
    }

    /// Where a redirect leads, resolved against the request.
    pub(crate) fn location(&self) -> Option<Url> {
        let target = self.header("location")?;
        (300..400).contains(&self.status).then(|| self.url.join(target).ok())?
    }

    /// Whether the status is 4xx.
    pub(crate) fn is_refusal(&self) -> bool {
        (400..500).contains(&self.status)
    }

    /// Media type without parameters, in lower case.
    pub(crate) fn media_type(&self) -> String {
        let value = self.header("content-type").unwrap_or_default();
        value.split(';').next().unwrap_or_default().trim().to_ascii_lowercase()
    }

    /// The body as a JSON object.
    pub(crate) fn json(&self) -> Step<serde_json::Map<String, Value>> {
        match serde_json::from_str(&self.body) {
            Ok(Value::Object(object)) => Ok(object),
            Ok(_) => Err(failed(format!("the body is JSON but no object: {}", self.brief()))),
            Err(problem) => Err(failed(format!("the body is not JSON ({problem}): {}", self.brief()))),
        }
    }

    /// The `error` member of a JSON body.
    pub(crate) fn error(&self) -> Option<String> {
        let object: Value = serde_json::from_str(&self.body).ok()?;
        object.get("error")?.as_str().map(str::to_owned)
    }

    /// Whether Cache-Control says `no-store`.
    pub(crate) fn is_unstored(&self) -> bool {
        self.headers_named("cache-control").join(",").to_ascii_lowercase().contains("no-store")
    }

    /// Status and what the answer says, without values that may be credentials.
    pub(crate) fn brief(&self) -> String {
        let said = match serde_json::from_str::<Value>(&self.body) {
            Ok(Value::Object(object)) if object.contains_key("error") => {
                let text = |name: &str| object.get(name).and_then(Value::as_str).unwrap_or_default();
                format!("error={} {}", text("error"), text("error_description"))
            }
            Ok(Value::Object(object)) => format!("members {:?}", object.keys().collect::<Vec<_>>()),
            Ok(_) => "JSON".to_owned(),
            Err(_) => self.media_type(),
        };
        format!("{} {}", self.status, said.trim_end())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn answer(status: u16, body: &str) -> Answer {
        let url = Url::parse("http://localhost:1/a/b?x=y").unwrap();
        Answer { status, headers: HeaderMap::new(), body: body.to_owned(), url }
    }

    #[test]
    fn basic_credentials_are_form_encoded_first() {
        let request = Request::get(Url::parse("http://a/").unwrap()).basic("a:b", "c d%");
        assert_eq!(request.headers[0].1, format!("Basic {}", STANDARD.encode("a%3Ab:c+d%25")));
    }

    #[test]
    fn relative_location_is_resolved() {
        let mut found = answer(302, "");
        found.headers.insert("location", "../c".parse().unwrap());
        assert_eq!(found.location().unwrap().as_str(), "http://localhost:1/c");
    }

    #[test]
    fn location_of_a_page_is_no_redirect() {
        let mut found = answer(200, "");
        found.headers.insert("location", "/c".parse().unwrap());
        assert_eq!(found.location(), None);
    }

    #[test]
    fn brief_never_shows_token_values() {
        let said = answer(200, r#"{"access_token":"secret-value"}"#).brief();
        assert!(said.contains("access_token") && !said.contains("secret-value"));
    }
}
