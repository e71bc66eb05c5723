//! The contract every aggregate keeps on both engines.
//!
//! Each test runs on SQLite, and on PostgreSQL when `YIMEN_TEST_POSTGRES` holds the URL of a server on which
//! databases may be created; without it the PostgreSQL half passes unrun and says so on standard error.

#[cfg(test)]
#[macro_use]
mod world;

#[cfg(test)]
mod account;
#[cfg(test)]
mod account_changes;
#[cfg(test)]
mod audit;
#[cfg(test)]
mod authenticator;
#[cfg(test)]
mod backup;
#[cfg(test)]
mod budget;
#[cfg(test)]
mod client;
#[cfg(test)]
mod code;
#[cfg(test)]
mod consent;
#[cfg(test)]
mod delegation;
#[cfg(test)]
mod device;
#[cfg(test)]
mod entity;
#[cfg(test)]
mod evidence;
#[cfg(test)]
mod expiry;
#[cfg(test)]
mod fixture;
#[cfg(test)]
mod identifier;
#[cfg(test)]
mod inbox;
#[cfg(test)]
mod logout;
#[cfg(test)]
mod marks;
#[cfg(test)]
mod message;
#[cfg(test)]
mod migrations;
#[cfg(test)]
mod platform_logo;
#[cfg(test)]
mod provider;
#[cfg(test)]
mod recovery;
#[cfg(test)]
mod refresh;
#[cfg(test)]
mod scan;
#[cfg(test)]
mod session;
#[cfg(test)]
mod statements;
#[cfg(test)]
mod transaction;
#[cfg(test)]
mod vault;
#[cfg(test)]
mod verification;
