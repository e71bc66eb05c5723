//! The browser that returns, the callback and our own question, in any order and as often as they like: one conclusion.

use std::time::Duration;

use base::VerificationId;
use futures_util::future::{BoxFuture, join_all};
use sandbox::providers::{Behaviour, Verdict};
use store::verification::VerificationState;
use testkit::{Node, World, on_each_database};

use super::acts::{BANK, Case, FACE, conclusions, media_type};

on_each_database! {
    any_order_and_repetition_gives_one_conclusion,
    hints_in_any_order_give_one_conclusion,
    eight_at_once_at_two_nodes_give_one_conclusion,
    eight_hints_at_once_at_two_nodes_give_one_conclusion,
    a_provider_that_repeats_itself_is_heard_once,
    what_is_concluded_never_changes,
    two_letters_that_overtake_each_other_conclude_their_own,
}

#[derive(Clone, Copy)]
enum Way {
    Return,
    Callback,
    Poll,
}

const ORDERS: [[Way; 3]; 6] = [
    [Way::Return, Way::Callback, Way::Poll],
    [Way::Return, Way::Poll, Way::Callback],
    [Way::Callback, Way::Return, Way::Poll],
    [Way::Callback, Way::Poll, Way::Return],
    [Way::Poll, Way::Return, Way::Callback],
    [Way::Poll, Way::Callback, Way::Return],
];

async fn bring(node: &Node, (provider, id, letter): (&str, VerificationId, &str), way: Way) {
    let verifications = &node.app.verifications;
    match way {
        Way::Return => drop(verifications.returned(id, &[], "").await.unwrap()),
        Way::Callback => {
            let reply = node.call_back(provider, media_type(provider), letter).await;
            assert!(matches!(reply.status, 200 | 202), "{reply:?}");
            verifications.process_inbox().await.unwrap();
        }
        Way::Poll => drop(verifications.poll_due().await.unwrap()),
    }
}

async fn concluded_once(case: &Case, id: VerificationId) {
    assert_eq!(case.ended(id).await.0, VerificationState::Passed);
    assert_eq!(conclusions(&case.world, id).await.len(), 1);
    assert_eq!(case.evidence(id).await.len(), 1);
}

async fn nothing_waits(case: &Case, provider: &str) {
    case.world.advance(Duration::from_secs(1200));
    case.world.conclude_due().await;
    let waiting = case.world.app.verifications.deliveries(provider, 100).await.unwrap();
    assert!(waiting.iter().all(|one| one.processed_at.is_some()), "{waiting:?}");
}

async fn in_any_order(world: World, way: (&'static str, evidence::kind::EvidenceKind)) {
    let case = Case::of(world, &[way.0]).await;
    for order in ORDERS {
        let id = case.begun(way).await;
        let letter = case.letter(way.0, id, Verdict::Pass).await;
        for step in order.into_iter().chain(order) {
            case.world.advance(Duration::from_secs(2));
            bring(&case.world, (way.0, id, &letter), step).await;
        }
        concluded_once(&case, id).await;
    }
    nothing_waits(&case, way.0).await;
}

async fn any_order_and_repetition_gives_one_conclusion(world: World) {
    in_any_order(world, FACE).await;
}

async fn hints_in_any_order_give_one_conclusion(world: World) {
    in_any_order(world, BANK).await;
}

async fn at_once(world: World, way: (&'static str, evidence::kind::EvidenceKind)) {
    let case = Case::of(world, &[way.0]).await;
    let other = case.world.second_node().await;
    let id = case.begun(way).await;
    let letter = case.letter(way.0, id, Verdict::Pass).await;
    other.catch_up().await;
    case.world.advance(Duration::from_secs(2));
    let said = (way.0, id, letter.as_str());
    let ways = [Way::Return, Way::Callback, Way::Poll, Way::Return];
    let nodes: [&Node; 2] = [&case.world, &other];
    let all = nodes
        .into_iter()
        .flat_map(|node| ways.map(|way| -> BoxFuture<'_, ()> { Box::pin(bring(node, said, way)) }));
    join_all(all).await;
    for node in nodes {
        case.world.advance(Duration::from_secs(60));
        node.conclude_due().await;
    }
    concluded_once(&case, id).await;
    nothing_waits(&case, way.0).await;
}

async fn eight_at_once_at_two_nodes_give_one_conclusion(world: World) {
    at_once(world, FACE).await;
}

async fn eight_hints_at_once_at_two_nodes_give_one_conclusion(world: World) {
    at_once(world, BANK).await;
}

async fn a_provider_that_repeats_itself_is_heard_once(world: World) {
    let case = Case::of(world, &["open-set"]).await;
    let id = case.begun(FACE).await;
    case.city.set("open-set", Behaviour::Repeat(8)).unwrap();
    case.decide("open-set", id, Verdict::Pass).await;
    let sent = case.city.deliveries("open-set").unwrap();
    assert_eq!(sent.len(), 8);
    assert!(sent.iter().all(|one| one.answer.as_ref().is_some_and(|answer| answer.status == 202)));
    assert_eq!(case.world.database().rows().await["callback_inbox"], 1);
    case.world.conclude_due().await;
    concluded_once(&case, id).await;
}

async fn what_is_concluded_never_changes(world: World) {
    let case = Case::of(world, &["open-set"]).await;
    let id = case.begun(FACE).await;
    let letter = case.letter("open-set", id, Verdict::Pass).await;
    case.world.app.verifications.cancel(id, "").await.unwrap();
    let before = case.world.verification(id).await;
    for way in [Way::Callback, Way::Return, Way::Poll] {
        bring(&case.world, ("open-set", id, &letter), way).await;
    }
    assert_eq!(case.world.verification(id).await, before);
    assert_eq!(before.state, VerificationState::Cancelled);
    assert_eq!(case.levels().await, (2, 2));
}

async fn two_letters_that_overtake_each_other_conclude_their_own(world: World) {
    let case = Case::of(world, &["open-set"]).await;
    let (first, second) = (case.begun(FACE).await, case.begun(FACE).await);
    case.city.set("open-set", Behaviour::Reorder).unwrap();
    case.decide("open-set", first, Verdict::Fail).await;
    case.decide("open-set", second, Verdict::Pass).await;
    case.world.conclude_due().await;
    assert_eq!(case.ended(first).await, (VerificationState::Failed, "other_face".to_owned()));
    assert_eq!(case.ended(second).await.0, VerificationState::Passed);
}
