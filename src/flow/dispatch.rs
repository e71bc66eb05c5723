//! What is missing before a request can be answered. Every step of a sign-in comes back here and none calls another,
//! so the order of questions is decided in one place, from facts that are stored and not from where the browser was.

use base::Time;
use proto::acr::Acr;
use proto::client::ConsentRule;
use proto::error::ErrorCode;

use super::refusal::Refusal;
use super::request::AuthorizationRequest;
use crate::assurance::{Identity, Sufficiency, level_to_ask, sufficiency};
use crate::client::Client;
use crate::consent::{Items, covers};
use crate::session::LiveSession;

/// What happens next.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Next {
    /// The person signs in, anew or for the first time.
    SignIn,
    /// The person proves one more thing, so that this authentication level is reached.
    StepUp(u8),
    /// A third party verifies who the person is, so that this identity level is reached.
    Verify(u8),
    /// The person says in whose name they are here.
    Capacity,
    /// The person is asked whether the platform may have what it asks for.
    Consent,
    /// All is there: a code is given.
    Answer,
    /// The client is told no.
    Refuse(Refusal),
}

/// The facts a decision rests on.
#[derive(Clone, Copy)]
pub(super) struct Facts<'a> {
    /// The request.
    pub(super) request: &'a AuthorizationRequest,
    /// Who asks.
    pub(super) client: &'a Client,
    /// The session of the browser, if it has one that lives.
    pub(super) live: Option<&'a LiveSession>,
    /// The subject that the session's account has at this client.
    pub(super) subject: Option<&'a str>,
    /// How well the person is known, from evidence as young as is asked for.
    pub(super) identity: Identity,
    /// How far the person could come now: with what the account has, and with the providers there are.
    pub(super) reach: Acr,
    /// Whether it must still be said in whose name the person is here.
    pub(super) capacity: Capacity,
    /// The present.
    pub(super) now: Time,
}

/// In whose name somebody is here.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Capacity {
    /// It is clear.
    Known,
    /// The person must say so.
    ToChoose,
}

/// Decides. The same facts always give the same answer.
pub(super) fn next(facts: &Facts<'_>) -> Next {
    let wanted = decide(facts);
    // OpenID Connect Core 1.0 section 3.1.2.6: with prompt=none nothing may be shown.
    match wanted {
        Next::SignIn if facts.request.prompt.none() => {
            Next::Refuse(Refusal::new(ErrorCode::LoginRequired, "nobody is signed in who would do"))
        }
        Next::Consent if facts.request.prompt.none() => {
            Next::Refuse(Refusal::new(ErrorCode::ConsentRequired, "the person was not asked yet"))
        }
        Next::StepUp(_) | Next::Verify(_) if facts.request.prompt.none() => {
            Next::Refuse(Refusal::new(ErrorCode::InteractionRequired, "the person must prove more"))
        }
        Next::Capacity if facts.request.prompt.none() => {
            Next::Refuse(Refusal::new(ErrorCode::InteractionRequired, "the person must say in whose name"))
        }
        wanted @ (Next::SignIn
        | Next::StepUp(_)
        | Next::Verify(_)
        | Next::Capacity
        | Next::Consent
        | Next::Answer
        | Next::Refuse(_)) => wanted,
    }
}

fn decide(facts: &Facts<'_>) -> Next {
    let Some(live) = facts.live else {
        return Next::SignIn;
    };
    if !recent_enough(facts, live) {
        return Next::SignIn;
    }
    if !the_one_asked_for(facts) {
        return somebody_else(facts, live);
    }
    if let Some(missing) = level_missing(facts, live) {
        return missing;
    }
    if facts.capacity == Capacity::ToChoose {
        return Next::Capacity;
    }
    if consent_known(facts, live) { Next::Answer } else { Next::Consent }
}

// OpenID Connect Core 1.0 section 5.5.1.1: what is demanded is reached or refused; what is wished for is tried where
// the account has the means and the person may be asked, and told truly where not.
fn level_missing(facts: &Facts<'_>, live: &LiveSession) -> Option<Next> {
    let (minimum, asked) = (facts.client.metadata.minimum_acr, &facts.request.acr);
    let reached = live.acr_as(facts.identity);
    let ask = level_to_ask(reached, minimum, asked, facts.reach);
    match (sufficiency(reached, minimum, asked), ask) {
        (Sufficiency::LowerButTold, Some(level)) if !facts.request.prompt.none() => {
            Some(next_step(facts, reached, level))
        }
        (Sufficiency::Enough | Sufficiency::LowerButTold, _) => None,
        (Sufficiency::Unmet, Some(level)) => Some(next_step(facts, reached, level)),
        (Sufficiency::Unmet, None) => Some(unmet()),
    }
}

/// The way from the level reached to the one asked for: how one comes in first, so that nobody else is verified in this
/// person's session. What no provider here could prove is refused before anything is asked.
fn next_step(facts: &Facts<'_>, reached: Acr, level: Acr) -> Next {
    let known = level.identity() <= reached.identity();
    if !known && level.identity() > facts.reach.identity() {
        return unmet();
    }
    if level.authentication() > reached.authentication() {
        return Next::StepUp(level.authentication());
    }
    if known { unmet() } else { Next::Verify(level.identity()) }
}

fn unmet() -> Next {
    let why = "the demanded level was not reached";
    Next::Refuse(Refusal::new(ErrorCode::UnmetAuthenticationRequirements, why))
}

// OpenID Connect Core 1.0 section 3.1.2.1, prompt=login, select_account and max_age: the answer never comes from an
// authentication older than allowed. One made after the request arrived was made for it.
fn recent_enough(facts: &Facts<'_>, live: &LiveSession) -> bool {
    let authenticated_at = live.session.authenticated_at;
    if authenticated_at >= facts.request.received_at {
        return true;
    }
    if facts.request.prompt.login() || facts.request.prompt.select_account() {
        return false;
    }
    let max_age = facts.request.max_age.or(facts.client.metadata.default_max_age);
    max_age.is_none_or(|limit| limit.is_fresh(authenticated_at, facts.now))
}

// OpenID Connect Core 1.0 section 3.1.2.1, id_token_hint, and section 3.1.2.2 for the claim sub asked for with a value:
// nobody else may be answered for.
fn the_one_asked_for(facts: &Facts<'_>) -> bool {
    facts.subject.is_some_and(|subject| facts.request.may_be_about(subject))
}

// OpenID Connect Core 1.0 section 3.1.2.1: when the one asked for is not signed in as a result of the request either,
// the client is told. Asking on and on would leave a person without that account no way out.
fn somebody_else(facts: &Facts<'_>, live: &LiveSession) -> Next {
    if live.session.authenticated_at > facts.request.received_at {
        return Next::Refuse(Refusal::new(ErrorCode::LoginRequired, "somebody else signed in"));
    }
    Next::SignIn
}

fn consent_known(facts: &Facts<'_>, live: &LiveSession) -> bool {
    // What was taken back is asked for before anything else is given: no code would be redeemed without it.
    if live.consent.as_ref().is_some_and(|consent| consent.withdrawn_at.is_some()) {
        return false;
    }
    let items = Items::of(facts.client, &facts.request.scope, &facts.request.claims);
    // RFC 8252 section 8.6: whoever can act in the name of a public client never gets an answer unseen.
    let nothing_to_ask =
        items.is_empty() && !facts.request.prompt.consent() && !facts.client.metadata.is_public();
    if facts.client.metadata.consent == ConsentRule::Implicit || nothing_to_ask {
        return true;
    }
    let Some(consent) = live.consent.as_ref() else {
        return false;
    };
    let asked_anew = facts.request.prompt.consent() && consent.given_at < facts.request.received_at;
    !asked_anew && covers(consent, &items)
}
