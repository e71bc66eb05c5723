//! The outside world in a box: relying parties and an HTTP actor for demonstrations and tests.
//!
//! [`platform`] runs regional platforms as real relying parties on a stock OpenID Connect library, so that the
//! service is always driven by code it does not share. [`messages`] is a provider of text messages and mail that sends
//! nothing and shows everything. [`providers`] is a city of third parties that verify facts about people who do not
//! exist. [`actor`] is a browser without a screen: cookies, redirects and forms over plain HTTP. Nothing here imports the
//! service, and a production build leaves the package out.

pub mod actor;
mod bounded;
mod client_key;
mod environment;
mod error;
mod jwt;
mod language;
pub mod messages;
mod moment;
mod origin;
mod params;
pub mod platform;
mod provider;
pub mod providers;
mod server;
mod wire;

pub use client_key::ClientKey;
pub use environment::Environment;
pub use error::SandboxError;
