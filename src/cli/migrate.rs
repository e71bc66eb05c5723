//! `yimen migrate`: the schema of the database.

use clap::{Args, Subcommand};
use serde_json::json;

use super::CliError;
use super::invocation::Invocation;
use super::output::Table;
use crate::admin::site::Absent;

/// Look at the schema of the database, or bring it up to date
#[derive(Debug, Subcommand)]
pub(super) enum MigrateCommand {
    Status(Status),
    Up(Up),
}

/// Show which steps of the schema are applied
#[derive(Args, Debug)]
#[command(after_help = "Example:\n  yimen migrate status")]
pub(super) struct Status {}

/// Apply the steps that are missing
///
/// Safe beside running nodes, and safe when several do it at once. `yimen serve` does the same at its start.
#[derive(Args, Debug)]
#[command(after_help = "Example:\n  yimen migrate up")]
pub(super) struct Up {}

impl MigrateCommand {
    pub(super) async fn run(self, at: &Invocation) -> Result<(), CliError> {
        match self {
            Self::Status(_) => status(at).await,
            Self::Up(_) => up(at).await,
        }
    }
}

async fn status(at: &Invocation) -> Result<(), CliError> {
    let site = at.site(&at.config()?, Absent::Refuse).await?;
    let steps = site.steps().await?;
    let mut table = Table::new(&["STEP", "NAME", "STATE"], "this program knows no steps");
    for step in &steps {
        table.row([format!("{:04}", step.version), step.name.clone(), step.state.to_owned()]);
    }
    at.output.show(&table.text(), &json!({ "engine": site.engine(), "steps": steps }))
}

async fn up(at: &Invocation) -> Result<(), CliError> {
    let site = at.site(&at.config()?, Absent::Create).await?;
    let applied = site.migrate().await?;
    let human = if applied.is_empty() {
        "nothing to do: the schema is up to date".to_owned()
    } else {
        format!("applied: {}", applied.join(", "))
    };
    at.output.show(&human, &json!({ "engine": site.engine(), "applied": applied }))
}
