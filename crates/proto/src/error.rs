//! The error codes of the protocols, each once.
//!
//! Which rule maps to which code is decided beside the rule; the status belongs to the endpoint.

use std::fmt;
use std::str::FromStr;

use serde::{Serialize, Serializer};

macro_rules! codes {
    ($($(#[$doc:meta])* $variant:ident = $text:literal,)+) => {
        /// An error code as it goes over the wire.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub enum ErrorCode {
            $($(#[$doc])* $variant,)+
        }

        impl ErrorCode {
            /// All codes.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)+];

            /// The text of the code.
            pub const fn as_str(self) -> &'static str {
                match self {
                    $(Self::$variant => $text,)+
                }
            }
        }
    };
}

codes! {
    /// RFC 6749 sections 4.1.2.1 and 5.2.
    InvalidRequest = "invalid_request",
    /// RFC 6749 section 5.2.
    InvalidClient = "invalid_client",
    /// RFC 6749 section 5.2.
    InvalidGrant = "invalid_grant",
    /// RFC 6749 sections 4.1.2.1 and 5.2.
    UnauthorizedClient = "unauthorized_client",
    /// RFC 6749 section 5.2.
    UnsupportedGrantType = "unsupported_grant_type",
    /// RFC 6749 sections 4.1.2.1 and 5.2.
    InvalidScope = "invalid_scope",
    /// RFC 6749 section 4.1.2.1.
    AccessDenied = "access_denied",
    /// RFC 6749 section 4.1.2.1.
    UnsupportedResponseType = "unsupported_response_type",
    /// RFC 6749 section 4.1.2.1.
    ServerError = "server_error",
    /// RFC 6749 section 4.1.2.1.
    TemporarilyUnavailable = "temporarily_unavailable",
    /// OpenID Connect Core 3.1.2.6.
    InteractionRequired = "interaction_required",
    /// OpenID Connect Core 3.1.2.6.
    LoginRequired = "login_required",
    /// OpenID Connect Core 3.1.2.6.
    AccountSelectionRequired = "account_selection_required",
    /// OpenID Connect Core 3.1.2.6.
    ConsentRequired = "consent_required",
    /// OpenID Connect Core 3.1.2.6; RFC 9101 section 6.
    InvalidRequestUri = "invalid_request_uri",
    /// OpenID Connect Core 3.1.2.6; RFC 9101 section 6; RFC 9126 section 2.3 for a pushed one.
    InvalidRequestObject = "invalid_request_object",
    /// OpenID Connect Core 3.1.2.6.
    RequestNotSupported = "request_not_supported",
    /// OpenID Connect Core 3.1.2.6.
    RequestUriNotSupported = "request_uri_not_supported",
    /// OpenID Connect Core 3.1.2.6.
    RegistrationNotSupported = "registration_not_supported",
    /// OpenID Connect Core Error Code unmet_authentication_requirements 1.0.
    UnmetAuthenticationRequirements = "unmet_authentication_requirements",
    /// RFC 6750 section 3.1.
    InvalidToken = "invalid_token",
    /// RFC 6750 section 3.1.
    InsufficientScope = "insufficient_scope",
    /// RFC 9470 section 3.
    InsufficientUserAuthentication = "insufficient_user_authentication",
    /// RFC 7009 section 2.2.1.
    UnsupportedTokenType = "unsupported_token_type",
    /// RFC 8707 section 2.
    InvalidTarget = "invalid_target",
    /// RFC 9396 section 5.
    InvalidAuthorizationDetails = "invalid_authorization_details",
    /// RFC 9449 section 5.
    InvalidDpopProof = "invalid_dpop_proof",
    /// RFC 9449 section 8.
    UseDpopNonce = "use_dpop_nonce",
    /// RFC 8628 section 3.5.
    AuthorizationPending = "authorization_pending",
    /// RFC 8628 section 3.5.
    SlowDown = "slow_down",
    /// RFC 8628 section 3.5.
    ExpiredToken = "expired_token",
    /// RFC 7591 section 3.2.2.
    InvalidRedirectUri = "invalid_redirect_uri",
    /// RFC 7591 section 3.2.2.
    InvalidClientMetadata = "invalid_client_metadata",
    /// RFC 7591 section 3.2.2.
    InvalidSoftwareStatement = "invalid_software_statement",
    /// RFC 7591 section 3.2.2.
    UnapprovedSoftwareStatement = "unapproved_software_statement",
    /// CIBA Core section 13.
    ExpiredLoginHintToken = "expired_login_hint_token",
    /// CIBA Core section 13.
    UnknownUserId = "unknown_user_id",
    /// CIBA Core section 13.
    MissingUserCode = "missing_user_code",
    /// CIBA Core section 13.
    InvalidUserCode = "invalid_user_code",
    /// CIBA Core section 13.
    InvalidBindingMessage = "invalid_binding_message",
    /// CIBA Core section 12.
    TransactionFailed = "transaction_failed",
}

/// The text is no error code we know.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a known error code")]
pub struct UnknownErrorCode;

impl fmt::Display for ErrorCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for ErrorCode {
    type Err = UnknownErrorCode;

    fn from_str(text: &str) -> Result<Self, UnknownErrorCode> {
        Self::ALL.iter().copied().find(|code| code.as_str() == text).ok_or(UnknownErrorCode)
    }
}

impl Serialize for ErrorCode {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_str(self.as_str())
    }
}

/// Makes a text fit for `error_description`: other characters become a question mark.
pub fn description(text: &str) -> String {
    // RFC 6749 sections 4.1.2.1 and 5.2: only %x20-21 / %x23-5B / %x5D-7E.
    let fits = |c: char| matches!(c, '\x20'..='\x21' | '\x23'..='\x5b' | '\x5d'..='\x7e');
    text.chars().map(|c| if fits(c) { c } else { '?' }).collect()
}

#[cfg(test)]
mod tests;
