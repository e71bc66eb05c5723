//! Signing in on one screen with a device that is signed in already. The screen shows a picture and a number; the device
//! opens the picture, says who asks from where, and must be given the same number. What is let in belongs to the browser
//! that showed the picture, and to no other; both sides can call it off.

use base::{Fault, ScanId, Time};
use keys::MacPurpose;
use serde::{Deserialize, Serialize};
use store::scan::{Approval, Scan};

use super::finish::Spend;
use super::{Outcome, SignInRefusal, SignIns, Visitor};
use crate::assurance::{Authentication, Methods};
use crate::audit::{self, Entry, Kind};
use crate::risk::{Act, Charge, Subject, Verdict};
use crate::session::LiveSession;

pub use store::scan::ScanState;

const ASSOCIATED: &[u8] = b"scan";
const FEWEST: u8 = 10;
const MOST: u8 = 99;

/// A picture, as the page that shows it carries it: sealed.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Picture {
    /// What the picture leads to.
    pub secret: String,
    /// The number shown beside it.
    pub number: u8,
    /// When it ends.
    pub expires_at: Time,
    id: ScanId,
    browser: String,
}

/// What the device is shown.
#[derive(Clone, Debug)]
pub struct ScanView {
    /// The client in whose journey the screen is, if any.
    pub client: Option<String>,
    /// What the screen's browser calls itself.
    pub description: String,
    /// Where the screen is.
    pub place: String,
    /// When the picture was made.
    pub created_at: Time,
    /// An authentication on the device that is older than this does not do.
    pub needs_after: Time,
    /// Three numbers, one of them the screen's.
    pub numbers: [u8; 3],
}

/// What the person on the device decided.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Decision {
    /// Let in, with the number chosen.
    Allow(u8),
    /// Turn away.
    Deny,
}

/// What became of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Decided {
    /// The screen may go on.
    LetIn,
    /// It may not.
    TurnedAway,
    /// The number was another screen's: it may not.
    WrongNumber,
    /// It had ended, or was decided before.
    Over,
}

impl SignIns {
    /// Makes a picture for a screen. `needs_after`: how young the authentication on the device must be for what this
    /// screen wants. Returns the sealed form that its page carries.
    pub async fn draw_picture(
        &self,
        visitor: &Visitor<'_>,
        needs_after: Time,
    ) -> Result<String, SignInRefusal> {
        // Not the budget of wrong passwords: a hall full of people who scan keeps nobody from typing.
        let charge = [Charge::new(Act::GuessCode, Subject::Source(visitor.source))];
        if let Verdict::TooMany { retry_after, .. } = self.limits.take_now(&charge).await? {
            return Err(SignInRefusal::TooMany { retry_after });
        }
        let now = self.ground.now();
        let picture = Picture {
            id: ScanId::random(&*self.ground.rng),
            secret: self.ground.random_text::<24>(),
            number: self.draw_number(),
            browser: visitor.browser.to_owned(),
            expires_at: now.plus(self.policy.scan_life),
        };
        let scan = self.row(visitor, &picture, (now, needs_after));
        self.ground
            .db
            .write(move |tx| {
                let scan = scan.clone();
                Box::pin(async move { store::scan::insert(tx, &scan).await })
            })
            .await?;
        self.seal(ASSOCIATED, &picture)
    }

    fn row(&self, visitor: &Visitor<'_>, picture: &Picture, (now, needs_after): (Time, Time)) -> Scan {
        Scan {
            id: picture.id,
            secret_hash: self.ground.keys.mac(MacPurpose::Scan, &[picture.secret.as_bytes()]),
            browser_hash: self.browser_hash(visitor),
            number: picture.number,
            state: ScanState::Waiting,
            client_id: visitor.client.map(str::to_owned),
            description: visitor.description.chars().take(256).collect(),
            source: self.limits.place(&visitor.source, visitor.locale),
            needs_after,
            approver_session: None,
            account_id: None,
            acr: None,
            amr: None,
            authenticated_at: None,
            created_at: now,
            expires_at: picture.expires_at,
        }
    }

    /// Opens what the page with the picture carried.
    pub fn picture(&self, visitor: &Visitor<'_>, sealed: &str) -> Result<Picture, SignInRefusal> {
        let picture: Picture = self.open(ASSOCIATED, sealed)?;
        (picture.browser == visitor.browser).then_some(picture).ok_or(SignInRefusal::Stale)
    }

    /// How far a picture is; none when it has ended.
    pub async fn picture_state(&self, picture: &Picture) -> Result<Option<ScanState>, Fault> {
        let mut conn = self.ground.db.reader().await?;
        let scan = store::scan::by_id(&mut conn, picture.id).await?;
        let now = self.ground.now();
        Ok(scan.filter(|scan| now < scan.expires_at).map(|scan| scan.state))
    }

    /// Calls a picture off from its screen.
    pub async fn cancel_picture(&self, picture: &Picture) -> Result<(), Fault> {
        let id = picture.id;
        self.ground
            .db
            .write(move |tx| Box::pin(async move { store::scan::cancel(tx, id).await.map(drop) }))
            .await
    }

    /// Goes on at the screen once the device let it in.
    pub async fn by_picture(
        &self,
        visitor: &Visitor<'_>,
        picture: &Picture,
    ) -> Result<Outcome, SignInRefusal> {
        let mut conn = self.ground.db.reader().await?;
        let scan = store::scan::by_id(&mut conn, picture.id).await?.ok_or(SignInRefusal::Stale)?;
        drop(conn);
        let of_this_browser = scan.browser_hash == self.browser_hash(visitor);
        let approved = self.ground.now() < scan.expires_at && scan.state == ScanState::Approved;
        let (true, Some(account), Some(at)) =
            (of_this_browser && approved, scan.account_id, scan.authenticated_at)
        else {
            return Err(SignInRefusal::NotProved);
        };
        let methods = Methods::read(&scan.amr.unwrap_or_default()).over_another_device();
        let proved = Authentication { account, methods, at };
        Box::pin(self.finish(visitor, proved, Spend::Scan(picture.id))).await
    }

    /// What a device that comes with a picture is shown; none when there is no such picture any more.
    pub async fn look_at_scan(&self, secret: &str) -> Result<Option<ScanView>, Fault> {
        let scan = self.scan_by_secret(secret).await?;
        Ok(scan.map(|scan| ScanView {
            numbers: self.numbers(&scan),
            client: scan.client_id,
            description: scan.description,
            place: scan.source,
            created_at: scan.created_at,
            needs_after: scan.needs_after,
        }))
    }

    /// Opens a picture for a session: from now on no other can decide. False when it is over, or another was first.
    pub async fn open_scan(&self, live: &LiveSession, secret: &str) -> Result<bool, Fault> {
        let Some(scan) = self.scan_by_secret(secret).await? else {
            return Ok(false);
        };
        let (id, session, now) = (scan.id, live.session.id, self.ground.now());
        self.ground
            .db
            .write(move |tx| Box::pin(async move { store::scan::open(tx, id, session, now).await }))
            .await
    }

    /// Takes the decision of the person on the device.
    pub async fn decide_scan(
        &self,
        live: &LiveSession,
        secret: &str,
        (decision, request_id): (Decision, &str),
    ) -> Result<Decided, Fault> {
        let Some(scan) = self.scan_by_secret(secret).await? else {
            return Ok(Decided::Over);
        };
        let fresh = live.session.authenticated_at >= scan.needs_after;
        let (decided, kind) = match decision {
            Decision::Allow(number) if number == scan.number && fresh => (Decided::LetIn, Kind::ScanApproved),
            Decision::Allow(_) => (Decided::WrongNumber, Kind::ScanDenied),
            Decision::Deny => (Decided::TurnedAway, Kind::ScanDenied),
        };
        let mut entry = Entry::new(kind, "account", request_id)
            .account(live.account.id)
            .session(live.session.id)
            .detail(serde_json::json!({ "place": scan.source, "device": scan.description }));
        entry.client = scan.client_id.clone();
        let done = self.write_decision(scan.id, (decided, live), entry).await?;
        Ok(if done { decided } else { Decided::Over })
    }

    async fn write_decision(
        &self,
        id: ScanId,
        (decided, live): (Decided, &LiveSession),
        entry: Entry,
    ) -> Result<bool, Fault> {
        let approval = Approval {
            session: live.session.id,
            account_id: live.account.id,
            acr: live.session.acr.clone(),
            amr: live.session.amr.clone(),
            authenticated_at: live.session.authenticated_at,
        };
        let ground = self.ground.clone();
        self.ground
            .db
            .write(move |tx| {
                let (ground, approval, entry) = (ground.clone(), approval.clone(), entry.clone());
                Box::pin(async move {
                    let now = ground.now();
                    let done = match decided {
                        Decided::LetIn => store::scan::approve(tx, id, &approval, now).await?,
                        Decided::TurnedAway | Decided::WrongNumber | Decided::Over => {
                            store::scan::deny(tx, id, approval.session, now).await?
                        }
                    };
                    if done {
                        audit::record(tx, &ground, entry).await?;
                    }
                    Ok(done)
                })
            })
            .await
    }

    async fn scan_by_secret(&self, secret: &str) -> Result<Option<Scan>, Fault> {
        let hashes = self.ground.keys.mac_candidates(MacPurpose::Scan, &[secret.as_bytes()]);
        let mut conn = self.ground.db.reader().await?;
        let now = self.ground.now();
        Ok(store::scan::by_secret(&mut conn, &hashes).await?.filter(|scan| now < scan.expires_at))
    }

    fn draw_number(&self) -> u8 {
        let mut bytes = [0; 8];
        self.ground.rng.fill(&mut bytes);
        number_of(u64::from_le_bytes(bytes))
    }

    /// The right number and two others, in an order that says nothing, the same whenever the page is looked at.
    fn numbers(&self, scan: &Scan) -> [u8; 3] {
        let [a, b, c, rest @ ..] = self.ground.keys.mac(MacPurpose::Scan, &[b"numbers", scan.id.as_bytes()]);
        let other = |seed: u8, taken: &[u8]| {
            (0..=MOST - FEWEST)
                .map(|step| FEWEST + (seed.wrapping_add(step)) % (MOST - FEWEST + 1))
                .find(|number| !taken.contains(number))
                .unwrap_or(FEWEST)
        };
        let second = other(a, &[scan.number]);
        let third = other(b, &[scan.number, second]);
        let mut numbers = [scan.number, second, third];
        numbers.rotate_left(usize::from(c % 3));
        if rest.first().is_some_and(|byte| byte & 1 == 1) {
            numbers.reverse();
        }
        numbers
    }

    fn browser_hash(&self, visitor: &Visitor<'_>) -> [u8; 32] {
        self.ground.keys.mac(MacPurpose::BrowserBinding, &[ASSOCIATED, visitor.browser.as_bytes()])
    }
}

/// Of 2^64 values ninety divides all but sixteen: no number is likelier in any way that shows.
fn number_of(chance: u64) -> u8 {
    let spread = u64::from(MOST - FEWEST + 1);
    FEWEST + u8::try_from(chance % spread).unwrap_or_default()
}

/// Whether the device's authentication is young enough for what the screen wants.
pub fn is_young_enough(live: &LiveSession, view: &ScanView) -> bool {
    live.session.authenticated_at >= view.needs_after
}
