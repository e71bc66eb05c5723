//! Documents that people are known by.

use base::IdentifierId;
use futures_util::future::join_all;
use store::identifier::{self, Identifier, IdentifierState, Verified};

use crate::fixture::{account_id, at, open_account};
use crate::world::{World, told};

pub(crate) const fn id(n: u8) -> IdentifierId {
    IdentifierId::from_bytes([n; 16])
}

/// Document `n` of an account, with a number of its own.
pub(crate) fn told_by(n: u8, account: u8) -> Identifier {
    Identifier {
        id: id(n),
        account_id: account_id(account),
        document_type: "resident_id".to_owned(),
        number_index: [n; 32],
        content: vec![n, 0, 255],
        state: IdentifierState::Claimed,
        claimed_at: at(i64::from(n)),
        verified_at: None,
        valid_until: Some(at(9000)),
        updated_at: at(i64::from(n)),
    }
}

/// Document `n` of an account, with the number that all of these have.
fn of_one_number(n: u8, account: u8) -> Identifier {
    Identifier { number_index: [200; 32], ..told_by(n, account) }
}

pub(crate) async fn claim(world: &World, given: Identifier) {
    commit!(world, [given], |tx| identifier::claim(tx, &given));
}

async fn verify(world: &World, n: u8, now: i64) -> Verified {
    commit!(world, [], |tx| identifier::verify(tx, id(n), at(now)))
}

async fn found(world: &World, n: u8) -> Option<Identifier> {
    identifier::by_id(&mut world.db.reader().await.unwrap(), id(n)).await.unwrap()
}

async fn state(world: &World, n: u8) -> IdentifierState {
    found(world, n).await.unwrap().state
}

async fn holders(world: &World, indexes: &[[u8; 32]]) -> Vec<IdentifierId> {
    let mut conn = world.db.reader().await.unwrap();
    identifier::holders(&mut conn, indexes).await.unwrap().into_iter().map(|one| one.id).collect()
}

contract! {
    async fn document_comes_back_as_it_went_in(world) {
        let mut passport = told_by(2, 1);
        passport.document_type = "passport".to_owned();
        passport.valid_until = None;
        claim(world, told_by(1, 1)).await;
        claim(world, passport.clone()).await;
        claim(world, told_by(3, 2)).await;
        assert_eq!(found(world, 1).await, Some(told_by(1, 1)));
        assert_eq!(found(world, 9).await, None);
        let mut conn = world.db.reader().await.unwrap();
        assert_eq!(identifier::of_account(&mut conn, account_id(1)).await.unwrap(), [told_by(1, 1), passport]);
        assert!(identifier::of_account(&mut conn, account_id(9)).await.unwrap().is_empty());
    }
}

contract! {
    async fn later_claim_of_one_kind_retires_the_earlier(world) {
        claim(world, told_by(1, 1)).await;
        claim(world, Identifier { document_type: "passport".to_owned(), ..told_by(2, 1) }).await;
        claim(world, told_by(3, 2)).await;
        claim(world, told_by(4, 1)).await;
        let retired = found(world, 1).await.unwrap();
        assert_eq!((retired.state, retired.updated_at), (IdentifierState::Retired, at(4)));
        for n in 2..=4 {
            assert_eq!(state(world, n).await, IdentifierState::Claimed, "document {n}");
        }
    }
}

contract! {
    async fn claim_leaves_what_was_verified(world) {
        claim(world, told_by(1, 1)).await;
        verify(world, 1, 50).await;
        claim(world, told_by(2, 1)).await;
        assert_eq!(state(world, 1).await, IdentifierState::Verified);
    }
}

contract! {
    async fn number_is_found_once_it_is_verified(world) {
        claim(world, told_by(1, 1)).await;
        claim(world, told_by(2, 2)).await;
        assert!(holders(world, &[[1; 32], [2; 32]]).await.is_empty());
        assert_eq!(verify(world, 1, 50).await, Verified::Done);
        assert_eq!(holders(world, &[[9; 32], [1; 32], [2; 32]]).await, [id(1)]);
        assert!(holders(world, &[]).await.is_empty());
        let many: Vec<[u8; 32]> = (0..5).map(|n| [n; 32]).collect();
        let mut conn = world.db.reader().await.unwrap();
        assert!(told(identifier::holders(&mut conn, &many).await).contains("at most 4"));
    }
}

contract! {
    async fn verified_again_bears_the_later_time(world) {
        claim(world, told_by(1, 1)).await;
        assert_eq!(verify(world, 1, 50).await, Verified::Done);
        assert_eq!(verify(world, 1, 60).await, Verified::Done);
        let wanted = Identifier {
            state: IdentifierState::Verified,
            verified_at: Some(at(60)),
            updated_at: at(60),
            ..told_by(1, 1)
        };
        assert_eq!(found(world, 1).await, Some(wanted));
    }
}

contract! {
    async fn number_of_another_account_is_taken(world) {
        claim(world, of_one_number(1, 1)).await;
        claim(world, of_one_number(2, 2)).await;
        assert_eq!(verify(world, 1, 50).await, Verified::Done);
        assert_eq!(verify(world, 2, 51).await, Verified::Taken(account_id(1)));
        assert_eq!(found(world, 2).await, Some(of_one_number(2, 2)), "nothing changed");
    }
}

contract! {
    async fn number_is_free_once_it_is_retired(world) {
        claim(world, of_one_number(1, 1)).await;
        claim(world, of_one_number(2, 2)).await;
        verify(world, 1, 50).await;
        assert!(commit!(world, [], |tx| identifier::retire(tx, id(1), at(51))));
        assert!(!commit!(world, [], |tx| identifier::retire(tx, id(1), at(52))));
        assert!(!commit!(world, [], |tx| identifier::retire(tx, id(9), at(52))));
        assert_eq!(found(world, 1).await.unwrap().updated_at, at(51));
        assert_eq!(verify(world, 2, 53).await, Verified::Done);
        assert_eq!(holders(world, &[[200; 32]]).await, [id(2)]);
    }
}

contract! {
    async fn retired_or_unknown_document_is_not_verified(world) {
        claim(world, told_by(1, 1)).await;
        commit!(world, [], |tx| identifier::retire(tx, id(1), at(51)));
        for n in [1, 9] {
            let outcome = attempt!(world, [], |tx| identifier::verify(tx, id(n), at(52)));
            assert!(told(outcome).contains("does not stand any more"));
        }
        assert_eq!(state(world, 1).await, IdentifierState::Retired);
    }
}

contract! {
    async fn of_eight_who_prove_one_number_at_once_one_has_it(world) {
        for n in 1..=8 {
            claim(world, of_one_number(n, n)).await;
        }
        let outcomes = join_all((1..=8).map(|n| verify(world, n, 50))).await;
        let done = outcomes.iter().filter(|outcome| **outcome == Verified::Done).count();
        assert_eq!(done, 1, "{outcomes:?}");
        let held = holders(world, &[[200; 32]]).await;
        let holder = found(world, held[0].as_bytes()[0]).await.unwrap().account_id;
        let others = outcomes.iter().filter(|outcome| **outcome == Verified::Taken(holder)).count();
        assert_eq!((held.len(), others), (1, 7), "{outcomes:?}");
    }
}

contract! {
    async fn content_and_index_are_written_anew(world) {
        claim(world, told_by(1, 1)).await;
        let anew = |n| async move {
            commit!(world, [], |tx| identifier::update_content(tx, id(n), &[7, 7], [77; 32], at(60)))
        };
        assert!(anew(1).await);
        assert!(!anew(9).await);
        let changed =
            Identifier { content: vec![7, 7], number_index: [77; 32], updated_at: at(60), ..told_by(1, 1) };
        assert_eq!(found(world, 1).await, Some(changed));
    }
}

contract! {
    async fn erased_account_leaves_no_document(world) {
        open_account(world, 1).await;
        open_account(world, 2).await;
        claim(world, told_by(1, 1)).await;
        verify(world, 1, 50).await;
        claim(world, told_by(2, 1)).await;
        claim(world, told_by(3, 2)).await;
        commit!(world, [], |tx| store::account::erase(tx, account_id(1), b"empty", at(70)));
        let mut conn = world.db.reader().await.unwrap();
        for gone in identifier::of_account(&mut conn, account_id(1)).await.unwrap() {
            assert_eq!((gone.state, gone.updated_at), (IdentifierState::Retired, at(70)));
            assert!(gone.content.is_empty());
        }
        assert!(holders(world, &[[1; 32]]).await.is_empty(), "the number is free");
        assert_eq!(found(world, 3).await, Some(told_by(3, 2)));
    }
}
