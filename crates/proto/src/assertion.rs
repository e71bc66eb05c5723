//! Client assertions: a client proves itself with a signed statement (RFC 7523 section 3, OpenID Connect Core 9).
//!
//! Owns the rules for the claims. The signature is checked before, with the client's registered keys; that an
//! assertion is used once is checked after, with what is returned here.

use std::time::Duration;

use base::Time;
use serde::Deserialize;

use crate::jose::{UnverifiedJws, VerifiedJws};
use crate::token::{Audience, NumericDate};

/// How far two clocks may differ.
pub const CLOCK_SKEW: Duration = Duration::from_secs(30);

/// How far ahead an assertion may expire: it bounds how long its mark of use is kept.
pub const LONGEST_LIFE: Duration = Duration::from_secs(600);

const MAX_JTI_BYTES: usize = 256;

/// `typ` of a client assertion (draft-ietf-oauth-rfc7523bis section 4).
const CLIENT_AUTHENTICATION_JWT: &str = "client-authentication+jwt";

/// How strict the audience is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AudienceRule {
    /// The first of the accepted audiences, our issuer, as a text and nothing else (FAPI 2.0 Security Profile
    /// 5.3.2.1).
    IssuerOnly,
    /// Any of the accepted audiences: the issuer, or the endpoint it is sent to (OpenID Connect Core 9); also as a
    /// list of one.
    IssuerOrEndpoint,
}

/// What to remember, so that the assertion is used once.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AssertionUse {
    /// The assertion's own name; unique together with the client.
    pub jti: String,
    /// From here on it would be refused as expired, and the mark may go.
    pub expires_at: Time,
}

/// Why an assertion is refused. Every one is `invalid_client` to the caller.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum AssertionRefusal {
    /// The header says it is something else, for example an access token.
    #[error("the client assertion is of another type")]
    WrongType,
    /// The claims are not of the right shape.
    #[error("the claims of the client assertion are malformed")]
    Malformed,
    /// `iss` is not the client.
    #[error("iss of the client assertion is not the client_id")]
    WrongIssuer,
    /// `sub` is not the client.
    #[error("sub of the client assertion is not the client_id")]
    WrongSubject,
    /// `aud` is missing or not us.
    #[error("aud of the client assertion is not this server")]
    WrongAudience,
    /// `aud` names several recipients.
    #[error("aud of the client assertion names more than one recipient")]
    ManyAudiences,
    /// `aud` is a list where a text is asked for.
    #[error("aud of the client assertion must be a text")]
    AudienceNotText,
    /// No `exp`.
    #[error("the client assertion has no exp")]
    NoExpiry,
    /// `exp` has passed.
    #[error("the client assertion has expired")]
    Expired,
    /// `exp` is more than ten minutes ahead.
    #[error("exp of the client assertion is more than ten minutes ahead")]
    ExpiryTooFar,
    /// `nbf` is ahead.
    #[error("the client assertion is not valid yet")]
    NotYetValid,
    /// `iat` is ahead.
    #[error("iat of the client assertion lies in the future")]
    IssuedInFuture,
    /// No `jti`.
    #[error("the client assertion has no jti")]
    NoJti,
    /// `jti` is longer than 256 bytes.
    #[error("jti of the client assertion is too long")]
    JtiTooLong,
}

#[derive(Deserialize)]
struct Claims {
    iss: Option<String>,
    sub: Option<String>,
    aud: Option<Audience>,
    exp: Option<NumericDate>,
    nbf: Option<NumericDate>,
    iat: Option<NumericDate>,
    jti: Option<String>,
}

/// Who an assertion says it is from, before any check: good for finding the client whose keys to verify with.
pub fn unverified_issuer(assertion: &UnverifiedJws) -> Option<String> {
    assertion.unverified_claims::<Claims>().ok()?.iss
}

/// Checks an assertion whose signature was verified with a key of `client_id`. `accepted_audiences` starts with our
/// issuer; the addresses of our endpoints follow.
///
/// # Errors
/// The first rule broken.
pub fn check(
    assertion: &VerifiedJws,
    client_id: &str,
    accepted_audiences: &[&str],
    now: Time,
    rule: AudienceRule,
) -> Result<AssertionUse, AssertionRefusal> {
    check_type(assertion)?;
    let claims: Claims = assertion.claims().map_err(|_| AssertionRefusal::Malformed)?;
    // OpenID Connect Core 9: iss and sub are the client_id.
    if claims.iss.as_deref() != Some(client_id) {
        return Err(AssertionRefusal::WrongIssuer);
    }
    if claims.sub.as_deref() != Some(client_id) {
        return Err(AssertionRefusal::WrongSubject);
    }
    check_audience(claims.aud.as_ref(), accepted_audiences, rule)?;
    let expires_at = check_times(&claims, now)?;
    // RFC 7523 section 3 leaves jti optional. Deviation: required, or a replay cannot be told.
    let jti = claims.jti.filter(|jti| !jti.is_empty()).ok_or(AssertionRefusal::NoJti)?;
    if jti.len() > MAX_JTI_BYTES {
        return Err(AssertionRefusal::JtiTooLong);
    }
    Ok(AssertionUse { jti, expires_at })
}

fn check_type(assertion: &VerifiedJws) -> Result<(), AssertionRefusal> {
    // RFC 8725 section 3.11: explicit types keep one kind of token from passing for another. Old libraries send
    // none, or JWT.
    let header = assertion.header();
    let sound = header.typ.is_none() || header.has_type("JWT") || header.has_type(CLIENT_AUTHENTICATION_JWT);
    if sound { Ok(()) } else { Err(AssertionRefusal::WrongType) }
}

fn check_audience(
    aud: Option<&Audience>,
    accepted: &[&str],
    rule: AudienceRule,
) -> Result<(), AssertionRefusal> {
    let aud = aud.ok_or(AssertionRefusal::WrongAudience)?;
    // OpenID Foundation notice of 2025 on the audience of client assertions: with several recipients, or an
    // address another server chose, one server can use an assertion meant for it at another.
    if aud.iter().count() > 1 {
        return Err(AssertionRefusal::ManyAudiences);
    }
    let accepted = match (rule, aud) {
        (AudienceRule::IssuerOnly, Audience::Many(_)) => return Err(AssertionRefusal::AudienceNotText),
        (AudienceRule::IssuerOnly, Audience::One(_)) => accepted.get(..1).unwrap_or_default(),
        (AudienceRule::IssuerOrEndpoint, _) => accepted,
    };
    if !accepted.iter().any(|accepted| aud.contains(accepted)) {
        return Err(AssertionRefusal::WrongAudience);
    }
    Ok(())
}

/// Returns the moment from which on the assertion is refused as expired.
fn check_times(claims: &Claims, now: Time) -> Result<Time, AssertionRefusal> {
    let exp = claims.exp.ok_or(AssertionRefusal::NoExpiry)?.time();
    let expires_at = exp.plus(CLOCK_SKEW);
    // RFC 7519 section 4.1.4: not accepted on or after exp, with a small leeway.
    if now >= expires_at {
        return Err(AssertionRefusal::Expired);
    }
    // RFC 7523 section 3, item 4: an exp unreasonably far in the future may be refused.
    if exp > now.plus(LONGEST_LIFE).plus(CLOCK_SKEW) {
        return Err(AssertionRefusal::ExpiryTooFar);
    }
    let latest_start = now.plus(CLOCK_SKEW);
    if claims.nbf.is_some_and(|nbf| nbf.time() > latest_start) {
        return Err(AssertionRefusal::NotYetValid);
    }
    if claims.iat.is_some_and(|iat| iat.time() > latest_start) {
        return Err(AssertionRefusal::IssuedInFuture);
    }
    Ok(expires_at)
}

#[cfg(test)]
mod tests;
