//! The inbox of callbacks.

use std::time::Duration;

use base::VerificationId;
use futures_util::future::join_all;
use store::inbox::{self, Delivery, DeliveryState, Received};

use crate::fixture::at;
use crate::world::World;

const LEASE: Duration = Duration::from_secs(40);

/// Callback `n` of provider `bank`.
pub(crate) fn delivery(n: u8) -> Delivery {
    Delivery {
        provider_id: "bank".to_owned(),
        notify_id: format!("notice-{n:03}"),
        body_digest: [n; 32],
        content: vec![n, 0, 255],
        state: DeliveryState::Received,
        verification_id: (n % 2 == 1).then_some(VerificationId::from_bytes([n; 16])),
        kid: "k-1".to_owned(),
        attempts: 0,
        next_attempt_at: at(50),
        received_at: at(50 + i64::from(n)),
        processed_at: None,
    }
}

pub(crate) async fn receive(world: &World, given: Delivery) -> Received {
    commit!(world, [given], |tx| inbox::receive(tx, &given))
}

pub(crate) async fn done(world: &World, n: u8, now: i64) -> bool {
    let name = delivery(n).notify_id;
    commit!(world, [name], |tx| inbox::done(tx, "bank", &name, at(now)))
}

async fn retry(world: &World, n: u8, next: i64) -> bool {
    let name = delivery(n).notify_id;
    commit!(world, [name], |tx| inbox::retry(tx, "bank", &name, at(next)))
}

async fn claim(world: &World, now: i64, limit: u32) -> Vec<Delivery> {
    let mut claimed = commit!(world, [], |tx| inbox::claim_due(tx, at(now), limit, LEASE));
    claimed.sort_by_key(|one| one.notify_id.clone());
    claimed
}

async fn recent(world: &World, limit: u32) -> Vec<Delivery> {
    inbox::recent(&mut world.db.reader().await.unwrap(), "bank", limit).await.unwrap()
}

async fn look(world: &World, provider: &str, notify_id: &str) -> Option<([u8; 32], DeliveryState)> {
    inbox::look(&mut world.db.reader().await.unwrap(), provider, notify_id).await.unwrap()
}

contract! {
    async fn callback_comes_back_as_it_went_in_the_newest_first(world) {
        let of_another = Delivery { provider_id: "telecom".to_owned(), ..delivery(3) };
        for given in [delivery(1), delivery(2), of_another] {
            assert_eq!(receive(world, given).await, Received::New);
        }
        assert_eq!(recent(world, 10).await, [delivery(2), delivery(1)]);
        assert_eq!(recent(world, 1).await, [delivery(2)]);
        let mut conn = world.db.reader().await.unwrap();
        assert!(inbox::recent(&mut conn, "nobody", 10).await.unwrap().is_empty());
    }
}

contract! {
    async fn same_id_is_one_callback_for_each_provider(world) {
        assert_eq!(receive(world, delivery(1)).await, Received::New);
        let of_another = Delivery { provider_id: "telecom".to_owned(), body_digest: [99; 32], ..delivery(1) };
        assert_eq!(receive(world, of_another).await, Received::New);
    }
}

contract! {
    async fn repetition_is_known_before_and_after_it_was_dealt_with(world) {
        assert_eq!(receive(world, delivery(1)).await, Received::New);
        let signed_anew = Delivery { kid: "k-2".to_owned(), received_at: at(70), ..delivery(1) };
        assert_eq!(receive(world, signed_anew.clone()).await, Received::Again);
        done(world, 1, 60).await;
        assert_eq!(receive(world, signed_anew).await, Received::Again);
        let kept = recent(world, 10).await;
        assert_eq!((kept.len(), kept[0].kid.as_str(), kept[0].received_at), (1, "k-1", at(51)));
        assert_eq!(kept[0].state, DeliveryState::Processed, "it is not dealt with again");
    }
}

contract! {
    async fn same_id_with_another_digest_is_different(world) {
        receive(world, delivery(1)).await;
        let forged = Delivery { body_digest: [99; 32], content: vec![6, 6], ..delivery(1) };
        assert_eq!(receive(world, forged.clone()).await, Received::Different);
        done(world, 1, 60).await;
        assert_eq!(receive(world, forged).await, Received::Different);
        let name = delivery(1).notify_id;
        assert_eq!(look(world, "bank", &name).await, Some(([1; 32], DeliveryState::Processed)));
    }
}

contract! {
    async fn of_eight_at_once_one_is_new(world) {
        let outcomes = join_all((0..8).map(|_| receive(world, delivery(1)))).await;
        let of_kind = |kind| outcomes.iter().filter(|outcome| **outcome == kind).count();
        assert_eq!((of_kind(Received::New), of_kind(Received::Again)), (1, 7));
        assert_eq!(recent(world, 10).await, [delivery(1)]);
    }
}

contract! {
    async fn of_eight_at_once_with_different_bodies_one_is_new_and_none_is_a_repetition(world) {
        let outcomes = join_all((1..=8).map(|n| async move {
            receive(world, Delivery { body_digest: [n; 32], ..delivery(1) }).await
        })).await;
        let of_kind = |kind| outcomes.iter().filter(|outcome| **outcome == kind).count();
        assert_eq!((of_kind(Received::New), of_kind(Received::Different)), (1, 7));
    }
}

contract! {
    async fn look_tells_digest_and_state(world) {
        receive(world, delivery(1)).await;
        let name = delivery(1).notify_id;
        assert_eq!(look(world, "bank", &name).await, Some(([1; 32], DeliveryState::Received)));
        assert_eq!(look(world, "telecom", &name).await, None);
        assert_eq!(look(world, "bank", "notice-9").await, None);
    }
}

contract! {
    async fn due_callback_is_claimed_until_the_lease_ends(world) {
        receive(world, delivery(1)).await;
        receive(world, Delivery { next_attempt_at: at(500), ..delivery(2) }).await;
        assert!(claim(world, 49, 10).await.is_empty());
        let claimed = claim(world, 50, 10).await;
        assert_eq!(claimed, [Delivery { attempts: 1, next_attempt_at: at(90), ..delivery(1) }]);
        assert!(claim(world, 89, 10).await.is_empty());
        assert_eq!(claim(world, 90, 10).await[0].attempts, 2);
    }
}

contract! {
    async fn oldest_callbacks_are_claimed_first(world) {
        for (n, due) in [(1, 55), (2, 53), (3, 54)] {
            receive(world, Delivery { next_attempt_at: at(due), ..delivery(n) }).await;
        }
        let names: Vec<_> = claim(world, 60, 2).await.into_iter().map(|one| one.notify_id).collect();
        assert_eq!(names, ["notice-002", "notice-003"]);
    }
}

contract! {
    async fn eight_workers_claim_different_callbacks(world) {
        for n in 1..=30 {
            receive(world, delivery(n)).await;
        }
        let claims = join_all((0..8).map(|_| claim(world, 60, 7))).await;
        assert!(claims.iter().all(|claimed| claimed.len() <= 7));
        let mut all: Vec<_> = claims.into_iter().flatten().map(|one| one.notify_id).collect();
        let claimed = all.len();
        all.sort();
        all.dedup();
        assert_eq!(all.len(), claimed, "no callback is claimed twice");
        // Whoever lost against another comes again.
        while all.len() < 30 {
            let more = claim(world, 60, 7).await;
            assert!(!more.is_empty());
            all.extend(more.into_iter().map(|one| one.notify_id));
        }
    }
}

contract! {
    async fn callback_that_was_dealt_with_is_done_and_its_content_gone(world) {
        receive(world, delivery(1)).await;
        claim(world, 50, 10).await;
        assert!(done(world, 1, 60).await);
        assert!(!done(world, 1, 61).await);
        assert!(!retry(world, 1, 70).await);
        assert!(!done(world, 2, 60).await);
        assert!(claim(world, 1000, 10).await.is_empty());
        let over = recent(world, 10).await.remove(0);
        assert_eq!((over.state, over.processed_at), (DeliveryState::Processed, Some(at(60))));
        assert!(over.content.is_empty());
    }
}

contract! {
    async fn callback_that_waits_is_claimed_again_at_its_time(world) {
        receive(world, delivery(1)).await;
        claim(world, 50, 10).await;
        assert!(retry(world, 1, 200).await);
        assert!(!retry(world, 2, 200).await);
        assert!(claim(world, 199, 10).await.is_empty());
        let again = claim(world, 200, 10).await.remove(0);
        assert_eq!((again.attempts, again.content), (2, delivery(1).content));
    }
}
