//! `yimen demo`: the identity provider, two regional platforms, a provider of messages, those that verify people, and the
//! people, in one process on this machine.
//!
//! Owns the folder it writes, the clients and people it declares through the ordinary services, the screen it shows
//! and the tour that walks through everything by itself. Nothing of it is in a production build.

mod cabinet;
mod clients;
mod facts;
mod files;
mod layout;
mod people;
mod providers;
mod region;
mod screen;
mod settings;
mod tour;
mod world;

use std::path::PathBuf;

use clap::Args;
use clap::builder::PossibleValuesParser;

use super::CliError;
use super::invocation::Invocation;
use super::output;
use super::serve::told_to_stop;
use clients::Cast;
use layout::{LAST_BASE, Layout, USUAL_BASE};
use settings::Choice;
use world::Running;

const USUAL_FOLDER: &str = "data/demo";
const LEVELS: [&str; 5] = ["error", "warn", "info", "debug", "trace"];

const MORE: &str = "\
Nothing leaves this machine: everything listens on loopback, over plain HTTP. The people are
invented and their passwords are made at the first run. The folder is kept between runs; delete
it to begin anew.

Examples:
  yimen demo
  yimen demo --tour
  yimen demo --database postgres://yimen@localhost/demo --data data/demo-postgres";

/// Run everything on this machine: the identity provider, two platforms, people who do not exist
#[derive(Args, Debug)]
#[command(after_help = MORE)]
pub(super) struct Demo {
    /// Where everything is kept [default: data/demo; a folder of its own for a tour]
    #[arg(long, value_name = "DIR")]
    data: Option<PathBuf>,
    /// The first of ten neighbouring ports [default: 8080; free ones for a tour]
    #[arg(long, value_name = "PORT", value_parser = clap::value_parser!(u16).range(1..=i64::from(LAST_BASE)))]
    port_base: Option<u16>,
    /// A PostgreSQL database of its own, instead of the embedded one
    #[arg(long, value_name = "URL", hide_env_values = true)]
    database: Option<String>,
    /// Walk through everything without anybody, verify each step, and end
    #[arg(long)]
    tour: bool,
    /// The least weighty log message shown
    #[arg(long, value_name = "LEVEL", default_value = "warn", env = "YIMEN__LOG__LEVEL")]
    #[arg(value_parser = PossibleValuesParser::new(LEVELS))]
    log: String,
}

impl Demo {
    pub(super) async fn run(self, at: &Invocation) -> Result<(), CliError> {
        if self.tour { self.walk(at).await } else { self.stay(at).await }
    }

    async fn stay(self, at: &Invocation) -> Result<(), CliError> {
        let folder = self.data.clone().unwrap_or_else(|| PathBuf::from(USUAL_FOLDER));
        let layout = Layout::new(folder, self.port_base.unwrap_or(USUAL_BASE));
        let running = Running::start(layout, self.choice(), Cast::Usual, at.world.clone()).await?;
        let Running { layout, facts, .. } = &running;
        at.output.show(&screen::text(layout, facts, self.engine()), &facts.summary(layout))?;
        told_to_stop().await?;
        output::note("stopping");
        Ok(running.stop().await?)
    }

    async fn walk(self, at: &Invocation) -> Result<(), CliError> {
        let folder = tour::Folder::of(self.data.clone(), &*at.world.rng)?;
        let base = self.port_base.map_or_else(|| tour::free_base(&*at.world.rng), Ok)?;
        let layout = Layout::new(folder.path().to_owned(), base);
        let report = tokio::select! {
            report = tour::run(layout, self.choice(), self.engine(), at) => report?,
            told = told_to_stop() => {
                told?;
                return Err(CliError::refused("the tour was broken off"));
            }
        };
        at.output.show(&report.text(), &report)?;
        report.verdict()
    }

    fn choice(&self) -> Choice<'_> {
        Choice { database: self.database.as_deref(), log: &self.log }
    }

    fn engine(&self) -> &'static str {
        match self.database.as_deref() {
            Some(url) if url.starts_with("postgres") => "PostgreSQL",
            Some(_) | None => "SQLite",
        }
    }
}
