//! Ways back into an account.

use std::time::Duration;

use base::RecoveryId;
use futures_util::future::join_all;
use store::recovery::{self, Recovery, RecoveryRoute, RecoveryState};

use crate::fixture::{account_id, at};
use crate::world::{World, told};

const fn id(n: u8) -> RecoveryId {
    RecoveryId::from_bytes([n; 16])
}

pub(crate) fn waiting(n: u8, account: u8) -> Recovery {
    Recovery {
        id: id(n),
        account_id: account_id(account),
        ticket_hash: [n; 32],
        route: RecoveryRoute::Phone,
        state: RecoveryState::Waiting,
        source: "203.0.113.*".to_owned(),
        requested_at: at(10),
        ready_at: at(100),
        expires_at: at(200),
    }
}

async fn begin(world: &World, recovery: Recovery) -> Option<RecoveryId> {
    commit!(world, [recovery], |tx| recovery::insert(tx, &recovery))
}

async fn cancel(world: &World, n: u8, account: u8) -> bool {
    commit!(world, [], |tx| recovery::cancel(tx, id(n), account_id(account)))
}

async fn finish(world: &World, n: u8, now: i64) -> bool {
    commit!(world, [], |tx| recovery::finish(tx, id(n), at(now)))
}

async fn of_ticket(world: &World, n: u8) -> Option<Recovery> {
    let mut conn = world.db.reader().await.unwrap();
    recovery::by_ticket(&mut conn, &[[99; 32], [n; 32]]).await.unwrap()
}

async fn waiting_of(world: &World, account: u8) -> Option<RecoveryId> {
    let mut conn = world.db.reader().await.unwrap();
    recovery::waiting_of(&mut conn, account_id(account)).await.unwrap().map(|recovery| recovery.id)
}

contract! {
    async fn ticket_finds_what_went_in(world) {
        let other = Recovery { route: RecoveryRoute::RecoveryCode, ..waiting(2, 2) };
        assert_eq!(begin(world, waiting(1, 1)).await, None);
        assert_eq!(begin(world, other.clone()).await, None);
        assert_eq!((of_ticket(world, 1).await, of_ticket(world, 2).await), (Some(waiting(1, 1)), Some(other)));
        assert_eq!(of_ticket(world, 3).await, None);
        let mut conn = world.db.reader().await.unwrap();
        assert_eq!(recovery::by_ticket(&mut conn, &[]).await.unwrap(), None);
        let many: Vec<[u8; 32]> = (0..5).map(|n| [n; 32]).collect();
        assert!(told(recovery::by_ticket(&mut conn, &many).await).contains("at most 4"));
    }
}

contract! {
    async fn later_one_takes_the_place_of_the_earlier(world) {
        begin(world, waiting(1, 1)).await;
        begin(world, waiting(2, 2)).await;
        assert_eq!(begin(world, waiting(3, 1)).await, Some(id(1)));
        assert_eq!(of_ticket(world, 1).await.unwrap().state, RecoveryState::Cancelled);
        assert_eq!((waiting_of(world, 1).await, waiting_of(world, 2).await), (Some(id(3)), Some(id(2))));
        assert!(!finish(world, 1, 100).await);
    }
}

contract! {
    async fn of_eight_at_once_one_waits(world) {
        let attempts = (1..=8).map(|n| async move {
            let recovery = waiting(n, 1);
            attempt!(world, [recovery], |tx| recovery::insert(tx, &recovery))
        });
        for outcome in join_all(attempts).await {
            assert!(outcome.is_ok() || outcome.is_err_and(|fault| fault.is_overload()));
        }
        let mut waiting = 0;
        for n in 1..=8 {
            let found = of_ticket(world, n).await;
            waiting += usize::from(found.is_some_and(|found| found.state == RecoveryState::Waiting));
        }
        assert_eq!(waiting, 1);
    }
}

contract! {
    async fn finished_once_and_only_in_its_time(world) {
        begin(world, waiting(1, 1)).await;
        assert!(!finish(world, 1, 99).await, "not yet ready");
        assert!(!finish(world, 1, 200).await, "over");
        let through = join_all((0..8).map(|_| finish(world, 1, 100))).await;
        assert_eq!(through.into_iter().filter(|through| *through).count(), 1);
        assert_eq!(of_ticket(world, 1).await.unwrap().state, RecoveryState::Done);
        assert_eq!(waiting_of(world, 1).await, None);
        assert!(!cancel(world, 1, 1).await);
    }
}

contract! {
    async fn cancelled_only_by_its_owner(world) {
        begin(world, waiting(1, 1)).await;
        assert!(!cancel(world, 1, 2).await);
        assert_eq!(waiting_of(world, 1).await, Some(id(1)));
        assert!(cancel(world, 1, 1).await);
        assert!(!cancel(world, 1, 1).await);
        assert!(!finish(world, 1, 100).await);
        assert_eq!(waiting_of(world, 1).await, None);
        assert_eq!(begin(world, waiting(2, 1)).await, None, "there is room for another");
    }
}

contract! {
    async fn live_and_ready_by_state_and_time(world) {
        let given = waiting(1, 1);
        assert!(given.is_live(at(10)) && !given.is_ready(at(10)));
        assert!(!given.is_ready(given.ready_at.minus(Duration::from_micros(1))) && given.is_ready(given.ready_at));
        assert!(!given.is_live(given.expires_at) && !given.is_ready(given.expires_at));
        for state in [RecoveryState::Done, RecoveryState::Cancelled] {
            let over = Recovery { state, ..waiting(1, 1) };
            assert!(!over.is_live(at(150)) && !over.is_ready(at(150)));
        }
        world.db.ping().await.unwrap();
    }
}
