//! The rules a call to any house must pass, as what it broke.

use crate::jwt::JwtRefusal;
use crate::provider::MayMissKey;

/// The rule a call broke.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RequestRefusal {
    /// `Content-Type` is not that of the language.
    #[error("the body is of another media type")]
    MediaType,
    /// The token is not a right one of the issuer for this provider.
    #[error(transparent)]
    Jwt(#[from] JwtRefusal),
    /// Longer from `iat` to `exp` than a question may live.
    #[error("the token lives too long")]
    LivesTooLong,
    /// The body cannot be read, or names a field twice.
    #[error("the body cannot be read")]
    Malformed,
    /// A field or member that is needed is not there.
    #[error("{0} is missing")]
    Missing(&'static str),
    /// A field or member has not the form it must have.
    #[error("{0} has another form")]
    Unfit(&'static str),
    /// This provider was not told of a key of the issuer.
    #[error("no key of the caller is known here")]
    CallerUnknown,
    /// The signature is not that of the issuer's key.
    #[error("the signature is wrong")]
    SignatureWrong,
    /// The secret, or the name of the caller, is another than agreed.
    #[error("the caller is not known by this name and secret")]
    NotTheCaller,
    /// More than 300 seconds from the provider's clock.
    #[error("the time is too far from now")]
    Time,
    /// The nonce was used before.
    #[error("the nonce was used before")]
    Replayed,
    /// The number of the verification was used before.
    #[error("out_seq_no was used before")]
    SeqUsed,
    /// No such verification here, or under another reference.
    #[error("there is no such verification")]
    CaseUnknown,
    /// A kind of proof this provider does not give.
    #[error("this kind of proof is not given here")]
    KindUnknown,
    /// An address that is not the issuer's.
    #[error("{0} is not an address of the issuer")]
    ForeignAddress(&'static str),
}

impl RequestRefusal {
    /// The name of the rule, for programs.
    pub const fn rule(self) -> &'static str {
        match self {
            Self::MediaType => "media_type",
            Self::Jwt(refusal) => refusal.rule(),
            Self::LivesTooLong => "lives_too_long",
            Self::Malformed => "malformed_body",
            Self::Missing(_) => "missing",
            Self::Unfit(_) => "unfit",
            Self::CallerUnknown => "caller_unknown",
            Self::SignatureWrong => "signature_wrong",
            Self::NotTheCaller => "not_the_caller",
            Self::Time => "time",
            Self::Replayed => "replayed",
            Self::SeqUsed => "seq_used",
            Self::CaseUnknown => "case_unknown",
            Self::KindUnknown => "kind_unknown",
            Self::ForeignAddress(_) => "foreign_address",
        }
    }

    /// Whether the caller did not show who it is, rather than asked for something that cannot be done.
    pub(super) const fn is_of_caller(self) -> bool {
        match self {
            Self::Jwt(refusal) => !matches!(refusal, JwtRefusal::Malformed),
            Self::LivesTooLong
            | Self::CallerUnknown
            | Self::SignatureWrong
            | Self::NotTheCaller
            | Self::Time
            | Self::Replayed => true,
            Self::MediaType
            | Self::Malformed
            | Self::Missing(_)
            | Self::Unfit(_)
            | Self::SeqUsed
            | Self::CaseUnknown
            | Self::KindUnknown
            | Self::ForeignAddress(_) => false,
        }
    }
}

impl MayMissKey for RequestRefusal {
    fn misses_key(&self) -> bool {
        *self == Self::Jwt(JwtRefusal::KeyUnknown)
    }
}
