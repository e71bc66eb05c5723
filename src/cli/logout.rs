//! `yimen logout`: what became of the logout notices to clients.

use clap::{Args, Subcommand};
use serde_json::json;

use super::account;
use super::invocation::Invocation;
use super::output::Table;
use super::{CliError, moment};

/// Look at the logout notices sent to clients
#[derive(Debug, Subcommand)]
pub(super) enum LogoutCommand {
    List(List),
}

/// List logout notices, newest first: sent, waiting for another try, or given up
#[derive(Args, Debug)]
#[command(after_help = "Examples:\n  yimen logout list\n  yimen logout list --account zhang.wei --json")]
pub(super) struct List {
    /// Only those about this account: its id, user name or mobile number
    #[arg(long, value_name = "ACCOUNT")]
    account: Option<String>,
    /// At most so many
    #[arg(long, value_name = "N", default_value_t = 50, value_parser = clap::value_parser!(u32).range(1..=1000))]
    limit: u32,
}

impl LogoutCommand {
    pub(super) async fn run(self, at: &Invocation) -> Result<(), CliError> {
        match self {
            Self::List(list) => list.run(at).await,
        }
    }
}

impl List {
    async fn run(self, at: &Invocation) -> Result<(), CliError> {
        let app = at.app().await?;
        let notices = match &self.account {
            Some(named) => app.logouts.of_account(account::find(&app, named).await?).await?,
            None => app.logouts.recent(self.limit).await?,
        };
        let shown = usize::try_from(self.limit).unwrap_or(usize::MAX);
        let mut table = Table::new(
            &["CREATED", "CLIENT", "SESSION", "STATE", "TRIES", "NEXT TRY OR END", "LAST ERROR"],
            "there are no logout notices",
        );
        let mut told = Vec::new();
        for notice in notices.iter().take(shown) {
            let state = notice.state.as_str();
            table.row([
                moment::text(notice.created_at),
                notice.client_id.clone(),
                notice.session_id.to_string(),
                state.to_owned(),
                notice.attempts.to_string(),
                moment::text(notice.finished_at.unwrap_or(notice.next_attempt_at)),
                notice.last_error.clone().unwrap_or_default(),
            ]);
            let next = notice.finished_at.is_none().then(|| moment::text(notice.next_attempt_at));
            told.push(json!({
                "id": notice.id,
                "client_id": notice.client_id,
                "account": notice.account_id,
                "session": notice.session_id,
                "state": state,
                "attempts": notice.attempts,
                "next_attempt_at": next,
                "last_error": notice.last_error,
                "created_at": moment::text(notice.created_at),
                "finished_at": notice.finished_at.map(moment::text),
            }));
        }
        at.output.show(&table.text(), &told)
    }
}
