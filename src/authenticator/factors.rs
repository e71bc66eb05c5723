//! What an account can be proved with.

use base::Fault;
use store::account::Account;
use store::authenticator::AuthenticatorKind;

use super::passkey::Kept;
use super::{Authenticators, SecondStep};
use crate::assurance::Binding;

/// Which ways an account has. Ways that are switched off by the deployment are the caller's to leave out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Factors {
    /// Passkeys.
    pub passkeys: Vec<Binding>,
    /// Whether an app counts time for it.
    pub totp: Reach,
    /// Recovery codes that are left.
    pub recovery_codes: u32,
    /// Whether two steps are always asked for.
    pub second_step: SecondStep,
}

/// Whether a way is there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reach {
    /// It is.
    Yes,
    /// It is not.
    No,
}

impl Reach {
    /// Whether it is there.
    pub const fn is_there(self) -> bool {
        matches!(self, Self::Yes)
    }
}

impl From<bool> for Reach {
    fn from(there: bool) -> Self {
        if there { Self::Yes } else { Self::No }
    }
}

impl Authenticators {
    /// What an account has.
    pub async fn factors(&self, account: &Account) -> Result<Factors, Fault> {
        let mut conn = self.ground.db.reader().await?;
        let rows = store::authenticator::of_account(&mut conn, account.id).await?;
        let recovery_codes = store::recovery_code::left(&mut conn, account.id).await?;
        let mut passkeys = Vec::new();
        for row in rows.iter().filter(|row| row.kind == AuthenticatorKind::Passkey) {
            passkeys.push(self.open::<Kept>(row)?.binding());
        }
        let totp = rows.iter().any(|row| row.kind == AuthenticatorKind::Totp).into();
        Ok(Factors { passkeys, totp, recovery_codes, second_step: account.second_step })
    }
}
