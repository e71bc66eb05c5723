//! Third parties that verify facts, and the keys shared with them. Settings are read by the caller; secrets and private
//! keys rest sealed. Every change tells the nodes, which hold all providers in memory.

use base::{Fault, ProviderKeyId, Time};

use crate::epoch::{self, Topic};
use crate::fields::Fields;
use crate::seam::{Conn, Row, Tx, args};
use crate::word::words;

/// Public keys of a provider that may live at once: the one it signs with, and the next.
pub const MOST_LIVE_KEYS: i64 = 2;

words! {
    /// Whether a provider may be asked.
    pub enum ProviderStatus {
        /// It may.
        Enabled = "enabled",
        /// It may not.
        Disabled = "disabled",
    }
}

words! {
    /// Whose key it is.
    pub enum KeyOwner {
        /// Ours: we sign with it.
        Ours = "ours",
        /// The provider's: it signs with it.
        Theirs = "theirs",
    }
}

words! {
    /// Whether a key is used.
    pub enum KeyStatus {
        /// It is.
        Live = "live",
        /// It is not any more.
        Retired = "retired",
    }
}

/// A provider.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Provider {
    /// Its id.
    pub id: String,
    /// Which language it speaks.
    pub kind: String,
    /// Its name by language tag, JSON.
    pub names: String,
    /// What its language needs to know, JSON.
    pub settings: String,
    /// Secrets agreed with it, sealed; empty where there are none.
    pub secrets: Vec<u8>,
    /// Whether it may be asked.
    pub status: ProviderStatus,
    /// How much of the work goes to it.
    pub weight: u32,
    /// Moves on by one with each change; [`update`] and [`set_status`] do so themselves.
    pub version: i64,
    /// When it was registered.
    pub created_at: Time,
    /// When it was last changed.
    pub updated_at: Time,
}

/// A key shared with a provider.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProviderKey {
    /// Its id.
    pub id: ProviderKeyId,
    /// With whom.
    pub provider_id: String,
    /// Whose it is.
    pub owner: KeyOwner,
    /// What it is called on the wire; empty where it has no name there.
    pub kid: String,
    /// What it signs with.
    pub algorithm: String,
    /// Ours: the private key, sealed. Theirs: the public key.
    pub material: Vec<u8>,
    /// The public key, JSON.
    pub public: String,
    /// Whether it is used.
    pub status: KeyStatus,
    /// When it was added.
    pub created_at: Time,
    /// When it was retired.
    pub retired_at: Option<Time>,
}

const INSERT: &str = "
    insert into provider (id, kind, names, settings, secrets, status, weight, version, created_at, updated_at)
    values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)";

/// Registers a provider.
///
/// # Errors
/// A fault of the database.
pub async fn insert(tx: &mut Tx, provider: &Provider) -> Result<(), Fault> {
    let args = args![
        &provider.id,
        &provider.kind,
        &provider.names,
        &provider.settings,
        &provider.secrets,
        provider.status.as_str(),
        provider.weight,
        provider.version,
        provider.created_at,
        provider.updated_at,
    ];
    tx.run(INSERT, args).await?;
    epoch::bump(tx, Topic::Providers).await.map(drop)
}

const UPDATE: &str = "
    update provider
    set names = $2,
        settings = $3,
        secrets = $4,
        weight = $5,
        version = version + 1,
        updated_at = $6
    where id = $1";

/// Writes anew what is known of a provider, but for its kind and whether it is on; `false` when there is none.
///
/// # Errors
/// A fault of the database.
pub async fn update(tx: &mut Tx, provider: &Provider) -> Result<bool, Fault> {
    let args = args![
        &provider.id,
        &provider.names,
        &provider.settings,
        &provider.secrets,
        provider.weight,
        provider.updated_at,
    ];
    let written = tx.run(UPDATE, args).await?;
    tell(tx, written).await
}

const SET_STATUS: &str = "
    update provider
    set status = $2,
        version = version + 1,
        updated_at = $3
    where id = $1";

/// Switches a provider on or off; `false` when there is none.
///
/// # Errors
/// A fault of the database.
pub async fn set_status(tx: &mut Tx, id: &str, status: ProviderStatus, now: Time) -> Result<bool, Fault> {
    let written = tx.run(SET_STATUS, args![id, status.as_str(), now]).await?;
    tell(tx, written).await
}

async fn tell(tx: &mut Tx, touched: u64) -> Result<bool, Fault> {
    if touched == 0 {
        return Ok(false);
    }
    epoch::bump(tx, Topic::Providers).await.map(|_| true)
}

const BY_ID: &str = "
    select id, kind, names, settings, secrets, status, weight, version, created_at, updated_at
    from provider
    where id = $1";

/// One provider, read past the nodes' memory.
///
/// # Errors
/// A fault of the database.
pub async fn by_id(conn: &mut Conn, id: &str) -> Result<Option<Provider>, Fault> {
    conn.row(BY_ID, args![id]).await?.as_ref().map(read).transpose()
}

const ALL: &str = "
    select id, kind, names, settings, secrets, status, weight, version, created_at, updated_at
    from provider
    order by id";

const ALL_KEYS: &str = "
    select id, provider_id, owner, kid, algorithm, material, public, status, created_at, retired_at
    from provider_key
    order by created_at, id";

/// All providers in id order, each with its keys, the oldest first.
///
/// # Errors
/// A fault of the database.
pub async fn all_with_keys(conn: &mut Conn) -> Result<Vec<(Provider, Vec<ProviderKey>)>, Fault> {
    let providers = conn.rows(ALL, &[]).await?.iter().map(read).collect::<Result<Vec<_>, Fault>>()?;
    let keys = conn.rows(ALL_KEYS, &[]).await?.iter().map(read_key).collect::<Result<Vec<_>, Fault>>()?;
    let with_keys = providers.into_iter().map(|provider| {
        let own = keys.iter().filter(|key| key.provider_id == provider.id).cloned().collect();
        (provider, own)
    });
    Ok(with_keys.collect())
}

/// Whether a key was added.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Added {
    /// It was.
    Done,
    /// As many as may live at once do.
    TooMany,
}

const HOLD: &str = "
    update provider
    set updated_at = updated_at
    where id = $1";

const LIVE_THEIRS: &str = "
    select count(*)
    from provider_key
    where provider_id = $1
      and owner = 'theirs'
      and status = 'live'";

const ADD_KEY: &str = "
    insert into provider_key (id, provider_id, owner, kid, algorithm, material, public, status, created_at,
      retired_at)
    values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)";

/// Adds a key. Of the provider's own at most [`MOST_LIVE_KEYS`] live at once.
///
/// # Errors
/// A fault of the database, also when there is no such provider.
pub async fn add_key(tx: &mut Tx, key: &ProviderKey) -> Result<Added, Fault> {
    // Of two that add at once the later one counts what the earlier one added.
    tx.run(HOLD, args![&key.provider_id]).await?;
    if key.owner == KeyOwner::Theirs {
        let row = tx.row(LIVE_THEIRS, args![&key.provider_id]).await?;
        let row = row.ok_or_else(|| Fault::new("counting keys returned nothing"))?;
        if Fields::new(&row, "provider_key").int("count")? >= MOST_LIVE_KEYS {
            return Ok(Added::TooMany);
        }
    }
    let args = args![
        &key.id,
        &key.provider_id,
        key.owner.as_str(),
        &key.kid,
        &key.algorithm,
        &key.material,
        &key.public,
        key.status.as_str(),
        key.created_at,
        key.retired_at,
    ];
    tx.run(ADD_KEY, args).await?;
    epoch::bump(tx, Topic::Providers).await.map(|_| Added::Done)
}

const RETIRE_KEY: &str = "
    update provider_key
    set status = 'retired',
        retired_at = $3
    where id = $1
      and provider_id = $2
      and status = 'live'";

/// Retires a key of a provider; `false` when it has no such live key.
///
/// # Errors
/// A fault of the database.
pub async fn retire_key(tx: &mut Tx, provider_id: &str, id: ProviderKeyId, now: Time) -> Result<bool, Fault> {
    let written = tx.run(RETIRE_KEY, args![&id, provider_id, now]).await?;
    tell(tx, written).await
}

fn read(row: &Row) -> Result<Provider, Fault> {
    let mut fields = Fields::new(row, "provider");
    Ok(Provider {
        id: fields.text("id")?,
        kind: fields.text("kind")?,
        names: fields.text("names")?,
        settings: fields.text("settings")?,
        secrets: fields.bytes("secrets")?,
        status: fields.word(ProviderStatus::parse, "status")?,
        weight: fields.count("weight")?,
        version: fields.int("version")?,
        created_at: fields.time("created_at")?,
        updated_at: fields.time("updated_at")?,
    })
}

fn read_key(row: &Row) -> Result<ProviderKey, Fault> {
    let mut fields = Fields::new(row, "provider_key");
    Ok(ProviderKey {
        id: fields.id(ProviderKeyId::from_bytes, "id")?,
        provider_id: fields.text("provider_id")?,
        owner: fields.word(KeyOwner::parse, "owner")?,
        kid: fields.text("kid")?,
        algorithm: fields.text("algorithm")?,
        material: fields.bytes("material")?,
        public: fields.text("public")?,
        status: fields.word(KeyStatus::parse, "status")?,
        created_at: fields.time("created_at")?,
        retired_at: fields.opt_time("retired_at")?,
    })
}
