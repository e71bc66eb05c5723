//! Why WeChat refuses a call: its `errcode`, and the rule as the city remembers it.

use super::super::refusal::RequestRefusal;
use super::access_token::TokenRefusal;

/// Why a call is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Refusal {
    /// The rule of the city that it broke.
    Rule(RequestRefusal),
    /// The application is another.
    AppId,
    /// `grant_type` is another.
    GrantType,
    Token(TokenRefusal),
    /// What is asked about was begun with another openid, document or number.
    Differs(Differs),
    /// The `verify_id` ran out before anybody used it.
    Expired,
}

/// In what a question differs from what `getverifyid` was told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Differs {
    Openid,
    CertHash,
    OutSeqNo,
}

impl From<RequestRefusal> for Refusal {
    fn from(rule: RequestRefusal) -> Self {
        Self::Rule(rule)
    }
}

impl Refusal {
    pub(super) const fn errcode(self) -> i64 {
        match self {
            Self::AppId => 40013,
            Self::GrantType => 40002,
            Self::Token(TokenRefusal::Missing) => 41001,
            Self::Token(TokenRefusal::Unknown) => 40001,
            Self::Token(TokenRefusal::Expired) => 42001,
            Self::Token(TokenRefusal::TooOften) => 45009,
            Self::Differs(Differs::Openid) => 84017,
            Self::Differs(Differs::CertHash) => 84018,
            Self::Rule(RequestRefusal::SeqUsed) => 84019,
            Self::Differs(Differs::OutSeqNo) => 84020,
            Self::Expired => 84022,
            Self::Rule(RequestRefusal::NotTheCaller) => 40125,
            Self::Rule(RequestRefusal::Malformed) => 47001,
            Self::Rule(RequestRefusal::CaseUnknown) => 84001,
            Self::Rule(_) => 40097,
        }
    }

    /// The rule as the city remembers it.
    pub(super) const fn rule(self) -> RequestRefusal {
        match self {
            Self::Rule(rule) => rule,
            Self::AppId | Self::Token(TokenRefusal::Unknown) => RequestRefusal::NotTheCaller,
            Self::GrantType => RequestRefusal::Unfit("grant_type"),
            Self::Token(TokenRefusal::Missing) => RequestRefusal::Missing("access_token"),
            Self::Token(TokenRefusal::Expired) => RequestRefusal::Time,
            Self::Token(TokenRefusal::TooOften) => RequestRefusal::Replayed,
            Self::Differs(Differs::Openid) => RequestRefusal::Unfit("openid"),
            Self::Differs(Differs::CertHash) => RequestRefusal::Unfit("cert_hash"),
            Self::Differs(Differs::OutSeqNo) => RequestRefusal::Unfit("out_seq_no"),
            Self::Expired => RequestRefusal::Unfit("verify_id"),
        }
    }
}
