//! Security event tokens: what another party tells that has happened, as a signed object (RFC 8417).
//!
//! Owns the rules for form, signature and claims. Does not own that a token counts once (the receiver remembers its
//! `jti`), nor what the event says, nor how the sender is answered (RFC 8935).

use std::time::Duration;

use base::Time;
use serde::Deserialize;
use serde_json::{Map, Value};

use crate::jose::{Algorithm, JwsError, UnverifiedJws, VerifiedJws, VerifyingKey};
use crate::token::{Audience, NumericDate};

/// `typ` of a security event token (RFC 8417 section 2.3).
pub const SECEVENT_JWT: &str = "secevent+jwt";

/// How far `iat` may lie from the present, where nothing else is agreed.
pub const SKEW: Duration = Duration::from_secs(300);

/// The algorithms a token may be signed with. RSASSA-PKCS1-v1_5 is left out: nothing old sends these tokens.
pub const ALGORITHMS: [Algorithm; 4] =
    [Algorithm::ES256, Algorithm::ES384, Algorithm::EdDSA, Algorithm::PS256];

const MAX_JTI_BYTES: usize = 256;

/// What a token must say to be taken.
#[derive(Clone, Copy, Debug)]
pub struct Expect<'a> {
    /// Who sends it.
    pub issuer: &'a str,
    /// Whom it is for: us.
    pub audience: &'a str,
    /// The event it tells of.
    pub event: &'a str,
    /// The present.
    pub now: Time,
    /// How far `iat` may lie from the present, either way; [`SKEW`] where nothing else is agreed.
    pub skew: Duration,
}

/// What a token that was checked says.
#[derive(Clone, Debug, PartialEq)]
pub struct SetClaims {
    /// Its own name, at most 256 bytes: the same at each repetition.
    pub jti: String,
    /// When it was made.
    pub iat: Time,
    /// The key its header names, which is the one that signed it or has no name of its own.
    pub kid: Option<String>,
    /// The event; a JSON object.
    pub event: Value,
}

/// Why a token is refused. RFC 8935 section 2.4 names few words for these; the receiver chooses among them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SetRefusal {
    /// Not a signed object in compact form that could be taken from anybody.
    #[error("the event is not a sound signed object: {0}")]
    Form(JwsError),
    /// Its algorithm is not in [`ALGORITHMS`].
    #[error("the event is signed with an algorithm that is not allowed")]
    Algorithm,
    /// No key of the sender has its kid and fits its algorithm.
    #[error("the event is signed with a key that is not known")]
    Key,
    /// It was not signed by the key it names.
    #[error("the signature of the event is wrong")]
    Signature,
    /// `typ` is missing or another.
    #[error("the signed object is not a security event token by its type")]
    WrongType,
    /// The claims are not of the right shape.
    #[error("the claims of the event are malformed")]
    Malformed,
    /// `iss` is missing or another.
    #[error("the event is from another issuer")]
    Issuer,
    /// `aud` is missing or does not name us.
    #[error("the event is for another audience")]
    Audience,
    /// No `jti`.
    #[error("the event has no jti")]
    NoJti,
    /// `jti` is longer than 256 bytes.
    #[error("jti of the event is too long")]
    JtiTooLong,
    /// No `iat`.
    #[error("the event has no iat")]
    NoIssuedAt,
    /// `iat` lies too far back.
    #[error("the event was made too long ago")]
    TooOld,
    /// `iat` lies ahead.
    #[error("the event was made in the future")]
    InFuture,
    /// `exp` is there and has passed.
    #[error("the event has expired")]
    Expired,
    /// No `events`, or none in it.
    #[error("the token tells of no event")]
    NoEvent,
    /// It tells of another event, or of more than one.
    #[error("the token tells of another event, or of several")]
    OtherEvent,
    /// The event is not a JSON object.
    #[error("the event is not a JSON object")]
    EventNotObject,
}

#[derive(Deserialize)]
struct Claims {
    iss: Option<String>,
    aud: Option<Audience>,
    iat: Option<NumericDate>,
    exp: Option<NumericDate>,
    jti: Option<String>,
    events: Option<Map<String, Value>>,
}

/// Checks a token, its signature first.
///
/// # Errors
/// The first rule broken.
pub fn verify(compact: &str, keys: &[VerifyingKey], expect: &Expect<'_>) -> Result<SetClaims, SetRefusal> {
    let token = signed(compact, keys)?;
    // RFC 8417 section 2.3: the type keeps any other signed object of the sender from passing for an event.
    // Deviation: required, where the text recommends it.
    if !token.header().has_type(SECEVENT_JWT) {
        return Err(SetRefusal::WrongType);
    }
    let claims: Claims = token.claims().map_err(|_| SetRefusal::Malformed)?;
    if claims.iss.as_deref() != Some(expect.issuer) {
        return Err(SetRefusal::Issuer);
    }
    if !claims.aud.as_ref().is_some_and(|aud| aud.contains(expect.audience)) {
        return Err(SetRefusal::Audience);
    }
    let iat = check_times(&claims, expect)?;
    // RFC 8417 section 2.2: jti is required.
    let jti = claims.jti.filter(|jti| !jti.is_empty()).ok_or(SetRefusal::NoJti)?;
    if jti.len() > MAX_JTI_BYTES {
        return Err(SetRefusal::JtiTooLong);
    }
    let event = only_event(claims.events, expect.event)?;
    Ok(SetClaims { jti, iat, kid: token.header().kid.clone(), event })
}

fn signed(compact: &str, keys: &[VerifyingKey]) -> Result<VerifiedJws, SetRefusal> {
    let token = UnverifiedJws::parse(compact).map_err(SetRefusal::Form)?;
    token.verify_with(keys, &ALGORITHMS).map_err(|error| {
        if error == JwsError::AlgorithmNotAllowed {
            SetRefusal::Algorithm
        } else if matches!(error, JwsError::UnknownKey | JwsError::KeyDoesNotFit) {
            SetRefusal::Key
        } else {
            SetRefusal::Signature
        }
    })
}

fn check_times(claims: &Claims, expect: &Expect<'_>) -> Result<Time, SetRefusal> {
    // RFC 8417 section 2.2: iat is required; exp is not recommended, and where it is given it holds (RFC 7519
    // section 4.1.4).
    let iat = claims.iat.ok_or(SetRefusal::NoIssuedAt)?.time();
    if iat.plus(expect.skew) < expect.now {
        return Err(SetRefusal::TooOld);
    }
    if iat > expect.now.plus(expect.skew) {
        return Err(SetRefusal::InFuture);
    }
    if claims.exp.is_some_and(|exp| exp.time().plus(expect.skew) <= expect.now) {
        return Err(SetRefusal::Expired);
    }
    Ok(iat)
}

fn only_event(events: Option<Map<String, Value>>, wanted: &str) -> Result<Value, SetRefusal> {
    // RFC 8417 section 2.2: events holds one or more statements about one happening. We know one word for each
    // happening; a second statement would be one we did not read.
    let mut events = events.unwrap_or_default().into_iter();
    match (events.next(), events.next()) {
        (None, _) => Err(SetRefusal::NoEvent),
        (Some((name, event)), None) if name == wanted => {
            if event.is_object() {
                Ok(event)
            } else {
                Err(SetRefusal::EventNotObject)
            }
        }
        (Some(_), _) => Err(SetRefusal::OtherEvent),
    }
}

#[cfg(test)]
mod tests;
