//! `yimen doctor`: looks at everything the service stands on.

use clap::Args;
use serde_json::json;

use super::CliError;
use super::invocation::Invocation;
use super::output::Table;
use crate::admin::doctor::{self, Verdict};
use crate::app::kek_source;

/// Look at everything the service stands on and say what to do about what is wrong
///
/// Looks at the configuration, the database and its schema, the keys and their calendar, the clock, the certificate and
/// the addresses that clients registered. Changes nothing; works beside a running service and without one.
#[derive(Args, Debug)]
#[command(after_help = "\
Exit code 1 when anything fails; warnings alone exit with 0.

Examples:
  yimen doctor
  yimen doctor --json")]
pub(super) struct Doctor {}

impl Doctor {
    pub(super) async fn run(self, at: &Invocation) -> Result<(), CliError> {
        let config = at.config()?;
        let world = (at.world.clock.clone(), at.world.rng.clone());
        let findings = doctor::examine(&config, kek_source(&config), world).await;
        let mut table = Table::new(&["", "SUBJECT", "FINDING", "ADVICE"], "nothing was looked at");
        for finding in &findings {
            table.row([
                word(finding.verdict).to_owned(),
                finding.subject.clone(),
                finding.note.clone(),
                finding.advice.clone().unwrap_or_default(),
            ]);
        }
        let failed = findings.iter().filter(|finding| finding.verdict == Verdict::Fail).count();
        at.output.show(&table.text(), &json!({ "sound": failed == 0, "findings": findings }))?;
        match failed {
            0 => Ok(()),
            1 => Err(CliError::refused("one thing fails")),
            more => Err(CliError::refused(format!("{more} things fail"))),
        }
    }
}

const fn word(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Ok => "ok",
        Verdict::Warn => "warn",
        Verdict::Fail => "FAIL",
    }
}
