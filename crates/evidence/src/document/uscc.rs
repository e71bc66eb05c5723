//! The unified social credit code of a legal entity, GB 32100.

use unicode_normalization::UnicodeNormalization;

/// Why a text is not a unified social credit code.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum UsccRefusal {
    /// It has not 18 characters.
    #[error("the code has another length")]
    Length,
    /// A character is outside the alphabet, or the division is not six digits.
    #[error("the code has a character that cannot stand there")]
    Characters,
    /// The check character does not fit.
    #[error("the check character of the code does not fit")]
    Checksum,
}

/// A unified social credit code of the right form: half-width, upper case.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Uscc(String);

// GB 32100 section 4: the 31 characters in the order of their values; I, O, S, V and Z are not among them.
const ALPHABET: &[u8; 31] = b"0123456789ABCDEFGHJKLMNPQRTUWXY";
const LENGTH: usize = 18;
/// Nothing longer than this, in bytes as typed, is looked at.
const LONGEST_INPUT: usize = 128;

impl Uscc {
    /// Reads a code as somebody typed it. Takes full-width characters, lower case and spaces.
    ///
    /// # Errors
    /// [`UsccRefusal`], the first rule broken: length, characters, check character.
    pub fn parse(typed: &str) -> Result<Self, UsccRefusal> {
        if typed.len() > LONGEST_INPUT {
            return Err(UsccRefusal::Length);
        }
        let half_width = typed.nfkc().filter(|c| !c.is_whitespace());
        let text: String = half_width.map(|c| c.to_ascii_uppercase()).collect();
        if text.chars().count() != LENGTH {
            return Err(UsccRefusal::Length);
        }
        let values: Option<Vec<usize>> = text.bytes().map(value).collect();
        let values = values.ok_or(UsccRefusal::Characters)?;
        // GB 32100 section 4: places 3 to 8 are the division of the registration authority, in digits.
        if !text.bytes().skip(2).take(6).all(|byte| byte.is_ascii_digit()) {
            return Err(UsccRefusal::Characters);
        }
        match values.split_last() {
            Some((last, body)) if *last == check_value(body) => Ok(Self(text)),
            Some(_) | None => Err(UsccRefusal::Checksum),
        }
    }

    /// The normal form.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

// GB 32100 section 5: the weight of place i is 3^(i-1) modulo 31; the check value makes the sum a multiple of 31.
fn check_value(body: &[usize]) -> usize {
    let (sum, _) = body.iter().fold((0, 1), |(sum, weight), value| (sum + value * weight, weight * 3 % 31));
    (31 - sum % 31) % 31
}

fn value(byte: u8) -> Option<usize> {
    ALPHABET.iter().position(|known| *known == byte)
}
