//! Client authentication, all methods in one place (RFC 6749 section 2.3, RFC 7523 section 2.2, OpenID Connect
//! Core 1.0 section 9). Cheap checks come first; a signature is verified only for a client that registered it.

use std::sync::Arc;

use base::Fault;
use keys::MacPurpose;
use proto::assertion::{self, AssertionRefusal, AssertionUse, AudienceRule};
use proto::client::AuthMethod;
use proto::client_auth::{BasicRefusal, parse_basic};
use proto::form::Params;
use proto::jose::{JwsError, UnverifiedJws};
use store::spent::{self, Spent};

use super::{Client, Clients};

/// RFC 7523 section 2.2.
const JWT_BEARER: &str = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

/// What a request shows of its client: the Authorization header and the form body.
#[derive(Clone, Copy, Debug)]
pub struct Presented<'a> {
    /// The Authorization header, if there is one.
    pub authorization: Option<&'a str>,
    /// The form parameters.
    pub params: &'a Params,
    /// The URL of the endpoint asked, tolerated as audience of an assertion.
    pub endpoint: &'a str,
}

/// A client that proved itself (or is public and named itself). Only [`Clients::authenticate`] makes one.
#[derive(Clone, Debug)]
pub struct AuthenticatedClient {
    client: Arc<Client>,
}

impl AuthenticatedClient {
    /// The client.
    pub fn client(&self) -> &Arc<Client> {
        &self.client
    }

    /// Its identifier.
    pub fn id(&self) -> &str {
        self.client.id()
    }
}

/// Why a client is not believed. All but the first two leave as `invalid_client` without telling which.
#[derive(Debug, thiserror::Error)]
pub enum ClientAuthRefusal {
    /// More than one method in one request (RFC 6749 section 2.3).
    #[error("the request uses more than one way of client authentication")]
    SeveralMethods,
    /// `client_assertion` without its type, or the reverse, or another type.
    #[error("client_assertion and client_assertion_type do not belong together")]
    AssertionType,
    /// Nothing names a client.
    #[error("the request names no client")]
    NoClient,
    /// The Authorization header cannot be read.
    #[error("the Authorization header cannot be read")]
    Basic(#[from] BasicRefusal),
    /// No such client, or a disabled one.
    #[error("client authentication failed")]
    UnknownClient,
    /// The client registered another method.
    #[error("client authentication failed")]
    OtherMethod,
    /// `client_id` in the body is not the client that authenticates.
    #[error("client authentication failed")]
    OtherClientId,
    /// Not one of the live secrets of the client named.
    #[error("client authentication failed")]
    WrongSecret(String),
    /// The assertion is no acceptable signature of this client.
    #[error("client authentication failed")]
    AssertionSignature(#[from] JwsError),
    /// The assertion's claims break a rule.
    #[error("client authentication failed")]
    Assertion(#[from] AssertionRefusal),
    /// The assertion was used before (RFC 7523 section 3, item 7).
    #[error("client authentication failed")]
    AssertionReplayed,
    /// Ours.
    #[error(transparent)]
    Fault(#[from] Fault),
}

enum Shown<'a> {
    Basic(&'a str),
    Post { client_id: Option<&'a str>, secret: &'a str },
    Assertion(&'a str),
    Nothing { client_id: &'a str },
}

impl Clients {
    /// Finds and believes the client of a request.
    pub async fn authenticate(
        &self,
        presented: Presented<'_>,
    ) -> Result<AuthenticatedClient, ClientAuthRefusal> {
        let body_id = presented.params.get("client_id");
        let client = match shown(&presented)? {
            Shown::Basic(header) => {
                let (id, secret) = parse_basic(header)?;
                let client = self.registered(&id, AuthMethod::ClientSecretBasic)?;
                self.check_secret(&client, secret.expose())?;
                client
            }
            Shown::Post { client_id, secret } => {
                let id = client_id.ok_or(ClientAuthRefusal::NoClient)?;
                let client = self.registered(id, AuthMethod::ClientSecretPost)?;
                self.check_secret(&client, secret)?;
                client
            }
            Shown::Assertion(compact) => self.check_assertion(compact, presented.endpoint).await?,
            Shown::Nothing { client_id } => self.registered(client_id, AuthMethod::None)?,
        };
        match body_id {
            Some(id) if id != client.id() => Err(ClientAuthRefusal::OtherClientId),
            _ => Ok(AuthenticatedClient { client }),
        }
    }

    fn registered(&self, id: &str, method: AuthMethod) -> Result<Arc<Client>, ClientAuthRefusal> {
        let client = self.find(id).ok_or(ClientAuthRefusal::UnknownClient)?;
        if client.metadata.token_endpoint_auth_method != method {
            return Err(ClientAuthRefusal::OtherMethod);
        }
        Ok(client)
    }

    fn check_secret(&self, client: &Client, secret: &str) -> Result<(), ClientAuthRefusal> {
        let now = self.ground.now();
        let parts = [client.id().as_bytes(), secret.as_bytes()];
        let hashes = self.ground.keys.mac_candidates(MacPurpose::ClientSecret, &parts);
        // Keyed hashes are compared, so the time of `==` tells nothing about the secret.
        let live = client.secrets.iter().filter(|stored| stored.expires_at.is_none_or(|end| end > now));
        match live.into_iter().any(|stored| hashes.contains(&stored.hash)) {
            true => Ok(()),
            false => Err(ClientAuthRefusal::WrongSecret(client.id().to_owned())),
        }
    }

    async fn check_assertion(&self, compact: &str, endpoint: &str) -> Result<Arc<Client>, ClientAuthRefusal> {
        let unverified = UnverifiedJws::parse(compact)?;
        let unverified_issuer =
            assertion::unverified_issuer(&unverified).ok_or(AssertionRefusal::WrongIssuer)?;
        let client = self.registered(&unverified_issuer, AuthMethod::PrivateKeyJwt)?;
        let allowed = client.metadata.assertion_algorithms();
        let verified = self.verify_with_client_keys(&client, &unverified, &allowed).await?;
        let audiences = [&*self.ground.issuer, endpoint];
        let now = self.ground.now();
        let proof =
            assertion::check(&verified, client.id(), &audiences, now, AudienceRule::IssuerOrEndpoint)?;
        self.spend(&client, proof).await?;
        Ok(client)
    }

    /// Remembers the assertion until it would expire anyway; the second of two is refused, on any node.
    async fn spend(&self, client: &Client, proof: AssertionUse) -> Result<(), ClientAuthRefusal> {
        let parts = [client.id().as_bytes(), proof.jti.as_bytes()];
        // A mark for each key: the use before a key's turn, or at a node that has not seen it yet, counts too.
        let hashes = self.ground.keys.mac_candidates(MacPurpose::ClientSecret, &parts);
        let expires_at = proof.expires_at;
        let spent = self.ground.db.write(move |tx| {
            let hashes = hashes.clone();
            Box::pin(async move {
                let mut outcome = Spent::First;
                for hash in hashes {
                    if spent::spend(tx, spent::Kind::ClientAssertion, hash, expires_at).await? == Spent::Again
                    {
                        outcome = Spent::Again;
                    }
                }
                Ok::<_, Fault>(outcome)
            })
        });
        match spent.await? {
            Spent::First => Ok(()),
            Spent::Again => Err(ClientAuthRefusal::AssertionReplayed),
        }
    }
}

// RFC 6749 section 2.3: "The client MUST NOT use more than one authentication method in each request."
fn shown<'a>(presented: &Presented<'a>) -> Result<Shown<'a>, ClientAuthRefusal> {
    let params = presented.params;
    let secret = params.get("client_secret");
    let assertion = params.get("client_assertion");
    match params.get("client_assertion_type") {
        None if assertion.is_none() => {}
        Some(JWT_BEARER) if assertion.is_some() => {}
        _ => return Err(ClientAuthRefusal::AssertionType),
    }
    match (presented.authorization, secret, assertion) {
        (Some(header), None, None) => Ok(Shown::Basic(header)),
        (None, Some(secret), None) => Ok(Shown::Post { client_id: params.get("client_id"), secret }),
        (None, None, Some(assertion)) => Ok(Shown::Assertion(assertion)),
        (None, None, None) => {
            let client_id = params.get("client_id").ok_or(ClientAuthRefusal::NoClient)?;
            Ok(Shown::Nothing { client_id })
        }
        _ => Err(ClientAuthRefusal::SeveralMethods),
    }
}
