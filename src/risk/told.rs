//! That budgets are used up, told once each time: the one entry of the audit log that a flood of attempts becomes.
//!
//! Whether it was told is kept as one more budget, of one unit that comes back in the time in which the exhausted one
//! fills up again. So all nodes agree, and it is swept like any other.

use base::{Fault, Time};
use serde_json::json;
use store::Tx;
use store::budget::{self, Rate, Taken};

use super::Limits;
use super::limits::FirstTime;
use super::rates::{Budget, Key};
use crate::audit::{self, Entry, Kind};

impl Limits {
    /// [`Self::tell`] for who only reads: writes when there is something to write.
    pub(super) async fn tell_now(&self, empty: Vec<Budget>) -> Result<FirstTime, Fault> {
        let now = self.0.ground.now();
        let told: Vec<(Key, Rate)> = empty.iter().map(|budget| (budget.told(), budget.told_rate())).collect();
        if told.is_empty() {
            return Ok(FirstTime::No);
        }
        let said = budget::peek(&mut self.reader().await?, &told, now).await?;
        if said.iter().all(|taken| matches!(taken, Taken::No { .. })) {
            return Ok(FirstTime::No);
        }
        let own = self.clone();
        self.0
            .ground
            .db
            .write(move |tx| {
                let (own, empty) = (own.clone(), empty.clone());
                Box::pin(async move { own.tell(tx, empty.iter(), now).await })
            })
            .await
    }

    /// Writes down that budgets are used up, for each once in the time in which it fills up again.
    pub(super) async fn tell(
        &self,
        tx: &mut Tx,
        empty: impl Iterator<Item = &Budget>,
        now: Time,
    ) -> Result<FirstTime, Fault> {
        let mut empty: Vec<&Budget> = empty.collect();
        empty.sort_unstable_by_key(|budget| budget.told());
        let mut first = FirstTime::No;
        for budget in empty {
            if matches!(budget::take(tx, budget.told(), budget.told_rate(), now).await?, Taken::Yes) {
                first = FirstTime::Yes;
                audit::record(tx, &self.0.ground, entry(budget)).await?;
            }
        }
        Ok(first)
    }
}

/// The kinds, never the values. It belongs to no single request: it is what many of them came to.
fn entry(budget: &Budget) -> Entry {
    let mut entry = Entry::new(Kind::Limited, "anybody", "");
    entry.account = budget.account;
    entry.detail(json!({ "act": budget.act.as_str(), "subject": budget.kind }))
}
