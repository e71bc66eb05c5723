//! Puzzles.

use std::time::Duration;

use sha2::{Digest as _, Sha256};

use super::bench::{Bench, START, source};
use crate::risk::{Puzzle, PuzzleRefusal, Terms};

const WAIT: Duration = Duration::from_secs(300);

fn terms() -> Terms {
    Terms { bits: 6, ripe_at: START.plus(WAIT) }
}

/// As a browser would: counts until the hash begins with enough zeros.
pub(crate) fn solve(nonce: &str, bits: u32) -> String {
    let zeros = |solution: &String| {
        let hash: [u8; 32] = Sha256::digest(format!("{nonce}{solution}")).into();
        u128::from_be_bytes(*hash.first_chunk().unwrap()).leading_zeros() >= bits
    };
    (0_u64..).map(|number| number.to_string()).find(zeros).unwrap()
}

fn wrong(nonce: &str, bits: u32) -> String {
    let right = solve(nonce, bits).parse().unwrap_or(1_u64);
    // Nothing below the first solution solves; if zero does, a number that is none.
    right.checked_sub(1).map_or_else(|| "x".to_owned(), |number| number.to_string())
}

#[tokio::test]
async fn a_solution_counts() {
    let bench = Bench::new().await;
    let from = source("203.0.113.7");
    let puzzle = Puzzle::issue(&bench.ground, from, terms());
    assert_eq!((puzzle.bits(), puzzle.ripe_at()), (6, START.plus(WAIT)));
    assert!(puzzle.text().contains(puzzle.nonce()));
    let solution = solve(puzzle.nonce(), puzzle.bits());
    Puzzle::verify(&bench.ground, from, puzzle.text(), Some(&solution)).unwrap();
}

#[tokio::test]
async fn refused_when_not_solved() {
    let bench = Bench::new().await;
    let from = source("203.0.113.7");
    let puzzle = Puzzle::issue(&bench.ground, from, terms());
    let wrong = wrong(puzzle.nonce(), 6);
    let right = solve(puzzle.nonce(), 6);
    let padded = format!("+{right}");
    let long = "0".repeat(17);
    for solution in [None, Some(wrong.as_str()), Some(""), Some(padded.as_str()), Some(long.as_str())] {
        let refusal = Puzzle::verify(&bench.ground, from, puzzle.text(), solution).unwrap_err();
        assert!(matches!(refusal, PuzzleRefusal::NotSolved), "{solution:?}");
    }
}

#[tokio::test]
async fn whoever_waits_needs_no_solution() {
    let bench = Bench::new().await;
    let from = source("203.0.113.7");
    let puzzle = Puzzle::issue(&bench.ground, from, terms());
    bench.clock.advance(WAIT - Duration::from_micros(1));
    let early = Puzzle::verify(&bench.ground, from, puzzle.text(), None).unwrap_err();
    assert!(matches!(early, PuzzleRefusal::NotSolved));
    bench.clock.advance(Duration::from_micros(1));
    Puzzle::verify(&bench.ground, from, puzzle.text(), None).unwrap();
}

#[tokio::test]
async fn refused_when_too_old() {
    let bench = Bench::new().await;
    let from = source("203.0.113.7");
    let puzzle = Puzzle::issue(&bench.ground, from, terms());
    let solution = solve(puzzle.nonce(), 6);
    bench.clock.advance(WAIT + Duration::from_secs(600) - Duration::from_micros(1));
    Puzzle::verify(&bench.ground, from, puzzle.text(), Some(&solution)).unwrap();
    bench.clock.advance(Duration::from_micros(1));
    let refusal = Puzzle::verify(&bench.ground, from, puzzle.text(), Some(&solution)).unwrap_err();
    assert!(matches!(refusal, PuzzleRefusal::Expired));
}

#[tokio::test]
async fn refused_when_given_to_another_source() {
    let bench = Bench::new().await;
    let puzzle = Puzzle::issue(&bench.ground, source("203.0.113.7"), terms());
    let solution = solve(puzzle.nonce(), 6);
    let other = source("203.0.113.8");
    let refusal = Puzzle::verify(&bench.ground, other, puzzle.text(), Some(&solution)).unwrap_err();
    assert!(matches!(refusal, PuzzleRefusal::NotGiven));
}

#[tokio::test]
async fn refused_when_any_part_was_changed() {
    let bench = Bench::new().await;
    let from = source("203.0.113.7");
    let puzzle = Puzzle::issue(&bench.ground, from, terms());
    let easier = puzzle.text().replacen("6.", "0.", 1);
    let earlier =
        puzzle.text().replacen(&START.plus(WAIT).micros().to_string(), &START.micros().to_string(), 1);
    let (body, _) = puzzle.text().rsplit_once('.').unwrap();
    let (bare, long) = (format!("{body}."), format!("{}{}", puzzle.text(), "A".repeat(160)));
    for text in [easier.as_str(), &earlier, &bare, &long, body, "", "....", "6.1.2"] {
        let refusal = Puzzle::verify(&bench.ground, from, text, Some("0")).unwrap_err();
        assert!(matches!(refusal, PuzzleRefusal::NotGiven), "{text}");
    }
}

#[tokio::test]
async fn a_puzzle_is_given_again_as_it_was() {
    let bench = Bench::new().await;
    let from = source("203.0.113.7");
    let puzzle = Puzzle::issue(&bench.ground, from, terms());
    bench.clock.advance(WAIT - Duration::from_secs(1));
    assert_eq!(Puzzle::reopen(&bench.ground, from, puzzle.text()).unwrap(), puzzle);
    let elsewhere = Puzzle::reopen(&bench.ground, source("203.0.113.8"), puzzle.text()).unwrap_err();
    assert!(matches!(elsewhere, PuzzleRefusal::NotGiven));
    bench.clock.advance(Duration::from_secs(601));
    let late = Puzzle::reopen(&bench.ground, from, puzzle.text()).unwrap_err();
    assert!(matches!(late, PuzzleRefusal::Expired));
}

#[tokio::test]
async fn a_puzzle_fits_its_bound() {
    let bench = Bench::new().await;
    let puzzle = Puzzle::issue(&bench.ground, source("203.0.113.7"), Terms { bits: 24, ripe_at: START });
    assert!(puzzle.text().len() < 140, "{}", puzzle.text().len());
}
