//! Black-box conformance suite: drives any OpenID Provider through its public endpoints and reports, rule by
//! rule, what it saw.
//!
//! It owns its own HTTP, its own JWS check and its own reading of HTML forms, and imports nothing of the
//! service: a mistake shared between a server and its judge would never be seen.

mod browser;
mod case;
mod chance;
mod cli;
mod client;
mod config;
mod flow;
mod http;
mod jose;
mod listener;
mod metadata;
mod moment;
mod report;
mod runner;
mod skips;
mod suite;
mod world;

use std::process::ExitCode;

use clap::Parser;

#[tokio::main]
async fn main() -> ExitCode {
    cli::run(cli::Arguments::parse()).await
}
