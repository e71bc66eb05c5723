//! The request on its way through our pages: sealed, so no browser can edit or read it, and carried by each page's own
//! address, so that two tabs never share state. Nothing is written to the database before somebody has signed in.

use std::time::Duration;

use keys::SealPurpose;

use super::refusal::PageRefusal;
use super::request::AuthorizationRequest;
use crate::ground::Ground;

const ASSOCIATED: &[u8] = b"authorization request";
/// A handle longer than this was not made by us.
const LONGEST: usize = 24 * 1024;

/// A sealed authorization request in text form.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Handle(String);

impl Handle {
    /// Seals a request.
    pub fn seal(ground: &Ground, request: &AuthorizationRequest) -> Result<Self, base::Fault> {
        let plain = serde_json::to_vec(request).map_err(|error| base::Fault::caused("a request", error))?;
        let sealed = ground.keys.seal_text(SealPurpose::Interaction, ASSOCIATED, &plain);
        sealed.map(Self).map_err(|error| base::Fault::caused("a request cannot be sealed", error))
    }

    /// Opens a handle made not longer than `life` ago.
    pub fn open(ground: &Ground, text: &str, life: Duration) -> Result<AuthorizationRequest, PageRefusal> {
        if text.len() > LONGEST {
            return Err(PageRefusal::Handle);
        }
        let plain = ground.keys.open_text(SealPurpose::Interaction, ASSOCIATED, text);
        let plain = plain.map_err(|_| PageRefusal::Handle)?;
        let request: AuthorizationRequest =
            serde_json::from_slice(&plain).map_err(|_| PageRefusal::Handle)?;
        match ground.now().since(request.received_at) <= life {
            true => Ok(request),
            false => Err(PageRefusal::Handle),
        }
    }

    /// The text that pages carry.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}
