//! `yimen platform`: the public bodies whose services are clients.

use std::collections::BTreeMap;

use clap::{Args, Subcommand};
use serde::Serialize;
use serde_json::json;

use super::import::Import;
use super::invocation::{Invocation, Operator};
use super::output::{Table, facts};
use super::platform_logo::LogoCommand;
use super::{CliError, moment, node};
use crate::admin::switch::{self, Switch};
use crate::app::App;

const FILE_FORMAT: &str = "\
The file holds [[platform]] and [[client]] tables; `yimen client import` reads the same. What is already so is left \
alone, what differs is changed, what the file does not name is not touched. A file with a problem changes nothing.

Example of a file:
  [[platform]]
  id = \"lakeside\"
  names = { zh-Hans = \"湖滨市政务服务\", en = \"Lakeside\" }
  division_code = \"330100\"

Examples:
  yimen platform import platforms.toml --dry-run
  yimen platform import platforms.toml";

/// Bring in, list and switch off the platforms that own clients, and give them logos
#[derive(Debug, Subcommand)]
pub(super) enum PlatformCommand {
    /// Bring in a file of platforms and clients
    #[command(after_help = FILE_FORMAT)]
    Import(Import),
    List(List),
    #[command(after_help = "Example:\n  yimen platform show lakeside")]
    Show(One),
    /// Switch a platform off: none of its clients can do anything until it is enabled again
    #[command(after_help = "Example:\n  yimen platform disable lakeside")]
    Disable(Change),
    /// Switch a platform on again
    #[command(after_help = "Example:\n  yimen platform enable lakeside")]
    Enable(Change),
    #[command(subcommand)]
    Logo(LogoCommand),
}

/// List all platforms
#[derive(Args, Debug)]
#[command(after_help = "Example:\n  yimen platform list --json")]
pub(super) struct List {}

/// Show one platform and its clients
#[derive(Args, Debug)]
pub(super) struct One {
    /// Its id
    #[arg(value_name = "ID")]
    id: String,
}

#[derive(Args, Debug)]
pub(super) struct Change {
    /// Its id
    #[arg(value_name = "ID")]
    id: String,
    #[command(flatten)]
    operator: Operator,
}

impl PlatformCommand {
    pub(super) async fn run(self, at: &Invocation) -> Result<(), CliError> {
        match self {
            Self::Import(import) => import.clients(at).await,
            Self::List(_) => list(at).await,
            Self::Show(one) => show(at, &one.id).await,
            Self::Disable(change) => change.switch(at, Switch::Off).await,
            Self::Enable(change) => change.switch(at, Switch::On).await,
            Self::Logo(logo) => logo.run(at).await,
        }
    }
}

/// A platform as it is shown.
#[derive(Serialize)]
struct Shown {
    id: String,
    names: BTreeMap<String, String>,
    division_code: String,
    status: &'static str,
    clients: Vec<String>,
    /// What stands in the address of its logo.
    logo: Option<String>,
    created_at: String,
    updated_at: String,
}

async fn shown(app: &App) -> Result<Vec<Shown>, CliError> {
    let clients = app.clients.all();
    let of = |id: &str| {
        let owned = clients.iter().filter(|client| client.platform.id == id);
        owned.map(|client| client.id().to_owned()).collect()
    };
    let mut logos: BTreeMap<_, _> = app.clients.logo_digests().await?.into_iter().collect();
    let rows = app.clients.platforms().await?;
    let one = rows.into_iter().map(|row| Shown {
        names: serde_json::from_str(&row.names).unwrap_or_default(),
        clients: of(&row.id),
        logo: logos.remove(&row.id),
        status: row.status.as_str(),
        created_at: moment::text(row.created_at),
        updated_at: moment::text(row.updated_at),
        division_code: row.division_code,
        id: row.id,
    });
    Ok(one.collect())
}

async fn list(at: &Invocation) -> Result<(), CliError> {
    let platforms = shown(&at.app().await?).await?;
    let mut table = Table::new(&["ID", "NAME", "DIVISION", "STATUS", "CLIENTS"], "there are no platforms");
    for platform in &platforms {
        table.row([
            platform.id.clone(),
            platform.names.get("zh-Hans").cloned().unwrap_or_default(),
            platform.division_code.clone(),
            platform.status.to_owned(),
            platform.clients.len().to_string(),
        ]);
    }
    at.output.show(&table.text(), &platforms)
}

async fn show(at: &Invocation, id: &str) -> Result<(), CliError> {
    let platforms = shown(&at.app().await?).await?;
    let platform = platforms.iter().find(|platform| platform.id == id).ok_or_else(|| unknown(id))?;
    let names: Vec<_> = platform.names.iter().map(|(tag, name)| format!("{name} ({tag})")).collect();
    let human = facts(&[
        ("id", platform.id.clone()),
        ("names", names.join(", ")),
        ("division", platform.division_code.clone()),
        ("status", platform.status.to_owned()),
        ("clients", platform.clients.join(", ")),
        ("logo", if platform.logo.is_some() { "set" } else { "none" }.to_owned()),
        ("created", platform.created_at.clone()),
        ("changed", platform.updated_at.clone()),
    ]);
    at.output.show(&human, platform)
}

impl Change {
    async fn switch(self, at: &Invocation, switch: Switch) -> Result<(), CliError> {
        let who = at.operator(&self.operator)?;
        let app = at.app().await?;
        if !switch::platform(&app.clients, &self.id, switch, &who).await? {
            return Err(unknown(&self.id));
        }
        node::tell(app.config.listen.admin.address).await;
        let status = switch_word(switch);
        at.output.show(&format!("{} is {status}", self.id), &json!({ "platform": self.id, "status": status }))
    }
}

/// What a thing switched on or off is called.
pub(super) const fn switch_word(switch: Switch) -> &'static str {
    match switch {
        Switch::On => "active",
        Switch::Off => "disabled",
    }
}

fn unknown(id: &str) -> CliError {
    CliError::refused(format!("there is no platform {id}"))
}
