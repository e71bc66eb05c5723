//! Revocation (RFC 7009): a client gives back its own tokens. A refresh token takes its family and the access tokens
//! of its grant with it; an access token goes alone. A stranger's or unknown token changes nothing and is answered
//! the same (section 2.2).

use base::{FamilyId, Fault};
use store::refresh::Which;

use super::{RefreshToken, Tokens};
use crate::audit::{self, Entry, Kind};
use crate::client::AuthenticatedClient;

/// What a revocation kills.
#[derive(Clone)]
struct Dead {
    family: Option<FamilyId>,
    key: Vec<u8>,
}

impl Tokens {
    /// Revokes a token of the client, whichever kind it is; the hint is not needed to tell.
    pub async fn revoke(&self, client: &AuthenticatedClient, token: &str, request_id: &str) -> Result<(), Fault> {
        if let Some(refresh) = RefreshToken::read(&self.ground, token) {
            return self.revoke_family(client, refresh, request_id).await;
        }
        match self.read_access_token(token) {
            Ok(read) if read.claims.client_id == client.id() => {
                let dead = Dead { family: None, key: read.claims.jti.into_bytes() };
                self.deny(client, dead, request_id).await
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
        let dead = Dead { family: Some(family.id), key: family.grant_id.as_bytes().to_vec() };
        self.deny(client, dead, request_id).await
    }

    async fn deny(&self, client: &AuthenticatedClient, dead: Dead, request_id: &str) -> Result<(), Fault> {
        let ground = self.ground.clone();
        let until = self.deny_until();
        let denied = dead.key.clone();
        let actor = format!("client:{}", client.id());
        let entry = Entry::new(Kind::TokenRevoked, actor, request_id).client(client.id());
        self.ground
            .db
            .write(move |tx| {
                let (ground, dead, entry) = (ground.clone(), dead.clone(), entry.clone());
                Box::pin(async move {
                    if let Some(family) = dead.family {
                        store::refresh::revoke(tx, Which::Family(family), ground.now()).await?;
                    }
                    store::revoked::add(tx, &dead.key, until).await?;
                    audit::record(tx, &ground, entry).await
                })
            })
            .await?;
        self.denylist.deny(&denied, until);
        Ok(())
    }
}
