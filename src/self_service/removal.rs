//! Taking a way to sign in away. The last way in stays, and with the last thing for a second step the wish to be asked
//! for one at every sign-in ends. Of two removals at once the later one sees what the earlier one left.

use std::sync::Arc;

use base::{AccountId, AuthenticatorId, Fault};
use store::Tx;
use store::account::Account;
use store::authenticator::AuthenticatorKind;

use super::{By, SelfService};
use crate::account::ContactKind;
use crate::audit::{self, Entry, Kind};
use crate::authenticator::SecondStep;
use crate::notify::{Notice, Occasion};

/// What is taken away.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Removal {
    /// A passkey.
    Passkey(AuthenticatorId),
    /// The app that counts time.
    Totp,
    /// The phone or mail address.
    Contact(ContactKind),
}

/// What became of the second step.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SecondStepAfter {
    /// Nothing.
    AsBefore,
    /// It was asked for at every sign-in and no longer is: nothing is left to take it with.
    NoLongerAsked,
}

/// Why nothing was taken away.
#[derive(Debug, thiserror::Error)]
pub enum RemovalRefusal {
    /// The account has no such thing.
    #[error("there is nothing to take away")]
    NotThere,
    /// Nobody could sign in any more.
    #[error("it is the only way in")]
    OnlyWayIn,
    /// Ours.
    #[error(transparent)]
    Fault(#[from] Fault),
}

/// What the transaction of a removal works on.
struct Work {
    own: SelfService,
    account: AccountId,
    what: Removal,
    request_id: String,
    device: String,
}

impl SelfService {
    /// Takes a way to sign in away.
    ///
    /// # Errors
    /// [`RemovalRefusal::NotThere`], and [`RemovalRefusal::OnlyWayIn`] for the last passkey or phone of an account
    /// without a password; nothing is changed then.
    pub async fn remove(
        &self,
        account: AccountId,
        what: Removal,
        by: By<'_>,
    ) -> Result<SecondStepAfter, RemovalRefusal> {
        let work = Arc::new(Work {
            own: self.clone(),
            account,
            what,
            request_id: by.request_id.to_owned(),
            device: by.device.to_owned(),
        });
        let written = self.ground.db.write(move |tx| {
            let work = work.clone();
            Box::pin(async move { work.run(tx).await })
        });
        let after = written.await?;
        self.parts.notices.wake();
        Ok(after)
    }
}

impl Work {
    async fn run(&self, tx: &mut Tx) -> Result<SecondStepAfter, RemovalRefusal> {
        let account = store::account::hold(tx, self.account).await?.ok_or(RemovalRefusal::NotThere)?;
        let had = self.own.means(tx, &account).await?;
        self.take_away(tx, &account).await?;
        // Once more: a contact is part of the profile.
        let account = store::account::by_id(tx, self.account).await?.ok_or(RemovalRefusal::NotThere)?;
        let left = self.own.means(tx, &account).await?;
        if had.ways_in() > 0 && left.ways_in() == 0 {
            return Err(RemovalRefusal::OnlyWayIn);
        }
        if account.second_step == SecondStep::WhenAsked || left.allow_two_steps() {
            return Ok(SecondStepAfter::AsBefore);
        }
        let by = By { request_id: &self.request_id, device: &self.device };
        self.own.write_second_step(tx, &account, SecondStep::WhenAsked, by).await?;
        Ok(SecondStepAfter::NoLongerAsked)
    }

    async fn take_away(&self, tx: &mut Tx, account: &Account) -> Result<(), RemovalRefusal> {
        match self.what {
            Removal::Passkey(id) => {
                let removed = store::authenticator::remove(tx, id, account.id).await?;
                self.write_down(tx, account, (removed, Kind::PasskeyRemoved, Notice::PasskeyRemoved)).await
            }
            Removal::Totp => {
                let totp = AuthenticatorKind::Totp;
                let removed = store::authenticator::remove_kind(tx, account.id, totp).await? > 0;
                self.write_down(tx, account, (removed, Kind::TotpRemoved, Notice::TotpRemoved)).await
            }
            Removal::Contact(kind) => {
                let contacts = self.own.parts.accounts.recipients(account)?;
                if !contacts.iter().any(|contact| contact.channel == kind.channel()) {
                    return Err(RemovalRefusal::NotThere);
                }
                let accounts = &self.own.parts.accounts;
                Ok(accounts.remove_contact(tx, account, kind, &self.request_id).await?)
            }
        }
    }

    async fn write_down(
        &self,
        tx: &mut Tx,
        account: &Account,
        (removed, kind, notice): (bool, Kind, Notice),
    ) -> Result<(), RemovalRefusal> {
        if !removed {
            return Err(RemovalRefusal::NotThere);
        }
        let entry = Entry::new(kind, "account", &self.request_id).account(account.id);
        audit::record(tx, &self.own.ground, entry).await?;
        let what: Occasion = notice.on(&self.device);
        Ok(self.own.parts.accounts.tell_in(tx, account, what).await?)
    }
}
