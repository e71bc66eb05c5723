//! Recovery codes: ten a person writes down, each good once, for the day the telephone is gone.
//!
//! Owns their form. That a code works once, and keeping only keyed hashes of them, is the business of the caller.
//! Ten symbols of Crockford's base 32 (which has no I, L, O or U, so that none is misread) are 50 bits.

use base::{Rng, Secret};

use crate::typed;

/// How many codes a person is given at once.
pub const RECOVERY_CODES: usize = 10;

const SYMBOLS: usize = 10;
const ALPHABET: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/// A recovery code in its one written form, `ABCDE-FGHJK`.
#[derive(Clone, Debug)]
pub struct RecoveryCode(Secret<String>);

impl RecoveryCode {
    /// A fresh set.
    pub fn generate(rng: &dyn Rng) -> Vec<Self> {
        (0..RECOVERY_CODES).map(|_| Self::one(rng)).collect()
    }

    /// The code as shown, and as hashed.
    pub fn expose(&self) -> &str {
        self.0.expose()
    }

    /// What somebody typed, in the written form; `None` when it cannot be a code. Reads O as 0, I and L as 1, as
    /// Crockford's base 32 asks.
    pub fn normalise(text: &str) -> Option<String> {
        let symbols: Option<Vec<u8>> = typed::compact(text)?.bytes().map(symbol).collect();
        symbols.filter(|symbols| symbols.len() == SYMBOLS).map(|symbols| written(&symbols))
    }

    fn one(rng: &dyn Rng) -> Self {
        let mut bytes = [0; SYMBOLS];
        rng.fill(&mut bytes);
        // 32 divides 256, so the low five bits of a random byte are a fair choice.
        let symbols = bytes.map(|byte| ALPHABET.get(usize::from(byte & 31)).copied().unwrap_or(b'0'));
        Self(Secret::new(written(&symbols)))
    }
}

fn symbol(typed: u8) -> Option<u8> {
    let meant = match typed {
        b'O' => b'0',
        b'I' | b'L' => b'1',
        other => other,
    };
    ALPHABET.contains(&meant).then_some(meant)
}

fn written(symbols: &[u8]) -> String {
    let (left, right) = symbols.split_at(symbols.len() / 2);
    format!("{}-{}", String::from_utf8_lossy(left), String::from_utf8_lossy(right))
}

#[cfg(test)]
mod tests {
    use base::SeededRng;

    use super::*;

    #[test]
    fn ten_different_codes_that_read_back() {
        let codes = RecoveryCode::generate(&SeededRng::new(1));
        let mut texts: Vec<_> = codes.iter().map(RecoveryCode::expose).collect();
        assert!(texts.iter().all(|text| RecoveryCode::normalise(text).as_deref() == Some(text)));
        texts.sort_unstable();
        texts.dedup();
        assert_eq!(texts.len(), RECOVERY_CODES);
    }

    #[test]
    fn case_hyphen_spaces_and_look_alikes_do_not_matter() {
        assert_eq!(RecoveryCode::normalise("abcde fghjk").as_deref(), Some("ABCDE-FGHJK"));
        assert_eq!(RecoveryCode::normalise("oilOI-LABCD").as_deref(), Some("01101-1ABCD"));
    }

    #[test]
    fn refused_when_of_another_length() {
        assert_eq!(RecoveryCode::normalise("ABCDE-FGHJ"), None);
        assert_eq!(RecoveryCode::normalise("ABCDE-FGHJKM"), None);
    }

    #[test]
    fn refused_when_a_symbol_is_none() {
        assert_eq!(RecoveryCode::normalise("ABCDE-FGHJU"), None);
        assert_eq!(RecoveryCode::normalise("密码密码密-码密码密码"), None);
    }
}
