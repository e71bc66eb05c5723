//! `[keys]`: custody and calendar of signing keys.

use std::path::PathBuf;
use std::time::Duration;

use base::Secret;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use super::server::Server;
use crate::fields::Fields;
use crate::source::Source;
use crate::value::choice::{Choice, choice};

/// Custody and calendar of signing keys.
#[derive(Clone, Debug)]
pub struct Keys {
    /// `keys.kek_file`, `keys.kek`, `keys.passphrase` or `keys.passphrase_file`, one of them, default
    /// `<data_dir>/kek`: what opens the sealed keys.
    pub kek: Kek,
    /// `keys.algorithms`, default ES256, RS256, EdDSA, PS256, ES384, `YIMEN__KEYS__ALGORITHMS`: each has a signing key.
    pub algorithms: Vec<SigningAlgorithm>,
    /// `keys.default_algorithm`, default ES256, `YIMEN__KEYS__DEFAULT_ALGORITHM`: signs access tokens.
    pub default_algorithm: SigningAlgorithm,
    /// `keys.period_days`, default 90, `YIMEN__KEYS__PERIOD_DAYS`: how long a key signs.
    pub period_days: Duration,
    /// `keys.publish_ahead_hours`, default 24, `YIMEN__KEYS__PUBLISH_AHEAD_HOURS`: how long a key is published before it
    /// signs.
    pub publish_ahead_hours: Duration,
    /// `keys.retire_after_hours`, default 24, `YIMEN__KEYS__RETIRE_AFTER_HOURS`: how long a key stays published after it
    /// signed last.
    pub retire_after_hours: Duration,
    /// `keys.jwks_max_age_seconds`, default 3600, `YIMEN__KEYS__JWKS_MAX_AGE_SECONDS`: how long others may keep the
    /// published keys without asking again.
    pub jwks_max_age_seconds: Duration,
}

/// Where the key-encryption key comes from.
#[derive(Clone, Debug)]
pub enum Kek {
    /// A file with the key.
    File(PathBuf),
    /// The key itself: 32 bytes in base64.
    Value(Secret<String>),
    /// A passphrase the key is derived from.
    Passphrase(Secret<String>),
}

choice! {
    /// A signature algorithm of JOSE, by the name RFC 7518 section 3.1 and RFC 8037 section 3.1 give it.
    pub enum SigningAlgorithm {
        /// ECDSA on P-256 with SHA-256.
        Es256 = "ES256",
        /// ECDSA on P-384 with SHA-384.
        Es384 = "ES384",
        /// Ed25519.
        EdDsa = "EdDSA",
        /// RSASSA-PSS with SHA-256.
        Ps256 = "PS256",
        /// RSASSA-PKCS1-v1_5 with SHA-256.
        Rs256 = "RS256",
    }
}

const DEFAULT_ALGORITHMS: &[SigningAlgorithm] = &[
    SigningAlgorithm::Es256,
    SigningAlgorithm::Rs256,
    SigningAlgorithm::EdDsa,
    SigningAlgorithm::Ps256,
    SigningAlgorithm::Es384,
];

impl Keys {
    pub(crate) fn read(source: &mut Source, server: &Server) -> Self {
        let mut fields = source.section(
            "keys",
            "Signing keys lie sealed in the database; one of kek_file, kek, passphrase or passphrase_file opens them.",
        );
        Self {
            kek: Kek::read(&mut fields, server),
            algorithms: fields.choices(
                "algorithms",
                DEFAULT_ALGORITHMS,
                "Algorithms with a signing key. OpenID Connect Discovery section 3 asks for RS256 among them.",
            ),
            default_algorithm: fields.choice(
                "default_algorithm",
                SigningAlgorithm::Es256,
                "Algorithm of access tokens, whatever a client asks for its ID tokens; one of algorithms.",
            ),
            period_days: fields.days("period_days", 90, 1..=730, "How long a key signs."),
            publish_ahead_hours: fields.hours(
                "publish_ahead_hours",
                24,
                1..=720,
                "How long a key is published before it signs; never shorter than jwks_max_age_seconds.",
            ),
            retire_after_hours: fields.hours(
                "retire_after_hours",
                24,
                1..=2160,
                "How long a key stays published after it signed last; never shorter than the longest token life.",
            ),
            jwks_max_age_seconds: fields.seconds(
                "jwks_max_age_seconds",
                3600,
                60..=86_400,
                "How long others may keep the published keys without asking again.",
            ),
        }
    }
}

impl Kek {
    fn read(fields: &mut Fields<'_>, server: &Server) -> Self {
        fields.only_one_of(&["kek_file", "kek", "passphrase", "passphrase_file"]);
        let file = fields.path_or(
            "kek_file",
            "<data_dir>/kek",
            "kek",
            "File with the key-encryption key, readable by the service alone. It belongs in a backup of its own: without \
             it the sealed keys are lost.",
        );
        let value = fields.secret_value(
            "kek",
            "The key-encryption key itself, 32 bytes in base64. Meant for the environment: YIMEN__KEYS__KEK.",
            is_key,
        );
        let passphrase = fields.secret(
            "passphrase",
            "A passphrase from which the key-encryption key is derived (Argon2id).",
            is_long_enough,
        );
        match (value, passphrase) {
            (Some(value), _) => Self::Value(value),
            (None, Some(passphrase)) => Self::Passphrase(passphrase),
            (None, None) => Self::File(file.unwrap_or_else(|| server.data_dir.join("kek"))),
        }
    }
}

fn is_key(text: &str) -> Result<(), String> {
    match STANDARD.decode(text.trim()) {
        Ok(bytes) if bytes.len() == 32 => Ok(()),
        Ok(_) | Err(_) => Err("must be 32 bytes in base64".to_owned()),
    }
}

/// A passphrase shorter than this is found by trying.
const SHORTEST_PASSPHRASE: usize = 16;

fn is_long_enough(text: &str) -> Result<(), String> {
    if text.chars().count() >= SHORTEST_PASSPHRASE {
        return Ok(());
    }
    Err(format!("must have {SHORTEST_PASSPHRASE} characters or more"))
}

impl SigningAlgorithm {
    /// Every algorithm there is.
    pub const fn all() -> &'static [Self] {
        <Self as Choice>::ALL
    }
}
