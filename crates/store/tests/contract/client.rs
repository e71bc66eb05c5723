//! Platforms and clients.

use store::client::{self, ClientStatus};
use store::epoch::{self, Topic};
use store::platform::{self, PlatformStatus};

use crate::fixture::{at, client as given, platform as given_platform, secret};
use crate::world::{World, told};

async fn clients_epoch(world: &World) -> i64 {
    let mut conn = world.db.reader().await.unwrap();
    let all = epoch::all(&mut conn).await.unwrap();
    all.into_iter().find(|(topic, _)| *topic == Topic::Clients).map_or(0, |(_, value)| value)
}

async fn register(world: &World, id: &str) {
    let (platform, client) = (given_platform("p"), given(id, "p"));
    commit!(world, [platform], |tx| platform::upsert(tx, &platform));
    commit!(world, [client], |tx| client::upsert(tx, &client));
}

contract! {
    async fn platform_comes_back_and_is_replaced(world) {
        let first = given_platform("p");
        commit!(world, [first], |tx| platform::upsert(tx, &first));
        let mut conn = world.db.reader().await.unwrap();
        assert_eq!(platform::by_id(&mut conn, "p").await.unwrap(), Some(first.clone()));
        assert_eq!(platform::by_id(&mut conn, "q").await.unwrap(), None);
        let mut second = first.clone();
        second.names = r#"{"en":"Tax"}"#.to_owned();
        second.created_at = at(900);
        commit!(world, [second], |tx| platform::upsert(tx, &second));
        second.created_at = first.created_at;
        assert_eq!(platform::list(&mut conn).await.unwrap(), [second]);
        assert_eq!(clients_epoch(world).await, 2);
    }
}

contract! {
    async fn platform_status_changes(world) {
        let first = given_platform("p");
        commit!(world, [first], |tx| platform::upsert(tx, &first));
        assert!(commit!(world, [], |tx| platform::set_status(tx, "p", PlatformStatus::Disabled, at(9))));
        assert!(!commit!(world, [], |tx| platform::set_status(tx, "q", PlatformStatus::Disabled, at(9))));
        let mut conn = world.db.reader().await.unwrap();
        let now = platform::by_id(&mut conn, "p").await.unwrap().unwrap();
        assert_eq!((now.status, now.updated_at), (PlatformStatus::Disabled, at(9)));
        assert_eq!(clients_epoch(world).await, 2);
    }
}

contract! {
    async fn clients_come_with_their_secrets(world) {
        register(world, "a").await;
        register(world, "b").await;
        for n in [2, 1] {
            let secret = secret(n, "b");
            commit!(world, [secret], |tx| client::add_secret(tx, &secret));
        }
        let mut conn = world.db.reader().await.unwrap();
        let all = client::all_with_secrets(&mut conn).await.unwrap();
        let wanted = [(given("a", "p"), vec![]), (given("b", "p"), vec![secret(1, "b"), secret(2, "b")])];
        assert_eq!(all, wanted);
        assert_eq!(client::by_id(&mut conn, "a").await.unwrap(), Some(given("a", "p")));
        assert_eq!(client::by_id(&mut conn, "z").await.unwrap(), None);
    }
}

contract! {
    async fn each_change_moves_version_and_epoch(world) {
        register(world, "a").await;
        let start = clients_epoch(world).await;
        let changed = given("a", "p");
        assert_eq!(commit!(world, [changed], |tx| client::upsert(tx, &changed)), 2);
        assert!(commit!(world, [], |tx| client::set_status(tx, "a", ClientStatus::Disabled, at(9))));
        assert!(!commit!(world, [], |tx| client::set_status(tx, "z", ClientStatus::Disabled, at(9))));
        let mut conn = world.db.reader().await.unwrap();
        let now = client::by_id(&mut conn, "a").await.unwrap().unwrap();
        assert_eq!((now.version, now.status, now.updated_at), (3, ClientStatus::Disabled, at(9)));
        assert_eq!(clients_epoch(world).await, start + 2);
    }
}

contract! {
    async fn secrets_end_no_later_than_told(world) {
        register(world, "a").await;
        let mut short = secret(1, "a");
        short.expires_at = Some(at(50));
        let long = secret(2, "a");
        commit!(world, [short], |tx| client::add_secret(tx, &short));
        commit!(world, [long], |tx| client::add_secret(tx, &long));
        assert_eq!(commit!(world, [], |tx| client::expire_secrets(tx, "a", at(70))), 1);
        let mut conn = world.db.reader().await.unwrap();
        let all = client::all_with_secrets(&mut conn).await.unwrap();
        let ends: Vec<_> = all[0].1.iter().map(|secret| secret.expires_at).collect();
        assert_eq!(ends, [Some(at(50)), Some(at(70))]);
    }
}

contract! {
    async fn refused_when_platform_missing(world) {
        let orphan = given("a", "nowhere");
        let outcome = attempt!(world, [orphan], |tx| client::upsert(tx, &orphan));
        assert!(told(outcome).to_lowercase().contains("foreign key"));
        let mut conn = world.db.reader().await.unwrap();
        assert_eq!(client::by_id(&mut conn, "a").await.unwrap(), None);
    }
}
