//! One file per section: its struct and, beside it, the declaration of its options.

pub(crate) mod abuse;
pub(crate) mod assurance;
pub(crate) mod database;
pub(crate) mod keys;
pub(crate) mod limits;
pub(crate) mod listen;
pub(crate) mod log;
pub(crate) mod logout;
pub(crate) mod messages;
pub(crate) mod outbound;
pub(crate) mod passkeys;
pub(crate) mod passwords;
pub(crate) mod places;
pub(crate) mod recovery;
pub(crate) mod registration;
pub(crate) mod retention;
pub(crate) mod second_factors;
pub(crate) mod server;
pub(crate) mod sessions;
pub(crate) mod tokens;
pub(crate) mod verification;
