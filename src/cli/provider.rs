//! `yimen provider`: the third parties that verify facts, their keys, and what they delivered.

use std::collections::BTreeMap;
use std::io::Read as _;
use std::path::PathBuf;

use base::{ProviderKeyId, Secret};
use clap::{Args, Subcommand};
use proto::jose::{Algorithm, Jwk};
use serde::Serialize;
use serde_json::json;

use super::import::{self, Document, Import};
use super::invocation::{Invocation, Operator};
use super::output::{Table, facts};
use super::{CliError, moment, node};
use crate::admin::switch::{self, Switch};
use crate::app::App;
use crate::verification::{DeclareRefusal, DeclaredKey, DeclaredProvider, ProviderFacts};

const FILE_FORMAT: &str = "\
The file holds [[provider]] tables. A provider that is new is off until it is enabled; what differs is changed, what the \
file does not name is not touched. What stands in settings depends on the kind: see docs/providers.md.

Example of a file:
  [[provider]]
  id = \"population\"
  kind = \"population_register\"
  names = { zh-Hans = \"人口库核验\", en = \"Population register\" }
  settings = { url = \"https://register.example.gov.cn/check\", audience = \"register\", issuer = \"register\" }

Examples:
  yimen provider register providers.toml --dry-run
  yimen provider register providers.toml";

/// The longest secret that is read.
const LONGEST_SECRET: u64 = 8 * 1024;

/// Register, switch and look over the third parties that verify facts
#[derive(Debug, Subcommand)]
pub(super) enum ProviderCommand {
    /// List all providers
    #[command(after_help = "Example:\n  yimen provider list --json")]
    List,
    /// Show one provider: its settings, its keys, the names of its secrets
    #[command(after_help = "Example:\n  yimen provider show population")]
    Show(One),
    /// Register providers, or change them, by a file
    #[command(after_help = FILE_FORMAT)]
    Register(Import),
    /// Switch a provider on
    #[command(after_help = "Example:\n  yimen provider enable population")]
    Enable(Change),
    /// Switch a provider off, on all nodes at once: nothing new begins with it, nothing it says counts, and what it proved
    /// for one session alone counts no longer
    #[command(after_help = "Example:\n  yimen provider disable population")]
    Disable(Change),
    #[command(subcommand)]
    Key(KeyCommand),
    Deliveries(Deliveries),
}

#[derive(Args, Debug)]
pub(super) struct One {
    /// Its id
    #[arg(value_name = "PROVIDER")]
    id: String,
}

#[derive(Args, Debug)]
pub(super) struct Change {
    /// Its id
    #[arg(value_name = "PROVIDER")]
    id: String,
    #[command(flatten)]
    operator: Operator,
}

/// Make, add and retire the keys shared with a provider
#[derive(Debug, Subcommand)]
pub(super) enum KeyCommand {
    Add(Add),
    /// Make a key of ours for a provider and print its public part
    #[command(after_help = "Example:\n  yimen provider key new bank")]
    New(Change),
    Retire(Retire),
    Secret(SetSecret),
}

/// Add a public key of a provider: two may be live at once, so that it can change over
#[derive(Args, Debug)]
#[command(
    after_help = "Examples:\n  yimen provider key add bank bank.pem\n  yimen provider key add register register.jwk"
)]
pub(super) struct Add {
    /// The provider's id
    #[arg(value_name = "PROVIDER")]
    id: String,
    /// A public key: PEM (SubjectPublicKeyInfo) or a JWK
    #[arg(value_name = "FILE")]
    file: PathBuf,
    /// What the provider calls the key; left out, the `kid` of the JWK
    #[arg(long, value_name = "NAME")]
    kid: Option<String>,
    /// What it signs with, for a key in PEM
    #[arg(long, value_name = "ALG", default_value = "RS256")]
    algorithm: Algorithm,
    #[command(flatten)]
    operator: Operator,
}

/// Retire a key: what a provider signs with it is refused, nothing more is signed with it
#[derive(Args, Debug)]
#[command(after_help = "Example:\n  yimen provider key retire bank 00112233445566778899aabbccddeeff")]
pub(super) struct Retire {
    /// The provider's id
    #[arg(value_name = "PROVIDER")]
    id: String,
    /// The key's id, as `yimen provider show` lists it
    #[arg(value_name = "KEY")]
    key: ProviderKeyId,
    #[command(flatten)]
    operator: Operator,
}

/// Set a secret that was agreed with a provider; it is read from standard input and kept sealed
#[derive(Args, Debug)]
#[command(after_help = "Example:\n  yimen provider key secret wechat app_secret < secret.txt")]
pub(super) struct SetSecret {
    /// The provider's id
    #[arg(value_name = "PROVIDER")]
    id: String,
    /// Which secret
    #[arg(value_name = "NAME")]
    name: String,
    #[command(flatten)]
    operator: Operator,
}

/// List what a provider delivered, the latest first
#[derive(Args, Debug)]
#[command(after_help = "Example:\n  yimen provider deliveries bank --limit 20")]
pub(super) struct Deliveries {
    /// Its id
    #[arg(value_name = "PROVIDER")]
    id: String,
    /// At most so many
    #[arg(long, value_name = "N", default_value_t = 50, value_parser = clap::value_parser!(u32).range(1..=1000))]
    limit: u32,
}

impl ProviderCommand {
    pub(super) async fn run(self, at: &Invocation) -> Result<(), CliError> {
        match self {
            Self::List => list(at).await,
            Self::Show(one) => show(at, &one.id).await,
            Self::Register(import) => register(&import, at).await,
            Self::Enable(change) => change.switch(at, Switch::On).await,
            Self::Disable(change) => change.switch(at, Switch::Off).await,
            Self::Key(command) => command.run(at).await,
            Self::Deliveries(deliveries) => deliveries.run(at).await,
        }
    }
}

impl KeyCommand {
    async fn run(self, at: &Invocation) -> Result<(), CliError> {
        match self {
            Self::Add(add) => add.run(at).await,
            Self::New(change) => change.new_key(at).await,
            Self::Retire(retire) => retire.run(at).await,
            Self::Secret(secret) => secret.run(at).await,
        }
    }
}

/// A provider as it is shown.
#[derive(Serialize)]
struct Shown {
    id: String,
    kind: String,
    names: BTreeMap<String, String>,
    status: &'static str,
    weight: u32,
    settings: serde_json::Value,
    secrets: Vec<String>,
    keys: Vec<ShownKey>,
    created_at: String,
    updated_at: String,
}

#[derive(Serialize)]
struct ShownKey {
    id: ProviderKeyId,
    owner: &'static str,
    kid: String,
    algorithm: String,
    status: &'static str,
    created_at: String,
    retired_at: Option<String>,
}

fn shown(facts: ProviderFacts) -> Shown {
    let keys = facts.keys.into_iter().map(|key| ShownKey {
        id: key.id,
        owner: key.owner.as_str(),
        kid: key.kid,
        algorithm: key.algorithm,
        status: key.status.as_str(),
        created_at: moment::text(key.created_at),
        retired_at: key.retired_at.map(moment::text),
    });
    Shown {
        names: serde_json::from_str(&facts.row.names).unwrap_or_default(),
        settings: serde_json::from_str(&facts.row.settings).unwrap_or_default(),
        secrets: facts.secrets,
        keys: keys.collect(),
        status: facts.row.status.as_str(),
        weight: facts.row.weight,
        created_at: moment::text(facts.row.created_at),
        updated_at: moment::text(facts.row.updated_at),
        id: facts.row.id,
        kind: facts.row.kind,
    }
}

async fn list(at: &Invocation) -> Result<(), CliError> {
    let app = at.app().await?;
    let providers: Vec<Shown> =
        app.verifications.providers().all_facts().await?.into_iter().map(shown).collect();
    let mut table = Table::new(&["ID", "KIND", "NAME", "STATUS", "WEIGHT", "KEYS"], "there are no providers");
    for one in &providers {
        let live = one.keys.iter().filter(|key| key.status == "live").count();
        table.row([
            one.id.clone(),
            one.kind.clone(),
            one.names.get("zh-Hans").cloned().unwrap_or_default(),
            one.status.to_owned(),
            one.weight.to_string(),
            live.to_string(),
        ]);
    }
    at.output.show(&table.text(), &providers)
}

async fn show(at: &Invocation, id: &str) -> Result<(), CliError> {
    let app = at.app().await?;
    let found = app.verifications.providers().facts(id).await?.ok_or_else(|| unknown(id))?;
    let one = shown(found);
    let names: Vec<_> = one.names.iter().map(|(tag, name)| format!("{name} ({tag})")).collect();
    let head = facts(&[
        ("id", one.id.clone()),
        ("kind", one.kind.clone()),
        ("names", names.join(", ")),
        ("status", one.status.to_owned()),
        ("weight", one.weight.to_string()),
        ("settings", one.settings.to_string()),
        ("secrets", one.secrets.join(", ")),
        ("callback", app.ground.url(&format!("/providers/{}/callback", one.id))),
        ("created", one.created_at.clone()),
        ("changed", one.updated_at.clone()),
    ]);
    let mut table = Table::new(&["KEY", "OWNER", "KID", "ALGORITHM", "STATUS", "CREATED"], "it has no keys");
    for key in &one.keys {
        table.row([
            key.id.to_string(),
            key.owner.to_owned(),
            key.kid.clone(),
            key.algorithm.clone(),
            key.status.to_owned(),
            key.created_at.clone(),
        ]);
    }
    at.output.show(&format!("{head}\n{}", table.text()), &one)
}

async fn register(import: &Import, at: &Invocation) -> Result<(), CliError> {
    let text = import::read(import.file())?;
    let mut document = Document::parse(&text);
    let declared: Vec<DeclaredProvider> = document.tables("provider", "id");
    let mut troubles = document.finish(&["provider"]);
    let who = import.who(at)?;
    let app = at.app().await?;
    for one in &declared {
        if let Err(refusal) = app.verifications.providers().check(one) {
            let (entry, reason) = (format!("provider {}", one.id), refusal.to_string());
            troubles.push(import::Trouble { line: None, entry, reason });
        }
    }
    import.refuse_troubles(at, &troubles)?;
    let mut table = Table::new(&["PROVIDER", "KIND"], "the file declares nothing");
    for one in &declared {
        if !import.is_dry_run() {
            app.verifications.providers().register(one, &who).await.map_err(refused)?;
        }
        table.row([one.id.clone(), one.kind.clone()]);
    }
    if !import.is_dry_run() {
        node::tell(app.config.listen.admin.address).await;
    }
    let told: Vec<&str> = declared.iter().map(|one| one.id.as_str()).collect();
    at.output.show(&import.told(table.text()), &json!({ "dry_run": import.is_dry_run(), "providers": told }))
}

impl Change {
    async fn switch(self, at: &Invocation, switch: Switch) -> Result<(), CliError> {
        let who = at.operator(&self.operator)?;
        let app = at.app().await?;
        let providers = app.verifications.providers();
        switch::provider(providers, &self.id, switch, &who).await.map_err(refused)?;
        node::tell(app.config.listen.admin.address).await;
        let status = if switch == Switch::On { "enabled" } else { "disabled" };
        at.output.show(
            &format!("the provider {} is {status}; every node knows within a second", self.id),
            &json!({ "provider": self.id, "status": status }),
        )
    }

    async fn new_key(self, at: &Invocation) -> Result<(), CliError> {
        let who = at.operator(&self.operator)?;
        let app = at.app().await?;
        let key = app.verifications.providers().new_key(&self.id, &who).await.map_err(refused)?;
        node::tell(app.config.listen.admin.address).await;
        let public = serde_json::to_value(&key.public).unwrap_or_default();
        at.output.show(
            &format!("key {} of ours for {}; give the provider this public key:\n{public}", key.id, self.id),
            &json!({ "key": key.id, "provider": self.id, "public": public }),
        )
    }
}

impl Add {
    async fn run(self, at: &Invocation) -> Result<(), CliError> {
        let who = at.operator(&self.operator)?;
        let text = import::read(&self.file)?;
        let public = public_key(&text, self.algorithm)?;
        let kid = self.kid.or_else(|| public.kid.clone()).unwrap_or_default();
        let app = at.app().await?;
        let providers = app.verifications.providers();
        let key = providers.add_key(&self.id, DeclaredKey { kid, public }, &who).await.map_err(refused)?;
        node::tell(app.config.listen.admin.address).await;
        at.output
            .show(&format!("key {key} of {} is live", self.id), &json!({ "key": key, "provider": self.id }))
    }
}

impl Retire {
    async fn run(self, at: &Invocation) -> Result<(), CliError> {
        let who = at.operator(&self.operator)?;
        let app = at.app().await?;
        let retired = app.verifications.providers().retire_key(&self.id, self.key, &who).await;
        retired.map_err(refused)?;
        node::tell(app.config.listen.admin.address).await;
        at.output.show(
            &format!("key {} of {} is retired", self.key, self.id),
            &json!({ "key": self.key, "provider": self.id, "status": "retired" }),
        )
    }
}

impl SetSecret {
    async fn run(self, at: &Invocation) -> Result<(), CliError> {
        let who = at.operator(&self.operator)?;
        let mut text = String::new();
        let read = std::io::stdin().lock().take(LONGEST_SECRET).read_to_string(&mut text);
        read.map_err(|error| CliError::refused(format!("standard input cannot be read: {error}")))?;
        let secret = Secret::new(text.trim().to_owned());
        if secret.expose().is_empty() {
            return Err(CliError::refused("standard input holds no secret"));
        }
        let app = at.app().await?;
        let providers = app.verifications.providers();
        providers.set_secret(&self.id, (&self.name, &secret), &who).await.map_err(refused)?;
        node::tell(app.config.listen.admin.address).await;
        at.output.show(
            &format!("the secret {} of {} is set", self.name, self.id),
            &json!({ "provider": self.id, "secret": self.name }),
        )
    }
}

impl Deliveries {
    async fn run(self, at: &Invocation) -> Result<(), CliError> {
        let app: App = at.app().await?;
        if app.verifications.providers().facts(&self.id).await?.is_none() {
            return Err(unknown(&self.id));
        }
        let rows = app.verifications.deliveries(&self.id, self.limit).await?;
        let mut table =
            Table::new(&["RECEIVED", "ID", "VERIFICATION", "KEY", "DEALT WITH"], "nothing was delivered");
        let mut told = Vec::new();
        for row in rows {
            let verification = row.verification.map(|id| id.to_string());
            told.push(json!({
                "notify_id": row.notify_id,
                "received_at": moment::text(row.received_at),
                "processed_at": row.processed_at.map(moment::text),
                "verification": verification,
                "kid": row.kid,
                "attempts": row.attempts,
            }));
            table.row([
                moment::text(row.received_at),
                row.notify_id,
                verification.unwrap_or_else(|| "-".to_owned()),
                row.kid,
                moment::text_or_dash(row.processed_at),
            ]);
        }
        at.output.show(&table.text(), &told)
    }
}

/// A public key in one of the two forms people send each other.
fn public_key(text: &str, algorithm: Algorithm) -> Result<Jwk, CliError> {
    let unusable = |why: String| CliError::refused(format!("the file holds no usable public key: {why}"));
    if text.trim_start().starts_with('{') {
        return serde_json::from_str(text).map_err(|error| unusable(error.to_string()));
    }
    let (_, pem) =
        x509_parser::pem::parse_x509_pem(text.as_bytes()).map_err(|error| unusable(error.to_string()))?;
    if pem.label != "PUBLIC KEY" {
        return Err(unusable(format!("it is a {}, not a PUBLIC KEY", pem.label)));
    }
    Jwk::from_spki_der(&pem.contents, algorithm).map_err(|error| unusable(error.to_string()))
}

fn refused(refusal: DeclareRefusal) -> CliError {
    match refusal {
        DeclareRefusal::Fault(fault) => fault.into(),
        refusal @ (DeclareRefusal::Id(_)
        | DeclareRefusal::Kind(..)
        | DeclareRefusal::Settings(_)
        | DeclareRefusal::Name
        | DeclareRefusal::OtherKind(_)
        | DeclareRefusal::Unknown(_)
        | DeclareRefusal::UnknownSecret(..)
        | DeclareRefusal::TooManyKeys
        | DeclareRefusal::Key(_)
        | DeclareRefusal::UnknownKey) => CliError::refused(refusal.to_string()),
    }
}

fn unknown(id: &str) -> CliError {
    CliError::refused(format!("there is no provider {id}; see `yimen provider list`"))
}
