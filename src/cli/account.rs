//! `yimen account`: persons and legal entities.

use base::AccountId;
use clap::{Args, Subcommand};
use serde_json::{Value, json};

use super::import::{self, Document, Import, Trouble};
use super::invocation::{Invocation, Operator};
use super::output::{Table, facts};
use super::{CliError, moment};
use crate::account::{Account, AccountFile, LoginName};
use crate::admin::switch::{self, AccountSwitched, Switch};
use crate::app::App;

const FILE_FORMAT: &str = "\
The file holds [[account]] tables with username and password, and name, phone, email, birthdate and address as wished. \
An account whose user name or phone exists is left as it is. A file with a problem changes nothing. The file holds \
passwords: keep it to yourself, and have people change them.

Example of a file:
  [[account]]
  username = \"zhang.wei\"
  name = \"张伟\"
  password = \"four plain words together\"

Examples:
  yimen account import people.toml --dry-run
  yimen account import people.toml";

/// Bring in, look up and freeze accounts
#[derive(Debug, Subcommand)]
pub(super) enum AccountCommand {
    /// Bring in a file of accounts
    #[command(after_help = FILE_FORMAT)]
    Import(Import),
    List(List),
    Show(Show),
    /// Freeze an account: its sessions and refresh tokens end, and nobody signs in to it
    #[command(visible_alias = "freeze", after_help = "Example:\n  yimen account freeze zhang.wei")]
    Disable(Change),
    /// Let a frozen account be used again
    #[command(visible_alias = "unfreeze", after_help = "Example:\n  yimen account unfreeze zhang.wei")]
    Enable(Change),
}

/// List accounts, a page at a time
#[derive(Args, Debug)]
#[command(after_help = "Examples:\n  yimen account list\n  yimen account list --limit 500 --json")]
pub(super) struct List {
    /// Begin after this account: the last id of the page before
    #[arg(long, value_name = "ID")]
    after: Option<AccountId>,
    /// At most so many
    #[arg(long, value_name = "N", default_value_t = 50, value_parser = clap::value_parser!(u32).range(1..=1000))]
    limit: u32,
}

/// Show one account and what its person told about themselves
#[derive(Args, Debug)]
#[command(after_help = "Examples:\n  yimen account show zhang.wei\n  yimen account show 13800138000 --full")]
pub(super) struct Show {
    /// Its id, user name or mobile number
    #[arg(value_name = "ACCOUNT")]
    account: String,
    /// Show phone, mail, birthdate and address in full
    #[arg(long)]
    full: bool,
}

#[derive(Args, Debug)]
pub(super) struct Change {
    /// Its id, user name or mobile number
    #[arg(value_name = "ACCOUNT")]
    account: String,
    #[command(flatten)]
    operator: Operator,
}

impl AccountCommand {
    pub(super) async fn run(self, at: &Invocation) -> Result<(), CliError> {
        match self {
            Self::Import(import) => bring_in(&import, at).await,
            Self::List(list) => list.run(at).await,
            Self::Show(show) => show.run(at).await,
            Self::Disable(change) => change.switch(at, Switch::Off).await,
            Self::Enable(change) => change.switch(at, Switch::On).await,
        }
    }
}

async fn bring_in(import: &Import, at: &Invocation) -> Result<(), CliError> {
    let text = import::read(import.file())?;
    let mut document = Document::parse(&text);
    let file = AccountFile { account: document.tables("account", "username") };
    let mut troubles = document.finish(&["account"]);
    let who = import.who(at)?;
    let app = at.app().await?;
    let found = app.accounts.check_file(&file).into_iter();
    troubles.extend(found.map(|reason| Trouble { line: None, entry: String::new(), reason }));
    import.refuse_troubles(at, &troubles)?;
    let created = if import.is_dry_run() {
        absent(&app, &file).await?
    } else {
        app.accounts.import(&file, &who).await?
    };
    show_import(import, at, &file, &created)
}

/// The user names that an import would create.
async fn absent(app: &App, file: &AccountFile) -> Result<Vec<String>, CliError> {
    let mut absent = Vec::new();
    for account in &file.account {
        let username = LoginName::username(&account.username).ok();
        let phone = account.phone.as_deref().and_then(|phone| LoginName::phone(phone).ok());
        let mut taken = false;
        for name in username.iter().chain(&phone) {
            taken |= app.accounts.by_name(name).await?.is_some();
        }
        absent.extend(username.filter(|_| !taken).map(|name| name.text().to_owned()));
    }
    Ok(absent)
}

fn show_import(
    import: &Import,
    at: &Invocation,
    file: &AccountFile,
    created: &[String],
) -> Result<(), CliError> {
    let mut table = Table::new(&["ENTRY", "CHANGE"], "the file declares nothing");
    let mut told = Vec::new();
    for account in &file.account {
        let name = LoginName::username(&account.username).map(|name| name.text().to_owned());
        let name = name.unwrap_or_else(|_| account.username.clone());
        let change = if created.contains(&name) { "created" } else { "unchanged" };
        table.row([format!("account {name}"), change.to_owned()]);
        told.push(json!({ "entry": format!("account {name}"), "change": change }));
    }
    let human = import.told(table.text());
    at.output.show(&human, &json!({ "dry_run": import.is_dry_run(), "changes": told }))
}

impl List {
    async fn run(self, at: &Invocation) -> Result<(), CliError> {
        let app = at.app().await?;
        let page = app.accounts.page(self.after, self.limit).await?;
        let mut table =
            Table::new(&["ID", "USERNAME", "KIND", "STATUS", "CREATED"], "there are no more accounts");
        let mut told = Vec::new();
        for (account, profile) in &page {
            table.row([
                account.id.to_string(),
                profile.username.clone(),
                account.kind.as_str().to_owned(),
                account.status.as_str().to_owned(),
                moment::text(account.created_at),
            ]);
            told.push(json!({
                "id": account.id,
                "username": profile.username,
                "kind": account.kind.as_str(),
                "status": account.status.as_str(),
                "created_at": moment::text(account.created_at),
            }));
        }
        at.output.show(&table.text(), &told)
    }
}

impl Show {
    async fn run(self, at: &Invocation) -> Result<(), CliError> {
        let app = at.app().await?;
        let account = found(&app, &self.account).await?;
        let profile = app.accounts.profile(&account)?;
        let shown = |value: &Option<String>| {
            value.as_deref().map(|value| if self.full { value.to_owned() } else { masked(value) })
        };
        let (phone, email) = (shown(&profile.phone), shown(&profile.email));
        let (birthdate, address) = (shown(&profile.birthdate), shown(&profile.address));
        let dash = |value: &Option<String>| value.clone().unwrap_or_else(|| "-".to_owned());
        let human = facts(&[
            ("id", account.id.to_string()),
            ("kind", account.kind.as_str().to_owned()),
            ("status", account.status.as_str().to_owned()),
            ("username", profile.username.clone()),
            ("name", dash(&profile.name)),
            ("phone", dash(&phone)),
            ("email", dash(&email)),
            ("birthdate", dash(&birthdate)),
            ("address", dash(&address)),
            ("language", dash(&account.locale)),
            ("created", moment::text(account.created_at)),
            ("changed", moment::text(account.updated_at)),
        ]);
        let claimed: Value = json!({
            "username": profile.username,
            "name": profile.name,
            "phone": phone,
            "email": email,
            "birthdate": birthdate,
            "address": address,
        });
        let answer = json!({
            "id": account.id,
            "kind": account.kind.as_str(),
            "status": account.status.as_str(),
            "locale": account.locale,
            "claimed": claimed,
            "created_at": moment::text(account.created_at),
            "updated_at": moment::text(account.updated_at),
        });
        at.output.show(&human, &answer)
    }
}

/// The account of an id, user name or mobile number.
pub(super) async fn found(app: &App, name: &str) -> Result<Account, CliError> {
    let account = app.accounts.by_id(find(app, name).await?).await?;
    account.ok_or_else(|| unknown(name))
}

/// The first and last characters only: enough to recognise, too little to use.
fn masked(value: &str) -> String {
    let characters: Vec<char> = value.chars().collect();
    let kept = if characters.len() >= 8 { 2 } else { 1 };
    let hidden = |at: usize| at >= kept && at + kept < characters.len();
    characters.iter().enumerate().map(|(at, c)| if hidden(at) { '*' } else { *c }).collect()
}

impl Change {
    async fn switch(self, at: &Invocation, switch: Switch) -> Result<(), CliError> {
        let who = at.operator(&self.operator)?;
        let app = at.app().await?;
        let id = find(&app, &self.account).await?;
        let status = match switch {
            Switch::On => "active",
            Switch::Off => "frozen",
        };
        match switch::account((&app.accounts, &app.sessions), id, switch, &who).await? {
            AccountSwitched::Done => {}
            AccountSwitched::Unknown => return Err(unknown(&self.account)),
            AccountSwitched::Closed => {
                let sentence = format!("{} is closed, which is for ever", self.account);
                return Err(CliError::Refused(sentence));
            }
        }
        at.output.show(&format!("{id} is {status}"), &json!({ "id": id, "status": status }))
    }
}

/// The account that an operator names by id, user name or mobile number.
pub(super) async fn find(app: &App, named: &str) -> Result<AccountId, CliError> {
    if let Ok(id) = named.parse::<AccountId>()
        && app.accounts.by_id(id).await?.is_some()
    {
        return Ok(id);
    }
    let found = match LoginName::parse(named) {
        Ok(name) => app.accounts.by_name(&name).await?,
        Err(_) => None,
    };
    found.map(|account| account.id).ok_or_else(|| unknown(named))
}

fn unknown(named: &str) -> CliError {
    CliError::refused(format!("there is no account {named}"))
}
