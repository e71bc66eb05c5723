//! Questions that come as a signed token of the issuer: the population register and the open language of tokens.
//!
//! Owns the checks of RFC 7515 and RFC 7519 that do not depend on what is asked. The house knows the issuer by its
//! published keys alone.

use base::Fault;
use http::HeaderMap;
use serde_json::{Map, Value};

use super::city::City;
use super::classic::{is_document, is_of_type};
use super::partner::Partner;
use super::people::Subject;
use super::refusal::RequestRefusal;
use crate::jwt::{self, Expected, JwtRefusal, Token};

/// No question is good for longer, in seconds.
const LONGEST_LIFE: i64 = 300;

/// A checked question, or why it is none.
///
/// # Errors
/// A fault when the issuer's keys cannot be read; the refusal stands inside.
pub(super) async fn check(
    city: &City,
    partner: Partner,
    (headers, body): (&HeaderMap, &[u8]),
    is_typ: fn(Option<&str>) -> bool,
) -> Result<Result<Token, RequestRefusal>, Fault> {
    if !is_of_type(headers, "application/jwt") {
        return Ok(Err(RequestRefusal::MediaType));
    }
    let Ok(token) = std::str::from_utf8(body) else {
        return Ok(Err(JwtRefusal::Malformed.into()));
    };
    let (audience, now) = (city.house(partner), city.now());
    let expected = Expected { issuer: city.issuer(), audience: &audience, now, is_typ };
    let checked = city.provider.checked(|metadata| -> Result<Token, RequestRefusal> {
        Ok(jwt::check(token, metadata.jwks(), &expected)?)
    });
    Ok(checked.await?.and_then(|token| {
        if token.life > LONGEST_LIFE { Err(RequestRefusal::LivesTooLong) } else { Ok(token) }
    }))
}

/// A member that must be a text.
pub(super) fn text<'c>(
    claims: &'c Map<String, Value>,
    name: &'static str,
) -> Result<&'c str, RequestRefusal> {
    match claims.get(name) {
        None => Err(RequestRefusal::Missing(name)),
        Some(Value::String(text)) if !text.is_empty() => Ok(text),
        Some(_) => Err(RequestRefusal::Unfit(name)),
    }
}

/// Whom a question is about.
pub(super) fn subject(claims: &Map<String, Value>) -> Result<Subject, RequestRefusal> {
    let document = claims.get("document").ok_or(RequestRefusal::Missing("document"))?;
    let document = document.as_object().ok_or(RequestRefusal::Unfit("document"))?;
    let kind = text(document, "type")?;
    if !is_document(kind) {
        return Err(RequestRefusal::Unfit("document"));
    }
    Ok(Subject {
        document: kind.to_owned(),
        number: text(document, "number")?.to_owned(),
        name: text(claims, "name")?.to_owned(),
    })
}
