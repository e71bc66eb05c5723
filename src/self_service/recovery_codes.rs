//! Codes for bad days, made anew.

use base::{Fault, Secret};
use store::account::Account;

use super::{By, SelfService};
use crate::notify::Notice;

impl SelfService {
    /// Makes recovery codes: those there were are worth nothing any more. They are told this once.
    pub async fn make_recovery_codes(
        &self,
        account: &Account,
        by: By<'_>,
    ) -> Result<Vec<Secret<String>>, Fault> {
        let codes = self.parts.authenticators.renew_recovery_codes(account.id, by.request_id).await?;
        self.tell(account, Notice::RecoveryCodesMade, by).await?;
        Ok(codes.iter().map(|code| Secret::new(code.expose().to_owned())).collect())
    }
}
