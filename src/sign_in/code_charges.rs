//! Which budgets pay for a code that is sent, and which of them may show that they are used up.

use base::AccountId;

use super::{CodeFor, Visitor};
use crate::notify::Recipient;
use crate::risk::{Act, Charge, Subject};

/// What a code is charged to.
#[derive(Clone)]
pub(super) struct Charges {
    /// A budget that does not pay refuses.
    pub(super) told: Vec<Charge>,
    /// A budget that does not pay keeps the message back, and the answer is as always: otherwise it would tell that
    /// there is such an account, or which phone it has (OWASP ASVS 5.0, 6.3.8).
    pub(super) untold: Vec<Charge>,
}

impl Charges {
    /// For a code to somebody, who may have an account.
    pub(super) fn of(
        visitor: &Visitor<'_>,
        what: &CodeFor,
        (recipient, account): (&Recipient, Option<AccountId>),
    ) -> Self {
        let charge = |subject| Charge::new(Act::SendCode, subject);
        let mut told = vec![charge(Subject::Source(visitor.source))];
        told.extend(visitor.client.map(|client| charge(Subject::Client(client))));
        let mut untold = vec![charge(Subject::Phone(recipient.address.as_bytes()))];
        untold.extend(account.map(|account| charge(Subject::Account(account))));
        match what {
            CodeFor::SignIn { phone: typed } | CodeFor::Contact { address: typed, .. } => {
                told.push(charge(Subject::Name(typed.as_bytes())));
            }
            // The name that was typed was charged when it was looked up.
            CodeFor::Recover { .. } => {}
            // Who comes here has shown whose account it is.
            CodeFor::Second { .. } => told.append(&mut untold),
        }
        Self { told, untold }
    }
}
