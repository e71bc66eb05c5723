//! Codes for bad days, made anew.

use base::{Fault, Secret};
use store::account::Account;

use super::{By, SelfService};
use crate::authenticator::unrefused;
use crate::notify::Notice;

impl SelfService {
    /// Makes recovery codes: those there were are worth nothing any more. They are told this once.
    pub async fn make_recovery_codes(
        &self,
        account: &Account,
        by: By<'_>,
    ) -> Result<Vec<Secret<String>>, Fault> {
        let (codes, addition) = self.parts.authenticators.new_recovery_codes(account.id, by.request_id);
        self.add(account, (addition, Notice::RecoveryCodesMade), by).await.map_err(unrefused)?;
        Ok(codes.iter().map(|code| Secret::new(code.expose().to_owned())).collect())
    }
}
