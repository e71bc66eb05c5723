//! Which budgets pay for a charge, and how much each holds: the settings `[abuse]` as a table without holes.

use std::time::Duration;

use base::AccountId;
use config::{Abuse, SecondFactors};
use store::budget::Rate;

use super::act::{Act, Charge, Who};

/// What a budget is stored under.
pub(super) type Key = [u8; 32];

/// An IPv6 site has the attempts of so many sources. Whoever was given a whole site (RFC 6177 section 2: up to 48 bits)
/// would be 65,536 sources; a mobile network may put as many phones into one.
const SOURCES_OF_A_SITE: u32 = 64;

/// One budget that is to pay.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Budget {
    pub(super) key: Key,
    pub(super) rate: Rate,
    pub(super) act: Act,
    pub(super) kind: &'static str,
    pub(super) account: Option<AccountId>,
}

impl Budget {
    /// Under which it is kept that the exhaustion of this budget was told. A keyed hash and its complement never meet.
    pub(super) fn told(&self) -> Key {
        self.key.map(|byte| !byte)
    }

    /// Told once in the time in which an exhausted budget fills up again.
    pub(super) fn told_rate(&self) -> Rate {
        let whole = self.rate.interval_us.saturating_mul(i64::from(self.rate.burst));
        Rate { interval_us: whole, burst: 1 }
    }
}

/// How much each budget holds.
#[derive(Clone, Debug)]
pub(super) struct Rates {
    source_sign_in: Rate,
    account_sign_in: Rate,
    device_sign_in: Rate,
    source_register: Rate,
    phone_messages: Rate,
    source_messages: Rate,
    account_messages: Rate,
    client_messages: Rate,
    client_secret: Rate,
    recovery_account: Rate,
    source_recovery: Rate,
    account_verifications: Rate,
    handle: Rate,
}

impl Rates {
    pub(super) fn new(abuse: &Abuse, second: &SecondFactors) -> Self {
        Self {
            source_sign_in: rate(abuse.source_sign_in),
            account_sign_in: rate(abuse.account_sign_in),
            device_sign_in: rate(abuse.device_sign_in),
            source_register: rate(abuse.source_register),
            phone_messages: rate(abuse.phone_messages),
            source_messages: rate(abuse.source_messages),
            account_messages: rate(abuse.account_messages),
            client_messages: rate(abuse.client_messages),
            client_secret: rate(abuse.client_secret),
            recovery_account: rate(abuse.recovery_account),
            source_recovery: rate(abuse.source_recovery),
            account_verifications: rate(abuse.account_verifications),
            // A unit comes back after the life of a code: a code that is guessed at has as many guesses as it was
            // given.
            handle: Rate { interval_us: micros(second.code_seconds), burst: second.code_guesses },
        }
    }

    /// The budgets that pay for the charges, each once, in the one order in which every node takes from them: two
    /// transactions that need the same two never wait for each other.
    pub(super) fn plan(&self, charges: &[Charge], mac: impl Fn(&[&[u8]]) -> Key) -> Vec<Budget> {
        let mut plan: Vec<Budget> = charges
            .iter()
            .flat_map(|charge| [Some(self.budget(charge, &mac)), self.site(charge, &mac)])
            .flatten()
            .collect();
        plan.sort_unstable_by_key(|budget| budget.key);
        plan.dedup_by_key(|budget| budget.key);
        plan
    }

    fn budget(&self, charge: &Charge, mac: impl Fn(&[&[u8]]) -> Key) -> Budget {
        let (act, who) = (charge.act(), charge.who());
        let [first, second] = who.parts();
        let account = if let Who::Account(id) = who { Some(*id) } else { None };
        let key = mac(&[act.as_str().as_bytes(), who.kind().as_bytes(), &first, &second]);
        Budget { key, rate: self.of(act, who), act, kind: who.kind(), account }
    }

    /// The second budget of an IPv6 source: that of the site it lies in.
    fn site(&self, charge: &Charge, mac: impl Fn(&[&[u8]]) -> Key) -> Option<Budget> {
        let Who::Source(source) = charge.who() else {
            return None;
        };
        let act = charge.act();
        let key = mac(&[act.as_str().as_bytes(), b"site", &source.site()?]);
        let one = self.of(act, charge.who());
        let rate = Rate {
            interval_us: (one.interval_us / i64::from(SOURCES_OF_A_SITE)).max(1),
            burst: one.burst.saturating_mul(SOURCES_OF_A_SITE),
        };
        Some(Budget { key, rate, act, kind: "site", account: None })
    }

    /// The table. Each subject has a row, each act a column.
    const fn of(&self, act: Act, who: &Who) -> Rate {
        match who {
            Who::Source(_) => match act {
                Act::SignIn | Act::GuessCode => self.source_sign_in,
                Act::Register => self.source_register,
                Act::SendCode | Act::BeTold => self.source_messages,
                Act::TellDocument | Act::Verify => self.account_verifications,
                Act::FalseCallback | Act::ClientSecret => self.client_secret,
                Act::Recover => self.source_recovery,
            },
            // Of a name that is typed to have a code sent, there are as many as of the phone it may be.
            Who::Name(_) | Who::Phone(_) => self.of_person(act, self.account_sign_in, self.phone_messages),
            Who::Account(_) => self.of_person(act, self.account_sign_in, self.account_messages),
            Who::Device(_) => self.of_person(act, self.device_sign_in, self.account_messages),
            Who::Client(_) => self.client_messages,
            Who::ClientFrom(..) => self.client_secret,
            Who::Handle(_) => self.handle,
        }
    }

    const fn of_person(&self, act: Act, guesses: Rate, messages: Rate) -> Rate {
        match act {
            Act::SignIn | Act::GuessCode | Act::Register | Act::ClientSecret => guesses,
            Act::SendCode | Act::BeTold => messages,
            Act::TellDocument | Act::Verify => self.account_verifications,
            Act::FalseCallback => self.client_secret,
            Act::Recover => self.recovery_account,
        }
    }
}

fn rate(setting: config::Rate) -> Rate {
    Rate { interval_us: micros(setting.interval()), burst: setting.burst }
}

fn micros(span: Duration) -> i64 {
    i64::try_from(span.as_micros()).unwrap_or(i64::MAX)
}
