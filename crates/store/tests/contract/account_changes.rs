//! Changes of an account by its person: names that change hands, a hash made anew, an account that goes.

use base::{AuthenticatorId, DeviceId};
use futures_util::future::join_all;
use store::account::{self, AccountStatus, LoginKind, LoginName, SecondStep};
use store::authenticator::{self, Authenticator, AuthenticatorKind};
use store::device::{self, Device};
use store::{consent, message, recovery, recovery_code, refresh, session};

use crate::fixture::{
    account, account_id, at, begin_session, family_id, grant_id, login, new_family, open_account, session_id,
};
use crate::world::World;

/// Account `n` with these names and the password hash `old`.
async fn open(world: &World, n: u8, logins: &[LoginName]) {
    let (given, logins) = (account(n), logins.to_vec());
    commit!(world, [given, logins], |tx| account::insert(tx, &given, &logins, Some("old")));
}

/// Which account signs in with the name of this index.
async fn holder(world: &World, index: u8) -> Option<base::AccountId> {
    let mut conn = world.db.reader().await.unwrap();
    account::by_login(&mut conn, &[[index; 32]]).await.unwrap().map(|(account, _)| account.id)
}

async fn move_phone(world: &World, account: u8, index: u8) -> Option<base::AccountId> {
    let phone = login(LoginKind::Phone, index);
    commit!(world, [phone], |tx| account::move_login(tx, account_id(account), &phone))
}

contract! {
    async fn phone_moves_from_one_account_to_another(world) {
        open(world, 1, &[login(LoginKind::Username, 1), login(LoginKind::Phone, 2)]).await;
        open(world, 2, &[login(LoginKind::Username, 3), login(LoginKind::Phone, 4)]).await;
        assert_eq!(move_phone(world, 2, 2).await, Some(account_id(1)));
        assert_eq!(holder(world, 2).await, Some(account_id(2)));
        assert_eq!(holder(world, 4).await, None, "the phone it had before is free");
        assert_eq!((holder(world, 1).await, holder(world, 3).await), (Some(account_id(1)), Some(account_id(2))));
    }
}

contract! {
    async fn free_phone_and_own_phone_come_from_nobody(world) {
        open(world, 1, &[login(LoginKind::Phone, 2)]).await;
        assert_eq!(move_phone(world, 1, 2).await, None);
        assert_eq!(holder(world, 2).await, Some(account_id(1)));
        assert_eq!(move_phone(world, 1, 3).await, None);
        assert_eq!((holder(world, 3).await, holder(world, 2).await), (Some(account_id(1)), None));
    }
}

contract! {
    async fn phone_wanted_by_eight_at_once_has_one_holder(world) {
        open(world, 1, &[login(LoginKind::Phone, 1)]).await;
        for n in 2..=9 {
            open(world, n, &[login(LoginKind::Phone, n)]).await;
        }
        let moves = (2..=9).map(|n| async move {
            let phone = login(LoginKind::Phone, 1);
            attempt!(world, [phone], |tx| account::move_login(tx, account_id(n), &phone))
        });
        let moved = join_all(moves).await;
        assert!(moved.iter().all(|moved| moved.as_ref().map_or_else(|fault| fault.is_overload(), Option::is_some)));
        let last = holder(world, 1).await.unwrap();
        let mut held = 0;
        for n in 1..=9 {
            held += usize::from(holder(world, n).await == Some(last));
        }
        assert_eq!(held, 1, "it gave its own number away");
        let losers = moved.iter().filter(|moved| moved.is_err()).count();
        let mut kept = 0;
        for n in 2..=9 {
            kept += usize::from(holder(world, n).await.is_some());
        }
        assert_eq!(kept, losers, "whoever failed keeps the number it had");
    }
}

contract! {
    async fn name_is_removed_by_kind_and_free_then(world) {
        open(world, 1, &[login(LoginKind::Username, 1), login(LoginKind::Phone, 2)]).await;
        let remove = || async { commit!(world, [], |tx| account::remove_login(tx, account_id(1), LoginKind::Phone)) };
        assert!(remove().await);
        assert!(!remove().await);
        assert_eq!((holder(world, 1).await, holder(world, 2).await), (Some(account_id(1)), None));
        open(world, 2, &[login(LoginKind::Phone, 2)]).await;
        assert_eq!(holder(world, 2).await, Some(account_id(2)));
    }
}

contract! {
    async fn all_names_of_one_account_are_released(world) {
        open(world, 1, &[login(LoginKind::Username, 1), login(LoginKind::Phone, 2)]).await;
        open(world, 2, &[login(LoginKind::Phone, 3)]).await;
        assert_eq!(commit!(world, [], |tx| account::release_logins(tx, account_id(1))), 2);
        assert_eq!(commit!(world, [], |tx| account::release_logins(tx, account_id(1))), 0);
        let holders = (holder(world, 1).await, holder(world, 2).await, holder(world, 3).await);
        assert_eq!(holders, (None, None, Some(account_id(2))));
    }
}

contract! {
    async fn hash_is_made_anew_only_of_the_one_it_was_made_of(world) {
        open(world, 1, &[]).await;
        let mut conn = world.db.reader().await.unwrap();
        let before = account::by_id(&mut conn, account_id(1)).await.unwrap();
        let rehash = || async { commit!(world, [], |tx| account::rehash(tx, account_id(1), "old", "new")) };
        assert!(rehash().await);
        assert!(!rehash().await, "the password may have been changed in between");
        assert_eq!(account::password_hash(&mut conn, account_id(1)).await.unwrap().as_deref(), Some("new"));
        assert_eq!(account::by_id(&mut conn, account_id(1)).await.unwrap(), before);
        open_account(world, 2).await;
        assert!(!commit!(world, [], |tx| account::rehash(tx, account_id(2), "old", "new")));
    }
}

/// Account `n` with all an account can have; its names and hashes are `n` and `n + 10`.
async fn furnished(world: &World, n: u8) {
    open(world, n, &[login(LoginKind::Username, n), login(LoginKind::Phone, n + 10)]).await;
    begin_session(world, n, n).await;
    let passkey = Authenticator {
        id: AuthenticatorId::from_bytes([n; 16]),
        account_id: account_id(n),
        kind: AuthenticatorKind::Passkey,
        credential_index: Some([n; 32]),
        data: vec![1],
        counter: 0,
        created_at: at(1),
        last_used_at: None,
    };
    let device = Device {
        id: DeviceId::from_bytes([n; 16]),
        account_id: account_id(n),
        secret_hash: [n; 32],
        description: "browser".to_owned(),
        first_seen_at: at(1),
        last_seen_at: at(1),
    };
    let (way_back, code) = (crate::recovery::waiting(n, n), [[n; 32]]);
    let agreed = crate::fixture::consent(n, "tax");
    let family = new_family(n, Some(n)).begin(grant_id(n), "tax".to_owned(), account_id(n), at(20));
    commit!(world, [passkey], |tx| authenticator::insert(tx, &passkey));
    commit!(world, [device], |tx| device::see(tx, &device));
    commit!(world, [way_back], |tx| recovery::insert(tx, &way_back));
    commit!(world, [code], |tx| recovery_code::replace(tx, account_id(n), &code, at(1)));
    commit!(world, [agreed], |tx| consent::grant(tx, &agreed));
    commit!(world, [family], |tx| refresh::insert(tx, &family));
}

/// How many of names, authenticators, codes, browsers, ways back and consents an account has.
async fn furniture(world: &World, n: u8) -> [usize; 6] {
    let names =
        usize::from(holder(world, n).await.is_some()) + usize::from(holder(world, n + 10).await.is_some());
    let mut conn = world.db.reader().await.unwrap();
    let conn = &mut conn;
    [
        names,
        authenticator::of_account(conn, account_id(n)).await.unwrap().len(),
        recovery_code::left(conn, account_id(n)).await.unwrap() as usize,
        device::of_account(conn, account_id(n)).await.unwrap().len(),
        usize::from(recovery::by_ticket(conn, &[[n; 32]]).await.unwrap().is_some()),
        consent::list_for_account(conn, account_id(n)).await.unwrap().len(),
    ]
}

contract! {
    async fn erased_account_tells_nothing_of_its_person(world) {
        furnished(world, 1).await;
        furnished(world, 2).await;
        let ended = commit!(world, [], |tx| account::erase(tx, account_id(1), b"empty", at(70))).unwrap();
        assert_eq!((ended.sessions, ended.grants), (vec![session_id(1)], vec![grant_id(1)]));
        assert_eq!(furniture(world, 1).await, [0; 6]);
        let mut conn = world.db.reader().await.unwrap();
        let gone = account::by_id(&mut conn, account_id(1)).await.unwrap().unwrap();
        assert_eq!((gone.status, gone.profile.as_slice()), (AccountStatus::Closed, b"empty".as_slice()));
        assert_eq!((gone.locale, gone.second_step), (None, SecondStep::WhenAsked));
        assert_eq!(gone.updated_at, at(70));
        assert_eq!(account::password_hash(&mut conn, account_id(1)).await.unwrap(), None);
        let over = session::by_id(&mut conn, session_id(1)).await.unwrap().unwrap();
        assert_eq!((over.ended_at, over.device_id), (Some(at(70)), None));
        assert_eq!((over.user_agent.as_str(), over.source.as_str()), ("", ""));
        assert!(refresh::by_id(&mut conn, family_id(1)).await.unwrap().unwrap().revoked_at.is_some());
    }
}

contract! {
    async fn erasing_one_account_spares_the_other(world) {
        furnished(world, 1).await;
        furnished(world, 2).await;
        let notice = crate::message::pending(1);
        commit!(world, [notice], |tx| message::enqueue(tx, &notice));
        commit!(world, [], |tx| account::erase(tx, account_id(1), b"empty", at(70)));
        assert_eq!(furniture(world, 2).await, [2, 1, 1, 1, 1, 1]);
        let mut conn = world.db.reader().await.unwrap();
        assert!(session::view(&mut conn, &[[2; 32]], None).await.unwrap().is_some());
        assert_eq!(account::by_id(&mut conn, account_id(2)).await.unwrap(), Some(account(2)));
        assert_eq!(message::by_id(&mut conn, notice.id).await.unwrap(), Some(notice), "it still leaves");
    }
}

contract! {
    async fn unknown_account_is_not_erased(world) {
        assert_eq!(commit!(world, [], |tx| account::erase(tx, account_id(1), b"empty", at(70))), None);
    }
}

/// Takes an authenticator away unless it is the last; whether it went.
async fn remove_unless_last(world: &World, n: u8) -> bool {
    let outcome: Result<bool, base::Fault> = world
        .db
        .write(move |tx| {
            Box::pin(async move {
                account::hold(tx, account_id(1)).await?;
                let left = authenticator::of_account(tx, account_id(1)).await?.len();
                let id = AuthenticatorId::from_bytes([n; 16]);
                Ok(left > 1 && authenticator::remove(tx, id, account_id(1)).await?)
            })
        })
        .await;
    outcome.unwrap()
}

contract! {
    async fn of_eight_who_leave_one_behind_the_last_sees_what_the_others_left(world) {
        open(world, 1, &[]).await;
        for n in 1..=8 {
            let passkey = Authenticator {
                id: AuthenticatorId::from_bytes([n; 16]),
                account_id: account_id(1),
                kind: AuthenticatorKind::Passkey,
                credential_index: Some([n; 32]),
                data: vec![1],
                counter: 0,
                created_at: at(1),
                last_used_at: None,
            };
            commit!(world, [passkey], |tx| authenticator::insert(tx, &passkey));
        }
        let removed = join_all((1..=8).map(|n| remove_unless_last(world, n))).await;
        assert_eq!(removed.iter().filter(|removed| **removed).count(), 7);
    }
}

contract! {
    async fn held_account_is_the_one_there_is_unchanged(world) {
        open(world, 1, &[]).await;
        assert_eq!(commit!(world, [], |tx| account::hold(tx, account_id(1))), Some(account(1)));
        assert_eq!(commit!(world, [], |tx| account::hold(tx, account_id(2))), None);
    }
}
