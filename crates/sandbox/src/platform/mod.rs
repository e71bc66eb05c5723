//! A regional platform: a website of public services that lets people sign in at the national platform.
//!
//! A relying party of OpenID Connect on the stock library `openidconnect`: discovery, authorization code with PKCE,
//! ID token, user info, refresh, RP-initiated, back-channel and front-channel logout, third-party-initiated login.
//! Owns its pages and its memory; nothing is written to disk. It shares no code with the service it drives.

mod cookies;
mod level;
mod logout_receiver;
mod logout_token;
mod logouts;
mod pages;
mod place;
mod routes;
mod session;
mod sign_in;
mod sign_out;
mod tokens;
mod visit;
mod words;

use std::net::SocketAddr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use base::{Secret, Time};

use crate::origin::Origin;
use crate::provider::Provider;
use crate::server::{self, Server};
use crate::wire::Wire;
use crate::{Environment, SandboxError};
use cookies::Cookies;
use logouts::LogoutBook;
use place::Place;
use session::Ledger;

/// What makes one platform.
#[derive(Clone, Debug)]
pub struct PlatformOptions {
    /// Its Chinese name.
    pub name_zh: String,
    /// Its English name.
    pub name_en: String,
    /// Its division by GB/T 2260, six digits, for example `330100`.
    pub division_code: String,
    /// The issuer it relies on, exactly as the issuer names itself.
    pub issuer: String,
    /// Its identifier at the issuer.
    pub client_id: String,
    /// Its secret at the issuer; empty for a public client.
    pub client_secret: String,
    /// The origin under which browsers and the issuer reach it, for example `http://127.0.0.1:8081`. Empty: the
    /// address it listens on.
    pub public_url: String,
    /// Where it listens. Port 0 takes a free one.
    pub listen: SocketAddr,
}

/// A running platform. Dropping it stops it at once; [`Platform::stop`] lets open requests finish.
pub struct Platform {
    rp: Arc<RelyingParty>,
    server: Server,
}

impl Platform {
    /// Starts a platform with the machine's clock and chance. The issuer need not run yet.
    ///
    /// # Errors
    /// When the address is taken or an option is unusable.
    pub async fn start(options: PlatformOptions) -> Result<Self, SandboxError> {
        Self::start_in(options, Environment::default()).await
    }

    /// Starts a platform with the given clock, chance and trust.
    ///
    /// # Errors
    /// When the address is taken or an option is unusable.
    pub async fn start_in(options: PlatformOptions, environment: Environment) -> Result<Self, SandboxError> {
        let (listener, address) = server::listen(options.listen).await?;
        let rp = Arc::new(RelyingParty::new(options, address, environment)?);
        let server = Server::start(listener, address, routes::router(Arc::clone(&rp)));
        Ok(Self { rp, server })
    }

    /// The address it listens on.
    pub fn address(&self) -> SocketAddr {
        self.server.address()
    }

    /// The origin under which it is reached, without a slash at the end.
    pub fn public_url(&self) -> &str {
        self.rp.origin.as_str()
    }

    /// Stops listening, lets open requests finish for two seconds, then ends.
    pub async fn stop(self) {
        self.server.stop().await;
    }

    /// How many people are signed in.
    pub fn sessions(&self) -> usize {
        self.rp.ledger().sessions.living(self.rp.now())
    }

    /// How many valid logouts the issuer has sent since the start.
    pub fn logouts_received(&self) -> usize {
        self.rp.logouts().accepted()
    }
}

/// The platform as its handlers see it.
struct RelyingParty {
    name_zh: String,
    name_en: String,
    place: Place,
    origin: Origin,
    cookies: Cookies,
    client_id: String,
    client_secret: Secret<String>,
    provider: Provider,
    wire: Wire,
    environment: Environment,
    ledger: Mutex<Ledger>,
    logouts: Mutex<LogoutBook>,
}

impl RelyingParty {
    fn new(
        options: PlatformOptions,
        address: SocketAddr,
        environment: Environment,
    ) -> Result<Self, SandboxError> {
        let place = Place::of(&options.division_code)
            .ok_or_else(|| SandboxError::DivisionCode(options.division_code.clone()))?;
        let origin = Origin::reached_at(&options.public_url, address)?;
        let wire = Wire::new(&environment)?;
        Ok(Self {
            name_zh: options.name_zh,
            name_en: options.name_en,
            cookies: Cookies::of_platform(&options.division_code, &origin),
            place,
            origin,
            client_id: options.client_id,
            client_secret: Secret::new(options.client_secret),
            provider: Provider::new(&options.issuer, wire.clone(), Arc::clone(&environment.clock))?,
            wire,
            environment,
            ledger: Mutex::new(Ledger::new()),
            logouts: Mutex::new(LogoutBook::new()),
        })
    }

    fn now(&self) -> Time {
        self.environment.clock.now()
    }

    /// Never held across a wait.
    fn ledger(&self) -> MutexGuard<'_, Ledger> {
        self.ledger.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Never held across a wait.
    fn logouts(&self) -> MutexGuard<'_, LogoutBook> {
        self.logouts.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
