//! The vault as seen from here: named opaque blobs, a version, and a compare-and-set.
//!
//! Owns the contract only. The service implements it on its database, which never sees a usable private key.

use base::Fault;
use futures_util::future::BoxFuture;
use serde::{Deserialize, Serialize};

/// Opaque sealed blobs shared by all nodes.
pub trait Vault: Send + Sync {
    /// All blobs and the version they belong to, read at one moment.
    fn load(&self) -> BoxFuture<'_, Result<VaultContents, Fault>>;

    /// The version alone: asked each second by every node, so it must be cheap. It differs whenever the blobs do.
    fn version(&self) -> BoxFuture<'_, Result<i64, Fault>>;

    /// Replaces the contents if `expected` is still the version; `act` is audited in the same transaction.
    /// `Ok(false)`: somebody else was first, and nothing was changed or audited.
    fn save(&self, expected: i64, blobs: Vec<SealedBlob>, act: KeyAct) -> BoxFuture<'_, Result<bool, Fault>>;
}

/// What a vault holds at one moment.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct VaultContents {
    /// Changes with every save; zero for a vault never saved is usual, not required.
    pub version: i64,
    /// In any order; empty before the first save.
    pub blobs: Vec<SealedBlob>,
}

/// One blob. The name is not secret: it is `header` or `key/` and the public key id.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SealedBlob {
    /// Unique within the vault, ASCII, at most 64 bytes.
    pub name: String,
    /// Opaque.
    pub bytes: Vec<u8>,
}

/// One act on the keys, for the audit log.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct KeyAct {
    /// What was done.
    pub action: KeyAction,
    /// The key it was done to, unless it concerns them all.
    pub kid: Option<String>,
    /// The operator, or `calendar` or `start` when nobody asked.
    pub who: String,
    /// The reason given.
    pub why: String,
    /// Particulars without secrets: algorithm, use, the key replaced, an emergency's reason.
    pub detail: serde_json::Value,
}

/// What can be done to the keys.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum KeyAction {
    /// The vault and its first keys were made.
    Initialised,
    /// A key was made; it is next.
    Generated,
    /// A key was brought in; it is next.
    Imported,
    /// A next key became active and the one before it, if any, retiring.
    Activated,
    /// An algorithm left the calendar, and its active key became retiring.
    Rotated,
    /// A key was retired: it no longer verifies or opens.
    Retired,
    /// A key's private part was wiped.
    Destroyed,
    /// The vault was sealed with another key-encryption key.
    Rewrapped,
    /// The vault was replaced from a backup.
    Restored,
    /// An encrypted backup was made.
    BackedUp,
    /// The rotation calendar was changed.
    CalendarChanged,
}
