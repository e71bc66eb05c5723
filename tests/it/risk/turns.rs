//! Attempts under way, which are charged only if they fail.

use testkit::{World, on_each_database};
use yimen::risk::{FirstTime, Limits, Turn, TurnRefusal, Verdict};

use super::{empty, limits, peek, person, stranger, take};

on_each_database! {
    as_many_are_under_way_as_may_all_fail,
    a_turn_given_back_costs_nothing,
    attempts_that_fail_one_after_another_find_what_is_left,
    of_many_guesses_at_once_the_burst_is_made,
    strangers_under_way_do_not_hold_up_the_person,
    a_turn_refused_holds_nothing,
    an_empty_budget_is_told_and_a_held_one_is_not,
}

async fn turns(limits: &Limits, charges: &[yimen::risk::Charge]) -> Vec<Turn> {
    let mut held = Vec::new();
    while let Ok(turn) = limits.turn(charges).await {
        held.push(turn);
    }
    held
}

async fn wait(limits: &Limits, charges: &[yimen::risk::Charge]) -> (u64, FirstTime) {
    match limits.turn(charges).await {
        Err(TurnRefusal::TooMany { retry_after, first }) => (retry_after.as_secs(), first),
        other => panic!("not refused: {other:?}"),
    }
}

async fn as_many_are_under_way_as_may_all_fail(world: World) {
    let limits = limits(&world);
    for _ in 0..4 {
        assert_eq!(take(&limits, &person()).await, Verdict::Allowed);
    }
    let held = turns(&limits, &person()).await;
    assert_eq!(held.len(), 6);
    // None is in vain: all of them fail, and all are paid for.
    for turn in held {
        assert_eq!(take(&limits, &person()).await, Verdict::Allowed);
        drop(turn);
    }
    assert_eq!(wait(&limits, &person()).await.0, 60);
}

async fn a_turn_given_back_costs_nothing(world: World) {
    let limits = limits(&world);
    for _ in 0..30 {
        drop(limits.turn(&stranger("203.0.113.7", "lin")).await.unwrap());
    }
    assert_eq!(empty(&limits, &stranger("203.0.113.7", "lin")).await, 10);
}

async fn attempts_that_fail_one_after_another_find_what_is_left(world: World) {
    let limits = limits(&world);
    let mut made = 0;
    while let Ok(turn) = limits.turn(&person()).await {
        assert_eq!(take(&limits, &person()).await, Verdict::Allowed);
        drop(turn);
        made += 1;
    }
    assert_eq!(made, 10);
}

async fn of_many_guesses_at_once_the_burst_is_made(world: World) {
    let limits = limits(&world);
    // Other names each time: only the source bounds them.
    let guesses = (0..100).map(|number| {
        let limits = limits.clone();
        tokio::spawn(async move {
            let charges = stranger("203.0.113.7", &format!("name {number}"));
            let Ok(turn) = limits.turn(&charges).await else { return 0 };
            // The guess is made here, and it is wrong.
            assert_eq!(take(&limits, &charges).await, Verdict::Allowed);
            drop(turn);
            1
        })
    });
    let guesses: Vec<_> = guesses.collect();
    let mut made = 0;
    for guess in guesses {
        made += guess.await.unwrap();
    }
    assert!((1..=60).contains(&made), "{made}");
    let [source, _] = stranger("203.0.113.7", "any");
    assert_eq!(empty(&limits, &[source]).await, 60 - made);
}

async fn strangers_under_way_do_not_hold_up_the_person(world: World) {
    let limits = limits(&world);
    let held = turns(&limits, &stranger("203.0.113.7", "lin")).await;
    assert_eq!(held.len(), 10);
    drop(limits.turn(&person()).await.unwrap());
}

async fn a_turn_refused_holds_nothing(world: World) {
    let limits = limits(&world);
    let held = turns(&limits, &stranger("203.0.113.7", "lin")).await;
    for _ in 0..100 {
        wait(&limits, &stranger("203.0.113.7", "lin")).await;
    }
    // The source has 60, of which those above hold 10.
    let others = (0..60).map(|number| stranger("203.0.113.7", &format!("name {number}")));
    let mut more = Vec::new();
    for charges in others {
        more.extend(limits.turn(&charges).await);
    }
    assert_eq!((held.len(), more.len()), (10, 50));
}

async fn an_empty_budget_is_told_and_a_held_one_is_not(world: World) {
    let limits = limits(&world);
    let held = turns(&limits, &person()).await;
    assert_eq!(wait(&limits, &person()).await, (1, FirstTime::No));
    for _ in 0..10 {
        assert_eq!(take(&limits, &person()).await, Verdict::Allowed);
    }
    // Used up and held: what is told is when it pays again, not when nobody is under way any more.
    assert_eq!(wait(&limits, &person()).await, (60, FirstTime::Yes));
    drop(held);
    assert_eq!(wait(&limits, &person()).await, (60, FirstTime::No));
    assert!(matches!(peek(&limits, &person()).await, Verdict::TooMany { .. }));
}
