//! The end of every way to sign in: what was proved is used up, the browser is remembered and the session begins, all
//! in one transaction. Nothing else begins a session.

use std::sync::Arc;

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
use crate::session::{Arrival, Beginning};

/// The characters of a cookie of ours: 32 bytes in base64url.
const COOKIE_LENGTH: usize = 43;
/// The browsers of one account that are remembered.
const MOST_DEVICES: usize = 50;
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
        let due = wants_second(&account, proved.methods);
        if due && !self.second_ways(&account, proved.methods, TWO_STEPS).await?.is_empty() {
            self.use_up(proved.account, spend).await?;
            return Ok(Outcome::SecondStep(self.progress(visitor, proved, (TWO_STEPS, None))?));
        }
        self.begin(visitor, &account, proved, spend).await.map(Outcome::SignedIn)
    }

    /// Begins the session.
    pub(super) async fn begin(
        &self,
        visitor: &Visitor<'_>,
        account: &Account,
        proved: Authentication,
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
        let (beginning, session) = self.sessions.beginning(proved, arrival).await?;
        let (device, cookie) = self.device(visitor, account.id);
        let (language, print) = (account.locale.clone(), self.accounts.profile(account)?.print);
        let begun = Arc::new((self.clone(), account.clone(), beginning, device, spend));
        let written = self.ground.db.write(move |tx| {
            let begun = begun.clone();
            Box::pin(async move {
                let (own, account, beginning, device, spend) = &*begun;
                own.write_beginning(tx, account, (beginning, device), spend).await
            })
        });
        match written.await? {
            Used::Now => {
                self.notices.wake();
                Ok(Cookies { session, device: cookie, language, print })
            }
            Used::Before => Err(SignInRefusal::NotProved),
        }
    }

    async fn write_beginning(
        &self,
        tx: &mut Tx,
        account: &Account,
        (beginning, device): (&Beginning, &Device),
        spend: &Spend,
    ) -> Result<Used, Fault> {
        if self.spend(tx, account.id, spend).await? == Used::Before {
            return Ok(Used::Before);
        }
        let seen = store::device::see(tx, device).await?;
        beginning.write(tx, &self.ground, seen.id).await?;
        if seen.first == FirstTime::Yes {
            self.greet(tx, account, device).await?;
        }
        Ok(Used::Now)
    }

    /// A browser that signs in to this account for the first time: its person is told, unless it is the very first of
    /// all. Browsers without memory are new each time; only so many are remembered.
    async fn greet(&self, tx: &mut Tx, account: &Account, device: &Device) -> Result<(), Fault> {
        let known = store::device::of_account(tx, account.id).await?;
        for old in known.iter().skip(MOST_DEVICES) {
            store::device::forget(tx, old.id, account.id).await?;
        }
        match known.len() {
            0 | 1 => Ok(()),
            _ => self.accounts.tell_in(tx, account, Notice::NewDevice.on(&device.description)).await,
        }
    }

    /// Uses up what was proved without a session: the second step is still to come.
    async fn use_up(&self, account: AccountId, spend: Spend) -> Result<(), SignInRefusal> {
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
            Used::Before => Err(SignInRefusal::NotProved),
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

fn wants_second(account: &Account, methods: Methods) -> bool {
    account.second_step == SecondStep::Always && !methods.has_two_factors()
}
