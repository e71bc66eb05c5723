//! What every service stands on: database, keys, clock, chance and the issuer's name. Five values, cloned freely;
//! a service gets these and its own policy, never the application as a whole.

use std::sync::Arc;

use base::{Clock, Rng, Time};
use keys::Keyring;
use store::Db;

/// The five things every service stands on.
#[derive(Clone)]
pub struct Ground {
    /// All storage.
    pub db: Db,
    /// All private keys: signing, sealing, keyed hashes.
    pub keys: Keyring,
    /// The present.
    pub clock: Arc<dyn Clock>,
    /// Chance.
    pub rng: Arc<dyn Rng>,
    /// The issuer identifier (OpenID Connect Discovery section 3): exact, without a trailing slash.
    pub issuer: Arc<str>,
}

impl Ground {
    /// The present moment.
    pub fn now(&self) -> Time {
        self.clock.now()
    }

    /// `N` random bytes in base64url without padding.
    pub fn random_text<const N: usize>(&self) -> String {
        use base64::Engine as _;
        let mut bytes = [0; N];
        self.rng.fill(&mut bytes);
        base64::engine::general_purpose::URL_SAFE_NO_PAD.encode(bytes)
    }

    /// `N` random decimal digits.
    pub fn random_digits<const N: usize>(&self) -> String {
        let mut bytes = [0_u8; 8];
        let digit = || {
            self.rng.fill(&mut bytes);
            // Of 2^64 values ten divides all but six: no digit is likelier in any way that shows.
            char::from(b'0' + u8::try_from(u64::from_le_bytes(bytes) % 10).unwrap_or_default())
        };
        std::iter::repeat_with(digit).take(N).collect()
    }

    /// An absolute URL of ours.
    pub fn url(&self, path: &str) -> String {
        format!("{}{path}", self.issuer)
    }
}

/// How long the death of a token is remembered. An access token lives a day at most (`tokens.access_token_seconds`);
/// the hour is for one signed a moment after its grant died, and for clocks that differ.
pub const DENY_FOR: std::time::Duration = std::time::Duration::from_secs(25 * 3600);
