//! The authorization code flow from a relying party's side: ask, follow the person, redeem the code.

use std::collections::BTreeSet;

use serde_json::{Map, Value};
use url::Url;

use crate::browser::Browser;
use crate::browser::journey::{Callback, Journey, Route};
use crate::case::{Step, failed, skipped};
use crate::chance;
use crate::config::Client;
use crate::http::{Answer, Request};
use crate::jose::{self, Jwt};
use crate::world::World;

/// What the person in front of the browser does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Person {
    /// Signs in and agrees when asked.
    SignsIn,
    /// Signs in and does not agree.
    Refuses,
    /// Confirms that they want to leave.
    SignsOut,
    /// Fills in nothing.
    StaysAway,
}

/// An authorization request in the making. It begins complete and correct; a case changes the one thing it is
/// about.
#[derive(Clone)]
pub(crate) struct Ask<'w> {
    world: &'w World,
    /// Who asks.
    pub(crate) client: &'w Client,
    parameters: Vec<(String, String)>,
    verifier: String,
}

impl<'w> Ask<'w> {
    /// A correct request of this client.
    pub(crate) fn new(world: &'w World, client: &'w Client) -> Self {
        let verifier = chance::token();
        let parameters = crate::http::pairs(&[
            ("response_type", "code"),
            ("client_id", &client.client_id),
            ("redirect_uri", &client.redirect_uri),
            ("scope", &client.scope),
            ("state", &chance::token()),
            ("nonce", &chance::token()),
            ("code_challenge", &jose::s256(&verifier)),
            ("code_challenge_method", "S256"),
        ]);
        Self { world, client, parameters, verifier }
    }

    /// A correct request that brings a refresh token.
    pub(crate) fn offline(world: &'w World, client: &'w Client) -> Self {
        let refresh = &world.config.refresh;
        let ask = Self::new(world, client).with("scope", &refresh.scope);
        if refresh.prompt.is_empty() { ask } else { ask.with("prompt", &refresh.prompt) }
    }

    /// Sets a parameter, in place of the one that is there.
    pub(crate) fn with(mut self, name: &str, value: &str) -> Self {
        match self.parameters.iter_mut().find(|(key, _)| key == name) {
            Some((_, old)) => value.clone_into(old),
            None => self.parameters.push((name.to_owned(), value.to_owned())),
        }
        self
    }

    /// Adds a parameter, whether or not it is there already.
    pub(crate) fn also(mut self, name: &str, value: &str) -> Self {
        self.parameters.push((name.to_owned(), value.to_owned()));
        self
    }

    /// Leaves a parameter out.
    pub(crate) fn without(mut self, name: &str) -> Self {
        self.parameters.retain(|(key, _)| key != name);
        self
    }

    /// The same request by someone who holds this `code_verifier`.
    pub(crate) fn holding(mut self, verifier: &str) -> Self {
        verifier.clone_into(&mut self.verifier);
        self
    }

    /// The request with its parameters in the opposite order.
    pub(crate) fn reversed(mut self) -> Self {
        self.parameters.reverse();
        self
    }

    /// A parameter as it will be sent; empty when left out.
    pub(crate) fn value(&self, name: &str) -> &str {
        self.parameters.iter().find(|(key, _)| key == name).map_or("", |(_, value)| value)
    }

    /// All parameters in order.
    pub(crate) fn parameters(&self) -> &[(String, String)] {
        &self.parameters
    }

    /// The address a browser is sent to.
    pub(crate) async fn url(&self) -> Step<Url> {
        let mut url = self.world.metadata().await?.endpoint("authorization_endpoint")?;
        url.query_pairs_mut().extend_pairs(&self.parameters);
        Ok(url)
    }

    /// Sends a browser there and follows the person.
    pub(crate) async fn go(&self, browser: &mut Browser, person: Person) -> Step<Journey> {
        self.follow(browser, Request::get(self.url().await?), person).await
    }

    /// The same by POST.
    pub(crate) async fn go_by_post(&self, browser: &mut Browser, person: Person) -> Step<Journey> {
        let url = self.world.metadata().await?.endpoint("authorization_endpoint")?;
        self.follow(browser, Request::post(url, &self.parameters), person).await
    }

    /// Goes on from any request, for this client.
    pub(crate) async fn follow(
        &self,
        browser: &mut Browser,
        first: Request,
        person: Person,
    ) -> Step<Journey> {
        let home = self.world.home().await?;
        browser.travel(first, self.route(&home, person)).await
    }

    /// Goes on from a page that an earlier journey of this request ended on.
    pub(crate) async fn resume(&self, browser: &mut Browser, page: &Answer, person: Person) -> Step<Journey> {
        let home = self.world.home().await?;
        browser.resume(page, self.route(&home, person)).await
    }

    fn route<'r>(&'r self, home: &'r BTreeSet<String>, person: Person) -> Route<'r> {
        Route { config: &self.world.config, landing: &self.client.redirect_uri, home, person }
    }

    /// Signs in as needed and redeems the code.
    pub(crate) async fn grant(&self, browser: &mut Browser) -> Step<Grant> {
        let journey = self.go(browser, Person::SignsIn).await?;
        self.finish(journey).await
    }

    /// Redeems the code a journey brought.
    pub(crate) async fn finish(&self, journey: Journey) -> Step<Grant> {
        let callback = journey.callback()?.clone();
        let code = callback.code()?.to_owned();
        let answer = self.redeem(&code).await?;
        let tokens = Tokens::read(&answer)?;
        Ok(Grant { code, nonce: self.value("nonce").to_owned(), journey, callback, answer, tokens })
    }

    /// A code that has not been redeemed.
    pub(crate) async fn code(&self, browser: &mut Browser) -> Step<String> {
        let journey = self.go(browser, Person::SignsIn).await?;
        journey.callback()?.code().map(str::to_owned)
    }

    /// The token request that belongs to a code of this request.
    pub(crate) fn redemption<'a>(&'a self, code: &'a str) -> [(&'a str, &'a str); 4] {
        [
            ("grant_type", "authorization_code"),
            ("code", code),
            ("redirect_uri", &self.client.redirect_uri),
            ("code_verifier", &self.verifier),
        ]
    }

    /// Sends that request.
    pub(crate) async fn redeem(&self, code: &str) -> Step<Answer> {
        self.world.ask_token(self.client, &self.redemption(code)).await
    }
}

impl World {
    /// Origins that belong to the provider: redirects to them are followed.
    pub(crate) async fn home(&self) -> Step<BTreeSet<String>> {
        let metadata = self.metadata().await?;
        let endpoints = ["authorization_endpoint", "end_session_endpoint"];
        let urls = endpoints.iter().filter_map(|name| metadata.endpoint(name).ok());
        Ok(urls.chain([self.issuer_url.clone()]).map(|url| url.origin().ascii_serialization()).collect())
    }
}

/// Tokens of one token answer.
#[derive(Clone)]
pub(crate) struct Tokens {
    /// Access token.
    pub(crate) access: String,
    /// ID token, when there is one.
    pub(crate) id: Option<String>,
    /// Refresh token, when there is one.
    pub(crate) refresh: Option<String>,
    /// The whole answer.
    pub(crate) members: Map<String, Value>,
}

impl Tokens {
    /// Reads a token answer; a failure when it is a refusal or has no access token.
    pub(crate) fn read(answer: &Answer) -> Step<Self> {
        if answer.status != 200 {
            return Err(failed(format!("the token endpoint answers {}", answer.brief())));
        }
        let members = answer.json()?;
        let text = |name: &str| members.get(name).and_then(Value::as_str).map(str::to_owned);
        let access = text("access_token").ok_or_else(|| failed("the token answer has no access_token"))?;
        Ok(Self { access, id: text("id_token"), refresh: text("refresh_token"), members })
    }

    /// The ID token, read and not yet checked.
    pub(crate) fn id_token(&self) -> Step<Jwt> {
        Jwt::parse(self.raw_id_token()?)
    }

    /// The ID token as it came.
    pub(crate) fn raw_id_token(&self) -> Step<&str> {
        self.id.as_deref().ok_or_else(|| failed("the token answer has no id_token"))
    }

    /// The refresh token; the case is skipped without one.
    pub(crate) fn refresh_token(&self) -> Step<&str> {
        self.refresh.as_deref().ok_or_else(|| skipped("no refresh token was issued for refresh.scope"))
    }
}

/// One finished sign-in.
#[derive(Clone)]
pub(crate) struct Grant {
    /// The code, now used up.
    pub(crate) code: String,
    /// The nonce that was sent; empty when none was.
    pub(crate) nonce: String,
    /// The way to the code.
    pub(crate) journey: Journey,
    /// What came with the code.
    pub(crate) callback: Callback,
    /// The token answer.
    pub(crate) answer: Answer,
    /// What it holds.
    pub(crate) tokens: Tokens,
}
