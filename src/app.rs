//! The application: every service over its parts, built once from the configuration. Only `main`, `http` and `cli`
//! see it whole.

use std::sync::Arc;

use base::{Clock, Fault, Rng};
use config::Config;
use keys::{Kek, KekSource, Keyring, RotationPolicy, Vault as _};
use outbound::{Outbound, OutboundPolicy};
use proto::jose::Algorithm;
use store::{Db, DbOptions};

use crate::account::Accounts;
use crate::client::Clients;
use crate::consent::Consents;
use crate::credential::{HashPool, HashSettings, PasswordPolicy};
use crate::flow::{Flow, FlowPolicy};
use crate::grant::Grants;
use crate::ground::Ground;
use crate::job::Jobs;
use crate::logout::Logouts;
use crate::session::{SessionPolicy, Sessions};
use crate::token::{Denylist, TokenPolicy, Tokens};
use crate::vault::StoreVault;

/// What the application cannot make itself: the present and chance.
#[derive(Clone)]
pub struct World {
    /// The present.
    pub clock: Arc<dyn Clock>,
    /// Chance.
    pub rng: Arc<dyn Rng>,
}

/// Every service.
#[derive(Clone)]
pub struct App {
    /// The configuration it was built from.
    pub config: Arc<Config>,
    /// Database, keys, clock, chance, issuer.
    pub ground: Ground,
    /// Accounts.
    pub accounts: Accounts,
    /// Clients and platforms.
    pub clients: Clients,
    /// Consents.
    pub consents: Consents,
    /// Browser sessions.
    pub sessions: Sessions,
    /// Tokens.
    pub tokens: Tokens,
    /// The token endpoint.
    pub grants: Grants,
    /// The authorization endpoint.
    pub flow: Flow,
    /// Logout notices.
    pub logouts: Logouts,
    /// What runs by itself.
    pub jobs: Jobs,
}

impl App {
    /// Connects to the database, brings its schema up to date, opens the keys and builds every service.
    pub async fn open(config: Config, world: World) -> Result<Self, Fault> {
        std::fs::create_dir_all(&config.server.data_dir)
            .map_err(|error| Fault::caused("the data folder cannot be made", error))?;
        let db = Db::connect(&DbOptions {
            url: config.database.url.expose().clone(),
            max_connections: config.database.max_connections,
            statement_timeout: config.database.statement_timeout_ms,
        })
        .await?;
        db.migrate().await?;
        let keys = open_keys(&config, db.clone(), &world).await?;
        let issuer: Arc<str> = config.server.issuer.as_str().into();
        let World { clock, rng } = world;
        let ground = Ground { db, keys, clock, rng, issuer };
        Self::build(config, ground).await
    }

    async fn build(config: Config, ground: Ground) -> Result<Self, Fault> {
        let outbound = Outbound::new(outbound_policy(&config))?;
        let hashes = HashPool::new(hash_settings(&config))?;
        let passwords = PasswordPolicy {
            min_length: config.passwords.min_length,
            max_length: config.passwords.max_length,
        };
        let accounts = Accounts::new(ground.clone(), hashes, passwords);
        let clients = Clients::open(ground.clone(), outbound.clone()).await?;
        let sessions = Sessions::new(ground.clone(), clients.clone(), session_policy(&config));
        let denylist = Denylist::default();
        let tokens = Tokens::new(ground.clone(), token_policy(&config)?, denylist.clone());
        let flow = Flow::new(ground.clone(), clients.clone(), sessions.clone(), flow_policy(&config));
        let logouts = Logouts::new(ground.clone(), clients.clone(), tokens.clone(), outbound, (&config.logout).into());
        let jobs = Jobs::new(
            ground.clone(),
            clients.clone(),
            denylist,
            logouts.clone(),
            config.retention.ended_session_days,
        );
        Ok(Self {
            consents: Consents::new(ground.clone()),
            grants: Grants::new(ground.clone(), tokens.clone()),
            config: Arc::new(config),
            ground,
            accounts,
            clients,
            sessions,
            tokens,
            flow,
            logouts,
            jobs,
        })
    }
}

/// Opens the keys a configuration names, in a database.
pub async fn open_keys(config: &Config, db: Db, world: &World) -> Result<Keyring, Fault> {
    let vault = StoreVault::new(db, world.clock.clone(), world.rng.clone());
    first_kek(config, &vault, world).await?;
    let policy = rotation_policy(config)?;
    Keyring::open(Arc::new(vault), kek_source(config), policy, world.clock.clone(), world.rng.clone())
        .await
        .map_err(|error| Fault::caused("the keys cannot be opened", error))
}

/// Makes the key-encryption key's file at the very first start. A file that is missing later is a fault: the keys
/// under it could not be opened with another.
async fn first_kek(config: &Config, vault: &StoreVault, world: &World) -> Result<(), Fault> {
    let config::Kek::File(path) = &config.keys.kek else {
        return Ok(());
    };
    if path.exists() || vault.version().await? != 0 {
        return Ok(());
    }
    Kek::create_file(path, &*world.rng).map_err(|error| Fault::caused("the key-encryption key", error))
}

/// Where the key-encryption key comes from.
pub fn kek_source(config: &Config) -> KekSource {
    match &config.keys.kek {
        config::Kek::File(path) => KekSource::File(path.clone()),
        config::Kek::Value(value) => KekSource::Value(value.clone()),
        config::Kek::Passphrase(phrase) => KekSource::Passphrase(phrase.clone()),
    }
}

fn algorithm(name: config::SigningAlgorithm) -> Result<Algorithm, Fault> {
    name.as_str().parse().map_err(|error| Fault::caused("an algorithm of the configuration", error))
}

/// The rotation calendar of a configuration.
pub fn rotation_policy(config: &Config) -> Result<RotationPolicy, Fault> {
    let keys = &config.keys;
    Ok(RotationPolicy {
        algorithms: keys.algorithms.iter().map(|name| algorithm(*name)).collect::<Result<_, _>>()?,
        period: keys.period_days,
        publish_ahead: keys.publish_ahead_hours,
        retire_after: keys.retire_after_hours,
        jwks_max_age: keys.jwks_max_age_seconds,
    })
}

fn outbound_policy(config: &Config) -> OutboundPolicy {
    OutboundPolicy {
        timeout: config.outbound.timeout_ms,
        max_response: config.outbound.max_response_kib.bytes(),
        allow_networks: config.outbound.allow_networks.clone(),
        ca_file: config.outbound.ca_file.clone(),
    }
}

fn hash_settings(config: &Config) -> HashSettings {
    let cores = || std::thread::available_parallelism().map_or(1, usize::from);
    let passwords = &config.passwords;
    HashSettings {
        memory_kib: passwords.memory_kib,
        iterations: passwords.iterations,
        parallelism: passwords.parallelism,
        workers: if passwords.workers == 0 { cores() } else { passwords.workers },
        queue: passwords.queue_ms,
    }
}

const fn session_policy(config: &Config) -> SessionPolicy {
    SessionPolicy {
        idle: config.sessions.idle_minutes,
        absolute: config.sessions.absolute_hours,
        touch: config.sessions.touch_seconds,
    }
}

fn token_policy(config: &Config) -> Result<TokenPolicy, Fault> {
    let tokens = &config.tokens;
    Ok(TokenPolicy {
        access: tokens.access_token_seconds,
        id_token: tokens.id_token_seconds,
        refresh_idle: tokens.refresh_idle_days,
        refresh_absolute: tokens.refresh_absolute_days,
        refresh_grace: tokens.refresh_grace_seconds,
        algorithm: algorithm(config.keys.default_algorithm)?,
    })
}

const fn flow_policy(config: &Config) -> FlowPolicy {
    FlowPolicy {
        request_life: config.sessions.request_minutes,
        code_life: config.tokens.code_seconds,
        pushed_life: config.tokens.pushed_request_seconds,
    }
}

