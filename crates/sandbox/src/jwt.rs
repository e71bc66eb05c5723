//! What every signed token of the issuer must pass. Pure: text, keys and the present in, claims or a refusal out.
//!
//! Follows RFC 7515 and RFC 7519. Owns neither what a kind of token says nor the memory of used ones.

use base::Time;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use openidconnect::core::{CoreJsonWebKey, CoreJwsSigningAlgorithm};
use openidconnect::{JsonWebKey, JsonWebKeyAlgorithm, JsonWebKeySet, JsonWebKeyUse, JwsSigningAlgorithm};
use serde_json::{Map, Value};

use crate::provider::MayMissKey;

/// Signature algorithms taken from the issuer: none with a shared secret, never `none`.
pub(crate) const ACCEPTED_ALGORITHMS: [CoreJwsSigningAlgorithm; 5] = [
    CoreJwsSigningAlgorithm::EcdsaP256Sha256,
    CoreJwsSigningAlgorithm::EcdsaP384Sha384,
    CoreJwsSigningAlgorithm::EdDsa,
    CoreJwsSigningAlgorithm::RsaSsaPssSha256,
    CoreJwsSigningAlgorithm::RsaSsaPkcs1V15Sha256,
];
/// Clocks may differ by this many seconds.
pub(crate) const SKEW: i64 = 60;
/// A token is a few hundred bytes.
pub(crate) const LONGEST_TOKEN: usize = 16 * 1024;

/// Whom the token must come from and be meant for.
pub(crate) struct Expected<'a> {
    pub(crate) issuer: &'a str,
    pub(crate) audience: &'a str,
    pub(crate) now: Time,
    /// Whether a `typ`, in lower case, is that of the kind of token expected.
    pub(crate) is_typ: fn(Option<&str>) -> bool,
}

/// A token that passed every rule that does not depend on its kind.
pub(crate) struct Token {
    pub(crate) claims: Map<String, Value>,
    /// Makes the token recognisable when it comes a second time.
    pub(crate) jti: String,
    /// From `iat` to `exp`, in seconds.
    pub(crate) life: i64,
}

/// The rule a token broke.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum JwtRefusal {
    /// Not three parts of JSON, JSON and bytes, or a member of another type than it must be.
    #[error("the token is not a signed JWT that can be read")]
    Malformed,
    /// `typ` is that of another kind of token.
    #[error("the token is of another type")]
    WrongType,
    /// `crit` is there.
    #[error("the token demands a header extension that is not understood")]
    CriticalHeader,
    /// `alg` is none.
    #[error("the token is not signed")]
    Unsigned,
    /// `alg` is not in the list.
    #[error("the token is signed with an algorithm that is not accepted")]
    AlgorithmNotAccepted,
    /// No published key has this `kid` and algorithm.
    #[error("no key of the issuer fits the token")]
    KeyUnknown,
    /// Without `kid`, more than one key fits.
    #[error("several keys of the issuer fit and the token does not say which")]
    KeyAmbiguous,
    /// The signature does not belong to the text and the key.
    #[error("the signature of the token is wrong")]
    SignatureWrong,
    /// `iss` is missing or another.
    #[error("the token is from another issuer")]
    IssuerDiffers,
    /// `aud` is missing, another, or names others beside.
    #[error("the token is meant for somebody else")]
    AudienceDiffers,
    /// No `iat`.
    #[error("the token has no iat")]
    IssuedAtMissing,
    /// `iat` lies ahead.
    #[error("the token was issued in the future")]
    IssuedInFuture,
    /// No `exp`.
    #[error("the token has no exp")]
    ExpiryMissing,
    /// `exp` is past.
    #[error("the token has expired")]
    Expired,
    /// No `jti`.
    #[error("the token has no jti")]
    JtiMissing,
}

impl JwtRefusal {
    /// The name of the rule, for programs.
    pub const fn rule(self) -> &'static str {
        match self {
            Self::Malformed => "malformed",
            Self::WrongType => "wrong_type",
            Self::CriticalHeader => "critical_header",
            Self::Unsigned => "unsigned",
            Self::AlgorithmNotAccepted => "algorithm_not_accepted",
            Self::KeyUnknown => "key_unknown",
            Self::KeyAmbiguous => "key_ambiguous",
            Self::SignatureWrong => "signature_wrong",
            Self::IssuerDiffers => "issuer_differs",
            Self::AudienceDiffers => "audience_differs",
            Self::IssuedAtMissing => "issued_at_missing",
            Self::IssuedInFuture => "issued_in_future",
            Self::ExpiryMissing => "expiry_missing",
            Self::Expired => "expired",
            Self::JtiMissing => "jti_missing",
        }
    }
}

impl MayMissKey for JwtRefusal {
    fn misses_key(&self) -> bool {
        *self == Self::KeyUnknown
    }
}

/// Checks a token: form, type, algorithm, signature, issuer, audience, times, in this order.
pub(crate) fn check(
    unverified_token: &str,
    keys: &JsonWebKeySet<CoreJsonWebKey>,
    expected: &Expected<'_>,
) -> Result<Token, JwtRefusal> {
    let claims = verified_claims(unverified_token, keys, expected.is_typ)?;
    check_issuer(&claims, expected)?;
    check_audience(&claims, expected)?;
    let life = check_times(&claims, expected.now)?;
    let jti = text(&claims, "jti")?.ok_or(JwtRefusal::JtiMissing)?;
    Ok(Token { claims, jti, life })
}

/// The form, the algorithm and the signature.
fn verified_claims(
    unverified_token: &str,
    keys: &JsonWebKeySet<CoreJsonWebKey>,
    is_typ: fn(Option<&str>) -> bool,
) -> Result<Map<String, Value>, JwtRefusal> {
    if unverified_token.len() > LONGEST_TOKEN {
        return Err(JwtRefusal::Malformed);
    }
    let mut parts = unverified_token.split('.');
    let (Some(header), Some(payload), Some(signature), None) =
        (parts.next(), parts.next(), parts.next(), parts.next())
    else {
        return Err(JwtRefusal::Malformed);
    };
    let algorithm_and_kid = check_header(&object(header)?, is_typ)?;
    let key = fitting_key(keys, &algorithm_and_kid)?;
    let signature = URL_SAFE_NO_PAD.decode(signature).map_err(|_| JwtRefusal::Malformed)?;
    let signed = format!("{header}.{payload}");
    key.verify_signature(&algorithm_and_kid.0, signed.as_bytes(), &signature)
        .map_err(|_| JwtRefusal::SignatureWrong)?;
    object(payload)
}

fn check_header(
    header: &Map<String, Value>,
    is_typ: fn(Option<&str>) -> bool,
) -> Result<(CoreJwsSigningAlgorithm, Option<String>), JwtRefusal> {
    // RFC 8725 section 3.11: the type keeps one kind of token from passing for another. Media types know no case.
    let typ = text(header, "typ")?.map(|typ| typ.to_ascii_lowercase());
    if !is_typ(typ.as_deref()) {
        return Err(JwtRefusal::WrongType);
    }
    // RFC 7515 section 4.1.11: an extension marked critical and not understood makes the JWS invalid.
    if header.contains_key("crit") {
        return Err(JwtRefusal::CriticalHeader);
    }
    let alg = text(header, "alg")?.ok_or(JwtRefusal::Malformed)?;
    // RFC 8725 section 3.2: alg none is never taken. No key offered in the header (jwk, jku, x5c, x5u) is looked at.
    if alg == "none" {
        return Err(JwtRefusal::Unsigned);
    }
    ACCEPTED_ALGORITHMS
        .into_iter()
        .find(|accepted| serde_json::to_value(accepted).is_ok_and(|name| name == alg.as_str()))
        .map(|algorithm| Ok((algorithm, text(header, "kid")?)))
        .ok_or(JwtRefusal::AlgorithmNotAccepted)?
}

fn fitting_key<'k>(
    keys: &'k JsonWebKeySet<CoreJsonWebKey>,
    (algorithm, kid): &(CoreJwsSigningAlgorithm, Option<String>),
) -> Result<&'k CoreJsonWebKey, JwtRefusal> {
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
    let key = fitting.next().ok_or(JwtRefusal::KeyUnknown)?;
    match fitting.next() {
        None => Ok(key),
        Some(_) => Err(JwtRefusal::KeyAmbiguous),
    }
}

// OpenID Connect Core 1.0 section 3.1.3.7 rule 2: the issuer matches exactly.
fn check_issuer(claims: &Map<String, Value>, expected: &Expected<'_>) -> Result<(), JwtRefusal> {
    match text(claims, "iss")? {
        Some(issuer) if issuer == expected.issuer => Ok(()),
        Some(_) | None => Err(JwtRefusal::IssuerDiffers),
    }
}

// OpenID Connect Core 1.0 section 3.1.3.7 rule 3: we are an audience and there is none that we do not trust.
fn check_audience(claims: &Map<String, Value>, expected: &Expected<'_>) -> Result<(), JwtRefusal> {
    let only_us = match claims.get("aud") {
        Some(Value::String(audience)) => audience == expected.audience,
        Some(Value::Array(audiences)) => {
            !audiences.is_empty() && audiences.iter().all(|audience| audience == expected.audience)
        }
        Some(_) | None => false,
    };
    only_us.then_some(()).ok_or(JwtRefusal::AudienceDiffers)
}

fn check_times(claims: &Map<String, Value>, now: Time) -> Result<i64, JwtRefusal> {
    let issued = seconds(claims, "iat")?.ok_or(JwtRefusal::IssuedAtMissing)?;
    let expires = seconds(claims, "exp")?.ok_or(JwtRefusal::ExpiryMissing)?;
    if issued > now.seconds().saturating_add(SKEW) {
        return Err(JwtRefusal::IssuedInFuture);
    }
    // RFC 7519 section 4.1.4: not on or after exp.
    if now.seconds() >= expires.saturating_add(SKEW) {
        return Err(JwtRefusal::Expired);
    }
    Ok(expires.saturating_sub(issued))
}

fn object(part: &str) -> Result<Map<String, Value>, JwtRefusal> {
    let bytes = URL_SAFE_NO_PAD.decode(part).map_err(|_| JwtRefusal::Malformed)?;
    serde_json::from_slice(&bytes).map_err(|_| JwtRefusal::Malformed)
}

/// A member that, if there, must be a text with content.
pub(crate) fn text(object: &Map<String, Value>, name: &str) -> Result<Option<String>, JwtRefusal> {
    match object.get(name) {
        None => Ok(None),
        Some(Value::String(text)) if !text.is_empty() => Ok(Some(text.clone())),
        Some(_) => Err(JwtRefusal::Malformed),
    }
}

/// A `NumericDate` in whole seconds; RFC 7519 section 2 allows fractions.
fn seconds(claims: &Map<String, Value>, name: &str) -> Result<Option<i64>, JwtRefusal> {
    match claims.get(name) {
        None => Ok(None),
        #[expect(
            clippy::cast_possible_truncation,
            reason = "the fraction is dropped on purpose; the cast saturates"
        )]
        Some(Value::Number(number)) => {
            Ok(number.as_i64().or_else(|| number.as_f64().map(|seconds| seconds.floor() as i64)))
        }
        Some(_) => Err(JwtRefusal::Malformed),
    }
}
