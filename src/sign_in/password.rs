//! Name and password. The cheap questions come first: whose budget pays, and is any of it left. A stranger spends the
//! budget of strangers; a browser the account knows has its own, so nobody is locked out by others' guesses.

use base::{DeviceId, Fault};
use store::account::Account;

use super::{Brought, Outcome, SignInRefusal, SignIns, Visitor};
use crate::account::{Located, Proof};
use crate::assurance::{Authentication, Method, Methods};
use crate::audit::{self, Entry, Kind};
use crate::risk::{Act, Charge, Subject, TurnRefusal, Verdict};
use crate::sign_in::finish::Spend;

impl SignIns {
    /// Signs in by name and password. Whether the name exists shows neither in the answer nor in the work done
    /// (OWASP ASVS 5.0, 6.3.8). A stranger brings the work that the source owes.
    pub async fn by_password(
        &self,
        visitor: &Visitor<'_>,
        name: &str,
        password: &str,
        brought: Brought<'_>,
    ) -> Result<Outcome, SignInRefusal> {
        // Before anything is looked at: what changes meanwhile makes the proof worthless.
        let at = self.ground.now();
        let located = self.accounts.locate(name).await?;
        let device = self.device_of(visitor, &located).await?;
        if device.is_none() {
            self.work(visitor, Act::SignIn, brought).await?;
        }
        self.prove_charged(visitor, (&located, device.as_ref()), password).await?;
        // A name that is proved has an account.
        let account = located.account().ok_or(SignInRefusal::NotProved)?;
        let methods = Methods::NONE.with(Method::Password);
        let proved = Authentication { account: account.id, methods, at };
        Box::pin(self.finish(visitor, proved, Spend::Nothing)).await
    }

    /// Compares the password of somebody who is signed in and is asked for it once more; guesses at it are charged like
    /// those at a sign-in.
    pub async fn confirm_password(
        &self,
        visitor: &Visitor<'_>,
        account: &Account,
        password: &str,
    ) -> Result<(), SignInRefusal> {
        let located = self.accounts.located(account).await?;
        self.prove_password(visitor, &located, password).await
    }

    /// Compares a password within the budget of whoever asks.
    pub(super) async fn prove_password(
        &self,
        visitor: &Visitor<'_>,
        located: &Located,
        password: &str,
    ) -> Result<(), SignInRefusal> {
        let device = self.device_of(visitor, located).await?;
        self.prove_charged(visitor, (located, device.as_ref()), password).await
    }

    /// The device of this browser, if there is an account behind the name and it knows it.
    async fn device_of(&self, visitor: &Visitor<'_>, located: &Located) -> Result<Option<DeviceId>, Fault> {
        match located.account() {
            Some(account) => self.known_device_of(visitor, account.id).await,
            None => Ok(None),
        }
    }

    async fn prove_charged(
        &self,
        visitor: &Visitor<'_>,
        (located, device): (&Located, Option<&DeviceId>),
        password: &str,
    ) -> Result<(), SignInRefusal> {
        let charges = charges(visitor, located, device);
        // Held while the hash is made: guesses sent at once would all be made before the first of them is counted.
        let _turn = match self.limits.turn(&charges).await {
            Ok(turn) => turn,
            Err(TurnRefusal::TooMany { retry_after, .. }) => {
                return Err(SignInRefusal::TooMany { retry_after });
            }
            Err(TurnRefusal::Fault(fault)) => return Err(fault.into()),
        };
        match self.accounts.prove(located, password, visitor.source.key()).await? {
            Proof::Right => Ok(()),
            Proof::Wrong => {
                self.count_refusal(visitor, located, &charges).await?;
                Err(SignInRefusal::NotProved)
            }
        }
    }

    /// Charges a wrong guess and writes it down, in one transaction. What no budget pays for any more is not written
    /// down either: a flood of guesses does not become a flood of rows.
    async fn count_refusal(
        &self,
        visitor: &Visitor<'_>,
        located: &Located,
        charges: &[Charge],
    ) -> Result<(), Fault> {
        let mut entry = Entry::new(Kind::SignInRefused, "anybody", visitor.request_id);
        entry.account = located.account().map(|account| account.id);
        let place = self.limits.place(&visitor.source, visitor.locale);
        let entry = entry.detail(serde_json::json!({ "place": place, "device": visitor.description }));
        let (limits, ground, charges) = (self.limits.clone(), self.ground.clone(), charges.to_vec());
        self.ground
            .db
            .write(move |tx| {
                let (limits, ground) = (limits.clone(), ground.clone());
                let (charges, entry) = (charges.clone(), entry.clone());
                Box::pin(async move {
                    match limits.take(tx, &charges).await? {
                        Verdict::Allowed => audit::record(tx, &ground, entry).await,
                        Verdict::TooMany { .. } => Ok(()),
                    }
                })
            })
            .await
    }
}

fn charges(visitor: &Visitor<'_>, located: &Located, device: Option<&DeviceId>) -> Vec<Charge> {
    match device {
        Some(device) => vec![Charge::new(Act::SignIn, Subject::Device(*device))],
        None => vec![
            Charge::new(Act::SignIn, Subject::Source(visitor.source)),
            Charge::new(Act::SignIn, Subject::Name(located.key())),
        ],
    }
}
