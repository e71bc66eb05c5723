//! Browsers that an account knows, and the sessions in them, ended one by one or all but one's own.

use base::{AccountId, DeviceId, Fault, SessionId};
pub use store::device::Device;

use super::{By, SelfService};
use crate::audit::{self, Entry, Kind};
use crate::notify::Notice;
use crate::session::{EndCause, LiveSession};

impl SelfService {
    /// The browsers that an account knows, the one used last first.
    pub async fn devices(&self, account: AccountId) -> Result<Vec<Device>, Fault> {
        let mut conn = self.ground.db.reader().await?;
        store::device::of_account(&mut conn, account).await
    }

    /// Forgets a browser: it is a stranger from then on; what is signed in with it stays so. False when the account does
    /// not know it.
    pub async fn forget_device(&self, account: AccountId, id: DeviceId, by: By<'_>) -> Result<bool, Fault> {
        let entry = Entry::new(Kind::DeviceForgotten, "account", by.request_id).account(account);
        let ground = self.ground.clone();
        self.ground
            .db
            .write(move |tx| {
                let (entry, ground) = (entry.clone(), ground.clone());
                Box::pin(async move {
                    if !store::device::forget(tx, id, account).await? {
                        return Ok(false);
                    }
                    audit::record(tx, &ground, entry).await.map(|()| true)
                })
            })
            .await
    }

    /// Ends one session of the person of another. False when they have no such session.
    pub async fn end_session(&self, live: &LiveSession, id: SessionId, by: By<'_>) -> Result<bool, Fault> {
        Ok(self.end_where(live, |other| other == id, by).await? > 0)
    }

    /// Ends every session of the person but this one, and says how many there were.
    pub async fn end_other_sessions(&self, live: &LiveSession, by: By<'_>) -> Result<u32, Fault> {
        let ended = self.end_where(live, |other| other != live.session.id, by).await?;
        if ended > 0 {
            self.tell(&live.account, Notice::AllSessionsEnded, by).await?;
        }
        Ok(ended)
    }

    async fn end_where(
        &self,
        live: &LiveSession,
        meant: impl Fn(SessionId) -> bool,
        by: By<'_>,
    ) -> Result<u32, Fault> {
        let mut ended = 0;
        for session in self.parts.sessions.of_account(live.account.id).await? {
            if meant(session.id) {
                self.parts.sessions.end(&session, EndCause::ElsewhereByPerson, by.request_id).await?;
                ended += 1;
            }
        }
        self.parts.logouts.wake();
        Ok(ended)
    }
}
