//! Pushed authorization requests (RFC 9126): the request is checked when it is pushed, kept sealed for a short while,
//! and used up when it is answered, so that a page may be loaded twice but no request be answered twice. Its short life
//! is for coming to the authorization endpoint; a person who came in time has the time every sign-in has.

use std::time::Duration;

use base::Fault;
use keys::{MacPurpose, SealPurpose};
use proto::error::ErrorCode;
use proto::form::Params;
use store::par::PushedRequest;
use store::spent::{self, Spent};

use super::Flow;
use super::checks::Endpoint;
use super::destination::Destination;
use super::refusal::{FlowError, PageRefusal, Refusal};
use super::request::AuthorizationRequest;
use crate::client::AuthenticatedClient;

/// The mark of use outlives the pages of a sign-in by this much, for clocks that differ.
const SETTLING: Duration = Duration::from_secs(60);
/// RFC 9126 section 2.2.
const PREFIX: &str = "urn:ietf:params:oauth:request_uri:";

/// A request was pushed.
#[derive(Clone, Debug)]
pub struct Pushed {
    /// The reference to show at the authorization endpoint.
    pub request_uri: String,
    /// How long it is good for.
    pub expires_in: Duration,
}

/// A pushed request is refused.
#[derive(Debug)]
pub enum PushRefusal {
    /// A rule is broken.
    Refused(Refusal),
    /// Ours.
    Fault(Fault),
}

impl From<Refusal> for PushRefusal {
    fn from(refusal: Refusal) -> Self {
        Self::Refused(refusal)
    }
}

impl From<Fault> for PushRefusal {
    fn from(fault: Fault) -> Self {
        Self::Fault(fault)
    }
}

impl Flow {
    /// Checks and keeps a request.
    pub async fn push(&self, client: &AuthenticatedClient, params: &Params) -> Result<Pushed, PushRefusal> {
        let destination = Destination::at(client.client(), params).map_err(pushed_refusal)?;
        let request = self.read(Endpoint::Pushed, client.client(), destination, params)?;
        let ground = &self.ground;
        let reference = ground.random_text::<32>();
        let plain = serde_json::to_vec(&request).map_err(|error| Fault::caused("a pushed request", error))?;
        let sealed = ground
            .keys
            .seal(SealPurpose::Interaction, reference.as_bytes(), &plain)
            .map_err(|error| Fault::caused("a pushed request cannot be sealed", error))?;
        let row = PushedRequest {
            hash: ground.keys.mac(MacPurpose::PushedRequest, &[reference.as_bytes()]),
            client_id: client.id().to_owned(),
            request: sealed,
            expires_at: ground.now().plus(self.policy.pushed_life),
        };
        ground
            .db
            .write(move |tx| {
                let row = row.clone();
                Box::pin(async move { store::par::insert(tx, &row).await })
            })
            .await?;
        Ok(Pushed { request_uri: format!("{PREFIX}{reference}"), expires_in: self.policy.pushed_life })
    }

    /// Finds the pushed request behind a reference.
    pub(super) async fn pushed_request(
        &self,
        reference: &str,
        client_id: Option<&str>,
    ) -> Result<AuthorizationRequest, FlowError> {
        let client_id = client_id.ok_or(PageRefusal::NoClient)?;
        // No reference to anywhere else is followed, so none can be aimed at our inside (RFC 9101 section 10.4).
        let reference = reference.strip_prefix(PREFIX).ok_or(PageRefusal::ForeignRequestUri)?;
        let hashes = self.ground.keys.mac_candidates(MacPurpose::PushedRequest, &[reference.as_bytes()]);
        let row = self.find_pushed(&hashes).await?.ok_or(PageRefusal::PushedRequest)?;
        // RFC 9126 section 2.2: the reference is bound to the client that pushed it.
        if row.client_id != client_id {
            return Err(PageRefusal::PushedRequest.into());
        }
        let plain =
            self.ground.keys.open_sealed(SealPurpose::Interaction, reference.as_bytes(), &row.request);
        let plain = plain.map_err(|error| Fault::caused("a pushed request does not open", error))?;
        let mut request: AuthorizationRequest =
            serde_json::from_slice(&plain).map_err(|error| Fault::caused("a pushed request", error))?;
        request.pushed = Some(row.hash);
        Ok(request)
    }

    /// RFC 9126 section 4: a reference is used once; of two answers racing for it one finds the mark of the other.
    pub(super) async fn use_up_pushed(&self, request: &AuthorizationRequest) -> Result<(), FlowError> {
        let Some(hash) = request.pushed else {
            return Ok(());
        };
        let (now, until) =
            (self.ground.now(), request.received_at.plus(self.policy.request_life).plus(SETTLING));
        let used = self.ground.db.write(move |tx| {
            Box::pin(async move {
                store::par::consume(tx, &hash, now).await?;
                spent::spend(tx, spent::Kind::Interaction, hash, until).await
            })
        });
        match used.await? {
            Spent::First => Ok(()),
            Spent::Again => Err(PageRefusal::PushedRequest.into()),
        }
    }

    async fn find_pushed(&self, hashes: &[[u8; 32]]) -> Result<Option<PushedRequest>, Fault> {
        let mut conn = self.ground.db.reader().await?;
        for hash in hashes {
            if let Some(row) = store::par::find(&mut conn, hash, self.ground.now()).await? {
                return Ok(Some(row));
            }
        }
        Ok(None)
    }
}

fn pushed_refusal(refusal: PageRefusal) -> Refusal {
    let description = match refusal {
        PageRefusal::NoRedirectUri => "redirect_uri is missing",
        PageRefusal::OtherRedirectUri => "redirect_uri is not registered for this client",
        PageRefusal::ResponseMode => "response_mode is query or form_post",
        PageRefusal::StateTooLong => "state is too long",
        PageRefusal::Malformed
        | PageRefusal::NoClient
        | PageRefusal::UnknownClient
        | PageRefusal::PushedRequest
        | PageRefusal::ForeignRequestUri
        | PageRefusal::Handle => "the request cannot be read",
    };
    Refusal::new(ErrorCode::InvalidRequest, description)
}
