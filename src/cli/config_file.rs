//! `yimen config`: what a configuration may say, and whether one is right.

use std::path::PathBuf;

use clap::{Args, Subcommand};
use serde_json::json;

use super::CliError;
use super::invocation::{Invocation, counted};

/// Check the configuration, or write one to start from
#[derive(Debug, Subcommand)]
pub(super) enum ConfigCommand {
    Check(Check),
    Sample(Sample),
}

/// Say all that is wrong with a configuration, each problem with its line
///
/// Variables of the environment (YIMEN__SECTION__KEY) are laid over the file as the service would do. Nothing is
/// started or changed.
#[derive(Args, Debug)]
#[command(after_help = "Examples:\n  yimen config check\n  yimen config check /etc/yimen/yimen.toml --json")]
pub(super) struct Check {
    /// The file to check; left out, the one of --config
    #[arg(value_name = "FILE")]
    file: Option<PathBuf>,
}

/// Write the documented sample of every option
#[derive(Args, Debug)]
#[command(after_help = "Example:\n  yimen config sample > yimen.toml")]
pub(super) struct Sample {}

impl ConfigCommand {
    pub(super) fn run(self, at: &Invocation) -> Result<(), CliError> {
        match self {
            Self::Check(check) => check.run(at),
            Self::Sample(_) => at.output.document(config::sample().as_bytes()),
        }
    }
}

impl Check {
    fn run(self, at: &Invocation) -> Result<(), CliError> {
        let file = self.file.as_deref().unwrap_or(at.config_file());
        let problems = at.read_config(file)?.err().unwrap_or_default();
        let told: Vec<_> = problems
            .iter()
            .map(|problem| json!({ "line": problem.line, "key": problem.key, "reason": problem.reason }))
            .collect();
        let answer = json!({ "file": file.display().to_string(), "problems": told });
        if problems.is_empty() {
            return at.output.show(&format!("{} is in order", file.display()), &answer);
        }
        let lines: Vec<_> = problems.iter().map(|problem| format!("{}: {problem}", file.display())).collect();
        at.output.show(&lines.join("\n"), &answer)?;
        Err(CliError::refused(format!("{} has {}", file.display(), counted(problems.len()))))
    }
}
