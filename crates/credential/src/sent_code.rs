//! Codes sent by text message or mail: six digits, each of the million equally likely.
//!
//! Owns making and reading them. How long one lives, how often it may be guessed at and that it works once is the
//! business of whoever sends it.

use base::{Rng, Secret};

use crate::typed;

const CODES: u32 = 1_000_000;
/// The largest multiple of a million below 2^32: a number from there on would make some codes likelier.
const FAIR: u32 = u32::MAX - u32::MAX % CODES;

/// A code of six digits.
#[derive(Clone, Debug)]
pub struct SentCode(Secret<String>);

impl SentCode {
    /// A new code. Numbers that would make some codes likelier than others are drawn again.
    pub fn generate(rng: &dyn Rng) -> Self {
        loop {
            let mut bytes = [0; 4];
            rng.fill(&mut bytes);
            let number = u32::from_be_bytes(bytes);
            if number < FAIR {
                return Self(Secret::new(format!("{:06}", number % CODES)));
            }
        }
    }

    /// The digits, to be sent.
    pub fn expose(&self) -> &str {
        self.0.expose()
    }

    /// What somebody typed, as six plain digits; `None` when it cannot be a code.
    pub fn normalise(text: &str) -> Option<String> {
        typed::six_digits(text)
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Mutex;

    use base::SeededRng;

    use super::*;

    /// Gives these numbers, one after the other.
    struct Numbers(Mutex<Vec<u32>>);

    impl Rng for Numbers {
        fn fill(&self, bytes: &mut [u8]) {
            bytes.copy_from_slice(&self.0.lock().unwrap().remove(0).to_be_bytes());
        }
    }

    #[test]
    fn always_six_digits_and_read_back_as_typed() {
        let rng = SeededRng::new(1);
        for _ in 0..1000 {
            let code = SentCode::generate(&rng);
            assert_eq!(SentCode::normalise(code.expose()).as_deref(), Some(code.expose()));
        }
    }

    #[test]
    fn leading_zeros_are_kept() {
        assert_eq!(SentCode::generate(&Numbers(Mutex::new(vec![42]))).expose(), "000042");
    }

    #[test]
    fn numbers_that_would_favour_some_codes_are_drawn_again() {
        let rng = Numbers(Mutex::new(vec![4_294_000_000, u32::MAX, 4_293_999_999]));
        assert_eq!(SentCode::generate(&rng).expose(), "999999");
    }
}
