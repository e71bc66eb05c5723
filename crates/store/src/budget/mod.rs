//! Budgets of attempts: how often something may be tried, kept as one number for each thing counted.
//!
//! Follows the generic cell rate algorithm (ITU-T I.371, annex A), in its form of virtual scheduling. A unit is
//! given back each `interval`; at most `burst` units lie ready. What is stored is the theoretical arrival time:
//! the moment from which the whole burst lies ready again. Owns the counting; which budgets there are and what
//! happens when one is used up is the caller's.

use base::{Fault, Time};

use crate::fields::Fields;
use crate::seam::{Conn, Tx, args, padded};

#[cfg(test)]
mod tests;

/// How fast a budget fills and how much it holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rate {
    /// Microseconds until one unit is given back. Below zero counts as zero, which is no limit at all, and more
    /// than a thousand years as a thousand years.
    pub interval_us: i64,
    /// Most units at once; with zero nothing ever gets through. Units beyond those that come back in a thousand
    /// years do not count.
    pub burst: u32,
}

/// Longer than any limit makes sense, and short enough that the present and two of these do not overflow.
const LONGEST_US: i64 = 1000 * 366 * 24 * 60 * 60 * 1_000_000;
/// Microseconds in an hour.
const HOUR_US: i64 = 60 * 60 * 1_000_000;

impl Rate {
    /// As many units in each hour, at least one, and `burst` of them at once.
    pub fn per_hour(burst: u32, per_hour: u32) -> Self {
        Self { interval_us: HOUR_US / i64::from(per_hour.max(1)), burst }
    }

    fn interval(self) -> i64 {
        self.interval_us.clamp(0, LONGEST_US)
    }

    /// How far ahead of the present the arrival may lie for a unit still to be there: `tau` of the
    /// recommendation. None when there is never one.
    fn tolerance(self) -> Option<i64> {
        let others = i64::from(self.burst.checked_sub(1)?);
        Some(self.interval().saturating_mul(others).min(LONGEST_US))
    }
}

/// Whether there was a unit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Taken {
    /// There was.
    Yes,
    /// There was none.
    No {
        /// When there is one again, if nobody else takes it.
        retry_at: Time,
    },
}

/// A moment that never comes.
const NEVER: Time = Time::from_micros(i64::MAX);

/// One attempt against a budget: whether it gets a unit, and the arrival afterwards. `arrival` is none for a
/// budget that was never used. A refused attempt leaves the arrival as it was (that of an unused budget is `now`).
// ITU-T I.371 annex A: a cell conforms unless it comes before `TAT - tau`; then TAT is `max(now, TAT) + T`.
pub fn gcra(arrival: Option<Time>, rate: Rate, now: Time) -> (Taken, Time) {
    let stored = arrival.unwrap_or(now);
    let Some(tolerance) = rate.tolerance() else {
        return (Taken::No { retry_at: NEVER }, stored);
    };
    let due = stored.max(now);
    if due.micros() > now.micros().saturating_add(tolerance) {
        let retry_at = Time::from_micros(stored.micros().saturating_sub(tolerance));
        return (Taken::No { retry_at }, stored);
    }
    (Taken::Yes, Time::from_micros(due.micros().saturating_add(rate.interval())))
}

// The rule of `gcra` in one statement, so that of several takers at once none reads what another is about to
// change. On PostgreSQL also the refused row stays locked until the commit.
const TAKE: &str = "
    insert into budget (key, arrival)
    values ($1, $2)
    on conflict (key) do update
    set arrival = case when budget.arrival < $3 then $2 else budget.arrival + $4 end
    where budget.arrival <= $5
    returning key, arrival";

/// Takes one unit if there is one. A refused attempt changes nothing.
///
/// # Errors
/// A fault of the database.
pub async fn take(tx: &mut Tx, key: [u8; 32], rate: Rate, now: Time) -> Result<Taken, Fault> {
    let Some(tolerance) = rate.tolerance() else {
        return Ok(Taken::No { retry_at: NEVER });
    };
    let interval = rate.interval();
    let latest = now.micros().saturating_add(tolerance);
    let args = args![&key, now.micros().saturating_add(interval), now, interval, latest];
    if tx.row(TAKE, args).await?.is_some() {
        return Ok(Taken::Yes);
    }
    let arrival = arrivals(tx, &[key]).await?.first().map(|(_, arrival)| *arrival);
    Ok(match gcra(arrival, rate, now).0 {
        // The row cannot have moved back: this transaction holds it. If it did, the next attempt will see it.
        Taken::Yes => Taken::No { retry_at: now },
        refused @ Taken::No { .. } => refused,
    })
}

/// Most budgets in one look.
pub const MOST_BUDGETS: usize = 8;

/// Whether each of these budgets would give a unit now, in their order. Takes none.
///
/// # Errors
/// A fault of the database, also for more than [`MOST_BUDGETS`] budgets.
pub async fn peek(conn: &mut Conn, budgets: &[([u8; 32], Rate)], now: Time) -> Result<Vec<Taken>, Fault> {
    let keys: Vec<[u8; 32]> = budgets.iter().map(|(key, _)| *key).collect();
    let arrivals = arrivals(conn, &keys).await?;
    let arrival = |key: &[u8; 32]| arrivals.iter().find(|(found, _)| found == key).map(|(_, at)| *at);
    Ok(budgets.iter().map(|(key, rate)| gcra(arrival(key), *rate, now).0).collect())
}

const ARRIVALS: &str = "
    select key, arrival
    from budget
    where key in ($1, $2, $3, $4, $5, $6, $7, $8)";

async fn arrivals(conn: &mut Conn, keys: &[[u8; 32]]) -> Result<Vec<([u8; 32], Time)>, Fault> {
    let Some([a, b, c, d, e, f, g, h]) = padded::<MOST_BUDGETS>(keys)? else {
        return Ok(Vec::new());
    };
    let rows = conn.rows(ARRIVALS, args![a, b, c, d, e, f, g, h]).await?;
    rows.iter()
        .map(|row| {
            let mut fields = Fields::new(row, "budget");
            Ok((fields.hash("key")?, fields.time("arrival")?))
        })
        .collect()
}

const GIVE_BACK: &str = "
    update budget
    set arrival = arrival - $2
    where key = $1";

/// Gives back a unit that was taken, as when the attempt turned out to be an honest one. Nobody gains by giving
/// back more than was taken: what lies ready is never more than the burst.
///
/// # Errors
/// A fault of the database.
pub async fn give_back(tx: &mut Tx, key: [u8; 32], rate: Rate) -> Result<(), Fault> {
    tx.run(GIVE_BACK, args![&key, rate.interval()]).await.map(drop)
}
