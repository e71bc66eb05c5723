//! Signing out at this platform and, through the issuer, everywhere.
//!
//! Follows OpenID Connect RP-Initiated Logout 1.0 sections 2 and 3.

use base::{Fault, Secret};
use openidconnect::{ClientId, CsrfToken, LanguageTag, LogoutRequest, PostLogoutRedirectUrl};

use super::RelyingParty;
use super::logouts::{Channel, LogoutEvent, Outcome};
use super::session::Departure;
use crate::language::Language;

/// The rule that a return from the issuer's logout broke.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub(super) enum ReturnRefusal {
    #[error("the state of the return is not known, was used before or is too old")]
    StateUnknown,
    #[error("the sign-out was begun in another browser")]
    OtherBrowser,
}

/// Ends the session here and returns where to send the browser: to the issuer's logout if it has one.
///
/// The session is gone before the issuer is asked: a person who signs out is signed out, whatever follows.
pub(super) async fn depart(
    rp: &RelyingParty,
    session: &str,
    browser: &str,
    language: Language,
) -> Result<String, Fault> {
    let landing = rp.origin.at("/signed-out");
    let now = rp.now();
    let Some(session) = rp.ledger().sessions.take(session, now) else { return Ok(landing) };
    rp.logouts().record(LogoutEvent {
        at: now,
        channel: Channel::Own,
        sid: session.sid.clone(),
        sub: Some(session.sub.clone()),
        outcome: Outcome::Ended(1),
    });
    let metadata = rp.provider.metadata().await?;
    let Some(endpoint) = metadata.additional_metadata().end_session_endpoint.clone() else {
        return Ok(landing);
    };
    let post_logout = PostLogoutRedirectUrl::new(landing)
        .map_err(|cause| Fault::caused("the landing page is not a URL", cause))?;
    let state = rp.environment.unguessable();
    rp.ledger().departures.insert(state.clone(), Departure { browser: Secret::from(browser) }, now);
    let url = LogoutRequest::from(endpoint)
        .set_id_token_hint(&session.id_token)
        .set_client_id(ClientId::new(rp.client_id.clone()))
        .set_post_logout_redirect_uri(post_logout)
        .set_state(CsrfToken::new(state))
        .add_ui_locale(LanguageTag::new(language.tag().to_owned()))
        .http_get_url();
    Ok(url.into())
}

/// Takes the browser back from the issuer's logout.
// RP-Initiated Logout 1.0 section 3: the state comes back as it was sent.
pub(super) fn arrive(rp: &RelyingParty, state: &str, browser: Option<&str>) -> Result<(), ReturnRefusal> {
    let mut ledger = rp.ledger();
    let departure = ledger.departures.find(state, rp.now()).ok_or(ReturnRefusal::StateUnknown)?;
    if browser.map(Secret::from).as_ref() != Some(&departure.browser) {
        return Err(ReturnRefusal::OtherBrowser);
    }
    ledger.departures.take(state, rp.now()).map(drop).ok_or(ReturnRefusal::StateUnknown)
}
