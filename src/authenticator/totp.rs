//! Codes from an app that counts time (RFC 6238). A code counts once: the step it stands for only ever grows.

use base::{AccountId, AuthenticatorId, Fault, Secret};
use credential::TotpSecret;
use serde::{Deserialize, Serialize};
use store::Tx;
use store::authenticator::{Advance, Authenticator, AuthenticatorKind};

use super::addition::{Added, Addition};
use super::{Authenticators, unrefused};
use crate::audit::{Entry, Kind};

/// A secret that an app is asked to take; it counts once a code of it was shown.
pub struct TotpOffer {
    /// For the address of the picture (the form that apps read).
    pub uri: Secret<String>,
    /// For typing, in base32.
    pub text: Secret<String>,
    /// The secret itself, for the page's sealed state.
    pub bytes: Vec<u8>,
}

#[derive(Serialize, Deserialize)]
struct Kept {
    secret: Vec<u8>,
}

impl Authenticators {
    /// Draws a secret for an account's app.
    pub fn offer_totp(&self, label: &str) -> TotpOffer {
        let secret = TotpSecret::generate(&*self.ground.rng);
        self.totp_offer_of(&secret, label)
    }

    /// The same offer again, after a code was mistyped.
    pub fn totp_offer_again(&self, bytes: &[u8], label: &str) -> Result<TotpOffer, Fault> {
        Ok(self.totp_offer_of(&secret_of(bytes)?, label))
    }

    fn totp_offer_of(&self, secret: &TotpSecret, label: &str) -> TotpOffer {
        let issuer = self.ground.issuer.trim_start_matches("https://").trim_start_matches("http://");
        TotpOffer { uri: secret.uri(issuer, label), text: secret.base32(), bytes: secret.expose().to_vec() }
    }

    /// Keeps an offered secret if `code` shows that the app has it; the one before is gone then.
    pub async fn keep_totp(
        &self,
        account: AccountId,
        shown: (&[u8], &str),
        request_id: &str,
    ) -> Result<Option<()>, Fault> {
        match self.new_totp(account, shown, request_id)? {
            Some(addition) => self.write(addition).await.map_err(unrefused).map(Some),
            None => Ok(None),
        }
    }

    /// Checks the first code of an app; none when it is not one of the secret's. Nothing is written yet.
    pub fn new_totp(
        &self,
        account: AccountId,
        (bytes, code): (&[u8], &str),
        request_id: &str,
    ) -> Result<Option<Addition>, Fault> {
        let secret = secret_of(bytes)?;
        let Some(step) = secret.check(code, self.ground.now(), 0) else {
            return Ok(None);
        };
        let id = AuthenticatorId::random(&*self.ground.rng);
        let row = Authenticator {
            id,
            account_id: account,
            kind: AuthenticatorKind::Totp,
            credential_index: None,
            data: self.seal(id, account, &Kept { secret: bytes.to_vec() })?,
            counter: step,
            created_at: self.ground.now(),
            last_used_at: None,
        };
        let entry = Entry::new(Kind::TotpAdded, "account", request_id).account(account);
        Ok(Some(Addition { account, what: Added::Totp(row), entry }))
    }

    /// Whether a code is right, and never was used before. The step is used up in the caller's transaction.
    // RFC 6238 section 5.2: a code that was accepted must not be accepted a second time.
    pub async fn use_totp(&self, tx: &mut Tx, account: AccountId, code: &str) -> Result<bool, Fault> {
        let rows = store::authenticator::of_account(tx, account).await?;
        for row in rows.iter().filter(|row| row.kind == AuthenticatorKind::Totp) {
            let secret = secret_of(&self.open::<Kept>(row)?.secret)?;
            let now = self.ground.now();
            if let Some(step) = secret.check(code, now, row.counter) {
                let step = Advance { expected: row.counter, counter: step };
                return store::authenticator::advance(tx, row.id, step, None, now).await;
            }
        }
        Ok(false)
    }
}

fn secret_of(bytes: &[u8]) -> Result<TotpSecret, Fault> {
    TotpSecret::from_bytes(bytes).map_err(|error| Fault::caused("a time-based secret", error))
}
