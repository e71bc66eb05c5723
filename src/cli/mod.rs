//! The command line: parsing, prompts, tables. Each command calls the application or a service and shows what it
//! answered; no rule lives here.
//!
//! Exit codes: 0 done, 1 refused or failed (one sentence on standard error), 2 the command line itself is wrong.

mod account;
mod assurance;
mod audit;
mod backup;
mod client;
mod config_file;
#[cfg(feature = "demo")]
mod demo;
mod doctor;
mod entity;
mod error;
mod generate;
mod import;
mod invocation;
mod keys;
mod logout;
mod migrate;
mod moment;
mod node;
mod output;
mod platform;
mod platform_logo;
mod prompt;
mod provider;
mod serve;
mod span;

#[cfg(test)]
mod tests;

use std::ffi::OsString;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::{CommandFactory as _, Parser, Subcommand};

pub use error::CliError;
use invocation::Invocation;

const EXIT_CODES: &str = "\
Exit codes:
  0  done
  1  refused or failed; standard error says why in one sentence
  2  the command line is wrong

Every option of the configuration can also be set by a variable: YIMEN__SECTION__KEY.

Examples:
  yimen config sample > yimen.toml     write a configuration to start from
  yimen config check                   say all that is wrong with it
  yimen serve                          run the service
  yimen doctor                         look at everything it stands on";

/// One door: an identity provider for a country's public services
#[derive(Debug, Parser)]
#[command(name = "yimen", version, after_help = EXIT_CODES, max_term_width = 100)]
#[command(disable_help_subcommand = true, subcommand_required = true)]
struct Cli {
    /// The configuration file
    #[arg(long, short, global = true, env = "YIMEN_CONFIG", hide_env_values = true)]
    #[arg(value_name = "FILE", default_value = "yimen.toml")]
    config: PathBuf,
    /// Answer in JSON instead of tables and sentences
    #[arg(long, global = true)]
    json: bool,
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    Serve(serve::Serve),
    #[command(subcommand)]
    Config(config_file::ConfigCommand),
    #[command(subcommand)]
    Migrate(migrate::MigrateCommand),
    #[command(subcommand)]
    Platform(platform::PlatformCommand),
    #[command(subcommand)]
    Client(client::ClientCommand),
    #[command(subcommand)]
    Account(account::AccountCommand),
    #[command(subcommand)]
    Entity(entity::EntityCommand),
    #[command(subcommand)]
    Provider(provider::ProviderCommand),
    #[command(subcommand)]
    Assurance(assurance::AssuranceCommand),
    #[command(subcommand)]
    Keys(keys::KeysCommand),
    Backup(backup::Backup),
    Restore(backup::Restore),
    #[command(subcommand)]
    Audit(audit::AuditCommand),
    #[command(subcommand)]
    Logout(logout::LogoutCommand),
    Doctor(doctor::Doctor),
    #[cfg(feature = "demo")]
    Demo(demo::Demo),
    Completions(generate::Completions),
    Man(generate::Man),
}

/// The whole command line as clap sees it: for help texts, completions, manual pages and the test that holds the
/// documentation against them.
pub fn command() -> clap::Command {
    Cli::command()
}

/// Runs one command line to its exit code.
pub fn main(
    args: impl IntoIterator<Item = OsString>,
    env: impl IntoIterator<Item = (OsString, OsString)>,
) -> ExitCode {
    let cli = match Cli::try_parse_from(args) {
        Ok(cli) => cli,
        Err(answer) => return output::parser_answer(&answer),
    };
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build();
    let outcome = match runtime {
        Ok(runtime) => runtime.block_on(run(cli, env)),
        Err(error) => Err(CliError::Refused(format!("the program cannot start: {error}"))),
    };
    outcome.map_or_else(|error| output::failure(&error), |()| ExitCode::SUCCESS)
}

async fn run(cli: Cli, env: impl IntoIterator<Item = (OsString, OsString)>) -> Result<(), CliError> {
    let at = Invocation::new(cli.config, env, output::Output::new(cli.json.into()));
    match cli.command {
        Command::Serve(command) => command.run(&at).await,
        Command::Config(command) => command.run(&at),
        Command::Migrate(command) => command.run(&at).await,
        Command::Platform(command) => command.run(&at).await,
        Command::Client(command) => command.run(&at).await,
        Command::Account(command) => command.run(&at).await,
        Command::Entity(command) => command.run(&at).await,
        Command::Provider(command) => command.run(&at).await,
        Command::Assurance(command) => command.run(&at).await,
        Command::Keys(command) => command.run(&at).await,
        Command::Backup(command) => command.run(&at).await,
        Command::Restore(command) => command.run(&at).await,
        Command::Audit(command) => command.run(&at).await,
        Command::Logout(command) => command.run(&at).await,
        Command::Doctor(command) => command.run(&at).await,
        #[cfg(feature = "demo")]
        Command::Demo(command) => command.run(&at).await,
        Command::Completions(command) => command.run(&at),
        Command::Man(command) => command.run(&at),
    }
}
