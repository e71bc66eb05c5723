//! One door: a standalone identity provider for a country's public services.
//!
//! The map of this package and its walls is ARCHITECTURE.md.

pub mod account;
pub mod admin;
pub mod app;
pub mod assurance;
pub mod audit;
pub mod authenticator;
pub mod cli;
pub mod client;
pub mod consent;
pub mod entity;
pub mod flow;
pub mod grant;
pub mod ground;
pub mod http;
pub mod job;
pub mod logout;
pub mod notify;
pub mod recovery;
pub mod risk;
pub mod self_service;
pub mod session;
pub mod sign_in;
pub mod telemetry;
pub mod token;
pub mod vault;
pub mod verification;
