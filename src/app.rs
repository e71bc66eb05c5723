//! The application: every service over its parts, built once from the configuration. Only `main`, `http` and `cli`
//! see it whole.

use std::sync::Arc;

use base::{Clock, Fault, Rng};
use config::Config;
use keys::{KekSource, Keyring, RotationPolicy};
use outbound::{Outbound, OutboundPolicy};
use proto::jose::Algorithm;

use crate::account::Accounts;
use crate::admin::custody::make_first_kek;
use crate::admin::site::{Absent, Site};
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
        let site = Site::open(&config, (world.clock, world.rng), Absent::Create)
            .await
            .map_err(|refusal| Fault::caused("the database cannot be opened", refusal))?;
        site.migrate().await?;
        let keys = open_keys(&config, &site).await?;
        let issuer: Arc<str> = config.server.issuer.as_str().into();
        let Site { db, clock, rng } = site;
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
        // Before the first request, not with the first look for changes: a node that comes up knows who is dead.
        let denylist = Denylist::default();
        denylist.refresh(&ground.db, ground.now()).await?;
        let tokens = Tokens::new(ground.clone(), token_policy(&config)?, denylist.clone());
        let flow = Flow::new(ground.clone(), clients.clone(), sessions.clone(), flow_policy(&config));
        let logouts =
            Logouts::new(ground.clone(), clients.clone(), tokens.clone(), outbound, (&config.logout).into());
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

/// Opens the keys of a site with the key-encryption key that a configuration names. At the very first start both are
/// made.
pub async fn open_keys(config: &Config, site: &Site) -> Result<Keyring, Fault> {
    make_first_kek(site, &kek_source(config)).await?;
    let (clock, rng) = (site.clock.clone(), site.rng.clone());
    let vault = StoreVault::new(site.db.clone(), clock.clone(), rng.clone());
    Keyring::open(Arc::new(vault), kek_source(config), rotation_policy(config)?, clock, rng)
        .await
        .map_err(|error| Fault::caused("the keys cannot be opened", error))
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
