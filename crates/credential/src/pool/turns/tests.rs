//! Who goes first, who is turned away, and that no turn is lost.

use std::pin::Pin;
use std::task::{Context, Waker};

use super::*;

const LONG: Duration = Duration::from_secs(600);

type Waiting<'a> = Pin<Box<dyn Future<Output = Option<Turn>> + 'a>>;

/// Asks, and is in the queue when this returns.
fn ask(turns: &Turns, asker: Asker) -> Waiting<'_> {
    let mut waiting: Waiting<'_> = Box::pin(turns.take(asker, LONG));
    assert!(waiting.as_mut().poll(&mut Context::from_waker(Waker::noop())).is_pending());
    waiting
}

async fn held(turns: &Turns) -> Turn {
    turns.take(Asker::Source(0), Duration::ZERO).await.expect("a free turn")
}

#[tokio::test]
async fn free_turn_is_given_at_once() {
    let turns = Turns::new(2, 0);
    let (_first, _second) = (held(&turns).await, held(&turns).await);
    assert!(turns.take(Asker::Source(0), LONG).await.is_none());
}

#[tokio::test]
async fn turn_given_back_is_free_again() {
    let turns = Turns::new(1, 0);
    for _ in 0..3 {
        drop(held(&turns).await);
    }
}

#[tokio::test]
async fn turned_away_after_the_wait() {
    let turns = Turns::new(1, 10);
    let _held = held(&turns).await;
    assert!(turns.take(Asker::Source(1), Duration::ZERO).await.is_none());
    assert_eq!(turns.queue().waiting, 0);
}

/// Gives the turn to whoever is next, and tells who that was.
fn next_served(waiting: &mut Vec<(Asker, Waiting<'_>)>) -> (Asker, Turn) {
    let mut context = Context::from_waker(Waker::noop());
    let ready =
        waiting.iter_mut().enumerate().find_map(|(at, (asker, one))| match one.as_mut().poll(&mut context) {
            std::task::Poll::Ready(turn) => Some((at, *asker, turn.expect("a turn"))),
            std::task::Poll::Pending => None,
        });
    let (at, asker, turn) = ready.expect("somebody is served");
    drop(waiting.remove(at));
    (asker, turn)
}

fn order_of_service(held: Turn, mut waiting: Vec<(Asker, Waiting<'_>)>) -> Vec<Asker> {
    let mut order = Vec::new();
    let mut turn = held;
    while !waiting.is_empty() {
        drop(turn);
        let (asker, next) = next_served(&mut waiting);
        order.push(asker);
        turn = next;
    }
    order
}

#[tokio::test]
async fn source_with_a_hundred_waiting_delays_another_by_one_round() {
    let turns = Turns::new(1, 1000);
    let held = held(&turns).await;
    let (flood, other) = (Asker::Source(1), Asker::Source(2));
    let mut waiting: Vec<_> = (0..100).map(|_| (flood, ask(&turns, flood))).collect();
    waiting.push((other, ask(&turns, other)));
    let order = order_of_service(held, waiting);
    assert_eq!(order.len(), 101);
    assert!(order.iter().position(|asker| *asker == other) <= Some(1), "{order:?}");
}

#[tokio::test]
async fn each_round_serves_every_source_once() {
    let turns = Turns::new(1, 1000);
    let held = held(&turns).await;
    let askers = [1, 1, 1, 2, 2, 3].map(Asker::Source);
    let waiting = askers.into_iter().map(|asker| (asker, ask(&turns, asker))).collect();
    assert_eq!(order_of_service(held, waiting), [1, 2, 3, 1, 2, 1].map(Asker::Source));
}

#[tokio::test]
async fn leisure_is_served_last() {
    let turns = Turns::new(1, 1000);
    let held = held(&turns).await;
    let askers = [Asker::Leisure, Asker::Source(1), Asker::Leisure, Asker::Source(1)];
    let waiting = askers.into_iter().map(|asker| (asker, ask(&turns, asker))).collect();
    let order = order_of_service(held, waiting);
    assert_eq!(order, [Asker::Source(1), Asker::Source(1), Asker::Leisure, Asker::Leisure]);
}

#[tokio::test]
async fn turned_away_when_all_places_are_taken_by_others_alike() {
    let turns = Turns::new(1, 2);
    let _held = held(&turns).await;
    let _first = ask(&turns, Asker::Source(1));
    let _second = ask(&turns, Asker::Source(2));
    assert!(turns.take(Asker::Source(3), LONG).await.is_none());
    assert!(turns.take(Asker::Source(1), LONG).await.is_none());
}

#[tokio::test]
async fn source_with_most_places_loses_its_youngest_to_another() {
    let turns = Turns::new(1, 3);
    let held = held(&turns).await;
    let flood = Asker::Source(1);
    let (first, second) = (ask(&turns, flood), ask(&turns, flood));
    let youngest = ask(&turns, flood);
    let other = ask(&turns, Asker::Source(2));
    assert!(youngest.await.is_none());
    let waiting = vec![(flood, first), (flood, second), (Asker::Source(2), other)];
    assert_eq!(order_of_service(held, waiting), [flood, Asker::Source(2), flood]);
}

#[tokio::test]
async fn leisure_loses_its_place_first() {
    let turns = Turns::new(1, 1);
    let _held = held(&turns).await;
    let leisure = ask(&turns, Asker::Leisure);
    let _request = ask(&turns, Asker::Source(1));
    assert!(leisure.await.is_none());
    assert!(turns.take(Asker::Leisure, LONG).await.is_none());
}

#[tokio::test]
async fn who_gives_up_leaves_its_place_to_others() {
    let turns = Turns::new(1, 1);
    let held = held(&turns).await;
    drop(ask(&turns, Asker::Source(1)));
    let other = ask(&turns, Asker::Source(2));
    drop(held);
    assert!(other.await.is_some());
}

#[tokio::test]
async fn turn_handed_to_somebody_who_leaves_goes_to_the_next() {
    let turns = Turns::new(1, 2);
    let held = held(&turns).await;
    let first = ask(&turns, Asker::Source(1));
    let second = ask(&turns, Asker::Source(2));
    // The turn is on its way to the first, who does not look any more.
    drop(held);
    drop(first);
    assert!(second.await.is_some());
    let queue = turns.queue();
    assert_eq!((queue.free, queue.waiting, queue.lanes.len(), queue.rotation.len()), (1, 0, 0, 0));
}
