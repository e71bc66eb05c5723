//! Browsers that somebody signed in with.

use base::DeviceId;
use futures_util::future::join_all;
use store::device::{self, Device, FirstTime, Seen};

use crate::fixture::{account_id, at};
use crate::world::{World, told};

const fn id(n: u8) -> DeviceId {
    DeviceId::from_bytes([n; 16])
}

/// Device `n` of an account, by the secret of browser `browser`.
fn given(n: u8, account: u8, browser: u8) -> Device {
    Device {
        id: id(n),
        account_id: account_id(account),
        secret_hash: [browser; 32],
        description: format!("browser {browser}"),
        first_seen_at: at(i64::from(n)),
        last_seen_at: at(i64::from(n)),
    }
}

async fn see(world: &World, device: Device) -> Seen {
    commit!(world, [device], |tx| device::see(tx, &device))
}

async fn of(world: &World, account: u8) -> Vec<DeviceId> {
    let mut conn = world.db.reader().await.unwrap();
    let devices = device::of_account(&mut conn, account_id(account)).await.unwrap();
    devices.into_iter().map(|device| device.id).collect()
}

contract! {
    async fn new_browser_is_told_from_a_known_one(world) {
        assert_eq!(see(world, given(1, 1, 7)).await, Seen { id: id(1), first: FirstTime::Yes });
        let mut again = given(2, 1, 7);
        again.description = "updated".to_owned();
        assert_eq!(see(world, again.clone()).await, Seen { id: id(1), first: FirstTime::No });
        let mut conn = world.db.reader().await.unwrap();
        let known = device::known(&mut conn, account_id(1), &[[9; 32], [7; 32]]).await.unwrap();
        assert_eq!(known, Some(Device { id: id(1), first_seen_at: at(1), ..again }));
        assert_eq!(of(world, 1).await, [id(1)]);
    }
}

contract! {
    async fn browser_known_to_one_account_is_new_to_another(world) {
        see(world, given(1, 1, 7)).await;
        let mut conn = world.db.reader().await.unwrap();
        assert_eq!(device::known(&mut conn, account_id(2), &[[7; 32]]).await.unwrap(), None);
        assert_eq!(see(world, given(2, 2, 7)).await, Seen { id: id(2), first: FirstTime::Yes });
        assert!(device::known(&mut conn, account_id(2), &[[7; 32]]).await.unwrap().is_some());
    }
}

contract! {
    async fn eight_at_once_are_one_browser(world) {
        let seen = join_all((1..=8).map(|n| see(world, given(n, 1, 7)))).await;
        assert_eq!(seen.iter().filter(|seen| seen.first == FirstTime::Yes).count(), 1);
        assert!(seen.iter().all(|one| one.id == seen[0].id));
        assert_eq!(of(world, 1).await, [seen[0].id]);
    }
}

contract! {
    async fn unknown_secret_finds_nothing(world) {
        see(world, given(1, 1, 7)).await;
        let mut conn = world.db.reader().await.unwrap();
        assert_eq!(device::known(&mut conn, account_id(1), &[[8; 32]]).await.unwrap(), None);
        assert_eq!(device::known(&mut conn, account_id(1), &[]).await.unwrap(), None);
        assert!(device::accounts_of(&mut conn, &[[8; 32]]).await.unwrap().is_empty());
        assert!(device::accounts_of(&mut conn, &[]).await.unwrap().is_empty());
        let many: Vec<[u8; 32]> = (0..5).map(|n| [n; 32]).collect();
        assert!(told(device::known(&mut conn, account_id(1), &many).await).contains("at most 4"));
        assert!(told(device::accounts_of(&mut conn, &many).await).contains("at most 4"));
    }
}

contract! {
    async fn accounts_of_a_browser_come_newest_first_and_once(world) {
        for n in 1..=10 {
            see(world, given(n, n, 7)).await;
        }
        // The same browser under an older key, and another browser.
        see(world, given(11, 4, 6)).await;
        see(world, given(12, 1, 5)).await;
        let mut conn = world.db.reader().await.unwrap();
        let accounts = device::accounts_of(&mut conn, &[[7; 32], [6; 32]]).await.unwrap();
        assert_eq!(accounts, [4, 10, 9, 8, 7, 6, 5, 3].map(account_id));
    }
}

contract! {
    async fn browsers_of_an_account_come_newest_first(world) {
        for (n, account) in [(1, 1), (2, 1), (3, 2), (4, 1)] {
            see(world, given(n, account, n)).await;
        }
        assert_eq!(of(world, 1).await, [4, 2, 1].map(id));
    }
}

contract! {
    async fn forgotten_only_by_its_owner(world) {
        see(world, given(1, 1, 7)).await;
        assert!(!commit!(world, [], |tx| device::forget(tx, id(1), account_id(2))));
        assert_eq!(of(world, 1).await, [id(1)]);
        assert!(commit!(world, [], |tx| device::forget(tx, id(1), account_id(1))));
        assert!(!commit!(world, [], |tx| device::forget(tx, id(1), account_id(1))));
        assert_eq!(see(world, given(2, 1, 7)).await.first, FirstTime::Yes);
    }
}

contract! {
    async fn all_are_forgotten_for_one_account(world) {
        for (n, account) in [(1, 1), (2, 1), (3, 2)] {
            see(world, given(n, account, n)).await;
        }
        assert_eq!(commit!(world, [], |tx| device::forget_all(tx, account_id(1))), 2);
        assert!(of(world, 1).await.is_empty());
        assert_eq!(of(world, 2).await, [id(3)]);
    }
}
