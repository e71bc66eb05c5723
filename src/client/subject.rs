//! Who a person and a session are to one client. Both are computed with keys of ours and never stored for look-up, so
//! two clients cannot tell that they speak of the same person.

use base::{AccountId, SessionId};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use keys::MacPurpose;
use proto::client::{ClientMetadata, SubjectType};

use super::Client;
use crate::ground::Ground;

/// The `sub` of an account at a client (OpenID Connect Core 1.0 section 8). Pairwise unless the client was registered
/// for public subjects with a legal basis.
pub fn subject_at(ground: &Ground, client: &Client, account: AccountId) -> String {
    let parts: [&[u8]; 2] = [client.sector.as_bytes(), account.as_bytes()];
    URL_SAFE_NO_PAD.encode(ground.keys.mac(MacPurpose::Pairwise, &parts))
}

/// The name of an entity, or of a right to act for one, at a client: another one in each sector, like `sub`, and never
/// that of a person.
pub fn entity_at(ground: &Ground, client: &Client, id: &[u8; 16]) -> String {
    let parts: [&[u8]; 3] = [b"entity", client.sector.as_bytes(), id];
    URL_SAFE_NO_PAD.encode(ground.keys.mac(MacPurpose::Pairwise, &parts))
}

/// The sector whose clients see one name; empty for all that see the public one.
pub(super) fn sector_of(metadata: &ClientMetadata) -> String {
    match metadata.subject_type {
        SubjectType::Pairwise => metadata.sector(),
        SubjectType::Public => String::new(),
    }
}

/// The `sid` of a session at a client (OpenID Connect Back-Channel Logout 1.0 section 2.1): another one for each.
/// Made with the key that never rotates: the end of a session denies tokens by the name they were given.
pub fn sid_at(ground: &Ground, client: &Client, session: SessionId) -> String {
    let parts: [&[u8]; 2] = [client.id().as_bytes(), session.as_bytes()];
    URL_SAFE_NO_PAD.encode(ground.keys.mac(MacPurpose::SessionAtClient, &parts))
}
