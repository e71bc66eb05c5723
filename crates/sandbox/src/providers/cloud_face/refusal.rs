//! Why the cloud refuses a call: its `Code` and `Message`, and the rule as the city remembers it.

use super::super::refusal::RequestRefusal;
use super::signature::SignatureRefusal;

/// Why a call is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Refusal {
    /// The rule of the city that it broke.
    Rule(RequestRefusal),
    Signature(SignatureRefusal),
    /// `X-TC-Action` names nothing of this service.
    Action,
    /// `X-TC-Version` is another.
    Version,
    /// `X-TC-Region` is another.
    Region,
    /// No such flow.
    RuleId,
    /// The token is past the days in which it can be asked for.
    TokenExpired,
}

impl From<RequestRefusal> for Refusal {
    fn from(rule: RequestRefusal) -> Self {
        Self::Rule(rule)
    }
}

impl Refusal {
    pub(super) const fn code(self) -> &'static str {
        match self {
            Self::Signature(refusal) => refusal.code(),
            Self::Action => "InvalidAction",
            Self::Version => "NoSuchVersion",
            Self::Region => "UnsupportedRegion",
            Self::RuleId => "InvalidParameterValue.RuleIdNotExist",
            Self::TokenExpired => "InvalidParameterValue.BizTokenExpired",
            Self::Rule(RequestRefusal::CaseUnknown) => "InvalidParameterValue.BizTokenIllegal",
            Self::Rule(RequestRefusal::Missing(_)) => "MissingParameter",
            Self::Rule(RequestRefusal::Malformed | RequestRefusal::MediaType) => "InvalidParameter",
            Self::Rule(_) => "InvalidParameterValue",
        }
    }

    /// `Message` of the answer.
    pub(super) fn message(self) -> String {
        match self {
            Self::Signature(refusal) => refusal.message(),
            Self::Rule(_)
            | Self::Action
            | Self::Version
            | Self::Region
            | Self::RuleId
            | Self::TokenExpired => self.rule().to_string(),
        }
    }

    /// The rule as the city remembers it.
    pub(super) const fn rule(self) -> RequestRefusal {
        match self {
            Self::Rule(rule) => rule,
            Self::Signature(SignatureRefusal::HeaderMissing(name)) => RequestRefusal::Missing(name),
            Self::Signature(SignatureRefusal::Form) => RequestRefusal::Unfit("Authorization"),
            Self::Signature(SignatureRefusal::SecretIdUnknown) => RequestRefusal::NotTheCaller,
            Self::Signature(SignatureRefusal::Expired) => RequestRefusal::Time,
            Self::Signature(SignatureRefusal::Mismatch) => RequestRefusal::SignatureWrong,
            Self::Action => RequestRefusal::Unfit("X-TC-Action"),
            Self::Version => RequestRefusal::Unfit("X-TC-Version"),
            Self::Region => RequestRefusal::Unfit("X-TC-Region"),
            Self::RuleId => RequestRefusal::Unfit("RuleId"),
            Self::TokenExpired => RequestRefusal::Unfit("BizToken"),
        }
    }
}
