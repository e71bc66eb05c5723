//! `response_type` and `response_mode`: what is answered and how it travels.

use serde::{Deserialize, Serialize};

use crate::error::ErrorCode;

/// What the authorization endpoint answers. There is only the code: implicit and hybrid are refused on purpose
/// (RFC 9700 section 2.1.2).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ResponseType {
    /// An authorization code.
    Code,
}

/// How the answer travels back.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ResponseMode {
    /// In the query of the redirect URI: the default for the code.
    #[default]
    Query,
    /// In a form the browser posts (OAuth 2.0 Form Post Response Mode).
    FormPost,
}

/// Why `response_type` or `response_mode` is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ResponseRefusal {
    /// No `response_type`.
    #[error("response_type is missing")]
    TypeMissing,
    /// Tokens from the authorization endpoint.
    #[error("response_type must be code; tokens are not given out by the authorization endpoint")]
    ImplicitRefused,
    /// A `response_type` nobody registered.
    #[error("response_type must be code")]
    TypeUnknown,
    /// `fragment`, or a mode nobody registered.
    #[error("response_mode must be query or form_post")]
    ModeUnknown,
}

impl ResponseRefusal {
    /// The code to answer with.
    pub const fn code(self) -> ErrorCode {
        match self {
            // RFC 6749 section 3.1.1: missing is an error of the request, not understood one of the type.
            Self::TypeMissing | Self::ModeUnknown => ErrorCode::InvalidRequest,
            Self::ImplicitRefused | Self::TypeUnknown => ErrorCode::UnsupportedResponseType,
        }
    }
}

impl ResponseType {
    /// Reads the parameter.
    ///
    /// # Errors
    /// [`ResponseRefusal::TypeMissing`], [`ResponseRefusal::ImplicitRefused`] or [`ResponseRefusal::TypeUnknown`].
    pub fn parse(text: Option<&str>) -> Result<Self, ResponseRefusal> {
        let text = text.ok_or(ResponseRefusal::TypeMissing)?;
        if text == "code" {
            return Ok(Self::Code);
        }
        // RFC 6749 section 3.1.1: the order of values does not matter.
        let known = |value: &str| matches!(value, "code" | "token" | "id_token" | "none");
        if text.split(' ').all(known) {
            return Err(ResponseRefusal::ImplicitRefused);
        }
        Err(ResponseRefusal::TypeUnknown)
    }
}

impl ResponseMode {
    /// Reads the parameter; left out, it is `query`.
    ///
    /// # Errors
    /// [`ResponseRefusal::ModeUnknown`].
    pub fn parse(text: Option<&str>) -> Result<Self, ResponseRefusal> {
        match text {
            None | Some("query") => Ok(Self::Query),
            Some("form_post") => Ok(Self::FormPost),
            Some(_) => Err(ResponseRefusal::ModeUnknown),
        }
    }

    /// The value in requests and in the metadata.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Query => "query",
            Self::FormPost => "form_post",
        }
    }
}

#[cfg(test)]
mod tests;
