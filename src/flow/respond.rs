//! The answer to an authorization request: parameters for the client, by the way it asked for.

use proto::response::ResponseMode;

use super::destination::Destination;
use super::refusal::Refusal;

/// An answer on its way to a checked destination.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    /// The checked redirect URI.
    pub redirect_uri: String,
    /// How it travels.
    pub mode: ResponseMode,
    /// What it says.
    pub params: Vec<(&'static str, String)>,
}

impl Answer {
    /// A code (RFC 6749 section 4.1.2).
    pub fn code(destination: &Destination, issuer: &str, code: String) -> Self {
        Self::with(destination, issuer, vec![("code", code)])
    }

    /// An error (RFC 6749 section 4.1.2.1).
    pub fn error(destination: &Destination, issuer: &str, refusal: Refusal) -> Self {
        let code = ("error", refusal.code.as_str().to_owned());
        Self::with(destination, issuer, vec![code, ("error_description", refusal.description.to_owned())])
    }

    // RFC 9207 section 2: `iss` is in every answer, also in errors, so that no answer passes for another issuer's.
    fn with(destination: &Destination, issuer: &str, mut params: Vec<(&'static str, String)>) -> Self {
        if let Some(state) = destination.state() {
            params.push(("state", state.to_owned()));
        }
        params.push(("iss", issuer.to_owned()));
        Self {
            redirect_uri: destination.redirect_uri().to_owned(),
            mode: destination.response_mode(),
            params,
        }
    }

    /// A link by which a person leaves with this answer: always by the query, whatever mode the client asked for.
    pub fn cancel_link(&self) -> String {
        self.location()
    }

    /// The redirect URI with the parameters in its query; what it had registered there stays (RFC 6749 section 3.1.2).
    pub fn location(&self) -> String {
        let pairs = self.params.iter().map(|(name, value)| (*name, value.as_str()));
        let query = form_urlencoded::Serializer::new(String::new()).extend_pairs(pairs).finish();
        let joint = if self.redirect_uri.contains('?') { '&' } else { '?' };
        format!("{}{joint}{query}", self.redirect_uri)
    }
}
