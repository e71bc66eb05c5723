//! The second step: one more thing that reaches the level wanted, for a sign-in under way or for a session that a
//! platform finds too weak.

use base::{AccountId, Fault, Secret, SessionId, Time};
use store::account::Account;

use super::finish::{Ready, Spend};
use super::progress::Progress;
use super::{Cookies, Open, SecondWay, SignInRefusal, SignIns, Visitor};
use crate::assurance::{Authentication, Method, Methods};
use crate::audit::{self, Entry, Kind};
use crate::authenticator::Ceremony;
use crate::notify::Channel;
use crate::risk::{Act, Charge, Subject, Verdict};
use crate::session::{LiveSession, Renewal};

/// What the page of a second step shows.
#[derive(Debug)]
pub struct SecondStepView {
    /// The account, for a greeting of the one it is.
    pub account: Account,
    /// The ways that are open, the strongest first; none when nothing that would do is set up.
    pub ways: Vec<SecondWay>,
    /// The channel a code was sent by and when another may be, if one was sent.
    pub sent: Option<(Channel, Time)>,
    /// Whether a session is being raised: a platform wants more than it has.
    pub raises: Option<SessionId>,
}

/// What a person answers a second step with.
#[derive(Clone, Copy, Debug)]
pub enum Answer<'a> {
    /// A code of the app.
    Totp(&'a str),
    /// One of the codes kept for bad days.
    RecoveryCode(&'a str),
    /// The password.
    Password(&'a str),
    /// The code that was sent.
    Sent(&'a str),
    /// A passkey: the page's sealed state and the browser's answer.
    Passkey(&'a str, &'a str),
}

impl SignIns {
    /// What a page with this progress shows.
    pub async fn second_step(
        &self,
        visitor: &Visitor<'_>,
        progress: &str,
    ) -> Result<SecondStepView, SignInRefusal> {
        let progress = self.open_progress(visitor, progress)?;
        let account = self.active(progress.account).await?;
        let ways = self.second_ways(&account, progress.methods, progress.level).await?;
        let sent = progress.sent.as_ref().map(|sent| (sent.channel, sent.again_at));
        Ok(SecondStepView { account, ways, sent, raises: progress.raises })
    }

    /// What the page asks the browser for, where a passkey is one of the ways.
    pub async fn second_ceremony(
        &self,
        visitor: &Visitor<'_>,
        progress: &str,
    ) -> Result<Ceremony, SignInRefusal> {
        let progress = self.open_progress(visitor, progress)?;
        Ok(self.authenticators.ask_for_passkey_of(progress.account, visitor.browser).await?)
    }

    /// Begins to raise a session to `level`: what it stands on already is not asked for again.
    pub fn raise(
        &self,
        visitor: &Visitor<'_>,
        live: &LiveSession,
        level: u8,
    ) -> Result<String, SignInRefusal> {
        let now = self.ground.now();
        self.progress(visitor, live.authentication(), (level, Some(live.session.id), now))
    }

    /// Takes the answer to a second step.
    pub async fn by_second_step(
        &self,
        visitor: &Visitor<'_>,
        progress: &str,
        answer: Answer<'_>,
    ) -> Result<Cookies, SignInRefusal> {
        let progress = self.open_progress(visitor, progress)?;
        let account = self.active(progress.account).await?;
        let standing = self.standing(visitor, &progress).await?;
        let answered = self.answered(visitor, (&account, &progress, standing), answer).await;
        if matches!(answered, Err(SignInRefusal::NotProved)) {
            self.note_refusal(visitor, account.id).await?;
        }
        answered
    }

    async fn answered(
        &self,
        visitor: &Visitor<'_>,
        (account, progress, standing): (&Account, &Progress, Authentication),
        answer: Answer<'_>,
    ) -> Result<Cookies, SignInRefusal> {
        let (method, spend) = self.prove_second(visitor, (account, progress), answer).await?;
        let proved = with(standing, method, self.ground.now());
        if proved.methods.level() < progress.level {
            return Err(SignInRefusal::NotProved);
        }
        let renewal = if progress.raises.is_some() { Renewal::Only } else { Renewal::OrBegin };
        let ready = Ready { proved, since: progress.since, renewal };
        self.begin(visitor, account, ready, spend).await
    }

    /// What one more thing is added to. A session that is to be raised must still be the one of this browser, and
    /// counts as it is now: another tab may have raised it since.
    async fn standing(
        &self,
        visitor: &Visitor<'_>,
        progress: &Progress,
    ) -> Result<Authentication, SignInRefusal> {
        let Some(raised) = progress.raises else {
            return Ok(progress.authentication());
        };
        let live = self.sessions.find(visitor.session, None).await?;
        let same = live.filter(|live| live.session.id == raised);
        same.map(|live| live.authentication()).ok_or(SignInRefusal::Stale)
    }

    async fn prove_second(
        &self,
        visitor: &Visitor<'_>,
        (account, progress): (&Account, &Progress),
        answer: Answer<'_>,
    ) -> Result<(Method, Spend), SignInRefusal> {
        match answer {
            Answer::Totp(_) if self.policy.totp == Open::No => Err(SignInRefusal::NotProved),
            Answer::Totp(code) => {
                self.charge_guess(visitor, account).await?;
                Ok((Method::Totp, Spend::Totp(Secret::new(code.to_owned()))))
            }
            Answer::RecoveryCode(code) => {
                self.charge_guess(visitor, account).await?;
                Ok((Method::RecoveryCode, Spend::RecoveryCode(Secret::new(code.to_owned()))))
            }
            Answer::Password(password) => {
                let located = self.accounts.located(account).await?;
                self.prove_password(visitor, &located, password).await?;
                Ok((Method::Password, Spend::Nothing))
            }
            Answer::Sent(code) => self.prove_sent(progress, code).await,
            Answer::Passkey(state, response) => {
                let proof = self.check_passkey(visitor, (state, response)).await?;
                match proof.account == account.id {
                    true => Ok((proof.method, Spend::Passkey(proof))),
                    false => Err(SignInRefusal::NotProved),
                }
            }
        }
    }

    /// A second step that was refused is written down: its first one was right.
    async fn note_refusal(&self, visitor: &Visitor<'_>, account: AccountId) -> Result<(), Fault> {
        let place = self.limits.place(&visitor.source, visitor.locale);
        let entry = Entry::new(Kind::SignInRefused, "anybody", visitor.request_id)
            .account(account)
            .detail(serde_json::json!({ "place": place, "device": visitor.description, "step": "second" }));
        let ground = self.ground.clone();
        self.ground
            .db
            .write(move |tx| {
                let (ground, entry) = (ground.clone(), entry.clone());
                Box::pin(async move { audit::record(tx, &ground, entry).await })
            })
            .await
    }

    /// A guess at a code of six digits is charged before it is compared: guesses made at once all count.
    async fn charge_guess(&self, visitor: &Visitor<'_>, account: &Account) -> Result<(), SignInRefusal> {
        let subject = match self.known_device_of(visitor, account.id).await? {
            Some(device) => Subject::Device(device),
            None => Subject::Account(account.id),
        };
        match self.limits.take_now(&[Charge::new(Act::GuessCode, subject)]).await? {
            Verdict::Allowed => Ok(()),
            Verdict::TooMany { retry_after, .. } => Err(SignInRefusal::TooMany { retry_after }),
        }
    }
}

/// What is proved with one more thing. A passkey that made sure of its person is a sign-in of its own and moves the
/// time; anything else completes the sign-in it follows and leaves the time where it was (OpenID Connect Core 1.0
/// section 2, auth_time).
fn with(standing: Authentication, method: Method, now: Time) -> Authentication {
    match anew(standing.methods, method) {
        Some(methods) => Authentication { methods, at: now, ..standing },
        None => Authentication { methods: joined(standing.methods, method), ..standing },
    }
}

/// What was proved with one more thing.
pub(super) fn joined(methods: Methods, method: Method) -> Methods {
    match anew(methods, method) {
        Some(alone) => alone,
        // Nothing less than two factors adds to two, and the words of two keys must not be read as those of one: a key
        // that made sure of its person but is copied, and one that is bound but was only touched.
        None if methods.has_two_factors() => methods,
        None => methods.with(method),
    }
}

/// What stands by itself in place of what was proved, where that is worth no less.
fn anew(methods: Methods, method: Method) -> Option<Methods> {
    let alone = Methods::NONE.with(method);
    (alone.has_two_factors() && alone.level() >= methods.level()).then_some(alone)
}
