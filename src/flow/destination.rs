//! Where an answer may go. A [`Destination`] exists only for a known client and a redirect URI it registered, so no
//! error can be sent to an address that was not checked (RFC 9700 section 4.1).

use std::sync::Arc;

use proto::form::Params;
use proto::response::ResponseMode;
use serde::{Deserialize, Serialize};

use super::refusal::PageRefusal;
use crate::client::{Client, Clients};

/// The longest `state` that is taken.
const LONGEST_STATE: usize = 4096;

/// A checked place for the answer.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Destination {
    client_id: String,
    redirect_uri: String,
    response_mode: ResponseMode,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    state: Option<String>,
}

impl Destination {
    /// Finds client and redirect URI. What fails here is shown on a page of ours and never redirected.
    pub fn locate(clients: &Clients, params: &Params) -> Result<(Self, Arc<Client>), PageRefusal> {
        let client_id = params.get("client_id").ok_or(PageRefusal::NoClient)?;
        let client = clients.find(client_id).ok_or(PageRefusal::UnknownClient)?;
        let destination = Self::at(&client, params)?;
        Ok((destination, client))
    }

    /// The destination of a request by a client already known.
    pub fn at(client: &Client, params: &Params) -> Result<Self, PageRefusal> {
        // OpenID Connect Core 1.0 section 3.1.2.1: redirect_uri is REQUIRED, also where only one is registered.
        let unverified = params.get("redirect_uri").ok_or(PageRefusal::NoRedirectUri)?;
        if !client.metadata.allows_redirect(unverified) {
            return Err(PageRefusal::OtherRedirectUri);
        }
        let state = params.get("state").map(str::to_owned);
        if state.as_ref().is_some_and(|state| state.len() > LONGEST_STATE) {
            return Err(PageRefusal::StateTooLong);
        }
        let response_mode =
            ResponseMode::parse(params.get("response_mode")).map_err(|_| PageRefusal::ResponseMode)?;
        Ok(Self {
            client_id: client.id().to_owned(),
            redirect_uri: unverified.to_owned(),
            response_mode,
            state,
        })
    }

    /// The client.
    pub fn client_id(&self) -> &str {
        &self.client_id
    }

    /// The redirect URI as the client sent it.
    pub fn redirect_uri(&self) -> &str {
        &self.redirect_uri
    }

    /// How the answer travels.
    pub const fn response_mode(&self) -> ResponseMode {
        self.response_mode
    }

    /// What the client wants back unchanged.
    pub fn state(&self) -> Option<&str> {
        self.state.as_deref()
    }
}
