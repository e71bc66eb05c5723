//! The key-encryption key: the one secret an operator keeps outside the vault.

use std::path::{Path, PathBuf};

use base::{Fault, Rng, Secret};
use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use zeroize::Zeroizing;

use super::kek_file;
use super::passphrase::{Stretching, is_long_enough};
use crate::derive::{KEY_BYTES, Key, derive};
use crate::envelope::Envelope;
use crate::error::{KekError, KeyError};

/// Where the key-encryption key comes from.
#[derive(Clone, Debug)]
pub enum KekSource {
    /// A file of 32 bytes, raw or in base64 (see [`Kek::create_file`]). Others may not read it.
    File(PathBuf),
    /// 32 bytes in base64, as an orchestrator hands them over in the environment.
    Value(Secret<String>),
    /// At least 12 characters, stretched with Argon2id; the salt rests in the vault's header.
    Passphrase(Secret<String>),
}

impl KekSource {
    /// What a vault newly sealed with this source must remember.
    pub(super) fn fresh_stretching(&self, rng: &dyn Rng) -> Option<Stretching> {
        match self {
            Self::File(_) | Self::Value(_) => None,
            Self::Passphrase(_) => Some(Stretching::fresh(rng)),
        }
    }

    /// Whether trying again may give another key: a file can be replaced under us.
    pub(super) const fn may_change(&self) -> bool {
        matches!(self, Self::File(_))
    }

    pub(super) fn unlock(&self, stretching: Option<&Stretching>) -> Result<Kek, KeyError> {
        let key = match self {
            Self::File(path) => kek_file::read(path)?,
            Self::Value(text) => parse_key(text.expose())?,
            Self::Passphrase(passphrase) => {
                if !is_long_enough(passphrase) {
                    return Err(KekError::WeakPassphrase.into());
                }
                stretching.ok_or(KekError::Wrong)?.stretch(passphrase)?
            }
        };
        Ok(Kek(key))
    }
}

/// 32 bytes in base64, standard or URL-safe, with or without padding, with white space around.
pub(super) fn parse_key(text: &str) -> Result<Key, KekError> {
    let text = text.trim();
    let mut bytes = Zeroizing::new(Vec::with_capacity(KEY_BYTES * 2));
    let decoded = STANDARD.decode_vec(text, &mut bytes).or_else(|_| {
        bytes.clear();
        URL_SAFE_NO_PAD.decode_vec(text.trim_end_matches('='), &mut bytes)
    });
    decoded.map_err(|_| KekError::NotAKey)?;
    <[u8; KEY_BYTES]>::try_from(bytes.as_slice()).map(Zeroizing::new).map_err(|_| KekError::NotAKey)
}

/// A key-encryption key. It never encrypts anything itself: keys derived from it do, another for each vault.
pub struct Kek(Key);

impl Kek {
    /// Makes a key-encryption key in a new file of mode 0600: 32 random bytes in base64 and a line feed.
    ///
    /// # Errors
    /// [`KekError::NotCreated`], also when the file exists.
    pub fn create_file(path: &Path, rng: &dyn Rng) -> Result<(), KekError> {
        kek_file::create(path, rng)
    }

    pub(crate) fn envelope(&self, vault: &str) -> Result<Envelope, Fault> {
        let key = derive(self.0.as_slice(), vault.as_bytes(), "yimen vault envelope 1")?;
        Envelope::new(&key)
    }

    /// Tells a wrong key from a changed vault. Eight bytes: enough against chance, of no use for guessing.
    pub(super) fn check(&self, vault: &str) -> Result<String, Fault> {
        let key = derive(self.0.as_slice(), vault.as_bytes(), "yimen vault check 1")?;
        let (check, _) = key.split_at(8);
        Ok(URL_SAFE_NO_PAD.encode(check))
    }
}

impl std::fmt::Debug for Kek {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Kek(…)")
    }
}
