//! The account's home: everything that is done in the person's name, how they prove who they are, and how to change
//! either. One module a page; each says what it posts and under which test ids it shows what.
//!
//! Every post carries `csrf`. Ids in paths are percent-encoded.

pub(crate) mod acting;
pub(crate) mod close;
pub(crate) mod consents;
pub(crate) mod contact;
pub(crate) mod devices;
pub(crate) mod history;
pub(crate) mod identity;
pub(crate) mod levels;
pub(crate) mod overview;
pub(crate) mod passkey;
pub(crate) mod password;
pub(crate) mod recovery_codes;
pub(crate) mod security;
pub(crate) mod settings;
pub(crate) mod totp;
