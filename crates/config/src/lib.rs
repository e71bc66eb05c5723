//! Configuration: typed sections, one check that reports every problem, a generated sample.
//!
//! Owns the reading of one TOML text and of the environment that may override it. Does not own where the text
//! comes from, nor what its values do. Each option is declared once, in the section that owns it: the same line
//! reads the file, reads the environment and writes the sample.
//!
//! A field bears the name of its key, so that one search finds both. Spans of time are `Duration` and buffers are
//! [`Size`], whatever unit the key counts in.

mod check;
mod document;
mod environment;
mod fields;
mod problem;
mod sample;
mod section;
mod sheet;
mod source;
mod value;

use std::path::Path;

pub use ipnet::IpNet as Network;
pub use problem::Problem;
pub use sample::sample;
pub use section::abuse::Abuse;
pub use section::assurance::Assurance;
pub use section::database::Database;
pub use section::keys::{Kek, Keys, SigningAlgorithm};
pub use section::limits::Limits;
pub use section::listen::{ForwardedHeader, Listen, PrivateListener, PublicListener, TlsFiles};
pub use section::log::{Log, LogFormat, LogLevel};
pub use section::logout::Logout;
pub use section::messages::Messages;
pub use section::outbound::Outbound;
pub use section::passkeys::{Attestation, Passkeys};
pub use section::passwords::Passwords;
pub use section::places::Places;
pub use section::recovery::Recovery;
pub use section::registration::Registration;
pub use section::retention::Retention;
pub use section::second_factors::SecondFactors;
pub use section::server::Server;
pub use section::sessions::{CookiePolicy, Sessions};
pub use section::tokens::Tokens;
pub use section::verification::{Outage, Verification};
pub use value::issuer::{Issuer, IssuerRefusal, IssuerScheme};
pub use value::rate::Rate;
pub use value::size::Size;

use source::Source;

/// Every setting of the service, checked: no value contradicts another.
///
/// `Debug` shows no secret: those are [`base::Secret`].
#[derive(Clone, Debug)]
pub struct Config {
    /// `[server]`: who this service is and where its data lies.
    pub server: Server,
    /// `[listen]`: where it listens.
    pub listen: Listen,
    /// `[database]`: the database.
    pub database: Database,
    /// `[keys]`: custody and calendar of signing keys.
    pub keys: Keys,
    /// `[tokens]`: lives of tokens and codes.
    pub tokens: Tokens,
    /// `[sessions]`: lives of sign-on sessions, cookies.
    pub sessions: Sessions,
    /// `[passwords]`: hashing and rules.
    pub passwords: Passwords,
    /// `[passkeys]`: which passkeys are taken.
    pub passkeys: Passkeys,
    /// `[second_factors]`: apps with codes, codes sent.
    pub second_factors: SecondFactors,
    /// `[messages]`: who delivers text messages and mail.
    pub messages: Messages,
    /// `[registration]`: whether people open accounts themselves.
    pub registration: Registration,
    /// `[recovery]`: the way back into an account.
    pub recovery: Recovery,
    /// `[assurance]`: what evidence is worth.
    pub assurance: Assurance,
    /// `[verification]`: third parties that verify facts.
    pub verification: Verification,
    /// `[abuse]`: how often something may be tried.
    pub abuse: Abuse,
    /// `[places]`: names of places for addresses.
    pub places: Places,
    /// `[outbound]`: connections to addresses others name.
    pub outbound: Outbound,
    /// `[logout]`: delivery of logout notices.
    pub logout: Logout,
    /// `[limits]`: what one request, and all together, may cost.
    pub limits: Limits,
    /// `[log]`: the operator's log.
    pub log: Log,
    /// `[retention]`: how long ended things are kept.
    pub retention: Retention,
}

impl Config {
    /// Reads the TOML `text`, lays the variables of `env` that start with `YIMEN__` over it and checks the whole.
    ///
    /// `file_name` is the path of the file the text came from: relative paths, from the file or the environment, are
    /// relative to its folder. Files that hold secrets (`…_file`) are read here.
    ///
    /// # Errors
    /// Every problem found, in the order of lines: syntax, unknown keys, wrong types, values out of range, secrets
    /// that cannot be read, values that contradict one another. Reasons never repeat a secret.
    pub fn load(
        text: &str,
        file_name: impl AsRef<Path>,
        env: impl IntoIterator<Item = (String, String)>,
    ) -> Result<Self, Vec<Problem>> {
        let mut source = Source::new(file_name.as_ref());
        document::read(text, &mut source);
        environment::overlay(env, &mut source);
        let config = Self::read(&mut source);
        source.report_unknown();
        check::report_contradictions(&config, &mut source);
        let problems = source.into_problems();
        if problems.is_empty() { Ok(config) } else { Err(problems) }
    }

    /// Takes every section from the source; a value that could not be read is reported there and stands at its
    /// default here.
    fn read(source: &mut Source) -> Self {
        let server = Server::read(source);
        Self {
            listen: Listen::read(source),
            database: Database::read(source, &server),
            keys: Keys::read(source, &server),
            tokens: Tokens::read(source),
            sessions: Sessions::read(source, &server),
            passwords: Passwords::read(source),
            passkeys: Passkeys::read(source),
            second_factors: SecondFactors::read(source),
            messages: Messages::read(source),
            registration: Registration::read(source),
            recovery: Recovery::read(source),
            assurance: Assurance::read(source),
            verification: Verification::read(source),
            abuse: Abuse::read(source),
            places: Places::read(source),
            outbound: Outbound::read(source),
            logout: Logout::read(source),
            limits: Limits::read(source),
            log: Log::read(source),
            retention: Retention::read(source),
            server,
        }
    }
}

#[cfg(test)]
mod tests;
