//! The authorization code: everything the token endpoint must know, sealed. Nothing is stored when it is given out;
//! its id is marked as spent when it comes back (RFC 6749 section 4.1.2).

use base::{AccountId, Fault, GrantId, SessionId, Time};
use keys::SealPurpose;
use proto::acr::Acr;
use proto::pkce::CodeChallenge;
use proto::scope::Scope;
use serde::{Deserialize, Serialize};

use crate::client::Release;
use crate::entity::ActingFor;
use crate::ground::Ground;

const ASSOCIATED: &[u8] = b"code";
const LONGEST: usize = 24 * 1024;

/// What a code stands for.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct CodeState {
    /// The right to tokens that the code gives, and the code's own id.
    pub grant_id: GrantId,
    /// To whom it was given.
    pub client_id: String,
    /// Where it was sent.
    pub redirect_uri: String,
    /// The session it came from.
    pub session_id: SessionId,
    /// Whose it is.
    pub account_id: AccountId,
    /// What it is good for.
    pub scope: Scope,
    /// Where the access token is good.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub resources: Vec<String>,
    /// For the ID token.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub nonce: Option<String>,
    /// For the verifier.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub code_challenge: Option<CodeChallenge>,
    /// The claims about the person that the client is told.
    #[serde(default)]
    pub release: Release,
    /// When the person authenticated.
    pub auth_time: Time,
    /// The level reached.
    pub acr: Acr,
    /// The identity level rests on nothing older than this.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub evidence_time: Option<Time>,
    /// For whom the person acts, if not for themselves.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub acting: Option<ActingFor>,
    /// How the person authenticated (RFC 8176).
    pub amr: Vec<String>,
    /// When the code ends.
    pub expires_at: Time,
}

impl CodeState {
    /// The code.
    pub fn seal(&self, ground: &Ground) -> Result<String, Fault> {
        let plain = serde_json::to_vec(self).map_err(|error| Fault::caused("a code", error))?;
        let sealed = ground.keys.seal_text(SealPurpose::AuthorizationCode, ASSOCIATED, &plain);
        sealed.map_err(|error| Fault::caused("a code cannot be sealed", error))
    }

    /// What a code stands for; `None` when it was not made here or was changed.
    pub fn open(ground: &Ground, code: &str) -> Option<Self> {
        if code.len() > LONGEST {
            return None;
        }
        let plain = ground.keys.open_text(SealPurpose::AuthorizationCode, ASSOCIATED, code).ok()?;
        serde_json::from_slice(&plain).ok()
    }
}
