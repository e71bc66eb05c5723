//! The outbox of logout notices.

use std::time::Duration;

use futures_util::future::join;
use store::logout::{self, Delivery, DeliveryState, Next};

use crate::fixture::{account_id, at, delivery, delivery_id, session_id};
use crate::world::World;

const LEASE: Duration = Duration::from_secs(30);

async fn enqueue(world: &World, deliveries: Vec<Delivery>) {
    commit!(world, [deliveries], |tx| logout::enqueue(tx, &deliveries));
}

async fn claim(world: &World, now: i64, limit: u32) -> Vec<Delivery> {
    let mut claimed = commit!(world, [], |tx| logout::claim_due(tx, at(now), limit, LEASE));
    claimed.sort_by_key(|delivery| delivery.id);
    claimed
}

contract! {
    async fn due_notice_is_claimed_until_the_lease_ends(world) {
        let mut ahead = delivery(2, 1);
        ahead.next_attempt_at = at(500);
        enqueue(world, vec![delivery(1, 1), ahead]).await;
        assert!(claim(world, 49, 10).await.is_empty());
        let claimed = claim(world, 50, 10).await;
        let mut wanted = delivery(1, 1);
        wanted.attempts = 1;
        wanted.next_attempt_at = at(80);
        assert_eq!(claimed, [wanted]);
        assert!(claim(world, 79, 10).await.is_empty());
        assert_eq!(claim(world, 80, 10).await[0].attempts, 2);
    }
}

contract! {
    async fn workers_claim_different_notices(world) {
        enqueue(world, (1..=10).map(|n| delivery(n, 1)).collect()).await;
        let (mine, yours) = join(claim(world, 60, 5), claim(world, 60, 5)).await;
        let mut all: Vec<_> = mine.iter().chain(&yours).map(|delivery| delivery.id).collect();
        all.sort();
        all.dedup();
        assert_eq!(all.len(), mine.len() + yours.len());
        assert!(mine.len() <= 5 && yours.len() <= 5);
    }
}

contract! {
    async fn delivered_notice_is_done(world) {
        enqueue(world, vec![delivery(1, 1)]).await;
        claim(world, 60, 5).await;
        assert!(commit!(world, [], |tx| logout::finish(tx, delivery_id(1), at(61))));
        assert!(!commit!(world, [], |tx| logout::finish(tx, delivery_id(1), at(62))));
        assert!(!commit!(world, [], |tx| logout::fail(tx, delivery_id(1), "late", Next::GiveUp(at(62)))));
        assert!(claim(world, 1000, 5).await.is_empty());
        let mut conn = world.db.reader().await.unwrap();
        let done = &logout::list_for_session(&mut conn, session_id(1)).await.unwrap()[0];
        assert_eq!((done.state, done.finished_at), (DeliveryState::Delivered, Some(at(61))));
    }
}

contract! {
    async fn failed_attempt_is_tried_again_or_given_up(world) {
        enqueue(world, vec![delivery(1, 1)]).await;
        claim(world, 60, 5).await;
        assert!(commit!(world, [], |tx| logout::fail(tx, delivery_id(1), "timed out", Next::Retry(at(300)))));
        assert!(claim(world, 299, 5).await.is_empty());
        let again = claim(world, 300, 5).await;
        assert_eq!((again[0].attempts, again[0].last_error.as_deref()), (2, Some("timed out")));
        assert!(commit!(world, [], |tx| logout::fail(tx, delivery_id(1), "400", Next::GiveUp(at(301)))));
        let mut conn = world.db.reader().await.unwrap();
        let over = &logout::list_for_account(&mut conn, account_id(1), 5).await.unwrap()[0];
        assert_eq!((over.state, over.finished_at), (DeliveryState::Failed, Some(at(301))));
        assert_eq!(over.last_error.as_deref(), Some("400"));
    }
}

contract! {
    async fn ledger_lists_newest_first(world) {
        enqueue(world, (1..=4).map(|n| delivery(n, if n == 4 { 2 } else { 1 })).collect()).await;
        let mut conn = world.db.reader().await.unwrap();
        let first = logout::recent(&mut conn, None, 3).await.unwrap();
        let last = first.last().unwrap();
        let rest = logout::recent(&mut conn, Some((last.created_at, last.id)), 3).await.unwrap();
        let ids: Vec<_> = first.iter().chain(&rest).map(|delivery| delivery.id).collect();
        assert_eq!(ids, [4, 3, 2, 1].map(delivery_id));
        assert_eq!(logout::list_for_session(&mut conn, session_id(2)).await.unwrap().len(), 1);
        let mine = logout::list_for_account(&mut conn, account_id(1), 2).await.unwrap();
        assert_eq!(mine.iter().map(|delivery| delivery.id).collect::<Vec<_>>(), [4, 3].map(delivery_id));
        assert!(logout::list_for_account(&mut conn, account_id(2), 2).await.unwrap().is_empty());
    }
}
