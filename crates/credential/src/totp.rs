//! Codes of an authenticator app: TOTP (RFC 6238) with what every app can do: SHA-1, 30 seconds, six digits.
//!
//! Owns the secret's forms and which code is right when. That a step is used once is decided by the caller's storage;
//! here a step at or before the last one used is refused.

use base::{Rng, Secret, Time};
use ring::hmac;
use subtle::{ConditionallySelectable, ConstantTimeEq};

use crate::typed;

/// RFC 4226 section 4, R6: "The length of the shared secret MUST be at least 128 bits. […] RECOMMENDs 160 bits."
const SECRET_BYTES: usize = 20;
const FEWEST_BYTES: usize = 16;
const MOST_BYTES: usize = 64;
/// Seconds, RFC 6238 section 4.1: the default time step.
const STEP_SECONDS: i64 = 30;
const DIGITS: u32 = 6;

/// The secret shared with an app.
#[derive(Clone, Debug)]
pub struct TotpSecret(Secret<Vec<u8>>);

/// The secret is shorter than 16 or longer than 64 bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a secret for codes has 16 to 64 bytes")]
pub struct TotpSecretLength;

impl TotpSecret {
    /// A new secret of 160 bits.
    pub fn generate(rng: &dyn Rng) -> Self {
        let mut bytes = vec![0; SECRET_BYTES];
        rng.fill(&mut bytes);
        Self(Secret::new(bytes))
    }

    /// A secret that was kept.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, TotpSecretLength> {
        if (FEWEST_BYTES..=MOST_BYTES).contains(&bytes.len()) {
            Ok(Self(Secret::new(bytes.to_vec())))
        } else {
            Err(TotpSecretLength)
        }
    }

    /// The bytes, to be sealed and kept.
    pub fn expose(&self) -> &[u8] {
        self.0.expose()
    }

    /// The secret as a person types it into an app: base 32 (RFC 4648 section 6) without padding.
    pub fn base32(&self) -> Secret<String> {
        Secret::new(base32(self.0.expose()))
    }

    /// The address in the picture an app scans (`otpauth`, the "Key Uri Format" all apps read).
    pub fn uri(&self, issuer: &str, label: &str) -> Secret<String> {
        // A colon parts issuer and label, so neither may hold one.
        let (issuer, label) = (issuer.replace(':', " "), label.replace(':', " "));
        let mut uri = String::from("otpauth://totp/");
        percent_encode(&mut uri, &issuer);
        uri.push(':');
        percent_encode(&mut uri, &label);
        uri.push_str("?secret=");
        uri.push_str(&base32(self.0.expose()));
        uri.push_str("&issuer=");
        percent_encode(&mut uri, &issuer);
        uri.push_str("&algorithm=SHA1&digits=6&period=30");
        Secret::new(uri)
    }

    /// The step whose code this is: the present one, or the one before or after (RFC 6238 section 5.2, for delay and
    /// clocks that differ). `None` when the code is wrong, or its step is not after `last_step`: a code works once.
    pub fn check(&self, code: &str, now: Time, last_step: i64) -> Option<i64> {
        let code: u32 = typed::six_digits(code)?.parse().ok()?;
        let present = now.seconds().div_euclid(STEP_SECONDS);
        let mut found = i64::MIN;
        // All three steps are compared, whichever fits.
        for step in [present.saturating_sub(1), present, present.saturating_add(1)] {
            let fits = self.code(step).ct_eq(&code) & subtle::Choice::from(u8::from(step > last_step));
            found.conditional_assign(&step, fits);
        }
        (found != i64::MIN).then_some(found)
    }

    /// The code of a step (RFC 4226 section 5.3).
    fn code(&self, step: i64) -> u32 {
        let key = hmac::Key::new(hmac::HMAC_SHA1_FOR_LEGACY_USE_ONLY, self.0.expose());
        let tag = hmac::sign(&key, &step.to_be_bytes());
        let bytes = tag.as_ref();
        // RFC 4226 section 5.3: the low four bits of the last byte say where to read; 15 + 4 is within SHA-1's 20.
        let offset = usize::from(bytes.last().copied().unwrap_or_default() & 0x0f);
        let word = bytes.get(offset..).and_then(|rest| rest.first_chunk()).copied().unwrap_or_default();
        (u32::from_be_bytes(word) & 0x7fff_ffff) % 10_u32.pow(DIGITS)
    }
}

/// RFC 4648 section 6, without padding.
fn base32(bytes: &[u8]) -> String {
    const ALPHABET: &[u8; 32] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    let bit = |at: usize| bytes.get(at / 8).is_some_and(|byte| byte & (0x80 >> (at % 8)) != 0);
    let symbol = |group: usize| (0..5).fold(0, |value, at| value << 1 | usize::from(bit(group * 5 + at)));
    let symbols = (0..(bytes.len() * 8).div_ceil(5)).map(symbol);
    symbols.map(|value| char::from(ALPHABET.get(value).copied().unwrap_or(b'A'))).collect()
}

/// RFC 3986 section 2.1: all but unreserved characters.
fn percent_encode(into: &mut String, text: &str) {
    use std::fmt::Write as _;
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            into.push(char::from(byte));
        } else {
            // Writing to a string cannot fail.
            let _ = write!(into, "%{byte:02X}");
        }
    }
}

#[cfg(test)]
mod tests;
