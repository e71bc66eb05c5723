//! UserInfo (OpenID Connect Core 1.0 section 5.3): the claims that the access token's grant covers, as JSON or signed.

use base::Fault;
use serde_json::{Map, Value};

use super::assurance::NAMES;
use super::person::{Wanted, Who, told};
use super::{AccessRefusal, ReadAccessToken, Tokens};
use crate::client::{Clients, allowed_verified, may_have};
use crate::session::may_sign_in;

/// The answer.
#[derive(Clone, Debug)]
pub enum UserInfo {
    /// `application/json`.
    Json(Map<String, Value>),
    /// `application/jwt`: signed, for a client that registered `userinfo_signed_response_alg`.
    Signed(String),
}

/// Why there is no answer.
#[derive(Debug, thiserror::Error)]
pub enum UserInfoRefusal {
    /// The token is worth nothing.
    #[error(transparent)]
    Token(#[from] AccessRefusal),
    /// The token lives but is not for this: no person, or no `openid` scope.
    #[error("the token lacks the scope openid")]
    Scope,
    /// Ours.
    #[error(transparent)]
    Fault(#[from] Fault),
}

impl Tokens {
    /// Answers for an access token. One read, no write.
    pub async fn userinfo(&self, clients: &Clients, compact: &str) -> Result<UserInfo, UserInfoRefusal> {
        let token = self.read_access_token(compact)?;
        let meant_for_us =
            token.claims.aud.contains(&self.ground.issuer) && token.claims.scope.contains("openid");
        let Some(account_id) = token.account.filter(|_| meant_for_us) else {
            return Err(UserInfoRefusal::Scope);
        };
        // A client disabled meanwhile gets nothing for tokens it still holds.
        let client = clients.find(&token.claims.client_id).ok_or(AccessRefusal::Revoked)?;
        let mut conn = self.ground.db.reader().await?;
        let account = store::account::by_id(&mut conn, account_id).await?;
        let account = account.filter(|account| may_sign_in(account.status));
        let account = account.ok_or(AccessRefusal::Revoked)?;
        // A claim that lost its legal basis since is not told any more.
        let allowed = token.userinfo.iter().filter(|name| may_have(&client, name)).cloned().collect();
        let verified = allowed_verified(&client, &token.userinfo_verified);
        let who =
            Who { account: &account, acting: token.acting, session: token.session, acr: token.claims.acr };
        let wanted = Wanted { claims: &allowed, verified: &verified };
        let mut answer = told(self.sources(), &mut conn, (who, &client), wanted).await?;
        about_the_sign_in(&token, &mut answer);
        match client.metadata.userinfo_signed_response_alg {
            None => Ok(UserInfo::Json(answer)),
            Some(algorithm) => {
                // OpenID Connect Core 1.0 section 5.3.2: a signed answer holds iss and aud.
                answer.insert("iss".to_owned(), self.ground.issuer.to_string().into());
                answer.insert("aud".to_owned(), client.id().into());
                Ok(UserInfo::Signed(self.sign(algorithm, proto::token::JWT, &answer)?))
            }
        }
    }
}

fn about_the_sign_in(token: &ReadAccessToken, answer: &mut Map<String, Value>) {
    answer.insert("sub".to_owned(), token.claims.sub.clone().into());
    if let Some(acr) = token.claims.acr {
        answer.insert("acr".to_owned(), acr.to_string().into());
    }
    for name in NAMES {
        if let Some(value) = token.claims.extra.get(name) {
            answer.insert(name.to_owned(), value.clone());
        }
    }
}
