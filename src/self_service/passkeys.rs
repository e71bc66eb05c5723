//! Passkeys that are added and named. How they are taken away is `removal`'s.

use base::{AuthenticatorId, Fault};
use store::account::Account;

use super::{By, SelfService};
use crate::authenticator::{Ceremony, PasskeyName, ProofRefusal};
use crate::notify::Notice;

impl SelfService {
    /// What a browser is asked to make a passkey of. The device keeps it under the account's user name.
    pub async fn begin_passkey(&self, account: &Account, browser: &str) -> Result<Ceremony, Fault> {
        let profile = self.parts.accounts.profile(account)?;
        let names = (profile.username.as_str(), profile.display_name());
        self.parts.authenticators.begin_passkey(account, names, browser).await
    }

    /// Adds the passkey that a browser made.
    pub async fn add_passkey(
        &self,
        account: &Account,
        (state, response): (&str, &str),
        name: &PasskeyName,
        (browser, by): (&str, By<'_>),
    ) -> Result<AuthenticatorId, ProofRefusal> {
        let authenticators = &self.parts.authenticators;
        let request = (browser, by.request_id);
        let id = authenticators.add_passkey(account.id, (state, response), name, request).await?;
        self.tell(account, Notice::PasskeyAdded, by).await?;
        Ok(id)
    }

    /// Gives a passkey another name. False when the account has no such passkey.
    pub async fn rename_passkey(
        &self,
        account: &Account,
        id: AuthenticatorId,
        name: &PasskeyName,
    ) -> Result<bool, Fault> {
        self.parts.authenticators.rename_passkey(account.id, id, name).await
    }
}
