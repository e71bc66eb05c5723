//! `yimen keys`: administration of the keys, beside a running service or without one.
//!
//! Every change goes to the vault that all nodes share; they take it over within a second.

mod calendar;
mod change;
mod custody;
mod inspect;

use std::net::SocketAddr;

use clap::{Args, Subcommand};
use keys::Force;
use keys::admin::{Admin, Change, Mode, Outcome, Who};
use proto::jose::Algorithm;

use super::invocation::{Invocation, Operator};
use super::prompt::Assent;
use super::{CliError, moment, node};
use crate::admin;
use crate::admin::site::{Absent, Site};
use crate::app::kek_source;

const MORE: &str = "\
A signing key is first next (published, not used), then active (the one that signs), then retiring (what it signed still \
verifies), then retired. While the service runs it takes these steps by itself, by the calendar. Every change is written \
to the audit log with --who and --why.

Examples:
  yimen keys list
  yimen keys rotate --alg ES256 --why 'yearly exercise'
  yimen keys activate KID --why 'incident 12' --emergency 'the active key was stolen'";

/// Look after the keys: list, rotate, back up, retire
#[derive(Debug, Subcommand)]
#[command(after_help = MORE)]
pub(super) enum KeysCommand {
    Init(custody::Init),
    List(inspect::List),
    Show(inspect::Show),
    Verify(inspect::Verify),
    Calendar(calendar::Calendar),
    Generate(change::Generate),
    Import(change::Import),
    Activate(change::Activate),
    Rotate(change::Rotate),
    Retire(change::Retire),
    Destroy(change::Destroy),
    ExportPublic(inspect::ExportPublic),
    NewKek(custody::NewKek),
    Rewrap(custody::Rewrap),
    Backup(custody::Backup),
    Restore(custody::Restore),
}

impl KeysCommand {
    pub(super) async fn run(self, at: &Invocation) -> Result<(), CliError> {
        match self {
            Self::Init(command) => command.run(at).await,
            Self::NewKek(command) => command.run(at),
            Self::List(command) => command.run(&Desk::open(at).await?).await,
            Self::Show(command) => command.run(&Desk::open(at).await?).await,
            Self::Verify(command) => command.run(&Desk::open(at).await?).await,
            Self::Calendar(command) => command.run(&Desk::open(at).await?).await,
            Self::Generate(command) => command.run(&Desk::open(at).await?).await,
            Self::Import(command) => command.run(&Desk::open(at).await?).await,
            Self::Activate(command) => command.run(&Desk::open(at).await?).await,
            Self::Rotate(command) => command.run(&Desk::open(at).await?).await,
            Self::Retire(command) => command.run(&Desk::open(at).await?).await,
            Self::Destroy(command) => command.run(&Desk::open(at).await?).await,
            Self::ExportPublic(command) => command.run(&Desk::open(at).await?).await,
            Self::Rewrap(command) => command.run(&Desk::open(at).await?).await,
            Self::Backup(command) => command.run(&Desk::open(at).await?).await,
            Self::Restore(command) => command.run(&Desk::open(at).await?).await,
        }
    }
}

/// Who acts and why, and whether it takes effect.
#[derive(Args, Debug)]
pub(super) struct Act {
    /// Why, for the audit log: a reason, or the number of the order that gives it
    #[arg(long, value_name = "TEXT")]
    why: String,
    #[command(flatten)]
    operator: Operator,
    /// Only say what would change
    #[arg(long)]
    dry_run: bool,
}

/// An emergency, in which waiting would do more harm than tokens that do not verify.
#[derive(Args, Debug)]
pub(super) struct Emergency {
    /// Do not wait: a key is lost or stolen. The reason goes to the audit log
    #[arg(long, value_name = "REASON")]
    emergency: Option<String>,
}

impl Emergency {
    fn force(&self) -> Force {
        self.emergency.clone().map_or(Force::No, |reason| Force::Emergency { reason })
    }
}

/// The vault with its commands, and the invocation they come from.
pub(super) struct Desk<'a> {
    at: &'a Invocation,
    site: Site,
    admin: Admin,
    node: SocketAddr,
    config: config::Config,
}

impl<'a> Desk<'a> {
    async fn open(at: &'a Invocation) -> Result<Self, CliError> {
        let config = at.config()?;
        let site = at.site(&config, Absent::Refuse).await?;
        site.ready().await?;
        let admin = admin::custody::desk(&site, kek_source(&config));
        let node = config.listen.admin.address;
        Ok(Self { at, site, admin, node, config })
    }

    fn who(&self, act: &Act) -> Result<Who, CliError> {
        Ok(Who { who: self.at.operator(&act.operator)?, why: act.why.clone() })
    }

    /// Makes a change, or says what it would be.
    async fn change(
        &self,
        act: &Act,
        work: impl AsyncFn(&Who, Mode) -> Result<Change, keys::KeyError>,
    ) -> Result<(), CliError> {
        let mode = if act.dry_run { Mode::DryRun } else { Mode::Apply };
        let change = work(&self.who(act)?, mode).await?;
        self.show(&change).await
    }

    /// Says what a change would be, asks, and only then makes it.
    async fn confirmed(
        &self,
        act: &Act,
        assent: &Assent,
        work: impl AsyncFn(&Who, Mode) -> Result<Change, keys::KeyError>,
    ) -> Result<(), CliError> {
        let who = self.who(act)?;
        let planned = work(&who, Mode::DryRun).await?;
        if act.dry_run {
            return self.show(&planned).await;
        }
        assent.confirm(&format!("this cannot be undone: {}", planned.summary))?;
        let change = work(&who, Mode::Apply).await?;
        self.show(&change).await
    }

    async fn show(&self, change: &Change) -> Result<(), CliError> {
        let human = match change.outcome {
            Outcome::Applied => {
                node::tell(self.node).await;
                format!("done: {}", change.summary)
            }
            Outcome::WouldApply => format!("would be done: {}", change.summary),
            Outcome::Nothing => format!("nothing to do: {}", change.summary),
        };
        let human = match &change.kid {
            Some(kid) if !human.contains(kid.as_str()) => format!("{human}\nkid: {kid}"),
            Some(_) | None => human,
        };
        self.at.output.show(&human, &moment::with_moments(change))
    }
}

/// An algorithm by its JOSE name.
fn algorithm(text: &str) -> Result<Algorithm, String> {
    text.parse().map_err(|_| {
        let names: Vec<_> = Algorithm::ALL.iter().map(ToString::to_string).collect();
        format!("one of {} is expected", names.join(", "))
    })
}
