//! What the browser says about its page (section 5.8.1). Type and challenge are checked by the core; here what it
//! leaves out: the origin to the letter, and frames.

use serde::Deserialize;

use super::PasskeyRefusal;

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct ClientData {
    origin: String,
    #[serde(default)]
    cross_origin: bool,
    #[serde(default)]
    top_origin: Option<String>,
}

/// The page was ours, and not in a frame of a page of another site.
pub(super) fn check(json: &[u8], our_origin: &str) -> Result<(), PasskeyRefusal> {
    let data: ClientData = serde_json::from_slice(json).map_err(|_| PasskeyRefusal::Malformed)?;
    // Sections 7.1 and 7.2: C.origin is an origin expected by the relying party. Beyond the core, which compares parsed
    // addresses and so believes `https://anybody@host/anywhere`.
    if data.origin != our_origin {
        return Err(PasskeyRefusal::Origin);
    }
    // Sections 7.1 and 7.2: crossOrigin true and topOrigin are for those who expect to be framed; we forbid it. Beyond
    // the core, which asks this only when a credential is registered.
    if data.cross_origin || data.top_origin.is_some() {
        return Err(PasskeyRefusal::CrossOrigin);
    }
    Ok(())
}
