//! The way back into an account whose password is lost. What is asked for is proved at once, but nothing opens before a
//! delay has passed in which its person is told on every way there is and can call it off with one press.
//!
//! Every answer is the same whether there is such an account, whether it has what was asked for, and whether what was
//! given is right: a ticket to come back with. What a ticket is worth shows only when its time has come.

mod ticket;

use std::sync::Arc;
use std::time::Duration;

use base::{AccountId, Fault, RecoveryId, Secret};
use credential::NotChosen;
use keys::MacPurpose;
use store::Tx;
use store::account::{Account, AccountStatus};
use store::recovery::{Recovery, RecoveryState};
use store::refresh::Which;

use crate::account::{Accounts, Located, PasswordChange};
use crate::audit::{self, Entry, Kind};
use crate::authenticator::Authenticators;
use crate::ground::{DENY_FOR, Ground};
use crate::notify::{Channel, Notice, Notices, Recipient};
use crate::risk::{Act, Charge, Limits, Subject, Verdict};
use crate::session::{EndCause, Sessions};
use crate::sign_in::{CodeFor, CodeSent, SignInRefusal, SignIns, Visitor};

pub use store::recovery::RecoveryRoute as Route;
pub use ticket::Ticket;

/// How long each way back takes.
#[derive(Clone, Copy, Debug)]
pub struct RecoveryPolicy {
    /// From a recovery code to the new password.
    pub delay: Duration,
    /// From a code to the phone to the new password: numbers are given out again, so it takes longer.
    pub phone_delay: Duration,
    /// How long the new password can be set then.
    pub valid: Duration,
}

/// Why a new password was not set.
#[derive(Debug)]
pub enum FinishRefusal {
    /// The ticket is none, was used or called off, or its time has not come or is over.
    Over,
    /// The password cannot be one.
    Password(credential::PasswordRefusal),
    /// Ours.
    Fault(Fault),
}

impl From<Fault> for FinishRefusal {
    fn from(fault: Fault) -> Self {
        Self::Fault(fault)
    }
}

impl From<NotChosen> for FinishRefusal {
    fn from(refusal: NotChosen) -> Self {
        match refusal {
            NotChosen::Refused(refusal) => Self::Password(refusal),
            NotChosen::Fault(fault) => Self::Fault(fault),
        }
    }
}

/// What a way back is begun with, and uses up.
enum Proof {
    /// One of the codes kept for bad days.
    RecoveryCode(Secret<String>),
    /// A code that was sent to the phone.
    Sent(Box<CodeSent>),
}

/// What ways back stand on.
#[derive(Clone)]
pub struct Parts {
    /// Accounts.
    pub accounts: Accounts,
    /// Authenticators.
    pub authenticators: Authenticators,
    /// Sessions.
    pub sessions: Sessions,
    /// Ways to sign in.
    pub sign_ins: SignIns,
    /// Budgets of attempts.
    pub limits: Limits,
    /// Messages to people.
    pub notices: Notices,
}

/// The ways back of this deployment.
#[derive(Clone)]
pub struct Recoveries {
    ground: Ground,
    parts: Parts,
    policy: RecoveryPolicy,
}

impl Recoveries {
    /// The service over its parts.
    pub const fn new(ground: Ground, parts: Parts, policy: RecoveryPolicy) -> Self {
        Self { ground, parts, policy }
    }

    /// Whether a code can be sent to a phone.
    pub fn by_phone(&self) -> bool {
        self.parts.notices.can(Channel::Sms)
    }

    /// Begins by a recovery code.
    pub async fn by_recovery_code(
        &self,
        visitor: &Visitor<'_>,
        (name, code): (&str, &str),
    ) -> Result<Ticket, SignInRefusal> {
        let located = self.located(visitor, name).await?;
        let ticket = self.draw(Route::RecoveryCode);
        match usable(&located) {
            // Whether it was one of the account's codes does not show.
            Some(account) => {
                let proof = Proof::RecoveryCode(Secret::new(code.to_owned()));
                self.start(visitor, (account, &ticket), proof).await.map(drop)?;
            }
            None => self.pretend(code).await?,
        }
        Ok(ticket)
    }

    /// The work of comparing a recovery code, for nobody: time does not tell who exists.
    async fn pretend(&self, code: &str) -> Result<(), Fault> {
        let nobody = self.nobody();
        let work = Arc::new((self.parts.authenticators.clone(), Secret::new(code.to_owned())));
        self.ground
            .db
            .write(move |tx| {
                let work = work.clone();
                Box::pin(async move { work.0.use_recovery_code(tx, nobody, work.1.expose()).await.map(drop) })
            })
            .await
    }

    /// Sends a code to the confirmed phone of an account, if there is such an account and such a phone.
    pub async fn send_code(&self, visitor: &Visitor<'_>, name: &str) -> Result<String, SignInRefusal> {
        let located = self.located(visitor, name).await?;
        let account = usable(&located);
        let phone = match account {
            Some(account) => self.parts.accounts.recipients(account)?.into_iter().find(is_phone),
            None => None,
        };
        let id = account.filter(|_| phone.is_some()).map(|account| account.id);
        let wanted = (phone.is_some() && self.by_phone()).then_some(());
        let recipient = phone.unwrap_or_else(|| Recipient::phone(""));
        let what = CodeFor::Recover { account: id.unwrap_or_else(|| self.nobody()) };
        self.parts.sign_ins.send(visitor, what, (&recipient, id), wanted).await
    }

    fn nobody(&self) -> AccountId {
        AccountId::random(&*self.ground.rng)
    }

    /// Goes on with the code that was sent.
    pub async fn by_code(
        &self,
        visitor: &Visitor<'_>,
        (sent, code): (&str, &str),
    ) -> Result<Ticket, SignInRefusal> {
        let sent = self.parts.sign_ins.open_sent(visitor, sent)?;
        let CodeFor::Recover { account } = sent.what else {
            return Err(SignInRefusal::Stale);
        };
        self.parts.sign_ins.compare_code(&sent, code).await?;
        let account = self.parts.accounts.by_id(account).await?.filter(is_active);
        let account = account.ok_or(SignInRefusal::NotProved)?;
        let ticket = self.draw(Route::Phone);
        match self.start(visitor, (&account, &ticket), Proof::Sent(Box::new(sent))).await? {
            true => Ok(ticket),
            false => Err(SignInRefusal::NotProved),
        }
    }

    /// Looks a name up, within the budgets of source and name; from a browser the account knows, within that browser's,
    /// so that strangers close the way back to nobody.
    async fn located(&self, visitor: &Visitor<'_>, name: &str) -> Result<Located, SignInRefusal> {
        let located = self.parts.accounts.locate(name).await?;
        let device = match located.account() {
            Some(account) => self.parts.sign_ins.known_device_of(visitor, account.id).await?,
            None => None,
        };
        let charges = match device {
            Some(device) => vec![Charge::new(Act::Recover, Subject::Device(device))],
            None => vec![
                Charge::new(Act::Recover, Subject::Source(visitor.source)),
                Charge::new(Act::Recover, Subject::Name(located.key())),
            ],
        };
        match self.parts.limits.take_now(&charges).await? {
            Verdict::Allowed => Ok(located),
            Verdict::TooMany { retry_after, .. } => Err(SignInRefusal::TooMany { retry_after }),
        }
    }

    /// Writes the way back down and tells its person, if the proof was still there to be used up; otherwise nothing
    /// changes.
    async fn start(
        &self,
        visitor: &Visitor<'_>,
        (account, ticket): (&Account, &Ticket),
        proof: Proof,
    ) -> Result<bool, Fault> {
        let (now, place) = (self.ground.now(), self.parts.limits.place(&visitor.source, visitor.locale));
        let recovery = Recovery {
            id: RecoveryId::random(&*self.ground.rng),
            account_id: account.id,
            ticket_hash: self.ground.keys.mac(MacPurpose::RecoveryTicket, &[ticket.secret.as_bytes()]),
            route: ticket.route,
            state: RecoveryState::Waiting,
            source: place,
            requested_at: now,
            ready_at: ticket.ready_at,
            expires_at: ticket.expires_at,
        };
        let entry =
            Entry::new(Kind::RecoveryStarted, "anybody", visitor.request_id).account(account.id).detail(
                serde_json::json!({ "route": ticket.route.as_str(), "ready_at": ticket.ready_at.seconds() }),
            );
        let work = Arc::new((self.clone(), account.clone(), recovery, entry, proof));
        let begun = self.ground.db.write(move |tx| {
            let work = work.clone();
            Box::pin(async move {
                let (own, account, recovery, entry, proof) = &*work;
                if !own.use_up(tx, account.id, proof).await? {
                    return Ok::<_, Fault>(false);
                }
                store::recovery::insert(tx, recovery).await?;
                audit::record(tx, &own.ground, entry.clone()).await?;
                let notice = Notice::RecoveryStarted { ready_at: recovery.ready_at };
                own.parts.accounts.tell_in(tx, account, &notice).await.map(|()| true)
            })
        });
        let begun = begun.await?;
        self.parts.notices.wake();
        Ok(begun)
    }

    async fn use_up(&self, tx: &mut Tx, account: AccountId, proof: &Proof) -> Result<bool, Fault> {
        match proof {
            Proof::RecoveryCode(code) => {
                self.parts.authenticators.use_recovery_code(tx, account, code.expose()).await
            }
            Proof::Sent(sent) => self.parts.sign_ins.use_code(tx, sent).await,
        }
    }

    fn draw(&self, route: Route) -> Ticket {
        let delay = match route {
            Route::RecoveryCode => self.policy.delay,
            Route::Phone => self.policy.phone_delay,
        };
        let ready_at = self.ground.now().plus(delay);
        Ticket {
            secret: self.ground.random_text::<32>(),
            route,
            ready_at,
            expires_at: ready_at.plus(self.policy.valid),
        }
    }

    /// The way back that waits for an account, for its person to see.
    pub async fn waiting(&self, account: AccountId) -> Result<Option<Recovery>, Fault> {
        let mut conn = self.ground.db.reader().await?;
        let now = self.ground.now();
        let waiting = store::recovery::waiting_of(&mut conn, account).await?;
        Ok(waiting.filter(|recovery| now < recovery.expires_at))
    }

    /// Calls a way back off. False when there is none of that id for the account any more.
    pub async fn cancel(&self, account: AccountId, id: RecoveryId, request_id: &str) -> Result<bool, Fault> {
        let entry = Entry::new(Kind::RecoveryCancelled, "account", request_id).account(account);
        let ground = self.ground.clone();
        self.ground
            .db
            .write(move |tx| {
                let (entry, ground) = (entry.clone(), ground.clone());
                Box::pin(async move {
                    if !store::recovery::cancel(tx, id, account).await? {
                        return Ok(false);
                    }
                    audit::record(tx, &ground, entry).await.map(|()| true)
                })
            })
            .await
    }

    /// The way back behind a ticket whose time has come.
    pub async fn ready(&self, ticket: &Ticket) -> Result<Option<Recovery>, Fault> {
        let hashes = self.ground.keys.mac_candidates(MacPurpose::RecoveryTicket, &[ticket.secret.as_bytes()]);
        let mut conn = self.ground.db.reader().await?;
        let now = self.ground.now();
        let found = store::recovery::by_ticket(&mut conn, &hashes).await?;
        Ok(found.filter(|recovery| recovery.is_ready(now)))
    }

    /// Sets the new password. Whoever was signed in is no longer, no refresh token lives on, and no browser is known any
    /// more.
    pub async fn finish(
        &self,
        visitor: &Visitor<'_>,
        ticket: &Ticket,
        password: &str,
    ) -> Result<(), FinishRefusal> {
        let recovery = self.ready(ticket).await?.ok_or(FinishRefusal::Over)?;
        let account = self.parts.accounts.by_id(recovery.account_id).await?.filter(is_active);
        let account = account.ok_or(FinishRefusal::Over)?;
        let change = PasswordChange { password, request_id: visitor.request_id };
        let hash = self.parts.accounts.new_password(&account, change, visitor.source.key()).await?;
        // Before and after: a crash in between leaves nobody signed in, and a sign-in in between is ended as well.
        self.parts.sessions.end_all(account.id, EndCause::Recovered).await?;
        if !self.write_finish(&account, &recovery, (hash, visitor.request_id)).await? {
            return Err(FinishRefusal::Over);
        }
        self.parts.notices.wake();
        Ok(self.parts.sessions.end_all(account.id, EndCause::Recovered).await?)
    }

    async fn write_finish(
        &self,
        account: &Account,
        recovery: &Recovery,
        (hash, request_id): (String, &str),
    ) -> Result<bool, Fault> {
        let entry = Entry::new(Kind::RecoveryFinished, "anybody", request_id)
            .account(account.id)
            .detail(serde_json::json!({ "route": recovery.route.as_str() }));
        let work = Arc::new((self.clone(), account.clone(), recovery.id, hash, entry));
        self.ground
            .db
            .write(move |tx| {
                let work = work.clone();
                Box::pin(async move {
                    let (own, account, id, hash, entry) = &*work;
                    let now = own.ground.now();
                    if !store::recovery::finish(tx, *id, now).await? {
                        return Ok(false);
                    }
                    store::account::set_password(tx, account.id, Some(hash), now).await?;
                    store::device::forget_all(tx, account.id).await?;
                    // Also those that platforms use while the person is away: whoever was in may have agreed to them.
                    let grants = store::refresh::revoke(tx, Which::Account(account.id), now).await?;
                    let keys: Vec<&[u8]> = grants.iter().map(|grant| grant.as_bytes().as_slice()).collect();
                    store::revoked::add_all(tx, &keys, now.plus(DENY_FOR)).await?;
                    own.parts.accounts.tell_in(tx, account, &Notice::RecoveryDone).await?;
                    audit::record(tx, &own.ground, entry.clone()).await.map(|()| true)
                })
            })
            .await
    }

    /// Seals a ticket for its page.
    pub fn seal(&self, ticket: &Ticket) -> Result<String, Fault> {
        ticket.seal(&self.ground)
    }

    /// Opens what a page carried.
    pub fn open(&self, text: &str) -> Option<Ticket> {
        Ticket::open(&self.ground, text)
    }
}

fn usable(located: &Located) -> Option<&Account> {
    located.account().filter(|account| is_active(account))
}

fn is_active(account: &Account) -> bool {
    account.status == AccountStatus::Active
}

fn is_phone(recipient: &Recipient) -> bool {
    recipient.channel == Channel::Sms
}
