//! How the token endpoint refuses: one variant for each rule, one place that says what leaves.

use base::Fault;
use proto::error::ErrorCode;
use proto::pkce::PkceRefusal;

/// Why there are no tokens.
#[derive(Debug, thiserror::Error)]
pub enum TokenRefusal {
    /// No `grant_type`.
    #[error("grant_type is missing")]
    NoGrantType,
    /// A grant we do not have.
    #[error("the grant_type is not offered here")]
    UnknownGrantType,
    /// A grant the client is not registered for.
    #[error("the client is not registered for this grant_type")]
    GrantNotRegistered,
    /// No `code`.
    #[error("code is missing")]
    NoCode,
    /// A code that was not made here.
    #[error("the code is not valid")]
    UnknownCode,
    /// A code of another client.
    #[error("the code is not valid")]
    CodeOfOtherClient,
    /// A code whose time is over.
    #[error("the code is not valid")]
    CodeExpired,
    /// A code presented before: all that came of it is revoked.
    #[error("the code is not valid")]
    CodeReused,
    /// The session that the code came from has ended.
    #[error("the code is not valid")]
    SessionEnded,
    /// The account may not be used.
    #[error("the grant is not valid")]
    AccountInactive,
    /// `redirect_uri` is missing or not the one of the authorization request.
    #[error("redirect_uri is not the one of the authorization request")]
    OtherRedirectUri,
    /// PKCE.
    #[error(transparent)]
    Pkce(#[from] PkceRefusal),
    /// No `refresh_token`.
    #[error("refresh_token is missing")]
    NoRefreshToken,
    /// A refresh token that was not made here, of another client, expired or revoked.
    #[error("the refresh token is not valid")]
    RefreshInvalid,
    /// The right to act for somebody else that the grant was given for has ended.
    #[error("the right to act for the entity has ended")]
    RightEnded,
    /// A rotated refresh token: its family is revoked.
    #[error("the refresh token is not valid")]
    RefreshReused,
    /// More scope than was granted or registered.
    #[error("scope holds more than was granted")]
    ScopeGrew,
    /// `scope` cannot be read.
    #[error("scope is malformed")]
    ScopeMalformed,
    /// A resource that was not granted or registered.
    #[error("resource names more than was granted")]
    OtherResource,
    /// The person is known less well than the client demands.
    #[error("the level that this client demands is not reached any more")]
    LevelFell,
    /// Ours.
    #[error(transparent)]
    Fault(#[from] Fault),
}

impl TokenRefusal {
    /// The code that leaves (RFC 6749 section 5.2); a fault has none.
    pub const fn code(&self) -> Option<ErrorCode> {
        Some(match self {
            Self::NoGrantType | Self::NoCode | Self::NoRefreshToken => ErrorCode::InvalidRequest,
            Self::UnknownGrantType => ErrorCode::UnsupportedGrantType,
            Self::GrantNotRegistered => ErrorCode::UnauthorizedClient,
            Self::UnknownCode
            | Self::CodeOfOtherClient
            | Self::CodeExpired
            | Self::CodeReused
            | Self::SessionEnded
            | Self::AccountInactive
            | Self::OtherRedirectUri
            | Self::RefreshInvalid
            | Self::RightEnded
            | Self::LevelFell
            | Self::RefreshReused => ErrorCode::InvalidGrant,
            Self::Pkce(refusal) => refusal.code(),
            Self::ScopeGrew | Self::ScopeMalformed => ErrorCode::InvalidScope,
            Self::OtherResource => ErrorCode::InvalidTarget,
            Self::Fault(_) => return None,
        })
    }
}
