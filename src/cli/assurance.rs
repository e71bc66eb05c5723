//! `yimen assurance`: what levels rest on, and proof that no account is worth more than its evidence.

use base::AccountId;
use clap::{ArgGroup, Args, Subcommand};
use evidence::level::Why;
use serde::Serialize;
use serde_json::json;

use super::invocation::{Invocation, Operator};
use super::output::{Table, facts};
use super::{CliError, account, moment};
use crate::assurance::{Believed, Difference, Recomputed, Write};

/// Explain levels, work them out anew, show the policy
#[derive(Debug, Subcommand)]
pub(super) enum AssuranceCommand {
    Explain(Explain),
    Recompute(Recompute),
    /// Show the policy in force: its version and its text
    #[command(after_help = "Example:\n  yimen assurance policy > policy.toml")]
    Policy,
}

/// Explain the level of an account: each piece of evidence, what it counts for, and why not for more
#[derive(Args, Debug)]
#[command(
    after_help = "Examples:\n  yimen assurance explain zhang.wei\n  yimen assurance explain zhang.wei --json"
)]
pub(super) struct Explain {
    /// Its id, user name or mobile number
    #[arg(value_name = "ACCOUNT")]
    account: String,
}

/// Work levels out anew from evidence and policy, and compare them with what the accounts' rows say
///
/// A row that differs and would have been believed is a wrong level: the exit status is 1 then. Rows made under an older
/// policy, or whose time is over, are never believed and worked out at each use; --write brings them up to date.
#[derive(Args, Debug)]
#[command(group = ArgGroup::new("whose").required(true))]
#[command(
    after_help = "Examples:\n  yimen assurance recompute --all --diff\n  yimen assurance recompute --all --write"
)]
pub(super) struct Recompute {
    /// Its id, user name or mobile number
    #[arg(value_name = "ACCOUNT", group = "whose")]
    account: Option<String>,
    /// All accounts of which anything was ever proved
    #[arg(long, group = "whose")]
    all: bool,
    /// List the accounts whose row differs
    #[arg(long)]
    diff: bool,
    /// Write what is true into the rows
    #[arg(long)]
    write: bool,
    #[command(flatten)]
    operator: Operator,
}

impl AssuranceCommand {
    pub(super) async fn run(self, at: &Invocation) -> Result<(), CliError> {
        match self {
            Self::Explain(explain) => explain.run(at).await,
            Self::Recompute(recompute) => recompute.run(at).await,
            Self::Policy => policy(at).await,
        }
    }
}

/// One piece of evidence as it is explained.
#[derive(Serialize)]
struct Line {
    evidence: String,
    kind: &'static str,
    provider: String,
    issued_at: String,
    counts_for: u8,
    until: Option<String>,
    why: &'static str,
}

impl Explain {
    async fn run(self, at: &Invocation) -> Result<(), CliError> {
        let app = at.app().await?;
        let account = account::found(&app, &self.account).await?;
        let (standing, lines) = app.assurance.explain(account.id).await?;
        let lines: Vec<Line> = lines
            .into_iter()
            .map(|line| Line {
                evidence: line.id.to_string(),
                kind: line.kind.as_str(),
                provider: line.provider,
                issued_at: moment::text(line.issued_at),
                counts_for: line.counts_for,
                until: line.until.map(moment::text),
                why: why(line.why),
            })
            .collect();
        let version = app.assurance.policy().version();
        let mut table =
            Table::new(&["KIND", "PROVIDER", "PROVED", "LEVEL", "UNTIL", "WHY"], "nothing was ever proved");
        for line in &lines {
            table.row([
                line.kind.to_owned(),
                line.provider.clone(),
                line.issued_at.clone(),
                format!("L{}", line.counts_for),
                line.until.clone().unwrap_or_else(|| "-".to_owned()),
                line.why.to_owned(),
            ]);
        }
        let head = facts(&[
            ("account", account.id.to_string()),
            ("level", format!("L{}", standing.level)),
            ("row says", format!("L{} (policy {})", account.standing.level, account.standing.policy)),
            ("evidence since", moment::text_or_dash(standing.evidence_at)),
            ("falls", moment::text_or_dash(standing.until)),
            ("policy", version.to_owned()),
        ]);
        let shown = json!({
            "account": account.id,
            "level": standing.level,
            "stored_level": account.standing.level,
            "stored_policy": account.standing.policy,
            "evidence_at": standing.evidence_at.map(moment::text),
            "until": standing.until.map(moment::text),
            "policy": version,
            "evidence": lines,
        });
        at.output.show(&format!("{head}\n{}", table.text()), &shown)
    }
}

impl Recompute {
    async fn run(self, at: &Invocation) -> Result<(), CliError> {
        let who = at.operator(&self.operator)?;
        let write = if self.write { Write::Yes } else { Write::No };
        let app = at.app().await?;
        let found = match &self.account {
            Some(name) => {
                let account = account::found(&app, name).await?;
                let one = app.assurance.recompute_one(account.id, (write, &who)).await?;
                Recomputed { accounts: 1, differences: one.into_iter().collect() }
            }
            None => app.assurance.recompute(write, &who).await?,
        };
        let wrong = found.differences.iter().filter(|one| one.believed == Believed::Yes).count();
        self.show(at, &found, wrong)?;
        match wrong {
            0 => Ok(()),
            _ => Err(CliError::refused(format!(
                "{wrong} accounts have a level that their evidence does not carry"
            ))),
        }
    }

    fn show(&self, at: &Invocation, found: &Recomputed, wrong: usize) -> Result<(), CliError> {
        let mut human = format!(
            "{} accounts, {} rows differ, {wrong} of them believed",
            found.accounts,
            found.differences.len()
        );
        if self.diff {
            let mut table = Table::new(&["ACCOUNT", "ROW", "TRUE", "BELIEVED"], "");
            for one in &found.differences {
                table.row([
                    one.account.to_string(),
                    format!("L{}", one.stored),
                    format!("L{}", one.computed),
                    if one.believed == Believed::Yes { "yes" } else { "no" }.to_owned(),
                ]);
            }
            human = format!("{human}\n{}", table.text());
        }
        let differences: Vec<_> = found.differences.iter().map(told).collect();
        let shown = json!({
            "accounts": found.accounts,
            "differing": found.differences.len(),
            "believed": wrong,
            "differences": differences,
            "written": self.write,
        });
        at.output.show(human.trim_end(), &shown)
    }
}

fn told(one: &Difference) -> serde_json::Value {
    let account: AccountId = one.account;
    json!({
        "account": account,
        "stored": one.stored,
        "computed": one.computed,
        "believed": one.believed == Believed::Yes,
    })
}

const fn why(why: Why) -> &'static str {
    match why {
        Why::Counts => "counts",
        Why::OnlyInItsSession => "counts in its session only",
        Why::NeedsSecondKind => "needs a second kind beside it",
        Why::Expired => "its time is over",
        Why::Disputed => "disputed by its person",
        Why::BesideDisputed => "something else is disputed",
        Why::Revoked => "withdrawn",
        Why::CappedByProvider => "capped by the ceiling of its provider",
        Why::TooOld => "older than asked for",
        Why::NoRule => "the policy gives it no worth",
    }
}

async fn policy(at: &Invocation) -> Result<(), CliError> {
    let app = at.app().await?;
    let policy = app.assurance.policy();
    at.output.show(policy.text().trim_end(), &json!({ "version": policy.version(), "text": policy.text() }))
}
