//! The authorization request once read: typed values that cannot be malformed. It travels sealed through the pages of
//! a sign-in, so no browser can edit it.

use base::Time;
use proto::acr::AcrRequest;
use proto::claims_request::{ClaimRule, ClaimsRequest};
use proto::client::Capacity;
use proto::error::ErrorCode;
use proto::form::Params;
use proto::pkce::CodeChallenge;
use proto::prompt::{MaxAge, Prompt};
use proto::scope::Scope;
use serde::{Deserialize, Serialize};

use super::destination::Destination;
use super::refusal::Refusal;
use crate::entity::Acting;

/// The longest `state` and `nonce` that are taken; longer ones get a clean error.
const LONGEST_ECHO: usize = 1024;

/// What a client asks for (RFC 6749 section 4.1.1, OpenID Connect Core 1.0 section 3.1.2.1).
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct AuthorizationRequest {
    /// Where the answer goes: client, redirect URI, response mode and state, all checked.
    pub destination: Destination,
    /// Binds the ID token to the client's session.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub nonce: Option<String>,
    /// The scopes asked for, less those the client may not have that are to be ignored.
    pub scope: Scope,
    /// Resource indicators (RFC 8707).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub resources: Vec<String>,
    /// PKCE (RFC 7636).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub code_challenge: Option<CodeChallenge>,
    /// What the person must or must not be asked.
    pub prompt: Prompt,
    /// How old the authentication may be, seconds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max_age: Option<MaxAge>,
    /// How old the evidence that carries the identity level may be, seconds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max_evidence_age: Option<MaxAge>,
    /// In whose name the client wants the person: their own, or that of an entity.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub capacity: Option<Capacity>,
    /// In whose name the person said to be here.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub acting: Option<Acting>,
    /// The name the client believes will sign in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub login_hint: Option<String>,
    /// Languages wished for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ui_locales: Option<String>,
    /// Levels wished for or demanded.
    pub acr: AcrRequest,
    /// Single claims asked for.
    pub claims: ClaimsRequest,
    /// The subject of the `id_token_hint`: who must be signed in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hinted_subject: Option<String>,
    /// The key of the pushed request this came from, used up when the request is answered (RFC 9126 section 4).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pushed: Option<[u8; 32]>,
    /// When it arrived: a sign-in or consent after this moment was made for it.
    pub received_at: Time,
}

impl AuthorizationRequest {
    /// Reads what is not yet read of the parameters. Each failure names its rule.
    pub fn read(destination: Destination, params: &Params, now: Time) -> Result<Self, Refusal> {
        let claims = read_claims(params)?;
        let acr = AcrRequest::read(params.get("acr_values"), &claims).map_err(|_| {
            Refusal::invalid("the claims parameter asks for acr in a way that cannot be read")
        })?;
        Ok(Self {
            destination,
            nonce: bounded(params, "nonce")?,
            scope: read_scope(params)?,
            resources: params.get_all("resource").map(str::to_owned).collect(),
            code_challenge: read_challenge(params)?,
            prompt: read_prompt(params)?,
            max_age: read_max_age(params)?,
            max_evidence_age: read_max_evidence_age(params)?,
            capacity: read_capacity(params)?,
            acting: None,
            login_hint: bounded(params, "login_hint")?,
            ui_locales: bounded(params, "ui_locales")?,
            acr,
            claims,
            hinted_subject: None,
            pushed: None,
            received_at: now,
        })
    }
}

impl AuthorizationRequest {
    /// Whether the answer may speak of this subject: of the hint, and of the claim `sub` where it is asked for with a
    /// value (OpenID Connect Core 1.0 sections 3.1.2.1 and 5.5.1).
    pub fn may_be_about(&self, subject: &str) -> bool {
        let hinted = self.hinted_subject.as_deref().is_none_or(|hinted| hinted == subject);
        hinted && self.sub_rules().all(|rule| rule.accepts(&subject.into()))
    }

    /// Whether the request names the person it wants.
    pub fn names_a_person(&self) -> bool {
        self.hinted_subject.is_some() || self.sub_rules().any(ClaimRule::names_values)
    }

    fn sub_rules(&self) -> impl Iterator<Item = &ClaimRule> {
        self.claims.iter().filter(|(name, _)| *name == "sub").map(|(_, rule)| rule)
    }
}

fn bounded(params: &Params, name: &'static str) -> Result<Option<String>, Refusal> {
    match params.get(name) {
        Some(text) if text.len() > LONGEST_ECHO => {
            Err(Refusal::invalid("nonce, login_hint or ui_locales is too long"))
        }
        text => Ok(text.map(str::to_owned)),
    }
}

fn read_scope(params: &Params) -> Result<Scope, Refusal> {
    let text = params.get("scope").unwrap_or_default();
    text.parse().map_err(|_| Refusal::new(ErrorCode::InvalidScope, "scope is malformed"))
}

// RFC 7636 section 4.4.1: an unsupported transformation is answered with invalid_request.
fn read_challenge(params: &Params) -> Result<Option<CodeChallenge>, Refusal> {
    let (challenge, method) = (params.get("code_challenge"), params.get("code_challenge_method"));
    CodeChallenge::parse(challenge, method)
        .map_err(|_| Refusal::invalid("code_challenge must be made with code_challenge_method=S256"))
}

fn read_prompt(params: &Params) -> Result<Prompt, Refusal> {
    Prompt::parse(params.get("prompt"))
        .map_err(|_| Refusal::invalid("prompt is none, or any of login, consent and select_account"))
}

fn read_max_age(params: &Params) -> Result<Option<MaxAge>, Refusal> {
    MaxAge::parse(params.get("max_age")).map_err(|_| Refusal::invalid("max_age is not a number of seconds"))
}

fn read_max_evidence_age(params: &Params) -> Result<Option<MaxAge>, Refusal> {
    MaxAge::parse(params.get("max_evidence_age"))
        .map_err(|_| Refusal::invalid("max_evidence_age is not a number of seconds"))
}

fn read_capacity(params: &Params) -> Result<Option<Capacity>, Refusal> {
    let wanted = params.get("capacity").map(Capacity::parse);
    wanted.map(|read| read.ok_or_else(|| Refusal::invalid("capacity is self or entity"))).transpose()
}

fn read_claims(params: &Params) -> Result<ClaimsRequest, Refusal> {
    match params.get("claims") {
        None => Ok(ClaimsRequest::default()),
        Some(text) => ClaimsRequest::parse(text).map_err(|_| {
            Refusal::invalid("claims is not a JSON object as OpenID Connect Core section 5.5 has it")
        }),
    }
}
