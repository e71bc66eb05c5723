//! Browser sessions: found by a cookie that only its browser holds, made anew at every sign-in, ended for good.

mod end;

use std::time::Duration;

use base::{AccountId, Fault, Secret, SessionId};
use keys::MacPurpose;
use proto::acr::Acr;
use store::account::{Account, AccountStatus};
use store::consent::Consent;
use store::session::Reauthentication;

use crate::account::ProvedAccount;
use crate::assurance;
use crate::audit::{self, Entry, Kind};
use crate::client::Clients;
use crate::ground::Ground;

pub use end::{EndCause, Ended};
pub use store::session::Session;

/// RFC 8176: proved by password.
const AMR_PASSWORD: &str = "pwd";
/// A device description is cut here.
const LONGEST_DEVICE: usize = 256;

/// How long sessions last.
#[derive(Clone, Copy, Debug)]
pub struct SessionPolicy {
    /// Without use.
    pub idle: Duration,
    /// In all.
    pub absolute: Duration,
    /// Use is written down at most this often.
    pub touch: Duration,
}

/// A session that lives, with its account and what the person allowed the client asked about.
/// Only [`Sessions::find`] makes one.
#[derive(Clone, Debug)]
pub struct LiveSession {
    /// The session.
    pub session: Session,
    /// Its account, active.
    pub account: Account,
    /// The consent for the client asked about.
    pub consent: Option<Consent>,
}

impl LiveSession {
    /// The level reached at sign-in. A row that cannot be read is worth the least.
    pub fn acr(&self) -> Acr {
        self.session.acr.parse().unwrap_or(assurance::PASSWORD)
    }

    /// How the person authenticated.
    pub fn amr(&self) -> Vec<String> {
        self.session.amr.split(' ').map(str::to_owned).collect()
    }
}

/// Where a sign-in comes from.
#[derive(Clone, Copy, Debug)]
pub struct Arrival<'a> {
    /// The session cookie the browser had before, if any.
    pub previous: Option<&'a str>,
    /// What the browser calls itself.
    pub device: &'a str,
    /// The request it comes in.
    pub request_id: &'a str,
}

/// What became of a session that was to be renewed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Renewal {
    /// It has a new secret.
    Done,
    /// It was ended in the same moment, from elsewhere.
    Over,
}

/// The sessions of this deployment.
#[derive(Clone)]
pub struct Sessions {
    ground: Ground,
    clients: Clients,
    policy: SessionPolicy,
}

impl Sessions {
    /// The service over its parts.
    pub const fn new(ground: Ground, clients: Clients, policy: SessionPolicy) -> Self {
        Self { ground, clients, policy }
    }

    /// The live session behind a cookie, in one round trip with its account and its consent for `client`.
    pub async fn find(
        &self,
        cookie: Option<&str>,
        client: Option<&str>,
    ) -> Result<Option<LiveSession>, Fault> {
        let Some(cookie) = cookie.filter(|cookie| cookie.len() == 43) else {
            return Ok(None);
        };
        let hashes = self.ground.keys.mac_candidates(MacPurpose::SessionCookie, &[cookie.as_bytes()]);
        let mut conn = self.ground.db.reader().await?;
        let Some(view) = store::session::view(&mut conn, &hashes, client).await? else {
            return Ok(None);
        };
        let now = self.ground.now();
        let lives = view.session.is_live(now) && view.account.status == AccountStatus::Active;
        Ok(lives.then_some(LiveSession {
            session: view.session,
            account: view.account,
            consent: view.consent,
        }))
    }

    /// Begins a session, or renews the one the browser has for the same account, and returns the new cookie.
    /// The identifier the browser had before is worth nothing afterwards (CWE-384).
    pub async fn sign_in(
        &self,
        proved: &ProvedAccount,
        arrival: Arrival<'_>,
    ) -> Result<Secret<String>, Fault> {
        let cookie = self.ground.random_text::<32>();
        let previous = self.find(arrival.previous, None).await?;
        match previous {
            Some(live) if live.account.id == proved.id() => {
                if self.renew(&live, &cookie, arrival).await? == Renewal::Over {
                    self.create(proved.id(), &cookie, arrival).await?;
                }
            }
            other => {
                if let Some(live) = other {
                    self.end(&live.session, EndCause::Replaced, arrival.request_id).await?;
                }
                self.create(proved.id(), &cookie, arrival).await?;
            }
        }
        Ok(Secret::new(cookie))
    }

    /// Writes down that a session was used, at most once in a while.
    pub async fn touch_if_due(&self, live: &LiveSession) -> Result<(), Fault> {
        let now = self.ground.now();
        if now.since(live.session.last_seen_at) < self.policy.touch {
            return Ok(());
        }
        let (id, idle) = (live.session.id, now.plus(self.policy.idle));
        self.ground
            .db
            .write(move |tx| {
                Box::pin(async move { store::session::touch(tx, id, now, idle).await.map(drop) })
            })
            .await
    }

    /// The sessions of an account that live.
    pub async fn of_account(&self, account: AccountId) -> Result<Vec<Session>, Fault> {
        let now = self.ground.now();
        let mut conn = self.ground.db.reader().await?;
        let all = store::session::list_for_account(&mut conn, account).await?;
        Ok(all.into_iter().filter(|session| session.is_live(now)).collect())
    }

    async fn create(&self, account: AccountId, cookie: &str, arrival: Arrival<'_>) -> Result<(), Fault> {
        let (ground, now) = (self.ground.clone(), self.ground.now());
        let session = Session {
            id: SessionId::random(&*ground.rng),
            secret_hash: ground.keys.mac(MacPurpose::SessionCookie, &[cookie.as_bytes()]),
            account_id: account,
            created_at: now,
            authenticated_at: now,
            last_seen_at: now,
            idle_expires_at: now.plus(self.policy.idle),
            expires_at: now.plus(self.policy.absolute),
            acr: assurance::PASSWORD.to_string(),
            amr: AMR_PASSWORD.to_owned(),
            user_agent: arrival.device.chars().take(LONGEST_DEVICE).collect(),
            ended_at: None,
        };
        let entry =
            Entry::new(Kind::SignedIn, "account", arrival.request_id).account(account).session(session.id);
        self.ground
            .db
            .write(move |tx| {
                let (ground, session, entry) = (ground.clone(), session.clone(), entry.clone());
                Box::pin(async move {
                    store::session::create(tx, &session).await?;
                    audit::record(tx, &ground, entry).await
                })
            })
            .await
    }

    async fn renew(&self, live: &LiveSession, cookie: &str, arrival: Arrival<'_>) -> Result<Renewal, Fault> {
        let (ground, now) = (self.ground.clone(), self.ground.now());
        let id = live.session.id;
        let proof = Reauthentication {
            secret_hash: ground.keys.mac(MacPurpose::SessionCookie, &[cookie.as_bytes()]),
            authenticated_at: now,
            acr: assurance::PASSWORD.to_string(),
            amr: AMR_PASSWORD.to_owned(),
            idle_expires_at: now.plus(self.policy.idle),
            expires_at: now.plus(self.policy.absolute),
        };
        let entry = Entry::new(Kind::SignedIn, "account", arrival.request_id)
            .account(live.account.id)
            .session(id)
            .detail(serde_json::json!({ "renewed": true }));
        self.ground
            .db
            .write(move |tx| {
                let (ground, proof, entry) = (ground.clone(), proof.clone(), entry.clone());
                Box::pin(async move {
                    if !store::session::rotate(tx, id, &proof).await? {
                        return Ok(Renewal::Over);
                    }
                    audit::record(tx, &ground, entry).await.map(|()| Renewal::Done)
                })
            })
            .await
    }
}
