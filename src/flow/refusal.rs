//! How an authorization request is refused: on a page of ours while the destination is in doubt, else to the client.

use base::Fault;
use proto::error::ErrorCode;

/// Told on a page of ours, never by a redirect.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PageRefusal {
    /// The parameters cannot be read, or one is there twice (RFC 6749 section 3.1).
    #[error("a parameter is malformed or there twice")]
    Malformed,
    /// No `client_id`.
    #[error("client_id is missing")]
    NoClient,
    /// No client of that name is enabled here.
    #[error("client_id names no client of this issuer")]
    UnknownClient,
    /// No `redirect_uri`.
    #[error("redirect_uri is missing")]
    NoRedirectUri,
    /// The redirect URI is not one of the client's.
    #[error("redirect_uri is not registered for this client")]
    OtherRedirectUri,
    /// A response mode that is not offered.
    #[error("response_mode is query or form_post")]
    ResponseMode,
    /// A state longer than is taken.
    #[error("state is too long")]
    StateTooLong,
    /// The pushed request is unknown, used, expired or another client's (RFC 9126 section 4).
    #[error("request_uri is unknown, used or expired")]
    PushedRequest,
    /// A request by reference to anywhere else (no connection is made).
    #[error("request_uri is only taken from the pushed authorization request endpoint")]
    ForeignRequestUri,
    /// The sign-in took too long or its handle was altered.
    #[error("the sign-in has expired or was altered on the way")]
    Handle,
}

/// Told to the client at its redirect URI, or in the answer of the pushed authorization request endpoint.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Refusal {
    /// The error code.
    pub code: ErrorCode,
    /// One sentence for the client's developer.
    pub description: &'static str,
}

impl Refusal {
    /// A refusal with its code.
    pub const fn new(code: ErrorCode, description: &'static str) -> Self {
        Self { code, description }
    }

    /// `invalid_request`.
    pub const fn invalid(description: &'static str) -> Self {
        Self::new(ErrorCode::InvalidRequest, description)
    }
}

/// All that can go wrong before an answer exists.
#[derive(Debug)]
pub enum FlowError {
    /// A page of ours.
    Page(PageRefusal),
    /// Ours.
    Fault(Fault),
}

impl From<PageRefusal> for FlowError {
    fn from(refusal: PageRefusal) -> Self {
        Self::Page(refusal)
    }
}

impl From<Fault> for FlowError {
    fn from(fault: Fault) -> Self {
        Self::Fault(fault)
    }
}

impl PageRefusal {
    /// The code for the page's fine print.
    pub const fn code(self) -> ErrorCode {
        match self {
            Self::UnknownClient => ErrorCode::InvalidClient,
            Self::PushedRequest => ErrorCode::InvalidRequestUri,
            Self::ForeignRequestUri => ErrorCode::RequestUriNotSupported,
            Self::Malformed
            | Self::NoClient
            | Self::NoRedirectUri
            | Self::OtherRedirectUri
            | Self::ResponseMode
            | Self::StateTooLong
            | Self::Handle => ErrorCode::InvalidRequest,
        }
    }
}
