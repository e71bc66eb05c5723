//! The end of a session: the cookie dies, refresh tokens bound to it die, access tokens of it are denied, and every
//! client that had tokens from it is put on the list of those to be told, all in one transaction.

use std::collections::HashSet;

use base::{AccountId, DeliveryId, Fault, Time};
use store::Tx;
use store::logout::{Delivery, DeliveryState};
use store::session::{Session, SessionClient};

use super::Sessions;
use crate::audit::{self, Entry, Kind};
use crate::ground::DENY_FOR;

/// Why a session ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EndCause {
    /// Its person signed out here.
    SignedOut,
    /// A client asked for it and the person agreed or the client could show whose it is.
    Client,
    /// Its person ended it from another device.
    ElsewhereByPerson,
    /// Somebody else signed in with the same browser.
    Replaced,
    /// An administrator ended it.
    Administrator,
    /// The account has a new password, by a way back into it.
    Recovered,
    /// Its person closed the account.
    Closed,
}

impl EndCause {
    const fn as_str(self) -> &'static str {
        match self {
            Self::SignedOut => "signed_out",
            Self::Client => "client",
            Self::ElsewhereByPerson => "elsewhere_by_person",
            Self::Replaced => "replaced",
            Self::Administrator => "administrator",
            Self::Recovered => "recovered",
            Self::Closed => "closed",
        }
    }
}

/// A session ended.
#[derive(Clone, Debug, Default)]
pub struct Ended {
    /// The notices that are on their way, one for each client to be told.
    pub deliveries: Vec<Delivery>,
}

impl Sessions {
    /// Ends a session. Ending one twice tells nobody twice.
    pub async fn end(&self, session: &Session, cause: EndCause, request_id: &str) -> Result<Ended, Fault> {
        let (id, account) = (session.id, session.account_id);
        let (ground, told) = (self.ground.clone(), self.clients_to_tell());
        let entry = Entry::new(Kind::SessionEnded, "account", request_id)
            .session(id)
            .account(account)
            .detail(serde_json::json!({ "cause": cause.as_str() }));
        self.ground
            .db
            .write(move |tx| {
                let (ground, told, entry) = (ground.clone(), told.clone(), entry.clone());
                Box::pin(async move {
                    let now = ground.now();
                    let left = store::session::end(tx, id, now).await?;
                    // Listed once the session's row is held: a client that redeemed a code a moment ago is among
                    // them, and no further one can come.
                    let mut clients = store::session::clients(tx, id).await?;
                    clients.retain(|client| left.contains(&client.client_id));
                    deny(tx, &clients, now).await?;
                    let new_id = || DeliveryId::random(&*ground.rng);
                    let deliveries = notices(&clients, account, &told, (now, new_id));
                    store::logout::enqueue(tx, &deliveries).await?;
                    audit::record(tx, &ground, entry).await?;
                    Ok(Ended { deliveries })
                })
            })
            .await
    }

    /// Ends every session of an account.
    pub async fn end_all(&self, account: AccountId, cause: EndCause) -> Result<(), Fault> {
        for session in self.of_account(account).await? {
            self.end(&session, cause, "").await?;
        }
        Ok(())
    }

    /// Every client that wants to be told of logouts.
    fn clients_to_tell(&self) -> HashSet<String> {
        let all = self.clients.all().into_iter();
        all.filter(|client| client.metadata.backchannel_logout_uri.is_some())
            .map(|client| client.id().to_owned())
            .collect()
    }
}

async fn deny(tx: &mut Tx, clients: &[SessionClient], now: Time) -> Result<(), Fault> {
    for client in clients {
        store::revoked::add(tx, client.sid.as_bytes(), now.plus(DENY_FOR)).await?;
    }
    Ok(())
}

fn notices(
    clients: &[SessionClient],
    account: AccountId,
    told: &HashSet<String>,
    (now, new_id): (Time, impl Fn() -> DeliveryId),
) -> Vec<Delivery> {
    let wanted = clients.iter().filter(|client| told.contains(&client.client_id));
    let notice = |client: &SessionClient| Delivery {
        id: new_id(),
        client_id: client.client_id.clone(),
        account_id: account,
        sid: client.sid.clone(),
        subject: client.subject.clone(),
        session_id: client.session_id,
        state: DeliveryState::Pending,
        attempts: 0,
        next_attempt_at: now,
        last_error: None,
        created_at: now,
        finished_at: None,
    };
    wanted.map(notice).collect()
}
