//! The phone and the mail address of an account: asked for, shown to reach the person by a code, taken away.

use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::response::Response;
use proto::form::Params;
use ui::{
    Carried, CodeTarget, ContactChange, ContactKind as ShownKind, EnterCode, FieldProblem, Message, SentTo,
};

use super::fresh::{fresh, fresh_for};
use super::said::Said;
use super::security;
use super::visit::Visit;
use crate::account::ContactKind;
use crate::http::extract::{Browser, Query};
use crate::http::login::errand::SensitiveAct;
use crate::http::login::told;
use crate::http::reply;
use crate::http::routes::{CONTACT_ENTER, CONTACTS, SECURITY};
use crate::http::state::Shared;
use crate::notify::{Channel, Recipient};
use crate::self_service::Removal;
use crate::sign_in::{CodeFor, CodeSent, SignInRefusal};

pub(crate) async fn ask(
    State(shared): State<Shared>,
    browser: Browser,
    Path(word): Path<String>,
) -> Result<Response, Response> {
    let visit = Visit::open(&shared, &browser).await?;
    let kind = offered(&visit, &word)?;
    fresh(&visit, &path(kind), SensitiveAct::Contact).await?;
    ask_page(&visit, kind, ("", Vec::new()))
}

pub(crate) async fn send(
    State(shared): State<Shared>,
    browser: Browser,
    Path(word): Path<String>,
    body: Bytes,
) -> Result<Response, Response> {
    let (visit, params) = Visit::posted(&shared, &browser, &body).await?;
    let kind = offered(&visit, &word)?;
    fresh(&visit, &path(kind), SensitiveAct::Contact).await?;
    let typed = params.get(shown(kind).path()).unwrap_or_default();
    match kind.read(typed) {
        Some(address) => send_to(&visit, kind, &address).await,
        None => ask_page(&visit, kind, (typed, vec![unreadable(kind, typed)])),
    }
}

pub(crate) async fn enter(
    State(shared): State<Shared>,
    browser: Browser,
    Query(params): Query,
) -> Result<Response, Response> {
    let visit = Visit::open(&shared, &browser).await?;
    let params = params.unwrap_or_default();
    let sent = params.get("sent").unwrap_or_default();
    fresh_enough(&visit, sent).await?;
    enter_page(&visit, sent, Vec::new()).await
}

pub(crate) async fn submit(
    State(shared): State<Shared>,
    browser: Browser,
    body: Bytes,
) -> Result<Response, Response> {
    let (visit, params) = Visit::posted(&shared, &browser, &body).await?;
    let sent = params.get("sent").unwrap_or_default();
    fresh_enough(&visit, sent).await?;
    if params.get("action") == Some("resend") {
        return match opened(&visit, sent) {
            Some((opened, address)) => send_to(&visit, kind_of(opened.channel), &address).await,
            None => security::refused(&visit, Message::CodeExpired).await,
        };
    }
    confirm(&visit, sent, &params).await
}

pub(crate) async fn remove(
    State(shared): State<Shared>,
    browser: Browser,
    Path(word): Path<String>,
    body: Bytes,
) -> Result<Response, Response> {
    let (visit, _) = Visit::posted(&shared, &browser, &body).await?;
    fresh(&visit, SECURITY, SensitiveAct::Contact).await?;
    match ShownKind::from_path(&word).map(own) {
        Some(kind) => security::remove(&visit, Removal::Contact(kind), Said::removed(kind)).await,
        None => Ok(reply::see_other(SECURITY)),
    }
}

async fn confirm(visit: &Visit<'_>, sent: &str, params: &Params) -> Result<Response, Response> {
    let (shared, account) = (visit.shared, visit.live.account.id);
    let typed = params.get("code").unwrap_or_default();
    let reached = match shared.sign_ins.by_contact_code(&visit.visitor(), account, (sent, typed)).await {
        Ok(reached) => reached,
        Err(SignInRefusal::Fault(fault)) => return Err(reply::fault_page(&visit.frame, &fault)),
        Err(SignInRefusal::Stale) => return expired(visit, sent).await,
        Err(refusal) => {
            let problem = FieldProblem { field: "code", message: told(&refusal, Message::CodeWrong) };
            return enter_page(visit, sent, vec![problem]).await;
        }
    };
    let kind = kind_of(reached.channel);
    let contact = (kind, reached.address.as_str());
    visit.held(shared.accounts.confirm_contact(account, contact, &visit.browser.request_id).await)?;
    visit.done(SECURITY, &Said::confirmed(kind))
}

/// Another code must be sent: this one is too old, was guessed at too often, or was used.
async fn expired(visit: &Visit<'_>, sent: &str) -> Result<Response, Response> {
    let problem = FieldProblem { field: "", message: Message::CodeExpired };
    match opened(visit, sent) {
        Some((sent, address)) => ask_page(visit, kind_of(sent.channel), (&address, vec![problem])),
        None => security::refused(visit, Message::CodeExpired).await,
    }
}

async fn send_to(visit: &Visit<'_>, kind: ContactKind, address: &str) -> Result<Response, Response> {
    let account = visit.live.account.id;
    let what = CodeFor::Contact { account, address: address.to_owned() };
    let to = Recipient { channel: kind.channel(), address: address.to_owned() };
    let sent = visit.shared.sign_ins.send(&visit.visitor(), what, (&to, Some(account)), Some(())).await;
    match sent {
        Ok(sent) => Ok(reply::see_other(&enter_path(&sent))),
        Err(SignInRefusal::Fault(fault)) => Err(reply::fault_page(&visit.frame, &fault)),
        Err(refusal) => {
            let message = told(&refusal, Message::CodeNotSent);
            ask_page(visit, kind, (address, vec![FieldProblem { field: shown(kind).path(), message }]))
        }
    }
}

/// A code that was sent took its time to arrive: its page is good for as long as the code.
async fn fresh_enough(visit: &Visit<'_>, sent: &str) -> Result<(), Response> {
    let life = visit.shared.config.second_factors.code_seconds;
    fresh_for(visit, life, (&enter_path(sent), SensitiveAct::Contact)).await
}

/// What was sent where, if it was for this account.
fn opened(visit: &Visit<'_>, sent: &str) -> Option<(CodeSent, String)> {
    let sent = visit.shared.sign_ins.open_sent(&visit.visitor(), sent).ok()?;
    let address = match &sent.what {
        CodeFor::Contact { account, address } if *account == visit.live.account.id => address.clone(),
        CodeFor::Contact { .. }
        | CodeFor::SignIn { .. }
        | CodeFor::Second { .. }
        | CodeFor::Recover { .. } => return None,
    };
    Some((sent, address))
}

/// The kind of a path, if messages of that kind can be sent.
fn offered(visit: &Visit<'_>, word: &str) -> Result<ContactKind, Response> {
    let kind = ShownKind::from_path(word).map(own);
    let kind = kind.filter(|kind| visit.shared.notices.can(kind.channel()));
    kind.ok_or_else(|| reply::see_other(SECURITY))
}

fn ask_page(
    visit: &Visit<'_>,
    kind: ContactKind,
    (typed, problems): (&str, Vec<FieldProblem>),
) -> Result<Response, Response> {
    let contacts = visit.held(visit.shared.accounts.recipients(&visit.live.account))?;
    let current = contacts.iter().find(|contact| contact.channel == kind.channel());
    let view = ContactChange {
        csrf: visit.csrf.clone(),
        kind: shown(kind),
        current: current.map(|contact| masked(&contact.address)),
        typed: typed.to_owned(),
        problems,
    };
    Ok(visit.page(&view.problems, ui::contact_change(&visit.frame, &view)))
}

async fn enter_page(
    visit: &Visit<'_>,
    sent: &str,
    problems: Vec<FieldProblem>,
) -> Result<Response, Response> {
    let Some((opened, _)) = opened(visit, sent) else {
        return security::refused(visit, Message::CodeExpired).await;
    };
    let kind = kind_of(opened.channel);
    let view = EnterCode {
        carried: Carried { csrf: visit.csrf.clone(), ..Carried::default() },
        asking: None,
        target: CodeTarget::Contact,
        sent: sent.to_owned(),
        sent_to: match kind {
            ContactKind::Phone => SentTo::NumberEntered,
            ContactKind::Mail => SentTo::AddressEntered,
        },
        valid_minutes: visit.shared.code_minutes(),
        resend_after_seconds: visit.shared.seconds_until(opened.again_at),
        work: None,
        problems,
        change_href: Some(path(kind)),
        ways_href: None,
        cancel_href: Some(SECURITY.to_owned()),
    };
    Ok(visit.page(&view.problems, ui::enter_code(&visit.frame, &view)))
}

fn unreadable(kind: ContactKind, typed: &str) -> FieldProblem {
    let message = match (kind, typed.trim().is_empty()) {
        (ContactKind::Phone, true) => Message::PhoneMissing,
        (ContactKind::Phone, false) => Message::PhoneShape,
        (ContactKind::Mail, true) => Message::MailMissing,
        (ContactKind::Mail, false) => Message::MailShape,
    };
    FieldProblem { field: shown(kind).path(), message }
}

/// Enough of a number or address for its owner to know it by.
pub(crate) fn masked(address: &str) -> String {
    let part = |text: &str, from: usize, to: usize| text.chars().skip(from).take(to).collect::<String>();
    match address.rsplit_once('@') {
        Some((local, domain)) => format!("{}****@{domain}", part(local, 0, 1)),
        None => {
            let length = address.chars().count();
            format!("{} **** {}", part(address, 0, 3), part(address, length.saturating_sub(4), 4))
        }
    }
}

fn path(kind: ContactKind) -> String {
    format!("{CONTACTS}/{}", shown(kind).path())
}

fn enter_path(sent: &str) -> String {
    let query = form_urlencoded::Serializer::new(String::new()).append_pair("sent", sent).finish();
    format!("{CONTACT_ENTER}?{query}")
}

const fn own(kind: ShownKind) -> ContactKind {
    match kind {
        ShownKind::Phone => ContactKind::Phone,
        ShownKind::Mail => ContactKind::Mail,
    }
}

const fn shown(kind: ContactKind) -> ShownKind {
    match kind {
        ContactKind::Phone => ShownKind::Phone,
        ContactKind::Mail => ShownKind::Mail,
    }
}

const fn kind_of(channel: Channel) -> ContactKind {
    match channel {
        Channel::Sms => ContactKind::Phone,
        Channel::Mail => ContactKind::Mail,
    }
}

#[cfg(test)]
mod tests {
    use super::masked;

    #[test]
    fn enough_is_left_to_know_it_by_and_no_more() {
        assert_eq!(masked("13800138000"), "138 **** 8000");
        assert_eq!(masked("lin@mail.example"), "l****@mail.example");
    }
}
