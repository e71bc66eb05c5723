//! Codes kept on paper for bad days. Each counts once; new ones make the old worthless.

use base::{AccountId, Fault};
use credential::RecoveryCode;
use keys::MacPurpose;
use store::Tx;

use super::addition::{Added, Addition};
use super::{Authenticators, unrefused};
use crate::audit::{Entry, Kind};

impl Authenticators {
    /// Draws new codes. They are told this once and rest as keyed hashes.
    pub async fn renew_recovery_codes(
        &self,
        account: AccountId,
        request_id: &str,
    ) -> Result<Vec<RecoveryCode>, Fault> {
        let (codes, addition) = self.new_recovery_codes(account, request_id);
        self.write(addition).await.map_err(unrefused)?;
        Ok(codes)
    }

    /// Draws codes. Nothing is written yet.
    pub fn new_recovery_codes(&self, account: AccountId, request_id: &str) -> (Vec<RecoveryCode>, Addition) {
        let codes = RecoveryCode::generate(&*self.ground.rng);
        let hash = |code: &RecoveryCode| {
            let parts: [&[u8]; 2] = [account.as_bytes(), code.expose().as_bytes()];
            self.ground.keys.mac(MacPurpose::RecoveryCode, &parts)
        };
        let what = Added::RecoveryCodes(codes.iter().map(hash).collect());
        let entry = Entry::new(Kind::RecoveryCodesMade, "account", request_id).account(account);
        (codes, Addition { account, what, entry })
    }

    /// Uses a code up, in the caller's transaction; false when it is none of the account's that are left.
    pub async fn use_recovery_code(
        &self,
        tx: &mut Tx,
        account: AccountId,
        text: &str,
    ) -> Result<bool, Fault> {
        let Some(code) = RecoveryCode::normalise(text) else {
            return Ok(false);
        };
        let parts: [&[u8]; 2] = [account.as_bytes(), code.as_bytes()];
        let hashes = self.ground.keys.mac_candidates(MacPurpose::RecoveryCode, &parts);
        store::recovery_code::spend(tx, account, &hashes, self.ground.now()).await
    }
}
