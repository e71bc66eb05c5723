//! Administration of a deployment as a whole: its database, the custody of its keys, its audit log, its backups
//! and its health.
//!
//! Owns what an operator does beside the running service, and works where the service itself could not start:
//! before the first migration, with keys that do not open. Does not own the rules of clients, accounts and keys,
//! nor who may do what: an operator at the command line holds the configuration and with it everything.

pub mod audit_log;
pub mod backup;
pub mod certificate;
pub mod custody;
pub mod doctor;
pub mod site;
pub mod switch;

#[cfg(test)]
mod tests;
