//! Private keys: generation, custody, rotation, all signing, sealing and keyed hashes.
//!
//! No private byte leaves this package. Keys rest in a [`Vault`] as sealed blobs that every node shares and whose
//! keeper cannot read them; a [`Keyring`] holds them parsed in memory, so that signing never waits. One state
//! machine rotates them all: next (published, not used), active, retiring (still verifies), retired. A key made for
//! one partner is no part of the vault: it is sealed by the vault's keys and handed out, and rests in the database.
//!
//! Private bytes are wiped from the buffers of this package. The keys ring holds parsed are not wiped by ring: a
//! dump of the process shows them, and a key that must not be in any process needs a hardware token.
//!
//! Not here: verifying what others signed (`proto::jose`), where the vault is stored, who may run which command.
//!
//! Follows RFC 7515, RFC 7517, RFC 7518, RFC 7638, RFC 8037 (signatures and published keys), RFC 5869 (derived
//! keys), NIST SP 800-38D (AES-GCM), RFC 9106 (Argon2id).

mod alg;
mod calendar_time;
mod custody;
mod derive;
mod envelope;
mod error;
mod jws;
mod keyring;
mod mac;
mod partner;
mod published;
mod record;
mod rotation;
mod sealing;
mod view;

pub mod admin;
pub mod testing;

pub use alg::SigningKey;
pub use custody::{Kek, KekSource, KeyAct, KeyAction, SealedBlob, Vault, VaultContents};
pub use error::{Damage, KekError, KeyError, KeyRefusal, SealError};
pub use keyring::{Keyring, ReloadOutcome};
pub use mac::MacPurpose;
pub use partner::PartnerKey;
pub use published::Published;
pub use record::{KeyInfo, KeyUse, Origin};
pub use rotation::{CalendarRefusal, Force, KeyState, RotationPolicy, StateName, TransitionRefusal};
pub use sealing::SealPurpose;

#[cfg(test)]
mod tests;
