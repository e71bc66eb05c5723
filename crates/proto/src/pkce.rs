//! Proof key for code exchange (RFC 7636): S256 only.
//!
//! Owns the challenge and its check. Whether a client must use it is for the client's rules.

use std::fmt;

use base::Secret;
use ring::digest;
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

use crate::error::ErrorCode;
use crate::jose::{decode_base64url, encode_base64url};

/// The SHA-256 hash of a verifier the client keeps to itself.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct CodeChallenge([u8; 32]);

/// Why a challenge or a verifier is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PkceRefusal {
    /// `plain`, said or implied.
    #[error("code_challenge_method must be S256; plain, which is meant when it is left out, is not accepted")]
    PlainRefused,
    /// A method nobody registered.
    #[error("code_challenge_method must be S256")]
    UnknownMethod,
    /// Not 32 bytes in base64url.
    #[error("code_challenge must be a SHA-256 hash in base64url without padding: 43 characters")]
    MalformedChallenge,
    /// A method without a challenge.
    #[error("code_challenge_method is given without code_challenge")]
    MethodWithoutChallenge,
    /// A challenge was made and no verifier is sent.
    #[error("code_verifier is missing")]
    VerifierMissing,
    /// Not 43 to 128 unreserved characters.
    #[error("code_verifier must be 43 to 128 letters, digits, or - . _ ~")]
    MalformedVerifier,
    /// The hash of the verifier is not the challenge.
    #[error("code_verifier does not match code_challenge")]
    VerifierWrong,
    /// No challenge was made and a verifier is sent.
    #[error("code_verifier is sent although the authorization request had no code_challenge")]
    VerifierUnexpected,
}

impl PkceRefusal {
    /// The code to answer with: of the authorization endpoint for the challenge, of the token endpoint for the
    /// verifier.
    pub const fn code(self) -> ErrorCode {
        match self {
            Self::PlainRefused
            | Self::UnknownMethod
            | Self::MalformedChallenge
            | Self::MethodWithoutChallenge => ErrorCode::InvalidRequest,
            Self::VerifierMissing
            | Self::MalformedVerifier
            | Self::VerifierWrong
            | Self::VerifierUnexpected => ErrorCode::InvalidGrant,
        }
    }
}

impl CodeChallenge {
    /// Reads the two parameters of an authorization request; none if neither is given.
    ///
    /// # Errors
    /// The first rule broken.
    pub fn parse(challenge: Option<&str>, method: Option<&str>) -> Result<Option<Self>, PkceRefusal> {
        let Some(challenge) = challenge else {
            return if method.is_some() { Err(PkceRefusal::MethodWithoutChallenge) } else { Ok(None) };
        };
        match method {
            Some("S256") => Self::decode(challenge).map(Some),
            // RFC 7636 section 4.3: the method defaults to plain. RFC 9700 section 2.1.1: the challenge must not
            // expose the verifier.
            None | Some("plain") => Err(PkceRefusal::PlainRefused),
            Some(_) => Err(PkceRefusal::UnknownMethod),
        }
    }

    /// Checks the verifier of a token request, in constant time.
    ///
    /// # Errors
    /// [`PkceRefusal::VerifierMissing`], [`PkceRefusal::MalformedVerifier`] or [`PkceRefusal::VerifierWrong`].
    pub fn check(&self, verifier: Option<&str>) -> Result<(), PkceRefusal> {
        // RFC 9700 section 4.8.2: a challenge that was made must be answered, else an attacker leaves it out.
        let verifier = verifier.ok_or(PkceRefusal::VerifierMissing)?;
        // RFC 7636 section 4.1: 43*128unreserved.
        let sound = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~".contains(&byte);
        if !(43..=128).contains(&verifier.len()) || !verifier.bytes().all(sound) {
            return Err(PkceRefusal::MalformedVerifier);
        }
        // RFC 7636 section 4.6: BASE64URL-ENCODE(SHA256(ASCII(code_verifier))) == code_challenge.
        let hash = digest::digest(&digest::SHA256, verifier.as_bytes());
        if !same(hash.as_ref(), &self.0) {
            return Err(PkceRefusal::VerifierWrong);
        }
        Ok(())
    }

    fn decode(text: &str) -> Result<Self, PkceRefusal> {
        let bytes = decode_base64url(text).ok_or(PkceRefusal::MalformedChallenge)?;
        bytes.try_into().map(Self).map_err(|_| PkceRefusal::MalformedChallenge)
    }
}

/// Checks that no verifier is sent where no challenge was made.
///
/// # Errors
/// [`PkceRefusal::VerifierUnexpected`].
pub fn check_absent(verifier: Option<&str>) -> Result<(), PkceRefusal> {
    // RFC 9700 section 4.8.2: a token request with a code_verifier is accepted only if there was a code_challenge.
    if verifier.is_some() { Err(PkceRefusal::VerifierUnexpected) } else { Ok(()) }
}

fn same(left: &[u8], right: &[u8]) -> bool {
    Secret::new(left.to_vec()) == Secret::new(right.to_vec())
}

impl fmt::Display for CodeChallenge {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&encode_base64url(&self.0))
    }
}

impl fmt::Debug for CodeChallenge {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "CodeChallenge({self})")
    }
}

impl Serialize for CodeChallenge {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for CodeChallenge {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        Self::decode(&String::deserialize(from)?).map_err(de::Error::custom)
    }
}

#[cfg(test)]
mod tests;
