//! The way out: one HTTP exchange as a value, and who carries it.

use base::{Secret, Time};
use futures_util::future::BoxFuture;
use url::Url;

/// How a provider is called.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CallMethod {
    /// GET, without a body.
    Get,
    /// POST.
    Post,
}

/// One call to a provider.
#[derive(Clone, PartialEq, Eq)]
pub struct Call {
    /// GET or POST.
    pub method: CallMethod,
    /// Where to.
    pub url: Url,
    /// Beside those of the transport; `content-type` and `accept` among them.
    pub headers: Vec<(&'static str, String)>,
    /// The body; empty for GET.
    pub body: Vec<u8>,
}

impl std::fmt::Debug for Call {
    /// Without query and body: there are people in them.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Call")
            .field("method", &self.method)
            .field("host", &self.url.host_str())
            .field("path", &self.url.path())
            .finish_non_exhaustive()
    }
}

/// What came back.
#[derive(Clone, PartialEq, Eq)]
pub struct Answer {
    /// The status.
    pub status: u16,
    /// The whole body, within the limit of the transport.
    pub body: Vec<u8>,
}

/// Why nothing can be said of a verification now. None of them is an answer of the provider about the person.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Trouble {
    /// The provider could not be reached, or not in time.
    #[error("not reached: {0}")]
    Unreachable(String),
    /// It answered with an error of its own, or asks to come back later.
    #[error("out of order: {0}")]
    OutOfOrder(String),
    /// It does not take what we are registered with: a wrong key, a quota used up.
    #[error("refused us: {0}")]
    RefusedUs(String),
    /// Its answer is not what its language says, or is not signed by it.
    #[error("not to be believed: {0}")]
    NotBelieved(String),
    /// What it is registered with here does not do: a missing secret, a missing key.
    #[error("not set up: {0}")]
    NotSetUp(String),
}

/// What a dialect needs of the world while it speaks. Made by the service for one provider.
pub trait Caller: Send + Sync {
    /// The present.
    fn now(&self) -> Time;

    /// Sends a call and waits for the answer, of any status.
    fn send(&self, call: Call) -> BoxFuture<'_, Result<Answer, Trouble>>;

    /// Our signature with the RSA key made for this provider: RSASSA-PKCS1-v1_5 with SHA-256 (RFC 8017 section 8.2).
    ///
    /// # Errors
    /// [`Trouble::NotSetUp`] when no key was made.
    fn sign_rs256(&self, message: &[u8]) -> Result<Vec<u8>, Trouble>;

    /// A JWS of this issuer, by one of its published keys (RFC 7515, compact form), with this `typ`.
    ///
    /// # Errors
    /// [`Trouble::NotSetUp`] when it cannot be signed.
    fn sign_jws(&self, typ: &str, claims: &serde_json::Value) -> Result<String, Trouble>;

    /// A secret that was agreed with this provider, by name.
    fn secret(&self, name: &str) -> Option<Secret<String>>;

    /// The public keys of the provider that may sign now: two at most.
    fn their_keys(&self) -> &[crate::TheirKey];

    /// The name of this issuer.
    fn issuer(&self) -> &str;

    /// Random text, `[0-9a-f]`, of 32 characters.
    fn nonce(&self) -> String;
}
