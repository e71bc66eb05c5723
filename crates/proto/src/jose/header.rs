//! The header of a signed object (RFC 7515 section 4): what of it is used, and what is refused in it.

use serde_json::{Map, Value};

use super::jwk::kid_is_sound;
use super::{Algorithm, JwsError, decode_base64url};
use crate::json::{JsonRefusal, parse_object};

/// What the header says, as far as it is used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Header {
    /// The algorithm, of the closed list.
    pub alg: Algorithm,
    /// The name of the key; printable ASCII, at most 256 bytes.
    pub kid: Option<String>,
    /// The type of the whole object.
    pub typ: Option<String>,
    /// The type of the payload.
    pub cty: Option<String>,
}

impl Header {
    /// Whether `typ` says `expected`, for example `at+jwt`.
    pub fn has_type(&self, expected: &str) -> bool {
        // RFC 7515 section 4.1.9: a media type, compared without regard to case; "application/" may be left out.
        self.typ.as_deref().is_some_and(|typ| bare_type(typ).eq_ignore_ascii_case(expected))
    }

    pub(super) fn read(encoded: &str) -> Result<Self, JwsError> {
        let text = decode_base64url(encoded).ok_or(JwsError::NotBase64Url)?;
        let members = parse_object(&text).map_err(|refusal| match refusal {
            JsonRefusal::Malformed => JwsError::MalformedHeader,
            // RFC 7515 section 4: header parameter names are unique.
            JsonRefusal::DuplicateMember => JwsError::DuplicateMember,
        })?;
        refuse_members(&members)?;
        Ok(Self {
            alg: algorithm(&members)?,
            kid: kid(&members)?,
            typ: text_member(&members, "typ", JwsError::BadType)?,
            cty: text_member(&members, "cty", JwsError::BadType)?,
        })
    }
}

fn bare_type(typ: &str) -> &str {
    const PREFIX: &str = "application/";
    match typ.split_at_checked(PREFIX.len()) {
        Some((prefix, rest)) if prefix.eq_ignore_ascii_case(PREFIX) => rest,
        _ => typ,
    }
}

fn refuse_members(members: &Map<String, Value>) -> Result<(), JwsError> {
    // RFC 7797 section 3: b64. Checked before crit, which always comes with it, so that the reason is exact.
    // RFC 7515 sections 4.1.2, 4.1.3, 4.1.5 and 4.1.6: a key the sender brings along proves nothing.
    // RFC 7515 section 4.1.11: crit names extensions that must be understood; we understand none.
    const REFUSED: [(&str, JwsError); 7] = [
        ("b64", JwsError::UnencodedPayload),
        ("crit", JwsError::Critical),
        ("zip", JwsError::Compressed),
        ("jwk", JwsError::KeyInHeader),
        ("jku", JwsError::KeyInHeader),
        ("x5u", JwsError::KeyInHeader),
        ("x5c", JwsError::KeyInHeader),
    ];
    match REFUSED.iter().find(|(name, _)| members.contains_key(*name)) {
        Some((_, refusal)) => Err(*refusal),
        None => Ok(()),
    }
}

fn algorithm(members: &Map<String, Value>) -> Result<Algorithm, JwsError> {
    let name = text_member(members, "alg", JwsError::AlgorithmUnknown)?.ok_or(JwsError::AlgorithmMissing)?;
    // RFC 8725 section 3.2: only algorithms that meet the application's needs; "none" in any spelling is none.
    if name.eq_ignore_ascii_case("none") {
        return Err(JwsError::AlgorithmNone);
    }
    if name.get(..2).is_some_and(|prefix| prefix.eq_ignore_ascii_case("HS")) {
        return Err(JwsError::AlgorithmSymmetric);
    }
    name.parse().map_err(|_| JwsError::AlgorithmUnknown)
}

fn kid(members: &Map<String, Value>) -> Result<Option<String>, JwsError> {
    let kid = text_member(members, "kid", JwsError::BadKid)?;
    if kid.as_deref().is_some_and(|kid| !kid_is_sound(kid)) {
        return Err(JwsError::BadKid);
    }
    Ok(kid)
}

fn text_member(
    members: &Map<String, Value>,
    name: &str,
    refusal: JwsError,
) -> Result<Option<String>, JwsError> {
    match members.get(name) {
        None => Ok(None),
        Some(value) => value.as_str().map(|text| Some(text.to_owned())).ok_or(refusal),
    }
}
