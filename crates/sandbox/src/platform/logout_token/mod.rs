//! The rules a back-channel logout token must pass. Pure: text, keys and the present in, a token or a refusal out.
//!
//! Follows OpenID Connect Back-Channel Logout 1.0 sections 2.4 and 2.6. Owns neither the memory of used tokens nor
//! the sessions.

use openidconnect::JsonWebKeySet;
use openidconnect::core::CoreJsonWebKey;
use serde_json::{Map, Value};

use crate::jwt::{self, JwtRefusal, text};
use crate::provider::MayMissKey;

const EVENT: &str = "http://schemas.openid.net/event/backchannel-logout";

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
    #[error(transparent)]
    Jwt(#[from] JwtRefusal),
    #[error("the logout token names neither sub nor sid")]
    NobodyNamed,
    #[error("the logout token does not carry the logout event")]
    EventMissing,
    #[error("the logout token has a nonce")]
    NoncePresent,
    #[error("the logout token was used before")]
    Replayed,
}

impl MayMissKey for LogoutRefusal {
    fn misses_key(&self) -> bool {
        *self == Self::Jwt(JwtRefusal::KeyUnknown)
    }
}

// Section 2.4 recommends the type logout+jwt. Older issuers send JWT or nothing, which the event makes safe.
pub(super) fn is_typ(typ: Option<&str>) -> bool {
    matches!(typ, None | Some("logout+jwt" | "application/logout+jwt" | "jwt"))
}

/// Checks a logout token against the issuer's keys and the rules of section 2.6.
pub(super) fn check(
    unverified_token: &str,
    keys: &JsonWebKeySet<CoreJsonWebKey>,
    expected: &jwt::Expected<'_>,
) -> Result<LogoutToken, LogoutRefusal> {
    // Section 2.6 steps 1 to 4. Section 2.4: jti is required; step 8 uses it to recognise a token received before.
    let jwt::Token { claims, jti, .. } = jwt::check(unverified_token, keys, expected)?;
    let (sub, sid) = named(&claims)?;
    check_event(&claims)?;
    // Section 2.6 step 7: no nonce, or an ID token could pass for a logout token.
    if claims.contains_key("nonce") {
        return Err(LogoutRefusal::NoncePresent);
    }
    Ok(LogoutToken { sid, sub, jti })
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

#[cfg(test)]
mod tests;
