//! Codes as people type them: with spaces, hyphens and the wide digits of an input method.

use unicode_normalization::UnicodeNormalization;

/// The most bytes of a typed code that are looked at.
const MAX_BYTES: usize = 128;

/// Without spaces and hyphens, wide forms made plain (NFKC), letters in upper case. `None` when nothing of that
/// length can be a code.
pub(crate) fn compact(text: &str) -> Option<String> {
    if text.len() > MAX_BYTES {
        return None;
    }
    let meant = text.nfkc().filter(|c| !c.is_whitespace() && !is_hyphen(*c));
    Some(meant.flat_map(char::to_uppercase).collect())
}

/// The six digits of a code, or `None`.
pub(crate) fn six_digits(text: &str) -> Option<String> {
    compact(text).filter(|code| code.len() == 6 && code.bytes().all(|byte| byte.is_ascii_digit()))
}

/// What keyboards and text programs make of a hyphen: hyphen-minus, hyphen, dashes, minus sign.
const fn is_hyphen(c: char) -> bool {
    matches!(c, '-' | '\u{2010}'..='\u{2015}' | '\u{2212}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spaces_hyphens_and_wide_digits_are_read() {
        assert_eq!(six_digits(" 123 456 ").as_deref(), Some("123456"));
        assert_eq!(six_digits("１２３－４５６").as_deref(), Some("123456"));
        assert_eq!(six_digits("123\u{2013}456").as_deref(), Some("123456"));
    }

    #[test]
    fn refused_when_not_six_digits() {
        for text in ["", "12345", "1234567", "12345a", "١٢٣٤٥٦"] {
            assert_eq!(six_digits(text), None, "{text}");
        }
    }

    #[test]
    fn refused_unread_when_long() {
        assert_eq!(compact(&"1".repeat(129)), None);
    }
}
