//! Client credentials in the `Authorization` header (RFC 6749 section 2.3.1, RFC 7617).
//!
//! Owns the reading. Whether the secret is right, and which method a client must use, is decided elsewhere.

use base::Secret;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use crate::form;

const MAX_HEADER_BYTES: usize = 4096;

/// Why the header is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BasicRefusal {
    /// Another scheme.
    #[error("the Authorization header does not use the Basic scheme")]
    NotBasic,
    /// Over 4096 bytes.
    #[error("the Authorization header is too long")]
    TooLong,
    /// Not base64 with padding.
    #[error("the Basic credentials are not base64")]
    NotBase64,
    /// Not UTF-8.
    #[error("the Basic credentials are not UTF-8")]
    NotUtf8,
    /// No colon between id and secret.
    #[error("the Basic credentials hold no colon")]
    NoColon,
    /// A half is not application/x-www-form-urlencoded.
    #[error("the client id and secret must be form-encoded before they are joined")]
    NotFormEncoded,
    /// A control character.
    #[error("the Basic credentials hold a control character")]
    ControlCharacter,
    /// No client id.
    #[error("the Basic credentials name no client")]
    EmptyId,
}

/// Reads client id and secret from the value of an `Authorization` header.
///
/// # Errors
/// The first rule broken.
pub fn parse_basic(header_value: &str) -> Result<(String, Secret<String>), BasicRefusal> {
    if header_value.len() > MAX_HEADER_BYTES {
        return Err(BasicRefusal::TooLong);
    }
    let joined = decode_credentials(header_value)?;
    // RFC 7617 section 2: the first colon divides; the user-id has none, the password may.
    let (id, secret) = joined.expose().split_once(':').ok_or(BasicRefusal::NoColon)?;
    // RFC 6749 section 2.3.1: each half is form-encoded before they are joined.
    let id = decode_half(id)?.expose().clone();
    if id.is_empty() {
        return Err(BasicRefusal::EmptyId);
    }
    Ok((id, decode_half(secret)?))
}

fn decode_credentials(header_value: &str) -> Result<Secret<String>, BasicRefusal> {
    let (scheme, encoded) = header_value.split_once(' ').ok_or(BasicRefusal::NotBasic)?;
    // RFC 9110 section 11.1: the scheme is compared without regard to case; one or more spaces follow.
    if !scheme.eq_ignore_ascii_case("Basic") {
        return Err(BasicRefusal::NotBasic);
    }
    let bytes = STANDARD.decode(encoded.trim_start_matches(' ')).map_err(|_| BasicRefusal::NotBase64)?;
    String::from_utf8(bytes).map(Secret::new).map_err(|_| BasicRefusal::NotUtf8)
}

fn decode_half(half: &str) -> Result<Secret<String>, BasicRefusal> {
    let text = match form::decode(half.as_bytes()) {
        Ok(text) => Secret::new(text),
        Err(form::FormError::NulByte) => return Err(BasicRefusal::ControlCharacter),
        Err(_) => return Err(BasicRefusal::NotFormEncoded),
    };
    // RFC 7617 section 2: no control characters.
    if text.expose().chars().any(char::is_control) {
        return Err(BasicRefusal::ControlCharacter);
    }
    Ok(text)
}

#[cfg(test)]
mod tests;
