//! Custody: where private keys rest, and what opens the place.
//!
//! Owns the vault's shape ([`vault`]), the key that opens it ([`kek`], with [`file`](kek_file) and
//! [`passphrase`] as sources), its unlocked content ([`safe`]) and the steps keys take in it ([`steps`]). A key
//! in a hardware module comes in here as one more source, and as one more [`crate::SigningKey`].

mod header;
mod keeper;
mod kek;
mod kek_file;
pub(crate) mod passphrase;
mod safe;
mod steps;
mod vault;

pub(crate) use keeper::Keeper;
pub use kek::{Kek, KekSource};
pub(crate) use safe::{Plan, Safe, open_each};
pub use vault::{KeyAct, KeyAction, SealedBlob, Vault, VaultContents};

#[cfg(test)]
mod tests;
