//! A page as it arrived, and what can be read from it.

use http::HeaderMap;
use serde::de::DeserializeOwned;
use url::Url;

use super::form::{Form, forms};
use super::html::{Element, Token, read, text_of};

/// An answer, after redirects were followed.
#[derive(Clone, Debug)]
pub struct Page {
    /// The HTTP status.
    pub status: u16,
    /// The address it came from.
    pub url: Url,
    /// Its headers.
    pub headers: HeaderMap,
    /// Its body as text.
    pub body: String,
    /// Every address on the way, the first one asked for and the last one this page's.
    pub visited: Vec<Url>,
    tokens: Vec<Token>,
}

/// The body is not the JSON that was expected.
#[derive(Debug, thiserror::Error)]
#[error("the body of {url} is not the JSON expected: {cause}")]
pub struct UnreadableJson {
    url: Url,
    cause: serde_json::Error,
}

impl Page {
    pub(super) fn new(status: u16, visited: Vec<Url>, url: Url, headers: HeaderMap, body: String) -> Self {
        let html = headers
            .get(http::header::CONTENT_TYPE)
            .is_none_or(|value| value.as_bytes().starts_with(b"text/html"));
        let tokens = if html { read(&body) } else { Vec::new() };
        Self { status, url, headers, body, visited, tokens }
    }

    /// The text of the first element with that `data-testid`, white space folded; of an input, its value.
    pub fn text(&self, testid: &str) -> Option<String> {
        self.marked(testid).next().map(|(at, _)| text_of(&self.tokens, at))
    }

    /// The texts of every element with that `data-testid`.
    pub fn texts(&self, testid: &str) -> Vec<String> {
        self.marked(testid).map(|(at, _)| text_of(&self.tokens, at)).collect()
    }

    /// Whether an element with that `data-testid` is there.
    pub fn has(&self, testid: &str) -> bool {
        self.marked(testid).next().is_some()
    }

    /// An attribute of the first element with that `data-testid`.
    pub fn attribute(&self, testid: &str, name: &str) -> Option<String> {
        self.marked(testid).next().and_then(|(_, element)| element.attribute(name)).map(str::to_owned)
    }

    /// Where the first link with that `data-testid` leads.
    pub fn link(&self, testid: &str) -> Option<Url> {
        self.attribute(testid, "href").and_then(|href| self.url.join(&href).ok())
    }

    /// Every form.
    pub fn forms(&self) -> Vec<Form> {
        forms(&self.tokens)
    }

    /// The form named by test id, id or action.
    pub fn form(&self, selector: &str) -> Option<Form> {
        self.forms().into_iter().find(|form| form.is_named(selector))
    }

    /// A header as text.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).and_then(|value| value.to_str().ok())
    }

    /// Where a redirect leads, if this answer is one.
    pub fn location(&self) -> Option<Url> {
        self.header("location")
            .filter(|_| (300..400).contains(&self.status))
            .and_then(|to| self.url.join(to).ok())
    }

    /// The body as JSON.
    ///
    /// # Errors
    /// When it is none, or not of that shape.
    pub fn json<T: DeserializeOwned>(&self) -> Result<T, UnreadableJson> {
        serde_json::from_str(&self.body).map_err(|cause| UnreadableJson { url: self.url.clone(), cause })
    }

    fn marked(&self, testid: &str) -> impl Iterator<Item = (usize, &Element)> {
        self.tokens.iter().enumerate().filter_map(move |(at, token)| match token {
            Token::Start(element) if element.attribute("data-testid") == Some(testid) => Some((at, element)),
            Token::Start(_) | Token::End(_) | Token::Text(_) => None,
        })
    }
}
