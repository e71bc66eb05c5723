//! What concerns the vault as a whole: its first keys, the key that seals it, backups.

use std::fs::{self, OpenOptions};
use std::io::Write as _;
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::PathBuf;

use clap::Args;
use keys::KekSource;
use serde_json::json;

use super::{Act, Desk, Emergency};
use crate::admin;
use crate::admin::site::Absent;
use crate::app::{kek_source, open_keys};
use crate::cli::invocation::{Invocation, absent_kek, tell_of_kek};
use crate::cli::prompt::{self, Asked, Assent, PassphraseSource};
use crate::cli::{CliError, node, output};

/// Make the first keys; `yimen serve` does the same at its first start
#[derive(Args, Debug)]
#[command(after_help = "Example:\n  yimen keys init")]
pub(in crate::cli) struct Init {}

/// Make a new key-encryption key in a file, to rewrap the vault with
#[derive(Args, Debug)]
#[command(after_help = "Example:\n  yimen keys new-kek /etc/yimen/kek-2030")]
pub(in crate::cli) struct NewKek {
    /// The file to write; it must not exist
    #[arg(value_name = "FILE")]
    file: PathBuf,
}

/// Seal the vault with another key-encryption key
///
/// Running nodes go on with the keys in memory; before a restart each needs the new one, in [keys] of its configuration
/// or in the file it reads already.
#[derive(Args, Debug)]
#[command(
    after_help = "Examples:\n  yimen keys rewrap --to-file /etc/yimen/kek-2030 --why 'order 12'\n  yimen keys rewrap --to-passphrase --why 'order 12'"
)]
pub(in crate::cli) struct Rewrap {
    #[command(flatten)]
    to: Target,
    #[command(flatten)]
    act: Act,
    #[command(flatten)]
    assent: Assent,
}

#[derive(Args, Debug)]
#[group(required = true, multiple = false)]
struct Target {
    /// A key file; `yimen keys new-kek` makes one
    #[arg(long, value_name = "FILE")]
    to_file: Option<PathBuf>,
    /// A passphrase asked for at the terminal
    #[arg(long)]
    to_passphrase: bool,
    /// A passphrase in this file
    #[arg(long, value_name = "FILE")]
    to_passphrase_file: Option<PathBuf>,
}

/// Write all keys into a file sealed with a passphrase of its own
///
/// Such a backup opens without the key-encryption key: it is the way back when that is lost.
#[derive(Args, Debug)]
#[command(after_help = "Example:\n  yimen keys backup keys-2030.backup --why 'yearly'")]
pub(in crate::cli) struct Backup {
    /// The file to write; it must not exist
    #[arg(value_name = "FILE")]
    file: PathBuf,
    #[command(flatten)]
    passphrase: PassphraseSource,
    #[command(flatten)]
    act: Act,
}

/// Replace all keys by those of a backup
///
/// Over a vault that holds keys this needs --emergency: keys made since the backup are lost, and with them all they
/// signed and sealed.
#[derive(Args, Debug)]
#[command(
    after_help = "Example:\n  yimen keys restore keys-2030.backup --why 'incident 13' --emergency 'the vault is damaged'"
)]
pub(in crate::cli) struct Restore {
    /// The backup
    #[arg(value_name = "FILE")]
    file: PathBuf,
    #[command(flatten)]
    passphrase: PassphraseSource,
    #[command(flatten)]
    emergency: Emergency,
    #[command(flatten)]
    act: Act,
    #[command(flatten)]
    assent: Assent,
}

impl Init {
    pub(super) async fn run(self, at: &Invocation) -> Result<(), CliError> {
        let config = at.config()?;
        let site = at.site(&config, Absent::Create).await?;
        site.migrate().await?;
        let kek = absent_kek(&config);
        let keyring = open_keys(&config, &site).await?;
        tell_of_kek(kek.as_deref());
        let algorithms: Vec<_> = keyring.algorithms().iter().map(ToString::to_string).collect();
        let human = format!("the keys are there: {}", algorithms.join(", "));
        at.output.show(&human, &json!({ "algorithms": algorithms }))
    }
}

impl NewKek {
    pub(super) fn run(self, at: &Invocation) -> Result<(), CliError> {
        admin::custody::create_kek_file(&self.file, &*at.world.rng)?;
        let file = self.file.display().to_string();
        at.output.show(&format!("wrote {file}: keep a copy of it apart"), &json!({ "file": file }))
    }
}

impl Rewrap {
    pub(super) async fn run(self, desk: &Desk<'_>) -> Result<(), CliError> {
        let target = self.to.source()?;
        let work = async |who: &_, mode| desk.admin.rewrap(&target, who, mode).await;
        desk.confirmed(&self.act, &self.assent, work).await?;
        if !self.act.dry_run {
            output::note("before the next start, name the new key-encryption key under [keys] on every node");
        }
        Ok(())
    }
}

impl Target {
    fn source(&self) -> Result<KekSource, CliError> {
        match (&self.to_file, &self.to_passphrase_file) {
            (Some(file), _) => Ok(KekSource::File(file.clone())),
            (None, Some(file)) => prompt::from_file(file).map(KekSource::Passphrase),
            (None, None) => {
                prompt::at_terminal("New passphrase of the vault", Asked::Twice).map(KekSource::Passphrase)
            }
        }
    }
}

impl Backup {
    pub(super) async fn run(self, desk: &Desk<'_>) -> Result<(), CliError> {
        let file = self.file.display();
        if self.file.exists() {
            return Err(CliError::refused(format!("{file} exists already")));
        }
        if self.act.dry_run {
            let count = desk.admin.list().await?.len();
            let human = format!("would be done: {count} keys are written to {file}");
            return desk.at.output.show(&human, &json!({ "outcome": "would_apply", "keys": count }));
        }
        let who = desk.who(&self.act)?;
        let passphrase = self.passphrase.read("Passphrase of the backup", Asked::Twice)?;
        let bytes = desk.admin.backup(&passphrase, &who).await?;
        let mut options = OpenOptions::new();
        let written = options.write(true).create_new(true).mode(0o600).open(&self.file);
        written
            .and_then(|mut file| file.write_all(&bytes).and_then(|()| file.sync_all()))
            .map_err(|error| CliError::refused(format!("{file} cannot be written: {error}")))?;
        let human = format!("done: wrote {file}, {} bytes; only its passphrase opens it", bytes.len());
        desk.at
            .output
            .show(&human, &json!({ "outcome": "applied", "file": file.to_string(), "bytes": bytes.len() }))
    }
}

impl Restore {
    pub(super) async fn run(self, desk: &Desk<'_>) -> Result<(), CliError> {
        let bytes = fs::read(&self.file)
            .map_err(|error| CliError::refused(format!("{} cannot be read: {error}", self.file.display())))?;
        if !self.act.dry_run {
            let made = admin::custody::make_first_kek(&desk.site, &kek_source(&desk.config)).await?;
            tell_of_kek(made.as_deref());
        }
        let passphrase = self.passphrase.read("Passphrase of the backup", Asked::Once)?;
        let (backup, force) =
            (keys::admin::Backup { bytes: &bytes, passphrase: &passphrase }, self.emergency.force());
        let work = async |who: &_, mode| desk.admin.restore(&backup, &force, who, mode).await;
        desk.confirmed(&self.act, &self.assent, work).await?;
        node::tell(desk.node).await;
        Ok(())
    }
}
