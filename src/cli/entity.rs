//! `yimen entity`: legal entities as their registers have them, and who may act for them.

use base::EntityId;
use clap::{Args, Subcommand};
use serde_json::{Value, json};

use super::import::{self, Document, Import, Trouble};
use super::invocation::Invocation;
use super::output::{Table, facts};
use super::{CliError, moment};
use crate::entity::{EntityFile, EntityProblem, EntityView, Imported, Reach, RightOf, RoleView};

const FILE_FORMAT: &str = "\
The file holds [[entity]] tables: what a register says of legal entities at this moment. An entity is known by its code; \
what differs is changed, what the file does not name is not touched. The representative is seated as soon as the person \
has proved that document in their account: now, or when they come. When the register names somebody else, the one before \
stops acting at once, and the rights given until then fall after 30 days unless the new one confirms them.

Example of a file:
  [[entity]]
  uscc = \"91350100M000100Y43\"
  name = \"云江茶叶店\"
  kind = \"enterprise\"              # individual_business, agency, social_organisation
  registry_status = \"active\"       # revoked, cancelled: nobody acts for it
  division = \"350100\"
  representative = { document = \"resident_id\", number = \"11010519491231002X\", name = \"林一\" }

Examples:
  yimen entity import register.toml --dry-run
  yimen entity import register.toml";

/// Bring in and look over legal entities, and who may act for them
#[derive(Debug, Subcommand)]
pub(super) enum EntityCommand {
    /// Bring in a file of what registers say
    #[command(after_help = FILE_FORMAT)]
    Import(Import),
    List(List),
    Show(One),
}

/// List entities, a page at a time
#[derive(Args, Debug)]
#[command(after_help = "Examples:\n  yimen entity list\n  yimen entity list --limit 500 --json")]
pub(super) struct List {
    /// Go on after the entity with this id, the last one of the page before
    #[arg(long, value_name = "ID")]
    after: Option<EntityId>,
    /// At most so many
    #[arg(long, value_name = "N", default_value_t = 100, value_parser = clap::value_parser!(u32).range(1..=1000))]
    limit: u32,
}

/// Show one entity: its representative, its administrators, the rights to act for it. People are named by their accounts
#[derive(Args, Debug)]
#[command(after_help = "Example:\n  yimen entity show 91350100M000100Y43")]
pub(super) struct One {
    /// Its id or its unified social credit code
    #[arg(value_name = "ENTITY")]
    entity: String,
}

impl EntityCommand {
    pub(super) async fn run(self, at: &Invocation) -> Result<(), CliError> {
        match self {
            Self::Import(import) => bring_in(&import, at).await,
            Self::List(list) => list.run(at).await,
            Self::Show(one) => one.run(at).await,
        }
    }
}

async fn bring_in(import: &Import, at: &Invocation) -> Result<(), CliError> {
    let text = import::read(import.file())?;
    let mut document = Document::parse(&text);
    let file = EntityFile { entity: document.tables("entity", "uscc") };
    let mut troubles = document.finish(&["entity"]);
    let who = import.who(at)?;
    let app = at.app().await?;
    troubles.extend(app.entities.check_file(&file).iter().map(trouble));
    import.refuse_troubles(at, &troubles)?;
    let changes = if import.is_dry_run() {
        app.entities.differences(&file).await?
    } else {
        app.entities.import(&file, &who).await?
    };
    show_import(import, at, &changes)
}

fn trouble(problem: &EntityProblem) -> Trouble {
    let EntityProblem { uscc, field, reason } = problem;
    Trouble { line: None, entry: format!("entity {uscc}"), reason: format!("{field}: {reason}") }
}

fn show_import(import: &Import, at: &Invocation, changes: &[Imported]) -> Result<(), CliError> {
    let mut table = Table::new(&["ENTRY", "CHANGE", "REPRESENTATIVE"], "the file declares nothing");
    let mut told = Vec::new();
    for one in changes {
        let (entry, representative) = (format!("entity {}", one.uscc), one.representative.as_str());
        table.row([entry.clone(), one.change.to_owned(), representative.to_owned()]);
        told.push(json!({ "entry": entry, "change": one.change, "representative": representative }));
    }
    let human = import.told(table.text());
    at.output.show(&human, &json!({ "dry_run": import.is_dry_run(), "changes": told }))
}

impl List {
    async fn run(self, at: &Invocation) -> Result<(), CliError> {
        let app = at.app().await?;
        let page = app.entities.page(self.after, self.limit).await?;
        let headings = &["ID", "CODE", "NAME", "KIND", "REGISTER", "REPRESENTATIVE"];
        let mut table = Table::new(headings, "there are no more entities");
        for entity in &page {
            table.row([
                entity.id.to_string(),
                entity.uscc.clone(),
                entity.name.clone(),
                entity.kind.as_str().to_owned(),
                entity.registry_status.as_str().to_owned(),
                entity.representative.as_str().to_owned(),
            ]);
        }
        at.output.show(&table.text(), &page.iter().map(listed).collect::<Vec<_>>())
    }
}

impl One {
    async fn run(self, at: &Invocation) -> Result<(), CliError> {
        let app = at.app().await?;
        let unknown = || CliError::refused(format!("there is no entity {}", self.entity));
        let entity = app.entities.view(&self.entity).await?.ok_or_else(unknown)?;
        let parts = [head(&entity), roles(&entity.roles).text(), rights(&entity.rights).text()];
        let mut answer = listed(&entity);
        if let Value::Object(members) = &mut answer {
            members.insert("roles".to_owned(), entity.roles.iter().map(role).collect());
            members.insert("rights".to_owned(), entity.rights.iter().map(right).collect());
        }
        at.output.show(&parts.join("\n\n"), &answer)
    }
}

fn head(entity: &EntityView) -> String {
    facts(&[
        ("id", entity.id.to_string()),
        ("code", entity.uscc.clone()),
        ("name", entity.name.clone()),
        ("kind", entity.kind.as_str().to_owned()),
        ("register", entity.registry_status.as_str().to_owned()),
        ("division", entity.division.clone()),
        ("representative", entity.representative.as_str().to_owned()),
        ("checked", moment::text_or_dash(entity.checked_at)),
        ("created", moment::text(entity.created_at)),
    ])
}

fn roles(roles: &[RoleView]) -> Table {
    let mut table =
        Table::new(&["ROLE", "ACCOUNT", "AS", "SINCE", "UNTIL"], "nobody represents or administers it");
    for role in roles {
        table.row([
            role.id.to_string(),
            role.account.to_string(),
            role.role.as_str().to_owned(),
            moment::text(role.from_at),
            moment::text_or_dash(role.until_at),
        ]);
    }
    table
}

fn rights(rights: &[RightOf]) -> Table {
    let headings = &["RIGHT", "ACCOUNT", "STATE", "MATTERS", "REGIONS", "UNTIL", "OF", "CONFIRM BY"];
    let mut table = Table::new(headings, "nobody was given a right");
    for right in rights {
        table.row([
            right.id.to_string(),
            right.account.map_or_else(dash, |account| account.to_string()),
            right.state.as_str().to_owned(),
            listed_or(&right.reach.items, "all"),
            listed_or(&right.reach.regions, "everywhere"),
            moment::text(right.reach.ends_at),
            right.parent.map_or_else(dash, |parent| parent.to_string()),
            moment::text_or_dash(right.reconfirm_by),
        ]);
    }
    table
}

fn dash() -> String {
    "-".to_owned()
}

fn listed_or(names: &[String], none: &str) -> String {
    if names.is_empty() { none.to_owned() } else { names.join(", ") }
}

fn listed(entity: &EntityView) -> Value {
    json!({
        "id": entity.id,
        "uscc": entity.uscc,
        "name": entity.name,
        "kind": entity.kind.as_str(),
        "registry_status": entity.registry_status.as_str(),
        "division": entity.division,
        "representative": entity.representative.as_str(),
        "checked_at": entity.checked_at.map(moment::text),
        "created_at": moment::text(entity.created_at),
    })
}

fn role(role: &RoleView) -> Value {
    json!({
        "id": role.id,
        "account": role.account,
        "role": role.role.as_str(),
        "from_at": moment::text(role.from_at),
        "until_at": role.until_at.map(moment::text),
    })
}

fn right(right: &RightOf) -> Value {
    let Reach { items, regions, ends_at, subdelegation } = &right.reach;
    json!({
        "id": right.id,
        "account": right.account,
        "parent": right.parent,
        "state": right.state.as_str(),
        "all_matters": items.is_empty(),
        "items": items,
        "regions": regions,
        "subdelegation": subdelegation.as_str(),
        "ends_at": moment::text(*ends_at),
        "reconfirm_by": right.reconfirm_by.map(moment::text),
    })
}
