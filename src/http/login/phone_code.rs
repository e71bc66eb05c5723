//! Signing in with a code to a phone: the number, then the code. Nothing shows whether somebody has that number.

use axum::body::Bytes;
use axum::extract::State;
use axum::response::Response;
use http::StatusCode;
use proto::form::Params;
use ui::{CodeTarget, EnterCode, FieldProblem, Message, PhoneCode, SentTo, UnknownNumber, Way};

use super::{Journey, posted, sign_in, told};
use crate::account::LoginName;
use crate::http::extract::{Browser, Query};
use crate::http::reply;
use crate::http::routes::{SIGN_IN, SIGN_IN_CODE, SIGN_IN_CODE_ENTER};
use crate::http::state::Shared;
use crate::sign_in::{CodeFor, Open, SignInRefusal};

pub(crate) async fn ask(State(shared): State<Shared>, browser: Browser, Query(params): Query) -> Response {
    match Journey::open(&shared, &browser, &params.unwrap_or_default()) {
        Ok(journey) if closed(&shared) => reply::see_other(&journey.link(SIGN_IN)),
        Ok(journey) => ask_page(&shared, &browser, &journey, ("", Vec::new())),
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
    send_to(&shared, &browser, &journey, params.get("phone").unwrap_or_default()).await
}

async fn send_to(shared: &Shared, browser: &Browser, journey: &Journey, typed: &str) -> Response {
    let problem = |message| vec![FieldProblem { field: "phone", message }];
    let Ok(phone) = LoginName::phone(typed) else {
        return ask_page(shared, browser, journey, (typed, problem(Message::PhoneShape)));
    };
    let visitor = browser.visitor(shared, (journey.frame.locale, journey.client_id()));
    match shared.sign_ins.send_sign_in_code(&visitor, &phone).await {
        Ok(sent) => reply::see_other(&journey.link_with(SIGN_IN_CODE_ENTER, &[("sent", &sent)])),
        Err(SignInRefusal::Fault(fault)) => reply::fault_page(&journey.frame, &fault),
        Err(refusal) => {
            let message = told(&refusal, Message::PhoneShape);
            ask_page(shared, browser, journey, (typed, problem(message)))
        }
    }
}

pub(crate) async fn enter(State(shared): State<Shared>, browser: Browser, Query(params): Query) -> Response {
    let params = params.unwrap_or_default();
    match Journey::open(&shared, &browser, &params) {
        Ok(journey) => enter_page(&shared, &browser, &journey, (&params, Vec::new())),
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
        return match shared.sign_ins.open_sent(&visitor, sent).map(|sent| sent.what) {
            Ok(CodeFor::SignIn { phone }) => send_to(&shared, &browser, &journey, &phone).await,
            _ => reply::see_other(&journey.link(SIGN_IN_CODE)),
        };
    }
    match shared.sign_ins.by_code(&visitor, sent, params.get("code").unwrap_or_default()).await {
        Err(refusal @ (SignInRefusal::NotProved | SignInRefusal::TooMany { .. })) => {
            let problem = FieldProblem { field: "code", message: told(&refusal, Message::CodeWrong) };
            enter_page(&shared, &browser, &journey, (&params, vec![problem]))
        }
        Err(SignInRefusal::Stale) => {
            let problem = FieldProblem { field: "", message: Message::CodeExpired };
            ask_page(&shared, &browser, &journey, ("", vec![problem]))
        }
        outcome => sign_in::arrive(&shared, &browser, (&journey, Way::PhoneCode, ""), outcome).await,
    }
}

fn closed(shared: &Shared) -> bool {
    shared.sign_ins.ways().phone_code == Open::No
}

fn ask_page(
    shared: &Shared,
    browser: &Browser,
    journey: &Journey,
    (phone, problems): (&str, Vec<FieldProblem>),
) -> Response {
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
        work: None,
        problems,
        ways_href: journey.link(SIGN_IN),
        cancel_href: journey.cancel(shared),
    };
    journey.page(&view.problems, ui::phone_code(&journey.frame, &view), cookie)
}

fn enter_page(
    shared: &Shared,
    browser: &Browser,
    journey: &Journey,
    (params, problems): (&Params, Vec<FieldProblem>),
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
    let (carried, cookie) = journey.carried(shared, browser);
    let view = EnterCode {
        carried,
        asking: journey.asking(shared),
        target: CodeTarget::SignIn,
        work: None,
        sent: sent.to_owned(),
        sent_to: SentTo::NumberEntered,
        valid_minutes: shared.code_minutes(),
        resend_after_seconds: shared.seconds_until(opened.again_at),
        problems,
        change_href: Some(journey.link(SIGN_IN_CODE)),
        ways_href: Some(journey.link(SIGN_IN)),
        cancel_href: journey.cancel(shared),
    };
    journey.page(&view.problems, ui::enter_code(&journey.frame, &view), cookie)
}
