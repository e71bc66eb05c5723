//! Codes kept on paper for bad days. Each counts once; new ones make the old worthless.

use base::{AccountId, Fault};
use credential::RecoveryCode;
use keys::MacPurpose;
use store::Tx;

use super::Authenticators;
use crate::audit::{self, Entry, Kind};

impl Authenticators {
    /// Draws new codes. They are told this once and rest as keyed hashes.
    pub async fn renew_recovery_codes(
        &self,
        account: AccountId,
        request_id: &str,
    ) -> Result<Vec<RecoveryCode>, Fault> {
        let codes = RecoveryCode::generate(&*self.ground.rng);
        let hashes: Vec<[u8; 32]> = codes
            .iter()
            .map(|code| {
                let parts: [&[u8]; 2] = [account.as_bytes(), code.expose().as_bytes()];
                self.ground.keys.mac(MacPurpose::RecoveryCode, &parts)
            })
            .collect();
        let entry = Entry::new(Kind::RecoveryCodesMade, "account", request_id).account(account);
        let ground = self.ground.clone();
        self.ground
            .db
            .write(move |tx| {
                let (hashes, entry, ground) = (hashes.clone(), entry.clone(), ground.clone());
                Box::pin(async move {
                    store::recovery_code::replace(tx, account, &hashes, ground.now()).await?;
                    audit::record(tx, &ground, entry).await
                })
            })
            .await?;
        Ok(codes)
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
