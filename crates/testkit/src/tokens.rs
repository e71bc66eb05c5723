//! What the token endpoint gave, checked as a relying party must (OpenID Connect Core 1.0 section 3.1.3.7).

use proto::jose::{Algorithm, JwkSet, UnverifiedJws, VerifyingKey, half_hash};
use proto::token::{Audience, IdTokenClaims};
use serde_json::Value;

use crate::call::{Call, Reply};
use crate::party::RelyingParty;

/// Tokens whose ID token, if there is one, was verified.
#[derive(Clone, Debug)]
pub struct Tokens {
    /// The access token.
    pub access_token: String,
    /// The refresh token, if there is one.
    pub refresh_token: Option<String>,
    /// The ID token as it came, if there is one.
    pub id_token: Option<String>,
    /// What the access token is for.
    pub scope: String,
    claims: Option<IdTokenClaims>,
}

impl Tokens {
    pub(crate) async fn read(party: &RelyingParty, reply: &Reply, nonce: Option<&str>) -> Self {
        assert_eq!(reply.status, 200, "no tokens: {reply:?}");
        let body = reply.json();
        let text = |name: &str| body.get(name).and_then(Value::as_str).map(str::to_owned);
        assert_eq!(text("token_type").as_deref(), Some("Bearer"));
        let tokens = Self {
            access_token: text("access_token").expect("an access token"),
            refresh_token: text("refresh_token"),
            id_token: text("id_token"),
            scope: text("scope").unwrap_or_default(),
            claims: None,
        };
        match &tokens.id_token {
            Some(id_token) => {
                let claims = party.verified(id_token).await;
                check(party, &claims, (&tokens.access_token, id_token), nonce);
                Self { claims: Some(claims), ..tokens }
            }
            None => tokens,
        }
    }

    /// The claims of the ID token.
    pub fn claims(&self) -> &IdTokenClaims {
        self.claims.as_ref().expect("an ID token")
    }

    /// The refresh token.
    pub fn refresh_token(&self) -> &str {
        self.refresh_token.as_deref().expect("a refresh token")
    }

    /// The ID token as it came.
    pub fn id_token(&self) -> &str {
        self.id_token.as_deref().expect("an ID token")
    }
}

impl RelyingParty {
    /// Verifies a signature with the published keys and reads the claims.
    pub async fn verified<T: serde::de::DeserializeOwned>(&self, compact: &str) -> T {
        let set = self.send(Call::get("/jwks")).await;
        let set = JwkSet::parse(set.body.as_bytes()).expect("a key set");
        let jws = UnverifiedJws::parse(compact).expect("a signed object");
        let verified = jws.verify_with(&VerifyingKey::from_set(&set), &Algorithm::ALL);
        verified.expect("signed by a published key").claims().expect("the claims expected")
    }
}

fn check(party: &RelyingParty, claims: &IdTokenClaims, (access, id): (&str, &str), nonce: Option<&str>) {
    assert_eq!(claims.iss, party.issuer());
    assert_eq!(claims.aud, Audience::from(party.id()));
    assert!(claims.exp.seconds() > party.now_seconds(), "an ID token that has expired");
    assert_eq!(claims.nonce.as_deref(), nonce);
    let algorithm = UnverifiedJws::parse(id).expect("a signed object").header().alg;
    assert_eq!(claims.at_hash.as_deref(), Some(half_hash(algorithm, access).as_str()));
}
