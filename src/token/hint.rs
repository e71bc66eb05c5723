//! An ID token shown to us as a hint: signed by us, of this issuer; it may have expired (OpenID Connect Core 1.0
//! section 3.1.2.1, RP-Initiated Logout 1.0 section 2).

use proto::token::{Audience, IdTokenClaims, JWT};

use crate::ground::Ground;

/// What a hint says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hint {
    /// The client it was issued to.
    pub audience: String,
    /// The person as that client knows them.
    pub subject: String,
    /// The session as that client knows it.
    pub sid: Option<String>,
}

/// The text is no ID token of ours.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("id_token_hint is no ID token of this issuer")]
pub struct NoHint;

/// Reads a hint.
pub fn read(ground: &Ground, compact: &str) -> Result<Hint, NoHint> {
    let verified = ground.keys.verify_own(compact, JWT).map_err(|_| NoHint)?;
    let claims: IdTokenClaims = verified.claims().map_err(|_| NoHint)?;
    if claims.iss != *ground.issuer {
        return Err(NoHint);
    }
    match claims.aud {
        Audience::One(audience) => Ok(Hint { audience, subject: claims.sub, sid: claims.sid }),
        Audience::Many(_) => Err(NoHint),
    }
}
