//! A key from a passphrase: Argon2id (RFC 9106) with its parameters beside the salt.

use argon2::{Algorithm, Argon2, Params, Version};
use base::{Fault, Rng, Secret};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

use crate::derive::{KEY_BYTES, Key};

/// NIST SP 800-63B section 3.1.1.2 asks for 15 where a password stands alone, 8 beside a second factor; the
/// vault's blobs are that second thing here.
pub(crate) const MIN_PASSPHRASE_CHARS: usize = 12;

/// Salt and cost. Not secret, and not trusted until what it opens has opened.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Stretching {
    memory_kib: u32,
    passes: u32,
    lanes: u32,
    salt: String,
}

impl Stretching {
    /// RFC 9106 section 4, second recommended option: 64 MiB, three passes, four lanes, 128-bit salt.
    pub(crate) fn fresh(rng: &dyn Rng) -> Self {
        let mut salt = [0; 16];
        rng.fill(&mut salt);
        Self { memory_kib: 64 * 1024, passes: 3, lanes: 4, salt: URL_SAFE_NO_PAD.encode(salt) }
    }

    /// Whether the numbers are ones we could have written: a changed header must not cost a gigabyte per try.
    pub(crate) fn is_sound(&self) -> bool {
        (19 * 1024..=1024 * 1024).contains(&self.memory_kib)
            && (1..=16).contains(&self.passes)
            && (1..=16).contains(&self.lanes)
            && self.salt_bytes().is_some_and(|salt| (16..=64).contains(&salt.len()))
    }

    /// The key this passphrase stretches to.
    pub(crate) fn stretch(&self, passphrase: &Secret<String>) -> Result<Key, Fault> {
        let refused = |_| Fault::new("Argon2 refused its parameters");
        let params =
            Params::new(self.memory_kib, self.passes, self.lanes, Some(KEY_BYTES)).map_err(refused)?;
        let salt = self.salt_bytes().unwrap_or_default();
        let mut key = Zeroizing::new([0; KEY_BYTES]);
        Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
            .hash_password_into(passphrase.expose().as_bytes(), &salt, key.as_mut_slice())
            .map_err(refused)?;
        Ok(key)
    }

    fn salt_bytes(&self) -> Option<Vec<u8>> {
        URL_SAFE_NO_PAD.decode(&self.salt).ok()
    }
}

/// Whether a passphrase is long enough to seal keys with.
pub(crate) fn is_long_enough(passphrase: &Secret<String>) -> bool {
    passphrase.expose().chars().count() >= MIN_PASSPHRASE_CHARS
}
