//! Puzzles in forms: what a form carries where too much has come from its source, and what it brings back.

use base::Fault;
use proto::form::Params;
use ui::{FieldProblem, Message};

use super::told;
use crate::http::state::Shared;
use crate::risk::{Act, Puzzle};
use crate::sign_in::{Brought, SignInRefusal, Visitor};

/// What a form brought back of the puzzle it carried.
pub(super) fn brought(params: &Params) -> Brought<'_> {
    Brought { puzzle: params.get("puzzle"), solution: params.get("solution") }
}

/// What a page tells of a refusal, and the puzzle to give with it if it asks for work.
#[derive(Default)]
pub(super) struct Refused {
    pub(super) problems: Vec<FieldProblem>,
    pub(super) puzzle: Option<Puzzle>,
}

impl Refused {
    /// A refusal, told at a field; what has to do with the network is told of the form.
    pub(super) fn of(refusal: SignInRefusal, field: &'static str, otherwise: Message) -> Self {
        let message = told(&refusal, otherwise);
        match refusal {
            SignInRefusal::WorkMissing { puzzle, .. } => {
                Self { problems: vec![FieldProblem { field: "", message }], puzzle: Some(puzzle) }
            }
            SignInRefusal::NotProved
            | SignInRefusal::TooMany { .. }
            | SignInRefusal::Stale
            | SignInRefusal::Fault(_) => Self::from_iter([FieldProblem { field, message }]),
        }
    }

    /// What the form carries: the puzzle that goes with the refusal, or a new one where the source owes work.
    pub(super) async fn work(
        &self,
        shared: &Shared,
        visitor: &Visitor<'_>,
        act: Act,
    ) -> Result<Option<ui::Work>, Fault> {
        match &self.puzzle {
            Some(puzzle) => Ok(Some(shown(shared, puzzle))),
            None => Ok(shared.sign_ins.puzzle(visitor, act).await?.map(|puzzle| shown(shared, &puzzle))),
        }
    }
}

impl FromIterator<FieldProblem> for Refused {
    fn from_iter<I: IntoIterator<Item = FieldProblem>>(problems: I) -> Self {
        Self { problems: problems.into_iter().collect(), puzzle: None }
    }
}

fn shown(shared: &Shared, puzzle: &Puzzle) -> ui::Work {
    ui::Work {
        puzzle: puzzle.text().to_owned(),
        nonce: puzzle.nonce().to_owned(),
        bits: puzzle.bits(),
        // A second more than whole ones: at the very moment named it counts.
        ripe_after_seconds: shared.seconds_until(puzzle.ripe_at()).saturating_add(1),
    }
}
