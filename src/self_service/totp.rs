//! Setting up an app that counts time. The secret travels sealed through its page and counts only once the app has
//! shown a code of it.

use std::time::Duration;

use base::{AccountId, Fault, Secret, Time};
use keys::SealPurpose;
use serde::{Deserialize, Serialize};
use store::account::Account;

use super::{By, SelfService};
use crate::authenticator::{TotpOffer, unrefused};
use crate::notify::Notice;

const ASSOCIATED: &[u8] = b"offered app";
/// How long an offered secret can be taken: to fetch an app and find one's way in it.
pub const TOTP_OFFER_LIFE: Duration = Duration::from_secs(15 * 60);

/// A secret that an app is asked to take.
pub struct TotpSetUp {
    /// What must come back with the code: sealed.
    pub sealed: String,
    /// For the picture that apps read.
    pub uri: Secret<String>,
    /// For typing.
    pub text: Secret<String>,
}

/// Why an app was not set up.
#[derive(Debug, thiserror::Error)]
pub enum TotpRefusal {
    /// The page is old, or of somebody else.
    #[error("the page is too old")]
    Stale,
    /// The code is not one of this secret.
    #[error("the code is another")]
    WrongCode,
    /// Ours.
    #[error(transparent)]
    Fault(#[from] Fault),
}

/// An offer on its way through its page.
#[derive(Serialize, Deserialize)]
struct Offered {
    account: AccountId,
    secret: Vec<u8>,
    expires_at: Time,
}

impl SelfService {
    /// Draws a secret for an account's app.
    pub fn offer_totp(&self, account: &Account) -> Result<TotpSetUp, Fault> {
        let offer = self.parts.authenticators.offer_totp(&self.label(account)?);
        let expires_at = self.ground.now().plus(TOTP_OFFER_LIFE);
        self.sealed(offer, account, expires_at)
    }

    /// The same offer again, after a code was mistyped.
    pub fn offer_totp_again(&self, account: &Account, sealed: &str) -> Result<TotpSetUp, TotpRefusal> {
        let Offered { secret, expires_at, .. } = self.offered(account, sealed)?;
        let offer = self.parts.authenticators.totp_offer_again(&secret, &self.label(account)?)?;
        Ok(self.sealed(offer, account, expires_at)?)
    }

    /// Keeps an offered secret if `code` shows that the app has it; the app there was is gone then.
    pub async fn set_totp_up(
        &self,
        account: &Account,
        (sealed, code): (&str, &str),
        by: By<'_>,
    ) -> Result<(), TotpRefusal> {
        let Offered { secret, .. } = self.offered(account, sealed)?;
        let authenticators = &self.parts.authenticators;
        let addition = authenticators.new_totp(account.id, (&secret, code), by.request_id)?;
        let addition = addition.ok_or(TotpRefusal::WrongCode)?;
        Ok(self.add(account, (addition, Notice::TotpAdded), by).await.map_err(unrefused)?)
    }

    fn label(&self, account: &Account) -> Result<String, Fault> {
        Ok(self.parts.accounts.profile(account)?.username)
    }

    fn sealed(&self, offer: TotpOffer, account: &Account, expires_at: Time) -> Result<TotpSetUp, Fault> {
        let TotpOffer { uri, text, bytes } = offer;
        let offered = Offered { account: account.id, secret: bytes, expires_at };
        let plain = serde_json::to_vec(&offered).map_err(|error| Fault::caused("an offer", error))?;
        let sealed = self.ground.keys.seal_text(SealPurpose::Progress, ASSOCIATED, &plain);
        let sealed = sealed.map_err(|error| Fault::caused("an offer cannot be sealed", error))?;
        Ok(TotpSetUp { sealed, uri, text })
    }

    fn offered(&self, account: &Account, sealed: &str) -> Result<Offered, TotpRefusal> {
        let plain = self.ground.keys.open_text(SealPurpose::Progress, ASSOCIATED, sealed);
        let plain = plain.map_err(|_| TotpRefusal::Stale)?;
        let offered: Offered = serde_json::from_slice(&plain).map_err(|_| TotpRefusal::Stale)?;
        let good = offered.account == account.id && self.ground.now() < offered.expires_at;
        good.then_some(offered).ok_or(TotpRefusal::Stale)
    }
}
