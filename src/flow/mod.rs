//! The authorization request and the sign-in it leads to, as a state machine over a sealed request.
//!
//! [`Flow::begin`] reads and checks a request; `Flow::go_on` decides what is missing (`dispatch`) and either names
//! the page to show or gives the answer. With a live session and a known consent nothing is written: the code is
//! sealed state.

mod checks;
mod destination;
mod dispatch;
mod handle;
mod pushed;
mod refusal;
mod request;
mod respond;
mod rules;

use std::sync::Arc;
use std::time::Duration;

use base::{Fault, GrantId, Time};
use proto::acr::{Acr, AcrRequest, Essential};
use proto::form::Params;

use crate::assurance::{BEST_AUTHENTICATION, Identity, PASSWORD, SELF_ASSERTED, level_needed, level_to_ask};
use crate::client::subject_at;
use crate::client::{Client, Clients, Release};
use crate::entity::Entities;
use crate::grant::code::CodeState;
use crate::ground::Ground;
use crate::session::{LiveSession, Sessions};
use crate::sign_in::SignIns;
use crate::verification::Verifications;

use checks::{Asked, Endpoint, check};
use dispatch::{Capacity, Facts, Next};

pub use destination::Destination;
pub use handle::Handle;
pub use pushed::{PushRefusal, Pushed};
pub use refusal::{FlowError, PageRefusal, Refusal};
pub use request::AuthorizationRequest;
pub use respond::Answer;

/// How long things last.
#[derive(Clone, Copy, Debug)]
pub struct FlowPolicy {
    /// From the request's arrival until its pages stop working.
    pub request_life: Duration,
    /// Life of a code.
    pub code_life: Duration,
    /// Life of a pushed request.
    pub pushed_life: Duration,
}

/// What a browser is told next.
#[derive(Clone, Debug)]
pub enum Step {
    /// Show the sign-in page.
    SignIn(Handle),
    /// Show the page of the second step.
    StepUp(Handle),
    /// Show the page on which a third party is chosen to verify who the person is.
    Verify(Handle),
    /// Show the page on which the person says in whose name they are here.
    Capacity(Handle),
    /// Show the consent page.
    Consent(Handle),
    /// Go back to the client with an answer.
    Answer(Answer),
}

/// The authorization endpoint's use case.
#[derive(Clone)]
pub struct Flow {
    ground: Ground,
    clients: Clients,
    parts: Parts,
    policy: FlowPolicy,
}

/// The services the decision rests on.
#[derive(Clone)]
pub struct Parts {
    /// Browser sessions.
    pub sessions: Sessions,
    /// Ways to sign in.
    pub sign_ins: SignIns,
    /// Third-party verification.
    pub verifications: Verifications,
    /// Whom people act for.
    pub entities: Entities,
}

/// What was looked up for a decision.
struct Found {
    identity: Identity,
    reach: Acr,
    capacity: Capacity,
}

impl Found {
    const fn nobody() -> Self {
        Self { identity: Identity::UNKNOWN, reach: PASSWORD, capacity: Capacity::Known }
    }
}

impl Flow {
    /// The service over its parts.
    pub const fn new(ground: Ground, clients: Clients, parts: Parts, policy: FlowPolicy) -> Self {
        Self { ground, clients, parts, policy }
    }

    /// Takes an authorization request.
    pub async fn begin(&self, params: &Params, cookie: Option<&str>) -> Result<Step, FlowError> {
        if let Some(reference) = params.get("request_uri") {
            let request = self.pushed_request(reference, params.get("client_id")).await?;
            return self.go_on(request, cookie).await;
        }
        let (destination, client) = Destination::locate(&self.clients, params)?;
        match self.read(Endpoint::Authorize, &client, destination.clone(), params) {
            Ok(request) => self.go_on(request, cookie).await,
            Err(refusal) => Ok(Step::Answer(Answer::error(&destination, &self.ground.issuer, refusal))),
        }
    }

    /// Goes on with a request that a page carried.
    pub async fn resume(&self, handle: &str, cookie: Option<&str>) -> Result<Step, FlowError> {
        self.go_on(self.open(handle)?, cookie).await
    }

    /// Opens a handle for a page that shows who asks.
    pub fn open(&self, handle: &str) -> Result<AuthorizationRequest, PageRefusal> {
        Handle::open(&self.ground, handle, self.policy.request_life)
    }

    /// Seals a request for the next page.
    pub fn handle(&self, request: &AuthorizationRequest) -> Result<Handle, Fault> {
        Handle::seal(&self.ground, request)
    }

    /// The client of a request, if it is still enabled.
    pub fn client(&self, request: &AuthorizationRequest) -> Result<Arc<Client>, PageRefusal> {
        self.clients.find(request.destination.client_id()).ok_or(PageRefusal::UnknownClient)
    }

    /// The person said no, or left: the client is told (RFC 6749 section 4.1.2.1, access_denied).
    pub fn denied(&self, request: &AuthorizationRequest) -> Answer {
        let refusal = Refusal::new(proto::error::ErrorCode::AccessDenied, "the person said no");
        Answer::error(&request.destination, &self.ground.issuer, refusal)
    }

    async fn go_on(&self, request: AuthorizationRequest, cookie: Option<&str>) -> Result<Step, FlowError> {
        let client = self.client(&request)?;
        let live = self.parts.sessions.find(cookie, Some(client.id())).await?;
        let subject = live.as_ref().map(|live| subject_at(&self.ground, &client, live.account.id));
        let found = self.found(&request, &client, live.as_ref()).await?;
        let facts = Facts {
            request: &request,
            client: &client,
            live: live.as_ref(),
            subject: subject.as_deref(),
            identity: found.identity,
            reach: found.reach,
            capacity: found.capacity,
            now: self.ground.now(),
        };
        match (dispatch::next(&facts), &live) {
            (Next::Answer, Some(live)) => self.give_code(&request, &client, (live, found.identity)).await,
            (Next::SignIn | Next::Answer, _) => Ok(Step::SignIn(self.handle(&request)?)),
            (Next::StepUp(_), _) => Ok(Step::StepUp(self.handle(&request)?)),
            (Next::Verify(_), _) => Ok(Step::Verify(self.handle(&request)?)),
            (Next::Capacity, _) => Ok(Step::Capacity(self.handle(&request)?)),
            (Next::Consent, _) => Ok(Step::Consent(self.handle(&request)?)),
            (Next::Refuse(refusal), _) => {
                Ok(Step::Answer(Answer::error(&request.destination, &self.ground.issuer, refusal)))
            }
        }
    }

    /// What must be looked up for a decision. With a session that does, nothing.
    async fn found(
        &self,
        request: &AuthorizationRequest,
        client: &Client,
        live: Option<&LiveSession>,
    ) -> Result<Found, Fault> {
        let Some(live) = live else {
            return Ok(Found::nobody());
        };
        let identity = self.identity(request, client, live).await?;
        let capacity = match self
            .parts
            .entities
            .to_choose(live.account.id, (client, request.capacity), request.acting)
            .await?
        {
            true => Capacity::ToChoose,
            false => Capacity::Known,
        };
        Ok(Found { identity, reach: self.reach((request, client), (live, identity)).await?, capacity })
    }

    /// How well the person is known, from evidence as young as the client wants it.
    pub async fn identity(
        &self,
        request: &AuthorizationRequest,
        client: &Client,
        live: &LiveSession,
    ) -> Result<Identity, Fault> {
        match self.evidence_since(request, client) {
            Some(not_before) => self.parts.sessions.identity_since(live, not_before).await,
            None => Ok(live.identity),
        }
    }

    /// The oldest that evidence may be for a request: the shorter of what the request and the client say.
    pub fn evidence_since(&self, request: &AuthorizationRequest, client: &Client) -> Option<Time> {
        let own = client.metadata.max_evidence_age_seconds;
        let own = own.map(|seconds| Duration::from_secs(u64::from(seconds)));
        let asked = request.max_evidence_age.map(|age| age.duration());
        let age = own.into_iter().chain(asked).min()?;
        Some(self.ground.now().minus(age))
    }

    /// How far the person could come, asked only where what there is does not do.
    async fn reach(
        &self,
        (request, client): (&AuthorizationRequest, &Client),
        (live, identity): (&LiveSession, Identity),
    ) -> Result<Acr, Fault> {
        let reached = live.acr_as(identity);
        let Some(needed) = level_needed(reached, client.metadata.minimum_acr, &request.acr) else {
            return Ok(reached);
        };
        let authentication = match needed.authentication() > reached.authentication() {
            true => self.parts.sign_ins.reach(live).await?.max(reached.authentication()),
            false => BEST_AUTHENTICATION,
        };
        let since = self.evidence_since(request, client);
        let identity = self
            .parts
            .verifications
            .reach((live.account.id, live.session.id), (client, identity.level), since)
            .await?;
        Ok(Acr::new(identity, authentication).unwrap_or(reached))
    }

    /// The level to raise a session to for a request; none when it lacks nothing it could get.
    pub async fn level_wanted(
        &self,
        request: &AuthorizationRequest,
        client: &Client,
        live: &LiveSession,
    ) -> Result<Option<Acr>, Fault> {
        let identity = self.identity(request, client, live).await?;
        let reach = self.reach((request, client), (live, identity)).await?;
        Ok(level_to_ask(live.acr_as(identity), client.metadata.minimum_acr, &request.acr, reach))
    }

    /// How young an authentication must be to answer a request: none older than this moment does.
    pub fn needs_after(&self, request: &AuthorizationRequest, client: &Client) -> Time {
        if request.prompt.login() || request.prompt.select_account() {
            return request.received_at;
        }
        let max_age = request.max_age.or(client.metadata.default_max_age);
        max_age.map_or(Time::from_micros(0), |limit| self.ground.now().minus(limit.duration()))
    }

    /// The same request without the level it wishes for: for a person who would rather not. What is demanded stays.
    pub fn without_wish(&self, request: &AuthorizationRequest) -> Option<AuthorizationRequest> {
        match request.acr.essential {
            Essential::Yes => None,
            Essential::No => Some(AuthorizationRequest { acr: AcrRequest::default(), ..request.clone() }),
        }
    }

    async fn give_code(
        &self,
        request: &AuthorizationRequest,
        client: &Client,
        (live, identity): (&LiveSession, Identity),
    ) -> Result<Step, FlowError> {
        let acting = self.parts.entities.acting(live.account.id, client, request.acting).await?;
        self.use_up_pushed(request).await?;
        self.parts.sessions.touch_if_due(live).await?;
        let state = CodeState {
            grant_id: GrantId::random(&*self.ground.rng),
            client_id: request.destination.client_id().to_owned(),
            redirect_uri: request.destination.redirect_uri().to_owned(),
            session_id: live.session.id,
            account_id: live.account.id,
            scope: request.scope.clone(),
            resources: request.resources.clone(),
            nonce: request.nonce.clone(),
            code_challenge: request.code_challenge,
            release: Release::of(client, &request.scope, &request.claims),
            auth_time: live.session.authenticated_at,
            acr: live.acr_as(identity),
            evidence_time: identity.evidence_at,
            acting,
            amr: live.methods().words(),
            expires_at: self.ground.now().plus(self.policy.code_life),
        };
        let code = state.seal(&self.ground)?;
        Ok(Step::Answer(Answer::code(&request.destination, &self.ground.issuer, code)))
    }

    fn read(
        &self,
        endpoint: Endpoint,
        client: &Client,
        destination: Destination,
        params: &Params,
    ) -> Result<AuthorizationRequest, Refusal> {
        let mut request = AuthorizationRequest::read(destination, params, self.ground.now())?;
        let conceivable = self.conceivable(&request, client);
        let issuer = &self.ground.issuer;
        check(endpoint, &Asked { client, params, issuer, request: &request, conceivable })?;
        if !client.metadata.may_refresh_offline() {
            request.scope = request.scope.without("offline_access");
        }
        if request.acr.is_empty() {
            request.acr = AcrRequest::from_levels(&client.metadata.default_acr_values);
        }
        request.hinted_subject = self.hinted_subject(client, params.get("id_token_hint"))?;
        Ok(request)
    }

    /// How far anybody can have come, looked up only for requests that go beyond what people say themselves.
    fn conceivable(&self, request: &AuthorizationRequest, client: &Client) -> u8 {
        let asked = request.acr.values.iter().chain(&client.metadata.minimum_acr);
        match asked.map(|level| level.identity()).max() {
            Some(level) if level > SELF_ASSERTED => self.parts.verifications.conceivable(),
            Some(_) | None => SELF_ASSERTED,
        }
    }

    // OpenID Connect Core 1.0 section 3.1.2.1, id_token_hint: an ID token we issued to this client, expired or not.
    fn hinted_subject(&self, client: &Client, hint: Option<&str>) -> Result<Option<String>, Refusal> {
        let Some(hint) = hint else {
            return Ok(None);
        };
        match crate::token::hint::read(&self.ground, hint) {
            Ok(hint) if hint.audience == client.id() => Ok(Some(hint.subject)),
            _ => Err(Refusal::invalid("id_token_hint is no ID token of this issuer for this client")),
        }
    }
}
