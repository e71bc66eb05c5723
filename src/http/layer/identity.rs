//! The id of a request: made here, told to the caller, written on every log line of the request.

use base::Rng;
use http::{HeaderMap, HeaderName, HeaderValue};

const X_REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// The id of a request: 32 hexadecimal digits of chance. It serves as the incident id of a fault too, so that what
/// a person reads on a page leads to the log. Every request carries it as an extension.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RequestId(HeaderValue);

impl RequestId {
    /// A fresh one.
    pub(in crate::http) fn random(rng: &dyn Rng) -> Self {
        let mut bytes = [0_u8; 16];
        rng.fill(&mut bytes);
        let digits = format!("{:032x}", u128::from_be_bytes(bytes));
        // Digits are always a header value.
        Self(HeaderValue::try_from(digits).unwrap_or_else(|_| HeaderValue::from_static("unknown")))
    }

    /// The digits.
    pub fn as_str(&self) -> &str {
        self.0.to_str().unwrap_or_default()
    }

    /// Tells the caller.
    pub(super) fn mark(&self, headers: &mut HeaderMap) {
        headers.insert(X_REQUEST_ID, self.0.clone());
    }
}

impl std::fmt::Display for RequestId {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.as_str())
    }
}
