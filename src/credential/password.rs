//! What a password may be. Bounds only, no rules of composition (NIST SP 800-63B section 3.1.1.2).

use base::Secret;
use unicode_normalization::UnicodeNormalization;

/// Bounds on a password.
#[derive(Clone, Copy, Debug)]
pub struct PasswordPolicy {
    /// Fewest characters.
    pub min_length: usize,
    /// Most characters.
    pub max_length: usize,
}

/// The most bytes of a password that are looked at at all: four for each of 256 characters.
const MAX_BYTES: usize = 1024;

/// A password, normalised (NFC, so that one keyboard's é is another's) and within bounds.
pub struct Password(Secret<String>);

/// Why a new password is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PasswordRefusal {
    /// Shorter than the policy allows.
    #[error("the password is too short")]
    TooShort,
    /// Longer than the policy allows.
    #[error("the password is too long")]
    TooLong,
    /// The same as the name one signs in with.
    #[error("the password is the user name")]
    IsUsername,
    /// Holds a NUL character.
    #[error("the password holds a NUL character")]
    NulCharacter,
}

impl Password {
    /// A password given to sign in: only bounded, so that a policy that changes locks nobody out.
    pub fn presented(text: &str) -> Result<Self, PasswordRefusal> {
        if text.len() > MAX_BYTES {
            return Err(PasswordRefusal::TooLong);
        }
        if text.contains('\0') {
            return Err(PasswordRefusal::NulCharacter);
        }
        Ok(Self(Secret::new(text.nfc().collect())))
    }

    /// A new password, held against the policy.
    pub fn chosen(text: &str, username: &str, policy: PasswordPolicy) -> Result<Self, PasswordRefusal> {
        let password = Self::presented(text)?;
        let length = password.0.expose().chars().count();
        if length < policy.min_length {
            return Err(PasswordRefusal::TooShort);
        }
        if length > policy.max_length {
            return Err(PasswordRefusal::TooLong);
        }
        if password.0.expose().eq_ignore_ascii_case(username) {
            return Err(PasswordRefusal::IsUsername);
        }
        Ok(password)
    }

    pub(super) fn into_bytes(self) -> Secret<Vec<u8>> {
        Secret::new(self.0.expose().as_bytes().to_vec())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const POLICY: PasswordPolicy = PasswordPolicy { min_length: 8, max_length: 64 };

    fn refusal(text: &str) -> Option<PasswordRefusal> {
        Password::chosen(text, "zhang.wei", POLICY).err()
    }

    #[test]
    fn accepted_within_bounds_in_any_script() {
        assert_eq!(refusal("一门之内皆坦途也"), None);
    }

    #[test]
    fn refused_when_too_short() {
        assert_eq!(refusal("seven77"), Some(PasswordRefusal::TooShort));
    }

    #[test]
    fn refused_when_too_long() {
        assert_eq!(refusal(&"a".repeat(65)), Some(PasswordRefusal::TooLong));
    }

    #[test]
    fn refused_before_any_work_when_a_megabyte() {
        assert_eq!(Password::presented(&"a".repeat(1 << 20)).err(), Some(PasswordRefusal::TooLong));
    }

    #[test]
    fn refused_when_it_is_the_username() {
        assert_eq!(refusal("Zhang.Wei"), Some(PasswordRefusal::IsUsername));
    }

    #[test]
    fn refused_when_it_holds_nul() {
        assert_eq!(refusal("long enough\0"), Some(PasswordRefusal::NulCharacter));
    }

    #[test]
    fn two_spellings_of_one_character_are_one_password() {
        let composed = Password::presented("caf\u{e9}").expect("accepted").into_bytes();
        let decomposed = Password::presented("cafe\u{301}").expect("accepted").into_bytes();
        assert!(composed == decomposed);
    }
}
