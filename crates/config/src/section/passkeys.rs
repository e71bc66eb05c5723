//! `[passkeys]`: which passkeys are taken (Web Authentication Level 3).

use std::path::PathBuf;
use std::time::Duration;

use crate::source::Source;
use crate::value::choice::choice;

/// Which passkeys are taken (Web Authentication Level 3).
#[derive(Clone, Debug)]
pub struct Passkeys {
    /// `passkeys.attestation`, default `none`, `YIMEN__PASSKEYS__ATTESTATION`.
    pub attestation: Attestation,
    /// `passkeys.attestation_roots`, path, default none, `YIMEN__PASSKEYS__ATTESTATION_ROOTS`: there when, and only
    /// when, attestation is required.
    pub attestation_roots: Option<PathBuf>,
    /// `passkeys.challenge_minutes`, default 10, `YIMEN__PASSKEYS__CHALLENGE_MINUTES`: life of a challenge.
    pub challenge_minutes: Duration,
}

choice! {
    /// Whether an authenticator must prove who made it.
    pub enum Attestation {
        /// No proof is asked for: any authenticator will do.
        NotAsked = "none",
        /// Only authenticators whose proof leads to one of the roots.
        Required = "required",
    }
}

impl Passkeys {
    pub(crate) fn read(source: &mut Source) -> Self {
        let mut fields = source.section("passkeys", "Which passkeys are taken (Web Authentication Level 3).");
        Self {
            attestation: fields.choice(
                "attestation",
                Attestation::NotAsked,
                "none: any passkey. required: only those whose maker is among attestation_roots; a phone that keeps its \
                 passkeys in step with others cannot prove that, and is refused.",
            ),
            attestation_roots: fields.optional_path(
                "attestation_roots",
                "passkeys/makers.pem",
                "Certificates of the makers of authenticators, PEM; with attestation = \"required\".",
            ),
            // Web Authentication Level 3 section 15.1 recommends 5 to 10 minutes.
            challenge_minutes: fields.minutes(
                "challenge_minutes",
                10,
                1..=60,
                "How long a person may take to answer with a passkey.",
            ),
        }
    }
}
