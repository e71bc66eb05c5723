//! A logout that a client asks for through the browser (OpenID Connect RP-Initiated Logout 1.0).
//!
//! Who shows an ID token of this very session is believed; everybody else, and every third site that sends a browser
//! here, gets a page that asks the person first (OWASP ASVS 5.0, 10.6.2). No address is gone to that the client did
//! not register.

use std::time::Duration;

use base::{Fault, SessionId, Time};
use keys::SealPurpose;
use proto::form::Params;
use serde::{Deserialize, Serialize};

use super::Logouts;
use crate::client::Client;
use crate::client::sid_at;
use crate::session::{EndCause, LiveSession, Sessions};
use crate::token::hint;

const ASSOCIATED: &[u8] = b"logout request";
/// How long a sealed request is good for: the page after a logout names platforms, which an address left behind in a
/// browser's history must not tell for ever.
const LIFE: Duration = Duration::from_secs(30 * 60);
/// A handle longer than this was not made by us.
const LONGEST: usize = 24 * 1024;

/// Why a logout request is refused. Told on a page of ours; nothing ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum LogoutRefusal {
    /// The parameters cannot be read.
    #[error("a parameter is malformed or there twice")]
    Malformed,
    /// The hint is no ID token of ours.
    #[error("id_token_hint is no ID token of this issuer")]
    Hint,
    /// `client_id` is not the client the hint was issued to.
    #[error("client_id is not the client of id_token_hint")]
    OtherClient,
    /// No client of that name is enabled here.
    #[error("the request names no client of this issuer")]
    UnknownClient,
    /// The address is not registered, or nobody says whose it is.
    #[error("post_logout_redirect_uri is not registered for the client")]
    Address,
    /// The handle was altered on the way or is too old.
    #[error("the request has expired or was altered on the way")]
    Handle,
}

/// A checked logout request. It travels sealed through our pages.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct LogoutRequest {
    /// The client that asks, if it told who it is.
    pub client_id: Option<String>,
    /// Where the browser goes afterwards: registered by the client.
    pub address: Option<String>,
    /// The session that ended, once it has.
    pub ended: Option<SessionId>,
    sid: Option<String>,
    hinted: bool,
    sealed_at: Option<Time>,
}

/// What happens next.
#[derive(Clone, Debug)]
pub enum LogoutStep {
    /// Ask the person.
    Ask,
    /// End the session without asking.
    End,
    /// There is no session to end.
    Nothing,
}

impl Logouts {
    /// Checks a request.
    pub fn read(&self, params: &Params) -> Result<LogoutRequest, LogoutRefusal> {
        // Section 2: the hint must be one of ours; it may have expired.
        let hint = params.get("id_token_hint").map(|hint| hint::read(&self.ground, hint)).transpose();
        let hint = hint.map_err(|_| LogoutRefusal::Hint)?;
        let named = params.get("client_id");
        if let (Some(hint), Some(named)) = (&hint, named)
            && hint.audience != named
        {
            return Err(LogoutRefusal::OtherClient);
        }
        let client_id = hint.as_ref().map(|hint| hint.audience.as_str()).or(named);
        let client =
            client_id.map(|id| self.clients.find(id).ok_or(LogoutRefusal::UnknownClient)).transpose()?;
        Ok(LogoutRequest {
            client_id: client_id.map(str::to_owned),
            address: address(client.as_deref(), params)?,
            ended: None,
            hinted: hint.is_some(),
            sid: hint.and_then(|hint| hint.sid),
            sealed_at: None,
        })
    }

    /// Decides what a request leads to for the session of the browser.
    pub fn step(&self, request: &LogoutRequest, live: Option<&LiveSession>) -> LogoutStep {
        let Some(live) = live else {
            return LogoutStep::Nothing;
        };
        let client = request.client_id.as_deref().and_then(|id| self.clients.find(id));
        let own_sid = client.map(|client| sid_at(&self.ground, &client, live.session.id));
        match own_sid.is_some() && own_sid == request.sid {
            true => LogoutStep::End,
            false => LogoutStep::Ask,
        }
    }

    /// Ends the session and sends the notices on their way.
    pub async fn end(&self, sessions: &Sessions, live: &LiveSession, request_id: &str) -> Result<(), Fault> {
        sessions.end(&live.session, EndCause::Client, request_id).await?;
        self.wake();
        Ok(())
    }

    /// Seals a request for the next page.
    pub fn seal(&self, request: &LogoutRequest) -> Result<String, Fault> {
        let request = LogoutRequest { sealed_at: Some(self.ground.now()), ..request.clone() };
        let plain = serde_json::to_vec(&request).map_err(|error| Fault::caused("a logout request", error))?;
        let sealed = self.ground.keys.seal_text(SealPurpose::LogoutHandle, ASSOCIATED, &plain);
        sealed.map_err(|error| Fault::caused("a logout request cannot be sealed", error))
    }

    /// Opens what [`Logouts::seal`] made not longer than half an hour ago.
    pub fn open(&self, handle: &str) -> Result<LogoutRequest, LogoutRefusal> {
        if handle.len() > LONGEST {
            return Err(LogoutRefusal::Handle);
        }
        let plain = self.ground.keys.open_text(SealPurpose::LogoutHandle, ASSOCIATED, handle);
        let plain = plain.map_err(|_| LogoutRefusal::Handle)?;
        let request: LogoutRequest = serde_json::from_slice(&plain).map_err(|_| LogoutRefusal::Handle)?;
        match request.sealed_at.is_some_and(|at| self.ground.now().since(at) <= LIFE) {
            true => Ok(request),
            false => Err(LogoutRefusal::Handle),
        }
    }
}

impl LogoutRequest {
    /// The person signed out here; no client asked.
    pub fn of_person(ended: SessionId) -> Self {
        Self { ended: Some(ended), ..Self::default() }
    }

    /// Whether the browser may be sent on without another click: only for a client that showed an ID token of ours.
    pub fn goes_on(&self) -> Option<&str> {
        self.address.as_deref().filter(|_| self.hinted)
    }
}

// Section 3: the value must have been registered by the client; compared as it stands.
fn address(client: Option<&Client>, params: &Params) -> Result<Option<String>, LogoutRefusal> {
    let Some(unverified) = params.get("post_logout_redirect_uri") else {
        return Ok(None);
    };
    let known = client.and_then(|client| client.metadata.match_post_logout_redirect(unverified));
    let address = known.ok_or(LogoutRefusal::Address)?.as_str().to_owned();
    let Some(state) = params.get("state") else {
        return Ok(Some(address));
    };
    let state = form_urlencoded::Serializer::new(String::new()).append_pair("state", state).finish();
    let joint = if address.contains('?') { '&' } else { '?' };
    Ok(Some(format!("{address}{joint}{state}")))
}
