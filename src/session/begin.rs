//! The beginning of a session. Every sign-in gives the browser a new cookie: the one it had before is worth nothing
//! afterwards (CWE-384). For the same account the session goes on under it, so that its clients stay with it.

use base::{DeviceId, Fault, Secret, SessionId};
use keys::MacPurpose;
use store::Tx;
use store::session::{Reauthentication, SessionLevel};

use super::{EndCause, Session, Sessions};
use crate::assurance::Authentication;
use crate::audit::{self, Entry, Kind};
use crate::ground::Ground;

/// A device description is cut here.
const LONGEST_DESCRIPTION: usize = 256;

/// Where a sign-in comes from.
#[derive(Clone, Copy, Debug)]
pub struct Arrival<'a> {
    /// The session cookie the browser had before, if any.
    pub previous: Option<&'a str>,
    /// What the browser calls itself.
    pub description: &'a str,
    /// The place, as its person may see it.
    pub place: &'a str,
    /// The client in whose journey it is, if any.
    pub client: Option<&'a str>,
    /// The request it comes in.
    pub request_id: &'a str,
}

/// A session that is about to begin or to be renewed: written by [`Beginning::write`] in the transaction of what it
/// rests on.
#[derive(Clone)]
pub struct Beginning {
    session: Session,
    renews: Option<SessionId>,
    /// Somebody else's session in the same browser.
    replaces: Option<Box<Session>>,
    entry: Entry,
}

/// What became of a beginning.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Begun {
    /// The session is there.
    Done,
    /// The session it was to raise has ended meanwhile: what it stood on is not taken into a new one.
    Over,
}

/// Whether a session goes on under a new cookie or may also begin.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Renewal {
    /// Begun anew where there is none any more: everything was proved just now.
    OrBegin,
    /// Only raised: part of what is proved is the session's own.
    Only,
}

impl Sessions {
    /// Prepares the session that follows a sign-in.
    pub async fn beginning(
        &self,
        proved: Authentication,
        arrival: Arrival<'_>,
    ) -> Result<(Beginning, Secret<String>), Fault> {
        let previous = self.find(arrival.previous, None).await?;
        let (renews, replaces) = match previous {
            Some(live) if live.account.id == proved.account => (Some(live.session.id), None),
            Some(live) => (None, Some(Box::new(live.session))),
            None => (None, None),
        };
        let cookie = self.ground.random_text::<32>();
        let session = self.new_session(proved, &cookie, arrival);
        let mut entry = Entry::new(Kind::SignedIn, "account", arrival.request_id)
            .account(proved.account)
            .detail(serde_json::json!({
                "renewed": renews.is_some(),
                "amr": session.amr,
                "device": session.user_agent,
                "place": arrival.place,
            }));
        entry.client = arrival.client.map(str::to_owned);
        Ok((Beginning { session, renews, replaces, entry }, Secret::new(cookie)))
    }

    /// Ends the session of somebody else that the same browser had. Its cookie is gone already.
    pub async fn end_replaced(&self, beginning: &Beginning, request_id: &str) -> Result<(), Fault> {
        match &beginning.replaces {
            Some(session) => self.end(session, EndCause::Replaced, request_id).await.map(drop),
            None => Ok(()),
        }
    }

    fn new_session(&self, proved: Authentication, cookie: &str, arrival: Arrival<'_>) -> Session {
        let (ground, now) = (&self.ground, self.ground.now());
        Session {
            id: SessionId::random(&*ground.rng),
            secret_hash: ground.keys.mac(MacPurpose::SessionCookie, &[cookie.as_bytes()]),
            account_id: proved.account,
            created_at: now,
            authenticated_at: proved.at,
            last_seen_at: now,
            idle_expires_at: now.plus(self.policy.idle),
            // Counted from the sign-in it stands on: neither one more factor nor another device makes that younger.
            expires_at: proved.at.plus(self.policy.absolute),
            acr: proved.methods.acr().to_string(),
            amr: proved.methods.to_string(),
            user_agent: arrival.description.chars().take(LONGEST_DESCRIPTION).collect(),
            source: arrival.place.to_owned(),
            device_id: None,
            ended_at: None,
            standing: SessionLevel::default(),
        }
    }
}

impl Beginning {
    /// Writes the session and its entry.
    pub async fn write(
        &self,
        tx: &mut Tx,
        ground: &Ground,
        (device, renewal): (DeviceId, Renewal),
    ) -> Result<Begun, Fault> {
        let session = Session { device_id: Some(device), ..self.session.clone() };
        let renewed = match self.renews {
            Some(id) => store::session::rotate(tx, id, &reauthentication(&session)).await?.then_some(id),
            None => None,
        };
        let id = match (renewed, renewal) {
            (Some(id), _) => id,
            (None, Renewal::Only) => return Ok(Begun::Over),
            (None, Renewal::OrBegin) => {
                store::session::create(tx, &session).await?;
                session.id
            }
        };
        audit::record(tx, ground, self.entry.clone().session(id)).await.map(|()| Begun::Done)
    }
}

fn reauthentication(session: &Session) -> Reauthentication {
    Reauthentication {
        secret_hash: session.secret_hash,
        authenticated_at: session.authenticated_at,
        acr: session.acr.clone(),
        amr: session.amr.clone(),
        idle_expires_at: session.idle_expires_at,
        expires_at: session.expires_at,
        source: session.source.clone(),
        device_id: session.device_id,
    }
}
