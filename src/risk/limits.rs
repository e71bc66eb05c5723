//! Whether budgets pay for an attempt. Either all that are asked pay or none does.

use std::sync::Arc;
use std::time::Duration;

use base::{Fault, Time};
use config::Config;
use keys::MacPurpose;
use store::budget::{self, Rate, Taken};
use store::{Conn, Tx};

use super::rates::{Budget, Key, Rates};
use super::turn::{MOMENT, Turn, TurnRefusal, Turns};
use super::{Charge, Places, Source};
use crate::ground::Ground;

/// Whether somebody was told before.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FirstTime {
    /// It is the first refusal since the budget was last full: it has its entry in the audit log now.
    Yes,
    /// Others were refused before.
    No,
}

/// What the budgets say.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[must_use = "an attempt that is not paid for must not be made"]
pub enum Verdict {
    /// All of them pay.
    Allowed,
    /// At least one does not, and nothing was taken from the others. Which one is not told.
    TooMany {
        /// When all of them pay, if nobody else takes from them.
        retry_after: Duration,
        /// Whether nobody was refused by them since they were last full.
        first: FirstTime,
    },
}

/// The budgets of this deployment. What is taken on one node is gone on all.
///
/// The first refusal by a budget writes the entry `risk.limited`, the next one only after the time in which it fills up
/// again: a flood of attempts is one entry, and costs reading alone.
#[derive(Clone)]
pub struct Limits(pub(super) Arc<Inner>);

pub(super) struct Inner {
    pub(super) ground: Ground,
    pub(super) rates: Rates,
    pub(super) work_bits: u32,
    pub(super) places: Places,
    pub(super) turns: Turns,
}

/// What one budget says before anything is taken.
enum Level {
    Pays,
    /// It would, were it not for attempts under way.
    Held,
    Empty(Time),
}

impl Limits {
    /// The service, with the budgets and the file of places that the configuration names.
    ///
    /// # Errors
    /// A fault when the file of places cannot be used.
    pub fn new(ground: Ground, config: &Config) -> Result<Self, Fault> {
        let rates = Rates::new(&config.abuse, &config.second_factors);
        let places = Places::open(config.places.file.as_deref())?;
        let work_bits = config.abuse.proof_of_work_bits;
        Ok(Self(Arc::new(Inner { ground, rates, work_bits, places, turns: Turns::default() })))
    }

    /// Whether all budgets would pay. One read; nothing is taken, and an attempt made at the same moment may take what
    /// this one was promised: where the answer is worth guessing, ask for a [`Self::turn`] or [`Self::take`] first.
    pub async fn peek(&self, charges: &[Charge]) -> Result<Verdict, Fault> {
        let plan = self.plan(charges);
        let levels = self.levels(&plan, &[]).await?;
        self.judge(&plan, &levels).await
    }

    /// Leave to make one attempt that is charged only if it fails. One read. Until the turn is dropped, this node
    /// counts the charges as taken; on failure, [`Self::take`] them before.
    ///
    /// # Errors
    /// [`TurnRefusal::TooMany`] when a budget does not pay, also when it would be used up if every attempt now under
    /// way on this node failed.
    pub async fn turn(&self, charges: &[Charge]) -> Result<Turn, TurnRefusal> {
        let plan = self.plan(charges);
        let (turn, held) = self.0.turns.hold(plan.iter().map(|budget| budget.key).collect());
        let levels = self.levels(&plan, &held).await?;
        match self.judge(&plan, &levels).await? {
            Verdict::Allowed => Ok(turn),
            Verdict::TooMany { retry_after, first } => Err(TurnRefusal::TooMany { retry_after, first }),
        }
    }

    /// Takes one unit from each budget, in the caller's transaction: all or, if one does not pay, none.
    pub async fn take(&self, tx: &mut Tx, charges: &[Charge]) -> Result<Verdict, Fault> {
        let (plan, now) = (self.plan(charges), self.0.ground.now());
        let (mut taken, mut empty) = (Vec::new(), Vec::new());
        for budget in &plan {
            match budget::take(tx, budget.key, budget.rate, now).await? {
                Taken::Yes => taken.push(budget),
                Taken::No { retry_at } => empty.push((budget, retry_at)),
            }
        }
        if empty.is_empty() {
            return Ok(Verdict::Allowed);
        }
        for budget in taken {
            budget::give_back(tx, budget.key, budget.rate).await?;
        }
        let first = self.tell(tx, empty.iter().map(|(budget, _)| *budget), now).await?;
        let retry_at = empty.iter().map(|(_, retry_at)| *retry_at).max().unwrap_or(now);
        Ok(Verdict::TooMany { retry_after: retry_at.since(now), first })
    }

    /// [`Self::take`] in a transaction of its own.
    pub async fn take_now(&self, charges: &[Charge]) -> Result<Verdict, Fault> {
        let (own, charges) = (self.clone(), charges.to_vec());
        self.0
            .ground
            .db
            .write(move |tx| {
                let (own, charges) = (own.clone(), charges.clone());
                Box::pin(async move { own.take(tx, &charges).await })
            })
            .await
    }

    /// Where a source is, as people are shown it: its place, if a file of places names one, and part of the address.
    pub fn place(&self, source: &Source, locale: &str) -> String {
        match self.0.places.place(source, locale) {
            Some(place) => format!("{place} ({})", source.shown()),
            None => source.shown(),
        }
    }

    pub(super) fn plan(&self, charges: &[Charge]) -> Vec<Budget> {
        self.0.rates.plan(charges, |parts| self.0.ground.keys.mac(MacPurpose::Budget, parts))
    }

    pub(super) async fn reader(&self) -> Result<Conn, Fault> {
        self.0.ground.db.reader().await
    }

    /// What each budget says, with as many units held as `held` names.
    async fn levels(&self, plan: &[Budget], held: &[u32]) -> Result<Vec<Level>, Fault> {
        let held = || held.iter().copied().chain(std::iter::repeat(0));
        let asked: Vec<(Key, Rate)> =
            plan.iter().zip(held()).map(|(budget, held)| (budget.key, less(budget.rate, held))).collect();
        let now = self.0.ground.now();
        let said = budget::peek(&mut self.reader().await?, &asked, now).await?;
        if said.len() != plan.len() {
            return Err(Fault::new("a budget was asked for and none answered"));
        }
        let levels = plan
            .iter()
            .zip(held())
            .zip(said)
            .map(|((budget, held), taken)| level(budget.rate, held, &taken, now));
        Ok(levels.collect())
    }

    async fn judge(&self, plan: &[Budget], levels: &[Level]) -> Result<Verdict, Fault> {
        let now = self.0.ground.now();
        let (mut empty, mut retry_at) = (Vec::new(), None);
        for (budget, level) in plan.iter().zip(levels) {
            match level {
                Level::Pays => {}
                Level::Held => retry_at = retry_at.max(Some(now.plus(MOMENT))),
                Level::Empty(until) => {
                    retry_at = retry_at.max(Some(*until));
                    empty.push(budget.clone());
                }
            }
        }
        let Some(retry_at) = retry_at else {
            return Ok(Verdict::Allowed);
        };
        let first = self.tell_now(empty).await?;
        Ok(Verdict::TooMany { retry_after: retry_at.since(now), first })
    }
}

/// The rate of a budget from which `held` units are gone. A rate has at least one.
fn less(rate: Rate, held: u32) -> Rate {
    Rate { burst: rate.burst.saturating_sub(held).max(1), ..rate }
}

/// Reads the answer to [`less`]. Each unit less moves the moment at which the budget pays again by one interval.
fn level(rate: Rate, held: u32, said: &Taken, now: Time) -> Level {
    let moved = rate.burst - less(rate, held).burst;
    match said {
        Taken::Yes if held >= rate.burst => Level::Held,
        Taken::Yes => Level::Pays,
        Taken::No { retry_at } => {
            let micros = u64::try_from(rate.interval_us).unwrap_or_default().saturating_mul(u64::from(moved));
            let until = retry_at.minus(Duration::from_micros(micros));
            if until > now { Level::Empty(until) } else { Level::Held }
        }
    }
}
