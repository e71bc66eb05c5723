//! Providers and the keys shared with them, as an administrator registers them. Each act is audited, and every node
//! knows of it within a second.

use std::collections::BTreeMap;
use std::sync::Arc;

use base::{Fault, ProviderKeyId, Secret};
use futures_util::future::BoxFuture;
use keys::SealPurpose;
use proto::jose::{Algorithm, Jwk, VerifyingKey};
use provider::settings::{self, KINDS};
use serde::Deserialize;
use store::Tx;
use store::provider::{Added, KeyOwner, KeyStatus, Provider as Row, ProviderKey, ProviderStatus};

use super::Providers;
use super::registry::open_secrets;
use crate::audit::{self, Entry, Kind};

/// One declared provider: a `[[provider]]` table.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DeclaredProvider {
    /// Its id: lower-case letters, digits and hyphens; it stands in the address it calls.
    pub id: String,
    /// Which language it speaks.
    pub kind: String,
    /// Its name by language tag; `zh-Hans` is required.
    pub names: BTreeMap<String, String>,
    /// How much of the work goes to it, against others of its kind.
    #[serde(default = "one")]
    pub weight: u32,
    /// What its language needs to know.
    pub settings: serde_json::Value,
}

const fn one() -> u32 {
    1
}

/// A key of a provider that is to be added.
#[derive(Clone, Debug)]
pub struct DeclaredKey {
    /// What the provider calls it; empty where its language has no name for keys.
    pub kid: String,
    /// The public key.
    pub public: Jwk,
}

/// A key of ours that was made for a provider.
#[derive(Clone, Debug)]
pub struct NewKey {
    /// Its id.
    pub id: ProviderKeyId,
    /// The public part: what the provider is given.
    pub public: Jwk,
}

/// A provider as an administrator sees it.
#[derive(Clone, Debug)]
pub struct ProviderFacts {
    /// The row: its secrets are sealed.
    pub row: Row,
    /// Its keys, both ways.
    pub keys: Vec<ProviderKey>,
    /// The names of the secrets that were set.
    pub secrets: Vec<String>,
}

/// Why something is not registered.
#[derive(Debug, thiserror::Error)]
pub enum DeclareRefusal {
    /// The id is no id.
    #[error("the id {0} is not made of 1 to 40 lower-case letters, digits and hyphens")]
    Id(String),
    /// No such language.
    #[error("there is no kind {0}; there are {1}")]
    Kind(String, String),
    /// The settings are not those of the language.
    #[error("settings: {0}")]
    Settings(String),
    /// The name in Chinese is missing.
    #[error("names: zh-Hans is required")]
    Name,
    /// A registered provider changes its language.
    #[error("{0} speaks another language; register it under another id")]
    OtherKind(String),
    /// No such provider.
    #[error("there is no provider {0}")]
    Unknown(String),
    /// The language knows no such secret.
    #[error("this kind has no secret {0}; it has {1}")]
    UnknownSecret(String, String),
    /// Two keys live already.
    #[error("two keys of this provider are live: retire one first")]
    TooManyKeys,
    /// The key cannot be used.
    #[error("the key cannot be used: {0}")]
    Key(String),
    /// No such key.
    #[error("there is no such live key")]
    UnknownKey,
    /// Ours.
    #[error(transparent)]
    Fault(#[from] Fault),
}

/// A change to be written: the same again if the database asks for it.
type Change = Arc<dyn for<'a> Fn(&'a mut Tx) -> BoxFuture<'a, Result<(), DeclareRefusal>> + Send + Sync>;

impl Providers {
    /// What is wrong with a declaration, if anything is.
    ///
    /// # Errors
    /// The first rule broken.
    pub fn check(&self, declared: &DeclaredProvider) -> Result<(), DeclareRefusal> {
        check(declared)
    }

    /// Registers a provider or changes it. One that is new is off until it is enabled.
    pub async fn register(&self, declared: &DeclaredProvider, who: &str) -> Result<(), DeclareRefusal> {
        check(declared)?;
        let known = self.facts(&declared.id).await?;
        let row = self.row(declared, known.as_ref())?;
        let detail = serde_json::json!({
            "provider": row.id, "kind": row.kind, "change": if known.is_some() { "changed" } else { "registered" },
        });
        let entry = Entry::new(Kind::ProviderChanged, who, "").detail(detail);
        let new = known.is_none();
        self.write(entry, move |tx| {
            let row = row.clone();
            Box::pin(async move {
                match new {
                    true => store::provider::insert(tx, &row).await?,
                    false => store::provider::update(tx, &row).await.map(drop)?,
                }
                Ok(())
            })
        })
        .await
    }

    /// Switches a provider on or off, on all nodes.
    pub async fn set_status(
        &self,
        id: &str,
        status: ProviderStatus,
        who: &str,
    ) -> Result<(), DeclareRefusal> {
        let (now, owned) = (self.ground.now(), id.to_owned());
        let detail = serde_json::json!({ "provider": id, "change": status.as_str() });
        let entry = Entry::new(Kind::ProviderChanged, who, "").detail(detail);
        self.write(entry, move |tx| {
            let id = owned.clone();
            Box::pin(async move {
                match store::provider::set_status(tx, &id, status, now).await? {
                    true => Ok(()),
                    false => Err(DeclareRefusal::Unknown(id)),
                }
            })
        })
        .await
    }

    /// Adds a public key of a provider. Two may live at once, so that it can change over.
    pub async fn add_key(
        &self,
        id: &str,
        key: DeclaredKey,
        who: &str,
    ) -> Result<ProviderKeyId, DeclareRefusal> {
        let known = self.known(id).await?;
        VerifyingKey::from_jwk(&key.public).map_err(|error| DeclareRefusal::Key(error.to_string()))?;
        let public = json(&key.public)?;
        let row = ProviderKey {
            material: public.clone().into_bytes(),
            ..self.key_row(&known.row.id, KeyOwner::Theirs, (key.kid, &key.public, public))
        };
        let key_id = row.id;
        self.write_key(row, who, "added").await.map(|()| key_id)
    }

    /// Makes a key of ours for a provider. The one before goes on until it is retired.
    pub async fn new_key(&self, id: &str, who: &str) -> Result<NewKey, DeclareRefusal> {
        let known = self.known(id).await?;
        let key_id = ProviderKeyId::random(&*self.ground.rng);
        let made = self.ground.keys.new_partner_key(Algorithm::RS256, key_id.as_bytes());
        let (material, public) = made.map_err(|error| Fault::caused("a key for a provider", error))?;
        let row = ProviderKey {
            id: key_id,
            material,
            ..self.key_row(&known.row.id, KeyOwner::Ours, (public.thumbprint(), &public, json(&public)?))
        };
        self.write_key(row, who, "made").await?;
        Ok(NewKey { id: key_id, public })
    }

    /// Retires a key: what it signs from now on is not believed, nothing more is signed with it.
    pub async fn retire_key(&self, id: &str, key: ProviderKeyId, who: &str) -> Result<(), DeclareRefusal> {
        let (now, owned) = (self.ground.now(), id.to_owned());
        let detail = serde_json::json!({ "provider": id, "key": key.to_string(), "change": "retired" });
        let entry = Entry::new(Kind::ProviderKeyChanged, who, "").detail(detail);
        self.write(entry, move |tx| {
            let id = owned.clone();
            Box::pin(async move {
                match store::provider::retire_key(tx, &id, key, now).await? {
                    true => Ok(()),
                    false => Err(DeclareRefusal::UnknownKey),
                }
            })
        })
        .await
    }

    /// Sets a secret that was agreed with a provider.
    pub async fn set_secret(
        &self,
        id: &str,
        (name, value): (&str, &Secret<String>),
        who: &str,
    ) -> Result<(), DeclareRefusal> {
        let known = self.known(id).await?;
        let facts = KINDS.iter().find(|kind| kind.word == known.row.kind);
        let names = facts.map_or(&[][..], |kind| kind.secrets);
        if !names.contains(&name) {
            return Err(DeclareRefusal::UnknownSecret(name.to_owned(), names.join(", ")));
        }
        let mut secrets: BTreeMap<String, String> = open_secrets(&self.ground, &known.row)?
            .into_iter()
            .map(|(name, secret)| (name, secret.expose().clone()))
            .collect();
        secrets.insert(name.to_owned(), value.expose().clone());
        let plain = serde_json::to_vec(&secrets).map_err(|error| Fault::caused("secrets", error))?;
        let sealed = self.ground.keys.seal(SealPurpose::ProviderSecret, id.as_bytes(), &plain);
        let sealed = sealed.map_err(|error| Fault::caused("secrets cannot be sealed", error))?;
        let row = Row { secrets: sealed, updated_at: self.ground.now(), ..known.row };
        let detail = serde_json::json!({ "provider": id, "secret": name, "change": "set" });
        let entry = Entry::new(Kind::ProviderKeyChanged, who, "").detail(detail);
        self.write(entry, move |tx| {
            let row = row.clone();
            Box::pin(async move { Ok(store::provider::update(tx, &row).await.map(drop)?) })
        })
        .await
    }

    /// A provider as an administrator sees it.
    pub async fn facts(&self, id: &str) -> Result<Option<ProviderFacts>, Fault> {
        Ok(self.all_facts().await?.into_iter().find(|facts| facts.row.id == id))
    }

    /// All of them, in id order, also those whose settings cannot be used.
    pub async fn all_facts(&self) -> Result<Vec<ProviderFacts>, Fault> {
        let mut conn = self.ground.db.reader().await?;
        let rows = store::provider::all_with_keys(&mut conn).await?;
        let facts = rows.into_iter().map(|(row, keys)| {
            let secrets = open_secrets(&self.ground, &row)?.into_keys().collect();
            Ok(ProviderFacts { row, keys, secrets })
        });
        facts.collect()
    }

    async fn known(&self, id: &str) -> Result<ProviderFacts, DeclareRefusal> {
        self.facts(id).await?.ok_or_else(|| DeclareRefusal::Unknown(id.to_owned()))
    }

    fn row(&self, declared: &DeclaredProvider, known: Option<&ProviderFacts>) -> Result<Row, DeclareRefusal> {
        let now = self.ground.now();
        if known.is_some_and(|known| known.row.kind != declared.kind) {
            return Err(DeclareRefusal::OtherKind(declared.id.clone()));
        }
        Ok(Row {
            id: declared.id.clone(),
            kind: declared.kind.clone(),
            names: json(&declared.names)?,
            settings: declared.settings.to_string(),
            secrets: known.map(|known| known.row.secrets.clone()).unwrap_or_default(),
            status: known.map_or(ProviderStatus::Disabled, |known| known.row.status),
            weight: declared.weight,
            version: known.map_or(1, |known| known.row.version + 1),
            created_at: known.map_or(now, |known| known.row.created_at),
            updated_at: now,
        })
    }

    fn key_row(
        &self,
        provider: &str,
        owner: KeyOwner,
        (kid, jwk, public): (String, &Jwk, String),
    ) -> ProviderKey {
        ProviderKey {
            id: ProviderKeyId::random(&*self.ground.rng),
            provider_id: provider.to_owned(),
            owner,
            kid,
            algorithm: jwk.alg.as_ref().map(ToString::to_string).unwrap_or_default(),
            material: Vec::new(),
            public,
            status: KeyStatus::Live,
            created_at: self.ground.now(),
            retired_at: None,
        }
    }

    async fn write_key(&self, row: ProviderKey, who: &str, change: &str) -> Result<(), DeclareRefusal> {
        let detail = serde_json::json!({
            "provider": row.provider_id,
            "key": row.id.to_string(),
            "kid": row.kid,
            "owner": row.owner.as_str(),
            "change": change,
        });
        let entry = Entry::new(Kind::ProviderKeyChanged, who, "").detail(detail);
        self.write(entry, move |tx| {
            let row = row.clone();
            Box::pin(async move {
                match store::provider::add_key(tx, &row).await? {
                    Added::Done => Ok(()),
                    Added::TooMany => Err(DeclareRefusal::TooManyKeys),
                }
            })
        })
        .await
    }

    /// Writes a change, by which storage tells the other nodes, and looks anew itself.
    async fn write(
        &self,
        entry: Entry,
        change: impl for<'a> Fn(&'a mut Tx) -> BoxFuture<'a, Result<(), DeclareRefusal>> + Send + Sync + 'static,
    ) -> Result<(), DeclareRefusal> {
        let change: Change = Arc::new(change);
        let ground = self.ground.clone();
        self.ground
            .db
            .write(move |tx| {
                let (change, entry, ground) = (change.clone(), entry.clone(), ground.clone());
                Box::pin(async move {
                    change(tx).await?;
                    audit::record(tx, &ground, entry).await?;
                    Ok::<_, DeclareRefusal>(())
                })
            })
            .await?;
        Ok(self.reload().await?)
    }
}

fn check(declared: &DeclaredProvider) -> Result<(), DeclareRefusal> {
    let id = &declared.id;
    let letters = id.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-');
    if !(1..=40).contains(&id.len()) || !letters {
        return Err(DeclareRefusal::Id(id.clone()));
    }
    if !declared.names.contains_key("zh-Hans") {
        return Err(DeclareRefusal::Name);
    }
    if !KINDS.iter().any(|kind| kind.word == declared.kind) {
        let all: Vec<&str> = KINDS.iter().map(|kind| kind.word).collect();
        return Err(DeclareRefusal::Kind(declared.kind.clone(), all.join(", ")));
    }
    match settings::dialect(&declared.kind, &declared.settings) {
        Ok(_) => Ok(()),
        Err(problem) => Err(DeclareRefusal::Settings(problem.to_string())),
    }
}

fn json(value: &impl serde::Serialize) -> Result<String, Fault> {
    serde_json::to_string(value).map_err(|error| Fault::caused("a provider", error))
}
