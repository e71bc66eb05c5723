//! What an actor takes from the world: time, chance and the certificates it trusts.

use std::sync::Arc;

use base::{Clock, Rng, SystemClock, SystemRng};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use rustls_pki_types::CertificateDer;

/// Time, chance and trust of an actor. The default is the machine's clock and generator and no certificate, which
/// is right for plain HTTP on loopback.
#[derive(Clone)]
pub struct Environment {
    /// Where the present comes from.
    pub clock: Arc<dyn Clock>,
    /// Where states, nonces, verifiers and session handles come from.
    pub rng: Arc<dyn Rng>,
    /// Roots trusted for https; nothing else is trusted.
    pub trusted: Vec<CertificateDer<'static>>,
}

impl Default for Environment {
    fn default() -> Self {
        Self { clock: Arc::new(SystemClock), rng: Arc::new(SystemRng), trusted: Vec::new() }
    }
}

impl Environment {
    /// 256 bits of chance as 43 characters of base64url: a state, nonce, verifier or handle.
    // RFC 7636 section 4.1: a code verifier has 43 to 128 characters of the unreserved set.
    pub(crate) fn unguessable(&self) -> String {
        let mut bytes = [0_u8; 32];
        self.rng.fill(&mut bytes);
        URL_SAFE_NO_PAD.encode(bytes)
    }
}
