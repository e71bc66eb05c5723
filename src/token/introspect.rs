//! Introspection (RFC 7662): to the client a token was issued to, and to the resources it is for. Everybody else, and
//! every token that is worth nothing, gets `{"active": false}` and no more (section 2.2).

use base::Fault;
use serde_json::{Map, Value, json};
use store::session::Session;

use super::assurance::NAMES;
use super::{ReadAccessToken, RefreshToken, Tokens};
use crate::client::AuthenticatedClient;

/// The answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Introspection(pub Map<String, Value>);

impl Tokens {
    /// Tells what a token is. An access token costs no database access.
    pub async fn introspect(
        &self,
        client: &AuthenticatedClient,
        token: &str,
    ) -> Result<Introspection, Fault> {
        if let Ok(read) = self.read_access_token(token) {
            return Ok(if may_know(client, &read) { access(&read) } else { inactive() });
        }
        match RefreshToken::read(&self.ground, token) {
            Some(refresh) => self.refresh(client, refresh).await,
            None => Ok(inactive()),
        }
    }

    async fn refresh(
        &self,
        client: &AuthenticatedClient,
        token: RefreshToken,
    ) -> Result<Introspection, Fault> {
        let now = self.ground.now();
        let mut conn = self.ground.db.reader().await?;
        let family = store::refresh::by_id(&mut conn, token.family).await?;
        let own = family.filter(|family| {
            family.client_id == client.id()
                && family.generation == token.generation
                && family.revoked_at.is_none()
                && family.expires_at.min(family.idle_expires_at) > now
        });
        // One bound to a session ends with it, also when nobody ended it and its time is over.
        let session = match own.as_ref().and_then(|family| family.session_id) {
            Some(session) => store::session::by_id(&mut conn, session).await?,
            None => None,
        };
        let goes_on = |session: &Session| session.ended_at.is_none() && session.expires_at > now;
        let lives = own.filter(|family| family.session_id.is_none() || session.as_ref().is_some_and(goes_on));
        Ok(lives.map_or_else(inactive, |family| {
            answer([
                ("active", json!(true)),
                ("client_id", json!(family.client_id)),
                ("scope", json!(family.scope)),
                ("iss", json!(&*self.ground.issuer)),
                ("exp", json!(family.expires_at.min(family.idle_expires_at).seconds())),
                ("iat", json!(family.created_at.seconds())),
            ])
        }))
    }
}

fn may_know(client: &AuthenticatedClient, token: &ReadAccessToken) -> bool {
    let serves = &client.client().metadata.serves_resources;
    token.claims.client_id == client.id() || serves.iter().any(|resource| token.claims.aud.contains(resource))
}

fn access(token: &ReadAccessToken) -> Introspection {
    let claims = &token.claims;
    let mut told = answer([
        ("active", json!(true)),
        ("token_type", json!("Bearer")),
        ("client_id", json!(claims.client_id)),
        ("scope", json!(claims.scope)),
        ("sub", json!(claims.sub)),
        ("aud", json!(claims.aud)),
        ("iss", json!(claims.iss)),
        ("exp", json!(claims.exp)),
        ("iat", json!(claims.iat)),
        ("jti", json!(claims.jti)),
    ]);
    if let Some(acr) = claims.acr {
        told.0.insert("acr".to_owned(), json!(acr));
    }
    if let Some(auth_time) = claims.auth_time {
        told.0.insert("auth_time".to_owned(), json!(auth_time));
    }
    for name in NAMES {
        if let Some(value) = claims.extra.get(name) {
            told.0.insert(name.to_owned(), value.clone());
        }
    }
    told
}

fn inactive() -> Introspection {
    answer([("active", json!(false))])
}

fn answer<const N: usize>(members: [(&str, Value); N]) -> Introspection {
    Introspection(members.into_iter().map(|(name, value)| (name.to_owned(), value)).collect())
}
