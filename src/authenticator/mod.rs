//! What an account can be proved with besides its password: passkeys, an app that counts time, recovery codes.
//!
//! Owns how they rest (sealed, found by keyed indexes) and that each proof counts once. Knows no session and no page.

mod addition;
mod factors;
mod passkey;
mod recovery_code;
mod totp;

use std::sync::Arc;
use std::time::Duration;

use base::{AccountId, AuthenticatorId, Fault};
use credential::Passkeys;
use keys::SealPurpose;
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::ground::Ground;

pub use addition::Addition;
pub use factors::{Factors, Reach};
pub use passkey::{
    Ceremony, CloneSign, LONGEST_PASSKEY_NAME, PasskeyName, PasskeyProof, PasskeyRow, ProofRefusal,
};
pub use store::account::SecondStep;
pub use totp::TotpOffer;

/// The authenticators of this deployment's accounts.
#[derive(Clone)]
pub struct Authenticators {
    ground: Ground,
    passkeys: Passkeys,
    challenge_life: Duration,
}

impl Authenticators {
    /// The service over its parts.
    pub const fn new(ground: Ground, passkeys: Passkeys, challenge_life: Duration) -> Self {
        Self { ground, passkeys, challenge_life }
    }

    /// Writes an addition whose person is told of it by nobody but the log.
    async fn write(&self, addition: Addition) -> Result<(), ProofRefusal> {
        let work = Arc::new((addition, self.ground.clone()));
        self.ground
            .db
            .write(move |tx| {
                let work = work.clone();
                Box::pin(async move { work.0.write(tx, &work.1).await })
            })
            .await
    }

    /// Seals what is kept of an authenticator: bound to its id and account, so that no row can wear another's.
    fn seal(
        &self,
        id: AuthenticatorId,
        account: AccountId,
        content: &impl Serialize,
    ) -> Result<Vec<u8>, Fault> {
        let plain = serde_json::to_vec(content).map_err(|error| Fault::caused("an authenticator", error))?;
        self.ground
            .keys
            .seal(SealPurpose::Authenticator, &owner(id, account), &plain)
            .map_err(|error| Fault::caused("an authenticator cannot be sealed", error))
    }

    fn open<T: DeserializeOwned>(&self, row: &store::authenticator::Authenticator) -> Result<T, Fault> {
        let plain = self
            .ground
            .keys
            .open_sealed(SealPurpose::Authenticator, &owner(row.id, row.account_id), &row.data)
            .map_err(|error| Fault::caused("an authenticator does not open", error))?;
        serde_json::from_slice(&plain)
            .map_err(|error| Fault::caused("an authenticator is not readable", error))
    }
}

/// The fault in an addition that nothing refuses.
pub(crate) fn unrefused(refusal: ProofRefusal) -> Fault {
    match refusal {
        ProofRefusal::Fault(fault) => fault,
        ProofRefusal::Stale | ProofRefusal::Broken(_) | ProofRefusal::Cloned(_) => {
            Fault::new("an addition that nothing refuses was refused")
        }
    }
}

fn owner(id: AuthenticatorId, account: AccountId) -> [u8; 32] {
    let mut both = [0; 32];
    let (first, second) = both.split_at_mut(16);
    first.copy_from_slice(id.as_bytes());
    second.copy_from_slice(account.as_bytes());
    both
}
