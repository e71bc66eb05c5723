//! What a password may be: within bounds, not easily guessed, not known from a theft. No rules of composition
//! (NIST SP 800-63B-4 section 3.1.1.2: "Verifiers and CSPs SHALL NOT impose other composition rules").
//!
//! Owns the judgement. Hashing is the pool's.

mod breached;
mod familiar;
mod strength;

pub use breached::BreachedList;
pub use strength::{Context, Weakness};

use std::sync::Arc;

use base::{Fault, Secret};
use unicode_normalization::UnicodeNormalization;

/// The most bytes of a password that are looked at at all: four for each of 256 characters.
const MAX_BYTES: usize = 1024;

/// What a new password is held against.
#[derive(Clone, Debug)]
pub struct PasswordPolicy {
    /// Fewest characters.
    pub min_length: usize,
    /// Most characters.
    pub max_length: usize,
    /// How many guesses it must take at least, as a power of ten; 0 asks for none.
    pub min_guesses_log10: u8,
    /// Passwords known from thefts.
    pub breached: Option<Arc<BreachedList>>,
}

/// A password, normalised (NFC, so that one keyboard's é is another's) and within bounds.
#[derive(Clone)]
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
    /// The same as the user name, or as another word known about the person.
    #[error("the password is the user name or another word known about the person")]
    IsUsername,
    /// Holds a NUL character.
    #[error("the password holds a NUL character")]
    NulCharacter,
    /// Found in too few guesses.
    #[error("the password is easily guessed")]
    Guessable {
        /// What makes it easy.
        why: Weakness,
    },
    /// In the list of passwords known from thefts.
    #[error("the password is known from a theft")]
    Breached,
}

/// Why a text did not become a new password.
#[derive(Debug, thiserror::Error)]
pub enum NotChosen {
    /// It may not be one.
    #[error(transparent)]
    Refused(#[from] PasswordRefusal),
    /// Ours: the list of known passwords cannot be read.
    #[error(transparent)]
    Fault(#[from] Fault),
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

    /// A new password, held against the policy, cheap checks first. Takes a millisecond for a usual one, some
    /// tens for the worst, and a few reads of the list of known passwords.
    pub fn chosen(text: &str, context: &Context<'_>, policy: &PasswordPolicy) -> Result<Self, NotChosen> {
        let password = Self::presented(text)?;
        password.bounded(policy)?;
        if context.holds(password.text()) {
            return Err(PasswordRefusal::IsUsername.into());
        }
        if let Some(why) = strength::weakness(password.text(), context, policy.min_guesses_log10) {
            return Err(PasswordRefusal::Guessable { why }.into());
        }
        if let Some(list) = &policy.breached
            && list.holds(password.text())?
        {
            return Err(PasswordRefusal::Breached.into());
        }
        Ok(password)
    }

    fn bounded(&self, policy: &PasswordPolicy) -> Result<(), PasswordRefusal> {
        let length = self.text().chars().count();
        if length < policy.min_length {
            return Err(PasswordRefusal::TooShort);
        }
        if length > policy.max_length {
            return Err(PasswordRefusal::TooLong);
        }
        Ok(())
    }

    fn text(&self) -> &str {
        self.0.expose()
    }

    pub(crate) fn into_bytes(self) -> Secret<Vec<u8>> {
        Secret::new(self.0.expose().as_bytes().to_vec())
    }
}

#[cfg(test)]
mod tests;
