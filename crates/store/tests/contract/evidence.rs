//! What was proved of people and legal entities.

use base::{AccountId, EntityId, EvidenceId, IdentifierId, VerificationId};
use futures_util::future::join_all;
use store::evidence::{self, Evidence, EvidenceStatus};

use crate::fixture::{account_id, at, open_account, session_id};
use crate::world::World;

pub(crate) const fn id(n: u8) -> EvidenceId {
    EvidenceId::from_bytes([n; 16])
}

const ENTITY: EntityId = EntityId::from_bytes([90; 16]);

/// Evidence `n` about an account.
pub(crate) fn proved(n: u8, account: u8) -> Evidence {
    Evidence {
        id: id(n),
        account_id: Some(account_id(account)),
        entity_id: None,
        kind: "two_element".to_owned(),
        method: "name number".to_owned(),
        provider_id: "register".to_owned(),
        reference: Some(vec![n, 0, 255]),
        verification_id: Some(VerificationId::from_bytes([n; 16])),
        inputs: r#"{"compared":["name","number"]}"#.to_owned(),
        issued_at: at(40),
        expires_at: Some(at(4000)),
        status: EvidenceStatus::Valid,
        session_id: Some(session_id(1)),
        identifier_id: Some(IdentifierId::from_bytes([n; 16])),
        recorded_at: at(41),
        ended_at: None,
        end_reason: None,
    }
}

/// Evidence `n` about the one entity of these tests, with nothing that may be left out.
fn of_entity(n: u8) -> Evidence {
    Evidence {
        account_id: None,
        entity_id: Some(ENTITY),
        reference: None,
        verification_id: None,
        expires_at: None,
        session_id: None,
        identifier_id: None,
        ..proved(n, 1)
    }
}

pub(crate) async fn record(world: &World, given: Evidence) {
    commit!(world, [given], |tx| evidence::record(tx, &given));
}

async fn of(world: &World, account: u8) -> Vec<Evidence> {
    evidence::of_account(&mut world.db.reader().await.unwrap(), account_id(account)).await.unwrap()
}

async fn change(world: &World, n: u8, account: u8, states: (EvidenceStatus, EvidenceStatus)) -> bool {
    let which = (id(n), account_id(account));
    commit!(world, [], |tx| evidence::set_status(tx, which, states, "not me", at(80)))
}

contract! {
    async fn evidence_comes_back_as_it_went_in_the_oldest_first(world) {
        let disputed = Evidence {
            status: EvidenceStatus::Disputed,
            ended_at: Some(at(50)),
            end_reason: Some("not me".to_owned()),
            ..proved(1, 1)
        };
        for given in [proved(2, 1), disputed.clone(), proved(3, 2), of_entity(4), of_entity(5)] {
            record(world, given).await;
        }
        assert_eq!(of(world, 1).await, [disputed, proved(2, 1)]);
        assert_eq!(of(world, 2).await, [proved(3, 2)]);
        assert!(of(world, 9).await.is_empty());
        let mut conn = world.db.reader().await.unwrap();
        assert_eq!(evidence::of_entity(&mut conn, ENTITY).await.unwrap(), [of_entity(4), of_entity(5)]);
        let unknown = EntityId::from_bytes([91; 16]);
        assert!(evidence::of_entity(&mut conn, unknown).await.unwrap().is_empty());
    }
}

contract! {
    async fn dispute_is_kept_with_its_reason(world) {
        record(world, proved(1, 1)).await;
        let states = (EvidenceStatus::Valid, EvidenceStatus::Disputed);
        assert!(change(world, 1, 1, states).await);
        assert!(!change(world, 1, 1, states).await, "it is not in the state it is to leave");
        let wanted = Evidence {
            status: EvidenceStatus::Disputed,
            ended_at: Some(at(80)),
            end_reason: Some("not me".to_owned()),
            ..proved(1, 1)
        };
        assert_eq!(of(world, 1).await, [wanted]);
        assert!(change(world, 1, 1, (EvidenceStatus::Disputed, EvidenceStatus::Revoked)).await);
        assert_eq!(of(world, 1).await[0].status, EvidenceStatus::Revoked);
    }
}

contract! {
    async fn dispute_that_is_settled_leaves_no_end(world) {
        record(world, proved(1, 1)).await;
        change(world, 1, 1, (EvidenceStatus::Valid, EvidenceStatus::Disputed)).await;
        assert!(change(world, 1, 1, (EvidenceStatus::Disputed, EvidenceStatus::Valid)).await);
        assert_eq!(of(world, 1).await, [proved(1, 1)]);
    }
}

contract! {
    async fn refused_when_evidence_is_of_another_account(world) {
        record(world, proved(1, 1)).await;
        record(world, of_entity(2)).await;
        let states = (EvidenceStatus::Valid, EvidenceStatus::Disputed);
        assert!(!change(world, 1, 2, states).await);
        assert!(!change(world, 2, 1, states).await);
        assert!(!change(world, 9, 1, states).await);
        assert_eq!(of(world, 1).await, [proved(1, 1)]);
    }
}

contract! {
    async fn of_eight_disputes_at_once_one_counts(world) {
        record(world, proved(1, 1)).await;
        let states = (EvidenceStatus::Valid, EvidenceStatus::Disputed);
        let outcomes = join_all((0..8).map(|_| change(world, 1, 1, states))).await;
        assert_eq!(outcomes.into_iter().filter(|changed| *changed).count(), 1);
    }
}

contract! {
    async fn accounts_with_evidence_come_page_by_page_each_once(world) {
        for n in 1..=5 {
            record(world, proved(n, n)).await;
            record(world, proved(n + 10, n)).await;
        }
        record(world, of_entity(30)).await;
        let mut conn = world.db.reader().await.unwrap();
        let first = evidence::accounts_after(&mut conn, None, 2).await.unwrap();
        let rest = evidence::accounts_after(&mut conn, Some(first[1]), 10).await.unwrap();
        let wanted: Vec<AccountId> = (1..=5).map(account_id).collect();
        assert_eq!([first, rest].concat(), wanted);
        assert!(evidence::accounts_after(&mut conn, Some(account_id(5)), 10).await.unwrap().is_empty());
    }
}

contract! {
    async fn erased_account_leaves_what_was_proved_without_its_person(world) {
        open_account(world, 1).await;
        record(world, proved(1, 1)).await;
        record(world, proved(2, 2)).await;
        commit!(world, [], |tx| store::account::erase(tx, account_id(1), b"empty", at(70)));
        let blank = Evidence { reference: None, inputs: "{}".to_owned(), ..proved(1, 1) };
        assert_eq!(of(world, 1).await, [blank]);
        assert_eq!(of(world, 2).await, [proved(2, 2)]);
    }
}
