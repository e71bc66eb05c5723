//! Client authentication from the client's side, and the requests a client makes on its own behalf.

use serde_json::{Map, Value, json};
use url::Url;

use crate::case::{Step, failed};
use crate::chance;
use crate::config::{AuthMethod, Client};
use crate::http::{Answer, Request, pairs};
use crate::moment;
use crate::world::World;

/// The registered name of JWT client assertions (RFC 7523 section 2.2).
pub(crate) const ASSERTION_TYPE: &str = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

/// Life of an assertion, in seconds.
const ASSERTION_LIFE: i64 = 60;

/// Claims of a correct assertion.
// RFC 7523 section 3 and OpenID Connect Core 1.0 section 9: iss and sub are the client, aud the provider, jti
// and exp are there.
pub(crate) fn assertion_claims(issuer: &str, client: &Client) -> Map<String, Value> {
    let now = moment::now();
    let claims = [
        ("iss", json!(client.client_id)),
        ("sub", json!(client.client_id)),
        ("aud", json!(issuer)),
        ("jti", json!(chance::token())),
        ("iat", json!(now)),
        ("exp", json!(now + ASSERTION_LIFE)),
    ];
    claims.into_iter().map(|(name, value)| (name.to_owned(), value)).collect()
}

fn name_client(form: &mut Vec<(String, String)>, client: &Client) {
    if !form.iter().any(|(name, _)| name == "client_id") {
        form.extend(pairs(&[("client_id", &client.client_id)]));
    }
}

impl World {
    /// A POST of this form by the client, proving itself as registered.
    pub(crate) fn as_client(&self, client: &Client, url: Url, form: &[(&str, &str)]) -> Step<Request> {
        let mut form = pairs(form);
        let secret = client.client_secret.as_deref().unwrap_or_default();
        match client.auth_method {
            AuthMethod::SecretBasic => Ok(Request::post(url, &form).basic(&client.client_id, secret)),
            AuthMethod::SecretPost => {
                name_client(&mut form, client);
                form.extend(pairs(&[("client_secret", secret)]));
                Ok(Request::post(url, &form))
            }
            AuthMethod::PrivateKeyJwt => {
                form.extend(self.assertion_form(client)?);
                Ok(Request::post(url, &form))
            }
            AuthMethod::None => {
                name_client(&mut form, client);
                Ok(Request::post(url, &form))
            }
        }
    }

    fn assertion_form(&self, client: &Client) -> Step<Vec<(String, String)>> {
        let key = client.key().ok_or_else(|| failed("the client has no key"))?;
        let assertion = key.sign(&assertion_claims(&self.issuer, client)).map_err(failed)?;
        Ok(pairs(&[("client_assertion_type", ASSERTION_TYPE), ("client_assertion", &assertion)]))
    }

    /// Sends such a POST to an endpoint of discovery; the case is skipped when there is none.
    pub(crate) async fn ask_as(
        &self,
        client: &Client,
        endpoint: &str,
        form: &[(&str, &str)],
    ) -> Step<Answer> {
        let url = self.metadata().await?.optional_endpoint(endpoint)?;
        self.http.send(self.as_client(client, url, form)?).await
    }

    /// Sends a token request of the client.
    pub(crate) async fn ask_token(&self, client: &Client, form: &[(&str, &str)]) -> Step<Answer> {
        self.ask_as(client, "token_endpoint", form).await
    }

    /// The token endpoint.
    pub(crate) async fn token_endpoint(&self) -> Step<Url> {
        self.metadata().await?.endpoint("token_endpoint")
    }

    /// Asks userinfo with this token.
    pub(crate) async fn ask_userinfo(&self, token: &str) -> Step<Answer> {
        let url = self.metadata().await?.optional_endpoint("userinfo_endpoint")?;
        self.http.send(Request::get(url).bearer(token)).await
    }
}
