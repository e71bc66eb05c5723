//! Opening an account and being signed in with it at once.

use super::finish::Spend;
use super::{Brought, Outcome, SignInRefusal, SignIns, Visitor};
use crate::account::{Registration, RegistrationProblem, RegistrationRefusal};
use crate::assurance::{Authentication, Method, Methods};
use crate::risk::{Act, Charge, Subject, Verdict};

/// Why no account was opened.
#[derive(Debug)]
pub enum RegisterRefusal {
    /// All that is wrong with the form.
    Problems(Vec<RegistrationProblem>),
    /// Anything else.
    Step(SignInRefusal),
}

impl From<RegistrationRefusal> for RegisterRefusal {
    fn from(refusal: RegistrationRefusal) -> Self {
        match refusal {
            RegistrationRefusal::Problems(problems) => Self::Problems(problems),
            RegistrationRefusal::Fault(fault) => Self::Step(fault.into()),
        }
    }
}

impl From<SignInRefusal> for RegisterRefusal {
    fn from(refusal: SignInRefusal) -> Self {
        Self::Step(refusal)
    }
}

impl From<base::Fault> for RegisterRefusal {
    fn from(fault: base::Fault) -> Self {
        Self::Step(fault.into())
    }
}

impl SignIns {
    /// Opens an account by user name and password. Counted for its source before anything else: each look at whether a
    /// name is taken tells something (OWASP ASVS 5.0, 6.3.8), so there are few of them. The work that the source owes comes even earlier.
    pub async fn register(
        &self,
        visitor: &Visitor<'_>,
        form: Registration<'_>,
        brought: Brought<'_>,
    ) -> Result<Outcome, RegisterRefusal> {
        self.work(visitor, Act::Register, brought).await?;
        let charge = [Charge::new(Act::Register, Subject::Source(visitor.source))];
        if let Verdict::TooMany { retry_after, .. } = self.limits.take_now(&charge).await? {
            return Err(SignInRefusal::TooMany { retry_after }.into());
        }
        let account = self.accounts.register(form).await?;
        let methods = Methods::NONE.with(Method::Password);
        let proved = Authentication { account, methods, at: self.ground.now() };
        Ok(Box::pin(self.finish(visitor, proved, Spend::Nothing)).await?)
    }
}
