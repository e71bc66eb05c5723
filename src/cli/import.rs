//! Files of platforms, clients and accounts: read so that every problem is told at once, each with its line.

use std::fs;
use std::path::{Path, PathBuf};

use clap::Args;
use config::IssuerScheme;
use proto::client::LoopbackHttp;
use serde::de::DeserializeOwned;
use serde_json::json;
use toml::Spanned;
use toml::de::{DeTable, DeValue, ValueDeserializer};

use super::invocation::{Invocation, Operator, counted};
use super::output::Table;
use super::{CliError, node};
use crate::client::{ClientFile, Difference};

/// Bring in a file; what is already so is left alone
#[derive(Args, Debug)]
pub(super) struct Import {
    /// The file, in TOML
    #[arg(value_name = "FILE")]
    file: PathBuf,
    /// Only say what would change
    #[arg(long)]
    dry_run: bool,
    #[command(flatten)]
    operator: Operator,
}

/// One problem of a file: where, and what.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub(super) struct Trouble {
    /// Line in the file, counted from 1, where it is known.
    pub(super) line: Option<usize>,
    /// The table it stands in, such as `client city-portal`; empty for the file as a whole.
    pub(super) entry: String,
    /// What is wrong.
    pub(super) reason: String,
}

impl Import {
    pub(super) fn file(&self) -> &Path {
        &self.file
    }

    pub(super) const fn is_dry_run(&self) -> bool {
        self.dry_run
    }

    pub(super) fn who(&self, at: &Invocation) -> Result<String, CliError> {
        at.operator(&self.operator)
    }

    /// Brings in platforms and clients.
    pub(super) async fn clients(self, at: &Invocation) -> Result<(), CliError> {
        let (file, places, mut troubles) = self.client_file()?;
        let who = self.who(at)?;
        let config = at.config()?;
        let (admin, loopback) = (config.listen.admin.address, loopback(&config));
        let app = at.app_of(config).await?;
        let found = app.clients.check_file(&file, loopback).await;
        troubles.extend(found.into_iter().map(|problem| {
            let reason = if problem.field.is_empty() {
                problem.reason
            } else {
                format!("{}: {}", problem.field, problem.reason)
            };
            Trouble { line: places.line(&problem.entry), entry: problem.entry, reason }
        }));
        self.refuse_troubles(at, &troubles)?;
        if self.dry_run {
            return self.show(at, &app.clients.differences(&file).await?);
        }
        let changed = app.clients.apply(&file, &who).await?;
        node::tell(admin).await;
        self.show(at, &changed)
    }

    fn client_file(&self) -> Result<(ClientFile, Places, Vec<Trouble>), CliError> {
        let text = read(&self.file)?;
        let mut document = Document::parse(&text);
        let file = ClientFile {
            platform: document.tables("platform", "id"),
            client: document.tables("client", "client_id"),
        };
        let places = std::mem::take(&mut document.places);
        Ok((file, places, document.finish(&["platform", "client"])))
    }

    fn show(&self, at: &Invocation, changes: &[Difference]) -> Result<(), CliError> {
        let mut table = Table::new(&["ENTRY", "CHANGE"], "the file declares nothing");
        for difference in changes {
            table.row([difference.entry.clone(), difference.change.to_owned()]);
        }
        let human = self.told(table.text());
        at.output.show(&human, &json!({ "dry_run": self.dry_run, "changes": changes }))
    }

    /// Says at the end that nothing was done, where nothing was.
    pub(super) fn told(&self, human: String) -> String {
        if self.dry_run { format!("{human}\nnothing was changed: this was a dry run") } else { human }
    }

    /// Tells all problems and refuses, if there are any.
    pub(super) fn refuse_troubles(&self, at: &Invocation, troubles: &[Trouble]) -> Result<(), CliError> {
        if troubles.is_empty() {
            return Ok(());
        }
        let file = self.file.display();
        let lines: Vec<_> = troubles.iter().map(|trouble| format!("{file}: {}", trouble.text())).collect();
        let answer = json!({ "file": file.to_string(), "problems": troubles });
        at.output.show(&lines.join("\n"), &answer)?;
        let count = counted(troubles.len());
        Err(CliError::refused(format!("{file} has {count}; nothing was changed")))
    }
}

impl Trouble {
    fn text(&self) -> String {
        let line = self.line.map(|line| format!("line {line}: ")).unwrap_or_default();
        let entry = if self.entry.is_empty() { String::new() } else { format!("{}: ", self.entry) };
        format!("{line}{entry}{}", self.reason)
    }
}

/// A demonstration on one machine speaks http on loopback; nothing else does.
fn loopback(config: &config::Config) -> LoopbackHttp {
    match config.server.issuer.scheme() {
        IssuerScheme::LoopbackHttp => LoopbackHttp::Allowed,
        IssuerScheme::Https => LoopbackHttp::Refused,
    }
}

/// The text of a file to import.
pub(super) fn read(file: &Path) -> Result<String, CliError> {
    fs::read_to_string(file)
        .map_err(|error| CliError::refused(format!("{} cannot be read: {error}", file.display())))
}

/// A TOML document on its way into typed tables, with all that is wrong with it.
pub(super) struct Document<'t> {
    text: &'t str,
    tables: Vec<(String, Vec<Spanned<DeValue<'t>>>)>,
    places: Places,
    troubles: Vec<Trouble>,
}

/// Where each entry of a file begins.
#[derive(Default)]
struct Places(Vec<(String, usize)>);

impl Places {
    fn line(&self, entry: &str) -> Option<usize> {
        self.0.iter().find(|(known, _)| known == entry).map(|(_, line)| *line)
    }
}

impl<'t> Document<'t> {
    pub(super) fn parse(text: &'t str) -> Self {
        let (table, errors) = DeTable::parse_recoverable(text);
        let mut troubles: Vec<_> = errors.iter().map(|error| trouble(text, "", error)).collect();
        let mut tables = Vec::new();
        for (key, value) in table.into_inner() {
            let line = Some(line_at(text, key.span().start));
            let name = key.into_inner().into_owned();
            match value.into_inner() {
                DeValue::Array(items) => tables.push((name, items.into_iter().collect())),
                DeValue::String(_)
                | DeValue::Integer(_)
                | DeValue::Float(_)
                | DeValue::Boolean(_)
                | DeValue::Datetime(_)
                | DeValue::Table(_) => troubles.push(Trouble {
                    line,
                    reason: format!("{name} is not known here, or not a list of tables [[{name}]]"),
                    entry: String::new(),
                }),
            }
        }
        Self { tables, troubles, text, places: Places::default() }
    }

    /// The entries of `[[name]]` that can be read; what is wrong with the others is noted. `id` is the member that
    /// names an entry and must be there once only.
    pub(super) fn tables<T: DeserializeOwned>(&mut self, name: &str, id: &str) -> Vec<T> {
        let found = self.tables.iter_mut().find(|(known, _)| known == name);
        let items = found.map(|(_, items)| std::mem::take(items)).unwrap_or_default();
        let (mut entries, mut seen) = (Vec::new(), Vec::new());
        for (at, item) in items.into_iter().enumerate() {
            let start = item.span().start;
            let called = called(&item, id).unwrap_or_else(|| format!("number {}", at + 1));
            let entry = format!("{name} {called}");
            let line = Some(line_at(self.text, start));
            self.places.0.extend(line.map(|line| (entry.clone(), line)));
            if seen.contains(&called) {
                let reason = format!("there is another {name} of this {id} above");
                self.troubles.push(Trouble { line, entry: entry.clone(), reason });
            }
            seen.push(called);
            match T::deserialize(ValueDeserializer::from(item)) {
                Ok(read) => entries.push(read),
                Err(error) => self.troubles.push(trouble(self.text, &entry, &error)),
            }
        }
        entries
    }

    /// All that is wrong, tables of no known name included.
    pub(super) fn finish(mut self, known: &[&str]) -> Vec<Trouble> {
        let strays = self.tables.iter().filter(|(name, _)| !known.contains(&name.as_str()));
        self.troubles.extend(strays.map(|(name, _)| Trouble {
            line: None,
            entry: String::new(),
            reason: format!("[[{name}]] is not known here; known are {}", known.join(", ")),
        }));
        self.troubles
    }
}

fn called(item: &Spanned<DeValue<'_>>, id: &str) -> Option<String> {
    item.get_ref().get(id)?.get_ref().as_str().map(str::to_owned)
}

fn trouble(text: &str, entry: &str, error: &toml::de::Error) -> Trouble {
    let reason = error.message().lines().collect::<Vec<_>>().join(", ");
    let line = error.span().map(|span| line_at(text, span.start));
    Trouble { line, entry: entry.to_owned(), reason }
}

/// The line of a byte, counted from 1.
fn line_at(text: &str, byte: usize) -> usize {
    1 + text.bytes().take(byte).filter(|byte| *byte == b'\n').count()
}
