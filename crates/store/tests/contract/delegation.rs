//! Rights to act for an entity.

use base::{DelegationId, EntityId};
use futures_util::future::join_all;
use store::delegation::{self, Delegation, DelegationState, Subdelegation};

use crate::fixture::{account_id, at, open_account};
use crate::world::{World, told};

const ENDED: (DelegationState, &str) = (DelegationState::Ended, "left");

const fn id(n: u8) -> DelegationId {
    DelegationId::from_bytes([n; 16])
}

const fn entity_id(n: u8) -> EntityId {
    EntityId::from_bytes([n; 16])
}

/// Right `n` to act for entity 1, offered to whoever has document `n`.
fn offered(n: u8) -> Delegation {
    Delegation {
        id: id(n),
        entity_id: entity_id(1),
        grantor_account: account_id(100),
        grantee_account: None,
        grantee_entity: None,
        invitee: vec![n, 0, 255],
        invitee_index: [n; 32],
        items: r#"["tax"]"#.to_owned(),
        regions: r#"["33"]"#.to_owned(),
        subdelegation: Subdelegation::Yes,
        state: DelegationState::Invited,
        parent_id: None,
        depth: 1,
        invited_at: at(i64::from(n)),
        confirmed_at: None,
        ends_at: at(5000),
        ended_at: None,
        reason: None,
        reconfirm_by: None,
    }
}

/// Right `n` that came of another.
fn below(n: u8, parent: u8) -> Delegation {
    Delegation {
        grantor_account: account_id(parent),
        subdelegation: Subdelegation::No,
        parent_id: Some(id(parent)),
        depth: 2,
        ..offered(n)
    }
}

async fn invite(world: &World, given: Delegation) {
    commit!(world, [given], |tx| delegation::invite(tx, &given));
}

/// Account `n` takes right `n`.
async fn confirm(world: &World, n: u8, now: i64) -> bool {
    commit!(world, [], |tx| delegation::confirm(tx, id(n), account_id(n), at(now)))
}

/// A right that account `n` holds.
async fn hold(world: &World, given: Delegation) {
    let n = given.id.as_bytes()[0];
    invite(world, given).await;
    assert!(confirm(world, n, 150).await);
}

async fn decline(world: &World, n: u8) -> bool {
    commit!(world, [], |tx| delegation::decline(tx, id(n), at(160)))
}

async fn end(world: &World, n: u8) -> Vec<DelegationId> {
    commit!(world, [], |tx| delegation::end(tx, id(n), ENDED, at(170)))
}

async fn found(world: &World, n: u8) -> Option<Delegation> {
    delegation::by_id(&mut world.db.reader().await.unwrap(), id(n)).await.unwrap()
}

async fn live(world: &World, n: u8, now: i64) -> Option<DelegationId> {
    let mut conn = world.db.reader().await.unwrap();
    delegation::live(&mut conn, id(n), at(now)).await.unwrap().map(|one| one.id)
}

async fn of_grantee(world: &World, account: u8, now: i64) -> Vec<DelegationId> {
    let mut conn = world.db.reader().await.unwrap();
    let all = delegation::of_grantee(&mut conn, account_id(account), at(now)).await.unwrap();
    all.into_iter().map(|one| one.id).collect()
}

async fn of_entity(world: &World, entity: u8) -> Vec<DelegationId> {
    let mut conn = world.db.reader().await.unwrap();
    let all = delegation::of_entity(&mut conn, entity_id(entity)).await.unwrap();
    all.into_iter().map(|one| one.id).collect()
}

async fn invited(world: &World, n: u8) -> Vec<DelegationId> {
    let mut conn = world.db.reader().await.unwrap();
    let all = delegation::invited_for(&mut conn, &[[99; 32], [n; 32]]).await.unwrap();
    all.into_iter().map(|one| one.id).collect()
}

async fn need_reconfirm(world: &World, entity: u8, by: i64) -> u64 {
    commit!(world, [], |tx| delegation::need_reconfirm(tx, entity_id(entity), at(by)))
}

async fn reconfirm(world: &World, n: u8) -> bool {
    commit!(world, [], |tx| delegation::reconfirm(tx, id(n)))
}

async fn overdue(world: &World, now: i64) -> Vec<DelegationId> {
    let mut conn = world.db.reader().await.unwrap();
    let all = delegation::overdue_reconfirm(&mut conn, at(now), 10).await.unwrap();
    all.into_iter().map(|one| one.id).collect()
}

contract! {
    async fn right_comes_back_as_it_went_in(world) {
        let full = Delegation {
            grantee_account: Some(account_id(7)),
            grantee_entity: Some(entity_id(8)),
            state: DelegationState::Revoked,
            confirmed_at: Some(at(50)),
            ended_at: Some(at(60)),
            reason: Some("not_confirmed".to_owned()),
            reconfirm_by: Some(at(59)),
            ..below(2, 1)
        };
        invite(world, offered(1)).await;
        invite(world, full.clone()).await;
        assert_eq!((found(world, 1).await, found(world, 2).await), (Some(offered(1)), Some(full)));
        assert_eq!(found(world, 9).await, None);
    }
}

contract! {
    async fn offer_is_found_by_the_document_of_the_invited(world) {
        invite(world, offered(1)).await;
        invite(world, Delegation { invitee_index: [1; 32], ..offered(2) }).await;
        invite(world, offered(3)).await;
        assert_eq!(invited(world, 1).await, [id(1), id(2)]);
        confirm(world, 1, 150).await;
        decline(world, 2).await;
        assert!(invited(world, 1).await.is_empty());
        let mut conn = world.db.reader().await.unwrap();
        assert!(delegation::invited_for(&mut conn, &[]).await.unwrap().is_empty());
        let many: Vec<[u8; 32]> = (0..5).map(|n| [n; 32]).collect();
        assert!(told(delegation::invited_for(&mut conn, &many).await).contains("at most 4"));
    }
}

contract! {
    async fn confirmed_right_is_its_grantees(world) {
        invite(world, offered(1)).await;
        assert!(of_grantee(world, 1, 100).await.is_empty());
        assert!(confirm(world, 1, 150).await);
        assert!(!confirm(world, 1, 151).await);
        let wanted = Delegation {
            grantee_account: Some(account_id(1)),
            state: DelegationState::Active,
            confirmed_at: Some(at(150)),
            ..offered(1)
        };
        assert_eq!(found(world, 1).await, Some(wanted));
        assert_eq!(of_grantee(world, 1, 4999).await, [id(1)]);
        assert!(of_grantee(world, 1, 5000).await.is_empty(), "it has ended");
        assert!(of_grantee(world, 2, 200).await.is_empty());
    }
}

contract! {
    async fn refused_when_the_offer_is_over(world) {
        invite(world, offered(1)).await;
        invite(world, offered(2)).await;
        invite(world, offered(3)).await;
        assert!(!confirm(world, 1, 5000).await, "past its end");
        decline(world, 2).await;
        assert!(!confirm(world, 2, 170).await, "declined");
        end(world, 3).await;
        assert!(!confirm(world, 3, 180).await, "taken back");
        assert!(!confirm(world, 9, 150).await, "unknown");
    }
}

contract! {
    async fn refused_when_the_offer_is_to_an_entity(world) {
        invite(world, Delegation { grantee_entity: Some(entity_id(8)), ..offered(1) }).await;
        assert!(!confirm(world, 1, 150).await);
        assert_eq!(found(world, 1).await.unwrap().grantee_account, None);
    }
}

contract! {
    async fn of_eight_who_take_one_right_at_once_one_has_it(world) {
        invite(world, offered(1)).await;
        let takers = (1..=8).map(|n| async move {
            commit!(world, [], |tx| delegation::confirm(tx, id(1), account_id(n), at(150)))
        });
        assert_eq!(join_all(takers).await.into_iter().filter(|through| *through).count(), 1);
    }
}

contract! {
    async fn of_yes_and_no_at_once_one_counts(world) {
        for n in 1..=8 {
            invite(world, offered(n)).await;
            let (yes, no) = futures_util::future::join(confirm(world, n, 150), decline(world, n)).await;
            assert!(yes != no, "either one or the other");
        }
    }
}

contract! {
    async fn declined_offer_forgets_who_was_invited(world) {
        invite(world, offered(1)).await;
        assert!(decline(world, 1).await);
        assert!(!decline(world, 1).await);
        let over = found(world, 1).await.unwrap();
        assert_eq!((over.state, over.ended_at), (DelegationState::Declined, Some(at(160))));
        assert!(over.invitee.is_empty());
    }
}

contract! {
    async fn right_ends_with_all_that_came_of_it(world) {
        hold(world, offered(1)).await;
        hold(world, below(2, 1)).await;
        invite(world, below(3, 1)).await;
        hold(world, below(4, 2)).await;
        hold(world, offered(5)).await;
        let mut ended = end(world, 1).await;
        assert_eq!(ended[0], id(1));
        ended.sort();
        assert_eq!(ended, [id(1), id(2), id(3), id(4)]);
        for n in 1..=4 {
            let state = if n == 1 { DelegationState::Ended } else { DelegationState::Revoked };
            let over = found(world, n).await.unwrap();
            assert_eq!((over.state, over.ended_at, over.reason.as_deref()), (state, Some(at(170)), Some("left")));
            assert!(over.invitee.is_empty());
        }
        assert!(end(world, 1).await.is_empty());
        assert_eq!(live(world, 5, 200).await, Some(id(5)));
    }
}

contract! {
    async fn end_of_one_leaves_what_it_came_of(world) {
        hold(world, offered(1)).await;
        hold(world, below(2, 1)).await;
        assert_eq!(end(world, 2).await, [id(2)]);
        assert_eq!((live(world, 1, 200).await, live(world, 2, 200).await), (Some(id(1)), None));
    }
}

contract! {
    async fn of_eight_who_end_one_right_at_once_each_link_ends_once(world) {
        hold(world, offered(1)).await;
        hold(world, below(2, 1)).await;
        let mut ended: Vec<_> = join_all((0..8).map(|_| end(world, 1))).await.concat();
        ended.sort();
        assert_eq!(ended, [id(1), id(2)]);
    }
}

contract! {
    async fn right_holds_while_every_link_holds(world) {
        hold(world, Delegation { ends_at: at(800), ..offered(1) }).await;
        hold(world, Delegation { ends_at: at(900), ..below(2, 1) }).await;
        hold(world, below(3, 2)).await;
        assert_eq!(live(world, 3, 799).await, Some(id(3)));
        assert_eq!(live(world, 3, 800).await, None, "the first link is over");
        assert_eq!(live(world, 9, 200).await, None);
        invite(world, below(4, 1)).await;
        assert_eq!(live(world, 4, 200).await, None, "only offered");
    }
}

contract! {
    async fn right_whose_origin_is_missing_does_not_hold(world) {
        hold(world, below(2, 1)).await;
        assert_eq!(live(world, 2, 200).await, None);
    }
}

contract! {
    async fn refused_when_a_chain_is_longer_than_any_that_is_made(world) {
        hold(world, offered(1)).await;
        for n in 2..=5 {
            hold(world, below(n, n - 1)).await;
        }
        let mut conn = world.db.reader().await.unwrap();
        assert!(told(delegation::live(&mut conn, id(5), at(200)).await).contains("longer"));
    }
}

contract! {
    async fn list_of_an_entity_has_what_is_offered_or_held(world) {
        hold(world, offered(1)).await;
        invite(world, offered(2)).await;
        for n in [3, 4] {
            invite(world, offered(n)).await;
        }
        decline(world, 3).await;
        end(world, 4).await;
        invite(world, Delegation { entity_id: entity_id(2), ..offered(5) }).await;
        assert_eq!(of_entity(world, 1).await, [id(1), id(2)]);
        assert_eq!(of_entity(world, 2).await, [id(5)]);
    }
}

contract! {
    async fn rights_fall_that_nobody_confirms_anew(world) {
        for n in [1, 2] {
            hold(world, offered(n)).await;
        }
        hold(world, below(3, 1)).await;
        invite(world, offered(4)).await;
        hold(world, Delegation { entity_id: entity_id(2), ..offered(5) }).await;
        end(world, 2).await;
        assert_eq!(need_reconfirm(world, 1, 300).await, 3);
        assert_eq!(need_reconfirm(world, 1, 999).await, 0, "the first time limit stands");
        assert!(reconfirm(world, 1).await);
        assert!(!reconfirm(world, 1).await, "it need not be confirmed");
        assert!(!reconfirm(world, 2).await, "it has ended");
        assert!(!reconfirm(world, 5).await, "it is another entity's");
        assert!(overdue(world, 299).await.is_empty());
        assert_eq!(overdue(world, 300).await, [id(3), id(4)]);
        assert_eq!((live(world, 3, 299).await, live(world, 3, 300).await), (Some(id(3)), None));
        assert_eq!((of_grantee(world, 3, 299).await, of_grantee(world, 3, 300).await), (vec![id(3)], vec![]));
        assert_eq!(live(world, 1, 300).await, Some(id(1)));
        end(world, 3).await;
        assert_eq!(overdue(world, 300).await, [id(4)]);
    }
}

contract! {
    async fn right_does_not_hold_while_what_it_came_of_is_not_confirmed_anew(world) {
        hold(world, offered(1)).await;
        hold(world, below(2, 1)).await;
        need_reconfirm(world, 1, 300).await;
        assert!(reconfirm(world, 2).await);
        assert_eq!((live(world, 2, 299).await, live(world, 2, 300).await), (Some(id(2)), None));
    }
}

contract! {
    async fn unanswered_are_the_offers_made_by_a_moment(world) {
        for n in 1..=4 {
            invite(world, offered(n)).await;
        }
        confirm(world, 1, 150).await;
        let mut conn = world.db.reader().await.unwrap();
        let old = delegation::unanswered(&mut conn, at(3), 10).await.unwrap();
        assert_eq!(old.iter().map(|one| one.id).collect::<Vec<_>>(), [id(2), id(3)]);
        assert_eq!(delegation::unanswered(&mut conn, at(3), 1).await.unwrap().len(), 1);
    }
}

contract! {
    async fn offers_of_an_entity_are_counted_whatever_became_of_them(world) {
        for n in 1..=4 {
            invite(world, offered(n)).await;
        }
        invite(world, Delegation { entity_id: entity_id(2), ..offered(5) }).await;
        decline(world, 3).await;
        let mut conn = world.db.reader().await.unwrap();
        assert_eq!(delegation::invited_since(&mut conn, entity_id(1), at(1)).await.unwrap(), 3);
        assert_eq!(delegation::invited_since(&mut conn, entity_id(1), at(4)).await.unwrap(), 0);
    }
}

contract! {
    async fn erased_account_loses_its_rights_and_all_that_came_of_them(world) {
        open_account(world, 1).await;
        hold(world, offered(1)).await;
        hold(world, below(2, 1)).await;
        hold(world, offered(3)).await;
        commit!(world, [], |tx| store::account::erase(tx, account_id(1), b"empty", at(170)));
        let gone = found(world, 1).await.unwrap();
        assert_eq!((gone.state, gone.reason.as_deref()), (DelegationState::Ended, Some("erased")));
        assert!(gone.invitee.is_empty());
        assert_eq!(found(world, 2).await.unwrap().state, DelegationState::Revoked);
        assert_eq!(live(world, 3, 200).await, Some(id(3)));
    }
}

contract! {
    async fn offers_that_nobody_answers_are_found(world) {
        for n in [1, 2, 3] {
            invite(world, offered(n)).await;
        }
        assert!(confirm(world, 1, 4).await);
        let mut conn = world.db.reader().await.unwrap();
        let found = delegation::unanswered(&mut conn, at(2), 10).await.unwrap();
        assert_eq!(found.iter().map(|one| one.id).collect::<Vec<_>>(), [id(2)]);
        assert_eq!(delegation::unanswered(&mut conn, at(3), 1).await.unwrap().len(), 1);
    }
}

contract! {
    async fn offers_are_counted_whatever_became_of_them(world) {
        for n in [1, 2, 3] {
            invite(world, offered(n)).await;
        }
        commit!(world, [], |tx| delegation::end(tx, id(2), ENDED, at(9)));
        commit!(world, [], |tx| delegation::decline(tx, id(3), at(9)));
        let mut conn = world.db.reader().await.unwrap();
        assert_eq!(delegation::invited_since(&mut conn, entity_id(1), at(0)).await.unwrap(), 3);
        assert_eq!(delegation::invited_since(&mut conn, entity_id(1), at(2)).await.unwrap(), 1);
        assert_eq!(delegation::invited_since(&mut conn, entity_id(2), at(0)).await.unwrap(), 0);
    }
}

contract! {
    async fn who_was_invited_is_forgotten_when_it_is_over(world) {
        hold(world, offered(1)).await;
        hold(world, below(2, 1)).await;
        invite(world, offered(3)).await;
        commit!(world, [], |tx| delegation::end(tx, id(1), ENDED, at(200)));
        commit!(world, [], |tx| delegation::decline(tx, id(3), at(200)));
        let mut conn = world.db.reader().await.unwrap();
        for n in [1, 2, 3] {
            let row = delegation::by_id(&mut conn, id(n)).await.unwrap().unwrap();
            assert_eq!(row.invitee, Vec::<u8>::new(), "{n}");
        }
    }
}
