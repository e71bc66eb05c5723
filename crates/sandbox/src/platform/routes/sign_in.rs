//! Leaving for the issuer and coming back.

use axum::response::Response;
use base::Fault;
use http::StatusCode;
use openidconnect::core::CoreAuthPrompt;

use super::see_other;
use crate::origin::OwnPath;
use crate::params::Params;
use crate::platform::pages::{self, Note};
use crate::platform::session::Presence;
use crate::platform::sign_in::{
    self, AnswerRefusal, SignInError, SignedIn, UncheckedAnswer, Wish, WishRefusal,
};
use crate::platform::tokens::{TokenError, TokenRefusal};
use crate::platform::visit::Visit;

pub(super) async fn sign_in(visit: Visit) -> Response {
    let wish = Wish::parse(&visit.query, &visit.rp);
    leave(visit, wish).await
}

pub(super) async fn silent(visit: Visit) -> Response {
    let wish = Wish { prompts: vec![CoreAuthPrompt::None], ..Wish::plain(OwnPath::home()) };
    leave(visit, Ok(wish)).await
}

pub(super) async fn strong(visit: Visit) -> Response {
    leave(visit, Ok(Wish::strong())).await
}

// OpenID Connect Core 1.0 section 4: the endpoint takes GET and POST.
pub(super) async fn initiate(visit: Visit) -> Response {
    let wish = Wish::initiated(&visit.query, &visit.rp);
    leave(visit, wish).await
}

pub(super) async fn initiate_by_form(visit: Visit, body: String) -> Response {
    let params = match Params::parse(&body) {
        Ok(params) => params,
        Err(repeated) => return bad_request(&visit, &repeated.to_string()),
    };
    let wish = Wish::initiated(&params, &visit.rp);
    leave(visit, wish).await
}

pub(super) async fn callback(visit: Visit) -> Response {
    let value = |name: &str| visit.query.value(name).map(str::to_owned);
    let answer = UncheckedAnswer {
        state: value("state"),
        iss: value("iss"),
        code: value("code"),
        error: value("error"),
        error_description: value("error_description"),
    };
    match sign_in::complete(&visit.rp, answer, visit.browser.as_deref(), visit.session.as_deref()).await {
        Ok(SignedIn { session, return_to }) => {
            let cookie = visit.rp.cookies.set(&visit.rp.cookies.session, &session);
            see_other(&visit.rp.origin.at(return_to.as_str()), [cookie])
        }
        Err(error) => failed(&visit, &error),
    }
}

async fn leave(visit: Visit, wish: Result<Wish, WishRefusal>) -> Response {
    let wish = match wish {
        Ok(wish) => wish,
        Err(refusal) => return bad_request(&visit, &refusal.to_string()),
    };
    let (browser, cookie) = visit.marked_browser();
    match sign_in::begin(&visit.rp, wish, &browser, visit.language).await {
        Ok(url) => see_other(url.as_str(), cookie),
        Err(fault) => unreachable_issuer(&visit, &fault),
    }
}

fn failed(visit: &Visit, error: &SignInError) -> Response {
    let page = |code: &str, said: Option<&str>| {
        pages::problem(&visit.rp, visit.language, StatusCode::BAD_REQUEST, code, said)
    };
    match error {
        SignInError::Answer(refusal) => page(answer_code(*refusal), Some(&refusal.to_string())),
        SignInError::Denied { code, presence: Presence::Silent, .. } if Note::parse(code).is_some() => {
            see_other(&visit.rp.origin.at(&format!("/?note={code}")), None)
        }
        SignInError::Denied { code, description, .. } => page(code, description.as_deref()),
        SignInError::Tokens(error) => tokens_failed(visit, error),
        SignInError::Fault(fault) => unreachable_issuer(visit, fault),
    }
}

/// The page for tokens that did not come or were not taken.
pub(super) fn tokens_failed(visit: &Visit, error: &TokenError) -> Response {
    let page = |code: &str, said: Option<&str>| {
        pages::problem(&visit.rp, visit.language, StatusCode::BAD_GATEWAY, code, said)
    };
    match error {
        TokenError::Issuer { code, description } => page(code, description.as_deref()),
        TokenError::Refused(TokenRefusal::LoginTooOld) => page("login_too_old", None),
        TokenError::Refused(TokenRefusal::LevelTooLow) => page("level_too_low", None),
        TokenError::Refused(refusal) => page("id_token_refused", Some(&refusal.to_string())),
        TokenError::Fault(fault) => unreachable_issuer(visit, fault),
    }
}

/// The page for an issuer that does not answer. The chain of causes helps whoever runs the demonstration.
pub(super) fn unreachable_issuer(visit: &Visit, fault: &Fault) -> Response {
    let chain = fault.chain();
    pages::problem(&visit.rp, visit.language, StatusCode::BAD_GATEWAY, "issuer_unreachable", Some(&chain))
}

fn bad_request(visit: &Visit, said: &str) -> Response {
    pages::problem(&visit.rp, visit.language, StatusCode::BAD_REQUEST, "invalid_request", Some(said))
}

const fn answer_code(refusal: AnswerRefusal) -> &'static str {
    match refusal {
        AnswerRefusal::StateMissing => "state_missing",
        AnswerRefusal::StateUnknown => "state_unknown",
        AnswerRefusal::OtherBrowser => "other_browser",
        AnswerRefusal::IssuerMissing => "issuer_missing",
        AnswerRefusal::IssuerDiffers => "issuer_differs",
        AnswerRefusal::CodeMissing => "code_missing",
    }
}
