//! What people do with their own account once they are signed in: ways to sign in that come and go, the second step,
//! settings, devices and sessions, what happened, a copy of it all, and the end.
//!
//! Owns the rules that hold over several of these at once: the last way in stays, and a second step is asked for only
//! while something is there to take it with. Each act is told to its person in the transaction that does it; the end of
//! other sessions, each of which is one, after the last. Does not own how fresh a proof an act needs (the edge asks for
//! it), nor what proofs are worth (`assurance`).

mod attention;
mod close;
mod devices;
mod export;
mod history;
mod means;
mod passkeys;
mod recovery_codes;
mod removal;
mod second_step;
mod settings;
mod totp;

use std::sync::Arc;

use base::Fault;
use store::account::Account;

use crate::account::Accounts;
use crate::assurance::Assurance;
use crate::authenticator::{Addition, Authenticators, ProofRefusal};
use crate::consent::Consents;
use crate::entity::Entities;
use crate::ground::Ground;
use crate::logout::Logouts;
use crate::notify::{Notice, Notices};
use crate::recovery::Recoveries;
use crate::session::Sessions;

pub use attention::Attention;
pub use devices::Device;
pub use export::Export;
pub use history::{Event, SHOWN, Told};
pub use means::{Means, PasswordFacts, Standing, TotpFacts};
pub use removal::{Removal, RemovalRefusal, SecondStepAfter};
pub use second_step::SecondStepRefusal;
pub use totp::{TOTP_OFFER_LIFE, TotpRefusal, TotpSetUp};

/// What this stands on.
#[derive(Clone)]
pub struct Parts {
    /// Accounts.
    pub accounts: Accounts,
    /// Passkeys, apps that count time, recovery codes.
    pub authenticators: Authenticators,
    /// Browser sessions.
    pub sessions: Sessions,
    /// Consents.
    pub consents: Consents,
    /// Ways back into an account.
    pub recoveries: Recoveries,
    /// Logout notices.
    pub logouts: Logouts,
    /// Levels.
    pub assurance: Assurance,
    /// Whom people act for.
    pub entities: Entities,
    /// Messages to people.
    pub notices: Notices,
}

/// What people of this deployment do with their own accounts.
#[derive(Clone)]
pub struct SelfService {
    ground: Ground,
    parts: Arc<Parts>,
}

/// The request in which somebody does something with their account.
#[derive(Clone, Copy, Debug)]
pub struct By<'a> {
    /// Its id.
    pub request_id: &'a str,
    /// What the browser calls itself.
    pub device: &'a str,
}

impl SelfService {
    /// The service over its parts.
    pub fn new(ground: Ground, parts: Parts) -> Self {
        Self { ground, parts: Arc::new(parts) }
    }

    /// Writes an addition and tells its person, in one transaction.
    async fn add(
        &self,
        account: &Account,
        (addition, notice): (Addition, Notice),
        by: By<'_>,
    ) -> Result<(), ProofRefusal> {
        let work = Arc::new((self.clone(), account.clone(), addition, notice.on(by.device)));
        let written = self.ground.db.write(move |tx| {
            let work = work.clone();
            Box::pin(async move {
                let (own, account, addition, what) = &*work;
                addition.write(tx, &own.ground).await?;
                own.parts.accounts.tell_in(tx, account, what.clone()).await?;
                Ok::<_, ProofRefusal>(())
            })
        });
        written.await?;
        self.parts.notices.wake();
        Ok(())
    }

    /// Tells the person of an account what was just done with it in several transactions.
    async fn tell(&self, account: &Account, notice: Notice, by: By<'_>) -> Result<(), Fault> {
        let work = Arc::new((self.parts.accounts.clone(), account.clone(), notice.on(by.device)));
        self.ground
            .db
            .write(move |tx| {
                let work = work.clone();
                Box::pin(async move { work.0.tell_in(tx, &work.1, work.2.clone()).await })
            })
            .await?;
        self.parts.notices.wake();
        Ok(())
    }
}
