//! Unguessable values: `state`, `nonce`, `code_verifier`, `jti`.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ring::rand::{SecureRandom, SystemRandom};

/// 256 random bits as 43 characters of unpadded base64url.
///
/// # Panics
/// Never in practice: the system generator only fails when the machine has none, and then no answer would be
/// worth having.
pub(crate) fn token() -> String {
    let mut bytes = [0_u8; 32];
    #[expect(clippy::expect_used, reason = "without a random source no run means anything")]
    SystemRandom::new().fill(&mut bytes).expect("the system has a random source");
    URL_SAFE_NO_PAD.encode(bytes)
}
