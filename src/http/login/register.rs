//! Registering an account; the new account is signed in at once.

use axum::body::Bytes;
use axum::extract::State;
use axum::response::Response;
use http::StatusCode;
use proto::form::Params;
use ui::{FieldProblem, Message, Register, Way};

use super::work::{Refused, brought};
use super::{Journey, password_told, posted, sign_in};
use crate::account::{LoginNameRefusal, Registration, RegistrationProblem};
use crate::http::extract::{Browser, Query};
use crate::http::reply;
use crate::http::routes::{SIGN_IN, SIGN_IN_CODE};
use crate::http::state::Shared;
use crate::risk::Act;
use crate::sign_in::{Open, RegisterRefusal, SignInRefusal};

pub(crate) async fn show(State(shared): State<Shared>, browser: Browser, Query(params): Query) -> Response {
    let params = params.unwrap_or_default();
    match Journey::open(&shared, &browser, &params) {
        Ok(journey) if shared.config.registration.open => {
            page(&shared, &browser, &journey, (&params, Refused::default())).await
        }
        Ok(journey) => closed(&journey),
        Err(refused) => refused,
    }
}

pub(crate) async fn submit(State(shared): State<Shared>, browser: Browser, body: Bytes) -> Response {
    let (journey, params) = match posted(&shared, &browser, &body) {
        Ok(opened) => opened,
        Err(refused) => return refused,
    };
    if !shared.config.registration.open {
        return closed(&journey);
    }
    let field = |name| params.get(name).unwrap_or_default();
    let form = Registration {
        username: field("username"),
        name: field("display_name"),
        password: field("password"),
        locale: journey.frame.locale.tag(),
        source: browser.source.key(),
        request_id: &browser.request_id,
    };
    let visitor = browser.visitor(&shared, (journey.frame.locale, journey.client_id()));
    let refused = match shared.sign_ins.register(&visitor, form, brought(&params)).await {
        Ok(outcome) => {
            return sign_in::arrive(&shared, &browser, (&journey, Way::Password, ""), Ok(outcome)).await;
        }
        Err(RegisterRefusal::Problems(problems)) => {
            problems.into_iter().map(|problem| shown(&shared, problem, form.username)).collect()
        }
        Err(RegisterRefusal::Step(SignInRefusal::Fault(fault))) => {
            return reply::fault_page(&journey.frame, &fault);
        }
        Err(RegisterRefusal::Step(refusal)) => Refused::of(refusal, "", Message::PageStale),
    };
    page(&shared, &browser, &journey, (&params, refused)).await
}

fn shown(shared: &Shared, problem: RegistrationProblem, username: &str) -> FieldProblem {
    let (field, message) = match problem {
        RegistrationProblem::Username(LoginNameRefusal::Length) if username.chars().count() > 64 => {
            ("username", Message::UsernameTooLong { maximum: 64 })
        }
        RegistrationProblem::Username(LoginNameRefusal::Length) => {
            ("username", Message::UsernameTooShort { minimum: 3 })
        }
        RegistrationProblem::Username(LoginNameRefusal::LooksLikeANumber) => {
            ("username", Message::UsernameNumber)
        }
        RegistrationProblem::Username(LoginNameRefusal::Character | LoginNameRefusal::NotAMobileNumber) => {
            ("username", Message::UsernameShape)
        }
        RegistrationProblem::Taken => ("username", Message::UsernameTaken),
        RegistrationProblem::Name => ("display_name", Message::DisplayNameTooLong { maximum: 50 }),
        RegistrationProblem::Password(refusal) => ("password", password_told(shared, refusal)),
    };
    FieldProblem { field, message }
}

async fn page(
    shared: &Shared,
    browser: &Browser,
    journey: &Journey,
    (params, refused): (&Params, Refused),
) -> Response {
    let visitor = browser.visitor(shared, (journey.frame.locale, journey.client_id()));
    let work = match refused.work(shared, &visitor, Act::Register).await {
        Ok(work) => work,
        Err(fault) => return reply::fault_page(&journey.frame, &fault),
    };
    let (carried, cookie) = journey.carried(shared, browser);
    let typed = |name| params.get(name).unwrap_or_default().to_owned();
    let view = Register {
        carried,
        asking: journey.asking(shared),
        username: typed("username"),
        display_name: typed("display_name"),
        problems: refused.problems,
        work,
        sign_in_href: Some(journey.link(SIGN_IN)),
        phone_href: (shared.sign_ins.ways().phone_registration == Open::Yes)
            .then(|| journey.link(SIGN_IN_CODE)),
        cancel_href: journey.cancel(shared),
        password_minimum: u32::try_from(shared.config.passwords.min_length).unwrap_or(u32::MAX),
    };
    journey.page(&view.problems, ui::register(&journey.frame, &view), cookie)
}

fn closed(journey: &Journey) -> Response {
    let texts = (Message::RegistrationClosedHeading, Message::RegistrationClosed);
    reply::stop(&journey.frame, StatusCode::FORBIDDEN, texts, None)
}
