//! Budgets of attempts, so that guessing ends while the person guessed at goes on.
//!
//! Owns where a request comes from, what an attempt costs whom, and whether a budget still pays for it. Knows no HTTP,
//! and of accounts and clients nothing but their ids. What is counted is kept in the database (`store::budget`), so
//! all nodes count as one; keys of budgets are keyed hashes, so the table tells nobody who tried what. When the key of
//! those hashes is rotated, all budgets begin anew.
//!
//! Two rules carry the rest:
//!
//! * **Strangers never spend the budget of the person.** An attempt is charged to where it comes from and to the name
//!   it tries; an attempt from a browser the account knows is charged to that browser alone. Nobody can lock anybody
//!   out (OWASP ASVS 5.0, 6.3.1).
//! * **What is guessed at is charged before the guess is answered.** Short codes are charged before they are compared.
//!   A password is charged only if it was wrong, so attempts under way hold their charge in the memory of their node
//!   until they are done ([`Limits::turn`]): guesses sent at once find the budget as it will be.

mod act;
mod forwarded;
mod limits;
mod places;
mod puzzle;
mod rates;
mod source;
mod told;
mod turn;
mod work;

#[cfg(test)]
mod tests;

pub use act::{Act, Charge, Subject};
pub use limits::{FirstTime, Limits, Verdict};
pub use places::{LineProblem, Places, PlacesError};
pub use puzzle::{Puzzle, PuzzleRefusal, Solved, Terms};
pub use source::Source;
pub use turn::{Turn, TurnRefusal};
