//! What the cases share: the provider, its keys, a signed-in browser, one finished sign-in and one finished
//! sign-out.
//!
//! Each is made on first use and kept, also when making it failed: a person whose password is wrong must not be
//! tried a hundred times.

use tokio::sync::OnceCell;
use url::Url;

use crate::browser::Browser;
use crate::case::{Step, failed};
use crate::cli::CommandError;
use crate::config::{Client, Config};
use crate::flow::{Ask, Grant, Person};
use crate::http::{Answer, Http, Request};
use crate::jose::Keys;
use crate::listener::Listener;
use crate::metadata::Metadata;
use crate::suite::logout::Ended;

/// Everything a case may use.
pub(crate) struct World {
    /// Issuer identifier exactly as given.
    pub(crate) issuer: String,
    /// The same as a URL.
    pub(crate) issuer_url: Url,
    /// The settings.
    pub(crate) config: Config,
    /// Sends requests.
    pub(crate) http: Http,
    /// Hears what the provider sends by itself.
    pub(crate) listener: Listener,
    metadata: OnceCell<Step<Metadata>>,
    keys: OnceCell<Step<Keys>>,
    session: OnceCell<Step<Browser>>,
    reference: OnceCell<Step<Grant>>,
    ended: OnceCell<Step<Ended>>,
}

impl World {
    /// Opens the listener; nothing is sent to the provider yet.
    ///
    /// # Errors
    /// When TLS or the listener cannot be set up.
    pub(crate) async fn open(issuer: String, issuer_url: Url, config: Config) -> Result<Self, CommandError> {
        let listener = Listener::open(config.listener.address).await?;
        Ok(Self {
            issuer,
            issuer_url,
            config,
            http: Http::new()?,
            listener,
            metadata: OnceCell::new(),
            keys: OnceCell::new(),
            session: OnceCell::new(),
            reference: OnceCell::new(),
            ended: OnceCell::new(),
        })
    }

    /// The client most cases use.
    pub(crate) fn main(&self) -> &Client {
        &self.config.clients.main
    }

    /// The other confidential client.
    pub(crate) fn second(&self) -> Step<&Client> {
        role(self.config.clients.second.as_ref(), "second")
    }

    /// The client without a secret.
    pub(crate) fn public(&self) -> Step<&Client> {
        role(self.config.clients.public.as_ref(), "public")
    }

    /// The client that signs assertions.
    pub(crate) fn assertion(&self) -> Step<&Client> {
        role(self.config.clients.assertion.as_ref(), "assertion")
    }

    /// Where discovery lives: the issuer, `/.well-known/openid-configuration` appended.
    // OpenID Connect Discovery 1.0 section 4: a terminating slash of the issuer is removed before appending.
    pub(crate) fn discovery_url(&self) -> Step<Url> {
        let text = format!("{}/.well-known/openid-configuration", self.issuer.trim_end_matches('/'));
        Url::parse(&text).map_err(|e| failed(format!("{text}: {e}")))
    }

    /// The discovery document.
    pub(crate) async fn metadata(&self) -> Step<&Metadata> {
        self.metadata.get_or_init(|| self.fetch_metadata()).await.as_ref().map_err(Clone::clone)
    }

    async fn fetch_metadata(&self) -> Step<Metadata> {
        let answer = self.http.send(Request::get(self.discovery_url()?)).await?;
        if answer.status != 200 {
            return Err(failed(format!("discovery answers {}", answer.brief())));
        }
        answer.json().map(Metadata::new)
    }

    /// The provider's published keys.
    pub(crate) async fn keys(&self) -> Step<&Keys> {
        self.keys.get_or_init(|| self.fetch_keys()).await.as_ref().map_err(Clone::clone)
    }

    async fn fetch_keys(&self) -> Step<Keys> {
        let answer = self.jwks().await?;
        Keys::parse(&answer.body).map_err(|e| failed(format!("jwks_uri: {e}: {}", answer.brief())))
    }

    /// The key set as it is served.
    pub(crate) async fn jwks(&self) -> Step<Answer> {
        let url = self.metadata().await?.endpoint("jwks_uri")?;
        self.http.send(Request::get(url)).await
    }

    /// A browser that nobody has used.
    pub(crate) fn stranger(&self) -> Browser {
        Browser::new(self.http.clone())
    }

    /// A tab of a browser in which the person is signed in and has agreed to the main client. When a case has
    /// ended that session, the person signs in again, so that one failure does not become many.
    pub(crate) async fn signed_in(&self) -> Step<Browser> {
        let shared = self.session.get_or_init(|| self.sign_in()).await.as_ref().map_err(Clone::clone)?;
        let mut tab = shared.tab();
        let silent = Ask::new(self, self.main()).with("prompt", "none");
        let journey = silent.go(&mut tab, Person::StaysAway).await?;
        if !journey.callback().is_ok_and(|callback| callback.get("code").is_some()) {
            let journey = Ask::new(self, self.main()).go(&mut tab, Person::SignsIn).await?;
            journey.callback()?.code()?;
        }
        Ok(tab)
    }

    async fn sign_in(&self) -> Step<Browser> {
        let mut browser = self.stranger();
        let journey = Ask::new(self, self.main()).go(&mut browser, Person::SignsIn).await?;
        journey.callback()?.code()?;
        Ok(browser)
    }

    /// One finished sign-in of the main client, to be read and not used up.
    pub(crate) async fn reference(&self) -> Step<&Grant> {
        self.reference.get_or_init(|| self.finish_one()).await.as_ref().map_err(Clone::clone)
    }

    async fn finish_one(&self) -> Step<Grant> {
        let mut browser = self.signed_in().await?;
        Ask::new(self, self.main()).grant(&mut browser).await
    }

    /// A finished sign-in of the main client of the case's own, whose tokens live: others may have been revoked
    /// with the reference.
    pub(crate) async fn fresh(&self) -> Step<Grant> {
        Ask::new(self, self.main()).grant(&mut self.signed_in().await?).await
    }

    /// One finished sign-out with the logout token it caused.
    pub(crate) async fn ended(&self) -> Step<&Ended> {
        self.ended.get_or_init(|| Ended::happen(self)).await.as_ref().map_err(Clone::clone)
    }
}

fn role<'w>(client: Option<&'w Client>, name: &str) -> Step<&'w Client> {
    client.ok_or_else(|| crate::case::skipped(format!("the settings have no clients.{name}")))
}
