//! A relying party that keeps nothing to itself: the tour sees its tokens, as it cannot see those of a platform.
//!
//! Follows RFC 6749 sections 4.1 and 6 and OpenID Connect Core 1.0 section 3.1; asks nobody anything
//! (`prompt=none`), so that the person's single sign-on answers or nobody does.

use base::Secret;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use http::HeaderValue;
use http::header::AUTHORIZATION;
use sandbox::actor::{Browser, Page};
use serde::Deserialize;
use serde_json::Value;
use url::Url;

use super::unmet::{Unmet, present, same};
use crate::cli::demo::world::Running;

const CLIENT: &str = "tour-observer";
/// RFC 7636 appendix B: a verifier and its challenge. What is looked at here is not PKCE.
const CODE_VERIFIER: &str = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
const CODE_CHALLENGE: &str = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";

/// The third party.
pub(super) struct Observer {
    endpoints: Endpoints,
    redirect_uri: String,
    client_secret: Secret<String>,
    /// Speaks with the issuer directly: no cookie of the person's browser is in it.
    wire: Browser,
}

#[derive(Deserialize)]
struct Endpoints {
    issuer: String,
    authorization_endpoint: String,
    token_endpoint: String,
    userinfo_endpoint: String,
    jwks_uri: String,
}

/// The tokens of one answer.
#[derive(Clone, Debug, Deserialize)]
pub(super) struct Tokens {
    pub(super) access_token: String,
    pub(super) id_token: String,
    pub(super) refresh_token: String,
}

/// What the authorization endpoint answered without asking anybody.
pub(super) enum Answer {
    Code(String),
    Error(String),
}

impl Observer {
    /// Reads the issuer's discovery document.
    pub(super) async fn arrive(world: &Running) -> Result<Self, Unmet> {
        let wire = Browser::new().map_err(|error| Unmet::new("a browser", "starts", error.to_string()))?;
        let issuer = world.layout.issuer();
        let page = wire.clone().get(&format!("{issuer}/.well-known/openid-configuration")).await?;
        let endpoints: Endpoints = page.json()?;
        same("the issuer in its own discovery document", &issuer, &endpoints.issuer)?;
        let client_secret = present("the observer's secret", world.facts.secrets.get(CLIENT).cloned())?;
        let redirect_uri = format!("http://{}/callback", world.layout.observer());
        Ok(Self { endpoints, redirect_uri, client_secret, wire })
    }

    /// Signs the person of `browser` on, if the issuer does so silently.
    pub(super) async fn sign_on(&self, browser: &Browser) -> Result<Tokens, Unmet> {
        let code = match self.ask(browser).await? {
            Answer::Code(code) => code,
            Answer::Error(error) => return Err(Unmet::new("silent sign-on", "a code", error)),
        };
        let exchange = [
            ("grant_type", "authorization_code"),
            ("code", code.as_str()),
            ("redirect_uri", self.redirect_uri.as_str()),
            ("code_verifier", CODE_VERIFIER),
        ];
        Ok(self.post(&exchange).await?.json()?)
    }

    /// Asks the authorization endpoint, in the person's browser.
    pub(super) async fn ask(&self, browser: &Browser) -> Result<Answer, Unmet> {
        let parameters = [
            ("client_id", CLIENT),
            ("response_type", "code"),
            ("redirect_uri", self.redirect_uri.as_str()),
            ("scope", "openid"),
            ("prompt", "none"),
            ("state", "observed"),
            ("code_challenge", CODE_CHALLENGE),
            ("code_challenge_method", "S256"),
        ];
        let url = Url::parse_with_params(&self.endpoints.authorization_endpoint, parameters)
            .map_err(|error| Unmet::new("the authorization endpoint", "an address", error.to_string()))?;
        let answer = browser.clone().get_once(url.as_str()).await?;
        let to = present("a redirect from the authorization endpoint", answer.location())?;
        same("where the answer is sent", &self.redirect_uri, &without_query(&to))?;
        same("iss in the answer (RFC 9207)", &Some(self.endpoints.issuer.clone()), &parameter(&to, "iss"))?;
        match (parameter(&to, "code"), parameter(&to, "error")) {
            (Some(code), None) => Ok(Answer::Code(code)),
            (None, Some(error)) => Ok(Answer::Error(error)),
            _ => Err(Unmet::new("the answer", "a code or an error", without_query(&to))),
        }
    }

    /// Trades a refresh token for new tokens.
    pub(super) async fn refresh(&self, tokens: &Tokens) -> Result<Tokens, Unmet> {
        let answer = self.post_refresh(tokens).await?;
        same("status of the refresh", &200, &answer.status)?;
        Ok(answer.json()?)
    }

    /// The error that a refresh is answered with.
    pub(super) async fn refused_refresh(&self, tokens: &Tokens) -> Result<String, Unmet> {
        let answer = self.post_refresh(tokens).await?;
        let body: Value = answer.json()?;
        present("error of a refused refresh", body.get("error").and_then(Value::as_str).map(str::to_owned))
    }

    /// The status UserInfo answers an access token with.
    pub(super) async fn user_info_status(&self, tokens: &Tokens) -> Result<u16, Unmet> {
        let header = HeaderValue::from_str(&format!("Bearer {}", tokens.access_token))
            .map_err(|_| Unmet::new("the access token", "fits a header", "a character that does not"))?;
        let mut wire = self.wire.clone().with_header(AUTHORIZATION, header);
        Ok(wire.get(&self.endpoints.userinfo_endpoint).await?.status)
    }

    /// The ids of the published keys.
    pub(super) async fn published(&self) -> Result<Vec<String>, Unmet> {
        let set: Value = self.wire.clone().get(&self.endpoints.jwks_uri).await?.json()?;
        let keys = set.get("keys").and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
        Ok(keys.iter().filter_map(|key| key.get("kid")?.as_str().map(str::to_owned)).collect())
    }

    async fn post_refresh(&self, tokens: &Tokens) -> Result<Page, Unmet> {
        self.post(&[("grant_type", "refresh_token"), ("refresh_token", &tokens.refresh_token)]).await
    }

    async fn post(&self, grant: &[(&str, &str)]) -> Result<Page, Unmet> {
        let client = [("client_id", CLIENT), ("client_secret", self.client_secret.expose().as_str())];
        let form: Vec<_> = grant.iter().copied().chain(client).collect();
        Ok(self.wire.clone().post(&self.endpoints.token_endpoint, &form).await?)
    }
}

impl Tokens {
    /// The keys that signed the access token and the ID token.
    pub(super) fn signed_with(&self) -> Result<[String; 2], Unmet> {
        let kid = |what, token| present(what, kid(token));
        Ok([kid("kid of the access token", &self.access_token)?, kid("kid of the ID token", &self.id_token)?])
    }
}

/// The `kid` in the header of a compact JWS (RFC 7515 section 4.1.4).
fn kid(compact: &str) -> Option<String> {
    let header = URL_SAFE_NO_PAD.decode(compact.split('.').next()?).ok()?;
    let header: Value = serde_json::from_slice(&header).ok()?;
    header.get("kid")?.as_str().map(str::to_owned)
}

fn without_query(url: &Url) -> String {
    let mut bare = url.clone();
    bare.set_query(None);
    bare.into()
}

fn parameter(url: &Url, name: &str) -> Option<String> {
    url.query_pairs().find(|(own, _)| own == name).map(|(_, value)| value.into_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kid_is_read_from_the_header() {
        let compact = format!("{}.e30.x", URL_SAFE_NO_PAD.encode(r#"{"alg":"ES256","kid":"k1"}"#));
        assert_eq!(kid(&compact).as_deref(), Some("k1"));
        assert_eq!(kid("rubbish"), None);
    }

    #[test]
    fn parameters_are_read_from_an_answer() {
        let url = Url::parse("http://127.0.0.1:8085/callback?code=a%2Fb&state=s").unwrap();
        assert_eq!(parameter(&url, "code").as_deref(), Some("a/b"));
        assert_eq!(parameter(&url, "error"), None);
        assert_eq!(without_query(&url), "http://127.0.0.1:8085/callback");
    }
}
