//! `yimen audit`: the audit log.

use base::EventId;
use clap::builder::{PossibleValuesParser, TypedValueParser as _};
use clap::{Args, Subcommand};

use super::account;
use super::invocation::Invocation;
use super::output::Table;
use super::{CliError, moment};
use crate::admin::audit_log::{self, Query};
use crate::audit::Kind;

/// Read the audit log
#[derive(Debug, Subcommand)]
pub(super) enum AuditCommand {
    List(List),
}

/// List what was done, by whom and to whom, newest first
#[derive(Args, Debug)]
#[command(after_help = "\
Examples:
  yimen audit list
  yimen audit list --account zhang.wei --kind session.ended
  yimen audit list --kind key.changed --json")]
pub(super) struct List {
    /// Only what concerns this account: its id, user name or mobile number
    #[arg(long, value_name = "ACCOUNT")]
    account: Option<String>,
    /// Only events of this kind
    #[arg(long, value_name = "KIND", value_parser = kinds(), hide_possible_values = true)]
    #[arg(help = format!("Only events of this kind: {}", words().join(", ")))]
    kind: Option<Kind>,
    /// Only what happened before this event: the last id of the page before
    #[arg(long, value_name = "ID")]
    before: Option<EventId>,
    /// At most so many
    #[arg(long, value_name = "N", default_value_t = 50, value_parser = clap::value_parser!(u32).range(1..=10_000))]
    limit: u32,
}

impl AuditCommand {
    pub(super) async fn run(self, at: &Invocation) -> Result<(), CliError> {
        match self {
            Self::List(list) => list.run(at).await,
        }
    }
}

impl List {
    async fn run(self, at: &Invocation) -> Result<(), CliError> {
        let app = at.app().await?;
        let account = match &self.account {
            Some(named) => Some(account::find(&app, named).await?),
            None => None,
        };
        let query = Query { account, kind: self.kind, before: self.before, limit: self.limit };
        let events = audit_log::read(&app.ground.db, query).await?;
        let mut table =
            Table::new(&["ID", "AT", "KIND", "ACTOR", "CONCERNS", "DETAIL"], "there are no such events");
        for event in &events {
            let concerns =
                [("account", &event.account), ("client", &event.client), ("session", &event.session)];
            let concerns = concerns.iter().filter_map(|(name, id)| Some(format!("{name}:{}", id.as_ref()?)));
            let is_plain = event.detail.as_object().is_some_and(serde_json::Map::is_empty);
            table.row([
                event.id.clone(),
                moment::text(event.at),
                event.kind.clone(),
                event.actor.clone(),
                concerns.collect::<Vec<_>>().join(" "),
                if is_plain { String::new() } else { event.detail.to_string() },
            ]);
        }
        let told: Vec<_> = events.iter().map(moment::with_moments).collect();
        at.output.show(&table.text(), &told)
    }
}

fn words() -> Vec<&'static str> {
    Kind::ALL.iter().map(|kind| kind.as_str()).collect()
}

fn kinds() -> impl clap::builder::TypedValueParser<Value = Kind> {
    PossibleValuesParser::new(words()).try_map(|word| {
        let found = Kind::ALL.iter().find(|kind| kind.as_str() == word);
        found.copied().ok_or("there is no such kind")
    })
}
