//! Callbacks: what arrives, what it says, and the answer in the provider's own form.

use base::Time;
use proto::jose::VerifyingKey;

use crate::finding::Outcome;

/// A public key of a provider.
#[derive(Clone, Debug)]
pub struct TheirKey {
    /// What the provider calls it; empty where its language has no name for keys.
    pub kid: String,
    /// The key.
    pub key: VerifyingKey,
}

/// A callback as it arrived: POST, within the size limit, everything else unverified.
#[derive(Clone, Copy)]
pub struct Delivery<'a> {
    /// `Content-Type`, as sent.
    pub content_type: Option<&'a str>,
    /// The raw bytes.
    pub body: &'a [u8],
    /// The keys that may have signed it: two at most.
    pub keys: &'a [TheirKey],
    /// Whom it must be for: this issuer.
    pub audience: &'a str,
    /// The present.
    pub now: Time,
}

impl Delivery<'_> {
    /// Whether it is of this media type; case and parameters do not matter (RFC 9110 section 8.3.1).
    pub(crate) fn has_type(&self, expected: &str) -> bool {
        let essence = self.content_type.and_then(|text| text.split(';').next());
        essence.is_some_and(|text| text.trim_ascii().eq_ignore_ascii_case(expected))
    }
}

/// A callback whose signature was good.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Notified {
    /// The same at each repetition: `jti`, `notify_id`.
    pub notify_id: String,
    /// Which verification it speaks of.
    pub seq: String,
    /// What it says.
    pub told: Told,
    /// Which key signed it.
    pub kid: String,
    /// SHA-256 over all it says but its time and signature: a repetition is signed anew and has the same, another
    /// message under the same id has not.
    pub fingerprint: [u8; 32],
}

/// What a callback says.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Told {
    /// That it is worth asking.
    Hint,
    /// What came of it.
    Outcome(Outcome),
}

/// Why a callback is not taken. Nothing changes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CallbackRefusal {
    /// This provider pushes nothing.
    #[error("this provider sends no callbacks")]
    NoneExpected,
    /// The media type is not that of the dialect.
    #[error("the content type is not that of this callback")]
    ContentType,
    /// It cannot be read.
    #[error("the callback cannot be read")]
    Malformed,
    /// It names a key that is no live key of this provider, or none.
    #[error("the key named is not a live key of this provider")]
    Key,
    /// No live key of the provider signed these bytes.
    #[error("the signature is not that of a live key of this provider")]
    Signature,
    /// The algorithm is not one agreed.
    #[error("the signature algorithm is not allowed")]
    Algorithm,
    /// It is not from this provider.
    #[error("the issuer is not this provider")]
    Issuer,
    /// It is not for this deployment.
    #[error("the audience is not this issuer")]
    Audience,
    /// It is for another application, where one name stands for both sides.
    #[error("the application is another")]
    Party,
    /// It was made too long ago, or in the future: 300 seconds either way.
    #[error("the time of the callback is too far from now")]
    Time,
    /// It is not the kind of event this is for.
    #[error("the callback is of another kind")]
    Kind,
}

/// What a provider is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Acknowledgement {
    /// It is written down: now, or before with the same content.
    Taken,
    /// The same id was there before with another content.
    Conflict,
    /// It is refused.
    Refused(CallbackRefusal),
    /// Not now: come again.
    Later,
}

/// The answer to a callback.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reply {
    /// The status.
    pub status: u16,
    /// `Content-Type`; empty where there is no body.
    pub content_type: &'static str,
    /// `Content-Language`; empty where there are no words for people.
    pub language: &'static str,
    /// The body.
    pub body: String,
}

impl Reply {
    /// A status alone.
    pub const fn empty(status: u16) -> Self {
        Self { status, content_type: "", language: "", body: String::new() }
    }

    /// Plain text for a program: exactly these bytes.
    pub fn text(status: u16, body: impl Into<String>) -> Self {
        Self { status, content_type: "text/plain", language: "", body: body.into() }
    }

    /// JSON for a program.
    pub fn json(status: u16, body: &serde_json::Value) -> Self {
        Self { status, content_type: "application/json", language: "", body: body.to_string() }
    }

    /// With words for people, in English.
    #[must_use]
    pub const fn in_english(mut self) -> Self {
        self.language = "en";
        self
    }

    /// The classic answer of payment and bank interfaces: `success` is the acknowledgement and anything else is none.
    pub fn classic(acknowledgement: Acknowledgement) -> Self {
        match acknowledgement {
            Acknowledgement::Taken => Self::text(200, "success"),
            Acknowledgement::Refused(_) => Self::text(400, "failure"),
            Acknowledgement::Conflict => Self::text(409, "failure"),
            Acknowledgement::Later => Self::text(503, "failure"),
        }
    }
}
