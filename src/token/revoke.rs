//! Revocation (RFC 7009): a client gives back its own tokens. A refresh token takes its family and the access tokens
//! of its grant with it; an access token goes alone. A stranger's or unknown token changes nothing and is answered
//! the same (section 2.2).

use base::Fault;

use super::{RefreshToken, Tokens};
use crate::audit::{self, Entry, Kind};
use crate::client::AuthenticatedClient;

impl Tokens {
    /// Revokes a token of the client, whichever kind it is; the hint is not needed to tell.
    pub async fn revoke(&self, client: &AuthenticatedClient, token: &str, request_id: &str) -> Result<(), Fault> {
        if let Some(refresh) = RefreshToken::read(&self.ground, token) {
            return self.revoke_family(client, refresh, request_id).await;
        }
        match self.read_access_token(token) {
            Ok(read) if read.claims.client_id == client.id() => {
                self.deny(client, read.claims.jti.as_bytes(), request_id).await
            }
            _ => Ok(()),
        }
    }

    async fn revoke_family(
        &self,
        client: &AuthenticatedClient,
        token: RefreshToken,
        request_id: &str,
    ) -> Result<(), Fault> {
        let mut conn = self.ground.db.reader().await?;
        let family = store::refresh::by_id(&mut conn, token.family).await?;
        drop(conn);
        let Some(family) = family.filter(|family| family.client_id == client.id()) else {
            return Ok(());
        };
        let ground = self.ground.clone();
        let (id, grant) = (family.id, family.grant_id);
        self.ground
            .db
            .write(move |tx| {
                let ground = ground.clone();
                Box::pin(async move {
                    store::refresh::revoke(tx, store::refresh::Which::Family(id), ground.now()).await
                })
            })
            .await?;
        self.deny(client, grant.as_bytes(), request_id).await
    }

    async fn deny(&self, client: &AuthenticatedClient, key: &[u8], request_id: &str) -> Result<(), Fault> {
        let ground = self.ground.clone();
        let until = self.deny_until();
        let (key, denied) = (key.to_vec(), key.to_vec());
        let actor = format!("client:{}", client.id());
        let entry = Entry::new(Kind::TokenRevoked, actor, request_id).client(client.id());
        self.ground
            .db
            .write(move |tx| {
                let (ground, key, entry) = (ground.clone(), key.clone(), entry.clone());
                Box::pin(async move {
                    store::revoked::add(tx, &key, until).await?;
                    audit::record(tx, &ground, entry).await
                })
            })
            .await?;
        self.denylist.deny(&denied, until);
        Ok(())
    }
}
