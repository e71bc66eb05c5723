//! Clients (relying parties) and the platforms that own them. Reads come from a snapshot in memory that every node
//! renews within a second of a change; writes go through `declare` and bump the epoch nodes watch.

mod authenticate;
mod declare;
mod jwks_cache;
mod logo;
mod picture;
mod release;
mod secret;
mod sector;
mod subject;

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use arc_swap::ArcSwap;
use base::{Fault, SecretId, Time};
use outbound::Outbound;
use proto::client::ClientMetadata;
use proto::jose::VerifyingKey;
use store::client::{ClientSecretRow, ClientStatus};
use store::platform::PlatformStatus;

use crate::ground::Ground;

pub use authenticate::{AuthenticatedClient, ClientAuthRefusal, Presented};
pub use declare::{ClientFile, DeclaredPlatform, Difference, FileProblem};
pub use logo::{Logo, LogoRefusal};
pub use picture::{LARGEST as LARGEST_LOGO, PictureFormat, PictureRefusal};
pub use release::{
    Release, SUPPORTED as SUPPORTED_CLAIMS, SUPPORTED_IN_VERIFIED, allowed_verified, division_asked, family,
    is_about_the_sign_in, is_of_document, may_have,
};
pub use secret::NewSecret;
pub use subject::{entity_at, sid_at, subject_at};

use jwks_cache::JwksCache;

/// A client as the service uses it: checked metadata, its platform, its live secrets.
#[derive(Debug)]
pub struct Client {
    /// What was registered.
    pub metadata: ClientMetadata,
    /// The platform that owns it.
    pub platform: Platform,
    /// Whether client and platform are both enabled.
    pub status: ClientStatus,
    /// Under whose name it sees people: worked out once, because it is asked for by every token.
    sector: String,
    secrets: Vec<StoredSecret>,
    inline_keys: Vec<VerifyingKey>,
}

/// The organisation that owns clients.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Platform {
    /// Its id.
    pub id: String,
    /// Its name by language tag.
    pub names: BTreeMap<String, String>,
    /// Administrative division code, GB/T 2260.
    pub division_code: String,
    /// What stands in the address of its logo, if it has one.
    pub logo: Option<String>,
}

#[derive(Debug)]
struct StoredSecret {
    id: SecretId,
    hash: [u8; 32],
    expires_at: Option<Time>,
}

impl Client {
    /// Its identifier.
    pub fn id(&self) -> &str {
        &self.metadata.client_id
    }
}

impl Platform {
    /// The name in the language asked for, else in Chinese, else the id.
    pub fn name(&self, language: &str) -> &str {
        self.names.get(language).or_else(|| self.names.get("zh-Hans")).map_or(&self.id, String::as_str)
    }
}

/// The clients of this deployment.
#[derive(Clone)]
pub struct Clients {
    ground: Ground,
    outbound: Outbound,
    snapshot: Arc<ArcSwap<HashMap<String, Arc<Client>>>>,
    jwks: Arc<JwksCache>,
}

impl Clients {
    /// The service over its parts, with the clients of now.
    pub async fn open(ground: Ground, outbound: Outbound) -> Result<Self, Fault> {
        let jwks = Arc::new(JwksCache::new(outbound.clone(), ground.clock.clone()));
        let clients = Self { ground, outbound, snapshot: Arc::default(), jwks };
        clients.reload().await?;
        Ok(clients)
    }

    /// Renews the snapshot from the database. A client whose row cannot be read is left out and told of: it must not
    /// keep changes of the others from this node.
    pub async fn reload(&self) -> Result<(), Fault> {
        let mut conn = self.ground.db.reader().await?;
        let platforms = store::platform::list(&mut conn).await?;
        let platforms: HashMap<_, _> = platforms.into_iter().map(|row| (row.id.clone(), row)).collect();
        let logos: HashMap<_, _> = store::platform_logo::all_digests(&mut conn).await?.into_iter().collect();
        let mut snapshot = HashMap::new();
        for (row, secrets) in store::client::all_with_secrets(&mut conn).await? {
            let platform = platforms.get(&row.platform_id);
            match read(&row, (platform, logos.get(&row.platform_id)), secrets) {
                Ok(client) => drop(snapshot.insert(client.id().to_owned(), Arc::new(client))),
                Err(fault) => {
                    tracing::error!(client.id = row.id, fault = fault.chain(), "a client is left out");
                }
            }
        }
        self.snapshot.store(Arc::new(snapshot));
        Ok(())
    }

    /// The client with this id, if it and its platform are enabled. A disabled client is as unknown as none.
    pub fn find(&self, client_id: &str) -> Option<Arc<Client>> {
        self.find_any(client_id).filter(|client| client.status == ClientStatus::Active)
    }

    /// The client with this id, enabled or not.
    pub fn find_any(&self, client_id: &str) -> Option<Arc<Client>> {
        self.snapshot.load().get(client_id).cloned()
    }

    /// All clients, in id order.
    pub fn all(&self) -> Vec<Arc<Client>> {
        let mut all: Vec<_> = self.snapshot.load().values().cloned().collect();
        all.sort_by(|one, other| one.id().cmp(other.id()));
        all
    }
}

fn read(
    row: &store::client::Client,
    (platform, logo): (Option<&store::platform::Platform>, Option<&String>),
    secrets: Vec<ClientSecretRow>,
) -> Result<Client, Fault> {
    let unreadable = |error| Fault::caused(format!("client {}: metadata is not readable", row.id), error);
    let metadata: ClientMetadata = serde_json::from_str(&row.metadata).map_err(unreadable)?;
    let Some(platform) = platform else {
        return Err(Fault::new(format!("client {}: its platform {} is not there", row.id, row.platform_id)));
    };
    let names = serde_json::from_str(&platform.names).map_err(unreadable)?;
    let enabled = row.status == ClientStatus::Active && platform.status == PlatformStatus::Active;
    let inline_keys = metadata.jwks.as_ref().map(VerifyingKey::from_set).unwrap_or_default();
    Ok(Client {
        inline_keys,
        sector: subject::sector_of(&metadata),
        metadata,
        platform: Platform {
            id: platform.id.clone(),
            names,
            division_code: platform.division_code.clone(),
            logo: logo.cloned(),
        },
        status: if enabled { ClientStatus::Active } else { ClientStatus::Disabled },
        secrets: secrets
            .into_iter()
            .map(|secret| StoredSecret { id: secret.id, hash: secret.hash, expires_at: secret.expires_at })
            .collect(),
    })
}
