//! Who is at the other end: a browser, before anybody has signed in with it.

use crate::risk::Source;

/// A browser and where it comes from.
#[derive(Clone, Copy, Debug)]
pub struct Visitor<'a> {
    /// The secret that binds pages to this browser.
    pub browser: &'a str,
    /// The session cookie it has, if any.
    pub session: Option<&'a str>,
    /// The cookie by which it is known again, if any.
    pub device: Option<&'a str>,
    /// Where it comes from.
    pub source: Source,
    /// What it calls itself.
    pub description: &'a str,
    /// The language of its pages.
    pub locale: &'a str,
    /// The client in whose journey it is, if any.
    pub client: Option<&'a str>,
    /// The request it comes in.
    pub request_id: &'a str,
}
