//! Who is asked for a puzzle, and that each counts once on all nodes.

use base::Fault;
use store::budget::{self, Rate, Taken};

use super::puzzle::{Puzzle, PuzzleRefusal, Solved, Terms};
use super::{Act, Charge, Limits, Source, Subject};

impl Limits {
    /// The puzzle that a source which has used half of its budget solves before it tries again; none while it has not,
    /// or where puzzles are off. It counts unsolved from the moment at which the half would be there again.
    pub async fn ask_work(&self, act: Act, source: Source) -> Result<Option<Puzzle>, Fault> {
        if self.0.work_bits == 0 {
            return Ok(None);
        }
        let plan = self.plan(&[Charge::new(act, Subject::Source(source))]);
        let halves: Vec<_> = plan.iter().map(|budget| (budget.key, half(budget.rate))).collect();
        let now = self.0.ground.now();
        let said = budget::peek(&mut self.reader().await?, &halves, now).await?;
        let ripe_at = said.iter().filter_map(|taken| match taken {
            Taken::Yes => None,
            Taken::No { retry_at } => Some(*retry_at),
        });
        let terms = ripe_at.max().map(|ripe_at| Terms { bits: self.0.work_bits, ripe_at });
        Ok(terms.map(|terms| Puzzle::issue(&self.0.ground, source, terms)))
    }

    /// Takes a puzzle back with its solution, or without one once its time to wait is over. Each is good for one
    /// attempt.
    ///
    /// # Errors
    /// The first rule broken.
    pub async fn take_work(
        &self,
        source: Source,
        puzzle: &str,
        solution: Option<&str>,
    ) -> Result<(), PuzzleRefusal> {
        let ground = &self.0.ground;
        let now = ground.now();
        let Solved { key, expires_at } = Puzzle::verify(ground, source, puzzle, solution)?;
        // A budget of one unit that comes back when the puzzle is too old: a mark of single use that sweeps itself.
        let left = i64::try_from(expires_at.since(now).as_micros()).unwrap_or(i64::MAX);
        let once = Rate { interval_us: left.max(1), burst: 1 };
        let taken =
            ground.db.write(move |tx| Box::pin(async move { budget::take(tx, key, once, now).await })).await;
        match taken? {
            Taken::Yes => Ok(()),
            Taken::No { .. } => Err(PuzzleRefusal::Used),
        }
    }

    /// A puzzle that was given to this source and is good still, to be given again as it is: whoever is asked twice
    /// does not wait twice. None for any other text.
    pub fn same_work(&self, source: Source, puzzle: &str) -> Option<Puzzle> {
        Puzzle::reopen(&self.0.ground, source, puzzle).ok()
    }
}

/// Half of a budget, rounded up.
fn half(rate: Rate) -> Rate {
    Rate { burst: rate.burst.div_ceil(2), ..rate }
}
