//! The logos of platforms.

use store::epoch::{self, Topic};
use store::platform;
use store::platform_logo::{self, PlatformLogo};

use crate::fixture::{at, platform as given_platform};
use crate::world::World;

fn logo(platform: &str, digest: &str) -> PlatformLogo {
    PlatformLogo {
        platform_id: platform.to_owned(),
        media_type: "image/png".to_owned(),
        content: vec![0x89, 0, 255],
        digest: digest.to_owned(),
        updated_at: at(7),
    }
}

async fn enter(world: &World, id: &str) {
    let platform = given_platform(id);
    commit!(world, [platform], |tx| platform::upsert(tx, &platform));
}

async fn set(world: &World, logo: PlatformLogo) -> bool {
    commit!(world, [logo], |tx| platform_logo::set(tx, &logo))
}

async fn clients_epoch(world: &World) -> i64 {
    let epochs = epoch::all(&mut world.db.reader().await.unwrap()).await.unwrap();
    epochs.into_iter().find(|(topic, _)| *topic == Topic::Clients).map_or(0, |(_, value)| value)
}

contract! {
    async fn logo_is_set_replaced_and_removed(world) {
        enter(world, "hz").await;
        enter(world, "wz").await;
        let before = clients_epoch(world).await;
        assert!(set(world, logo("wz", "other")).await);
        assert!(set(world, logo("hz", "old")).await);
        let new = PlatformLogo { media_type: "image/svg+xml".to_owned(), content: vec![1], ..logo("hz", "new") };
        assert!(set(world, new.clone()).await);
        let mut conn = world.db.reader().await.unwrap();
        assert_eq!(platform_logo::find(&mut conn, "hz").await.unwrap(), Some(new));
        let digests = platform_logo::all_digests(&mut conn).await.unwrap();
        assert_eq!(digests, [("hz", "new"), ("wz", "other")].map(|(id, d)| (id.to_owned(), d.to_owned())));
        assert!(commit!(world, [], |tx| platform_logo::remove(tx, "hz")));
        assert_eq!(platform_logo::find(&mut conn, "hz").await.unwrap(), None);
        assert_eq!(clients_epoch(world).await, before + 4, "nodes are told of each change");
    }
}

contract! {
    async fn refused_when_there_is_no_such_platform(world) {
        assert!(!set(world, logo("hz", "d")).await);
        let mut conn = world.db.reader().await.unwrap();
        assert!(platform_logo::all_digests(&mut conn).await.unwrap().is_empty());
        assert_eq!(clients_epoch(world).await, 0);
    }
}

contract! {
    async fn removing_nothing_tells_nobody(world) {
        enter(world, "hz").await;
        let before = clients_epoch(world).await;
        assert!(!commit!(world, [], |tx| platform_logo::remove(tx, "hz")));
        assert_eq!(clients_epoch(world).await, before);
    }
}
