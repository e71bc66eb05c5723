//! Browser sessions: found by a cookie that only its browser holds, made anew at every sign-in, ended for good.

mod begin;
mod end;

use std::time::Duration;

use base::{AccountId, Fault, Time};
use keys::MacPurpose;
use proto::acr::Acr;
use store::account::Account;
use store::consent::Consent;

use crate::assurance::{self, Assurance, Authentication, Identity, InSession, Methods};
use crate::client::Clients;
use crate::ground::Ground;
use crate::verification::Providers;

pub use crate::account::may_sign_in;
pub use begin::{Arrival, Beginning, Begun, Renewal};
pub use end::{EndCause, Ended};
pub use store::session::Session;

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
    /// How well its person is known now.
    pub identity: Identity,
}

impl LiveSession {
    /// The level reached: who the person is, as known at this moment, and how they came in.
    pub fn acr(&self) -> Acr {
        self.acr_as(self.identity)
    }

    /// The same, if the person were known so well.
    pub fn acr_as(&self, identity: Identity) -> Acr {
        Acr::new(identity.level, self.methods().level()).unwrap_or(assurance::PASSWORD)
    }

    /// How the person authenticated.
    pub fn methods(&self) -> Methods {
        Methods::read(&self.session.amr)
    }

    /// Who authenticated, how and when.
    pub fn authentication(&self) -> Authentication {
        Authentication {
            account: self.account.id,
            methods: self.methods(),
            at: self.session.authenticated_at,
        }
    }
}

/// The sessions of this deployment.
#[derive(Clone)]
pub struct Sessions {
    ground: Ground,
    clients: Clients,
    assurance: Assurance,
    providers: Providers,
    policy: SessionPolicy,
}

impl Sessions {
    /// The service over its parts.
    pub fn new(
        ground: Ground,
        clients: Clients,
        (assurance, providers): (Assurance, Providers),
        policy: SessionPolicy,
    ) -> Self {
        Self { ground, clients, assurance, providers, policy }
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
        if !view.session.is_live(now) || !may_sign_in(view.account.status) {
            return Ok(None);
        }
        drop(conn);
        let identity = self.assurance.identity(&view.account, self.in_session(&view.session)).await?;
        Ok(Some(LiveSession {
            session: view.session,
            account: view.account,
            consent: view.consent,
            identity,
        }))
    }

    /// How well the person of a session is known from nothing older than a moment.
    pub async fn identity_since(&self, live: &LiveSession, not_before: Time) -> Result<Identity, Fault> {
        let session = self.in_session(&live.session);
        self.assurance.identity_since(&live.account, session, not_before).await
    }

    fn in_session<'a>(&self, session: &'a Session) -> InSession<'a> {
        InSession {
            id: session.id,
            level: &session.standing,
            provider: self.providers.trusted(session.standing.provider.as_deref()),
        }
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
}
