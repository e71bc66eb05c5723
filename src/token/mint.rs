//! Signing: the access token (RFC 9068) and the ID token (OpenID Connect Core 1.0 section 2) of one right.

use std::collections::BTreeSet;
use std::time::Duration;

use base::{AccountId, Fault, GrantId, SessionId, Time};
use keys::SealPurpose;
use proto::acr::Acr;
use proto::identity_assurance::VerifiedClaimsRequest;
use proto::jose::half_hash;
use proto::scope::Scope;
use proto::token::{AT_JWT, AccessTokenClaims, Audience, ExtraClaims, IdTokenClaims, JWT};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::{Tokens, assurance};
use crate::client::Client;
use crate::entity::{Acting, ActingFor};

/// A private claim: what we must know again when the token comes back, sealed, so that no resource learns an account
/// from it (a pairwise `sub` would be worth nothing beside an account id).
pub(super) const CONTEXT: &str = "yimen_context";

/// What an access token is for.
#[derive(Clone, Debug)]
pub struct Right<'a> {
    /// To whom.
    pub client: &'a Client,
    /// The grant it comes of.
    pub grant_id: GrantId,
    /// On whose behalf; `None` when the client acts for itself.
    pub account: Option<AccountId>,
    /// `sub`: the person as this client knows them, or the client itself.
    pub subject: String,
    /// For what.
    pub scope: Scope,
    /// Where; the issuer itself where none is named.
    pub resources: Vec<String>,
    /// The claims about the person that UserInfo will deliver.
    pub userinfo: BTreeSet<String>,
    /// And those it will deliver as verified claims.
    pub userinfo_verified: Vec<VerifiedClaimsRequest>,
    /// The session it comes from; `None` when it outlives it, or when the client acts for itself.
    pub session: Option<SessionId>,
    /// The session, as this client knows it.
    pub sid: Option<String>,
    /// When the person authenticated.
    pub auth_time: Option<Time>,
    /// The level reached.
    pub acr: Option<Acr>,
    /// The identity level rests on nothing older than this.
    pub evidence_time: Option<Time>,
    /// For whom the person acts, if not for themselves.
    pub acting: Option<ActingFor>,
    /// How the person authenticated.
    pub amr: Vec<String>,
}

/// What the ID token says beside the right.
#[derive(Clone, Debug, Default)]
pub struct IdTokenFacts {
    /// The nonce of the request; none in an answer to a refresh.
    pub nonce: Option<String>,
    /// Claims about the person asked for by name.
    pub claims: Map<String, Value>,
}

/// An access token just signed.
#[derive(Clone, Debug)]
pub struct Minted {
    /// The token.
    pub access_token: String,
    /// Its life in seconds.
    pub expires_in: u64,
}

/// The sealed content of [`CONTEXT`].
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Context {
    #[serde(rename = "g")]
    pub(super) grant_id: GrantId,
    #[serde(rename = "a", skip_serializing_if = "Option::is_none", default)]
    pub(super) account: Option<AccountId>,
    /// In whose name the person acts.
    #[serde(rename = "i", skip_serializing_if = "Option::is_none", default)]
    pub(super) acting: Option<Acting>,
    #[serde(rename = "u", skip_serializing_if = "BTreeSet::is_empty", default)]
    pub(super) userinfo: BTreeSet<String>,
    #[serde(rename = "v", skip_serializing_if = "Vec::is_empty", default)]
    pub(super) userinfo_verified: Vec<VerifiedClaimsRequest>,
    /// What was proved for this session alone counts in it.
    #[serde(rename = "s", skip_serializing_if = "Option::is_none", default)]
    pub(super) session: Option<SessionId>,
}

impl Tokens {
    /// Signs the access token of a right.
    pub fn access_token(&self, right: &Right<'_>) -> Result<Minted, Fault> {
        let now = self.ground.now();
        let life = self.life(right, now);
        let jti = self.ground.random_text::<16>();
        let claims = AccessTokenClaims {
            iss: self.ground.issuer.to_string(),
            sub: right.subject.clone(),
            aud: self.audience(right),
            client_id: right.client.id().to_owned(),
            iat: now.into(),
            exp: now.plus(life).into(),
            scope: right.scope.clone(),
            auth_time: right.auth_time.map(Into::into),
            acr: right.acr,
            amr: right.amr.clone(),
            sid: right.sid.clone(),
            extra: self.extra(right, &jti)?,
            jti,
        };
        let access_token = self.sign(self.policy.algorithm, AT_JWT, &claims)?;
        Ok(Minted { access_token, expires_in: life.as_secs() })
    }

    /// How long the access token of a right lives: never longer than the right to act that it tells of.
    fn life(&self, right: &Right<'_>, now: Time) -> Duration {
        let own = self.access_life(right.client);
        let until = right.acting.as_ref().and_then(|acting| acting.until);
        until.map_or(own, |until| own.min(until.since(now)))
    }

    /// How long the access tokens of a client live.
    pub fn access_life(&self, client: &Client) -> Duration {
        let own = client.metadata.access_token_seconds;
        own.map_or(self.policy.access, |seconds| Duration::from_secs(u64::from(seconds)))
    }

    /// Signs the ID token that goes with an access token.
    pub fn id_token(
        &self,
        right: &Right<'_>,
        facts: IdTokenFacts,
        access_token: &str,
    ) -> Result<String, Fault> {
        let now = self.ground.now();
        let algorithm = right.client.metadata.id_token_signed_response_alg;
        let mut extra = ExtraClaims::default();
        let own = assurance::claims(&self.ground, right);
        for (name, value) in own.into_iter().chain(facts.claims) {
            extra.insert(name, value).map_err(|error| Fault::caused("a claim of a person", error))?;
        }
        let claims = IdTokenClaims {
            iss: self.ground.issuer.to_string(),
            sub: right.subject.clone(),
            aud: Audience::One(right.client.id().to_owned()),
            exp: now.plus(self.policy.id_token).into(),
            iat: now.into(),
            auth_time: right.auth_time.map(Into::into),
            nonce: facts.nonce,
            acr: right.acr,
            amr: right.amr.clone(),
            azp: None,
            sid: right.sid.clone(),
            at_hash: Some(half_hash(algorithm, access_token)),
            c_hash: None,
            extra,
        };
        self.sign(algorithm, JWT, &claims)
    }

    pub(super) fn sign(
        &self,
        algorithm: proto::jose::Algorithm,
        typ: &str,
        claims: &impl Serialize,
    ) -> Result<String, Fault> {
        let signed = self.ground.keys.sign(algorithm, typ, claims);
        signed.map_err(|error| Fault::caused("a token cannot be signed", error))
    }

    /// RFC 8707 section 2.2: the resources asked for and no other, so that no resource can go on with the token to
    /// UserInfo. Where none is named, UserInfo is meant.
    fn audience(&self, right: &Right<'_>) -> Audience {
        match right.resources.as_slice() {
            [] => Audience::One(self.ground.issuer.to_string()),
            resources => Audience::from(resources.to_vec()),
        }
    }

    fn extra(&self, right: &Right<'_>, jti: &str) -> Result<ExtraClaims, Fault> {
        let context = Context {
            grant_id: right.grant_id,
            account: right.account,
            acting: right.acting.as_ref().map(|acting| acting.acting),
            userinfo: right.userinfo.clone(),
            userinfo_verified: right.userinfo_verified.clone(),
            session: right.session,
        };
        let plain =
            serde_json::to_vec(&context).map_err(|error| Fault::caused("a token's context", error))?;
        let sealed = self.ground.keys.seal_text(SealPurpose::TokenContext, jti.as_bytes(), &plain);
        let sealed = sealed.map_err(|error| Fault::caused("a token's context cannot be sealed", error))?;
        let mut extra = ExtraClaims::default();
        let own = assurance::claims(&self.ground, right);
        for (name, value) in own.into_iter().chain([(CONTEXT.to_owned(), sealed.into())]) {
            extra.insert(name, value).map_err(|error| Fault::caused("a token's context", error))?;
        }
        Ok(extra)
    }
}
