//! Revocation (RFC 7009): a client gives back its own tokens. A refresh token takes its family and the access tokens
//! of its grant with it; an access token goes alone. A stranger's or unknown token changes nothing and is answered
//! the same (section 2.2).

use std::time::Duration;

use base::{FamilyId, Fault, Time};
use store::refresh::{Family, Which};

use super::{RefreshToken, Tokens};
use crate::audit::{self, Entry, Kind};
use crate::client::AuthenticatedClient;

/// Another node's clock may be behind: there the token lives on by this much.
const CLOCKS_DIFFER: Duration = Duration::from_secs(60);

/// What a revocation kills, and until when that must be remembered.
#[derive(Clone)]
struct Dead {
    family: Option<FamilyId>,
    key: Vec<u8>,
    until: Time,
}

impl Tokens {
    /// Revokes a token of the client, whichever kind it is; the hint is not needed to tell.
    pub async fn revoke(
        &self,
        client: &AuthenticatedClient,
        token: &str,
        request_id: &str,
    ) -> Result<(), Fault> {
        if let Some(refresh) = RefreshToken::read(&self.ground, token) {
            return self.revoke_family(client, refresh, request_id).await;
        }
        match self.read_access_token(token) {
            Ok(read) if read.claims.client_id == client.id() => {
                let until = read.claims.exp.time().plus(CLOCKS_DIFFER);
                let dead = Dead { family: None, key: read.claims.jti.into_bytes(), until };
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
        // What is revoked already is left as it is: asking again and again would only fill the audit log.
        let living = |family: &Family| family.client_id == client.id() && family.revoked_at.is_none();
        let Some(family) = family.filter(living) else {
            return Ok(());
        };
        let key = family.grant_id.as_bytes().to_vec();
        let dead = Dead { family: Some(family.id), key, until: self.deny_until() };
        self.deny(client, dead, request_id).await
    }

    async fn deny(&self, client: &AuthenticatedClient, dead: Dead, request_id: &str) -> Result<(), Fault> {
        let ground = self.ground.clone();
        let (until, denied) = (dead.until, dead.key.clone());
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
                    store::revoked::add(tx, &dead.key, dead.until).await?;
                    audit::record(tx, &ground, entry).await
                })
            })
            .await?;
        self.denylist.deny(&denied, until);
        Ok(())
    }
}
