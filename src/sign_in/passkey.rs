//! Passkeys as the way in: discoverable, so no name is asked for, and offered while the name is typed.

use base::Fault;

use super::finish::Spend;
use super::{Outcome, SignInRefusal, SignIns, Visitor};
use crate::assurance::{Authentication, Methods};
use crate::audit::{self, Entry, Kind};
use crate::authenticator::{Ceremony, CloneSign, PasskeyProof, ProofRefusal};
use crate::notify::Notice;
use crate::risk::{Act, Charge, Subject, Verdict};

impl SignIns {
    /// What the sign-in page asks the browser for.
    pub fn passkey_ceremony(&self, browser: &str) -> Result<Ceremony, Fault> {
        self.authenticators.ask_for_any_passkey(browser)
    }

    /// Signs in by passkey.
    pub async fn by_passkey(
        &self,
        visitor: &Visitor<'_>,
        answer: (&str, &str),
    ) -> Result<Outcome, SignInRefusal> {
        let proof = self.check_passkey(visitor, answer).await?;
        let methods = Methods::NONE.with(proof.method);
        let proved = Authentication { account: proof.account, methods, at: self.ground.now() };
        Box::pin(self.finish(visitor, proved, Spend::Passkey(proof))).await
    }

    /// Checks a passkey's answer within the budget of its source: verifying a signature is work.
    pub(super) async fn check_passkey(
        &self,
        visitor: &Visitor<'_>,
        answer: (&str, &str),
    ) -> Result<PasskeyProof, SignInRefusal> {
        let charge = [Charge::new(Act::SignIn, Subject::Source(visitor.source))];
        if let Verdict::TooMany { retry_after, .. } = self.limits.peek(&charge).await? {
            return Err(SignInRefusal::TooMany { retry_after });
        }
        let refused = match self.authenticators.check_passkey(answer, visitor.browser).await {
            Ok(proof) => return Ok(proof),
            Err(ProofRefusal::Stale) => return Err(SignInRefusal::Stale),
            Err(ProofRefusal::Fault(fault)) => return Err(fault.into()),
            Err(refused @ (ProofRefusal::Broken(_) | ProofRefusal::Cloned(_))) => refused,
        };
        // Refused in any case: whether the budget still paid for it shows at the next attempt.
        let _: Verdict = self.limits.take_now(&charge).await?;
        if let ProofRefusal::Cloned(sign) = refused {
            self.warn_of_clone(sign, visitor.request_id).await?;
        }
        Err(SignInRefusal::NotProved)
    }

    // WebAuthn Level 3 section 6.1.1: a counter that does not grow is a sign that the key exists twice. Its person is
    // told; the passkey stays where it is, for the sign may be false and removing it is theirs to decide.
    async fn warn_of_clone(&self, sign: CloneSign, request_id: &str) -> Result<(), Fault> {
        let Some(account) = self.accounts.by_id(sign.account).await? else {
            return Ok(());
        };
        let entry = Entry::new(Kind::PasskeyCloned, "anybody", request_id)
            .account(account.id)
            .detail(serde_json::json!({ "passkey": sign.passkey }));
        let own = self.clone();
        self.ground
            .db
            .write(move |tx| {
                let (own, account, entry) = (own.clone(), account.clone(), entry.clone());
                Box::pin(async move {
                    if !own.authenticators.note_clone(tx, &sign).await? {
                        return Ok(());
                    }
                    audit::record(tx, &own.ground, entry).await?;
                    own.accounts.tell_in(tx, &account, &Notice::CloneSuspected).await
                })
            })
            .await?;
        self.notices.wake();
        Ok(())
    }
}
