//! What every command starts from: the configuration, the environment, the world, and where answers go.

use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use base::{SystemClock, SystemRng};
use clap::Args;
use config::{Config, Problem};
use keys::KekSource;
use rustix::process::getuid;

use super::CliError;
use super::output::{self, Output};
use crate::admin::site::{self, Absent, Site};
use crate::app::{App, World, kek_source};

/// Variables that name the person at the keyboard, the most telling first.
const PERSON: [&str; 3] = ["SUDO_USER", "USER", "LOGNAME"];

/// One command line on its way.
pub(super) struct Invocation {
    config_file: PathBuf,
    env: Vec<(String, String)>,
    /// Where answers go.
    pub(super) output: Output,
    /// The present and chance.
    pub(super) world: World,
}

/// Who acts, for the audit log.
#[derive(Args, Debug)]
pub(super) struct Operator {
    /// Who acts, for the audit log; left out, the user of this terminal
    #[arg(long, value_name = "NAME")]
    who: Option<String>,
}

impl Invocation {
    pub(super) fn new(
        config_file: PathBuf,
        env: impl IntoIterator<Item = (OsString, OsString)>,
        output: Output,
    ) -> Self {
        let readable =
            |(name, value): (OsString, OsString)| Some((name.into_string().ok()?, value.into_string().ok()?));
        let world = World { clock: Arc::new(SystemClock), rng: Arc::new(SystemRng) };
        Self { config_file, env: env.into_iter().filter_map(readable).collect(), output, world }
    }

    /// The path of the configuration file.
    pub(super) fn config_file(&self) -> &Path {
        &self.config_file
    }

    /// Reads a configuration file, or says all that is wrong with it.
    pub(super) fn read_config(&self, file: &Path) -> Result<Result<Config, Vec<Problem>>, CliError> {
        let text = std::fs::read_to_string(file).map_err(|error| {
            CliError::refused(format!(
                "the configuration {} cannot be read: {error}; name another with --config, or write one with \
                 `yimen config sample`",
                file.display()
            ))
        })?;
        Ok(Config::load(&text, file, self.env.iter().cloned()))
    }

    /// The configuration; its problems go to standard error.
    pub(super) fn config(&self) -> Result<Config, CliError> {
        let file = &self.config_file;
        self.read_config(file)?.map_err(|problems| {
            for problem in &problems {
                output::note(&format!("{}: {problem}", file.display()));
            }
            CliError::refused(format!("the configuration {} has {}", file.display(), counted(problems.len())))
        })
    }

    /// The application, with what a first start needs made.
    pub(super) async fn app(&self) -> Result<App, CliError> {
        self.app_of(self.config()?).await
    }

    /// As [`Self::app`], from a configuration already read.
    pub(super) async fn app_of(&self, config: Config) -> Result<App, CliError> {
        site::make_folder(&config.server.data_dir)?;
        let kek = absent_kek(&config);
        let app = App::open(config, self.world.clone()).await?;
        tell_of_kek(kek.as_deref());
        Ok(app)
    }

    /// The database alone.
    pub(super) async fn site(&self, config: &Config, absent: Absent) -> Result<Site, CliError> {
        let world = (self.world.clock.clone(), self.world.rng.clone());
        Ok(Site::open(config, world, absent).await?)
    }

    /// Who acts, as the audit log names operators of the command line.
    pub(super) fn operator(&self, operator: &Operator) -> Result<String, CliError> {
        let name = operator.who.clone().unwrap_or_else(|| self.person());
        let name = name.trim();
        let plain = !name.is_empty() && name.len() <= 64 && !name.chars().any(char::is_control);
        if !plain {
            return Err(CliError::Usage("--who takes a name of up to 64 bytes on one line".to_owned()));
        }
        Ok(format!("admin:{name}"))
    }

    fn person(&self) -> String {
        let value = |name: &&str| self.env.iter().find(|(known, _)| known == *name).map(|(_, value)| value);
        PERSON.iter().find_map(value).cloned().unwrap_or_else(user_of_process)
    }
}

/// The key-encryption key file that is not there yet.
pub(super) fn absent_kek(config: &Config) -> Option<PathBuf> {
    match kek_source(config) {
        KekSource::File(file) => Some(file).filter(|file| !file.exists()),
        KekSource::Value(_) | KekSource::Passphrase(_) => None,
    }
}

/// Says that a first start made the key-encryption key, if it did.
pub(super) fn tell_of_kek(file: Option<&Path>) {
    if let Some(file) = file.filter(|file| file.exists()) {
        output::note(&format!(
            "made the key-encryption key {}: keep a copy of it apart from every backup of the database",
            file.display()
        ));
    }
}

/// The name the system has for the user of this process, or the number where it has none.
fn user_of_process() -> String {
    let id = getuid().as_raw().to_string();
    let known = std::fs::read_to_string("/etc/passwd").unwrap_or_default();
    let named = known.lines().find_map(|line| {
        // passwd(5): name, password, number, …
        let mut fields = line.split(':');
        let (name, number) = (fields.next()?, fields.nth(1)?);
        (number == id).then(|| name.to_owned())
    });
    named.unwrap_or_else(|| format!("user-{id}"))
}

/// `1 problem`, `3 problems`.
pub(super) fn counted(problems: usize) -> String {
    if problems == 1 { "1 problem".to_owned() } else { format!("{problems} problems") }
}
