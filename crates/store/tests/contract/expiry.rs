//! The sweep of what time has made useless.

use std::time::Duration;

use base::{DeviceId, Time};
use store::budget::{self, Rate, Taken};
use store::device::{self, Device};
use store::expiry::sweep;
use store::logout::{self, DeliveryState};
use store::par::{self, PushedRequest};
use store::session::{self, SessionClient};
use store::spent::{self, Kind, Spent};
use store::{message, recovery, refresh, revoked, scan};

use crate::fixture::{
    account_id, at, delivery, family_id, grant_id, later, new_family, session_id, signed_on,
};
use crate::world::World;

/// How long the deployment keeps sessions after their end.
const SESSIONS_KEPT: Duration = Duration::from_secs(7 * 24 * 60 * 60);

const DAY: u64 = 24;

async fn fill(world: &World) {
    signed_on(world).await;
    let family = new_family(1, None).begin(grant_id(1), "tax".to_owned(), account_id(1), at(20));
    let request =
        PushedRequest { hash: [1; 32], client_id: "tax".to_owned(), request: vec![], expires_at: at(60) };
    let part = SessionClient {
        session_id: session_id(1),
        client_id: "tax".to_owned(),
        sid: "sid".to_owned(),
        subject: "sub".to_owned(),
        first_at: at(20),
        last_at: at(20),
    };
    let mut delivered = delivery(1, 1);
    delivered.state = DeliveryState::Delivered;
    delivered.finished_at = Some(at(60));
    let notices = [delivered, delivery(2, 1)];
    commit!(world, [family], |tx| refresh::insert(tx, &family));
    commit!(world, [request], |tx| par::insert(tx, &request));
    commit!(world, [part], |tx| session::link(tx, &part));
    commit!(world, [notices], |tx| logout::enqueue(tx, &notices));
    commit!(world, [], |tx| spent::spend(tx, Kind::Interaction, [1; 32], at(60)));
    commit!(world, [], |tx| revoked::add(tx, b"grant", at(60)));
}

async fn swept(world: &World, now: Time) -> u64 {
    sweep(&world.db, now, SESSIONS_KEPT, 100).await.unwrap()
}

contract! {
    async fn nothing_goes_before_its_time(world) {
        fill(world).await;
        assert_eq!(swept(world, at(59)).await, 0);
    }
}

contract! {
    async fn each_kind_goes_when_its_time_is_over(world) {
        fill(world).await;
        // Mark, pushed request and denylist entry.
        assert_eq!(swept(world, at(60)).await, 3);
        assert_eq!(commit!(world, [], |tx| spent::spend(tx, Kind::Interaction, [1; 32], at(60))), Spent::First);
        assert_eq!(swept(world, at(60)).await, 1);
        // The family at its absolute limit.
        assert_eq!(swept(world, later(DAY).minus(Duration::from_micros(1))).await, 0);
        assert_eq!(swept(world, later(DAY)).await, 1);
        let mut conn = world.db.reader().await.unwrap();
        assert_eq!(refresh::by_id(&mut conn, family_id(1)).await.unwrap(), None);
        // The session with its client, a week after its limit.
        assert_eq!(swept(world, later(7 * DAY + 11)).await, 0);
        assert_eq!(swept(world, later(7 * DAY + 12)).await, 2);
        assert!(session::clients(&mut conn, session_id(1)).await.unwrap().is_empty());
        // The delivered notice after thirty days; the pending one stays.
        assert_eq!(swept(world, at(60).plus(Duration::from_secs(30 * 24 * 3600))).await, 1);
        assert_eq!(swept(world, later(1000 * DAY)).await, 0);
        assert_eq!(logout::recent(&mut conn, None, 10).await.unwrap().len(), 1);
    }
}

contract! {
    async fn batch_bounds_each_kind(world) {
        for n in 0..5 {
            commit!(world, [], |tx| spent::spend(tx, Kind::Interaction, [n; 32], at(i64::from(n))));
        }
        assert_eq!(sweep(&world.db, at(100), SESSIONS_KEPT, 2).await.unwrap(), 2);
        assert_eq!(commit!(world, [], |tx| spent::spend(tx, Kind::Interaction, [4; 32], at(4))), Spent::Again);
        assert_eq!(sweep(&world.db, at(100), SESSIONS_KEPT, 2).await.unwrap(), 2);
        assert_eq!(sweep(&world.db, at(100), SESSIONS_KEPT, 2).await.unwrap(), 1);
        assert_eq!(sweep(&world.db, at(100), SESSIONS_KEPT, 2).await.unwrap(), 0);
    }
}

fn device_seen(n: u8, seconds: i64) -> Device {
    Device {
        id: DeviceId::from_bytes([n; 16]),
        account_id: account_id(1),
        secret_hash: [n; 32],
        description: "browser".to_owned(),
        first_seen_at: at(0),
        last_seen_at: at(seconds),
    }
}

contract! {
    async fn what_signing_in_leaves_goes_too(world) {
        let (picture, way_back) = (crate::scan::waiting(1), crate::recovery::waiting(1, 1));
        let (message, devices) = (crate::message::pending(1), [device_seen(1, 10), device_seen(2, 11)]);
        commit!(world, [picture], |tx| scan::insert(tx, &picture));
        commit!(world, [way_back], |tx| recovery::insert(tx, &way_back));
        commit!(world, [message], |tx| message::enqueue(tx, &message));
        for device in devices {
            commit!(world, [device], |tx| device::see(tx, &device));
        }
        assert_eq!(swept(world, at(139)).await, 0);
        assert_eq!(swept(world, at(140)).await, 1, "the picture");
        assert_eq!(swept(world, at(199)).await, 0);
        assert_eq!(swept(world, at(200)).await, 1, "the way back");
        let week = 7 * 24 * 3600;
        assert_eq!(swept(world, at(349 + week)).await, 0);
        assert_eq!(swept(world, at(350 + week)).await, 1, "the message, also one that never left");
        let days = 400 * 24 * 3600;
        assert_eq!(swept(world, at(9 + days)).await, 0);
        assert_eq!(swept(world, at(10 + days)).await, 1, "one browser");
        let mut conn = world.db.reader().await.unwrap();
        let left = device::of_account(&mut conn, account_id(1)).await.unwrap();
        assert_eq!(left, [device_seen(2, 11)]);
    }
}

contract! {
    async fn concluded_verification_goes_after_400_days_and_an_open_one_stays(world) {
        let state = store::verification::VerificationState::Passed;
        for n in [1, 2] {
            crate::verification::create(world, crate::verification::created(n, 1)).await;
        }
        crate::verification::conclude(world, 1, (state, None), 100).await;
        let days = 400 * 24 * 3600;
        assert_eq!(swept(world, at(99 + days)).await, 0);
        assert_eq!(swept(world, at(100 + days)).await, 1);
        assert_eq!(swept(world, later(1000 * DAY)).await, 0);
        assert_eq!(crate::verification::found(world, 1).await, None);
        assert!(crate::verification::found(world, 2).await.is_some());
    }
}

contract! {
    async fn callback_goes_after_30_days_whether_it_was_dealt_with_or_not(world) {
        for n in [1, 2] {
            crate::inbox::receive(world, crate::inbox::delivery(n)).await;
        }
        crate::inbox::done(world, 1, 60).await;
        let days = 30 * 24 * 3600;
        assert_eq!(swept(world, at(50 + days)).await, 0);
        assert_eq!(swept(world, at(51 + days)).await, 1);
        assert_eq!(swept(world, at(52 + days)).await, 1);
    }
}

contract! {
    async fn budget_goes_when_it_is_full_again(world) {
        let rate = Rate { interval_us: 10_000_000, burst: 2 };
        let take = |key: u8, now| async move {
            commit!(world, [], |tx| budget::take(tx, [key; 32], rate, at(now)))
        };
        take(1, 0).await;
        take(2, 0).await;
        take(2, 0).await;
        assert_eq!(swept(world, at(9)).await, 0);
        assert_eq!(swept(world, at(10)).await, 1);
        assert_eq!(take(2, 9).await, Taken::No { retry_at: at(10) });
        assert_eq!(swept(world, at(20)).await, 1);
        assert_eq!((take(2, 20).await, take(2, 20).await), (Taken::Yes, Taken::Yes));
    }
}
