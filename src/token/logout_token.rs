//! The logout token (OpenID Connect Back-Channel Logout 1.0 section 2.4).

use std::time::Duration;

use base::Fault;
use proto::token::{Audience, LOGOUT_JWT, LogoutTokenClaims};

use super::Tokens;
use crate::client::Client;

/// Section 2.4 advises at most two minutes.
const LIFE: Duration = Duration::from_secs(120);

impl Tokens {
    /// Signs a logout token that says which session of whom has ended, in the client's own names for both.
    pub fn logout_token(&self, client: &Client, subject: &str, sid: &str) -> Result<String, Fault> {
        let now = self.ground.now();
        let claims = LogoutTokenClaims {
            iss: self.ground.issuer.to_string(),
            aud: Audience::One(client.id().to_owned()),
            iat: now.into(),
            exp: now.plus(LIFE).into(),
            jti: self.ground.random_text::<16>(),
            sub: Some(subject.to_owned()),
            sid: Some(sid.to_owned()),
            events: LogoutTokenClaims::event(),
        };
        self.sign(client.metadata.id_token_signed_response_alg, LOGOUT_JWT, &claims)
    }
}
