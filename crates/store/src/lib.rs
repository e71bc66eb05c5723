//! All SQL, for SQLite and PostgreSQL with one text.
//!
//! Owns the tables, the statements and the transactions; one file for each aggregate. It does not own a rule of
//! a protocol: it keeps what it is told to keep and makes sure that what may happen once happens once. Tokens,
//! codes and cookies reach it only as keyed hashes, personal data only sealed.
//!
//! Reading functions take [`Conn`], writing functions take [`Tx`]; a [`Tx`] is given only by [`Db::write`].

pub mod account;
pub mod audit;
pub mod authenticator;
mod backend;
pub mod backup;
pub mod budget;
pub mod client;
pub mod code;
pub mod consent;
pub mod delegation;
pub mod device;
pub mod entity;
pub mod epoch;
pub mod evidence;
pub mod expiry;
mod fields;
pub mod identifier;
pub mod inbox;
pub mod logout;
pub mod message;
mod migrate;
pub mod par;
pub mod platform;
pub mod platform_logo;
pub mod provider;
pub mod recovery;
pub mod recovery_code;
pub mod refresh;
pub mod revoked;
pub mod scan;
mod seam;
pub mod session;
pub mod spent;
pub mod vault;
pub mod verification;
mod word;

pub use migrate::{MigrationState, MigrationStatus};
pub use seam::{Conn, Counters, Db, DbOptions, Engine, Tx};
