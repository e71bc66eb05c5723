//! Who walks the tour: a person's browser, the two platforms it visits, and a third party that looks on.

use std::sync::Arc;

use sandbox::Environment;
use sandbox::actor::Browser;
use sandbox::platform::Platform;
use serde::Deserialize;
use serde_json::{Map, Value};

use super::clock::TourClock;
use super::observer::Observer;
use super::unmet::{Unmet, present};
use crate::cli::demo::region::Region;
use crate::cli::demo::world::Running;

/// The walker and what they meet.
pub(super) struct Traveller<'w> {
    pub(super) world: &'w Running,
    pub(super) clock: Arc<TourClock>,
    pub(super) environment: Environment,
    pub(super) browser: Browser,
    pub(super) observer: Observer,
}

/// What a platform says about the browser that asks (`/session.json`).
#[derive(Debug, Deserialize)]
pub(super) struct PlatformSession {
    pub(super) signed_in: bool,
    #[serde(default)]
    pub(super) ended_elsewhere: bool,
    pub(super) sub: Option<String>,
    pub(super) sid: Option<String>,
    pub(super) acr: Option<String>,
    pub(super) amr: Option<Vec<String>>,
    pub(super) auth_time: Option<i64>,
    pub(super) user_info: Option<Map<String, Value>>,
    pub(super) refresh_token: Option<String>,
    /// Every claim of the ID token.
    #[serde(default)]
    pub(super) claims: Map<String, Value>,
}

impl Traveller<'_> {
    /// The address of a platform, without a slash at the end: its origin.
    pub(super) fn at(&self, region: Region) -> String {
        self.world.layout.platform_url(region)
    }

    /// The issuer, which is its origin too.
    pub(super) fn issuer(&self) -> String {
        self.world.layout.issuer()
    }

    pub(super) fn platform(&self, region: Region) -> Result<&Platform, Unmet> {
        present("the platform", self.world.platform(region))
    }

    /// A browser of the same person that nobody knows yet, as on another device.
    pub(super) fn another_browser(&self) -> Result<Browser, Unmet> {
        Browser::new_in(&self.environment)
            .map_err(|error| Unmet::new("another browser", "starts", error.to_string()))
    }

    /// What the platform knows of the browser. Leaves the open page open.
    pub(super) async fn session(&self, region: Region) -> Result<PlatformSession, Unmet> {
        self.session_in(&self.browser, region).await
    }

    /// What the platform knows of that browser. Leaves the open page open.
    pub(super) async fn session_in(
        &self,
        browser: &Browser,
        region: Region,
    ) -> Result<PlatformSession, Unmet> {
        let page = browser.clone().get(&format!("{}/session.json", self.at(region))).await?;
        Ok(page.json()?)
    }
}
