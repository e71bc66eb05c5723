//! The world as a dialect sees it: calls through the guarded client, signatures by keys it never holds.

use std::sync::atomic::{AtomicBool, Ordering};

use base::{Secret, Time};
use futures_util::future::BoxFuture;
use outbound::Outbound;
use proto::jose::Algorithm;
use provider::{Answer, Call, CallMethod, Caller, TheirKey, Trouble};

use super::registry::Provider;
use crate::ground::Ground;

/// Speaks for this deployment to one provider.
pub(super) struct Speaker<'a> {
    ground: &'a Ground,
    outbound: &'a Outbound,
    provider: &'a Provider,
    /// Signs what is signed by the issuer itself.
    algorithm: Algorithm,
    called: AtomicBool,
}

impl<'a> Speaker<'a> {
    pub(super) fn new(
        ground: &'a Ground,
        outbound: &'a Outbound,
        provider: &'a Provider,
        algorithm: Algorithm,
    ) -> Self {
        Self { ground, outbound, provider, algorithm, called: AtomicBool::new(false) }
    }

    /// Whether the provider was called at all.
    pub(super) fn has_called(&self) -> bool {
        self.called.load(Ordering::Relaxed)
    }
}

impl Caller for Speaker<'_> {
    fn now(&self) -> Time {
        self.ground.now()
    }

    fn send(&self, call: Call) -> BoxFuture<'_, Result<Answer, Trouble>> {
        self.called.store(true, Ordering::Relaxed);
        Box::pin(async move {
            let headers: Vec<(&str, &str)> =
                call.headers.iter().map(|(name, value)| (*name, value.as_str())).collect();
            let request = outbound::Request {
                method: match call.method {
                    CallMethod::Get => outbound::Method::Get,
                    CallMethod::Post => outbound::Method::Post,
                },
                url: &call.url,
                headers: &headers,
                body: call.body,
            };
            let answer = self.outbound.send(request).await;
            let answer = answer.map_err(|error| Trouble::Unreachable(error.to_string()))?;
            Ok(Answer { status: answer.status, body: answer.body.to_vec() })
        })
    }

    fn sign_rs256(&self, message: &[u8]) -> Result<Vec<u8>, Trouble> {
        let key = self.provider.our_key.as_ref();
        let key = key.ok_or_else(|| Trouble::NotSetUp("no key of ours was made for it".to_owned()))?;
        key.sign(message).map_err(|error| Trouble::NotSetUp(error.to_string()))
    }

    fn sign_jws(&self, typ: &str, claims: &serde_json::Value) -> Result<String, Trouble> {
        let signed = self.ground.keys.sign(self.algorithm, typ, claims);
        signed.map_err(|error| Trouble::NotSetUp(error.to_string()))
    }

    fn secret(&self, name: &str) -> Option<Secret<String>> {
        self.provider.secrets.get(name).cloned()
    }

    fn their_keys(&self) -> &[TheirKey] {
        &self.provider.their_keys
    }

    fn issuer(&self) -> &str {
        &self.ground.issuer
    }

    fn nonce(&self) -> String {
        base::EventId::random(&*self.ground.rng).to_string()
    }
}
