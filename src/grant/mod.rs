//! The token endpoint as phases that no grant can skip:
//!
//! 1. the client proved itself ([`AuthenticatedClient`], before we are called);
//! 2. the grant is one we have and the client may use;
//! 3. the grant checks its own rules, reading only;
//! 4. the grant commits, in one transaction; what is used once is used up here;
//! 5. tokens are signed.
//!
//! A grant fills phases 3 and 4 and nothing else.

mod authorization_code;
mod client_credentials;
pub mod code;
mod refresh_token;
mod refusal;

use futures_util::future::BoxFuture;
use proto::client::GrantType;
use proto::form::Params;
use proto::scope::Scope;
use serde::Serialize;

use crate::assurance::Assurance;
use crate::client::AuthenticatedClient;
use crate::entity::Entities;
use crate::ground::Ground;
use crate::token::{IdTokenFacts, RefreshToken, Right, Tokens};
use crate::verification::Providers;

pub use refusal::TokenRefusal;

/// What a grant works with.
#[derive(Clone, Copy)]
pub(crate) struct GrantContext<'a> {
    pub(crate) ground: &'a Ground,
    pub(crate) tokens: &'a Tokens,
    pub(crate) assurance: &'a Assurance,
    pub(crate) entities: &'a Entities,
    pub(crate) providers: &'a Providers,
    pub(crate) client: &'a AuthenticatedClient,
    pub(crate) request_id: &'a str,
}

/// What a grant gives once it is committed.
pub(crate) struct Granted<'a> {
    pub(crate) right: Right<'a>,
    pub(crate) id_token: Option<IdTokenFacts>,
    pub(crate) refresh: Option<RefreshToken>,
}

/// Phases 3 and 4 of a grant.
pub(crate) trait Grant: Sync {
    /// What the checks found, on the way to the commit.
    type Checked: Send;

    /// Phase 3: holds the request against the grant's rules. Reads only what it was given; changes nothing.
    fn check(&self, context: GrantContext<'_>, params: &Params) -> Result<Self::Checked, TokenRefusal>;

    /// Phase 4: uses up what is used once and writes what must be remembered, in one transaction.
    fn commit<'a>(
        &'a self,
        context: GrantContext<'a>,
        checked: Self::Checked,
    ) -> BoxFuture<'a, Result<Granted<'a>, TokenRefusal>>;
}

/// The answer of the token endpoint (RFC 6749 section 5.1).
#[derive(Clone, Debug, Serialize)]
pub struct TokenAnswer {
    /// The access token.
    pub access_token: String,
    /// `Bearer`.
    pub token_type: &'static str,
    /// Life of the access token, seconds.
    pub expires_in: u64,
    /// What the access token is for.
    #[serde(skip_serializing_if = "Scope::is_empty")]
    pub scope: Scope,
    /// The ID token.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id_token: Option<String>,
    /// The refresh token.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub refresh_token: Option<String>,
}

/// The token endpoint's use case.
#[derive(Clone)]
pub struct Grants {
    ground: Ground,
    tokens: Tokens,
    assurance: Assurance,
    entities: Entities,
    providers: Providers,
}

impl Grants {
    /// The service over its parts.
    pub fn new(
        ground: Ground,
        tokens: Tokens,
        (assurance, entities, providers): (Assurance, Entities, Providers),
    ) -> Self {
        Self { ground, tokens, assurance, entities, providers }
    }

    /// Exchanges a grant for tokens.
    pub async fn exchange(
        &self,
        client: &AuthenticatedClient,
        params: &Params,
        request_id: &str,
    ) -> Result<TokenAnswer, TokenRefusal> {
        let context = GrantContext {
            ground: &self.ground,
            tokens: &self.tokens,
            assurance: &self.assurance,
            entities: &self.entities,
            providers: &self.providers,
            client,
            request_id,
        };
        match grant_type(client, params)? {
            GrantType::AuthorizationCode => {
                run(&authorization_code::AuthorizationCode, context, params).await
            }
            GrantType::RefreshToken => run(&refresh_token::Refresh, context, params).await,
            GrantType::ClientCredentials => {
                run(&client_credentials::ClientCredentials, context, params).await
            }
        }
    }
}

async fn run<G: Grant>(
    grant: &G,
    context: GrantContext<'_>,
    params: &Params,
) -> Result<TokenAnswer, TokenRefusal> {
    let checked = grant.check(context, params)?;
    let granted = grant.commit(context, checked).await?;
    let minted = context.tokens.access_token(&granted.right)?;
    let id_token = match granted.id_token {
        Some(facts) => Some(context.tokens.id_token(&granted.right, facts, &minted.access_token)?),
        None => None,
    };
    Ok(TokenAnswer {
        access_token: minted.access_token,
        token_type: "Bearer",
        expires_in: minted.expires_in,
        scope: granted.right.scope,
        id_token,
        refresh_token: granted.refresh.map(|token| token.text(context.ground)),
    })
}

fn grant_type(client: &AuthenticatedClient, params: &Params) -> Result<GrantType, TokenRefusal> {
    let grant = match params.get("grant_type") {
        None => return Err(TokenRefusal::NoGrantType),
        Some("authorization_code") => GrantType::AuthorizationCode,
        Some("refresh_token") => GrantType::RefreshToken,
        Some("client_credentials") => GrantType::ClientCredentials,
        // The password grant among them, on purpose (RFC 9700 section 2.4).
        Some(_) => return Err(TokenRefusal::UnknownGrantType),
    };
    match client.client().metadata.allows(grant) {
        true => Ok(grant),
        false => Err(TokenRefusal::GrantNotRegistered),
    }
}

/// Resource indicators at the token endpoint (RFC 8707 section 2.2): some of those granted, or all.
fn narrowed_resources(params: &Params, granted: &[String]) -> Result<Vec<String>, TokenRefusal> {
    let asked: Vec<String> = params.get_all("resource").map(str::to_owned).collect();
    if asked.is_empty() {
        return Ok(granted.to_vec());
    }
    match asked.iter().all(|resource| granted.contains(resource)) {
        true => Ok(asked),
        false => Err(TokenRefusal::OtherResource),
    }
}
