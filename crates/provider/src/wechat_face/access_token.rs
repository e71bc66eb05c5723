//! The access token of a WeChat application: fetched once, kept until shortly before it expires, renewed when refused.
//!
//! Owns the one token of one provider on this node. Other nodes fetch their own: `stable_token` in its normal mode gives
//! every caller the same token while it is valid, so that nodes do not take it from one another. Its other mode, which
//! makes the token of everyone else invalid and may be used 20 times a day, is not used.

use std::time::Duration;

use base::{Secret, Time};
use serde_json::json;
use tokio::sync::Mutex;
use url::Url;

use super::{Told, trouble_of};
use crate::answer::accepted;
use crate::call::{Caller, Trouble};
use crate::exchange::{JSON, below, not_believed, parse, post};

const STABLE_TOKEN: &str = "/cgi-bin/stable_token";

/// So long before its end WeChat gives a new token, and the old one is given up here.
const MARGIN: Duration = Duration::from_secs(300);

/// Fetches and keeps it. Who needs it while it is being fetched waits for that one answer.
pub(super) struct AccessToken {
    app_id: String,
    url: Url,
    held: Mutex<Option<Held>>,
}

struct Held {
    token: Secret<String>,
    until: Time,
}

impl AccessToken {
    pub(super) fn new(app_id: String, base_url: &Url) -> Self {
        Self { app_id, url: below(base_url, STABLE_TOKEN), held: Mutex::default() }
    }

    /// The token that is valid now.
    pub(super) async fn current(&self, caller: &dyn Caller) -> Result<Secret<String>, Trouble> {
        self.other_than(None, caller).await
    }

    /// A token in place of one that was refused: the one held, if somebody else renewed it meanwhile.
    pub(super) async fn instead_of(
        &self,
        refused: &Secret<String>,
        caller: &dyn Caller,
    ) -> Result<Secret<String>, Trouble> {
        self.other_than(Some(refused), caller).await
    }

    async fn other_than(
        &self,
        refused: Option<&Secret<String>>,
        caller: &dyn Caller,
    ) -> Result<Secret<String>, Trouble> {
        let mut held = self.held.lock().await;
        let valid = |known: &&Held| caller.now() < known.until && refused != Some(&known.token);
        if let Some(known) = held.as_ref().filter(valid) {
            return Ok(known.token.clone());
        }
        *held = None;
        let fetched = self.fetch(caller).await?;
        let token = fetched.token.clone();
        *held = Some(fetched);
        Ok(token)
    }

    async fn fetch(&self, caller: &dyn Caller) -> Result<Held, Trouble> {
        let secret = caller.secret("app_secret");
        let secret = secret.ok_or_else(|| Trouble::NotSetUp("no secret app_secret".to_owned()))?;
        let body = json!({
            "grant_type": "client_credential",
            "appid": self.app_id,
            "secret": secret.expose(),
        });
        let answer = caller.send(post(self.url.clone(), JSON, body.to_string())).await?;
        let told: Told = parse(&accepted(answer)?)?;
        if told.errcode.is_some_and(|number| number != 0) {
            return Err(trouble_of(told.errcode));
        }
        let token = told.access_token.filter(|token| !token.is_empty());
        let token = token.ok_or_else(|| not_believed("no access_token"))?;
        let life = Duration::from_secs(told.expires_in.unwrap_or_default());
        Ok(Held { token: Secret::new(token), until: caller.now().plus(life.saturating_sub(MARGIN)) })
    }
}
