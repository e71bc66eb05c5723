//! The vault's header: what must be known before anything opens, and the sealed list of what belongs inside.
//!
//! The blob is one line of JSON in clear, a line feed, and the sealed manifest. The line is bound into the
//! manifest's seal, so it may be read first and is believed only once the manifest opens.

use base::{Fault, Rng};
use serde::{Deserialize, Serialize};

use super::kek::Kek;
use super::passphrase::Stretching;
use super::safe::Manifest;
use super::vault::{SealedBlob, VaultContents};
use crate::derive::framed;
use crate::envelope::Envelope;
use crate::error::Damage;

pub(super) const HEADER_NAME: &str = "header";
const FORMAT: u32 = 1;

/// The clear line.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Header {
    format: u32,
    /// 32 hexadecimal digits, drawn once when the vault is made.
    pub(crate) vault: String,
    /// Grows by one with each save; every blob is bound to it, so blobs of different saves cannot be mixed.
    pub(crate) generation: u64,
    pub(crate) stretching: Option<Stretching>,
    pub(crate) check: String,
}

impl Header {
    pub(super) fn new(
        vault: String,
        generation: u64,
        stretching: Option<Stretching>,
        kek: &Kek,
    ) -> Result<Self, Fault> {
        let check = kek.check(&vault)?;
        Ok(Self { format: FORMAT, vault, generation, stretching, check })
    }

    pub(crate) fn read(contents: &VaultContents) -> Result<Self, Damage> {
        #[derive(Deserialize)]
        struct Format {
            format: u32,
        }
        let (line, _) = split(contents)?;
        let Format { format } = serde_json::from_slice(line).map_err(|_| Damage::MalformedHeader)?;
        if format != FORMAT {
            return Err(Damage::UnknownFormat(format));
        }
        let header: Self = serde_json::from_slice(line).map_err(|_| Damage::MalformedHeader)?;
        if header.stretching.as_ref().is_some_and(|stretching| !stretching.is_sound()) {
            return Err(Damage::MalformedHeader);
        }
        Ok(header)
    }

    pub(super) fn open_manifest(
        &self,
        contents: &VaultContents,
        envelope: &Envelope,
    ) -> Result<Manifest, Damage> {
        let (line, sealed) = split(contents)?;
        let plain =
            envelope.open(&self.associated(HEADER_NAME, line), sealed).ok_or(Damage::HeaderChanged)?;
        serde_json::from_slice(&plain).map_err(|_| Damage::MalformedHeader)
    }

    pub(super) fn seal(
        &self,
        manifest: &Manifest,
        envelope: &Envelope,
        rng: &dyn Rng,
    ) -> Result<SealedBlob, Fault> {
        let unwritable = |error| Fault::caused("the vault's header could not be written", error);
        let mut bytes = serde_json::to_vec(self).map_err(unwritable)?;
        let manifest = serde_json::to_vec(manifest).map_err(unwritable)?;
        let sealed = envelope.seal(rng, &self.associated(HEADER_NAME, &bytes), &manifest)?;
        bytes.push(b'\n');
        bytes.extend_from_slice(&sealed);
        Ok(SealedBlob { name: HEADER_NAME.to_owned(), bytes })
    }

    /// What every blob is bound to: this vault, this save, its own name.
    pub(super) fn associated(&self, name: &str, clear: &[u8]) -> Vec<u8> {
        let generation = self.generation.to_be_bytes();
        framed(&[b"yimen vault blob 1", self.vault.as_bytes(), &generation, name.as_bytes(), clear])
    }
}

fn split(contents: &VaultContents) -> Result<(&[u8], &[u8]), Damage> {
    let blob = contents.blobs.iter().find(|blob| blob.name == HEADER_NAME).ok_or(Damage::NoHeader)?;
    let end = blob.bytes.iter().position(|byte| *byte == b'\n').ok_or(Damage::MalformedHeader)?;
    let (line, rest) = blob.bytes.split_at_checked(end).ok_or(Damage::MalformedHeader)?;
    Ok((line, rest.strip_prefix(b"\n").ok_or(Damage::MalformedHeader)?))
}
