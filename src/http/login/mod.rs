//! The pages of a sign-in. Each page carries its own sealed request, so two tabs never meet.

pub(crate) mod assets;
pub(crate) mod consent;
pub(crate) mod errand;
pub(crate) mod logo;
pub(crate) mod passkey;
pub(crate) mod phone_code;
pub(crate) mod preferences;
pub(crate) mod qr;
pub(crate) mod recover;
pub(crate) mod register;
pub(crate) mod scan;
pub(crate) mod second_step;
pub(crate) mod sign_in;
mod work;

use std::time::Duration;

use axum::body::Bytes;
use axum::response::Response;
use credential::{PasswordRefusal, Weakness};
use http::{HeaderValue, StatusCode};
use proto::form::Params;
use ui::{Carried, FieldProblem, Frame, Message};

use crate::flow::AuthorizationRequest;
use crate::http::extract::{Browser, LANGUAGE_COOKIE, PRINT_COOKIE};
use crate::http::reply;
use crate::http::routes::{HOME, RESUME};
use crate::http::state::Shared;
use crate::sign_in::{Cookies, SignInRefusal};
use errand::Errand;

/// What a page belongs to: a platform's request, an act of one's own, or neither when the person just came.
pub(crate) struct Journey {
    pub(crate) handle: String,
    pub(crate) request: Option<AuthorizationRequest>,
    pub(crate) errand: Option<Errand>,
    pub(crate) frame: Frame,
}

impl Journey {
    /// Opens the handle a page carries; what is wrong with it is answered by a page.
    pub(crate) fn open(shared: &Shared, browser: &Browser, params: &Params) -> Result<Self, Response> {
        let handle = params.get("request").unwrap_or_default().to_owned();
        let own = |handle, errand| Self { handle, request: None, errand, frame: browser.frame(None, None) };
        if handle.is_empty() {
            return Ok(own(handle, None));
        }
        if let Some(errand) = Errand::open(shared, &handle) {
            return Ok(own(handle, Some(errand)));
        }
        match shared.flow.open(&handle) {
            Ok(request) => {
                let frame = browser.frame(request.ui_locales.as_deref(), None);
                Ok(Self { handle, request: Some(request), errand: None, frame })
            }
            Err(refusal) => Err(reply::page_refused(&browser.frame(None, None), refusal)),
        }
    }

    pub(crate) fn asking(&self, shared: &Shared) -> Option<ui::Asking> {
        let client = shared.flow.client(self.request.as_ref()?).ok()?;
        Some(reply::asking(&client, self.frame.locale))
    }

    /// The address with this journey's handle.
    pub(crate) fn link(&self, path: &str) -> String {
        self.link_with(path, &[])
    }

    /// The address with this journey's handle and more.
    pub(crate) fn link_with(&self, path: &str, more: &[(&str, &str)]) -> String {
        let own = (!self.handle.is_empty()).then_some(("request", self.handle.as_str()));
        let pairs = own.into_iter().chain(more.iter().copied());
        let query = form_urlencoded::Serializer::new(String::new()).extend_pairs(pairs).finish();
        if query.is_empty() { path.to_owned() } else { format!("{path}?{query}") }
    }

    /// Where the journey goes on once the person is signed in.
    pub(crate) fn onward(&self) -> String {
        match (&self.request, &self.errand) {
            (Some(_), _) => self.link(RESUME),
            (None, Some(errand)) => errand.path.clone(),
            (None, None) => HOME.to_owned(),
        }
    }

    /// Where a person goes who would rather not.
    pub(crate) fn cancel(&self, shared: &Shared) -> Option<String> {
        match (&self.request, &self.errand) {
            (Some(request), _) => Some(shared.flow.denied(request).cancel_link()),
            (None, Some(_)) => Some(HOME.to_owned()),
            (None, None) => None,
        }
    }

    /// Where answers of this page's form may lead.
    pub(crate) fn leads_to(&self) -> &str {
        self.request.as_ref().map_or("", |request| request.destination.redirect_uri())
    }

    /// The client in whose journey this is.
    pub(crate) fn client_id(&self) -> Option<&str> {
        self.request.as_ref().map(|request| request.destination.client_id())
    }

    /// What the forms of a page carry, and the cookie they hang on if that is new.
    pub(crate) fn carried(&self, shared: &Shared, browser: &Browser) -> (Carried, Option<HeaderValue>) {
        let (csrf, cookie) = browser.form_token(shared, &self.handle);
        (Carried { handle: self.handle.clone(), csrf }, cookie)
    }

    /// A page of this journey.
    pub(crate) fn page(
        &self,
        problems: &[FieldProblem],
        html: String,
        cookie: Option<HeaderValue>,
    ) -> Response {
        let status = if problems.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
        reply::with_cookie(reply::page_towards(status, html, self.leads_to()), cookie)
    }

    /// On, signed in.
    pub(crate) fn signed_in(&self, shared: &Shared, browser: &Browser, cookies: &Cookies) -> Response {
        shared.logouts.wake();
        // What is kept with the account is for browsers that were told nothing else.
        let unless_chosen = |name, kept: &Option<String>| {
            let kept = kept.as_deref().filter(|_| browser.choice(name).is_none());
            kept.and_then(|kept| browser.set_choice(name, kept))
        };
        let cookies = [
            browser.set_session(cookies.session.expose()),
            browser.set_device(cookies.device.expose()),
            unless_chosen(LANGUAGE_COOKIE, &cookies.language),
            unless_chosen(PRINT_COOKIE, &cookies.print),
        ];
        reply::with_cookie(reply::see_other(&self.onward()), cookies.into_iter().flatten())
    }
}

/// A form of a sign-in page: opened, and shown to be given to this browser.
pub(crate) fn posted(
    shared: &Shared,
    browser: &Browser,
    body: &Bytes,
) -> Result<(Journey, Params), Response> {
    let params = Params::parse(body, &[]).unwrap_or_default();
    let journey = Journey::open(shared, browser, &params)?;
    match browser.owns_form(shared, &journey.handle, params.get("csrf")) {
        true => Ok((journey, params)),
        false => Err(reply::stale_form(&journey.frame)),
    }
}

/// What is told of a refusal that has no field of its own.
pub(crate) fn told(refusal: &SignInRefusal, otherwise: Message) -> Message {
    match refusal {
        SignInRefusal::TooMany { retry_after } => Message::TooManyAttempts { minutes: minutes(*retry_after) },
        SignInRefusal::WorkMissing { wait, .. } => Message::WorkMissing { minutes: minutes(*wait) },
        SignInRefusal::Stale => Message::PageStale,
        SignInRefusal::NotProved | SignInRefusal::Fault(_) => otherwise,
    }
}

/// Whole minutes, at least one: whoever waits so long has waited long enough.
fn minutes(wait: Duration) -> u32 {
    u32::try_from(wait.as_micros().div_ceil(60_000_000).max(1)).unwrap_or(u32::MAX)
}

/// What is told of a new password that is refused.
pub(crate) fn password_told(shared: &Shared, refusal: PasswordRefusal) -> Message {
    let number = |length: usize| u32::try_from(length).unwrap_or(u32::MAX);
    let passwords = &shared.config.passwords;
    match refusal {
        PasswordRefusal::TooShort => Message::PasswordTooShort { minimum: number(passwords.min_length) },
        PasswordRefusal::TooLong => Message::PasswordTooLong { maximum: number(passwords.max_length) },
        PasswordRefusal::IsUsername => Message::PasswordLikeName,
        PasswordRefusal::NulCharacter => Message::PasswordShape,
        PasswordRefusal::Breached => Message::PasswordBreached,
        PasswordRefusal::Guessable { why } => match why {
            Weakness::Common => Message::PasswordCommon,
            Weakness::Personal => Message::PasswordLikeName,
            Weakness::Keyboard => Message::PasswordKeyboard,
            Weakness::Repeated => Message::PasswordRepeats,
            Weakness::Sequence => Message::PasswordSequence,
            Weakness::Date => Message::PasswordDate,
            Weakness::Name | Weakness::Word => Message::PasswordDictionary,
            Weakness::TooSimple => Message::PasswordGuessable,
        },
    }
}
