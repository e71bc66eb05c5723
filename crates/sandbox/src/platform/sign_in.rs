//! Signing in: the request that leaves for the issuer and the rules its answer must pass.
//!
//! Follows OpenID Connect Core 1.0 section 3.1, RFC 7636 (PKCE) and RFC 9207 (issuer identification). Owns the
//! binding of `state` to the browser; the tokens themselves are checked in `tokens`.

use std::time::Duration;

use base::{Fault, Secret};
use openidconnect::core::{CoreAuthDisplay, CoreAuthPrompt, CoreAuthenticationFlow, CoreResponseType};
use openidconnect::{
    AuthenticationContextClass, AuthorizationRequest, CsrfToken, LanguageTag, LoginHint, Nonce,
    PkceCodeChallenge, PkceCodeVerifier, Scope,
};
use serde_json::json;
use url::Url;

use super::RelyingParty;
use super::level::Level;
use super::session::{Attempt, Freshness, Presence, Session};
use super::tokens::{self, Asked, TokenError, Tokens};
use crate::language::Language;
use crate::origin::OwnPath;
use crate::params::Params;
use crate::provider::Metadata;

/// Asked for beside `openid`, as far as the issuer offers them.
const USUAL_SCOPES: [&str; 2] = ["profile", "phone"];
/// A parameter that is passed on to the issuer may have this many bytes.
const LONGEST_WISH: usize = 4096;

/// What a sign-in asks of the issuer.
#[derive(Debug)]
pub(super) struct Wish {
    pub(super) prompts: Vec<CoreAuthPrompt>,
    pub(super) acr_values: Vec<String>,
    /// The level below which nobody is let in.
    pub(super) demand: Option<Level>,
    pub(super) max_age: Option<u64>,
    pub(super) login_hint: Option<String>,
    pub(super) claims: Option<String>,
    pub(super) scope: Option<String>,
    pub(super) return_to: OwnPath,
}

/// The rule that a request to sign in broke.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub(super) enum WishRefusal {
    #[error("prompt has an unknown value")]
    PromptUnknown,
    #[error("prompt=none stands with another value")]
    PromptNoneNotAlone,
    #[error("max_age is not a number of seconds")]
    MaxAgeNotANumber,
    #[error("claims is not a JSON object")]
    ClaimsNotAnObject,
    #[error("a parameter is too long")]
    TooLong,
    #[error("the target is not on this platform")]
    TargetElsewhere,
    #[error("the login was initiated for another issuer")]
    IssuerDiffers,
}

impl Wish {
    /// Signing in with nothing special, coming back to `return_to`.
    pub(super) fn plain(return_to: OwnPath) -> Self {
        Self {
            prompts: Vec::new(),
            acr_values: Vec::new(),
            demand: None,
            max_age: None,
            login_hint: None,
            claims: None,
            scope: None,
            return_to,
        }
    }

    /// Signing in with two steps or not at all.
    pub(super) fn strong() -> Self {
        Self { demand: Some(Level::TWO_STEPS), ..Self::plain(OwnPath::home()) }
    }

    /// Reads the query of `/sign-in`.
    pub(super) fn parse(params: &Params, rp: &RelyingParty) -> Result<Self, WishRefusal> {
        let return_to = match params.value("return_to") {
            Some(target) => rp.origin.own_path(target).ok_or(WishRefusal::TargetElsewhere)?,
            None => OwnPath::home(),
        };
        Ok(Self {
            prompts: parse_prompts(params.value("prompt").unwrap_or_default())?,
            acr_values: words(bounded(params, "acr_values")?),
            demand: None,
            max_age: match params.value("max_age") {
                Some(seconds) => Some(seconds.parse().map_err(|_| WishRefusal::MaxAgeNotANumber)?),
                None => None,
            },
            login_hint: bounded(params, "login_hint")?.map(str::to_owned),
            claims: parse_claims(bounded(params, "claims")?)?,
            scope: bounded(params, "scope")?.map(str::to_owned),
            return_to,
        })
    }

    /// Reads a login initiated by a third party.
    // OpenID Connect Core 1.0 section 4: iss names the issuer to use, target_link_uri must be one of ours.
    pub(super) fn initiated(params: &Params, rp: &RelyingParty) -> Result<Self, WishRefusal> {
        if params.value("iss") != Some(rp.provider.issuer().as_str()) {
            return Err(WishRefusal::IssuerDiffers);
        }
        let return_to = match params.value("target_link_uri") {
            Some(target) => rp.origin.own_path(target).ok_or(WishRefusal::TargetElsewhere)?,
            None => OwnPath::home(),
        };
        let login_hint = bounded(params, "login_hint")?.map(str::to_owned);
        Ok(Self { login_hint, ..Self::plain(return_to) })
    }

    /// The levels asked for, as the pages show them.
    fn levels(&self) -> Vec<String> {
        self.acr_values.iter().cloned().chain(self.demand.map(|level| level.to_string())).collect()
    }

    fn presence(&self) -> Presence {
        if self.prompts.contains(&CoreAuthPrompt::None) { Presence::Silent } else { Presence::Visible }
    }

    fn freshness(&self) -> Freshness {
        match self.max_age {
            Some(seconds) => Freshness::Within(seconds),
            None if self.prompts.contains(&CoreAuthPrompt::Login) => Freshness::New,
            None => Freshness::Any,
        }
    }
}

/// Remembers an attempt of `browser` and returns the URL at the issuer to send it to.
pub(super) async fn begin(
    rp: &RelyingParty,
    wish: Wish,
    browser: &str,
    language: Language,
) -> Result<Url, Fault> {
    let metadata = rp.provider.metadata().await?;
    let state = rp.environment.unguessable();
    let attempt = Attempt {
        browser: Secret::from(browser),
        nonce: rp.environment.unguessable(),
        code_verifier: Secret::new(rp.environment.unguessable()),
        begun: rp.now(),
        freshness: wish.freshness(),
        presence: wish.presence(),
        acr_values: wish.levels(),
        demand: wish.demand,
        return_to: wish.return_to.clone(),
    };
    let client = tokens::client(rp, &metadata)?;
    let (csrf_token, nonce) = (CsrfToken::new(state.clone()), Nonce::new(attempt.nonce.clone()));
    let code_verifier = PkceCodeVerifier::new(attempt.code_verifier.expose().clone());
    let request = client
        .authorize_url(CoreAuthenticationFlow::AuthorizationCode, move || csrf_token, move || nonce)
        .set_pkce_challenge(PkceCodeChallenge::from_code_verifier_sha256(&code_verifier))
        .add_scopes(scopes(&wish, &metadata))
        .add_ui_locale(LanguageTag::new(language.tag().to_owned()));
    let (url, _, _) = with_wishes(request, wish).url();
    rp.ledger().attempts.insert(state, attempt, rp.now());
    Ok(url)
}

type Request<'a> = AuthorizationRequest<'a, CoreAuthDisplay, CoreAuthPrompt, CoreResponseType>;

// OpenID Connect Core 1.0 sections 3.1.2.1 and 5.5.
fn with_wishes(mut request: Request<'_>, wish: Wish) -> Request<'_> {
    for prompt in wish.prompts {
        request = request.add_prompt(prompt);
    }
    for acr in wish.acr_values {
        request = request.add_auth_context_value(AuthenticationContextClass::new(acr));
    }
    if let Some(seconds) = wish.max_age {
        request = request.set_max_age(Duration::from_secs(seconds));
    }
    if let Some(hint) = wish.login_hint {
        request = request.set_login_hint(LoginHint::new(hint));
    }
    if let Some(claims) = wish.claims.or_else(|| wish.demand.map(demanding)) {
        request = request.add_extra_param("claims", claims);
    }
    request
}

// OpenID Connect Core 1.0 section 5.5.1.1: acr as an essential claim with a value; acr_values would only be a wish.
fn demanding(level: Level) -> String {
    json!({ "id_token": { "acr": { "essential": true, "values": [level.to_string()] } } }).to_string()
}

/// The issuer's answer as it arrived, by way of a browser.
#[derive(Debug, Default)]
pub(super) struct UncheckedAnswer {
    pub(super) state: Option<String>,
    pub(super) iss: Option<String>,
    pub(super) code: Option<String>,
    pub(super) error: Option<String>,
    pub(super) error_description: Option<String>,
}

/// The rule that an answer broke.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub(super) enum AnswerRefusal {
    #[error("the answer has no state")]
    StateMissing,
    #[error("the state of the answer is not known, was used before or is too old")]
    StateUnknown,
    #[error("the sign-in was begun in another browser")]
    OtherBrowser,
    #[error("the answer does not name its issuer")]
    IssuerMissing,
    #[error("the answer is from another issuer")]
    IssuerDiffers,
    #[error("the answer has neither a code nor an error")]
    CodeMissing,
}

/// Why a sign-in did not succeed.
#[derive(Debug, thiserror::Error)]
pub(super) enum SignInError {
    #[error(transparent)]
    Answer(#[from] AnswerRefusal),
    /// The issuer said no.
    #[error("the issuer answered {code}")]
    Denied { code: String, description: Option<String>, presence: Presence },
    #[error(transparent)]
    Tokens(#[from] TokenError),
    #[error(transparent)]
    Fault(#[from] Fault),
}

/// A sign-in that succeeded.
#[derive(Debug)]
pub(super) struct SignedIn {
    /// The handle of the new session.
    pub(super) session: String,
    pub(super) return_to: OwnPath,
}

/// Takes the issuer's answer: checks it, redeems the code, checks the tokens and opens a new session in place of
/// `earlier`, the one the browser had.
pub(super) async fn complete(
    rp: &RelyingParty,
    answer: UncheckedAnswer,
    browser: Option<&str>,
    earlier: Option<&str>,
) -> Result<SignedIn, SignInError> {
    let metadata = rp.provider.metadata().await?;
    let attempt = attempt_of(rp, &answer, browser)?;
    check_issuer(&answer, &metadata)?;
    if let Some(code) = answer.error {
        let (description, presence) = (answer.error_description, attempt.presence);
        return Err(SignInError::Denied { code, description, presence });
    }
    let code = answer.code.ok_or(AnswerRefusal::CodeMissing)?;
    let asked = Asked {
        nonce: &attempt.nonce,
        freshness: attempt.freshness,
        begun: attempt.begun,
        demand: attempt.demand,
    };
    let tokens = tokens::exchange(rp, code, attempt.code_verifier.expose().clone(), &asked).await?;
    Ok(open_session(rp, attempt, tokens, earlier))
}

/// Finds and uses up the attempt that the answer belongs to. An answer in the wrong browser does not use it up.
// RFC 6749 section 10.12 and RFC 9700 section 4.7: state is bound to the browser that began the sign-in.
fn attempt_of(
    rp: &RelyingParty,
    answer: &UncheckedAnswer,
    browser: Option<&str>,
) -> Result<Attempt, AnswerRefusal> {
    let state = answer.state.as_deref().ok_or(AnswerRefusal::StateMissing)?;
    let mut ledger = rp.ledger();
    let attempt = ledger.attempts.find(state, rp.now()).ok_or(AnswerRefusal::StateUnknown)?;
    if browser.map(Secret::from).as_ref() != Some(&attempt.browser) {
        return Err(AnswerRefusal::OtherBrowser);
    }
    ledger.attempts.take(state, rp.now()).ok_or(AnswerRefusal::StateUnknown)
}

// RFC 9207 section 2.4: iss is compared as a plain string; it may be absent only if the issuer does not promise it.
fn check_issuer(answer: &UncheckedAnswer, metadata: &Metadata) -> Result<(), AnswerRefusal> {
    let promised =
        metadata.additional_metadata().authorization_response_iss_parameter_supported == Some(true);
    match answer.iss.as_deref() {
        Some(iss) if iss == metadata.issuer().as_str() => Ok(()),
        Some(_) => Err(AnswerRefusal::IssuerDiffers),
        None if promised => Err(AnswerRefusal::IssuerMissing),
        None => Ok(()),
    }
}

/// The session gets a new handle at each sign-in, so that one known before cannot be used.
fn open_session(rp: &RelyingParty, attempt: Attempt, tokens: Tokens, earlier: Option<&str>) -> SignedIn {
    let handle = rp.environment.unguessable();
    let session = Session {
        id_token: tokens.id_token,
        claims: tokens.claims,
        sub: tokens.sub,
        sid: tokens.sid,
        access_token: tokens.access_token,
        access_expires: tokens.access_expires,
        refresh_token: tokens.refresh_token,
        nonce: attempt.nonce,
        acr_values: attempt.acr_values,
        user_info: None,
    };
    let now = rp.now();
    let mut ledger = rp.ledger();
    if let Some(earlier) = earlier {
        ledger.sessions.take(earlier, now);
    }
    ledger.sessions.insert(handle.clone(), session, now);
    SignedIn { session: handle, return_to: attempt.return_to }
}

fn parse_prompts(text: &str) -> Result<Vec<CoreAuthPrompt>, WishRefusal> {
    let prompts = text
        .split_ascii_whitespace()
        .map(|word| match word {
            "none" => Ok(CoreAuthPrompt::None),
            "login" => Ok(CoreAuthPrompt::Login),
            "consent" => Ok(CoreAuthPrompt::Consent),
            "select_account" => Ok(CoreAuthPrompt::SelectAccount),
            _ => Err(WishRefusal::PromptUnknown),
        })
        .collect::<Result<Vec<_>, _>>()?;
    // OpenID Connect Core 1.0 section 3.1.2.1: none with any other value is an error.
    if prompts.contains(&CoreAuthPrompt::None) && prompts.len() > 1 {
        return Err(WishRefusal::PromptNoneNotAlone);
    }
    Ok(prompts)
}

fn parse_claims(text: Option<&str>) -> Result<Option<String>, WishRefusal> {
    match text {
        Some(text) => match serde_json::from_str::<serde_json::Map<String, serde_json::Value>>(text) {
            Ok(_) => Ok(Some(text.to_owned())),
            Err(_) => Err(WishRefusal::ClaimsNotAnObject),
        },
        None => Ok(None),
    }
}

fn bounded<'p>(params: &'p Params, name: &str) -> Result<Option<&'p str>, WishRefusal> {
    match params.value(name) {
        Some(value) if value.len() > LONGEST_WISH => Err(WishRefusal::TooLong),
        value => Ok(value),
    }
}

fn words(text: Option<&str>) -> Vec<String> {
    text.unwrap_or_default().split_ascii_whitespace().map(str::to_owned).collect()
}

/// The scopes asked for by name, or the usual ones that the issuer offers.
fn scopes(wish: &Wish, metadata: &Metadata) -> Vec<Scope> {
    let offered =
        |name: &str| metadata.scopes_supported().is_none_or(|all| all.iter().any(|s| s.as_str() == name));
    let chosen = match &wish.scope {
        Some(scope) => words(Some(scope)),
        None => USUAL_SCOPES.into_iter().filter(|name| offered(name)).map(str::to_owned).collect(),
    };
    chosen.into_iter().filter(|name| name != "openid").map(Scope::new).collect()
}

#[cfg(test)]
mod tests;
