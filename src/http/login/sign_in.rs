//! The sign-in page: name and password, and the ways beside them.

use axum::body::Bytes;
use axum::extract::State;
use axum::response::Response;
use base::Fault;
use ui::{FieldProblem, Message, PasskeyOffer, SignIn, Way, Ways};

use super::work::{Refused, brought};
use super::{Journey, posted};
use crate::http::extract::{Browser, Query, WAY_COOKIE};
use crate::http::reply;
use crate::http::routes::{HOME, RECOVER, REGISTER, SECOND_STEP, SIGN_IN_CODE, SIGN_IN_QR};
use crate::http::state::Shared;
use crate::risk::Act;
use crate::sign_in::{Open, Outcome, SignInRefusal};

pub(crate) async fn show(State(shared): State<Shared>, browser: Browser, Query(params): Query) -> Response {
    let params = params.unwrap_or_default();
    match Journey::open(&shared, &browser, &params) {
        // Who is signed in and was not sent here has nothing to do here.
        Ok(journey) if journey.handle.is_empty() && signed_in(&shared, &browser).await => {
            reply::see_other(HOME)
        }
        Ok(journey) => {
            let hint = journey.request.as_ref().and_then(|request| request.login_hint.clone());
            let filled = Filled { username: hint.unwrap_or_default(), refused: Refused::default() };
            page(&shared, &browser, &journey, filled).await
        }
        Err(refused) => refused,
    }
}

pub(crate) async fn submit(State(shared): State<Shared>, browser: Browser, body: Bytes) -> Response {
    let (journey, params) = match posted(&shared, &browser, &body) {
        Ok(opened) => opened,
        Err(refused) => return refused,
    };
    let (username, password) = (params.get("username"), params.get("password"));
    let (Some(username), Some(password)) = (username, password) else {
        return page(&shared, &browser, &journey, missing(username, password)).await;
    };
    let visitor = browser.visitor(&shared, (journey.frame.locale, journey.client_id()));
    let outcome = shared.sign_ins.by_password(&visitor, username, password, brought(&params)).await;
    arrive(&shared, &browser, (&journey, Way::Password, username), outcome).await
}

/// Goes on after a first proof, whichever it was; a refusal leads to the sign-in page.
pub(super) async fn arrive(
    shared: &Shared,
    browser: &Browser,
    (journey, way, username): (&Journey, Way, &str),
    outcome: Result<Outcome, SignInRefusal>,
) -> Response {
    let remember = browser.set_choice(WAY_COOKIE, way_word(way));
    let refusal = match outcome {
        Ok(Outcome::SignedIn(cookies)) => {
            return reply::with_cookie(journey.signed_in(shared, browser, &cookies), remember);
        }
        Ok(Outcome::SecondStep(progress)) => {
            let there = reply::see_other(&journey.link_with(SECOND_STEP, &[("progress", &progress)]));
            return reply::with_cookie(there, remember);
        }
        Err(SignInRefusal::Fault(fault)) => return reply::fault_page(&journey.frame, &fault),
        Err(refusal) => refusal,
    };
    let (field, otherwise) = match way {
        Way::Password => ("username", Message::CredentialsWrong),
        Way::Passkey => ("", Message::PasskeyRefused),
        Way::PhoneCode | Way::Qr => ("", Message::PageStale),
    };
    let refused = Refused::of(refusal, field, otherwise);
    let filled = Filled { username: username.to_owned(), refused };
    page(shared, browser, journey, filled).await
}

/// The way this device used last, from its cookie.
fn last_way(browser: &Browser) -> Option<Way> {
    let word = browser.choice(WAY_COOKIE)?;
    [Way::Password, Way::Passkey, Way::PhoneCode, Way::Qr].into_iter().find(|way| way_word(*way) == word)
}

const fn way_word(way: Way) -> &'static str {
    match way {
        Way::Password => "password",
        Way::Passkey => "passkey",
        Way::PhoneCode => "code",
        Way::Qr => "qr",
    }
}

/// A fault counts as nobody: the page that follows meets it again and tells.
async fn signed_in(shared: &Shared, browser: &Browser) -> bool {
    matches!(shared.sessions.find(browser.session(), None).await, Ok(Some(_)))
}

/// What the form holds when it is shown.
struct Filled {
    username: String,
    refused: Refused,
}

fn missing(username: Option<&str>, password: Option<&str>) -> Filled {
    let mut problems = Vec::new();
    if username.is_none() {
        problems.push(FieldProblem { field: "username", message: Message::UsernameMissing });
    }
    if password.is_none() {
        problems.push(FieldProblem { field: "password", message: Message::PasswordMissing });
    }
    Filled { username: username.unwrap_or_default().to_owned(), refused: problems.into_iter().collect() }
}

async fn page(shared: &Shared, browser: &Browser, journey: &Journey, filled: Filled) -> Response {
    let view = match view(shared, browser, journey, &filled).await {
        Ok(view) => view,
        Err(fault) => return reply::fault_page(&journey.frame, &fault),
    };
    let (carried, cookie) = journey.carried(shared, browser);
    let view = SignIn { carried, ..view };
    journey.page(&filled.refused.problems, ui::sign_in(&journey.frame, &view), cookie)
}

async fn view(
    shared: &Shared,
    browser: &Browser,
    journey: &Journey,
    filled: &Filled,
) -> Result<SignIn, Fault> {
    let known = again(shared, browser, journey).await?;
    let visitor = browser.visitor(shared, (journey.frame.locale, journey.client_id()));
    let reason = known.as_ref().map(|_| match &journey.errand {
        Some(errand) => ui::Reason::Before(errand.act.shown()),
        None => ui::Reason::Again,
    });
    Ok(SignIn {
        carried: ui::Carried::default(),
        asking: journey.asking(shared),
        username: known.clone().unwrap_or_else(|| filled.username.clone()),
        problems: filled.refused.problems.clone(),
        work: filled.refused.work(shared, &visitor, Act::SignIn).await?,
        ways: ways(shared, browser, journey)?,
        register_href: shared.config.registration.open.then(|| journey.link(REGISTER)),
        reauthenticate: known,
        reason,
        cancel_href: journey.cancel(shared),
    })
}

fn ways(shared: &Shared, browser: &Browser, journey: &Journey) -> Result<Ways, Fault> {
    let ceremony = shared.sign_ins.passkey_ceremony(browser.binding(shared))?;
    let phone = shared.sign_ins.ways().phone_code == Open::Yes;
    Ok(Ways {
        passkey: Some(PasskeyOffer { state: ceremony.state, options: ceremony.options }),
        phone_code_href: phone.then(|| journey.link(SIGN_IN_CODE)),
        qr_href: Some(journey.link(SIGN_IN_QR)),
        recover_href: Some(journey.link(RECOVER)),
        last_used: last_way(browser),
    })
}

/// The user name of the account that is signed in and is only asked to prove itself again.
async fn again(shared: &Shared, browser: &Browser, journey: &Journey) -> Result<Option<String>, Fault> {
    let anybody = |request: &crate::flow::AuthorizationRequest| {
        request.prompt.select_account() || request.names_a_person()
    };
    if journey.errand.is_none() && journey.request.as_ref().is_none_or(anybody) {
        return Ok(None);
    }
    let live = shared.sessions.find(browser.session(), None).await?;
    live.map(|live| Ok(shared.accounts.profile(&live.account)?.username)).transpose()
}
