//! Work before an attempt, where a source has used half of what it may: the form carried a puzzle, and the attempt is
//! made with its solution, or without one after the time that the puzzle names. An attempt that is refused here costs
//! no hash of a password and writes nothing down.

use base::Fault;

use super::{SignInRefusal, SignIns, Visitor};
use crate::risk::{Act, Puzzle, PuzzleRefusal};

/// What a form brought back of the puzzle it carried.
#[derive(Clone, Copy, Debug, Default)]
pub struct Brought<'a> {
    /// The puzzle, if it carried one.
    pub puzzle: Option<&'a str>,
    /// The solution, if the browser found one.
    pub solution: Option<&'a str>,
}

impl SignIns {
    /// The puzzle that a form of this visitor carries. None while its source has half of its budget left, and none
    /// where puzzles are off: to ask costs nothing then.
    pub async fn puzzle(&self, visitor: &Visitor<'_>, act: Act) -> Result<Option<Puzzle>, Fault> {
        self.limits.ask_work(act, visitor.source).await
    }

    /// Takes the work for an attempt, where it is owed. Whoever comes back too early is given the same puzzle again;
    /// one that is used up, too old or another's is replaced.
    pub(super) async fn work(
        &self,
        visitor: &Visitor<'_>,
        act: Act,
        brought: Brought<'_>,
    ) -> Result<(), SignInRefusal> {
        let Some(next) = self.puzzle(visitor, act).await? else {
            return Ok(());
        };
        let Some(puzzle) = brought.puzzle else {
            return Err(self.missing(next));
        };
        match self.limits.take_work(visitor.source, puzzle, brought.solution).await {
            Ok(()) => Ok(()),
            Err(PuzzleRefusal::NotSolved) => {
                let same = self.limits.same_work(visitor.source, puzzle);
                Err(self.missing(same.unwrap_or(next)))
            }
            Err(PuzzleRefusal::NotGiven | PuzzleRefusal::Expired | PuzzleRefusal::Used) => {
                Err(self.missing(next))
            }
            Err(PuzzleRefusal::Fault(fault)) => Err(fault.into()),
        }
    }

    fn missing(&self, puzzle: Puzzle) -> SignInRefusal {
        let wait = puzzle.ripe_at().since(self.ground.now());
        SignInRefusal::WorkMissing { puzzle, wait }
    }
}
