//! Closing an account: whoever is signed in is signed out and the platforms are told, the person hears of it a last time,
//! and what tells of them is erased.

use std::collections::BTreeSet;
use std::sync::Arc;

use base::{AccountId, Fault};

use super::{By, SelfService};
use crate::audit::{self, Entry, Kind};
use crate::ground::DENY_FOR;
use crate::notify::Notice;
use crate::session::EndCause;

impl SelfService {
    /// Closes an account for good. Its names are free then; the audit log goes on speaking of its id.
    pub async fn close(&self, account: AccountId, by: By<'_>) -> Result<(), Fault> {
        self.parts.sessions.end_all(account, EndCause::Closed).await?;
        let entry = Entry::new(Kind::AccountClosed, "account", by.request_id).account(account);
        let work = Arc::new((self.clone(), entry, Notice::AccountClosed.on(by.device)));
        self.ground
            .db
            .write(move |tx| {
                let work = work.clone();
                Box::pin(async move {
                    let (own, entry, notice) = &*work;
                    let Some(held) = store::account::hold(tx, account).await? else {
                        return Ok(());
                    };
                    own.parts.accounts.tell_in(tx, &held, notice.clone()).await?;
                    let (empty, now) = (own.parts.accounts.empty_profile(account)?, own.ground.now());
                    if let Some(ended) = store::account::erase(tx, account, &empty, now).await? {
                        let grants: Vec<&[u8]> =
                            ended.grants.iter().map(|grant| grant.as_bytes().as_slice()).collect();
                        store::revoked::add_all(tx, &grants, now.plus(DENY_FOR)).await?;
                    }
                    audit::record(tx, &own.ground, entry.clone()).await
                })
            })
            .await?;
        self.parts.notices.wake();
        self.parts.logouts.wake();
        Ok(())
    }

    /// The clients that an account has agreed something with or is signed in at, by id.
    pub async fn clients_of(&self, account: AccountId) -> Result<BTreeSet<String>, Fault> {
        let consents = self.parts.consents.of_account(account).await?;
        let mut clients: BTreeSet<String> = consents.into_iter().map(|consent| consent.client_id).collect();
        let sessions = self.parts.sessions.of_account(account).await?;
        let mut conn = self.ground.db.reader().await?;
        for session in sessions {
            let parts = store::session::clients(&mut conn, session.id).await?;
            clients.extend(parts.into_iter().map(|part| part.client_id));
        }
        Ok(clients)
    }
}
