//! The people and machines of these tests.

use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;

use crate::issuer::{CLIENT, Issuer, NOW, SECRET};
use base::{ManualClock, SeededRng, Time};
use sandbox::Environment;
use sandbox::actor::{Browser, Page};
use sandbox::platform::{Platform, PlatformOptions};

/// An issuer, a platform that relies on it and a browser; the clock stands still.
pub(crate) struct World {
    pub(crate) issuer: Issuer,
    pub(crate) platform: Platform,
    pub(crate) browser: Browser,
    pub(crate) environment: Environment,
    pub(crate) clock: Arc<ManualClock>,
}

impl World {
    pub(crate) async fn new() -> Self {
        let issuer = Issuer::start().await;
        let clock = Arc::new(ManualClock::new(Time::from_seconds(NOW)));
        let environment = Environment {
            clock: Arc::clone(&clock) as _,
            rng: Arc::new(SeededRng::new(7)),
            trusted: Vec::new(),
        };
        let platform = Platform::start_in(options(&issuer.url), environment.clone()).await.unwrap();
        let browser = Browser::new_in(&environment).unwrap();
        Self { issuer, platform, browser, environment, clock }
    }

    /// A world in which the browser is signed in at the platform.
    pub(crate) async fn signed_in() -> Self {
        let mut world = Self::new().await;
        let page = world.open("/sign-in").await;
        assert!(page.has("signed-in"), "{}", page.body);
        world
    }

    pub(crate) fn at(&self, path: &str) -> String {
        format!("{}{path}", self.platform.public_url())
    }

    pub(crate) async fn open(&mut self, path: &str) -> Page {
        let address = self.at(path);
        self.browser.get(&address).await.unwrap()
    }

    pub(crate) fn another_browser(&self) -> Browser {
        Browser::new_in(&self.environment).unwrap()
    }
}

pub(crate) fn options(issuer: &str) -> PlatformOptions {
    PlatformOptions {
        name_zh: "浙里办 <演示>".into(),
        name_en: "Hangzhou Services".into(),
        division_code: "330100".into(),
        issuer: issuer.into(),
        client_id: CLIENT.into(),
        client_secret: SECRET.into(),
        public_url: String::new(),
        listen: SocketAddr::from((Ipv4Addr::LOCALHOST, 0)),
    }
}
