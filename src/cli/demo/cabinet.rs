//! What the outside world keeps to itself: client secrets, private keys of clients, passwords of people. One file
//! each, readable by their owner alone, kept between runs.

use std::path::PathBuf;
use std::time::Duration;

use base::{Fault, Secret};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use proto::client::{AuthMethod, ClientMetadata};
use proto::form::Params;
use sandbox::ClientKey;
use serde_json::{Map, Value};

use super::clients::WHO;
use super::files::{make_folder, read_private, write_private};
use super::layout::Layout;
use crate::client::{ClientAuthRefusal, Clients, Presented};

/// The folder of secrets.
#[derive(Clone, Debug)]
pub(super) struct Cabinet {
    folder: PathBuf,
}

impl Cabinet {
    /// Opens the folder, made if it is not there.
    pub(super) fn open(layout: &Layout) -> Result<Self, Fault> {
        let folder = layout.secrets_folder();
        make_folder(&folder)?;
        Ok(Self { folder })
    }

    /// The secret kept under a name, or a new one that is kept from now on.
    pub(super) fn kept_or(&self, name: &str, make: impl FnOnce() -> String) -> Result<Secret<String>, Fault> {
        if let Some(kept) = self.kept(name)? {
            return Ok(kept);
        }
        let made = Secret::new(make());
        write_private(&self.folder.join(name), made.expose())?;
        Ok(made)
    }

    /// What is kept under a name.
    pub(super) fn kept(&self, name: &str) -> Result<Option<Secret<String>>, Fault> {
        read_private(&self.folder.join(name))
    }

    /// Keeps this under a name, unless it is what is kept there already.
    pub(super) fn keep(&self, name: &str, text: &Secret<String>) -> Result<(), Fault> {
        match self.kept(name)? {
            Some(kept) if kept == *text => Ok(()),
            Some(_) | None => write_private(&self.folder.join(name), text.expose()),
        }
    }

    /// The private key of a client, as a JWK.
    pub(super) fn key_of(&self, client_id: &str) -> Result<Map<String, Value>, Fault> {
        let name = format!("key-{client_id}.jwk");
        let unreadable = |error| Fault::caused(format!("{name} cannot be read"), error);
        if let Some(kept) = read_private(&self.folder.join(&name))? {
            return serde_json::from_str(kept.expose()).map_err(unreadable);
        }
        let made = ClientKey::generate().map_err(|error| Fault::caused("no client key was made", error))?;
        let jwk = made.private_jwk();
        let text = Secret::new(serde_json::to_string(&jwk).map_err(unreadable)?);
        write_private(&self.folder.join(&name), text.expose())?;
        Ok(jwk)
    }

    /// The secret of a client: the one kept, if the service still takes it, else a new one.
    pub(super) async fn secret_of(
        &self,
        clients: &Clients,
        client: &ClientMetadata,
    ) -> Result<Secret<String>, Fault> {
        let file = self.folder.join(format!("client-{}", client.client_id));
        if let Some(kept) = read_private(&file)?
            && is_taken(clients, client, &kept).await?
        {
            return Ok(kept);
        }
        let made = clients.rotate_secret(&client.client_id, Duration::ZERO, WHO).await?;
        write_private(&file, made.text.expose())?;
        Ok(made.text)
    }
}

/// Shows the secret as the client would. The folder may be older than the database, or the reverse.
async fn is_taken(
    clients: &Clients,
    client: &ClientMetadata,
    secret: &Secret<String>,
) -> Result<bool, Fault> {
    let id = client.client_id.as_str();
    // RFC 6749 section 2.3.1. Ids and secrets of the demonstration hold nothing that would have to be encoded.
    let header = format!("Basic {}", STANDARD.encode(format!("{id}:{}", secret.expose())));
    let by_header = client.token_endpoint_auth_method == AuthMethod::ClientSecretBasic;
    let (authorization, params) = if by_header {
        (Some(header.as_str()), Params::default())
    } else {
        (None, Params::from_pairs([("client_id", id), ("client_secret", secret.expose().as_str())]))
    };
    match clients.authenticate(Presented { authorization, params: &params, endpoint: "" }).await {
        Ok(_) => Ok(true),
        Err(ClientAuthRefusal::Fault(fault)) => Err(fault),
        Err(_) => Ok(false),
    }
}
