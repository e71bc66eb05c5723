//! The rules a back-channel logout token must pass. Pure: text, keys and the present in, a token or a refusal out.
//!
//! Follows OpenID Connect Back-Channel Logout 1.0 sections 2.4 and 2.6. Owns neither the memory of used tokens nor
//! the sessions.

use base::Time;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use openidconnect::core::{CoreJsonWebKey, CoreJwsSigningAlgorithm};
use openidconnect::{JsonWebKey, JsonWebKeyAlgorithm, JsonWebKeySet, JsonWebKeyUse, JwsSigningAlgorithm};
use serde_json::{Map, Value};

use super::tokens::ACCEPTED_ALGORITHMS;

const EVENT: &str = "http://schemas.openid.net/event/backchannel-logout";
/// Clocks may differ by this many seconds.
const SKEW: i64 = 60;
/// A logout token is a few hundred bytes.
const LONGEST_TOKEN: usize = 16 * 1024;

/// Whom the token must come from and be meant for.
pub(super) struct Expected<'a> {
    pub(super) issuer: &'a str,
    pub(super) client_id: &'a str,
    pub(super) now: Time,
}

/// A logout token that passed every rule but that of first use.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct LogoutToken {
    /// The session to end, if named.
    pub(super) sid: Option<String>,
    /// The person whose sessions to end, if named.
    pub(super) sub: Option<String>,
    /// Makes the token recognisable when it comes a second time.
    pub(super) jti: String,
}

/// The rule a logout token broke.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub(super) enum LogoutRefusal {
    #[error("the request has no logout_token")]
    TokenMissing,
    #[error("the logout token is not a signed JWT that can be read")]
    Malformed,
    #[error("the logout token is of another type")]
    WrongType,
    #[error("the logout token demands a header extension that is not understood")]
    CriticalHeader,
    #[error("the logout token is not signed")]
    Unsigned,
    #[error("the logout token is signed with an algorithm that is not accepted")]
    AlgorithmNotAccepted,
    #[error("no key of the issuer fits the logout token")]
    KeyUnknown,
    #[error("several keys of the issuer fit and the logout token does not say which")]
    KeyAmbiguous,
    #[error("the signature of the logout token is wrong")]
    SignatureWrong,
    #[error("the logout token is from another issuer")]
    IssuerDiffers,
    #[error("the logout token is meant for another client")]
    AudienceDiffers,
    #[error("the logout token has no iat")]
    IssuedAtMissing,
    #[error("the logout token was issued in the future")]
    IssuedInFuture,
    #[error("the logout token has no exp")]
    ExpiryMissing,
    #[error("the logout token has expired")]
    Expired,
    #[error("the logout token names neither sub nor sid")]
    NobodyNamed,
    #[error("the logout token does not carry the logout event")]
    EventMissing,
    #[error("the logout token has a nonce")]
    NoncePresent,
    #[error("the logout token has no jti")]
    JtiMissing,
    #[error("the logout token was used before")]
    Replayed,
}

/// Checks a logout token against the issuer's keys and the rules of section 2.6, in its order.
pub(super) fn check(
    unverified_token: &str,
    keys: &JsonWebKeySet<CoreJsonWebKey>,
    expected: &Expected<'_>,
) -> Result<LogoutToken, LogoutRefusal> {
    let claims = verified_claims(unverified_token, keys)?;
    check_issuer(&claims, expected)?;
    check_audience(&claims, expected)?;
    check_times(&claims, expected.now)?;
    let (sub, sid) = named(&claims)?;
    check_event(&claims)?;
    // Back-Channel Logout 1.0 section 2.6 step 7: no nonce, or an ID token could pass for a logout token.
    if claims.contains_key("nonce") {
        return Err(LogoutRefusal::NoncePresent);
    }
    // Section 2.4: jti is required; step 8 uses it to recognise a token received before.
    let jti = text(&claims, "jti")?.ok_or(LogoutRefusal::JtiMissing)?;
    Ok(LogoutToken { sid, sub, jti })
}

/// Steps 1 to 3: the form, the algorithm and the signature.
fn verified_claims(
    unverified_token: &str,
    keys: &JsonWebKeySet<CoreJsonWebKey>,
) -> Result<Map<String, Value>, LogoutRefusal> {
    if unverified_token.len() > LONGEST_TOKEN {
        return Err(LogoutRefusal::Malformed);
    }
    let mut parts = unverified_token.split('.');
    let (Some(header), Some(payload), Some(signature), None) =
        (parts.next(), parts.next(), parts.next(), parts.next())
    else {
        return Err(LogoutRefusal::Malformed);
    };
    let algorithm_and_kid = check_header(&object(header)?)?;
    let key = fitting_key(keys, &algorithm_and_kid)?;
    let signature = URL_SAFE_NO_PAD.decode(signature).map_err(|_| LogoutRefusal::Malformed)?;
    let signed = format!("{header}.{payload}");
    key.verify_signature(&algorithm_and_kid.0, signed.as_bytes(), &signature)
        .map_err(|_| LogoutRefusal::SignatureWrong)?;
    object(payload)
}

fn check_header(
    header: &Map<String, Value>,
) -> Result<(CoreJwsSigningAlgorithm, Option<String>), LogoutRefusal> {
    // Section 2.4 recommends the type logout+jwt. Older issuers send JWT or nothing, which the event makes safe.
    let typ = text(header, "typ")?.map(|typ| typ.to_ascii_lowercase());
    if !matches!(typ.as_deref(), None | Some("logout+jwt" | "application/logout+jwt" | "jwt")) {
        return Err(LogoutRefusal::WrongType);
    }
    // RFC 7515 section 4.1.11: an extension marked critical and not understood makes the JWS invalid.
    if header.contains_key("crit") {
        return Err(LogoutRefusal::CriticalHeader);
    }
    let alg = text(header, "alg")?.ok_or(LogoutRefusal::Malformed)?;
    // Section 2.6 step 3: alg none must not be used. No key offered in the header (jwk, jku, x5c, x5u) is looked at.
    if alg == "none" {
        return Err(LogoutRefusal::Unsigned);
    }
    ACCEPTED_ALGORITHMS
        .into_iter()
        .find(|accepted| serde_json::to_value(accepted).is_ok_and(|name| name == alg.as_str()))
        .map(|algorithm| Ok((algorithm, text(header, "kid")?)))
        .ok_or(LogoutRefusal::AlgorithmNotAccepted)?
}

fn fitting_key<'k>(
    keys: &'k JsonWebKeySet<CoreJsonWebKey>,
    (algorithm, kid): &(CoreJwsSigningAlgorithm, Option<String>),
) -> Result<&'k CoreJsonWebKey, LogoutRefusal> {
    let mut fitting = keys.keys().iter().filter(|key| {
        let named = kid.as_ref().is_none_or(|kid| key.key_id().is_some_and(|id| id.as_str() == kid));
        let use_fits = key.key_use().is_none_or(JsonWebKeyUse::allows_signature);
        let algorithm_fits = match key.signing_alg() {
            JsonWebKeyAlgorithm::Unspecified => true,
            JsonWebKeyAlgorithm::Algorithm(own) => own == algorithm,
            JsonWebKeyAlgorithm::Unsupported => false,
        };
        named && use_fits && algorithm_fits && algorithm.key_type().as_ref() == Some(key.key_type())
    });
    let key = fitting.next().ok_or(LogoutRefusal::KeyUnknown)?;
    match fitting.next() {
        None => Ok(key),
        Some(_) => Err(LogoutRefusal::KeyAmbiguous),
    }
}

// Section 2.6 step 4 with OpenID Connect Core 1.0 section 3.1.3.7 rule 2: the issuer matches exactly.
fn check_issuer(claims: &Map<String, Value>, expected: &Expected<'_>) -> Result<(), LogoutRefusal> {
    match text(claims, "iss")? {
        Some(issuer) if issuer == expected.issuer => Ok(()),
        Some(_) | None => Err(LogoutRefusal::IssuerDiffers),
    }
}

// Core section 3.1.3.7 rule 3: we are an audience and there is none that we do not trust.
fn check_audience(claims: &Map<String, Value>, expected: &Expected<'_>) -> Result<(), LogoutRefusal> {
    let only_us = match claims.get("aud") {
        Some(Value::String(audience)) => audience == expected.client_id,
        Some(Value::Array(audiences)) => {
            !audiences.is_empty() && audiences.iter().all(|audience| audience == expected.client_id)
        }
        Some(_) | None => false,
    };
    only_us.then_some(()).ok_or(LogoutRefusal::AudienceDiffers)
}

fn check_times(claims: &Map<String, Value>, now: Time) -> Result<(), LogoutRefusal> {
    let issued = seconds(claims, "iat")?.ok_or(LogoutRefusal::IssuedAtMissing)?;
    let expires = seconds(claims, "exp")?.ok_or(LogoutRefusal::ExpiryMissing)?;
    if issued > now.seconds().saturating_add(SKEW) {
        return Err(LogoutRefusal::IssuedInFuture);
    }
    // RFC 7519 section 4.1.4: not on or after exp.
    if now.seconds() >= expires.saturating_add(SKEW) {
        return Err(LogoutRefusal::Expired);
    }
    Ok(())
}

// Section 2.6 step 5: a sub, a sid, or both.
fn named(claims: &Map<String, Value>) -> Result<(Option<String>, Option<String>), LogoutRefusal> {
    match (text(claims, "sub")?, text(claims, "sid")?) {
        (None, None) => Err(LogoutRefusal::NobodyNamed),
        both => Ok(both),
    }
}

// Section 2.6 step 6: events is an object with the logout member, whose value is an object.
fn check_event(claims: &Map<String, Value>) -> Result<(), LogoutRefusal> {
    claims
        .get("events")
        .and_then(|events| events.get(EVENT))
        .is_some_and(Value::is_object)
        .then_some(())
        .ok_or(LogoutRefusal::EventMissing)
}

fn object(part: &str) -> Result<Map<String, Value>, LogoutRefusal> {
    let bytes = URL_SAFE_NO_PAD.decode(part).map_err(|_| LogoutRefusal::Malformed)?;
    serde_json::from_slice(&bytes).map_err(|_| LogoutRefusal::Malformed)
}

/// A member that, if there, must be a text with content.
fn text(object: &Map<String, Value>, name: &str) -> Result<Option<String>, LogoutRefusal> {
    match object.get(name) {
        None => Ok(None),
        Some(Value::String(text)) if !text.is_empty() => Ok(Some(text.clone())),
        Some(_) => Err(LogoutRefusal::Malformed),
    }
}

/// A `NumericDate` in whole seconds; RFC 7519 section 2 allows fractions.
fn seconds(claims: &Map<String, Value>, name: &str) -> Result<Option<i64>, LogoutRefusal> {
    match claims.get(name) {
        None => Ok(None),
        #[expect(
            clippy::cast_possible_truncation,
            reason = "the fraction is dropped on purpose; the cast saturates"
        )]
        Some(Value::Number(number)) => {
            Ok(number.as_i64().or_else(|| number.as_f64().map(|seconds| seconds.floor() as i64)))
        }
        Some(_) => Err(LogoutRefusal::Malformed),
    }
}

#[cfg(test)]
mod tests;
