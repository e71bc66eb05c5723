//! Keys of providers: two may live at once, so that one can be changed for the next without a gap.

use base::VerificationId;
use sandbox::providers::{Behaviour, Verdict};
use store::provider::{KeyOwner, KeyStatus};
use store::verification::VerificationState;
use testkit::{World, on_each_database};
use yimen::verification::DeclareRefusal;

use super::acts::{Case, FACE};

on_each_database! {
    the_next_key_is_believed_once_it_was_added,
    a_retired_key_is_believed_no_longer,
    refused_as_a_third_live_key,
    the_other_node_believes_what_was_added_here,
}

const PUSHING: [&str; 2] = ["open-set", "open-sorted"];

/// What comes of a verification whose callback is signed so.
async fn said(case: &Case, provider: &str, behaviour: Behaviour) -> VerificationState {
    let id = case.begun((provider, FACE.1)).await;
    told(case, (provider, id), behaviour).await
}

async fn told(
    case: &Case,
    (provider, id): (&str, VerificationId),
    behaviour: Behaviour,
) -> VerificationState {
    case.city.set(provider, behaviour).unwrap();
    case.decide(provider, id, Verdict::Pass).await;
    case.world.app.verifications.process_inbox().await.unwrap();
    case.ended(id).await.0
}

async fn add_next(case: &Case, provider: &str) {
    let (kid, key) = case.city.next_key(provider).unwrap();
    case.world.add_key(provider, (&kid, key)).await.unwrap();
}

async fn the_next_key_is_believed_once_it_was_added(world: World) {
    let case = Case::of(world, &PUSHING).await;
    for provider in PUSHING {
        assert_eq!(said(&case, provider, Behaviour::RotatedKey).await, VerificationState::Started);
        add_next(&case, provider).await;
        assert_eq!(said(&case, provider, Behaviour::RotatedKey).await, VerificationState::Passed);
        assert_eq!(said(&case, provider, Behaviour::Faithful).await, VerificationState::Passed);
    }
}

async fn a_retired_key_is_believed_no_longer(world: World) {
    let case = Case::of(world, &PUSHING).await;
    let providers = case.world.app.verifications.providers();
    for provider in PUSHING {
        // Its answers are signed by the first key as well: nothing more can begin without it.
        let (one, other) = (case.begun((provider, FACE.1)).await, case.begun((provider, FACE.1)).await);
        let (first, _) = case.city.registration(provider).unwrap().their_keys.remove(0);
        add_next(&case, provider).await;
        let facts = providers.facts(provider).await.unwrap().unwrap();
        let key = facts.keys.iter().find(|key| key.owner == KeyOwner::Theirs && key.kid == first).unwrap();
        assert_eq!(key.status, KeyStatus::Live);
        providers.retire_key(provider, key.id, "test").await.unwrap();
        let state = told(&case, (provider, one), Behaviour::Faithful).await;
        assert_eq!(state, VerificationState::Started);
        let state = told(&case, (provider, other), Behaviour::RotatedKey).await;
        assert_eq!(state, VerificationState::Passed);
        let again = providers.retire_key(provider, key.id, "test").await;
        assert!(matches!(again, Err(DeclareRefusal::UnknownKey)));
    }
}

async fn refused_as_a_third_live_key(world: World) {
    let case = Case::of(world, &["open-set"]).await;
    add_next(&case, "open-set").await;
    let third = testkit::TestKey::new("third");
    let refused = case.world.add_key("open-set", ("third", third.public_jwk())).await;
    assert!(matches!(refused, Err(DeclareRefusal::TooManyKeys)));
}

async fn the_other_node_believes_what_was_added_here(world: World) {
    let case = Case::of(world, &["open-set"]).await;
    let other = case.world.second_node().await;
    let id = case.begun(FACE).await;
    case.city.set("open-set", Behaviour::RotatedKey).unwrap();
    let letter = case.letter("open-set", id, Verdict::Pass).await;
    let media = super::acts::media_type("open-set");
    other.catch_up().await;
    assert_eq!(other.call_back("open-set", media, &letter).await.status, 400);
    add_next(&case, "open-set").await;
    other.catch_up().await;
    assert_eq!(other.call_back("open-set", media, &letter).await.status, 202);
}
