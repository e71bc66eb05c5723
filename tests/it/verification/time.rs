//! What time and accidents do to a verification that is under way.

use std::time::Duration;

use sandbox::providers::{Behaviour, Verdict};
use store::verification::VerificationState;
use testkit::{World, on_each_database};

use super::acts::{BANK, Case, FACE, conclusions, media_type};

on_each_database! {
    what_nobody_decides_ends,
    what_is_told_after_the_end_changes_nothing,
    a_callback_that_came_in_time_counts_though_it_was_left_lying,
    a_node_that_dies_after_the_acknowledgement_loses_nothing,
    a_node_that_dies_with_a_callback_in_hand_loses_nothing,
    a_hint_is_followed_once_the_provider_answers_again,
    without_a_callback_the_provider_is_asked,
    a_provider_is_not_asked_more_often_than_it_takes,
    what_the_person_gave_up_is_over,
    whoever_left_is_not_verified_behind_their_back,
}

const HALF_AN_HOUR: Duration = Duration::from_secs(1800);

async fn what_nobody_decides_ends(world: World) {
    let case = Case::of(world, &["open-set"]).await;
    let id = case.begun(FACE).await;
    case.world.advance(HALF_AN_HOUR - Duration::from_secs(1));
    case.world.conclude_due().await;
    assert_eq!(case.ended(id).await.0, VerificationState::Started);
    assert!(!case.world.verification(id).await.payload.is_empty());
    case.world.advance(Duration::from_secs(1));
    case.world.conclude_due().await;
    assert_eq!(case.ended(id).await, (VerificationState::Expired, "expired".to_owned()));
    assert!(case.world.verification(id).await.payload.is_empty());
    assert_eq!(conclusions(&case.world, id).await.len(), 1);
}

async fn what_is_told_after_the_end_changes_nothing(world: World) {
    let case = Case::of(world, &["open-set"]).await;
    let id = case.begun(FACE).await;
    let letter = case.letter("open-set", id, Verdict::Pass).await;
    case.world.advance(HALF_AN_HOUR);
    // Nobody looked yet: what is over is over all the same once somebody does.
    case.world.conclude_due().await;
    let reply = case.world.call_back("open-set", media_type("open-set"), &letter).await;
    assert_eq!(reply.status, 400);
    assert_eq!(case.ended(id).await.0, VerificationState::Expired);
    assert_eq!(case.world.stored_level(&case.lin).await.level, 2);
}

async fn a_callback_that_came_in_time_counts_though_it_was_left_lying(world: World) {
    let case = Case::of(world, &["open-set"]).await;
    let id = case.begun(FACE).await;
    case.decide("open-set", id, Verdict::Pass).await;
    case.world.advance(2 * HALF_AN_HOUR);
    case.world.app.verifications.poll_due().await.unwrap();
    assert_eq!(case.ended(id).await.0, VerificationState::Passed);
}

async fn a_node_that_dies_after_the_acknowledgement_loses_nothing(world: World) {
    let case = Case::of(world, &["open-set"]).await;
    let id = case.begun(FACE).await;
    case.decide("open-set", id, Verdict::Pass).await;
    assert_eq!(case.ended(id).await.0, VerificationState::Started);
    let next = case.world.second_node().await;
    assert_eq!(next.app.verifications.process_inbox().await.unwrap(), 1);
    assert_eq!(case.ended(id).await.0, VerificationState::Passed);
}

async fn a_node_that_dies_with_a_callback_in_hand_loses_nothing(world: World) {
    let case = Case::of(world, &["open-set"]).await;
    let id = case.begun(FACE).await;
    case.decide("open-set", id, Verdict::Pass).await;
    let (now, lease) = (case.world.now(), Duration::from_secs(40));
    let claim = case
        .world
        .app
        .ground
        .db
        .write(move |tx| Box::pin(async move { store::inbox::claim_due(tx, now, 10, lease).await }));
    assert_eq!(claim.await.unwrap().len(), 1);
    let next = case.world.second_node().await;
    assert_eq!(next.app.verifications.process_inbox().await.unwrap(), 0);
    case.world.advance(lease);
    assert_eq!(next.app.verifications.process_inbox().await.unwrap(), 1);
    assert_eq!(case.ended(id).await.0, VerificationState::Passed);
}

async fn a_hint_is_followed_once_the_provider_answers_again(world: World) {
    let case = Case::of(world, &["bank"]).await;
    let id = case.begun(BANK).await;
    case.decide("bank", id, Verdict::Pass).await;
    case.city.set_answers("bank", Behaviour::Down).unwrap();
    case.world.app.verifications.process_inbox().await.unwrap();
    assert_eq!(case.ended(id).await.0, VerificationState::Started);
    case.city.set_answers("bank", Behaviour::Faithful).unwrap();
    case.world.advance(Duration::from_secs(10));
    case.world.app.verifications.process_inbox().await.unwrap();
    assert_eq!(case.ended(id).await.0, VerificationState::Passed);
}

async fn without_a_callback_the_provider_is_asked(world: World) {
    let case = Case::of(world, &["bank"]).await;
    let id = case.begun(BANK).await;
    case.city.set("bank", Behaviour::Never).unwrap();
    for _ in 0..3 {
        case.world.advance(Duration::from_secs(1));
        case.world.conclude_due().await;
    }
    let row = case.world.verification(id).await;
    assert_eq!((row.state, row.polls), (VerificationState::Started, 3));
    case.decide("bank", id, Verdict::Pass).await;
    case.world.advance(Duration::from_secs(1));
    case.world.conclude_due().await;
    assert_eq!(case.ended(id).await.0, VerificationState::Passed);
}

async fn a_provider_is_not_asked_more_often_than_it_takes(world: World) {
    let case = Case::of(world, &["bank"]).await;
    let id = case.begun(BANK).await;
    let before = case.city.calls("bank").unwrap();
    for _ in 0..40 {
        case.world.app.verifications.returned(id, &[], "").await.unwrap();
    }
    let asked = case.city.calls("bank").unwrap() - before;
    assert_eq!(asked, 20);
}

async fn what_the_person_gave_up_is_over(world: World) {
    let case = Case::of(world, &["open-set"]).await;
    let id = case.begun(FACE).await;
    case.world.app.verifications.cancel(id, "").await.unwrap();
    assert_eq!(case.ended(id).await, (VerificationState::Cancelled, "cancelled".to_owned()));
    assert!(case.world.verification(id).await.payload.is_empty());
    case.decide("open-set", id, Verdict::Pass).await;
    case.world.conclude_due().await;
    assert_eq!(case.ended(id).await.0, VerificationState::Cancelled);
    assert_eq!(case.levels().await, (2, 2));
}

async fn whoever_left_is_not_verified_behind_their_back(world: World) {
    let mut case = Case::of(world, &["open-set"]).await;
    let id = case.begun(FACE).await;
    case.lin.browser.get(&case.world.url("/")).await.unwrap();
    case.lin.browser.press("sign-out").await.unwrap();
    case.decide("open-set", id, Verdict::Pass).await;
    case.world.conclude_due().await;
    assert_eq!(case.ended(id).await, (VerificationState::Failed, "session_ended".to_owned()));
    assert_eq!(case.world.stored_level(&case.lin).await.level, 2);
}
