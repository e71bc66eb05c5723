//! Legal entities and the people who stand for them.

use base::{EntityId, EvidenceId, RoleId};
use futures_util::future::join_all;
use store::entity::{self, Added, Entity, EntityKind, RegistryStatus, Role, RoleKind};

use crate::fixture::{account_id, at, open_account};
use crate::world::{World, told};

pub(crate) const fn id(n: u8) -> EntityId {
    EntityId::from_bytes([n; 16])
}

const fn role_id(n: u8) -> RoleId {
    RoleId::from_bytes([n; 16])
}

fn given(n: u8) -> Entity {
    Entity {
        id: id(n),
        uscc_index: [n; 32],
        content: vec![n, 0, 255],
        kind: EntityKind::Enterprise,
        registry_status: RegistryStatus::Active,
        division: "330100".to_owned(),
        representative_account: None,
        checked_at: Some(at(5)),
        created_at: at(1),
        updated_at: at(2),
    }
}

/// Role `n`: an account administers an entity.
fn administrator(n: u8, entity: u8, account: u8) -> Role {
    Role {
        id: role_id(n),
        entity_id: id(entity),
        account_id: account_id(account),
        role: RoleKind::Administrator,
        source: "named".to_owned(),
        evidence_id: Some(EvidenceId::from_bytes([n; 16])),
        from_at: at(i64::from(n)),
        until_at: Some(at(5000)),
        ended_at: None,
    }
}

/// Role `n`: an account represents an entity.
fn representative(n: u8, entity: u8, account: u8) -> Role {
    Role {
        role: RoleKind::LegalRepresentative,
        source: "registry".to_owned(),
        evidence_id: None,
        until_at: None,
        ..administrator(n, entity, account)
    }
}

pub(crate) async fn insert(world: &World, n: u8) {
    let entity = given(n);
    assert!(commit!(world, [entity], |tx| entity::insert(tx, &entity)));
}

async fn add(world: &World, role: Role) -> Added {
    commit!(world, [role], |tx| entity::add_role(tx, &role))
}

async fn end(world: &World, n: u8, now: i64) -> bool {
    commit!(world, [], |tx| entity::end_role(tx, role_id(n), at(now)))
}

async fn found(world: &World, n: u8) -> Option<Entity> {
    entity::by_id(&mut world.db.reader().await.unwrap(), id(n)).await.unwrap()
}

async fn role(world: &World, n: u8) -> Option<Role> {
    entity::role(&mut world.db.reader().await.unwrap(), role_id(n)).await.unwrap()
}

async fn roles_of_entity(world: &World, n: u8) -> Vec<RoleId> {
    let roles = entity::roles_of_entity(&mut world.db.reader().await.unwrap(), id(n)).await.unwrap();
    roles.into_iter().map(|role| role.id).collect()
}

contract! {
    async fn entity_comes_back_as_it_went_in(world) {
        let other = Entity {
            kind: EntityKind::SocialOrganisation,
            registry_status: RegistryStatus::Cancelled,
            representative_account: Some(account_id(1)),
            checked_at: None,
            ..given(2)
        };
        insert(world, 1).await;
        assert!(commit!(world, [other], |tx| entity::insert(tx, &other)));
        assert_eq!((found(world, 1).await, found(world, 2).await), (Some(given(1)), Some(other.clone())));
        assert_eq!(found(world, 3).await, None);
        let mut conn = world.db.reader().await.unwrap();
        assert_eq!(entity::page(&mut conn, None, 1).await.unwrap(), [given(1)]);
        assert_eq!(entity::page(&mut conn, Some(id(1)), 10).await.unwrap(), [other]);
    }
}

contract! {
    async fn code_finds_one_entity_and_belongs_to_one(world) {
        insert(world, 1).await;
        let second = Entity { uscc_index: [1; 32], ..given(2) };
        assert!(!commit!(world, [second], |tx| entity::insert(tx, &second)));
        assert_eq!(found(world, 2).await, None);
        let mut conn = world.db.reader().await.unwrap();
        assert_eq!(entity::by_uscc(&mut conn, &[[9; 32], [1; 32]]).await.unwrap(), Some(given(1)));
        assert_eq!(entity::by_uscc(&mut conn, &[[9; 32]]).await.unwrap(), None);
        assert_eq!(entity::by_uscc(&mut conn, &[]).await.unwrap(), None);
        let many: Vec<[u8; 32]> = (0..5).map(|n| [n; 32]).collect();
        assert!(told(entity::by_uscc(&mut conn, &many).await).contains("at most 4"));
    }
}

contract! {
    async fn of_eight_entities_of_one_code_at_once_one_is_there(world) {
        let inserts = (1..=8).map(|n| async move {
            let entity = Entity { uscc_index: [99; 32], ..given(n) };
            commit!(world, [entity], |tx| entity::insert(tx, &entity))
        });
        assert_eq!(join_all(inserts).await.into_iter().filter(|there| *there).count(), 1);
    }
}

contract! {
    async fn what_the_register_says_is_written_anew(world) {
        insert(world, 1).await;
        let changed = Entity {
            content: vec![7],
            kind: EntityKind::Agency,
            registry_status: RegistryStatus::Revoked,
            division: "440000".to_owned(),
            checked_at: Some(at(60)),
            updated_at: at(61),
            ..given(1)
        };
        let elsewhere = Entity { uscc_index: [88; 32], created_at: at(900), ..changed.clone() };
        assert!(commit!(world, [elsewhere], |tx| entity::update(tx, &elsewhere)));
        assert_eq!(found(world, 1).await, Some(changed));
        let unknown = given(9);
        assert!(!commit!(world, [unknown], |tx| entity::update(tx, &unknown)));
    }
}

contract! {
    async fn only_an_active_entity_may_act(world) {
        assert!(given(1).may_act());
        for registry_status in [RegistryStatus::Revoked, RegistryStatus::Cancelled] {
            assert!(!Entity { registry_status, ..given(1) }.may_act());
        }
        world.db.ping().await.unwrap();
    }
}

contract! {
    async fn representative_is_named_and_taken_back(world) {
        insert(world, 1).await;
        let set = |n, account: Option<u8>| async move {
            let account = account.map(account_id);
            commit!(world, [], |tx| entity::update_representative(tx, id(n), account, at(70)))
        };
        assert!(set(1, Some(3)).await);
        let named = found(world, 1).await.unwrap();
        assert_eq!((named.representative_account, named.updated_at), (Some(account_id(3)), at(70)));
        assert!(set(1, None).await);
        assert_eq!(found(world, 1).await.unwrap().representative_account, None);
        assert!(!set(9, Some(3)).await);
    }
}

contract! {
    async fn role_lives_from_its_beginning_to_its_end(world) {
        let given = administrator(10, 1, 1);
        assert!(!given.is_live(at(9)));
        assert!(given.is_live(at(10)) && given.is_live(at(4999)));
        assert!(!given.is_live(at(5000)));
        assert!(Role { until_at: None, ..given.clone() }.is_live(at(5000)));
        assert!(!Role { ended_at: Some(at(20)), ..given }.is_live(at(15)));
        world.db.ping().await.unwrap();
    }
}

contract! {
    async fn roles_are_listed_from_both_sides_until_they_end(world) {
        insert(world, 1).await;
        insert(world, 2).await;
        let roles = [representative(1, 1, 1), administrator(2, 2, 1), administrator(3, 1, 2)];
        for given in roles.clone() {
            assert_eq!(add(world, given).await, Added::Done);
        }
        assert_eq!(roles_of_entity(world, 1).await, [role_id(1), role_id(3)]);
        let mut conn = world.db.reader().await.unwrap();
        let mine = entity::roles_of_account(&mut conn, account_id(1)).await.unwrap();
        assert_eq!(mine, [(roles[0].clone(), given(1)), (roles[1].clone(), given(2))]);
        assert!(end(world, 1, 80).await);
        assert!(!end(world, 1, 81).await);
        assert_eq!(role(world, 1).await, Some(Role { ended_at: Some(at(80)), ..roles[0].clone() }));
        assert_eq!(entity::roles_of_account(&mut conn, account_id(1)).await.unwrap().len(), 1);
        assert_eq!(roles_of_entity(world, 1).await, [role_id(3)]);
        assert_eq!(role(world, 9).await, None);
    }
}

contract! {
    async fn same_role_is_there_once_until_it_ends(world) {
        insert(world, 1).await;
        assert_eq!(add(world, administrator(1, 1, 1)).await, Added::Done);
        assert_eq!(add(world, administrator(2, 1, 1)).await, Added::There);
        assert_eq!(role(world, 2).await, None);
        assert_eq!(add(world, representative(3, 1, 1)).await, Added::Done, "another role");
        end(world, 1, 80).await;
        assert_eq!(add(world, administrator(4, 1, 1)).await, Added::Done);
    }
}

contract! {
    async fn refused_when_the_entity_of_a_role_is_unknown(world) {
        let lost = administrator(1, 1, 1);
        assert!(told(attempt!(world, [lost], |tx| entity::add_role(tx, &lost))).contains("no entity"));
    }
}

contract! {
    async fn five_administrators_and_no_more(world) {
        insert(world, 1).await;
        insert(world, 2).await;
        for n in 1..=5 {
            assert_eq!(add(world, administrator(n, 1, n)).await, Added::Done);
        }
        assert_eq!(add(world, administrator(6, 1, 6)).await, Added::TooMany);
        assert_eq!(add(world, administrator(7, 1, 5)).await, Added::There, "one of the five");
        assert_eq!(add(world, representative(8, 1, 6)).await, Added::Done, "not counted");
        assert_eq!(add(world, administrator(9, 2, 6)).await, Added::Done, "of another entity");
        end(world, 1, 80).await;
        assert_eq!(add(world, administrator(10, 1, 6)).await, Added::Done);
    }
}

contract! {
    async fn of_eight_named_at_once_five_administer(world) {
        insert(world, 1).await;
        let outcomes = join_all((1..=8).map(|n| add(world, administrator(n, 1, n)))).await;
        assert_eq!(outcomes.iter().filter(|added| **added == Added::Done).count(), 5);
        assert_eq!(roles_of_entity(world, 1).await.len(), 5);
    }
}

contract! {
    async fn of_eight_who_name_one_person_at_once_one_does(world) {
        insert(world, 1).await;
        let outcomes = join_all((1..=8).map(|n| add(world, representative(n, 1, 1)))).await;
        assert_eq!(outcomes.iter().filter(|added| **added == Added::Done).count(), 1);
        assert_eq!(outcomes.iter().filter(|added| **added == Added::There).count(), 7);
    }
}

contract! {
    async fn only_an_entity_that_is_there_is_held(world) {
        insert(world, 1).await;
        assert!(commit!(world, [], |tx| entity::hold(tx, id(1))));
        assert!(!commit!(world, [], |tx| entity::hold(tx, id(9))));
        assert_eq!(found(world, 1).await, Some(given(1)), "nothing changed");
    }
}

contract! {
    async fn role_past_its_end_is_overdue_until_it_ends(world) {
        insert(world, 1).await;
        let overdue = |now| async move {
            let mut conn = world.db.reader().await.unwrap();
            let roles = entity::overdue_roles(&mut conn, at(now), 10).await.unwrap();
            roles.into_iter().map(|role| role.id).collect::<Vec<_>>()
        };
        for n in 1..=3 {
            add(world, administrator(n, 1, n)).await;
        }
        let limit = |n, until: Option<i64>| async move {
            commit!(world, [], |tx| entity::limit_role(tx, role_id(n), until.map(at)))
        };
        assert!(limit(1, Some(200)).await && limit(2, Some(100)).await && limit(3, None).await);
        assert!(overdue(99).await.is_empty());
        assert_eq!(overdue(200).await, [role_id(2), role_id(1)]);
        assert_eq!(role(world, 3).await, Some(Role { until_at: None, ..administrator(3, 1, 3) }));
        end(world, 2, 201).await;
        assert_eq!(overdue(9000).await, [role_id(1)]);
        assert!(!limit(2, None).await, "it has ended");
        assert!(!limit(9, None).await);
    }
}

contract! {
    async fn register_names_one_representative_of_an_entity(world) {
        for n in 1..=3 {
            insert(world, n).await;
        }
        let register = |n, index| async move {
            commit!(world, [], |tx| entity::register_representative(tx, id(n), [index; 32]));
        };
        let named = |index| async move {
            let mut conn = world.db.reader().await.unwrap();
            let all = entity::represented_by(&mut conn, &[[99; 32], [index; 32]]).await.unwrap();
            all.into_iter().map(|one| one.id).collect::<Vec<_>>()
        };
        register(1, 50).await;
        register(2, 50).await;
        register(3, 51).await;
        assert_eq!(named(50).await, [id(1), id(2)]);
        register(2, 51).await;
        assert_eq!((named(50).await, named(51).await), (vec![id(1)], vec![id(2), id(3)]));
        commit!(world, [], |tx| entity::unregister_representative(tx, id(1)));
        assert!(named(50).await.is_empty());
        let mut conn = world.db.reader().await.unwrap();
        assert!(entity::represented_by(&mut conn, &[]).await.unwrap().is_empty());
        let many: Vec<[u8; 32]> = (0..5).map(|n| [n; 32]).collect();
        assert!(told(entity::represented_by(&mut conn, &many).await).contains("at most 4"));
    }
}

contract! {
    async fn erased_account_stands_for_nobody(world) {
        open_account(world, 1).await;
        insert(world, 1).await;
        insert(world, 2).await;
        add(world, representative(1, 1, 1)).await;
        add(world, administrator(2, 2, 1)).await;
        add(world, administrator(3, 1, 2)).await;
        for (n, account) in [(1, 1), (2, 2)] {
            let account = Some(account_id(account));
            commit!(world, [], |tx| entity::update_representative(tx, id(n), account, at(60)));
        }
        commit!(world, [], |tx| store::account::erase(tx, account_id(1), b"empty", at(70)));
        let mut conn = world.db.reader().await.unwrap();
        assert!(entity::roles_of_account(&mut conn, account_id(1)).await.unwrap().is_empty());
        assert_eq!(role(world, 1).await.unwrap().ended_at, Some(at(70)));
        assert_eq!(roles_of_entity(world, 1).await, [role_id(3)], "another's stays");
        assert_eq!(found(world, 1).await.unwrap().representative_account, None);
        assert_eq!(found(world, 2).await.unwrap().representative_account, Some(account_id(2)));
    }
}

contract! {
    async fn whoever_a_register_names_is_found_by_their_document(world) {
        insert(world, 1).await;
        insert(world, 2).await;
        for n in [1, 2] {
            commit!(world, [], |tx| entity::register_representative(tx, id(n), [7; 32]));
        }
        let mut conn = world.db.reader().await.unwrap();
        let found = entity::represented_by(&mut conn, &[[9; 32], [7; 32]]).await.unwrap();
        assert_eq!(found, [given(1), given(2)]);
        assert_eq!(entity::represented_by(&mut conn, &[[9; 32]]).await.unwrap(), []);
        assert_eq!(entity::represented_by(&mut conn, &[]).await.unwrap(), []);
    }
}

contract! {
    async fn a_register_names_one_person_or_nobody(world) {
        insert(world, 1).await;
        for number in [7, 8] {
            commit!(world, [], |tx| entity::register_representative(tx, id(1), [number; 32]));
        }
        let mut conn = world.db.reader().await.unwrap();
        assert_eq!(entity::represented_by(&mut conn, &[[7; 32]]).await.unwrap(), []);
        assert_eq!(entity::represented_by(&mut conn, &[[8; 32]]).await.unwrap(), [given(1)]);
        drop(conn);
        commit!(world, [], |tx| entity::unregister_representative(tx, id(1)));
        let mut conn = world.db.reader().await.unwrap();
        assert_eq!(entity::represented_by(&mut conn, &[[8; 32]]).await.unwrap(), []);
    }
}

contract! {
    async fn an_entity_is_held_only_where_there_is_one(world) {
        insert(world, 1).await;
        assert!(commit!(world, [], |tx| entity::hold(tx, id(1))));
        assert!(!commit!(world, [], |tx| entity::hold(tx, id(2))));
        assert_eq!(found(world, 1).await, Some(given(1)));
    }
}

contract! {
    async fn roles_whose_time_is_over_are_found_until_somebody_ends_them(world) {
        insert(world, 1).await;
        for (n, until) in [(1, Some(100)), (2, Some(101)), (3, None)] {
            let role = Role { until_at: until.map(at), ..administrator(n, 1, n) };
            assert_eq!(add(world, role).await, Added::Done);
        }
        let mut conn = world.db.reader().await.unwrap();
        let overdue = entity::overdue_roles(&mut conn, at(100), 10).await.unwrap();
        assert_eq!(overdue.iter().map(|role| role.id).collect::<Vec<_>>(), [role_id(1)]);
        assert_eq!(entity::overdue_roles(&mut conn, at(101), 1).await.unwrap().len(), 1);
        drop(conn);
        assert!(end(world, 1, 100).await);
        let mut conn = world.db.reader().await.unwrap();
        assert_eq!(entity::overdue_roles(&mut conn, at(100), 10).await.unwrap(), []);
    }
}

contract! {
    async fn the_end_of_a_role_is_set_and_lifted_while_it_lasts(world) {
        insert(world, 1).await;
        assert_eq!(add(world, administrator(1, 1, 1)).await, Added::Done);
        assert!(commit!(world, [], |tx| entity::limit_role(tx, role_id(1), Some(at(9)))));
        assert_eq!(role(world, 1).await.unwrap().until_at, Some(at(9)));
        assert!(commit!(world, [], |tx| entity::limit_role(tx, role_id(1), None)));
        assert_eq!(role(world, 1).await.unwrap().until_at, None);
        assert!(end(world, 1, 100).await);
        assert!(!commit!(world, [], |tx| entity::limit_role(tx, role_id(1), Some(at(9)))));
        assert!(!commit!(world, [], |tx| entity::limit_role(tx, role_id(2), None)));
    }
}
