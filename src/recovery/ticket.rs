//! What a person keeps until the way back opens. Sealed, it shows its times to our page and nothing to anybody; the
//! secret in it names the row, where there is one.

use base::{Fault, Time};
use keys::SealPurpose;
use serde::{Deserialize, Serialize};

use super::Route;
use crate::ground::Ground;

const ASSOCIATED: &[u8] = b"way back";

/// A ticket.
#[derive(Clone, Debug)]
pub struct Ticket {
    pub(super) secret: String,
    /// By what it was begun.
    pub route: Route,
    /// When the new password can be set.
    pub ready_at: Time,
    /// Until when.
    pub expires_at: Time,
}

#[derive(Serialize, Deserialize)]
struct Sealed {
    secret: String,
    route: String,
    ready_at: Time,
    expires_at: Time,
}

impl Ticket {
    pub(super) fn seal(&self, ground: &Ground) -> Result<String, Fault> {
        let content = Sealed {
            secret: self.secret.clone(),
            route: self.route.as_str().to_owned(),
            ready_at: self.ready_at,
            expires_at: self.expires_at,
        };
        let plain = serde_json::to_vec(&content).map_err(|error| Fault::caused("a ticket", error))?;
        let sealed = ground.keys.seal_text(SealPurpose::Progress, ASSOCIATED, &plain);
        sealed.map_err(|error| Fault::caused("a ticket cannot be sealed", error))
    }

    pub(super) fn open(ground: &Ground, text: &str) -> Option<Self> {
        let plain = ground.keys.open_text(SealPurpose::Progress, ASSOCIATED, text).ok()?;
        let Sealed { secret, route, ready_at, expires_at } = serde_json::from_slice(&plain).ok()?;
        Some(Self { secret, route: Route::parse(&route)?, ready_at, expires_at })
    }
}
