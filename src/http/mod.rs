//! Transport only: paths, parsing, replies. No rule lives here; a handler parses, calls one use case and replies.

pub mod admin;
mod extract;
#[cfg(feature = "demo")]
pub mod gallery;
pub mod layer;
pub mod listeners;
mod login;
mod oidc;
pub mod ops;
mod portal;
mod provider;
mod reply;
pub mod routes;
mod state;
mod verify;
