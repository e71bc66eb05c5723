//! What a signed-in person can do: refresh, user info, sign out.

use axum::response::Response;
use http::StatusCode;
use openidconnect::RefreshToken;

use super::home::session_of;
use super::sign_in::{tokens_failed, unreachable_issuer};
use super::{see_other, with_cookies};
use crate::platform::pages::{self, Farewell};
use crate::platform::session::Session;
use crate::platform::sign_out;
use crate::platform::tokens::{self, Refreshed, TokenError};
use crate::platform::visit::{OwnVisit, Visit};

pub(super) async fn refresh(OwnVisit(visit): OwnVisit) -> Response {
    let Some(session) = session_of(&visit) else { return not_signed_in(&visit) };
    // Taken out before it is used: two clicks at once must not spend one token twice (RFC 9700 section 4.14.2).
    let Some(refresh_token) = change(&visit, |session| session.refresh_token.take()).flatten() else {
        return problem(&visit, StatusCode::CONFLICT, "refresh_absent");
    };
    match tokens::refresh(&visit.rp, &refresh_token, &session.claims, &session.nonce).await {
        Ok(refreshed) => {
            change(&visit, |session| take_over(session, refreshed, refresh_token));
            see_other(&visit.rp.origin.at("/?note=refreshed"), None)
        }
        Err(TokenError::Fault(fault)) => {
            // The issuer may never have seen it: keep it for another try.
            change(&visit, |session| session.refresh_token = Some(refresh_token));
            unreachable_issuer(&visit, &fault)
        }
        Err(error @ (TokenError::Issuer { .. } | TokenError::Refused(_))) => tokens_failed(&visit, &error),
    }
}

pub(super) async fn user_info(OwnVisit(visit): OwnVisit) -> Response {
    let Some(session) = session_of(&visit) else { return not_signed_in(&visit) };
    match tokens::user_info(&visit.rp, session.access_token, &session.sub).await {
        Ok(claims) => {
            change(&visit, |session| session.user_info = Some(claims));
            see_other(&visit.rp.origin.at("/?note=user-info"), None)
        }
        Err(error) => tokens_failed(&visit, &error),
    }
}

pub(super) async fn sign_out(OwnVisit(visit): OwnVisit) -> Response {
    let forget = visit.rp.cookies.remove(&visit.rp.cookies.session);
    let Some(session) = visit.session.as_deref() else {
        return see_other(&visit.rp.origin.at("/signed-out"), [forget]);
    };
    let (browser, cookie) = visit.marked_browser();
    match sign_out::depart(&visit.rp, session, &browser, visit.language).await {
        Ok(location) => see_other(&location, std::iter::once(forget).chain(cookie)),
        Err(fault) => with_cookies(unreachable_issuer(&visit, &fault), [forget]),
    }
}

pub(super) async fn signed_out(visit: Visit) -> Response {
    let farewell = match visit.query.value("state") {
        None => Farewell::Here,
        Some(state) => match sign_out::arrive(&visit.rp, state, visit.browser.as_deref()) {
            Ok(()) => Farewell::Everywhere,
            Err(_) => Farewell::Strange,
        },
    };
    pages::farewell(&visit.rp, visit.language, farewell)
}

/// Changes the session if it is still there: it may have been ended while we waited for the issuer.
fn change<T>(visit: &Visit, change: impl FnOnce(&mut Session) -> T) -> Option<T> {
    let now = visit.rp.now();
    let handle = visit.session.as_deref()?;
    visit.rp.ledger().sessions.find_mut(handle, now).map(change)
}

// RFC 6749 section 6: a new refresh token replaces the old one; without one the old one stays good.
fn take_over(session: &mut Session, refreshed: Refreshed, old: RefreshToken) {
    session.access_token = refreshed.access_token;
    session.access_expires = refreshed.access_expires;
    session.refresh_token = Some(refreshed.refresh_token.unwrap_or(old));
    if let Some((id_token, claims)) = refreshed.id_token {
        session.id_token = id_token;
        session.claims = claims;
    }
}

fn not_signed_in(visit: &Visit) -> Response {
    problem(visit, StatusCode::UNAUTHORIZED, "not_signed_in")
}

fn problem(visit: &Visit, status: StatusCode, code: &str) -> Response {
    pages::problem(&visit.rp, visit.language, status, code, None)
}
