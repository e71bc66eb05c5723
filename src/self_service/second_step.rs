//! When an account is asked for a second step.

use std::sync::Arc;

use base::{AccountId, Fault};
use store::Tx;
use store::account::Account;

use super::{By, SelfService};
use crate::audit::{self, Entry, Kind};
use crate::authenticator::SecondStep;
use crate::notify::Notice;

/// Why the setting stays as it is.
#[derive(Debug, thiserror::Error)]
pub enum SecondStepRefusal {
    /// Nothing is set up that a second step could be taken with.
    #[error("nothing is set up for a second step")]
    NothingSetUp,
    /// Ours.
    #[error(transparent)]
    Fault(#[from] Fault),
}

impl SelfService {
    /// Sets when a second step is asked for. Setting what is set changes nothing and tells nobody.
    pub async fn set_second_step(
        &self,
        account: AccountId,
        when: SecondStep,
        by: By<'_>,
    ) -> Result<(), SecondStepRefusal> {
        let work = Arc::new((self.clone(), by.request_id.to_owned(), by.device.to_owned()));
        let written = self.ground.db.write(move |tx| {
            let work = work.clone();
            Box::pin(async move {
                let (own, request_id, device) = &*work;
                let held = store::account::hold(tx, account).await?.filter(|held| held.second_step != when);
                let Some(held) = held else {
                    return Ok(());
                };
                if when == SecondStep::Always && !own.means(tx, &held).await?.allow_two_steps() {
                    return Err(SecondStepRefusal::NothingSetUp);
                }
                Ok(own.write_second_step(tx, &held, when, By { request_id, device }).await?)
            })
        });
        written.await?;
        self.parts.notices.wake();
        Ok(())
    }

    /// Writes the setting, its entry and the notice.
    pub(super) async fn write_second_step(
        &self,
        tx: &mut Tx,
        account: &Account,
        when: SecondStep,
        by: By<'_>,
    ) -> Result<(), Fault> {
        store::account::set_second_step(tx, account.id, when, self.ground.now()).await?;
        let entry = Entry::new(Kind::SecondStepChanged, "account", by.request_id)
            .account(account.id)
            .detail(serde_json::json!({ "value": when.as_str() }));
        audit::record(tx, &self.ground, entry).await?;
        self.parts.accounts.tell_in(tx, account, Notice::SecondStepChanged.on(by.device)).await
    }
}
