//! An access token that comes back to us: signature, type, issuer, life, and whether it died early.

use base::{AccountId, GrantId, SessionId};
use keys::SealPurpose;
use proto::identity_assurance::VerifiedClaimsRequest;
use proto::jose::JwsError;
use proto::token::{AT_JWT, AccessTokenClaims};
use std::collections::BTreeSet;

use super::Tokens;
use super::mint::{CONTEXT, Context};
use crate::entity::Acting;

/// An access token of ours that lives. Only [`Tokens::read_access_token`] makes one.
#[derive(Clone, Debug)]
pub struct ReadAccessToken {
    /// What it says.
    pub claims: AccessTokenClaims,
    /// The grant it comes of.
    pub grant_id: GrantId,
    /// On whose behalf.
    pub account: Option<AccountId>,
    /// In whose name the person acts.
    pub acting: Option<Acting>,
    /// The claims about the person that UserInfo delivers.
    pub userinfo: BTreeSet<String>,
    /// And those it delivers as verified claims.
    pub userinfo_verified: Vec<VerifiedClaimsRequest>,
    /// The session it comes from.
    pub session: Option<SessionId>,
}

/// Why an access token is worth nothing. All leave as `invalid_token`.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub enum AccessRefusal {
    /// Not signed by us as an access token.
    #[error("the token is not one of this issuer")]
    Signature(#[from] JwsError),
    /// Signed by us, but with another content than we give access tokens.
    #[error("the token is not one of this issuer")]
    Content,
    /// Of another issuer.
    #[error("the token is not one of this issuer")]
    OtherIssuer,
    /// Its time is over.
    #[error("the token has expired")]
    Expired,
    /// Revoked, or of a session that ended.
    #[error("the token was revoked")]
    Revoked,
}

impl Tokens {
    /// Reads an access token (RFC 9068 section 4). No database is asked.
    pub fn read_access_token(&self, compact: &str) -> Result<ReadAccessToken, AccessRefusal> {
        let verified = self.ground.keys.verify_own(compact, AT_JWT)?;
        let claims: AccessTokenClaims = verified.claims().map_err(|_| AccessRefusal::Content)?;
        if claims.iss != *self.ground.issuer {
            return Err(AccessRefusal::OtherIssuer);
        }
        if claims.exp.time() <= self.ground.now() {
            return Err(AccessRefusal::Expired);
        }
        let context = self.open_context(&claims).ok_or(AccessRefusal::Content)?;
        let mut keys: Vec<&[u8]> = vec![context.grant_id.as_bytes(), claims.jti.as_bytes()];
        keys.extend(claims.sid.as_ref().map(|sid| sid.as_bytes()));
        if self.denylist.denies(&keys) {
            return Err(AccessRefusal::Revoked);
        }
        Ok(ReadAccessToken {
            claims,
            grant_id: context.grant_id,
            account: context.account,
            acting: context.acting,
            userinfo: context.userinfo,
            userinfo_verified: context.userinfo_verified,
            session: context.session,
        })
    }

    fn open_context(&self, claims: &AccessTokenClaims) -> Option<Context> {
        let sealed = claims.extra.get(CONTEXT)?.as_str()?;
        let keys = &self.ground.keys;
        let plain = keys.open_text(SealPurpose::TokenContext, claims.jti.as_bytes(), sealed).ok()?;
        serde_json::from_slice(&plain).ok()
    }
}
