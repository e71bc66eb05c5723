//! Marks of what may be used once and has been.

use base::{Fault, GrantId, Time};

use crate::seam::{Tx, args};
use crate::word::words;

words! {
    /// What was used. The same hash under two kinds is two marks.
    pub enum Kind {
        /// An authorization code, by the id of its grant: RFC 6749 section 4.1.2.
        Code = "code",
        /// The `jti` of a client assertion: RFC 7523 section 3.
        ClientAssertion = "client_assertion",
        /// The `jti` of a request object: RFC 9101 section 10.8.
        RequestObject = "request_object",
        /// The `jti` of a DPoP proof: RFC 9449 section 11.1.
        DpopProof = "dpop_proof",
        /// The `jti` of a logout token received from upstream: Back-Channel Logout section 2.6.
        LogoutToken = "logout_token",
        /// The confirmation of a logout.
        LogoutConfirm = "logout_confirm",
        /// A handle of a registration in progress.
        Registration = "registration",
        /// A handle of a login in progress.
        Interaction = "interaction",
        /// The challenge of a passkey: Web Authentication Level 3 section 13.4.3.
        PasskeyChallenge = "passkey_challenge",
        /// A code that was sent by text message or mail.
        SentCode = "sent_code",
        /// What was proved so far in a sign-in of several steps.
        Progress = "progress",
    }
}

/// Whether it was the first use.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Spent {
    /// It was; the mark is now set.
    First,
    /// It was used before.
    Again,
}

const SPEND: &str = "
    insert into spent (kind, hash, expires_at)
    values ($1, $2, $3)
    on conflict (kind, hash) do nothing";

/// Marks as used. `expires_at` is when the thing itself stops being accepted; from then on the mark may be swept
/// away, and until it is swept it still counts.
///
/// # Errors
/// A fault of the database.
pub async fn spend(tx: &mut Tx, kind: Kind, hash: [u8; 32], expires_at: Time) -> Result<Spent, Fault> {
    mark(tx, kind, &hash, expires_at).await
}

/// Marks the code of a grant as used.
pub(crate) async fn spend_code(tx: &mut Tx, grant_id: &GrantId, expires_at: Time) -> Result<Spent, Fault> {
    mark(tx, Kind::Code, grant_id.as_bytes(), expires_at).await
}

async fn mark(tx: &mut Tx, kind: Kind, hash: &[u8], expires_at: Time) -> Result<Spent, Fault> {
    match tx.run(SPEND, args![kind.as_str(), hash, expires_at]).await? {
        0 => Ok(Spent::Again),
        _ => Ok(Spent::First),
    }
}
