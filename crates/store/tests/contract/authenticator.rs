//! Passkeys and time-based codes, and recovery codes.

use base::AuthenticatorId;
use futures_util::future::join_all;
use store::authenticator::{self, Advance, Authenticator, AuthenticatorKind, Inserted};
use store::recovery_code;

use crate::fixture::{account_id, at};
use crate::world::{World, told};

const fn id(n: u8) -> AuthenticatorId {
    AuthenticatorId::from_bytes([n; 16])
}

const fn step(expected: i64, counter: i64) -> Advance {
    Advance { expected, counter }
}

fn passkey(n: u8, account: u8) -> Authenticator {
    Authenticator {
        id: id(n),
        account_id: account_id(account),
        kind: AuthenticatorKind::Passkey,
        credential_index: Some([n; 32]),
        data: vec![n, 0, 255],
        counter: 5,
        created_at: at(i64::from(n)),
        last_used_at: None,
    }
}

fn totp(n: u8, account: u8) -> Authenticator {
    Authenticator { kind: AuthenticatorKind::Totp, credential_index: None, ..passkey(n, account) }
}

async fn add(world: &World, authenticator: Authenticator) -> Inserted {
    commit!(world, [authenticator], |tx| authenticator::insert(tx, &authenticator))
}

async fn of(world: &World, account: u8) -> Vec<Authenticator> {
    let mut conn = world.db.reader().await.unwrap();
    authenticator::of_account(&mut conn, account_id(account)).await.unwrap()
}

contract! {
    async fn authenticators_come_back_as_they_went_in(world) {
        let mut used = totp(2, 1);
        used.last_used_at = Some(at(9));
        for one in [passkey(3, 1), used.clone(), passkey(4, 2), totp(5, 1)] {
            assert_eq!(add(world, one).await, Inserted::Inserted);
        }
        assert_eq!(of(world, 1).await, [used, passkey(3, 1), totp(5, 1)]);
    }
}

contract! {
    async fn refused_when_the_credential_is_there_already(world) {
        add(world, passkey(1, 1)).await;
        let mut again = passkey(2, 2);
        again.credential_index = Some([1; 32]);
        assert_eq!(add(world, again).await, Inserted::Taken);
        assert!(of(world, 2).await.is_empty());
    }
}

contract! {
    async fn credential_is_found_under_any_live_key(world) {
        add(world, passkey(1, 1)).await;
        add(world, passkey(2, 2)).await;
        let mut conn = world.db.reader().await.unwrap();
        for (indexes, found) in [([[9; 32], [2; 32]], 2), ([[1; 32], [2; 32]], 1), ([[2; 32], [1; 32]], 2)] {
            let passkey = authenticator::by_credential(&mut conn, &indexes).await.unwrap().unwrap();
            assert_eq!(passkey.id, id(found));
        }
        assert_eq!(authenticator::by_credential(&mut conn, &[[9; 32]]).await.unwrap(), None);
        assert_eq!(authenticator::by_credential(&mut conn, &[]).await.unwrap(), None);
        let many: Vec<[u8; 32]> = (0..5).map(|n| [n; 32]).collect();
        assert!(told(authenticator::by_credential(&mut conn, &many).await).contains("at most 4"));
    }
}

contract! {
    async fn counter_moves_on_and_data_with_it(world) {
        add(world, passkey(1, 1)).await;
        assert!(commit!(world, [], |tx| authenticator::advance(tx, id(1), step(5, 6), Some(&[7, 7]), at(50))));
        let used = of(world, 1).await.remove(0);
        assert_eq!((used.counter, used.data, used.last_used_at), (6, vec![7, 7], Some(at(50))));
        assert!(commit!(world, [], |tx| authenticator::advance(tx, id(1), step(6, 9), None, at(51))));
        let used = of(world, 1).await.remove(0);
        assert_eq!((used.counter, used.data, used.last_used_at), (9, vec![7, 7], Some(at(51))));
    }
}

contract! {
    async fn refused_when_used_in_between(world) {
        add(world, passkey(1, 1)).await;
        assert!(!commit!(world, [], |tx| authenticator::advance(tx, id(1), step(4, 6), Some(&[7]), at(50))));
        assert_eq!(of(world, 1).await, [passkey(1, 1)]);
        assert!(!commit!(world, [], |tx| authenticator::advance(tx, id(2), step(5, 6), None, at(50))));
    }
}

contract! {
    async fn eight_at_once_use_one_step_once(world) {
        add(world, totp(1, 1)).await;
        let attempts = (0..8).map(|_| async {
            commit!(world, [], |tx| authenticator::advance(tx, id(1), step(5, 6), None, at(50)))
        });
        let through = join_all(attempts).await.into_iter().filter(|through| *through).count();
        assert_eq!(through, 1);
    }
}

contract! {
    async fn data_is_replaced_only_for_its_owner(world) {
        add(world, passkey(1, 1)).await;
        assert!(!commit!(world, [], |tx| authenticator::set_data(tx, id(1), account_id(2), &[1])));
        assert!(!commit!(world, [], |tx| authenticator::set_data(tx, id(2), account_id(1), &[1])));
        assert_eq!(of(world, 1).await, [passkey(1, 1)]);
        assert!(commit!(world, [], |tx| authenticator::set_data(tx, id(1), account_id(1), &[1])));
        assert_eq!(of(world, 1).await, [Authenticator { data: vec![1], ..passkey(1, 1) }]);
    }
}

contract! {
    async fn removed_only_by_its_owner(world) {
        add(world, passkey(1, 1)).await;
        assert!(!commit!(world, [], |tx| authenticator::remove(tx, id(1), account_id(2))));
        assert_eq!(of(world, 1).await.len(), 1);
        assert!(commit!(world, [], |tx| authenticator::remove(tx, id(1), account_id(1))));
        assert!(of(world, 1).await.is_empty());
        assert!(!commit!(world, [], |tx| authenticator::remove(tx, id(1), account_id(1))));
    }
}

contract! {
    async fn one_kind_goes_and_the_other_stays(world) {
        for one in [passkey(1, 1), totp(2, 1), totp(3, 1), totp(4, 2)] {
            add(world, one).await;
        }
        let remove = || async {
            commit!(world, [], |tx| authenticator::remove_kind(tx, account_id(1), AuthenticatorKind::Totp))
        };
        assert_eq!(remove().await, 2);
        assert_eq!(remove().await, 0);
        assert_eq!((of(world, 1).await, of(world, 2).await), (vec![passkey(1, 1)], vec![totp(4, 2)]));
    }
}

async fn left(world: &World, account: u8) -> u32 {
    let mut conn = world.db.reader().await.unwrap();
    recovery_code::left(&mut conn, account_id(account)).await.unwrap()
}

async fn give_codes(world: &World, account: u8, codes: &[u8]) {
    let hashes: Vec<[u8; 32]> = codes.iter().map(|n| [*n; 32]).collect();
    commit!(world, [hashes], |tx| recovery_code::replace(tx, account_id(account), &hashes, at(40)));
}

async fn spend(world: &World, account: u8, candidates: &[u8]) -> bool {
    let hashes: Vec<[u8; 32]> = candidates.iter().map(|n| [*n; 32]).collect();
    commit!(world, [hashes], |tx| recovery_code::spend(tx, account_id(account), &hashes, at(41)))
}

contract! {
    async fn recovery_code_works_once(world) {
        give_codes(world, 1, &[1, 2, 3]).await;
        assert!(spend(world, 1, &[9, 2]).await);
        assert!(!spend(world, 1, &[9, 2]).await);
        assert_eq!(left(world, 1).await, 2);
    }
}

contract! {
    async fn refused_when_the_recovery_code_is_of_another(world) {
        give_codes(world, 1, &[1]).await;
        give_codes(world, 2, &[2]).await;
        assert!(!spend(world, 1, &[2]).await);
        assert!(!spend(world, 1, &[]).await);
        assert_eq!((left(world, 1).await, left(world, 2).await, left(world, 3).await), (1, 1, 0));
    }
}

contract! {
    async fn recovery_codes_were_made_when_they_were_made_used_or_not(world) {
        let made = || async {
            recovery_code::made_at(&mut world.db.reader().await.unwrap(), account_id(1)).await.unwrap()
        };
        assert_eq!(made().await, None);
        let code = [[1; 32]];
        commit!(world, [code], |tx| recovery_code::replace(tx, account_id(1), &code, at(7)));
        commit!(world, [code], |tx| recovery_code::spend(tx, account_id(1), &code, at(8)));
        assert_eq!(made().await, Some(at(7)));
    }
}

contract! {
    async fn new_recovery_codes_end_the_old(world) {
        give_codes(world, 1, &[1, 2]).await;
        give_codes(world, 2, &[1]).await;
        assert!(spend(world, 1, &[1]).await);
        give_codes(world, 1, &[1, 3]).await;
        assert!(!spend(world, 1, &[2]).await);
        assert!(spend(world, 1, &[1]).await);
        assert_eq!((left(world, 1).await, left(world, 2).await), (1, 1));
        give_codes(world, 1, &[]).await;
        assert_eq!(left(world, 1).await, 0);
    }
}

contract! {
    async fn eight_at_once_spend_a_recovery_code_once(world) {
        give_codes(world, 1, &[1, 2]).await;
        let through = join_all((0..8).map(|_| spend(world, 1, &[1]))).await;
        assert_eq!(through.into_iter().filter(|through| *through).count(), 1);
        assert_eq!(left(world, 1).await, 1);
    }
}
