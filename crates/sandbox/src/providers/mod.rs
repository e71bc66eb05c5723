//! A city of third parties that verify facts about people: registers, banks, operators, apps, centres of their own.
//!
//! Each house speaks the language of a real kind of provider and checks what it is sent as a real one would: signature,
//! caller, time, nonces, numbers used twice. The people are made up ([`people`]). Testers decide what comes of a
//! verification, on pages or through [`ProviderCity`]; houses misbehave when told to. Shares no code with the service.

mod alipay;
mod bank_telecom;
mod behaviour;
mod case;
mod city;
mod classic;
mod cloud_face;
mod conclusion;
mod keys;
mod network_identity;
mod open_set;
mod open_sorted;
mod pages;
mod partner;
mod people;
mod population;
mod push;
mod question;
mod refusal;
mod sorted_form;
mod voice;
mod wechat;
mod words;

use std::net::SocketAddr;
use std::sync::Arc;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::middleware::{from_fn, from_fn_with_state};
use serde_json::Value;
use tokio::sync::watch;
use url::Url;

use crate::origin::Origin;
use crate::provider::Provider;
use crate::server::{self, Server};
use crate::wire::{Wire, http_client};
use crate::{Environment, SandboxError};
use city::{City, Ground};
use keys::Slot;
use partner::Partner;

pub use crate::jwt::JwtRefusal;
pub use behaviour::{Behaviour, Deciding};
pub use case::Verdict;
pub use keys::Belongings;
pub use people::{Entity, Life, Person, entities, people};
pub use push::{Answered, Delivery};
pub use refusal::RequestRefusal;

/// Longer than any call.
const LARGEST_BODY: usize = 64 * 1024;

/// What makes a city.
#[derive(Clone)]
pub struct Options {
    /// Where it listens. Port 0 takes a free one.
    pub bind: SocketAddr,
    /// The issuer whose calls it takes, exactly as the issuer names itself but for a slash after the host.
    pub issuer: Url,
    /// Time, chance and trust.
    pub environment: Environment,
}

/// What may be different from city to city.
#[derive(Clone, Default)]
pub struct Customs {
    /// The origin under which it is reached, for example `http://127.0.0.1:8084`. Empty: the address it listens on.
    pub public_url: String,
    /// Every wait of the city is shorter by this factor: between attempts to call back, before a house decides by itself.
    /// 0 and 1: as it is in the world.
    pub haste: u32,
    /// Keys and secrets from before; new ones by default.
    pub belongings: Belongings,
}

/// A running city. Dropping it stops it at once; [`ProviderCity::stop`] lets open requests finish.
pub struct ProviderCity {
    city: Arc<City>,
    server: Server,
    belongings: Belongings,
    closing: watch::Sender<()>,
}

/// What the issuer must know of a provider.
#[derive(Clone, Debug)]
pub struct Registration {
    /// The id, which is also the word for the provider in this interface.
    pub id: &'static str,
    /// Its kind.
    pub kind: &'static str,
    /// Its name, by language tag.
    pub names: [(&'static str, &'static str); 2],
    /// The settings of its kind.
    pub settings: Value,
    /// Secrets agreed with it, by name.
    pub secrets: Vec<(String, String)>,
    /// Its public keys: `kid` and JWK.
    pub their_keys: Vec<(String, Value)>,
}

/// A verification at a provider, as tests see it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CaseView {
    /// The number the issuer gave it.
    pub seq: String,
    /// What the provider calls it.
    pub reference: String,
    /// The kind of document.
    pub document: String,
    /// Its number.
    pub number: String,
    /// The name.
    pub name: String,
    /// The kind of proof wanted.
    pub kind: String,
    /// What came of it; none while it is open.
    pub verdict: Option<Verdict>,
    /// The page on which it is decided.
    pub page: String,
}

/// What a house tells of itself when it is registered.
struct Registered {
    settings: Value,
    secrets: Vec<(&'static str, String)>,
}

impl ProviderCity {
    /// Starts a city that takes its time as the world does. The issuer need not run yet.
    ///
    /// # Errors
    /// When the address is taken or an option is unusable.
    pub async fn start(options: Options) -> Result<Self, SandboxError> {
        Self::start_with(options, Customs::default()).await
    }

    /// Starts a city with customs of its own.
    ///
    /// # Errors
    /// When the address is taken or an option is unusable.
    pub async fn start_with(options: Options, customs: Customs) -> Result<Self, SandboxError> {
        let (listener, address) = server::listen(options.bind).await?;
        let (closing, closed) = watch::channel(());
        let environment = options.environment;
        // A URL without a path is written with a slash; an issuer is not.
        let issuer = match options.issuer.path() {
            "/" => options.issuer.as_str().trim_end_matches('/'),
            _ => options.issuer.as_str(),
        };
        let wire = Wire::new(&environment)?;
        let city = Arc::new(City::new(Ground {
            origin: Origin::reached_at(&customs.public_url, address)?,
            provider: Provider::new(issuer, wire, Arc::clone(&environment.clock))?,
            http: http_client(&environment)?,
            haste: customs.haste,
            belongings: customs.belongings.clone(),
            closing: closed,
            issuer_url: options.issuer,
            environment,
        }));
        let server = Server::start(listener, address, router(&city));
        Ok(Self { city, server, belongings: customs.belongings, closing })
    }

    /// The address it listens on.
    pub fn address(&self) -> SocketAddr {
        self.server.address()
    }

    /// The origin under which it is reached, without a slash at the end: the page for testers.
    pub fn url(&self) -> &str {
        self.city.origin.as_str()
    }

    /// Keys and secrets, to be kept for the next start.
    pub fn belongings(&self) -> &Belongings {
        &self.belongings
    }

    /// What the issuer must know of a provider. Makes its key if there is none yet, which for RSA takes a moment.
    ///
    /// # Errors
    /// `NoSuchProvider`, or when no key could be made.
    pub fn registration(&self, provider: &str) -> Result<Registration, SandboxError> {
        let partner = known(provider)?;
        let Registered { settings, secrets } = registered(&self.city, partner);
        let (chinese, english) = partner.names();
        let own =
            |slot| self.city.own_key(partner, slot).map(|key| (key.kid().to_owned(), key.jwk().clone()));
        Ok(Registration {
            id: partner.as_str(),
            kind: partner.kind(),
            names: [("zh-Hans", chinese), ("en", english)],
            settings,
            secrets: secrets.into_iter().map(|(name, value)| (name.to_owned(), value)).collect(),
            their_keys: partner.scheme().map(|_| own(Slot::Live)).transpose()?.into_iter().collect(),
        })
    }

    /// The words for all providers, in the order of the pages.
    pub fn providers(&self) -> impl Iterator<Item = &'static str> {
        Partner::ALL.into_iter().map(Partner::as_str)
    }

    /// The key a provider signs with after a rotation: `kid` and JWK.
    ///
    /// # Errors
    /// `NoSuchProvider`, or when no key could be made or the provider does not sign.
    pub fn next_key(&self, provider: &str) -> Result<(String, Value), SandboxError> {
        let key = self.city.own_key(known(provider)?, Slot::Next)?;
        Ok((key.kid().to_owned(), key.jwk().clone()))
    }

    /// Tells a provider of the RSA key the issuer made for it.
    ///
    /// # Errors
    /// `NoSuchProvider`, or when it is no RSA key.
    pub fn trust(&self, provider: &str, our_public_jwk: &Value) -> Result<(), SandboxError> {
        let told = self.city.trust(known(provider)?, our_public_jwk);
        told.ok_or_else(|| SandboxError::ClientKey("a public RSA key is needed".to_owned()))
    }

    /// Behaves so from now on. `Faithful`, `Slow`, `Down`, `Breaks` and `WrongSubject` concern calls and callbacks; all
    /// others the callbacks alone, or the signed answers of a provider that never calls back.
    ///
    /// # Errors
    /// `NoSuchProvider`.
    pub fn set(&self, provider: &str, behaviour: Behaviour) -> Result<(), SandboxError> {
        let partner = known(provider)?;
        self.city.with(partner, |desk| {
            let of_calls = behaviour.is_of_calls() || !partner.pushes();
            desk.answers = if of_calls { behaviour } else { Behaviour::Faithful };
            desk.callbacks = behaviour;
            if behaviour != Behaviour::Reorder {
                desk.release(None);
            }
        });
        self.city.stir();
        Ok(())
    }

    /// Answers calls so from now on, whatever its callbacks do.
    ///
    /// # Errors
    /// `NoSuchProvider`.
    pub fn set_answers(&self, provider: &str, behaviour: Behaviour) -> Result<(), SandboxError> {
        self.city.with(known(provider)?, |desk| desk.answers = behaviour);
        Ok(())
    }

    /// Who decides at this provider from now on. At first: the register at banks, operators and the population register,
    /// testers everywhere else. The population register never asks a tester.
    ///
    /// # Errors
    /// `NoSuchProvider`.
    pub fn deciding(&self, provider: &str, deciding: Deciding) -> Result<(), SandboxError> {
        self.city.with(known(provider)?, |desk| desk.deciding = deciding);
        Ok(())
    }

    /// Decides a case as the buttons of its page do. The first decision stays.
    ///
    /// # Errors
    /// `NoSuchProvider`, `NoSuchCase`.
    pub fn decide(&self, provider: &str, seq: &str, verdict: Verdict) -> Result<(), SandboxError> {
        let decided = self.city.decide(known(provider)?, seq, verdict);
        decided.map(drop).ok_or_else(|| SandboxError::NoSuchCase(seq.to_owned()))
    }

    /// The cases of a provider, newest first, at most 500.
    ///
    /// # Errors
    /// `NoSuchProvider`.
    pub fn cases(&self, provider: &str) -> Result<Vec<CaseView>, SandboxError> {
        let (partner, now) = (known(provider)?, self.city.now());
        let view = |case: case::Case| CaseView {
            verdict: case.verdict(now),
            page: self.city.case_page(partner, &case.seq),
            seq: case.seq,
            reference: case.reference,
            document: case.subject.document,
            number: case.subject.number,
            name: case.subject.name,
            kind: case.kind,
        };
        Ok(self.city.cases(partner).into_iter().map(view).collect())
    }

    /// Every attempt of a provider to call back, oldest first, with what was answered.
    ///
    /// # Errors
    /// `NoSuchProvider`.
    pub fn deliveries(&self, provider: &str) -> Result<Vec<Delivery>, SandboxError> {
        Ok(self.city.deliveries(known(provider)?))
    }

    /// Why the latest calls to a provider were refused, newest first, at most 20.
    ///
    /// # Errors
    /// `NoSuchProvider`.
    pub fn refusals(&self, provider: &str) -> Result<Vec<RequestRefusal>, SandboxError> {
        Ok(self.city.refusals(known(provider)?))
    }

    /// How many calls came in at a provider, right or not, since the start.
    ///
    /// # Errors
    /// `NoSuchProvider`.
    pub fn calls(&self, provider: &str) -> Result<usize, SandboxError> {
        Ok(self.city.with(known(provider)?, |desk| desk.calls))
    }

    /// Waits until no callback and no decision is on its way, but for one held back. Only sensible with haste.
    pub async fn settled(&self) {
        let mut pulse = self.city.pulse.subscribe();
        while self.city.pending() > 0 {
            if pulse.changed().await.is_err() {
                return;
            }
        }
    }

    /// Stops calling back and listening, lets open requests finish for two seconds, then ends.
    pub async fn stop(self) {
        drop(self.closing);
        self.server.stop().await;
    }
}

fn known(provider: &str) -> Result<Partner, SandboxError> {
    Partner::parse(provider).ok_or_else(|| SandboxError::NoSuchProvider(provider.to_owned()))
}

fn registered(city: &City, partner: Partner) -> Registered {
    match partner {
        Partner::Population => population::registered(city),
        Partner::Bank | Partner::Telecom => bank_telecom::registered(city, partner),
        Partner::Wechat => wechat::registered(city),
        Partner::Alipay => alipay::registered(city),
        Partner::CloudFace => cloud_face::registered(city),
        Partner::NetworkIdentity => network_identity::registered(city),
        Partner::OpenSet => open_set::registered(city),
        Partner::OpenSorted => open_sorted::registered(city),
    }
}

/// The calls a house takes, under the path of its own word.
fn routes(partner: Partner) -> Router<Arc<City>> {
    match partner {
        Partner::Population => population::routes(),
        Partner::Bank => bank_telecom::bank_routes(),
        Partner::Telecom => bank_telecom::telecom_routes(),
        Partner::Wechat => wechat::routes(),
        Partner::Alipay => alipay::routes(),
        Partner::CloudFace => cloud_face::routes(),
        Partner::NetworkIdentity => network_identity::routes(),
        Partner::OpenSet => open_set::routes(),
        Partner::OpenSorted => open_sorted::routes(),
    }
}

fn router(city: &Arc<City>) -> Router {
    let houses = Partner::ALL.into_iter().fold(pages::routes(), |router, partner| {
        let door = from_fn_with_state((Arc::clone(city), partner), behaviour::at_the_door);
        router.nest(&format!("/{}", partner.as_str()), routes(partner).layer(door))
    });
    houses
        .layer(DefaultBodyLimit::max(LARGEST_BODY))
        .layer(from_fn(pages::with_protection))
        .with_state(Arc::clone(city))
}
