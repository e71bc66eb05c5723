//! Parameters in `application/x-www-form-urlencoded`, from a query or a body (RFC 6749 appendix B).
//!
//! Owns decoding and the rule that a parameter is given once. What a parameter means is the caller's; the length
//! of the whole is bounded by whoever reads the body.

use std::fmt;

/// The most parameters in one request.
pub const MAX_PARAMS: usize = 64;

/// Why a form is refused.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FormError {
    /// This parameter is given more than once.
    Duplicate(String),
    /// A percent sequence is broken, a text is not UTF-8, or a name is empty.
    Malformed,
    /// A name or value holds U+0000.
    NulByte,
    /// More than 64 parameters.
    TooMany,
}

impl fmt::Display for FormError {
    /// Fit for an `error_description`: a name is repeated only if it is a plain word.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Duplicate(name) if is_plain(name) => {
                write!(f, "the parameter {name} is given more than once")
            }
            Self::Duplicate(_) => f.write_str("a parameter is given more than once"),
            Self::Malformed => {
                f.write_str("the parameters are not well-formed application/x-www-form-urlencoded")
            }
            Self::NulByte => f.write_str("a parameter holds a NUL character"),
            Self::TooMany => f.write_str("there are more than 64 parameters"),
        }
    }
}

impl std::error::Error for FormError {}

fn is_plain(name: &str) -> bool {
    name.len() <= 64 && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"_-.".contains(&byte))
}

/// Decoded parameters in the order given. `Debug` shows names only: values may be secrets.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Params {
    pairs: Vec<(String, String)>,
}

impl Params {
    /// Decodes `raw`; each name not in `repeatable` may occur once.
    ///
    /// # Errors
    /// A [`FormError`] naming the first rule broken.
    pub fn parse(raw: &[u8], repeatable: &[&str]) -> Result<Self, FormError> {
        let mut params = Self::default();
        for piece in raw.split(|byte| *byte == b'&').filter(|piece| !piece.is_empty()) {
            if params.pairs.len() == MAX_PARAMS {
                return Err(FormError::TooMany);
            }
            let (name, value) = decode_pair(piece)?;
            // RFC 6749 sections 3.1 and 3.2: parameters are not included more than once. An empty one counts,
            // else two readers could disagree about which of two to believe.
            if !repeatable.contains(&name.as_str()) && params.has(&name) {
                return Err(FormError::Duplicate(name));
            }
            params.pairs.push((name, value));
        }
        Ok(params)
    }

    /// Parameters that did not come from outside, for example out of a sealed request. Nothing is checked.
    pub fn from_pairs<N: Into<String>, V: Into<String>>(pairs: impl IntoIterator<Item = (N, V)>) -> Self {
        Self { pairs: pairs.into_iter().map(|(name, value)| (name.into(), value.into())).collect() }
    }

    /// The value of `name`; of several, the first.
    pub fn get(&self, name: &str) -> Option<&str> {
        self.get_all(name).next()
    }

    /// All values of `name`.
    pub fn get_all(&self, name: &str) -> impl Iterator<Item = &str> {
        // RFC 6749 section 3.1: parameters sent without a value are treated as if they were omitted.
        self.iter().filter(move |(key, value)| *key == name && !value.is_empty()).map(|(_, value)| value)
    }

    /// All pairs in the order given, those with an empty value too.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.pairs.iter().map(|(name, value)| (name.as_str(), value.as_str()))
    }

    /// Encodes the pairs again.
    pub fn encode(&self) -> String {
        form_urlencoded::Serializer::new(String::new()).extend_pairs(self.iter()).finish()
    }

    fn has(&self, name: &str) -> bool {
        self.pairs.iter().any(|(key, _)| key == name)
    }
}

impl fmt::Debug for Params {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.pairs.iter().map(|(name, _)| name)).finish()
    }
}

fn decode_pair(piece: &[u8]) -> Result<(String, String), FormError> {
    let mut halves = piece.splitn(2, |byte| *byte == b'=');
    let name = decode(halves.next().unwrap_or_default())?;
    let value = decode(halves.next().unwrap_or_default())?;
    if name.is_empty() {
        return Err(FormError::Malformed);
    }
    Ok((name, value))
}

/// Decodes one name or value: plus to space, percent sequences to bytes, bytes to text.
pub(crate) fn decode(raw: &[u8]) -> Result<String, FormError> {
    // Codes and tokens are long and never escaped.
    let plain = !raw.contains(&b'%') && !raw.contains(&b'+');
    let bytes = if plain { raw.to_vec() } else { unescaped(raw)? };
    if bytes.contains(&0) {
        return Err(FormError::NulByte);
    }
    String::from_utf8(bytes).map_err(|_| FormError::Malformed)
}

fn unescaped(raw: &[u8]) -> Result<Vec<u8>, FormError> {
    let mut bytes = Vec::with_capacity(raw.len());
    let mut rest = raw.iter();
    while let Some(byte) = rest.next() {
        bytes.push(match byte {
            b'+' => b' ',
            b'%' => hex_pair(rest.next(), rest.next())?,
            other => *other,
        });
    }
    Ok(bytes)
}

fn hex_pair(high: Option<&u8>, low: Option<&u8>) -> Result<u8, FormError> {
    let digit = |byte: Option<&u8>| byte.and_then(|byte| char::from(*byte).to_digit(16));
    let (Some(high), Some(low)) = (digit(high), digit(low)) else { return Err(FormError::Malformed) };
    u8::try_from(high * 16 + low).map_err(|_| FormError::Malformed)
}

#[cfg(test)]
mod tests;
