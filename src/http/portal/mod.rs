//! The account's home: what is done in the person's name, how they prove who they are, and how to change or end either.
//! One file a page.

pub(crate) mod acting;
pub(crate) mod close;
pub(crate) mod consents;
pub(crate) mod contacts;
pub(crate) mod devices;
pub(crate) mod export;
mod fresh;
pub(crate) mod history;
pub(crate) mod identity;
pub(crate) mod overview;
pub(crate) mod passkeys;
pub(crate) mod password;
pub(crate) mod recovery_codes;
mod said;
pub(crate) mod security;
pub(crate) mod settings;
pub(crate) mod totp;
mod visit;

pub(crate) use contacts::masked;
