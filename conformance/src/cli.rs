//! The command line: `run` judges an issuer, `list` names the cases.
//!
//! Exit status: 0 when nothing failed, 1 when a case failed or the list of skips is stale, 2 when the run
//! could not begin.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::{Args, Parser, Subcommand};
use url::Url;

use crate::config::Config;
use crate::report::{self, Report};
use crate::runner::{self, Selection};
use crate::skips::{Skips, Unlisted};
use crate::suite;
use crate::world::World;

/// Black-box conformance suite for OpenID Providers.
#[derive(Parser)]
#[command(name = "conformance", version, about)]
pub(crate) struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Run the cases against an issuer and report.
    Run(Box<RunArguments>),
    /// Name every case, its title and the section it follows.
    List(ListArguments),
}

#[derive(Args)]
struct RunArguments {
    /// Issuer identifier, exactly as the provider states it.
    #[arg(long, value_name = "URL")]
    issuer: String,
    /// Clients, person and ways to sign in (TOML).
    #[arg(long, value_name = "FILE")]
    config: PathBuf,
    /// Run only these suites.
    #[arg(long, value_name = "NAME", num_args = 1..)]
    suite: Vec<String>,
    /// Run only the cases whose name begins so.
    #[arg(long, value_name = "PREFIX", num_args = 1..)]
    case: Vec<String>,
    /// Write the report as JSON.
    #[arg(long, value_name = "FILE")]
    json: Option<PathBuf>,
    /// Write the report as JUnit XML.
    #[arg(long, value_name = "FILE")]
    junit: Option<PathBuf>,
    /// Cases that are not to be judged, each with a reason (TOML).
    #[arg(long, value_name = "FILE")]
    skips: Option<PathBuf>,
    /// Count a case that skipped itself as failed unless the file of skips names it.
    #[arg(long)]
    deny_unlisted_skips: bool,
}

#[derive(Args)]
struct ListArguments {
    /// Name only these suites.
    #[arg(long, value_name = "NAME", num_args = 1..)]
    suite: Vec<String>,
}

/// Why a run could not begin or its report could not be written.
#[derive(Debug, thiserror::Error)]
pub(crate) enum CommandError {
    /// A file could not be read or written.
    #[error("{path}: {cause}")]
    File {
        /// The file.
        path: String,
        /// What the system said.
        cause: std::io::Error,
    },
    /// The settings cannot be used.
    #[error("settings: {0}")]
    Config(String),
    /// The file of skips cannot be used.
    #[error("skips: {0}")]
    Skips(String),
    /// No suite or case has the name asked for.
    #[error("no suite or case is called {0}")]
    NothingSelected(String),
    /// The network side of the suite could not be set up.
    #[error("setting up: {0}")]
    SetUp(String),
}

/// Runs the command and returns the exit status.
pub(crate) async fn run(arguments: Arguments) -> ExitCode {
    let done = match arguments.command {
        Command::Run(wanted) => run_cases(&wanted).await,
        Command::List(wanted) => list(&wanted),
    };
    match done {
        Ok(code) => code,
        Err(problem) => {
            // Nothing can be done when even this cannot be written; the exit status still tells.
            let _ = writeln!(std::io::stderr(), "conformance: {problem}");
            ExitCode::from(2)
        }
    }
}

async fn run_cases(wanted: &RunArguments) -> Result<ExitCode, CommandError> {
    let config = Config::parse(&read(&wanted.config)?, wanted.config.parent())?;
    let skips = match &wanted.skips {
        Some(path) => Skips::parse(&read(path)?)?,
        None => Skips::default(),
    };
    skips.refuse_unknown(&suite::all())?;
    let issuer = Url::parse(&wanted.issuer).map_err(|e| CommandError::Config(format!("--issuer: {e}")))?;
    let selection = Selection::new(&wanted.suite, &wanted.case)?;
    let unlisted = if wanted.deny_unlisted_skips { Unlisted::Denied } else { Unlisted::Allowed };
    let world = World::open(wanted.issuer.clone(), issuer, config).await?;
    let report = runner::run(&world, &selection, &skips, unlisted).await;
    publish(&report, wanted)?;
    Ok(if report.is_clean() { ExitCode::SUCCESS } else { ExitCode::from(1) })
}

fn publish(report: &Report, wanted: &RunArguments) -> Result<(), CommandError> {
    if let Some(path) = &wanted.json {
        write(path, &report::json::render(report))?;
    }
    if let Some(path) = &wanted.junit {
        write(path, &report::junit::render(report))?;
    }
    say(&report::human::render(report))
}

fn list(wanted: &ListArguments) -> Result<ExitCode, CommandError> {
    let selection = Selection::new(&wanted.suite, &[])?;
    say(&report::human::catalogue(&selection.suites()))?;
    Ok(ExitCode::SUCCESS)
}

fn say(text: &str) -> Result<(), CommandError> {
    let mut out = std::io::stdout().lock();
    out.write_all(text.as_bytes())
        .and_then(|()| out.flush())
        .map_err(|cause| CommandError::File { path: "standard output".to_owned(), cause })
}

fn read(path: &Path) -> Result<String, CommandError> {
    std::fs::read_to_string(path)
        .map_err(|cause| CommandError::File { path: path.display().to_string(), cause })
}

fn write(path: &Path, text: &str) -> Result<(), CommandError> {
    std::fs::write(path, text).map_err(|cause| CommandError::File { path: path.display().to_string(), cause })
}
