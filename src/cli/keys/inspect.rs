//! What changes nothing: list, show, verify, export of public keys.

use clap::{Args, ValueEnum};
use keys::admin::{Form, Selection};
use keys::{KeyInfo, StateName};
use serde_json::json;

use super::Desk;
use crate::cli::output::{Table, facts};
use crate::cli::{CliError, moment};

/// List all keys
#[derive(Args, Debug)]
#[command(after_help = "Examples:\n  yimen keys list\n  yimen keys list --all --json")]
pub(in crate::cli) struct List {
    /// Retired keys too
    #[arg(long)]
    all: bool,
}

/// Show one key
#[derive(Args, Debug)]
#[command(after_help = "Example:\n  yimen keys show KID")]
pub(in crate::cli) struct Show {
    /// Its key id
    #[arg(value_name = "KID")]
    kid: String,
}

/// Open every key, sign and verify with it, and check names and dates
///
/// Exit code 1 when anything is wrong.
#[derive(Args, Debug)]
#[command(after_help = "Example:\n  yimen keys verify")]
pub(in crate::cli) struct Verify {}

/// Write out public keys; private keys never leave the vault
#[derive(Args, Debug)]
#[command(
    after_help = "Examples:\n  yimen keys export-public > jwks.json\n  yimen keys export-public KID --form pem"
)]
pub(in crate::cli) struct ExportPublic {
    /// One key; left out, all that are not retired
    #[arg(value_name = "KID")]
    kid: Option<String>,
    /// The form
    #[arg(long, value_enum, default_value_t = FormName::Jwk)]
    form: FormName,
}

/// A form of a public key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum FormName {
    /// A JSON Web Key, or a set of them
    Jwk,
    /// SubjectPublicKeyInfo in PEM
    Pem,
}

impl List {
    pub(super) async fn run(self, desk: &Desk<'_>) -> Result<(), CliError> {
        let keys: Vec<_> = desk.admin.list().await?;
        let shown = keys.iter().filter(|key| self.all || key.state != StateName::Retired);
        let mut table =
            Table::new(&["KID", "USE", "ALG", "STATE", "SINCE", "NEXT", "BITS"], "there are no keys");
        let mut told = Vec::new();
        for key in shown {
            table.row([
                key.kid.clone(),
                key.usage.to_string(),
                key.alg.map_or_else(|| "-".to_owned(), |alg| alg.to_string()),
                state(key.state).to_owned(),
                moment::text(since(key)),
                next(key),
                key.bits.to_string(),
            ]);
            told.push(moment::with_moments(key));
        }
        desk.at.output.show(&table.text(), &told)
    }
}

impl Show {
    pub(super) async fn run(self, desk: &Desk<'_>) -> Result<(), CliError> {
        let key = desk.admin.show(&self.kid).await?;
        let origin = match key.origin {
            keys::Origin::Generated => "generated",
            keys::Origin::Imported => "imported",
        };
        let human = facts(&[
            ("kid", key.kid.clone()),
            ("use", key.usage.to_string()),
            ("alg", key.alg.map_or_else(|| "-".to_owned(), |alg| alg.to_string())),
            ("state", state(key.state).to_owned()),
            ("bits", key.bits.to_string()),
            ("origin", origin.to_owned()),
            ("created", moment::text(key.created_at)),
            ("published", moment::text(key.published_at)),
            ("may be used from", moment::text(key.not_before)),
            ("active since", moment::text_or_dash(key.active_since)),
            ("verifies until", moment::text_or_dash(key.retiring_until)),
            ("retired", moment::text_or_dash(key.retired_at)),
        ]);
        desk.at.output.show(&human, &moment::with_moments(&key))
    }
}

impl Verify {
    pub(super) async fn run(self, desk: &Desk<'_>) -> Result<(), CliError> {
        let findings = desk.admin.verify().await?;
        if findings.is_empty() {
            let count = desk.admin.list().await?.len();
            let human = format!("the vault is sound: {count} keys open, sign and verify");
            return desk.at.output.show(&human, &json!({ "sound": true, "keys": count, "findings": [] }));
        }
        let line = |found: &keys::admin::Finding| match &found.kid {
            Some(kid) => format!("{kid}: {}", found.problem),
            None => found.problem.to_string(),
        };
        let human = findings.iter().map(line).collect::<Vec<_>>().join("\n");
        desk.at.output.show(&human, &json!({ "sound": false, "findings": findings }))?;
        Err(CliError::refused("the vault is not sound"))
    }
}

impl ExportPublic {
    pub(super) async fn run(self, desk: &Desk<'_>) -> Result<(), CliError> {
        let selection = self.kid.map_or(Selection::All, Selection::Key);
        let form = match self.form {
            FormName::Jwk => Form::Jwk,
            FormName::Pem => Form::Pem,
        };
        let text = desk.admin.export_public(&selection, form).await?;
        desk.at.output.document(format!("{}\n", text.trim_end()).as_bytes())
    }
}

pub(super) const fn state(state: StateName) -> &'static str {
    match state {
        StateName::Next => "next",
        StateName::Active => "active",
        StateName::Retiring => "retiring",
        StateName::Retired => "retired",
    }
}

fn since(key: &KeyInfo) -> base::Time {
    match key.state {
        StateName::Next => key.published_at,
        StateName::Active | StateName::Retiring => key.active_since.unwrap_or(key.published_at),
        StateName::Retired => key.retired_at.unwrap_or(key.published_at),
    }
}

fn next(key: &KeyInfo) -> String {
    match key.state {
        StateName::Next => format!("usable from {}", moment::text(key.not_before)),
        StateName::Retiring => match key.retiring_until {
            Some(until) => format!("verifies until {}", moment::text(until)),
            None => "kept until somebody retires it".to_owned(),
        },
        StateName::Active | StateName::Retired => String::new(),
    }
}
