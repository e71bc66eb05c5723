//! The application: every service over its parts, built once from the configuration. Only `main`, `http` and `cli`
//! see it whole.

use std::sync::Arc;
use std::time::Duration;

use base::{Clock, Fault, Rng};
use config::{Attestation, Config};
use credential::{
    AttestationPolicy, BreachedList, HashPool, HashSettings, PasskeySettings, Passkeys, PasswordPolicy,
};
use keys::{KekSource, Keyring, RotationPolicy};
use outbound::{Outbound, OutboundPolicy};
use proto::jose::Algorithm;
use url::Url;

use crate::account::Accounts;
use crate::admin::custody::make_first_kek;
use crate::admin::site::{Absent, Site};
use crate::assurance::Assurance;
use crate::authenticator::Authenticators;
use crate::client::Clients;
use crate::consent::Consents;
use crate::entity::Entities;
use crate::flow::{self, Flow, FlowPolicy};
use crate::grant::Grants;
use crate::ground::Ground;
use crate::job::Jobs;
use crate::logout::Logouts;
use crate::notify::{MessagePolicy, Notices};
use crate::recovery::{self, Recoveries, RecoveryPolicy};
use crate::risk::Limits;
use crate::self_service::{self, SelfService};
use crate::session::{SessionPolicy, Sessions};
use crate::sign_in::{self, Open, PhoneRegistration, SignInPolicy, SignIns};
use crate::token::{Denylist, TokenPolicy, Tokens};
use crate::vault::StoreVault;
use crate::verification::{self, HealthPolicy, Outage, Providers, VerificationPolicy, Verifications};

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
    /// Passkeys, apps that count time, recovery codes.
    pub authenticators: Authenticators,
    /// Budgets of attempts.
    pub limits: Limits,
    /// Messages to people.
    pub notices: Notices,
    /// Ways to sign in.
    pub sign_ins: SignIns,
    /// Ways back into an account.
    pub recoveries: Recoveries,
    /// What people do with their own accounts.
    pub self_service: SelfService,
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
    /// Levels.
    pub assurance: Assurance,
    /// Third-party verification.
    pub verifications: Verifications,
    /// Legal entities and whom people act for.
    pub entities: Entities,
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
        Box::pin(Self::build(config, ground)).await
    }

    async fn build(config: Config, ground: Ground) -> Result<Self, Fault> {
        let outbound = Outbound::new(outbound_policy(&config))?;
        let notices = Notices::new(ground.clone(), outbound.clone(), message_policy(&config)?);
        let accounts = Accounts::new(
            ground.clone(),
            HashPool::new(hash_settings(&config))?,
            password_policy(&config)?,
            notices.clone(),
        );
        let authenticators =
            Authenticators::new(ground.clone(), passkeys(&config)?, config.passkeys.challenge_minutes);
        let clients = Clients::open(ground.clone(), outbound.clone()).await?;
        let assurance = Assurance::new(ground.clone(), level_policy(&config)?);
        let providers = Providers::open(ground.clone()).await?;
        let levels = (assurance.clone(), providers.clone());
        let sessions = Sessions::new(ground.clone(), clients.clone(), levels, session_policy(&config));
        // Before the first request, not with the first look for changes: a node that comes up knows who is dead.
        let denylist = Denylist::default();
        denylist.refresh(&ground.db, ground.now()).await?;
        let entities = Entities::new(ground.clone(), accounts.clone(), assurance.clone(), notices.clone());
        let people = (assurance.clone(), providers.clone(), entities.clone());
        let tokens = Tokens::new(ground.clone(), people, token_policy(&config)?, denylist.clone());
        let limits = Limits::new(ground.clone(), &config)?;
        let people = sign_in::Parts {
            accounts: accounts.clone(),
            authenticators: authenticators.clone(),
            sessions: sessions.clone(),
            limits: limits.clone(),
            notices: notices.clone(),
        };
        let sign_ins = SignIns::new(ground.clone(), people.clone(), sign_in_policy(&config));
        let recoveries = recoveries(&ground, &people, (sign_ins.clone(), &config));
        let verifications =
            verifications(&ground, &people, (outbound.clone(), &assurance, &providers), &config)?;
        let parts = flow::Parts {
            sessions: sessions.clone(),
            sign_ins: sign_ins.clone(),
            verifications: verifications.clone(),
            entities: entities.clone(),
        };
        let flow = Flow::new(ground.clone(), clients.clone(), parts, flow_policy(&config));
        let logouts =
            Logouts::new(ground.clone(), clients.clone(), tokens.clone(), outbound, (&config.logout).into());
        let jobs = Jobs::new(
            ground.clone(),
            clients.clone(),
            denylist,
            (logouts.clone(), notices.clone(), verifications.clone(), entities.clone()),
            config.retention.ended_session_days,
        );
        let consents = Consents::new(ground.clone());
        let others =
            (consents.clone(), recoveries.clone(), logouts.clone(), (assurance.clone(), entities.clone()));
        Ok(Self {
            self_service: self_service(&ground, &people, others),
            consents,
            grants: Grants::new(
                ground.clone(),
                tokens.clone(),
                (assurance.clone(), entities.clone(), verifications.providers().clone()),
            ),
            config: Arc::new(config),
            ground,
            accounts,
            authenticators,
            limits,
            notices,
            sign_ins,
            recoveries,
            clients,
            sessions,
            tokens,
            assurance,
            verifications,
            entities,
            flow,
            logouts,
            jobs,
        })
    }
}

/// Third-party verification, over what signing in stands on.
fn verifications(
    ground: &Ground,
    people: &sign_in::Parts,
    (outbound, assurance, providers): (Outbound, &Assurance, &Providers),
    config: &Config,
) -> Result<Verifications, Fault> {
    let parts = verification::Parts {
        outbound,
        providers: providers.clone(),
        accounts: people.accounts.clone(),
        assurance: assurance.clone(),
        limits: people.limits.clone(),
        notices: people.notices.clone(),
    };
    Ok(Verifications::new(ground.clone(), parts, verification_policy(config)?))
}

/// The way back into an account, over what signing in stands on.
fn recoveries(
    ground: &Ground,
    people: &sign_in::Parts,
    (sign_ins, config): (SignIns, &Config),
) -> Recoveries {
    let parts = recovery::Parts {
        accounts: people.accounts.clone(),
        authenticators: people.authenticators.clone(),
        sessions: people.sessions.clone(),
        sign_ins,
        limits: people.limits.clone(),
        notices: people.notices.clone(),
    };
    Recoveries::new(ground.clone(), parts, recovery_policy(config))
}

/// What people do with their accounts, over what signing in stands on.
fn self_service(
    ground: &Ground,
    people: &sign_in::Parts,
    (consents, recoveries, logouts, (assurance, entities)): (
        Consents,
        Recoveries,
        Logouts,
        (Assurance, Entities),
    ),
) -> SelfService {
    let parts = self_service::Parts {
        accounts: people.accounts.clone(),
        authenticators: people.authenticators.clone(),
        sessions: people.sessions.clone(),
        consents,
        recoveries,
        logouts,
        assurance,
        entities,
        notices: people.notices.clone(),
    };
    SelfService::new(ground.clone(), parts)
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

/// Password hashes that may wait at once: at 20 ms each more than can be done within any deadline, so that it is the
/// deadline that sheds and not this.
const MOST_WAITING: usize = 4096;

fn hash_settings(config: &Config) -> HashSettings {
    let cores = || std::thread::available_parallelism().map_or(1, usize::from);
    let passwords = &config.passwords;
    HashSettings {
        memory_kib: passwords.memory_kib,
        iterations: passwords.iterations,
        parallelism: passwords.parallelism,
        workers: if passwords.workers == 0 { cores() } else { passwords.workers },
        queue: passwords.queue_ms,
        max_waiting: MOST_WAITING,
    }
}

/// Passkeys, as the configuration wants them.
fn passkeys(config: &Config) -> Result<Passkeys, Fault> {
    Passkeys::new(&passkey_settings(config)?)
}

fn passkey_settings(config: &Config) -> Result<PasskeySettings, Fault> {
    let issuer = Url::parse(config.server.issuer.as_str());
    let issuer = issuer.map_err(|error| Fault::caused("the issuer is no address", error))?;
    let attestation = match (config.passkeys.attestation, &config.passkeys.attestation_roots) {
        (Attestation::Required, Some(file)) => {
            let roots_pem = std::fs::read_to_string(file)
                .map_err(|error| Fault::caused("the roots of attestation cannot be read", error))?;
            AttestationPolicy::Required { roots_pem }
        }
        (Attestation::NotAsked | Attestation::Required, _) => AttestationPolicy::NotAsked,
    };
    Ok(PasskeySettings {
        rp_id: issuer.host_str().unwrap_or_default().to_owned(),
        rp_origin: issuer,
        rp_name: "一门 Yimen".to_owned(),
        attestation,
        timeout: config.passkeys.challenge_minutes,
    })
}

fn password_policy(config: &Config) -> Result<PasswordPolicy, Fault> {
    let passwords = &config.passwords;
    let breached = passwords.breached_file.as_deref().map(BreachedList::open).transpose()?;
    Ok(PasswordPolicy {
        min_length: passwords.min_length,
        max_length: passwords.max_length,
        min_guesses_log10: u8::try_from(passwords.min_guesses_log10).unwrap_or(u8::MAX),
        breached: breached.map(Arc::new),
    })
}

fn message_policy(config: &Config) -> Result<MessagePolicy, Fault> {
    Ok(MessagePolicy::new(&config.messages, algorithm(config.keys.default_algorithm)?))
}

const fn recovery_policy(config: &Config) -> RecoveryPolicy {
    RecoveryPolicy {
        delay: config.recovery.delay_hours,
        phone_delay: config.recovery.phone_delay_hours,
        valid: config.recovery.valid_hours,
    }
}

const fn sign_in_policy(config: &Config) -> SignInPolicy {
    SignInPolicy {
        progress_life: Duration::from_secs(10 * 60),
        code_life: config.second_factors.code_seconds,
        resend_after: config.second_factors.resend_seconds,
        totp: if config.second_factors.totp { Open::Yes } else { Open::No },
        scan_life: config.sessions.qr_seconds,
        phone_registration: match config.registration.open && config.registration.phone {
            true => PhoneRegistration::Open,
            false => PhoneRegistration::Closed,
        },
    }
}

fn level_policy(config: &Config) -> Result<evidence::policy::Policy, Fault> {
    use evidence::policy::Policy;
    let Some(path) = &config.assurance.policy_file else {
        return Ok(Policy::builtin());
    };
    let text = std::fs::read_to_string(path)
        .map_err(|error| Fault::caused("assurance.policy_file cannot be read", error))?;
    Policy::read(&text).map_err(|problems| {
        let told: Vec<String> = problems.iter().map(ToString::to_string).collect();
        Fault::new(format!("assurance.policy_file: {}", told.join("; ")))
    })
}

fn verification_policy(config: &Config) -> Result<VerificationPolicy, Fault> {
    let section = &config.verification;
    Ok(VerificationPolicy {
        life: section.life_minutes,
        health: HealthPolicy {
            errors: section.breaker_errors,
            pause: section.breaker_seconds,
            questions_per_second: section.polls_per_second,
        },
        outage: match section.outage {
            config::Outage::None => Outage::None,
            config::Outage::NoNew => Outage::NoNew,
        },
        algorithm: algorithm(config.keys.default_algorithm)?,
    })
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
