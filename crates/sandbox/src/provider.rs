//! What an actor knows of the issuer: its metadata and keys, found when first needed and renewed with a bound.
//!
//! Follows OpenID Connect Discovery 1.0 section 4 and OpenID Connect Core 1.0 section 10.1.1 (key rotation).
//! Owns no rule about tokens.

use std::collections::VecDeque;
use std::sync::Arc;
use std::time::Duration;

use base::{Clock, Fault, Time};
use openidconnect::core::{
    CoreAuthDisplay, CoreClaimName, CoreClaimType, CoreClientAuthMethod, CoreGrantType, CoreJsonWebKey,
    CoreJweContentEncryptionAlgorithm, CoreJweKeyManagementAlgorithm, CoreResponseMode, CoreResponseType,
    CoreSubjectIdentifierType,
};
use openidconnect::{AdditionalProviderMetadata, EndSessionUrl, IssuerUrl, ProviderMetadata};
use serde::{Deserialize, Serialize};
use tokio::sync::Mutex;

use crate::SandboxError;
use crate::wire::Wire;

/// Metadata is asked for again after this long even if every key is known.
const FRESH_FOR: Duration = Duration::from_secs(3600);
/// While the issuer does not answer, the old metadata serves this much longer before the next attempt.
const PATIENCE: Duration = Duration::from_secs(30);
/// Renewals for unknown keys: at most this many in one window. A stranger's token with an invented `kid` must not
/// become a request to the issuer each time.
const RENEWALS: usize = 5;
const RENEWAL_WINDOW: Duration = Duration::from_secs(60);

/// Members of the metadata beyond the core of the stock library.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub(crate) struct FurtherMetadata {
    /// OpenID Connect RP-Initiated Logout 1.0 section 2.1.
    pub(crate) end_session_endpoint: Option<EndSessionUrl>,
    /// RFC 9207 section 3.
    pub(crate) authorization_response_iss_parameter_supported: Option<bool>,
}

impl AdditionalProviderMetadata for FurtherMetadata {}

/// The issuer's metadata with its key set.
pub(crate) type Metadata = ProviderMetadata<
    FurtherMetadata,
    CoreAuthDisplay,
    CoreClientAuthMethod,
    CoreClaimName,
    CoreClaimType,
    CoreGrantType,
    CoreJweContentEncryptionAlgorithm,
    CoreJweKeyManagementAlgorithm,
    CoreJsonWebKey,
    CoreResponseMode,
    CoreResponseType,
    CoreSubjectIdentifierType,
>;

/// A refusal that may be for want of a newer key.
pub(crate) trait MayMissKey {
    /// Whether no key fitted.
    fn misses_key(&self) -> bool;
}

/// The issuer as an actor knows it.
pub(crate) struct Provider {
    issuer: IssuerUrl,
    wire: Wire,
    clock: Arc<dyn Clock>,
    /// Held during a request to the issuer, so that one request answers all who wait.
    memory: Mutex<Memory>,
}

#[derive(Default)]
struct Memory {
    known: Option<(Arc<Metadata>, Time)>,
    renewals: VecDeque<Time>,
}

impl Provider {
    /// # Errors
    /// When the issuer is not an http or https URL without query and fragment.
    pub(crate) fn new(issuer: &str, wire: Wire, clock: Arc<dyn Clock>) -> Result<Self, SandboxError> {
        let issuer = IssuerUrl::new(issuer.to_owned())
            .ok()
            .filter(|url| matches!(url.url().scheme(), "http" | "https"))
            .filter(|url| url.url().query().is_none() && url.url().fragment().is_none())
            .ok_or_else(|| SandboxError::Issuer(issuer.to_owned()))?;
        Ok(Self { issuer, wire, clock, memory: Mutex::default() })
    }

    pub(crate) fn issuer(&self) -> &IssuerUrl {
        &self.issuer
    }

    /// The metadata; asks the issuer if it is not known yet or old.
    ///
    /// # Errors
    /// A fault when the issuer was never reached.
    pub(crate) async fn metadata(&self) -> Result<Arc<Metadata>, Fault> {
        let mut memory = self.memory.lock().await;
        let now = self.clock.now();
        let old = match &memory.known {
            Some((metadata, until)) if *until > now => return Ok(Arc::clone(metadata)),
            Some((metadata, _)) => Some(Arc::clone(metadata)),
            None => None,
        };
        match (self.discover(&mut memory).await, old) {
            (Ok(metadata), _) => Ok(metadata),
            (Err(_), Some(metadata)) => {
                memory.known = Some((Arc::clone(&metadata), now.plus(PATIENCE)));
                Ok(metadata)
            }
            (Err(fault), None) => Err(fault),
        }
    }

    /// Newer metadata than `stale`, or `stale` itself when the bound on renewals is reached.
    ///
    /// # Errors
    /// A fault when the issuer does not answer.
    // OpenID Connect Core 1.0 section 10.1.1: an unfamiliar kid is the sign to read the key set again.
    pub(crate) async fn renewed(&self, stale: &Arc<Metadata>) -> Result<Arc<Metadata>, Fault> {
        let mut memory = self.memory.lock().await;
        match &memory.known {
            Some((metadata, _)) if !Arc::ptr_eq(metadata, stale) => return Ok(Arc::clone(metadata)),
            Some(_) | None => {}
        }
        let now = self.clock.now();
        while memory.renewals.front().is_some_and(|at| at.plus(RENEWAL_WINDOW) <= now) {
            memory.renewals.pop_front();
        }
        if memory.renewals.len() >= RENEWALS {
            return Ok(Arc::clone(stale));
        }
        memory.renewals.push_back(now);
        self.discover(&mut memory).await
    }

    /// Checks something with the known keys and, if it finds no key, once more with newly read ones.
    ///
    /// # Errors
    /// A fault when the keys cannot be read; the refusal of the check stands inside.
    pub(crate) async fn checked<T, R: MayMissKey>(
        &self,
        check: impl Fn(&Metadata) -> Result<T, R>,
    ) -> Result<Result<T, R>, Fault> {
        let metadata = self.metadata().await?;
        match check(&metadata) {
            Err(refusal) if refusal.misses_key() => Ok(check(&*self.renewed(&metadata).await?)),
            outcome => Ok(outcome),
        }
    }

    async fn discover(&self, memory: &mut Memory) -> Result<Arc<Metadata>, Fault> {
        let found = Metadata::discover_async(self.issuer.clone(), &self.wire)
            .await
            .map_err(|cause| Fault::caused("the issuer's metadata could not be read", cause))?;
        let found = Arc::new(found);
        memory.known = Some((Arc::clone(&found), self.clock.now().plus(FRESH_FOR)));
        Ok(found)
    }
}
