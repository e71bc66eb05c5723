//! Signing in with a code to a phone: the number, then the code. Nothing shows whether somebody has that number.

use axum::body::Bytes;
use axum::extract::State;
use axum::response::Response;
use http::StatusCode;
use proto::form::Params;
use ui::{CodeTarget, EnterCode, FieldProblem, Message, PhoneCode, SentTo, UnknownNumber, Way};

use super::work::{Refused, brought};
use super::{Journey, posted, sign_in};
use crate::account::LoginName;
use crate::http::extract::{Browser, Query};
use crate::http::reply;
use crate::http::routes::{SIGN_IN, SIGN_IN_CODE, SIGN_IN_CODE_ENTER};
use crate::http::state::Shared;
use crate::risk::Act;
use crate::sign_in::{CodeFor, CodeSent, Open, SignInRefusal};

pub(crate) async fn ask(State(shared): State<Shared>, browser: Browser, Query(params): Query) -> Response {
    match Journey::open(&shared, &browser, &params.unwrap_or_default()) {
        Ok(journey) if closed(&shared) => reply::see_other(&journey.link(SIGN_IN)),
        Ok(journey) => ask_page(&shared, &browser, &journey, ("", Refused::default())).await,
        Err(refused) => refused,
    }
}

pub(crate) async fn send(State(shared): State<Shared>, browser: Browser, body: Bytes) -> Response {
    let (journey, params) = match posted(&shared, &browser, &body) {
        Ok(opened) => opened,
        Err(refused) => return refused,
    };
    if closed(&shared) {
        return reply::see_other(&journey.link(SIGN_IN));
    }
    let typed = params.get("phone").unwrap_or_default();
    match send_to(&shared, &browser, (&journey, &params), typed).await {
        Ok(entering) => entering,
        Err(SignInRefusal::Fault(fault)) => reply::fault_page(&journey.frame, &fault),
        Err(refusal) => {
            let refused = Refused::of(refusal, "phone", Message::PhoneShape);
            ask_page(&shared, &browser, &journey, (typed, refused)).await
        }
    }
}

/// Sends a code and leads to where it is typed; what is no phone is refused as proving nothing.
async fn send_to(
    shared: &Shared,
    browser: &Browser,
    (journey, params): (&Journey, &Params),
    typed: &str,
) -> Result<Response, SignInRefusal> {
    let phone = LoginName::phone(typed).map_err(|_| SignInRefusal::NotProved)?;
    let visitor = browser.visitor(shared, (journey.frame.locale, journey.client_id()));
    let sent = shared.sign_ins.send_sign_in_code(&visitor, &phone, brought(params)).await?;
    Ok(reply::see_other(&journey.link_with(SIGN_IN_CODE_ENTER, &[("sent", &sent)])))
}

pub(crate) async fn enter(State(shared): State<Shared>, browser: Browser, Query(params): Query) -> Response {
    let params = params.unwrap_or_default();
    match Journey::open(&shared, &browser, &params) {
        Ok(journey) => enter_page(&shared, &browser, &journey, (&params, Refused::default())).await,
        Err(refused) => refused,
    }
}

pub(crate) async fn submit(State(shared): State<Shared>, browser: Browser, body: Bytes) -> Response {
    let (journey, params) = match posted(&shared, &browser, &body) {
        Ok(opened) => opened,
        Err(refused) => return refused,
    };
    let visitor = browser.visitor(&shared, (journey.frame.locale, journey.client_id()));
    let sent = params.get("sent").unwrap_or_default();
    if params.get("action") == Some("resend") {
        return match shared.sign_ins.open_sent(&visitor, sent) {
            Ok(sent) => again(&shared, &browser, (&journey, &params), &sent).await,
            Err(_) => reply::see_other(&journey.link(SIGN_IN_CODE)),
        };
    }
    match shared.sign_ins.by_code(&visitor, sent, params.get("code").unwrap_or_default()).await {
        Err(refusal @ (SignInRefusal::NotProved | SignInRefusal::TooMany { .. })) => {
            let refused = Refused::of(refusal, "code", Message::CodeWrong);
            enter_page(&shared, &browser, &journey, (&params, refused)).await
        }
        Err(SignInRefusal::Stale) => {
            let problem = FieldProblem { field: "", message: Message::CodeExpired };
            ask_page(&shared, &browser, &journey, ("", Refused::from_iter([problem]))).await
        }
        outcome => sign_in::arrive(&shared, &browser, (&journey, Way::PhoneCode, ""), outcome).await,
    }
}

/// Sends another code in the place of one, once that has had its time to arrive.
async fn again(
    shared: &Shared,
    browser: &Browser,
    (journey, params): (&Journey, &Params),
    sent: &CodeSent,
) -> Response {
    let CodeFor::SignIn { phone } = &sent.what else {
        return reply::see_other(&journey.link(SIGN_IN_CODE));
    };
    if shared.ground.now() < sent.again_at {
        let seconds = shared.seconds_until(sent.again_at).max(1);
        let problem = FieldProblem { field: "code", message: Message::CodeTooSoon { seconds } };
        return enter_page(shared, browser, journey, (params, Refused::from_iter([problem]))).await;
    }
    match send_to(shared, browser, (journey, params), phone).await {
        Ok(entering) => entering,
        Err(SignInRefusal::Fault(fault)) => reply::fault_page(&journey.frame, &fault),
        // The one that was sent may still come: this is its page.
        Err(refusal) => {
            let refused = Refused::of(refusal, "", Message::CodeNotSent);
            enter_page(shared, browser, journey, (params, refused)).await
        }
    }
}

fn closed(shared: &Shared) -> bool {
    shared.sign_ins.ways().phone_code == Open::No
}

/// What the browser works out before a code is sent.
async fn work(
    shared: &Shared,
    browser: &Browser,
    journey: &Journey,
    refused: &Refused,
) -> Result<Option<ui::Work>, Response> {
    let visitor = browser.visitor(shared, (journey.frame.locale, journey.client_id()));
    let work = refused.work(shared, &visitor, Act::SendCode).await;
    work.map_err(|fault| reply::fault_page(&journey.frame, &fault))
}

async fn ask_page(
    shared: &Shared,
    browser: &Browser,
    journey: &Journey,
    (phone, refused): (&str, Refused),
) -> Response {
    let work = match work(shared, browser, journey, &refused).await {
        Ok(work) => work,
        Err(failed) => return failed,
    };
    let (carried, cookie) = journey.carried(shared, browser);
    let unknown_number = match shared.sign_ins.ways().phone_registration {
        Open::Yes => UnknownNumber::MakesAnAccount,
        Open::No => UnknownNumber::Nothing,
    };
    let view = PhoneCode {
        carried,
        asking: journey.asking(shared),
        phone: phone.to_owned(),
        unknown_number,
        work,
        problems: refused.problems,
        ways_href: journey.link(SIGN_IN),
        cancel_href: journey.cancel(shared),
    };
    journey.page(&view.problems, ui::phone_code(&journey.frame, &view), cookie)
}

async fn enter_page(
    shared: &Shared,
    browser: &Browser,
    journey: &Journey,
    (params, refused): (&Params, Refused),
) -> Response {
    let sent = params.get("sent").unwrap_or_default();
    let visitor = browser.visitor(shared, (journey.frame.locale, journey.client_id()));
    let Ok(opened) = shared.sign_ins.open_sent(&visitor, sent) else {
        return reply::stop(
            &journey.frame,
            StatusCode::BAD_REQUEST,
            (Message::RequestExpiredHeading, Message::CodeExpired),
            None,
        );
    };
    let work = match work(shared, browser, journey, &refused).await {
        Ok(work) => work,
        Err(failed) => return failed,
    };
    let (carried, cookie) = journey.carried(shared, browser);
    let view = EnterCode {
        carried,
        asking: journey.asking(shared),
        target: CodeTarget::SignIn,
        work,
        sent: sent.to_owned(),
        sent_to: SentTo::NumberEntered,
        valid_minutes: shared.code_minutes(),
        resend_after_seconds: shared.seconds_until(opened.again_at),
        problems: refused.problems,
        change_href: Some(journey.link(SIGN_IN_CODE)),
        ways_href: Some(journey.link(SIGN_IN)),
        cancel_href: journey.cancel(shared),
    };
    journey.page(&view.problems, ui::enter_code(&journey.frame, &view), cookie)
}
