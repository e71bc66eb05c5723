//! Accounts and login names.

use store::account::{self, AccountStatus, Inserted, LoginKind, SecondStep, StoredLevel};
use store::{Engine, refresh, session};

use crate::fixture::{
    account, account_id, at, begin_session, family_id, login, new_family, open_account, session_id,
};
use crate::world::told;

contract! {
    async fn account_comes_back_as_it_went_in(world) {
        let given = account(1);
        let logins = [login(LoginKind::Username, 1), login(LoginKind::Phone, 2)];
        let inserted = commit!(world, [given, logins], |tx| account::insert(tx, &given, &logins, Some("$argon2id$")));
        assert_eq!(inserted, Inserted::Inserted);
        let mut conn = world.db.reader().await.unwrap();
        assert_eq!(account::by_id(&mut conn, account_id(1)).await.unwrap(), Some(given.clone()));
        let found = account::by_login(&mut conn, &[[9; 32], [2; 32]]).await.unwrap();
        assert_eq!(found, Some((given, Some("$argon2id$".to_owned()))));
    }
}

contract! {
    async fn unknown_name_finds_nothing(world) {
        open_account(world, 1).await;
        let mut conn = world.db.reader().await.unwrap();
        assert_eq!(account::by_login(&mut conn, &[[9; 32]]).await.unwrap(), None);
        assert_eq!(account::by_login(&mut conn, &[]).await.unwrap(), None);
        assert_eq!(account::by_id(&mut conn, account_id(2)).await.unwrap(), None);
    }
}

contract! {
    async fn taken_name_leaves_nothing_behind(world) {
        let (first, second) = (account(1), account(2));
        let held = [login(LoginKind::Phone, 7)];
        commit!(world, [first, held], |tx| account::insert(tx, &first, &held, None));
        let wanted = [login(LoginKind::Username, 8), login(LoginKind::Phone, 7)];
        let inserted = commit!(world, [second, wanted], |tx| account::insert(tx, &second, &wanted, None));
        assert_eq!(inserted, Inserted::LoginTaken);
        let mut conn = world.db.reader().await.unwrap();
        assert_eq!(account::by_id(&mut conn, account_id(2)).await.unwrap(), None);
        assert_eq!(account::by_login(&mut conn, &[[8; 32]]).await.unwrap(), None);
    }
}

contract! {
    async fn earlier_index_wins_when_names_meet(world) {
        let (first, second) = (account(1), account(2));
        let (name, phone) = ([login(LoginKind::Username, 1)], [login(LoginKind::Phone, 2)]);
        commit!(world, [first, name], |tx| account::insert(tx, &first, &name, None));
        commit!(world, [second, phone], |tx| account::insert(tx, &second, &phone, None));
        let mut conn = world.db.reader().await.unwrap();
        for (indexes, winner) in [([[1; 32], [2; 32]], 1), ([[2; 32], [1; 32]], 2)] {
            let (found, _) = account::by_login(&mut conn, &indexes).await.unwrap().unwrap();
            assert_eq!(found.id, account_id(winner));
        }
    }
}

contract! {
    async fn refused_when_more_indexes_than_slots(world) {
        let mut conn = world.db.reader().await.unwrap();
        let many: Vec<[u8; 32]> = (0..9).map(|n| [n; 32]).collect();
        let text = told(account::by_login(&mut conn, &many).await);
        assert!(text.contains("at most 8"), "{text}");
    }
}

contract! {
    async fn new_name_replaces_the_old_of_its_kind(world) {
        let given = account(1);
        let logins = [login(LoginKind::Username, 1), login(LoginKind::Phone, 2)];
        commit!(world, [given, logins], |tx| account::insert(tx, &given, &logins, None));
        let changed = login(LoginKind::Phone, 3);
        let set = commit!(world, [changed], |tx| account::set_login(tx, account_id(1), &changed));
        assert_eq!(set, Inserted::Inserted);
        let mut conn = world.db.reader().await.unwrap();
        assert!(account::by_login(&mut conn, &[[3; 32]]).await.unwrap().is_some());
        assert!(account::by_login(&mut conn, &[[2; 32]]).await.unwrap().is_none());
        assert!(account::by_login(&mut conn, &[[1; 32]]).await.unwrap().is_some());
    }
}

contract! {
    async fn refused_when_new_name_belongs_to_another(world) {
        let (first, second) = (account(1), account(2));
        let (one, two) = ([login(LoginKind::Phone, 1)], [login(LoginKind::Phone, 2)]);
        commit!(world, [first, one], |tx| account::insert(tx, &first, &one, None));
        commit!(world, [second, two], |tx| account::insert(tx, &second, &two, None));
        let wanted = login(LoginKind::Phone, 1);
        let set = commit!(world, [wanted], |tx| account::set_login(tx, account_id(2), &wanted));
        assert_eq!(set, Inserted::LoginTaken);
        let mut conn = world.db.reader().await.unwrap();
        let (kept, _) = account::by_login(&mut conn, &[[2; 32]]).await.unwrap().unwrap();
        assert_eq!(kept.id, account_id(2));
    }
}

contract! {
    async fn profile_and_password_change(world) {
        open_account(world, 1).await;
        assert!(commit!(world, [], |tx| account::update_profile(tx, account_id(1), &[5, 6], at(60))));
        assert!(commit!(world, [], |tx| account::set_locale(tx, account_id(1), Some("en"), at(60))));
        assert!(commit!(world, [], |tx| account::set_password(tx, account_id(1), Some("new"), at(61))));
        let mut conn = world.db.reader().await.unwrap();
        let changed = account::by_id(&mut conn, account_id(1)).await.unwrap().unwrap();
        assert_eq!((changed.locale.as_deref(), changed.profile.as_slice()), (Some("en"), [5, 6].as_slice()));
        assert_eq!(changed.updated_at, at(61));
        let hash = account::password_hash(&mut conn, account_id(1)).await.unwrap();
        assert_eq!(hash.as_deref(), Some("new"));
        assert!(!commit!(world, [], |tx| account::set_password(tx, account_id(2), None, at(61))));
        assert!(!commit!(world, [], |tx| account::update_profile(tx, account_id(2), &[], at(61))));
        assert!(!commit!(world, [], |tx| account::set_locale(tx, account_id(2), None, at(61))));
    }
}

contract! {
    async fn second_step_is_set(world) {
        open_account(world, 1).await;
        let set = |id| async move {
            commit!(world, [], |tx| account::set_second_step(tx, account_id(id), SecondStep::WhenAsked, at(62)))
        };
        assert!(set(1).await);
        let mut conn = world.db.reader().await.unwrap();
        let changed = account::by_id(&mut conn, account_id(1)).await.unwrap().unwrap();
        assert_eq!((changed.second_step, changed.updated_at), (SecondStep::WhenAsked, at(62)));
        assert!(!set(2).await);
    }
}

contract! {
    async fn frozen_account_loses_sessions_and_families(world) {
        open_account(world, 1).await;
        open_account(world, 2).await;
        begin_session(world, 1, 1).await;
        begin_session(world, 2, 2).await;
        for (n, owner, bound) in [(1, 1, Some(1)), (2, 1, None), (3, 2, None)] {
            let family = new_family(n, bound).begin(
                crate::fixture::grant_id(n), "tax".to_owned(), account_id(owner), at(20));
            commit!(world, [family], |tx| refresh::insert(tx, &family));
        }
        let ended = commit!(world, [], |tx| account::set_status(tx, account_id(1), AccountStatus::Frozen, at(70)));
        let mut ended = ended.unwrap();
        ended.grants.sort();
        assert_eq!(ended.sessions, [session_id(1)]);
        assert_eq!(ended.grants, [crate::fixture::grant_id(1), crate::fixture::grant_id(2)]);
        let mut conn = world.db.reader().await.unwrap();
        let frozen = account::by_id(&mut conn, account_id(1)).await.unwrap().unwrap();
        assert_eq!((frozen.status, frozen.updated_at), (AccountStatus::Frozen, at(70)));
        assert!(session::view(&mut conn, &[[1; 32]], None).await.unwrap().is_none());
        assert!(session::view(&mut conn, &[[2; 32]], None).await.unwrap().is_some());
        for (n, revoked) in [(1, Some(at(70))), (2, Some(at(70))), (3, None)] {
            let family = refresh::by_id(&mut conn, family_id(n)).await.unwrap().unwrap();
            assert_eq!(family.revoked_at, revoked);
        }
    }
}

contract! {
    async fn account_of_a_deceased_person_loses_its_sessions(world) {
        open_account(world, 1).await;
        begin_session(world, 1, 1).await;
        let ended = commit!(world, [], |tx| account::set_status(tx, account_id(1), AccountStatus::Deceased, at(70)));
        assert_eq!(ended.unwrap().sessions, [session_id(1)]);
        let mut conn = world.db.reader().await.unwrap();
        let now = account::by_id(&mut conn, account_id(1)).await.unwrap().unwrap();
        assert_eq!(now.status, AccountStatus::Deceased);
    }
}

contract! {
    async fn disputed_account_keeps_its_sessions_and_families(world) {
        open_account(world, 1).await;
        begin_session(world, 1, 1).await;
        let family = new_family(1, Some(1)).begin(
            crate::fixture::grant_id(1), "tax".to_owned(), account_id(1), at(20));
        commit!(world, [family], |tx| refresh::insert(tx, &family));
        let ended = commit!(world, [], |tx| account::set_status(tx, account_id(1), AccountStatus::Disputed, at(70)));
        assert_eq!(ended, Some(account::Ended::default()));
        let mut conn = world.db.reader().await.unwrap();
        let view = session::view(&mut conn, &[[1; 32]], None).await.unwrap().unwrap();
        assert_eq!(view.account.status, AccountStatus::Disputed);
        assert_eq!(refresh::by_id(&mut conn, family_id(1)).await.unwrap(), Some(family));
    }
}

contract! {
    async fn standing_is_written_and_is_no_change_of_the_account(world) {
        open_account(world, 1).await;
        let standing = StoredLevel {
            level: 4,
            until: None,
            evidence_at: Some(at(5)),
            policy: "2027-01".to_owned(),
        };
        assert!(commit!(world, [standing], |tx| account::set_standing(tx, account_id(1), &standing)));
        assert!(!commit!(world, [standing], |tx| account::set_standing(tx, account_id(2), &standing)));
        let mut conn = world.db.reader().await.unwrap();
        let wanted = account::Account { standing, ..account(1) };
        assert_eq!(account::by_id(&mut conn, account_id(1)).await.unwrap(), Some(wanted.clone()));
        assert_eq!(account::page(&mut conn, None, 10).await.unwrap(), [wanted]);
    }
}

contract! {
    async fn account_written_by_the_version_before_is_of_level_one(world) {
        let id = match world.db.engine() {
            Engine::Sqlite => "zeroblob(16)",
            Engine::Postgres => "decode(repeat('00', 16), 'hex')",
        };
        let columns = "id, kind, status, profile, created_at, updated_at";
        let row = format!("insert into account ({columns}) values ({id}, 'person', 'active', {id}, 1, 1)");
        world.tamper(&row).await;
        let mut conn = world.db.reader().await.unwrap();
        let found = account::by_id(&mut conn, account_id(0)).await.unwrap().unwrap();
        assert_eq!(found.standing, StoredLevel { level: 1, until: None, evidence_at: None, policy: String::new() });
    }
}

contract! {
    async fn status_of_unknown_account_changes_nothing(world) {
        let ended = commit!(world, [], |tx| account::set_status(tx, account_id(1), AccountStatus::Closed, at(70)));
        assert_eq!(ended, None);
    }
}

contract! {
    async fn pages_follow_one_another(world) {
        for n in 1..=5 {
            open_account(world, n).await;
        }
        let mut conn = world.db.reader().await.unwrap();
        let first = account::page(&mut conn, None, 2).await.unwrap();
        let second = account::page(&mut conn, Some(first[1].id), 10).await.unwrap();
        let ids: Vec<_> = first.iter().chain(&second).map(|account| account.id).collect();
        assert_eq!(ids, (1..=5).map(account_id).collect::<Vec<_>>());
    }
}

contract! {
    async fn contradictory_row_is_named(world) {
        open_account(world, 1).await;
        world.tamper("update account set status = 'odd'").await;
        let mut conn = world.db.reader().await.unwrap();
        let text = told(account::by_id(&mut conn, account_id(1)).await);
        let row = account_id(1).to_string();
        assert!(text.contains("table account") && text.contains("column status") && text.contains(&row), "{text}");
    }
}
