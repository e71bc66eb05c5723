//! The second step, after a first proof or because a platform wants more than a session has.

use axum::body::Bytes;
use axum::extract::State;
use axum::response::Response;
use base::Fault;
use http::StatusCode;
use proto::form::Params;
use ui::{
    FieldProblem, Message, MethodKind, OtherMethod, PasskeyOffer, Reason, SecondMethod, SecondStep, Sending,
    SetUpNeeded,
};

use super::{Journey, posted, told};
use crate::flow::PageRefusal;
use crate::http::extract::{Browser, Query};
use crate::http::reply;
use crate::http::routes::{NEW_PASSKEY, NEW_TOTP, RECOVER, RESUME, SECOND_STEP, SIGN_IN};
use crate::http::state::Shared;
use crate::notify::Channel;
use crate::sign_in::{Answer, SecondStepView, SecondWay, SignInRefusal};

/// A platform wants more than the session has: what is there counts, one more thing is asked for.
pub(crate) async fn step_up(
    State(shared): State<Shared>,
    browser: Browser,
    Query(params): Query,
) -> Response {
    let journey = match Journey::open(&shared, &browser, &params.unwrap_or_default()) {
        Ok(journey) => journey,
        Err(refused) => return refused,
    };
    match raised(&shared, &browser, &journey).await {
        Ok(Some(progress)) => reply::see_other(&journey.link_with(SECOND_STEP, &[("progress", &progress)])),
        // Nobody is signed in any more, or nothing is missing: the dispatcher knows what is next.
        Ok(None) => reply::see_other(&journey.onward()),
        Err(SignInRefusal::Fault(fault)) => reply::fault_page(&journey.frame, &fault),
        Err(_) => reply::page_refused(&journey.frame, PageRefusal::Handle),
    }
}

async fn raised(
    shared: &Shared,
    browser: &Browser,
    journey: &Journey,
) -> Result<Option<String>, SignInRefusal> {
    let Some(request) = &journey.request else {
        return Ok(None);
    };
    let Ok(client) = shared.flow.client(request) else {
        return Ok(None);
    };
    let live = shared.sessions.find(browser.session(), Some(client.id())).await?;
    let Some(live) = live else {
        return Ok(None);
    };
    let visitor = browser.visitor(shared, (journey.frame.locale, journey.client_id()));
    let level = shared.flow.level_wanted(request, &client, &live).await?;
    let level = level.map(proto::acr::Acr::authentication);
    let missing = level.filter(|level| *level > live.methods().level());
    missing.map(|level| shared.sign_ins.raise(&visitor, &live, level)).transpose()
}

pub(crate) async fn show(State(shared): State<Shared>, browser: Browser, Query(params): Query) -> Response {
    let params = params.unwrap_or_default();
    match Journey::open(&shared, &browser, &params) {
        Ok(journey) => {
            let at = (&journey, params.get("progress").unwrap_or_default());
            page(&shared, &browser, at, (params.get("method"), Vec::new())).await
        }
        Err(refused) => refused,
    }
}

pub(crate) async fn submit(State(shared): State<Shared>, browser: Browser, body: Bytes) -> Response {
    let (journey, params) = match posted(&shared, &browser, &body) {
        Ok(opened) => opened,
        Err(refused) => return refused,
    };
    let (progress, method) = (field(&params, "progress"), field(&params, "method"));
    let answer = match method {
        "totp" => Answer::Totp(field(&params, "code")),
        "recovery" => Answer::RecoveryCode(field(&params, "code")),
        "sms" | "mail" => Answer::Sent(field(&params, "code")),
        "password" => Answer::Password(field(&params, "password")),
        _ => return page(&shared, &browser, (&journey, progress), (None, Vec::new())).await,
    };
    answered(&shared, &browser, (&journey, progress, method), answer).await
}

/// Sends a code to the confirmed phone or address of the account.
pub(crate) async fn send(State(shared): State<Shared>, browser: Browser, body: Bytes) -> Response {
    let (journey, params) = match posted(&shared, &browser, &body) {
        Ok(opened) => opened,
        Err(refused) => return refused,
    };
    let (progress, method) = (field(&params, "progress"), field(&params, "method"));
    let channel = if method == "mail" { Channel::Mail } else { Channel::Sms };
    let visitor = browser.visitor(&shared, (journey.frame.locale, journey.client_id()));
    match shared.sign_ins.send_second_code(&visitor, progress, channel).await {
        Ok(progress) => {
            let more = [("progress", progress.as_str()), ("method", method)];
            reply::see_other(&journey.link_with(SECOND_STEP, &more))
        }
        Err(refusal) => refused(&shared, &browser, (&journey, progress, method), refusal).await,
    }
}

/// Goes on after an answer to a second step, by whatever method.
pub(super) async fn answered(
    shared: &Shared,
    browser: &Browser,
    (journey, progress, method): (&Journey, &str, &str),
    answer: Answer<'_>,
) -> Response {
    let visitor = browser.visitor(shared, (journey.frame.locale, journey.client_id()));
    match shared.sign_ins.by_second_step(&visitor, progress, answer).await {
        Ok(cookies) => journey.signed_in(shared, browser, &cookies),
        Err(refusal) => refused(shared, browser, (journey, progress, method), refusal).await,
    }
}

async fn refused(
    shared: &Shared,
    browser: &Browser,
    (journey, progress, method): (&Journey, &str, &str),
    refusal: SignInRefusal,
) -> Response {
    let (field, otherwise) = match method {
        "password" => ("password", Message::PasswordWrong),
        "passkey" => ("", Message::PasskeyRefused),
        "totp" => ("code", Message::TotpWrong),
        "recovery" => ("code", Message::RecoveryCodeWrong),
        _ => ("code", Message::CodeWrong),
    };
    let message = match (&refusal, method) {
        (SignInRefusal::Fault(fault), _) => return reply::fault_page(&journey.frame, fault),
        // The page is young enough, or it is not shown again: then it is the code that is too old or guessed at too often.
        (SignInRefusal::Stale, "sms" | "mail") => Message::CodeExpired,
        // Something has changed since the first step: what is missing now, the dispatcher knows.
        (SignInRefusal::Stale, _) => return reply::see_other(&journey.onward()),
        (refusal, _) => told(refusal, otherwise),
    };
    page(shared, browser, (journey, progress), (Some(method), vec![FieldProblem { field, message }])).await
}

async fn page(
    shared: &Shared,
    browser: &Browser,
    (journey, progress): (&Journey, &str),
    (method, problems): (Option<&str>, Vec<FieldProblem>),
) -> Response {
    let visitor = browser.visitor(shared, (journey.frame.locale, journey.client_id()));
    let step = match shared.sign_ins.second_step(&visitor, progress).await {
        Ok(step) => step,
        Err(SignInRefusal::Fault(fault)) => return reply::fault_page(&journey.frame, &fault),
        // Begin again: what was proved is too old to count.
        Err(_) => return reply::see_other(&journey.link(SIGN_IN)),
    };
    let wanted = step.ways.iter().find(|way| Some(kind(**way).value()) == method);
    let Some(way) = wanted.or(step.ways.first()).copied() else {
        return match step.raises {
            Some(_) => nothing_set_up(shared, journey),
            None => nothing_works(journey),
        };
    };
    let at = (journey, progress);
    match view(shared, browser, at, (&step, way, problems)).await {
        Ok((view, cookie)) => journey.page(&view.problems, ui::second_step(&journey.frame, &view), cookie),
        Err(SignInRefusal::Fault(fault)) => reply::fault_page(&journey.frame, &fault),
        Err(_) => reply::see_other(&journey.link(SIGN_IN)),
    }
}

async fn view(
    shared: &Shared,
    browser: &Browser,
    (journey, progress): (&Journey, &str),
    (step, way, problems): (&SecondStepView, SecondWay, Vec<FieldProblem>),
) -> Result<(SecondStep, Option<http::HeaderValue>), SignInRefusal> {
    let (carried, cookie) = journey.carried(shared, browser);
    let others = step.ways.iter().filter(|other| **other != way).map(|other| OtherMethod {
        kind: kind(*other),
        href: journey.link_with(SECOND_STEP, &[("progress", progress), ("method", kind(*other).value())]),
    });
    let view = SecondStep {
        carried,
        asking: journey.asking(shared),
        progress: progress.to_owned(),
        reason: match (&journey.errand, step.raises) {
            (Some(errand), _) => Reason::Before(errand.act.shown()),
            (None, Some(_)) => Reason::Platform,
            (None, None) => Reason::Setting,
        },
        method: method_of(shared, browser, (journey, progress), (step, way)).await?,
        others: others.collect(),
        problems,
        recover_href: step.raises.is_none().then(|| journey.link(RECOVER)),
        cancel_href: journey.cancel(shared),
        skip_href: skip(shared, browser, journey, step).await?,
    };
    Ok((view, cookie))
}

async fn method_of(
    shared: &Shared,
    browser: &Browser,
    (journey, progress): (&Journey, &str),
    (step, way): (&SecondStepView, SecondWay),
) -> Result<SecondMethod, SignInRefusal> {
    let sending = |channel| match step.sent {
        Some((by, again_at)) if by == channel => Sending::Sent {
            valid_minutes: shared.code_minutes(),
            resend_after_seconds: shared.seconds_until(again_at),
        },
        _ => Sending::NotYet,
    };
    Ok(match way {
        SecondWay::Totp => SecondMethod::Totp,
        SecondWay::RecoveryCode => SecondMethod::RecoveryCode,
        SecondWay::Sms => SecondMethod::Sms(sending(Channel::Sms)),
        SecondWay::Mail => SecondMethod::Mail(sending(Channel::Mail)),
        SecondWay::Password => {
            SecondMethod::Password { username: shared.accounts.profile(&step.account)?.username }
        }
        SecondWay::Passkey => {
            let visitor = browser.visitor(shared, (journey.frame.locale, journey.client_id()));
            let ceremony = shared.sign_ins.second_ceremony(&visitor, progress).await?;
            SecondMethod::Passkey(PasskeyOffer { state: ceremony.state, options: ceremony.options })
        }
    })
}

/// The way on without what a platform only wishes for.
async fn skip(
    shared: &Shared,
    browser: &Browser,
    journey: &Journey,
    step: &SecondStepView,
) -> Result<Option<String>, Fault> {
    let Some(request) = journey.request.as_ref().filter(|_| step.raises.is_some()) else {
        return Ok(None);
    };
    let Some(plain) = shared.flow.without_wish(request) else {
        return Ok(None);
    };
    let live = shared.sessions.find(browser.session(), None).await?;
    let (Ok(client), Some(live)) = (shared.flow.client(request), live) else {
        return Ok(None);
    };
    // What the client wants of everybody would lead back here.
    if shared.flow.level_wanted(&plain, &client, &live).await?.is_some() {
        return Ok(None);
    }
    let handle = shared.flow.handle(&plain)?;
    Ok(Some(format!("{}?request={}", RESUME, handle.as_str())))
}

/// More is wanted than the account has: it can be set up, and the journey goes on from there.
fn nothing_set_up(shared: &Shared, journey: &Journey) -> Response {
    let view = SetUpNeeded {
        asking: journey.asking(shared),
        passkey_href: Some(journey.link(NEW_PASSKEY)),
        totp_href: shared.config.second_factors.totp.then(|| journey.link(NEW_TOTP)),
        back_href: journey.cancel(shared),
    };
    journey.page(&[], ui::set_up_needed(&journey.frame, &view), None)
}

/// The account always wants two steps and none of its second ones works any more.
fn nothing_works(journey: &Journey) -> Response {
    let texts = (Message::LevelNotReachedHeading, Message::SecondStepLost);
    reply::stop(&journey.frame, StatusCode::FORBIDDEN, texts, None)
}

fn field<'a>(params: &'a Params, name: &str) -> &'a str {
    params.get(name).unwrap_or_default()
}

const fn kind(way: SecondWay) -> MethodKind {
    match way {
        SecondWay::Passkey => MethodKind::Passkey,
        SecondWay::Totp => MethodKind::Totp,
        SecondWay::Sms => MethodKind::Sms,
        SecondWay::Mail => MethodKind::Mail,
        SecondWay::RecoveryCode => MethodKind::RecoveryCode,
        SecondWay::Password => MethodKind::Password,
    }
}
