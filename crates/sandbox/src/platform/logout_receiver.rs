//! Logouts that the issuer sends: back channel with a token, front channel in a frame.
//!
//! Follows OpenID Connect Back-Channel Logout 1.0 sections 2.5 to 2.8 and Front-Channel Logout 1.0 section 2.

use base::Fault;

use super::RelyingParty;
use super::logout_token::{self, LogoutRefusal, LogoutToken};
use super::logouts::{Channel, LogoutEvent, Outcome};
use crate::jwt::Expected;
use crate::provider::Metadata;

/// Why a back-channel logout was not carried out.
#[derive(Debug, thiserror::Error)]
pub(super) enum ReceiveError {
    #[error(transparent)]
    Refused(#[from] LogoutRefusal),
    #[error(transparent)]
    Fault(#[from] Fault),
}

/// Carries out a back-channel logout and writes it down, whatever comes of it.
pub(super) async fn back_channel(
    rp: &RelyingParty,
    unverified_token: Option<&str>,
) -> Result<usize, ReceiveError> {
    match accepted_token(rp, unverified_token).await {
        Ok(token) => {
            let ended = rp.ledger().end_named(token.sid.as_deref(), token.sub.as_deref(), rp.now());
            record(rp, Channel::Back, token.sid, token.sub, Outcome::Ended(ended));
            Ok(ended)
        }
        Err(ReceiveError::Refused(refusal)) => {
            record(rp, Channel::Back, None, None, Outcome::Refused(refusal));
            Err(refusal.into())
        }
        Err(ReceiveError::Fault(fault)) => Err(fault.into()),
    }
}

/// Carries out a front-channel logout. Without both `iss` and `sid` right, nothing happens.
// Front-Channel Logout 1.0 section 2: both are sent if either is; the issuer must be ours.
pub(super) fn front_channel(rp: &RelyingParty, iss: Option<&str>, sid: Option<&str>) {
    if iss != Some(rp.provider.issuer().as_str()) {
        return;
    }
    let Some(sid) = sid else { return };
    let ended = rp.ledger().end_named(Some(sid), None, rp.now());
    if ended > 0 {
        record(rp, Channel::Front, Some(sid.to_owned()), None, Outcome::Ended(ended));
    }
}

async fn accepted_token(
    rp: &RelyingParty,
    unverified_token: Option<&str>,
) -> Result<LogoutToken, ReceiveError> {
    let unverified_token = unverified_token.ok_or(LogoutRefusal::TokenMissing)?;
    let token = rp.provider.checked(|metadata| check(rp, unverified_token, metadata)).await??;
    rp.logouts().first_use(&token, rp.now())?;
    Ok(token)
}

fn check(
    rp: &RelyingParty,
    unverified_token: &str,
    metadata: &Metadata,
) -> Result<LogoutToken, LogoutRefusal> {
    let issuer = rp.provider.issuer().as_str();
    let expected = Expected { issuer, audience: &rp.client_id, now: rp.now(), is_typ: logout_token::is_typ };
    logout_token::check(unverified_token, metadata.jwks(), &expected)
}

fn record(rp: &RelyingParty, channel: Channel, sid: Option<String>, sub: Option<String>, outcome: Outcome) {
    rp.logouts().record(LogoutEvent { at: rp.now(), channel, sid, sub, outcome });
}
