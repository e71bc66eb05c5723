//! What is added to an account, checked and ready: written in the transaction of whoever tells its person of it.

use base::{AccountId, Time};
use credential::PasskeyRefusal;
use store::Tx;
use store::authenticator::{Authenticator, AuthenticatorKind, Inserted};
use store::spent::{self, Spent};

use super::ProofRefusal;
use crate::audit::{self, Entry};
use crate::ground::Ground;

/// An addition that is not written yet.
#[derive(Clone)]
pub struct Addition {
    pub(super) account: AccountId,
    pub(super) what: Added,
    pub(super) entry: Entry,
}

/// What is added.
#[derive(Clone)]
pub(super) enum Added {
    /// A passkey, in answer to a challenge that counts once.
    Passkey { row: Authenticator, challenge: [u8; 32], until: Time },
    /// An app that counts time, in the place of the one before.
    Totp(Authenticator),
    /// Recovery codes by their keyed hashes, in the place of those before.
    RecoveryCodes(Vec<[u8; 32]>),
}

impl Addition {
    /// Writes it and its entry. Only a passkey can be refused: its challenge was used, or somebody has it.
    pub async fn write(&self, tx: &mut Tx, ground: &Ground) -> Result<(), ProofRefusal> {
        // Held: of two apps that are set up at once, one is left.
        store::account::hold(tx, self.account).await?;
        match &self.what {
            Added::Passkey { row, challenge, until } => {
                let kind = spent::Kind::PasskeyChallenge;
                if spent::spend(tx, kind, *challenge, *until).await? == Spent::Again {
                    return Err(ProofRefusal::Stale);
                }
                // WebAuthn Level 3 section 7.1 step 26: a credential id belongs to one account.
                if store::authenticator::insert(tx, row).await? == Inserted::Taken {
                    return Err(PasskeyRefusal::AlreadyRegistered.into());
                }
            }
            Added::Totp(row) => {
                store::authenticator::remove_kind(tx, self.account, AuthenticatorKind::Totp).await?;
                store::authenticator::insert(tx, row).await?;
            }
            Added::RecoveryCodes(hashes) => {
                store::recovery_code::replace(tx, self.account, hashes, ground.now()).await?;
            }
        }
        Ok(audit::record(tx, ground, self.entry.clone()).await?)
    }
}
