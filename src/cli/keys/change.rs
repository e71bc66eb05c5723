//! What changes one key: generate, import, activate, rotate, retire, destroy.

use std::fs;
use std::io::{self, Read as _};
use std::path::PathBuf;

use base::Secret;
use clap::{Args, ValueEnum};
use keys::admin::SecretUse;
use proto::jose::Algorithm;

use super::{Act, Desk, Emergency, algorithm};
use crate::cli::CliError;
use crate::cli::prompt::Assent;

/// Longer than any key in any form.
const LONGEST: u64 = 64 * 1024;

/// Make the next key of an algorithm and publish it
///
/// It is not used before everybody had time to fetch it: see publish-ahead in `yimen keys calendar`.
#[derive(Args, Debug)]
#[command(
    after_help = "Examples:\n  yimen keys generate --alg ES256 --why 'order 7'\n  yimen keys generate --alg PS256 --bits 3072 --why 'order 8'"
)]
pub(in crate::cli) struct Generate {
    /// The signature algorithm: ES256, ES384, EdDSA, PS256 or RS256
    #[arg(long, value_parser = algorithm)]
    alg: Algorithm,
    /// Length of an RSA key: 2048, 3072 or 4096
    #[arg(long)]
    bits: Option<u32>,
    #[command(flatten)]
    act: Act,
}

/// Bring in a private key made elsewhere as the next key of an algorithm
///
/// The file holds PKCS#8 in PEM or a private JWK. Weak keys, public keys and keys meant for encryption are refused.
#[derive(Args, Debug)]
#[command(
    after_help = "Examples:\n  yimen keys import key.pem --alg ES256 --why 'order 9'\n  step crypto jwk create … | yimen keys import - --alg EdDSA --why 'order 9'"
)]
pub(in crate::cli) struct Import {
    /// The file; - reads standard input
    #[arg(value_name = "FILE")]
    file: PathBuf,
    /// The signature algorithm it will be used for
    #[arg(long, value_parser = algorithm)]
    alg: Algorithm,
    #[command(flatten)]
    act: Act,
}

/// Make a next key the one that signs; the one before it goes on verifying
#[derive(Args, Debug)]
#[command(after_help = "Example:\n  yimen keys activate KID --why 'order 7'")]
pub(in crate::cli) struct Activate {
    /// Its key id
    #[arg(value_name = "KID")]
    kid: String,
    #[command(flatten)]
    emergency: Emergency,
    #[command(flatten)]
    act: Act,
}

/// Take one step of a rotation before its time
///
/// Makes the next key if there is none, makes it active if it was published long enough, and otherwise says when that
/// will be. With --secret it makes a new sealing or hashing key, used by every node a minute later.
#[derive(Args, Debug)]
#[command(
    after_help = "Examples:\n  yimen keys rotate --alg ES256 --why 'order 7'\n  yimen keys rotate --secret mac --why 'order 7'"
)]
pub(in crate::cli) struct Rotate {
    #[command(flatten)]
    what: What,
    #[command(flatten)]
    act: Act,
}

#[derive(Args, Debug)]
#[group(required = true, multiple = false)]
struct What {
    /// The signing key of this algorithm
    #[arg(long, value_parser = algorithm)]
    alg: Option<Algorithm>,
    /// A key that only this service uses
    #[arg(long, value_enum)]
    secret: Option<SecretName>,
}

/// A key that only this service uses.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum SecretName {
    /// Seals values that come back to us, and profiles at rest
    Seal,
    /// Hashes tokens, cookies and client secrets
    Mac,
}

/// End a key: it no longer verifies or opens anything
///
/// The last active key of an algorithm is never retired. A replaced sealing or hashing key has no end of its own and
/// needs --emergency: what it made is lost.
#[derive(Args, Debug)]
#[command(after_help = "Example:\n  yimen keys retire KID --why 'order 7'")]
pub(in crate::cli) struct Retire {
    /// Its key id
    #[arg(value_name = "KID")]
    kid: String,
    #[command(flatten)]
    emergency: Emergency,
    #[command(flatten)]
    act: Act,
    #[command(flatten)]
    assent: Assent,
}

/// Wipe a retired key from the vault; copies in backups remain
#[derive(Args, Debug)]
#[command(after_help = "Example:\n  yimen keys destroy KID --why 'order 7'")]
pub(in crate::cli) struct Destroy {
    /// Its key id
    #[arg(value_name = "KID")]
    kid: String,
    #[command(flatten)]
    act: Act,
    #[command(flatten)]
    assent: Assent,
}

impl Generate {
    pub(super) async fn run(self, desk: &Desk<'_>) -> Result<(), CliError> {
        let work = async |who: &_, mode| desk.admin.generate(self.alg, self.bits, who, mode).await;
        desk.change(&self.act, work).await
    }
}

impl Import {
    pub(super) async fn run(self, desk: &Desk<'_>) -> Result<(), CliError> {
        let text = self.read()?;
        let is_jwk = text.expose().trim_start().starts_with('{');
        let work = async |who: &_, mode| {
            if is_jwk {
                desk.admin.import_jwk(&text, self.alg, who, mode).await
            } else {
                desk.admin.import_pem(&text, self.alg, who, mode).await
            }
        };
        desk.change(&self.act, work).await
    }

    fn read(&self) -> Result<Secret<String>, CliError> {
        let mut text = String::new();
        let read = if self.file.as_os_str() == "-" {
            io::stdin().take(LONGEST).read_to_string(&mut text)
        } else {
            fs::File::open(&self.file).and_then(|file| file.take(LONGEST).read_to_string(&mut text))
        };
        let text = Secret::new(text);
        read.map_err(|error| {
            CliError::refused(format!("the key {} cannot be read: {error}", self.file.display()))
        })?;
        Ok(text)
    }
}

impl Activate {
    pub(super) async fn run(self, desk: &Desk<'_>) -> Result<(), CliError> {
        let force = self.emergency.force();
        let work = async |who: &_, mode| desk.admin.activate(&self.kid, &force, who, mode).await;
        desk.change(&self.act, work).await
    }
}

impl Rotate {
    pub(super) async fn run(self, desk: &Desk<'_>) -> Result<(), CliError> {
        match (self.what.alg, self.what.secret) {
            (Some(alg), _) => {
                desk.change(&self.act, async |who, mode| desk.admin.rotate(alg, who, mode).await).await
            }
            (None, Some(name)) => {
                let secret = match name {
                    SecretName::Seal => SecretUse::Seal,
                    SecretName::Mac => SecretUse::Mac,
                };
                let work = async |who: &_, mode| desk.admin.rotate_secret(secret, who, mode).await;
                desk.change(&self.act, work).await
            }
            (None, None) => Err(CliError::Usage("say what to rotate: --alg or --secret".to_owned())),
        }
    }
}

impl Retire {
    pub(super) async fn run(self, desk: &Desk<'_>) -> Result<(), CliError> {
        let force = self.emergency.force();
        let work = async |who: &_, mode| desk.admin.retire(&self.kid, &force, who, mode).await;
        desk.confirmed(&self.act, &self.assent, work).await
    }
}

impl Destroy {
    pub(super) async fn run(self, desk: &Desk<'_>) -> Result<(), CliError> {
        let work = async |who: &_, mode| desk.admin.destroy(&self.kid, who, mode).await;
        desk.confirmed(&self.act, &self.assent, work).await
    }
}
