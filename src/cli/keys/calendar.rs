//! `yimen keys calendar`: when keys rotate.

use std::time::Duration;

use clap::{Args, Subcommand};
use keys::{KeyInfo, RotationPolicy, StateName};
use proto::jose::Algorithm;
use serde_json::json;

use super::{Act, Desk, algorithm};
use crate::cli::output::{Table, facts};
use crate::cli::{CliError, moment, span};

const MORE: &str = "\
The calendar comes from [keys] of the configuration. One set by command stands until [keys] changes.

Examples:
  yimen keys calendar
  yimen keys calendar set --period 30d --why 'order 11'";

/// Show when keys rotate, or change it
#[derive(Args, Debug)]
#[command(after_help = MORE)]
pub(in crate::cli) struct Calendar {
    #[command(subcommand)]
    command: Option<CalendarCommand>,
}

#[derive(Debug, Subcommand)]
enum CalendarCommand {
    Set(Set),
}

/// Change the calendar; what is left out stays as it is
#[derive(Args, Debug)]
struct Set {
    /// The algorithms that have a signing key, the preferred first, with commas
    #[arg(long, value_parser = algorithm, value_delimiter = ',')]
    algorithms: Option<Vec<Algorithm>>,
    /// How long a key signs
    #[arg(long, value_name = "SPAN", value_parser = span::parse)]
    period: Option<Duration>,
    /// How long a key is published before it signs
    #[arg(long, value_name = "SPAN", value_parser = span::parse)]
    publish_ahead: Option<Duration>,
    /// How long a replaced key still verifies; at least the longest life of a token
    #[arg(long, value_name = "SPAN", value_parser = span::parse)]
    retire_after: Option<Duration>,
    /// How long others may keep our published keys
    #[arg(long, value_name = "SPAN", value_parser = span::parse)]
    jwks_max_age: Option<Duration>,
    #[command(flatten)]
    act: Act,
}

impl Calendar {
    pub(super) async fn run(self, desk: &Desk<'_>) -> Result<(), CliError> {
        match self.command {
            None => show(desk).await,
            Some(CalendarCommand::Set(set)) => set.run(desk).await,
        }
    }
}

async fn show(desk: &Desk<'_>) -> Result<(), CliError> {
    let (calendar, keys) = (desk.admin.calendar().await?, desk.admin.list().await?);
    let rules = facts(&[
        ("a key signs for", span::text(calendar.period)),
        ("published before that", span::text(calendar.publish_ahead)),
        ("verifies after that", span::text(calendar.retire_after)),
        ("kept by others up to", span::text(calendar.jwks_max_age)),
    ]);
    let mut table = Table::new(&["ALG", "KID", "ACTIVE SINCE", "NEXT MADE", "NEXT ACTIVE"], "no algorithms");
    let mut told = Vec::new();
    for alg in &calendar.algorithms {
        let active = keys.iter().find(|key| key.alg == Some(*alg) && key.state == StateName::Active);
        let next = keys.iter().find(|key| key.alg == Some(*alg) && key.state == StateName::Next);
        let turn = active.and_then(|key| key.active_since).map(|since| since.plus(calendar.period));
        let made = match next {
            Some(next) => Some(next.published_at),
            None => turn.map(|turn| turn.minus(calendar.publish_ahead)),
        };
        let kid = active.map_or("-", |key: &KeyInfo| key.kid.as_str());
        table.row([
            alg.to_string(),
            kid.to_owned(),
            moment::text_or_dash(active.and_then(|key| key.active_since)),
            moment::text_or_dash(made),
            moment::text_or_dash(turn),
        ]);
        told.push(json!({
            "alg": alg,
            "active": active.map(|key| &key.kid),
            "next": next.map(|key| &key.kid),
            "next_made_at": made.map(moment::text),
            "next_active_at": turn.map(moment::text),
        }));
    }
    let human = format!("{rules}\n\n{}", table.text());
    desk.at.output.show(&human, &json!({ "calendar": calendar, "algorithms": told }))
}

impl Set {
    async fn run(self, desk: &Desk<'_>) -> Result<(), CliError> {
        let before = desk.admin.calendar().await?;
        let calendar = RotationPolicy {
            algorithms: self.algorithms.unwrap_or(before.algorithms),
            period: self.period.unwrap_or(before.period),
            publish_ahead: self.publish_ahead.unwrap_or(before.publish_ahead),
            retire_after: self.retire_after.unwrap_or(before.retire_after),
            jwks_max_age: self.jwks_max_age.unwrap_or(before.jwks_max_age),
        };
        refuse_orphans(desk, &calendar)?;
        let work = async |who: &_, mode| desk.admin.set_calendar(&calendar, who, mode).await;
        desk.change(&self.act, work).await
    }
}

/// A replaced key must verify until the last token it signed has ended.
fn refuse_orphans(desk: &Desk<'_>, calendar: &RotationPolicy) -> Result<(), CliError> {
    let tokens = &desk.config.tokens;
    let longest = tokens.access_token_seconds.max(tokens.id_token_seconds);
    if calendar.retire_after >= longest {
        return Ok(());
    }
    let longest = span::text(longest);
    Err(CliError::refused(format!(
        "tokens live up to {longest}, so replaced keys must verify at least as long"
    )))
}
