//! The end of every way to sign in: what was proved is used up, the browser is remembered and the session begins, all
//! in one transaction. Nothing else begins a session.

use std::sync::Arc;
use std::time::Duration;

use base::{AccountId, DeviceId, Fault, ScanId, Secret, Time};
use keys::MacPurpose;
use store::Tx;
use store::account::{Account, AccountStatus, SecondStep};
use store::device::{Device, FirstTime};
use store::spent::{self, Spent};

use super::{Cookies, Outcome, SignInRefusal, SignIns, Visitor};
use crate::assurance::{Authentication, Methods};
use crate::authenticator::PasskeyProof;
use crate::notify::Notice;
use crate::risk::{Act, Charge, Subject, Verdict};
use crate::session::{Arrival, Beginning, Begun, Renewal};

/// The characters of a cookie of ours: 32 bytes in base64url.
const COOKIE_LENGTH: usize = 43;
/// The browsers of one account that are remembered.
const MOST_DEVICES: usize = 50;
/// So long after an account was opened its first browser is no news.
const JUST_OPENED: Duration = Duration::from_secs(600);
/// The authentication level of two factors.
const TWO_STEPS: u8 = 2;

/// What a proof uses up.
pub(super) enum Spend {
    /// Nothing: a password is there again next time.
    Nothing,
    /// A challenge and a step of a counter.
    Passkey(PasskeyProof),
    /// A step of time.
    Totp(Secret<String>),
    /// One of the codes kept for bad days.
    RecoveryCode(Secret<String>),
    /// A picture that another device let in.
    Scan(ScanId),
    /// A code that was sent, by its mark.
    Mark { kind: spent::Kind, hash: [u8; 32], until: Time },
}

/// Whether what was to be used up was still there.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Used {
    Now,
    Before,
    /// The account is no longer what it was when the first of it was proved, or the session that was to be raised is over.
    Stale,
}

impl From<bool> for Used {
    fn from(now: bool) -> Self {
        if now { Self::Now } else { Self::Before }
    }
}

impl SignIns {
    /// Begins the session, or asks for the second step where the account always wants one.
    pub(super) async fn finish(
        &self,
        visitor: &Visitor<'_>,
        proved: Authentication,
        spend: Spend,
    ) -> Result<Outcome, SignInRefusal> {
        let account = self.active(proved.account).await?;
        let since = match spend {
            // A picture stands on a session, which must live when it is used up.
            Spend::Scan(_) => self.ground.now(),
            Spend::Nothing
            | Spend::Passkey(_)
            | Spend::Totp(_)
            | Spend::RecoveryCode(_)
            | Spend::Mark { .. } => proved.at,
        };
        // Also where none of the ways works any more: the page says so, and nobody gets in with one step.
        if wants_second(&account, proved.methods) {
            self.use_up(proved.account, spend).await?;
            return Ok(Outcome::SecondStep(self.progress(visitor, proved, (TWO_STEPS, None, since))?));
        }
        let ready = Ready { proved, since, renewal: Renewal::OrBegin };
        self.begin(visitor, &account, ready, spend).await.map(Outcome::SignedIn)
    }

    /// Begins the session.
    pub(super) async fn begin(
        &self,
        visitor: &Visitor<'_>,
        account: &Account,
        ready: Ready,
        spend: Spend,
    ) -> Result<Cookies, SignInRefusal> {
        let place = self.limits.place(&visitor.source, visitor.locale);
        let arrival = Arrival {
            previous: visitor.session,
            description: visitor.description,
            place: &place,
            client: visitor.client,
            request_id: visitor.request_id,
        };
        let (beginning, session) = self.sessions.beginning(ready.proved, arrival).await?;
        let (device, cookie) = self.device(visitor, account.id);
        let (language, print) = (account.locale.clone(), self.accounts.profile(account)?.print);
        let work = Arc::new(Work { own: self.clone(), ready, beginning, device, spend });
        let shared = work.clone();
        let written = self.ground.db.write(move |tx| {
            let work = work.clone();
            Box::pin(async move { work.write(tx).await })
        });
        match written.await? {
            Used::Now => {
                self.sessions.end_replaced(&shared.beginning, visitor.request_id).await?;
                self.notices.wake();
                Ok(Cookies { session, device: cookie, language, print })
            }
            Used::Before => Err(SignInRefusal::NotProved),
            Used::Stale => Err(SignInRefusal::Stale),
        }
    }

    /// A browser that signs in to this account for the first time: its person is told, unless it is the one the account
    /// was opened with a moment ago. Only so many are remembered.
    async fn greet(&self, tx: &mut Tx, account: &Account, device: &Device) -> Result<(), Fault> {
        let known = store::device::of_account(tx, account.id).await?;
        for old in known.iter().skip(MOST_DEVICES) {
            store::device::forget(tx, old.id, account.id).await?;
        }
        let young = self.ground.now().since(account.created_at) < JUST_OPENED;
        if young && known.len() <= 1 {
            return Ok(());
        }
        // Browsers without memory are new at every sign-in: its person is told often, not without end. Codes they ask for
        // are paid for from elsewhere.
        let charge = [Charge::new(Act::BeTold, Subject::Account(account.id))];
        match self.limits.take(tx, &charge).await? {
            Verdict::Allowed => {
                self.accounts.tell_in(tx, account, Notice::NewDevice.on(&device.description)).await
            }
            Verdict::TooMany { .. } => Ok(()),
        }
    }

    /// Uses up what was proved without a session: the second step is still to come.
    pub(super) async fn use_up(&self, account: AccountId, spend: Spend) -> Result<(), SignInRefusal> {
        if matches!(spend, Spend::Nothing) {
            return Ok(());
        }
        let work = Arc::new((self.clone(), spend));
        let used = self.ground.db.write(move |tx| {
            let work = work.clone();
            Box::pin(async move { work.0.spend(tx, account, &work.1).await })
        });
        match used.await? {
            Used::Now => Ok(()),
            Used::Before | Used::Stale => Err(SignInRefusal::NotProved),
        }
    }

    async fn spend(&self, tx: &mut Tx, account: AccountId, spend: &Spend) -> Result<Used, Fault> {
        Ok(match spend {
            Spend::Nothing => Used::Now,
            Spend::Passkey(proof) => self.authenticators.note_use(tx, proof).await?.into(),
            Spend::Totp(code) => self.authenticators.use_totp(tx, account, code.expose()).await?.into(),
            Spend::RecoveryCode(code) => {
                self.authenticators.use_recovery_code(tx, account, code.expose()).await?.into()
            }
            Spend::Scan(id) => store::scan::spend(tx, *id, self.ground.now()).await?.into(),
            Spend::Mark { kind, hash, until } => {
                (spent::spend(tx, *kind, *hash, *until).await? == Spent::First).into()
            }
        })
    }

    /// The account, if it may sign in: looked up again at every step, for it may have been frozen meanwhile.
    pub(super) async fn active(&self, id: AccountId) -> Result<Account, SignInRefusal> {
        let account = self.accounts.by_id(id).await?;
        account.filter(|account| account.status == AccountStatus::Active).ok_or(SignInRefusal::NotProved)
    }

    /// The row by which this browser is known again, and the cookie that goes with it: the one it has, or a new one.
    fn device(&self, visitor: &Visitor<'_>, account: AccountId) -> (Device, Secret<String>) {
        let had = visitor.device.filter(|cookie| cookie.len() == COOKIE_LENGTH);
        let cookie = had.map_or_else(|| self.ground.random_text::<32>(), str::to_owned);
        let now = self.ground.now();
        let device = Device {
            id: DeviceId::random(&*self.ground.rng),
            account_id: account,
            secret_hash: self.ground.keys.mac(MacPurpose::Device, &[cookie.as_bytes()]),
            description: visitor.description.chars().take(256).collect(),
            first_seen_at: now,
            last_seen_at: now,
        };
        (device, Secret::new(cookie))
    }
}

/// What a session is to begin with.
#[derive(Clone, Copy)]
pub(super) struct Ready {
    pub(super) proved: Authentication,
    /// When the first of it was proved: what was changed of the account since then makes it worthless.
    pub(super) since: Time,
    pub(super) renewal: Renewal,
}

/// Everything that the beginning of a session writes.
struct Work {
    own: SignIns,
    ready: Ready,
    beginning: Beginning,
    device: Device,
    spend: Spend,
}

impl Work {
    async fn write(&self, tx: &mut Tx) -> Result<Used, Fault> {
        let (own, ready) = (&self.own, &self.ready);
        // Held, so that a change of password, a way back or a freeze is either seen here or comes after this session.
        let account = store::account::hold(tx, ready.proved.account).await?;
        let unchanged =
            |account: &Account| account.status == AccountStatus::Active && account.updated_at <= ready.since;
        let Some(account) = account.filter(unchanged) else {
            return Ok(Used::Stale);
        };
        if own.spend(tx, account.id, &self.spend).await? != Used::Now {
            return Ok(Used::Before);
        }
        let seen = store::device::see(tx, &self.device).await?;
        let begun = self.beginning.write(tx, &own.ground, (seen.id, ready.renewal)).await?;
        if begun == Begun::Over {
            return Ok(Used::Stale);
        }
        if seen.first == FirstTime::Yes {
            own.greet(tx, &account, &self.device).await?;
        }
        Ok(Used::Now)
    }
}

fn wants_second(account: &Account, methods: Methods) -> bool {
    account.second_step == SecondStep::Always && !methods.has_two_factors()
}
