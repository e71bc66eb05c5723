//! An app that shows codes, as a person has it on a phone: the secret is typed in, six digits come out.
//!
//! Follows RFC 6238 with what every app does: SHA-1, 30 seconds, six digits. Shares no code with the service.

use std::fmt;

use base::{Secret, Time};
use ring::hmac;

/// RFC 4648 section 6.
const ALPHABET: &[u8; 32] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
/// Bits of one letter.
const LETTER: usize = 5;
/// Seconds, RFC 6238 section 4.1: the default time step.
const STEP: i64 = 30;

/// An app with one account in it.
pub struct CodeApp(Secret<Vec<u8>>);

impl CodeApp {
    /// Types a secret in as a page shows it: base 32, in capitals or not, in groups or not. `None` for what an app would
    /// not take.
    pub fn typed(secret: &str) -> Option<Self> {
        let letters = secret.chars().filter(|letter| !letter.is_whitespace() && !matches!(letter, '-' | '='));
        let mut bits = Vec::new();
        for letter in letters {
            let value = ALPHABET.iter().position(|own| char::from(*own) == letter.to_ascii_uppercase())?;
            bits.extend((0..LETTER).rev().map(|at| value >> at & 1));
        }
        let bytes: Vec<u8> = bits
            .chunks_exact(8)
            .map(|eight| eight.iter().fold(0, |byte, bit| byte << 1 | u8::from(*bit == 1)))
            .collect();
        (!bytes.is_empty()).then(|| Self(Secret::new(bytes)))
    }

    /// What it shows at a moment (RFC 4226 section 5.3).
    pub fn code(&self, at: Time) -> String {
        let key = hmac::Key::new(hmac::HMAC_SHA1_FOR_LEGACY_USE_ONLY, self.0.expose());
        let tag = hmac::sign(&key, &at.seconds().div_euclid(STEP).to_be_bytes());
        let bytes = tag.as_ref();
        // The low four bits of the last byte say where to read: 15 + 4 is within the 20 bytes there are.
        let offset = usize::from(bytes.last().copied().unwrap_or_default() & 0x0f);
        let word = bytes.get(offset..).and_then(|rest| rest.first_chunk()).copied().unwrap_or_default();
        format!("{:06}", (u32::from_be_bytes(word) & 0x7fff_ffff) % 1_000_000)
    }
}

impl fmt::Debug for CodeApp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("CodeApp").finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// RFC 6238 appendix B: the ASCII digits 12345678901234567890.
    const SECRET: &str = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ";

    // RFC 6238 appendix B, the rows for SHA-1, cut to six digits.
    #[test]
    fn an_app_shows_what_the_standard_shows() {
        let app = CodeApp::typed(SECRET).unwrap();
        let rows = [
            (59, "287082"),
            (1_111_111_109, "081804"),
            (1_111_111_111, "050471"),
            (20_000_000_000, "353130"),
        ];
        for (at, code) in rows {
            assert_eq!(app.code(Time::from_seconds(at)), code, "{at}");
        }
    }

    #[test]
    fn a_secret_is_taken_in_groups_and_small_letters() {
        let app = CodeApp::typed("gezd gnbv-gy3t qojq gezd gnbv gy3t qojq").unwrap();
        assert_eq!(app.code(Time::from_seconds(59)), "287082");
    }

    #[test]
    fn what_is_not_base_32_is_not_taken() {
        for text in ["", "GEZD1", "GEZD0", "é", "A"] {
            assert!(CodeApp::typed(text).is_none(), "{text}");
        }
    }
}
