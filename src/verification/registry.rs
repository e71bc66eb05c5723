//! The registered providers, as the service uses them: a snapshot in memory that every node renews within a second of a
//! change, so that a provider that is switched off is off everywhere.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use arc_swap::ArcSwap;
use base::{Fault, Secret};
use keys::{PartnerKey, SealPurpose};
use proto::jose::{Jwk, VerifyingKey};
use provider::settings::{self, SettingsProblem};
use provider::{Dialect, TheirKey};
use store::provider::{KeyOwner, KeyStatus, Provider as Row, ProviderKey, ProviderStatus};

use super::claim::SELF;
use crate::assurance::Trusted;
use crate::ground::Ground;

/// A provider, ready to be asked.
pub struct Provider {
    /// Its id.
    pub id: String,
    /// Which language it speaks.
    pub kind: String,
    /// Its name by language tag.
    pub names: BTreeMap<String, String>,
    /// Whether it is on.
    pub status: ProviderStatus,
    /// How much of the work goes to it, against others that find the same.
    pub weight: u32,
    /// Its language, with its settings.
    pub dialect: Box<dyn Dialect>,
    pub(super) their_keys: Vec<TheirKey>,
    pub(super) our_key: Option<PartnerKey>,
    pub(super) secrets: BTreeMap<String, Secret<String>>,
}

impl Provider {
    /// The name in the language asked for, else in Chinese, else the id.
    pub fn name(&self, language: &str) -> &str {
        self.names.get(language).or_else(|| self.names.get("zh-Hans")).map_or(&self.id, String::as_str)
    }

    /// Whether it may be asked.
    pub fn is_enabled(&self) -> bool {
        self.status == ProviderStatus::Enabled
    }
}

/// Why a provider's row cannot be used. The provider is left out, the others stay.
#[derive(Debug, thiserror::Error)]
enum Unusable {
    #[error("its settings: {0}")]
    Settings(SettingsProblem),
    #[error(transparent)]
    Fault(#[from] Fault),
}

/// The providers of this deployment.
#[derive(Clone)]
pub struct Providers {
    pub(super) ground: Ground,
    snapshot: Arc<ArcSwap<HashMap<String, Arc<Provider>>>>,
}

impl Providers {
    /// The registry with the providers of now.
    pub async fn open(ground: Ground) -> Result<Self, Fault> {
        let providers = Self { ground, snapshot: Arc::default() };
        providers.reload().await?;
        Ok(providers)
    }

    /// Renews the snapshot. What a dialect remembers between calls is lost with it, which costs one call.
    pub async fn reload(&self) -> Result<(), Fault> {
        let mut conn = self.ground.db.reader().await?;
        let mut snapshot = HashMap::new();
        for (row, keys) in store::provider::all_with_keys(&mut conn).await? {
            let id = row.id.clone();
            match self.read(row, &keys) {
                Ok(provider) => drop(snapshot.insert(id, Arc::new(provider))),
                Err(problem) => {
                    tracing::error!(provider.id = id, problem = %problem, "a provider is left out");
                }
            }
        }
        self.snapshot.store(Arc::new(snapshot));
        Ok(())
    }

    /// The provider with this id, on or off.
    pub fn find(&self, id: &str) -> Option<Arc<Provider>> {
        self.snapshot.load().get(id).cloned()
    }

    /// All providers, in id order.
    pub fn all(&self) -> Vec<Arc<Provider>> {
        let mut all: Vec<_> = self.snapshot.load().values().cloned().collect();
        all.sort_by(|one, other| one.id.cmp(&other.id));
        all
    }

    /// Whether what a provider proved for one session alone still counts in it.
    pub fn trusted(&self, id: Option<&str>) -> Trusted {
        match id {
            // Several, where the level rests on what several proved.
            Some(ids) => {
                let on = |id: &str| self.find(id).map_or(id == SELF, |provider| provider.is_enabled());
                if ids.split(' ').all(on) { Trusted::Yes } else { Trusted::No }
            }
            None => Trusted::Yes,
        }
    }

    fn read(&self, row: Row, keys: &[ProviderKey]) -> Result<Provider, Unusable> {
        let text = |what: &str, error| Fault::caused(format!("provider {}: {what}", row.id), error);
        let settings = serde_json::from_str(&row.settings).map_err(|error| text("settings", error))?;
        let dialect = settings::dialect(&row.kind, &settings).map_err(Unusable::Settings)?;
        let live = |owner| keys.iter().filter(move |key| key.owner == owner && key.status == KeyStatus::Live);
        let ours = live(KeyOwner::Ours).max_by_key(|key| key.created_at);
        Ok(Provider {
            names: serde_json::from_str(&row.names).map_err(|error| text("names", error))?,
            secrets: open_secrets(&self.ground, &row)?,
            their_keys: live(KeyOwner::Theirs).map(their_key).collect::<Result<_, _>>()?,
            our_key: ours.map(|key| self.our_key(key)).transpose()?,
            id: row.id,
            kind: row.kind,
            status: row.status,
            weight: row.weight,
            dialect,
        })
    }

    fn our_key(&self, key: &ProviderKey) -> Result<PartnerKey, Fault> {
        let opened = self.ground.keys.open_partner_key(&key.material, key.id.as_bytes());
        opened.map_err(|error| Fault::caused(format!("provider_key {}", key.id), error))
    }
}

fn their_key(key: &ProviderKey) -> Result<TheirKey, Fault> {
    let damaged = |error: &dyn std::fmt::Display| Fault::new(format!("provider_key {}: {error}", key.id));
    let jwk: Jwk = serde_json::from_str(&key.public).map_err(|error| damaged(&error))?;
    let verifying = VerifyingKey::from_jwk(&jwk).map_err(|error| damaged(&error))?;
    Ok(TheirKey { kid: key.kid.clone(), key: verifying })
}

/// Opens the secrets of a provider: bound to its id.
pub(super) fn open_secrets(ground: &Ground, row: &Row) -> Result<BTreeMap<String, Secret<String>>, Fault> {
    if row.secrets.is_empty() {
        return Ok(BTreeMap::new());
    }
    let plain = ground.keys.open_sealed(SealPurpose::ProviderSecret, row.id.as_bytes(), &row.secrets);
    let plain = plain.map_err(|error| Fault::caused("secrets of a provider do not open", error))?;
    let texts: BTreeMap<String, String> =
        serde_json::from_slice(&plain).map_err(|error| Fault::caused("secrets of a provider", error))?;
    Ok(texts.into_iter().map(|(name, text)| (name, Secret::new(text))).collect())
}
