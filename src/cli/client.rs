//! `yimen client`: relying parties and their secrets.

use std::sync::Arc;
use std::time::Duration;

use base::Time;
use clap::{Args, Subcommand};
use serde_json::{Value, json};

use super::import::Import;
use super::invocation::{Invocation, Operator};
use super::output::{Table, facts};
use super::platform::switch_word;
use super::{CliError, moment, node, span};
use crate::admin::switch::{self, Switch};
use crate::app::App;
use crate::client::Client;

const FILE_FORMAT: &str = "\
The file holds [[platform]] and [[client]] tables; `yimen platform import` reads the same. The members of a client are \
those of OpenID Connect registration. What is already so is left alone, what differs is changed, what the file does not \
name is not touched. A file with a problem changes nothing. Secrets are not part of it: see `yimen client secret rotate`.

Example of a file:
  [[client]]
  client_id = \"lakeside-portal\"
  platform = \"lakeside\"
  client_name = \"湖滨市政务服务网\"
  redirect_uris = [\"https://portal.lakeside.example/callback\"]
  scope = \"openid profile\"

Examples:
  yimen client import clients.toml --dry-run
  yimen client import clients.toml";

const ROTATE_MORE: &str = "\
The secret is shown once and kept only as a keyed hash. The secrets before it go on for --overlap, so that the platform \
can change over without a gap. The first secret of a client is made the same way.

Examples:
  yimen client secret rotate lakeside-portal
  yimen client secret rotate lakeside-portal --overlap 0s    when the old one is known to others";

/// Bring in, list and switch off clients, and give them secrets
#[derive(Debug, Subcommand)]
pub(super) enum ClientCommand {
    /// Bring in a file of platforms and clients
    #[command(after_help = FILE_FORMAT)]
    Import(Import),
    List(List),
    #[command(after_help = "Example:\n  yimen client show lakeside-portal")]
    Show(One),
    /// Switch a client off: it is as unknown as none until it is enabled again
    #[command(after_help = "Example:\n  yimen client disable lakeside-portal")]
    Disable(Change),
    /// Switch a client on again
    #[command(after_help = "Example:\n  yimen client enable lakeside-portal")]
    Enable(Change),
    #[command(subcommand)]
    Secret(SecretCommand),
}

/// List all clients
#[derive(Args, Debug)]
#[command(after_help = "Example:\n  yimen client list --json")]
pub(super) struct List {}

/// Show one client with everything registered about it
#[derive(Args, Debug)]
pub(super) struct One {
    /// Its client_id
    #[arg(value_name = "ID")]
    id: String,
}

#[derive(Args, Debug)]
pub(super) struct Change {
    /// Its client_id
    #[arg(value_name = "ID")]
    id: String,
    #[command(flatten)]
    operator: Operator,
}

/// Make, and look over, the secrets of a client
#[derive(Debug, Subcommand)]
pub(super) enum SecretCommand {
    Rotate(Rotate),
    /// List the secrets of a client: when each ends, never what it is
    #[command(after_help = "Example:\n  yimen client secret list lakeside-portal")]
    List(One),
}

/// Make a new secret and show it, once
#[derive(Args, Debug)]
#[command(after_help = ROTATE_MORE)]
pub(super) struct Rotate {
    /// The client's client_id
    #[arg(value_name = "ID")]
    id: String,
    /// How long the secrets before it go on: 0s, 30m, 24h, 7d
    #[arg(long, value_name = "SPAN", default_value = "7d", value_parser = span::parse)]
    overlap: Duration,
    #[command(flatten)]
    operator: Operator,
}

impl ClientCommand {
    pub(super) async fn run(self, at: &Invocation) -> Result<(), CliError> {
        match self {
            Self::Import(import) => import.clients(at).await,
            Self::List(_) => list(at).await,
            Self::Show(one) => show(at, &one.id).await,
            Self::Disable(change) => change.switch(at, Switch::Off).await,
            Self::Enable(change) => change.switch(at, Switch::On).await,
            Self::Secret(SecretCommand::Rotate(rotate)) => rotate.run(at).await,
            Self::Secret(SecretCommand::List(one)) => secrets(at, &one.id).await,
        }
    }
}

async fn list(at: &Invocation) -> Result<(), CliError> {
    let app = at.app().await?;
    let clients = app.clients.all();
    let mut table = Table::new(&["ID", "NAME", "PLATFORM", "STATUS", "SECRETS"], "there are no clients");
    let now = app.ground.now();
    let mut told = Vec::new();
    for client in &clients {
        let live = live(&app, client.id(), now);
        table.row([
            client.id().to_owned(),
            client.metadata.client_name.clone(),
            client.platform.id.clone(),
            client.status.as_str().to_owned(),
            live.to_string(),
        ]);
        told.push(json!({
            "client_id": client.id(),
            "client_name": client.metadata.client_name,
            "platform": client.platform.id,
            "status": client.status.as_str(),
            "live_secrets": live,
        }));
    }
    at.output.show(&table.text(), &told)
}

fn live(app: &App, id: &str, now: Time) -> usize {
    app.clients.secrets(id).iter().filter(|(_, end)| end.is_none_or(|end| now < end)).count()
}

async fn show(at: &Invocation, id: &str) -> Result<(), CliError> {
    let app = at.app().await?;
    let client = find(&app, id)?;
    let metadata = serde_json::to_value(&client.metadata)
        .map_err(|error| CliError::refused(format!("the client cannot be shown: {error}")))?;
    let live = live(&app, id, app.ground.now());
    let mut rows = vec![
        ("status", client.status.as_str().to_owned()),
        ("platform", format!("{} ({})", client.platform.id, client.platform.name("zh-Hans"))),
        ("secrets", format!("{live} live")),
    ];
    let members = metadata.as_object().into_iter().flatten().filter(|(name, _)| *name != "platform");
    rows.extend(members.map(|(name, value)| (name.as_str(), plain(value))));
    let answer = json!({ "status": client.status.as_str(), "live_secrets": live, "metadata": metadata });
    at.output.show(&facts(&rows), &answer)
}

/// A value of the registration on one line: texts bare, lists with commas, the rest as JSON.
fn plain(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Array(items) if items.iter().all(Value::is_string) => {
            items.iter().map(plain).collect::<Vec<_>>().join(", ")
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::Array(_) | Value::Object(_) => {
            value.to_string()
        }
    }
}

impl Change {
    async fn switch(self, at: &Invocation, switch: Switch) -> Result<(), CliError> {
        let who = at.operator(&self.operator)?;
        let app = at.app().await?;
        if !switch::client(&app.clients, &self.id, switch, &who).await? {
            return Err(unknown(&self.id));
        }
        node::tell(app.config.listen.admin.address).await;
        let status = switch_word(switch);
        at.output
            .show(&format!("{} is {status}", self.id), &json!({ "client_id": self.id, "status": status }))
    }
}

impl Rotate {
    async fn run(self, at: &Invocation) -> Result<(), CliError> {
        let who = at.operator(&self.operator)?;
        let app = at.app().await?;
        find(&app, &self.id)?;
        let had = live(&app, &self.id, app.ground.now());
        let made = app.clients.rotate_secret(&self.id, self.overlap, &who).await?;
        node::tell(app.config.listen.admin.address).await;
        let end = moment::text(made.others_end_at);
        let others = match had {
            0 => "it is the first one".to_owned(),
            1 => format!("the one before it ends at {end}"),
            more => format!("the {more} before it end at {end} at the latest"),
        };
        let human = format!(
            "{}\n\nThis is the new secret of {} (id {}), shown this once; {others}.",
            made.text.expose(),
            self.id,
            made.id
        );
        let answer = json!({
            "client_id": self.id,
            "secret_id": made.id,
            "secret": made.text.expose(),
            "others_end_at": end,
        });
        at.output.show(&human, &answer)
    }
}

async fn secrets(at: &Invocation, id: &str) -> Result<(), CliError> {
    let app = at.app().await?;
    find(&app, id)?;
    let now = app.ground.now();
    let mut table = Table::new(&["ID", "STATE", "ENDS"], "there are no secrets");
    let mut told = Vec::new();
    for (secret, end) in app.clients.secrets(id) {
        let state = if end.is_none_or(|end| now < end) { "live" } else { "ended" };
        table.row([secret.to_string(), state.to_owned(), moment::text_or_dash(end)]);
        told.push(json!({ "secret_id": secret, "state": state, "ends_at": end.map(moment::text) }));
    }
    at.output.show(&table.text(), &told)
}

fn find(app: &App, id: &str) -> Result<Arc<Client>, CliError> {
    app.clients.find_any(id).ok_or_else(|| unknown(id))
}

fn unknown(id: &str) -> CliError {
    CliError::refused(format!("there is no client {id}"))
}
