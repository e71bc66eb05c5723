//! Telling clients that a session ended (OpenID Connect Back-Channel Logout 1.0): notices leave a durable outbox,
//! are tried again with growing pauses, and end in a ledger that person and administrator can see.

mod request;

use std::sync::Arc;
use std::time::Duration;

use base::{AccountId, Fault, SessionId, Time};
use futures_util::future::join_all;
use outbound::Outbound;
use store::logout::Next;
use tokio::sync::Notify;
use url::Url;

use crate::audit::{self, Entry, Kind};
use crate::client::Clients;
use crate::ground::Ground;
use crate::token::Tokens;

pub use store::logout::{Delivery as Notice, DeliveryState as NoticeState};

pub use request::{LogoutRefusal, LogoutRequest, LogoutStep};

/// How many notices one round takes.
const BATCH: u32 = 16;
/// How many notices a person is shown.
const LISTED: u32 = 20;
/// A node that dies with a notice in hand loses it to the others after this.
const LEASE: Duration = Duration::from_secs(30);

/// How patient the outbox is.
#[derive(Clone, Copy, Debug)]
pub struct LogoutPolicy {
    /// Most attempts.
    pub attempts: u32,
    /// The first pause; each next one is twice as long.
    pub first_retry: Duration,
    /// After this a notice is given up, however few attempts it had.
    pub give_up: Duration,
}

impl From<&config::Logout> for LogoutPolicy {
    fn from(section: &config::Logout) -> Self {
        Self {
            attempts: section.attempts,
            first_retry: section.first_retry_seconds,
            give_up: section.give_up_hours,
        }
    }
}

/// The outbox.
#[derive(Clone)]
pub struct Logouts {
    ground: Ground,
    clients: Clients,
    tokens: Tokens,
    outbound: Outbound,
    policy: LogoutPolicy,
    wake: Arc<Notify>,
}

impl Logouts {
    /// The service over its parts.
    pub fn new(
        ground: Ground,
        clients: Clients,
        tokens: Tokens,
        outbound: Outbound,
        policy: LogoutPolicy,
    ) -> Self {
        Self { ground, clients, tokens, outbound, policy, wake: Arc::default() }
    }

    /// Says that there is something to send, so that nobody waits for the next round.
    pub fn wake(&self) {
        self.wake.notify_one();
    }

    /// Waits until there may be something to send.
    pub async fn woken(&self) {
        self.wake.notified().await;
    }

    /// Sends what is due and returns how many notices were tried.
    pub async fn send_due(&self) -> Result<usize, Fault> {
        let now = self.ground.now();
        let claimed = self
            .ground
            .db
            .write(move |tx| Box::pin(async move { store::logout::claim_due(tx, now, BATCH, LEASE).await }))
            .await?;
        let count = claimed.len();
        let sends = claimed.into_iter().map(|delivery| self.send(delivery));
        // Each on its own: what fails for one client must not cut the notices of others short.
        for fault in join_all(sends).await.into_iter().filter_map(Result::err) {
            tracing::error!(fault = fault.chain(), "a logout notice could not be dealt with");
        }
        Ok(count)
    }

    /// What became of the notices of a session.
    pub async fn of_session(&self, session: SessionId) -> Result<Vec<Notice>, Fault> {
        let mut conn = self.ground.db.reader().await?;
        store::logout::list_for_session(&mut conn, session).await
    }

    /// What became of the latest notices of an account.
    pub async fn of_account(&self, account: AccountId) -> Result<Vec<Notice>, Fault> {
        let mut conn = self.ground.db.reader().await?;
        store::logout::list_for_account(&mut conn, account, LISTED).await
    }

    /// What became of the latest notices of all.
    pub async fn recent(&self, limit: u32) -> Result<Vec<Notice>, Fault> {
        let mut conn = self.ground.db.reader().await?;
        store::logout::recent(&mut conn, None, limit).await
    }

    async fn send(&self, delivery: Notice) -> Result<(), Fault> {
        let outcome = self.post(&delivery).await;
        let ground = self.ground.clone();
        let next = next(&delivery, self.policy, ground.now());
        self.ground
            .db
            .write(move |tx| {
                let (ground, delivery, outcome) = (ground.clone(), delivery.clone(), outcome.clone());
                Box::pin(async move { conclude(tx, &ground, &delivery, (outcome, next)).await })
            })
            .await
    }

    /// Section 2.5: a form post with the one parameter `logout_token`. Section 2.8: 200 (or 204) is a yes.
    /// The text says why it is no yes.
    async fn post(&self, delivery: &Notice) -> Result<(), String> {
        let client =
            self.clients.find_any(&delivery.client_id).ok_or("the client is no longer registered")?;
        let address = client.metadata.backchannel_logout_uri.as_deref();
        let address = address.ok_or("the client no longer has a logout address")?;
        let url = Url::parse(address).map_err(|error| error.to_string())?;
        let token = self.tokens.logout_token(&client, &delivery.subject, &delivery.sid);
        let token = token.map_err(|fault| fault.chain())?;
        let answer = self.outbound.post_form(&url, &[("logout_token", &token)]).await;
        match answer.map_err(|error| error.to_string())?.status {
            200 | 204 => Ok(()),
            status => Err(format!("status {status}")),
        }
    }
}

async fn conclude(
    tx: &mut store::Tx,
    ground: &Ground,
    delivery: &Notice,
    (outcome, next): (Result<(), String>, Next),
) -> Result<(), Fault> {
    let entry = |kind| {
        Entry::new(kind, "system", "")
            .account(delivery.account_id)
            .client(&delivery.client_id)
            .session(delivery.session_id)
    };
    match (outcome, next) {
        (Ok(()), _) => {
            store::logout::finish(tx, delivery.id, ground.now()).await?;
            audit::record(tx, ground, entry(Kind::LogoutDelivered)).await
        }
        (Err(reason), Next::Retry(_)) => store::logout::fail(tx, delivery.id, &reason, next).await.map(drop),
        (Err(reason), Next::GiveUp(_)) => {
            store::logout::fail(tx, delivery.id, &reason, next).await?;
            audit::record(tx, ground, entry(Kind::LogoutFailed)).await
        }
    }
}

/// What follows if this attempt fails: a pause twice as long as the last, or the end.
fn next(delivery: &Notice, policy: LogoutPolicy, now: Time) -> Next {
    let attempts = u32::try_from(delivery.attempts).unwrap_or(u32::MAX);
    if attempts >= policy.attempts || now.since(delivery.created_at) >= policy.give_up {
        return Next::GiveUp(now);
    }
    let doubled = 1_u32.checked_shl(attempts.saturating_sub(1)).unwrap_or(u32::MAX);
    Next::Retry(now.plus(policy.first_retry.saturating_mul(doubled)))
}
