//! Third parties that verify facts, and the keys shared with them.

use base::ProviderKeyId;
use futures_util::future::join_all;
use store::epoch::{self, Topic};
use store::provider::{self, Added, KeyOwner, KeyStatus, Provider, ProviderKey, ProviderStatus};

use crate::fixture::at;
use crate::world::World;

const fn key_id(n: u8) -> ProviderKeyId {
    ProviderKeyId::from_bytes([n; 16])
}

fn given(id: &str) -> Provider {
    Provider {
        id: id.to_owned(),
        kind: "bank".to_owned(),
        names: r#"{"zh-Hans":"银行"}"#.to_owned(),
        settings: r#"{"app_id":"1"}"#.to_owned(),
        secrets: vec![1, 0, 255],
        status: ProviderStatus::Disabled,
        weight: 3,
        version: 1,
        created_at: at(1),
        updated_at: at(2),
    }
}

fn key(n: u8, provider: &str, owner: KeyOwner) -> ProviderKey {
    ProviderKey {
        id: key_id(n),
        provider_id: provider.to_owned(),
        owner,
        kid: format!("k-{n}"),
        algorithm: "RS256".to_owned(),
        material: vec![n, 0, 255],
        public: r#"{"kty":"RSA"}"#.to_owned(),
        status: KeyStatus::Live,
        created_at: at(i64::from(n)),
        retired_at: None,
    }
}

async fn register(world: &World, id: &str) {
    let provider = given(id);
    commit!(world, [provider], |tx| provider::insert(tx, &provider));
}

async fn update(world: &World, provider: Provider) -> bool {
    commit!(world, [provider], |tx| provider::update(tx, &provider))
}

async fn add(world: &World, key: ProviderKey) -> Added {
    commit!(world, [key], |tx| provider::add_key(tx, &key))
}

async fn retire(world: &World, provider: &'static str, n: u8) -> bool {
    commit!(world, [], |tx| provider::retire_key(tx, provider, key_id(n), at(80)))
}

async fn found(world: &World, id: &str) -> Option<Provider> {
    provider::by_id(&mut world.db.reader().await.unwrap(), id).await.unwrap()
}

async fn all(world: &World) -> Vec<(Provider, Vec<ProviderKey>)> {
    provider::all_with_keys(&mut world.db.reader().await.unwrap()).await.unwrap()
}

async fn live_of(world: &World, owner: KeyOwner) -> usize {
    let keys = all(world).await.remove(0).1;
    keys.iter().filter(|key| key.owner == owner && key.status == KeyStatus::Live).count()
}

async fn epoch_of_providers(world: &World) -> i64 {
    let mut conn = world.db.reader().await.unwrap();
    let epochs = epoch::all(&mut conn).await.unwrap();
    epochs.into_iter().find(|(topic, _)| *topic == Topic::Providers).map_or(0, |(_, value)| value)
}

contract! {
    async fn providers_come_back_with_their_keys(world) {
        register(world, "b").await;
        register(world, "a").await;
        for given in [key(2, "b", KeyOwner::Theirs), key(1, "b", KeyOwner::Ours)] {
            assert_eq!(add(world, given).await, Added::Done);
        }
        let keys = vec![key(1, "b", KeyOwner::Ours), key(2, "b", KeyOwner::Theirs)];
        assert_eq!(all(world).await, [(given("a"), vec![]), (given("b"), keys)]);
        assert_eq!((found(world, "a").await, found(world, "c").await), (Some(given("a")), None));
    }
}

contract! {
    async fn provider_is_registered_once(world) {
        register(world, "a").await;
        let again = given("a");
        assert!(attempt!(world, [again], |tx| provider::insert(tx, &again)).is_err());
        assert_eq!(all(world).await.len(), 1);
    }
}

contract! {
    async fn change_leaves_kind_status_and_beginning(world) {
        register(world, "a").await;
        let changed = Provider {
            kind: "telecom".to_owned(),
            names: "{}".to_owned(),
            settings: "[]".to_owned(),
            secrets: vec![],
            status: ProviderStatus::Enabled,
            weight: 9,
            version: 77,
            created_at: at(900),
            updated_at: at(60),
            ..given("a")
        };
        assert!(update(world, changed.clone()).await);
        assert!(!update(world, given("b")).await);
        let wanted = Provider {
            kind: "bank".to_owned(),
            status: ProviderStatus::Disabled,
            version: 2,
            created_at: at(1),
            ..changed
        };
        assert_eq!(found(world, "a").await, Some(wanted));
    }
}

contract! {
    async fn provider_is_switched_on_and_off(world) {
        register(world, "a").await;
        let set = |id, status| async move {
            commit!(world, [], |tx| provider::set_status(tx, id, status, at(60)))
        };
        assert!(set("a", ProviderStatus::Enabled).await);
        let on = found(world, "a").await.unwrap();
        assert_eq!((on.status, on.updated_at, on.version), (ProviderStatus::Enabled, at(60), 2));
        assert!(set("a", ProviderStatus::Disabled).await);
        assert_eq!(found(world, "a").await.unwrap().status, ProviderStatus::Disabled);
        assert!(!set("b", ProviderStatus::Enabled).await);
    }
}

contract! {
    async fn two_keys_of_a_provider_live_at_once(world) {
        register(world, "a").await;
        register(world, "b").await;
        for n in [1, 2] {
            assert_eq!(add(world, key(n, "a", KeyOwner::Theirs)).await, Added::Done);
        }
        assert_eq!(add(world, key(3, "a", KeyOwner::Theirs)).await, Added::TooMany);
        assert_eq!(add(world, key(4, "a", KeyOwner::Ours)).await, Added::Done, "ours are not counted");
        assert_eq!(add(world, key(5, "b", KeyOwner::Theirs)).await, Added::Done, "nor another's");
        assert!(retire(world, "a", 1).await);
        assert_eq!(add(world, key(6, "a", KeyOwner::Theirs)).await, Added::Done);
        assert_eq!(live_of(world, KeyOwner::Theirs).await, 2);
    }
}

contract! {
    async fn of_eight_keys_added_at_once_two_live(world) {
        register(world, "a").await;
        let outcomes = join_all((1..=8).map(|n| add(world, key(n, "a", KeyOwner::Theirs)))).await;
        assert_eq!(outcomes.into_iter().filter(|added| *added == Added::Done).count(), 2);
        assert_eq!(live_of(world, KeyOwner::Theirs).await, 2);
    }
}

contract! {
    async fn refused_when_the_provider_of_a_key_is_unknown(world) {
        for owner in [KeyOwner::Ours, KeyOwner::Theirs] {
            let lost = key(1, "nobody", owner);
            assert!(attempt!(world, [lost], |tx| provider::add_key(tx, &lost)).is_err());
        }
    }
}

contract! {
    async fn key_is_retired_once_and_only_by_its_provider(world) {
        register(world, "a").await;
        register(world, "b").await;
        add(world, key(1, "a", KeyOwner::Ours)).await;
        assert!(!retire(world, "b", 1).await);
        assert!(retire(world, "a", 1).await);
        assert!(!retire(world, "a", 1).await);
        assert!(!retire(world, "a", 2).await);
        let kept = all(world).await.remove(0).1.remove(0);
        let wanted =
            ProviderKey { status: KeyStatus::Retired, retired_at: Some(at(80)), ..key(1, "a", KeyOwner::Ours) };
        assert_eq!(kept, wanted);
    }
}

contract! {
    async fn nodes_are_told_of_every_change_and_of_no_other(world) {
        assert_eq!(epoch_of_providers(world).await, 0);
        register(world, "a").await;
        update(world, given("a")).await;
        commit!(world, [], |tx| provider::set_status(tx, "a", ProviderStatus::Enabled, at(60)));
        add(world, key(1, "a", KeyOwner::Theirs)).await;
        retire(world, "a", 1).await;
        assert_eq!(epoch_of_providers(world).await, 5);
        for n in [2, 3] {
            add(world, key(n, "a", KeyOwner::Theirs)).await;
        }
        assert_eq!(add(world, key(4, "a", KeyOwner::Theirs)).await, Added::TooMany);
        update(world, given("b")).await;
        commit!(world, [], |tx| provider::set_status(tx, "b", ProviderStatus::Enabled, at(60)));
        retire(world, "a", 1).await;
        assert_eq!(epoch_of_providers(world).await, 7);
    }
}
