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
        answer: (&str, &str),
        name: &PasskeyName,
        (browser, by): (&str, By<'_>),
    ) -> Result<(), ProofRefusal> {
        let request = (browser, by.request_id);
        let addition = self.parts.authenticators.new_passkey(account.id, answer, name, request)?;
        self.add(account, (addition, Notice::PasskeyAdded), by).await
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
