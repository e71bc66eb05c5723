//! Puzzles between nodes.

use std::time::Duration;

use sha2::{Digest as _, Sha256};
use testkit::{Node, World, on_each_database};
use yimen::risk::{Act, Limits, Puzzle, PuzzleRefusal, Subject, Verdict};

use super::{limits, sign_in, source, take};

on_each_database! {
    none_is_asked_for_where_puzzles_are_off,
    one_is_asked_for_below_half,
    one_that_was_solved_counts_once_on_all_nodes,
    whoever_waits_needs_none,
}

const FROM: &str = "203.0.113.7";

async fn with_puzzles(world: &World) -> Node {
    world.node_with(|config| config.abuse.proof_of_work_bits = 4).await
}

async fn asked(limits: &Limits) -> Option<Puzzle> {
    limits.ask_work(Act::SignIn, source(FROM)).await.unwrap()
}

/// Uses half of what a source has, and one more.
async fn below_half(limits: &Limits) -> Puzzle {
    for _ in 0..30 {
        assert!(asked(limits).await.is_none());
        assert_eq!(take(limits, &[sign_in(Subject::Source(source(FROM)))]).await, Verdict::Allowed);
    }
    asked(limits).await.expect("a puzzle")
}

async fn none_is_asked_for_where_puzzles_are_off(world: World) {
    let limits = limits(&world);
    super::empty(&limits, &[sign_in(Subject::Source(source(FROM)))]).await;
    assert!(asked(&limits).await.is_none());
}

async fn one_is_asked_for_below_half(world: World) {
    let node = with_puzzles(&world).await;
    let limits = limits(&node);
    let puzzle = below_half(&limits).await;
    assert_eq!((puzzle.bits(), puzzle.ripe_at()), (4, node.now().plus(Duration::from_secs(30))));
    let elsewhere = limits.ask_work(Act::SignIn, source("203.0.113.8")).await.unwrap();
    assert!(elsewhere.is_none());
    world.advance(Duration::from_secs(30));
    assert!(asked(&limits).await.is_none());
}

async fn one_that_was_solved_counts_once_on_all_nodes(world: World) {
    let (node, other) = (with_puzzles(&world).await, with_puzzles(&world).await);
    let (here, there) = (limits(&node), limits(&other));
    let puzzle = below_half(&here).await;
    let solution = solve(&puzzle);
    let early = here.take_work(source(FROM), puzzle.text(), None).await.unwrap_err();
    assert!(matches!(early, PuzzleRefusal::NotSolved));
    there.take_work(source(FROM), puzzle.text(), Some(&solution)).await.unwrap();
    for limits in [&here, &there] {
        let again = limits.take_work(source(FROM), puzzle.text(), Some(&solution)).await.unwrap_err();
        assert!(matches!(again, PuzzleRefusal::Used));
    }
}

async fn whoever_waits_needs_none(world: World) {
    let limits = limits(&with_puzzles(&world).await);
    let puzzle = below_half(&limits).await;
    // Others behind the same address go on: the budget stays low, and yet the time named is enough.
    for _ in 0..20 {
        assert_eq!(take(&limits, &[sign_in(Subject::Source(source(FROM)))]).await, Verdict::Allowed);
    }
    world.advance(Duration::from_secs(30));
    assert!(asked(&limits).await.is_some());
    limits.take_work(source(FROM), puzzle.text(), None).await.unwrap();
    let again = limits.take_work(source(FROM), puzzle.text(), None).await.unwrap_err();
    assert!(matches!(again, PuzzleRefusal::Used));
}

/// As a browser would: counts until the hash begins with four zero bits.
fn solve(puzzle: &Puzzle) -> String {
    let solves = |solution: &String| Sha256::digest(format!("{}{solution}", puzzle.nonce()))[0] < 16;
    (0_u64..).map(|number| number.to_string()).find(solves).unwrap()
}
