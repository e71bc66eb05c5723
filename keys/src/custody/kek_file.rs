//! The key-encryption key in a file: 32 bytes, raw or in base64, readable by its owner (and at most its group).

use std::fs::{self, File, OpenOptions};
use std::io::{self, Read as _, Write as _};
use std::path::Path;

use base::Rng;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use zeroize::Zeroizing;

use super::kek::parse_key;
use crate::derive::{KEY_BYTES, Key};
use crate::error::KekError;

/// Longer than any form of the key; bounds what is read from a wrong path.
const MAX_FILE_BYTES: u64 = 256;

pub(super) fn read(path: &Path) -> Result<Key, KekError> {
    let unreadable = |source| KekError::Unreadable { path: path.to_owned(), source };
    let file = File::open(path).map_err(unreadable)?;
    refuse_exposed(path, &file.metadata().map_err(unreadable)?)?;
    let mut bytes = Zeroizing::new(Vec::with_capacity(MAX_FILE_BYTES as usize + 1));
    file.take(MAX_FILE_BYTES).read_to_end(&mut bytes).map_err(unreadable)?;
    if let Ok(raw) = <[u8; KEY_BYTES]>::try_from(bytes.as_slice()) {
        return Ok(Zeroizing::new(raw));
    }
    parse_key(std::str::from_utf8(&bytes).map_err(|_| KekError::NotAKey)?)
}

pub(super) fn create(path: &Path, rng: &dyn Rng) -> Result<(), KekError> {
    let mut key = Zeroizing::new([0; KEY_BYTES]);
    rng.fill(key.as_mut_slice());
    let mut text = Zeroizing::new(String::with_capacity(64));
    STANDARD.encode_string(key.as_slice(), &mut text);
    text.push('\n');
    write_new(path, text.as_bytes()).map_err(|source| KekError::NotCreated { path: path.to_owned(), source })
}

/// Never over an existing file: that would lock every vault sealed with it.
fn write_new(path: &Path, text: &[u8]) -> io::Result<()> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    owner_only(&mut options);
    let mut file = options.open(path)?;
    file.write_all(text)?;
    file.sync_all()
}

#[cfg(unix)]
fn owner_only(options: &mut OpenOptions) {
    use std::os::unix::fs::OpenOptionsExt as _;
    options.mode(0o600);
}

#[cfg(not(unix))]
fn owner_only(_: &mut OpenOptions) {}

#[cfg(unix)]
fn refuse_exposed(path: &Path, metadata: &fs::Metadata) -> Result<(), KekError> {
    use std::os::unix::fs::PermissionsExt as _;
    let mode = metadata.permissions().mode() & 0o777;
    // The group may read, since orchestrators mount secrets that way; nobody but the owner may write.
    if mode & 0o027 != 0 {
        return Err(KekError::Exposed { path: path.to_owned(), mode });
    }
    Ok(())
}

#[cfg(not(unix))]
fn refuse_exposed(_: &Path, _: &fs::Metadata) -> Result<(), KekError> {
    Ok(())
}
