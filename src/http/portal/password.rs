//! Changing the password, or setting a first one.

use axum::body::Bytes;
use axum::extract::State;
use axum::response::Response;
use credential::NotChosen;
use proto::form::Params;
use ui::{CurrentPassword, FieldProblem, Message, PasswordChange, Tick};

use super::fresh::fresh;
use super::said::Said;
use super::visit::Visit;
use crate::account;
use crate::http::extract::Browser;
use crate::http::login::errand::SensitiveAct;
use crate::http::login::{password_told, told};
use crate::http::reply;
use crate::http::routes::{PASSWORD, SECURITY};
use crate::http::state::Shared;
use crate::sign_in::SignInRefusal;

pub(crate) async fn show(State(shared): State<Shared>, browser: Browser) -> Result<Response, Response> {
    let visit = Visit::open(&shared, &browser).await?;
    fresh(&visit, PASSWORD, SensitiveAct::Password).await?;
    let current = current(&visit).await?;
    Ok(page(&visit, (current, Tick::Ticked), Vec::new()))
}

pub(crate) async fn submit(
    State(shared): State<Shared>,
    browser: Browser,
    body: Bytes,
) -> Result<Response, Response> {
    let (visit, params) = Visit::posted(&shared, &browser, &body).await?;
    fresh(&visit, PASSWORD, SensitiveAct::Password).await?;
    let (current, end_others) = (current(&visit).await?, tick(&params));
    match change(&visit, current, &params).await? {
        Some(problem) => Ok(page(&visit, (current, end_others), vec![problem])),
        None => finish(&visit, current, end_others).await,
    }
}

/// Changes the password, or says what is wrong.
async fn change(
    visit: &Visit<'_>,
    current: CurrentPassword,
    params: &Params,
) -> Result<Option<FieldProblem>, Response> {
    let problem = |field, message| Ok(Some(FieldProblem { field, message }));
    let Some(password) = params.get("password").filter(|password| !password.is_empty()) else {
        return problem("password", Message::PasswordMissing);
    };
    if current == CurrentPassword::Asked
        && let Some(message) = prove(visit, params.get("current").unwrap_or_default()).await?
    {
        return problem("current", message);
    }
    let change = account::PasswordChange { password, request_id: &visit.browser.request_id };
    let source = visit.browser.source.key();
    match visit.shared.accounts.change_password(&visit.live.account, change, source).await {
        Ok(()) => Ok(None),
        Err(NotChosen::Refused(refusal)) => problem("password", password_told(visit.shared, refusal)),
        Err(NotChosen::Fault(fault)) => Err(reply::fault_page(&visit.frame, &fault)),
    }
}

/// What is wrong with the current password, if anything.
async fn prove(visit: &Visit<'_>, typed: &str) -> Result<Option<Message>, Response> {
    if typed.is_empty() {
        return Ok(Some(Message::CurrentPasswordMissing));
    }
    let proved = visit.shared.sign_ins.confirm_password(&visit.visitor(), &visit.live.account, typed).await;
    match proved {
        Ok(()) => Ok(None),
        Err(SignInRefusal::Fault(fault)) => Err(reply::fault_page(&visit.frame, &fault)),
        Err(refusal) => Ok(Some(told(&refusal, Message::CurrentPasswordWrong))),
    }
}

async fn finish(visit: &Visit<'_>, current: CurrentPassword, end_others: Tick) -> Result<Response, Response> {
    let ended = match end_others {
        Tick::Ticked => {
            visit.held(visit.shared.self_service.end_other_sessions(&visit.live, visit.by()).await)?
        }
        Tick::Open => 0,
    };
    let said = match (current, ended) {
        (CurrentPassword::None, _) => Said::PasswordSet,
        (CurrentPassword::Asked | CurrentPassword::NotAsked, 0) => Said::PasswordChanged,
        (CurrentPassword::Asked | CurrentPassword::NotAsked, count) => {
            Said::PasswordChangedOthersEnded(count)
        }
    };
    visit.done(SECURITY, &said)
}

/// Whether the current password is asked for: not of who has none, and not of who just proved more than it is worth.
async fn current(visit: &Visit<'_>) -> Result<CurrentPassword, Response> {
    let has_one = visit.held(visit.shared.accounts.has_password(visit.live.account.id).await)?;
    let methods = visit.live.methods();
    Ok(match (has_one, methods.has_two_factors() || methods.has_key()) {
        (false, _) => CurrentPassword::None,
        (true, true) => CurrentPassword::NotAsked,
        (true, false) => CurrentPassword::Asked,
    })
}

fn tick(params: &Params) -> Tick {
    if params.get("end_others") == Some("yes") { Tick::Ticked } else { Tick::Open }
}

fn page(
    visit: &Visit<'_>,
    (current, end_others): (CurrentPassword, Tick),
    problems: Vec<FieldProblem>,
) -> Response {
    let view = PasswordChange {
        csrf: visit.csrf.clone(),
        username: visit.profile.username.clone(),
        current,
        end_others,
        minimum: u32::try_from(visit.shared.config.passwords.min_length).unwrap_or(u32::MAX),
        problems,
    };
    visit.page(&view.problems, ui::password_change(&visit.frame, &view))
}
