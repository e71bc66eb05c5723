//! The ways to sign in and the second step, on one page; and the two acts that have no page of their own.

use axum::body::Bytes;
use axum::extract::State;
use axum::response::Response;
use base::Fault;
use ui::{
    ContactKind, ContactState, FieldProblem, Kept, Message, PasskeyRow, PasswordState, RecoveryCodesState,
    Removal, Security, TotpState, TwoSteps,
};

use super::contacts::masked;
use super::fresh::fresh;
use super::said::Said;
use super::visit::Visit;
use crate::assurance::Binding;
use crate::authenticator::{self, SecondStep};
use crate::http::extract::{Browser, Query};
use crate::http::login::errand::SensitiveAct;
use crate::http::reply;
use crate::http::routes::SECURITY;
use crate::http::state::Shared;
use crate::notify::Channel;
use crate::self_service::{self, Means, RemovalRefusal, SecondStepAfter, SecondStepRefusal, Standing};

pub(crate) async fn show(
    State(shared): State<Shared>,
    browser: Browser,
    Query(params): Query,
) -> Result<Response, Response> {
    let visit = Visit::open(&shared, &browser).await?;
    let mut view = visit.held(view(&visit).await)?;
    view.notice = visit.notice(&params.unwrap_or_default());
    Ok(visit.page(&[], ui::security(&visit.frame, &view)))
}

/// Says when a second step is asked for.
pub(crate) async fn set_second_step(
    State(shared): State<Shared>,
    browser: Browser,
    body: Bytes,
) -> Result<Response, Response> {
    let (visit, params) = Visit::posted(&shared, &browser, &body).await?;
    fresh(&visit, SECURITY, SensitiveAct::SecondStep).await?;
    let Some(when) = params.get("value").and_then(SecondStep::parse) else {
        return Ok(reply::see_other(SECURITY));
    };
    let said = match when {
        SecondStep::Always => Said::TwoStepsAlways,
        SecondStep::WhenAsked => Said::TwoStepsWhenAsked,
    };
    match shared.self_service.set_second_step(visit.live.account.id, when, visit.by()).await {
        Ok(()) => visit.done(SECURITY, &said),
        // The page asks only where something is set up: it was another page, or it was removed meanwhile.
        Err(SecondStepRefusal::NothingSetUp) => Ok(reply::see_other(SECURITY)),
        Err(SecondStepRefusal::Fault(fault)) => Err(reply::fault_page(&visit.frame, &fault)),
    }
}

/// Takes a way to sign in away and says so, or why not.
pub(super) async fn remove(
    visit: &Visit<'_>,
    what: self_service::Removal,
    said: Said,
) -> Result<Response, Response> {
    let account = visit.live.account.id;
    match visit.shared.self_service.remove(account, what, visit.by()).await {
        Ok(SecondStepAfter::AsBefore) => visit.done(SECURITY, &said),
        Ok(SecondStepAfter::NoLongerAsked) => visit.done(SECURITY, &Said::SecondStepGone),
        Err(RemovalRefusal::NotThere) => Ok(reply::see_other(SECURITY)),
        Err(RemovalRefusal::OnlyWayIn) => refused(visit, Message::OnlyWayIn).await,
        Err(RemovalRefusal::Fault(fault)) => Err(reply::fault_page(&visit.frame, &fault)),
    }
}

/// The page again, with what was wrong.
pub(super) async fn refused(visit: &Visit<'_>, message: Message) -> Result<Response, Response> {
    let mut view = visit.held(view(visit).await)?;
    view.problems = vec![FieldProblem { field: "", message }];
    Ok(visit.page(&view.problems, ui::security(&visit.frame, &view)))
}

async fn view(visit: &Visit<'_>) -> Result<Security, Fault> {
    let Visit { shared, live, .. } = visit;
    let standing = shared.self_service.standing(&live.account).await?;
    let means = standing.means;
    Ok(Security {
        csrf: visit.csrf.clone(),
        contacts: contacts(shared, &standing),
        two_steps: Some(two_steps(live.account.second_step, means)),
        totp: totp(shared, &standing),
        recovery_codes: Some(match standing.recovery_codes {
            Some(left) => RecoveryCodesState::Made { left },
            None => RecoveryCodesState::NotMade,
        }),
        password: Some(match standing.password {
            Some(facts) => PasswordState::Set { changed: facts.changed },
            None => PasswordState::NotSet,
        }),
        passkeys: Some(standing.passkeys.into_iter().map(|row| passkey(row, means)).collect()),
        problems: Vec::new(),
        notice: None,
        now: shared.ground.now(),
    })
}

fn passkey(row: authenticator::PasskeyRow, means: Means) -> PasskeyRow {
    PasskeyRow {
        id: row.id.to_string(),
        name: row.name,
        created: row.created_at,
        last_used: row.last_used_at,
        kept: match row.binding {
            Binding::Device => Kept::ThisDeviceOnly,
            Binding::Synced => Kept::Synced,
        },
        removal: removal(means),
    }
}

/// Where the app can be set up, or was.
fn totp(shared: &Shared, standing: &Standing) -> Option<TotpState> {
    match standing.totp {
        Some(facts) => Some(TotpState::SetUp { since: facts.since, last_used: facts.last_used }),
        None => shared.config.second_factors.totp.then_some(TotpState::NotSetUp),
    }
}

/// Those that messages can be sent to, and those that are there from a time when they could.
fn contacts(shared: &Shared, standing: &Standing) -> Vec<ContactState> {
    let kinds = [(ContactKind::Phone, Channel::Sms), (ContactKind::Mail, Channel::Mail)];
    let shown = kinds.into_iter().filter_map(|(kind, channel)| {
        let address = standing.contact(channel);
        let there = address.is_some() || shared.notices.can(channel);
        there.then(|| ContactState {
            kind,
            masked: address.map(masked),
            removal: match kind {
                ContactKind::Phone if standing.means.phones > 0 => removal(standing.means),
                ContactKind::Phone | ContactKind::Mail => Removal::Possible,
            },
        })
    });
    shown.collect()
}

/// Whether a way in may be taken away.
const fn removal(means: Means) -> Removal {
    if means.ways_in() > 1 { Removal::Possible } else { Removal::OnlyWayIn }
}

/// When two steps are asked for, as pages say it.
pub(super) const fn two_steps(when: SecondStep, means: Means) -> TwoSteps {
    match (means.allow_two_steps(), when) {
        (false, _) => TwoSteps::NothingSetUp,
        (true, SecondStep::Always) => TwoSteps::Always,
        (true, SecondStep::WhenAsked) => TwoSteps::WhenAsked,
    }
}
