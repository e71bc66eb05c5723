//! Sessions and the clients in them.

use store::session::{self, Reauthentication, SessionClient, SessionLevel};
use store::{consent, refresh};

use crate::fixture::{
    account, account_id, at, begin_session, consent as given_consent, family_id, grant_id, later, new_family,
    open_account, session as given_session, session_id, signed_on,
};
use crate::world::told;

fn part(session: u8, client: &str, last: i64) -> SessionClient {
    SessionClient {
        session_id: session_id(session),
        client_id: client.to_owned(),
        sid: format!("sid-{client}-{last}"),
        subject: "pairwise".to_owned(),
        first_at: at(last),
        last_at: at(last),
    }
}

contract! {
    async fn view_holds_session_account_and_consent(world) {
        signed_on(world).await;
        let agreed = given_consent(1, "tax");
        commit!(world, [agreed], |tx| consent::grant(tx, &agreed));
        let mut conn = world.db.reader().await.unwrap();
        let before = world.db.counters();
        let view = session::view(&mut conn, &[[8; 32], [1; 32]], Some("tax")).await.unwrap().unwrap();
        assert_eq!(world.db.counters().round_trips, before.round_trips + 1);
        assert_eq!((view.session, view.account, view.consent), (given_session(1, 1), account(1), Some(agreed)));
    }
}

contract! {
    async fn view_without_consent_or_client(world) {
        signed_on(world).await;
        let agreed = given_consent(1, "tax");
        commit!(world, [agreed], |tx| consent::grant(tx, &agreed));
        let mut conn = world.db.reader().await.unwrap();
        for client in [None, Some("other")] {
            let view = session::view(&mut conn, &[[1; 32]], client).await.unwrap().unwrap();
            assert_eq!(view.consent, None);
        }
    }
}

contract! {
    async fn view_of_unknown_secret_is_none(world) {
        signed_on(world).await;
        let mut conn = world.db.reader().await.unwrap();
        assert!(session::view(&mut conn, &[[8; 32]], None).await.unwrap().is_none());
        assert!(session::view(&mut conn, &[], None).await.unwrap().is_none());
        let many: Vec<[u8; 32]> = (0..5).map(|n| [n; 32]).collect();
        assert!(told(session::view(&mut conn, &many, None).await).contains("at most 4"));
    }
}

contract! {
    async fn live_until_each_limit(world) {
        let session = given_session(1, 1);
        assert!(session.is_live(at(13)));
        assert!(!session.is_live(session.idle_expires_at));
        let mut busy = session.clone();
        busy.idle_expires_at = later(99);
        assert!(!busy.is_live(busy.expires_at));
        let mut over = session;
        over.ended_at = Some(at(12));
        assert!(!over.is_live(at(13)));
        world.db.ping().await.unwrap();
    }
}

contract! {
    async fn new_proof_changes_the_secret(world) {
        signed_on(world).await;
        let proof = Reauthentication {
            secret_hash: [77; 32],
            authenticated_at: at(90),
            acr: "level3".to_owned(),
            amr: "hwk".to_owned(),
            idle_expires_at: later(2),
            expires_at: later(13),
            source: "杭州".to_owned(),
            device_id: None,
        };
        assert!(commit!(world, [proof], |tx| session::rotate(tx, session_id(1), &proof)));
        let mut conn = world.db.reader().await.unwrap();
        assert!(session::view(&mut conn, &[[1; 32]], None).await.unwrap().is_none());
        let now = session::view(&mut conn, &[[77; 32]], None).await.unwrap().unwrap().session;
        assert_eq!((now.authenticated_at, now.last_seen_at), (at(90), at(90)));
        assert_eq!((now.acr.as_str(), now.amr.as_str(), now.expires_at), ("level3", "hwk", later(13)));
        assert_eq!((now.source.as_str(), now.device_id), ("杭州", None));
        assert_eq!(now.standing, given_session(1, 1).standing, "what was proved of the person stays");
        commit!(world, [], |tx| session::end(tx, session_id(1), at(91)));
        assert!(!commit!(world, [proof], |tx| session::rotate(tx, session_id(1), &proof)));
    }
}

contract! {
    async fn level_counts_in_its_session_alone(world) {
        signed_on(world).await;
        begin_session(world, 2, 1).await;
        let level = SessionLevel {
            level: 5,
            until: Some(later(3)),
            evidence_at: Some(at(80)),
            provider: Some("counter".to_owned()),
        };
        assert!(commit!(world, [level], |tx| session::raise(tx, session_id(1), &level)));
        let mut conn = world.db.reader().await.unwrap();
        let view = session::view(&mut conn, &[[1; 32]], None).await.unwrap().unwrap();
        assert_eq!(view.session.standing, level);
        assert_eq!(view.account.standing, account(1).standing, "the account's stays");
        let other = session::by_id(&mut conn, session_id(2)).await.unwrap().unwrap();
        assert_eq!(other.standing, given_session(2, 1).standing);
        commit!(world, [], |tx| session::end(tx, session_id(1), at(91)));
        assert!(!commit!(world, [level], |tx| session::raise(tx, session_id(1), &level)), "it has ended");
        assert!(!commit!(world, [level], |tx| session::raise(tx, session_id(9), &level)));
    }
}

contract! {
    async fn levels_of_all_sessions_of_one_account_are_taken_back(world) {
        signed_on(world).await;
        begin_session(world, 2, 1).await;
        open_account(world, 2).await;
        begin_session(world, 3, 2).await;
        let lower = || async { commit!(world, [], |tx| session::lower_all(tx, account_id(1))) };
        assert_eq!((lower().await, lower().await), (2, 0));
        let mut conn = world.db.reader().await.unwrap();
        for own in session::list_for_account(&mut conn, account_id(1)).await.unwrap() {
            assert_eq!(own.standing, SessionLevel::default());
        }
        let other = session::by_id(&mut conn, session_id(3)).await.unwrap().unwrap();
        assert_eq!(other.standing, given_session(3, 2).standing);
    }
}

contract! {
    async fn level_that_is_none_is_named(world) {
        signed_on(world).await;
        for level in [0, 6, -1] {
            world.tamper(&format!("update session set level = {level}")).await;
            let mut conn = world.db.reader().await.unwrap();
            let text = told(session::by_id(&mut conn, session_id(1)).await);
            assert!(text.contains("table session column level"), "{text}");
        }
    }
}

contract! {
    async fn touch_moves_the_idle_limit_of_a_live_session(world) {
        signed_on(world).await;
        assert!(commit!(world, [], |tx| session::touch(tx, session_id(1), at(95), later(3))));
        let mut conn = world.db.reader().await.unwrap();
        let seen = session::by_id(&mut conn, session_id(1)).await.unwrap().unwrap();
        assert_eq!((seen.last_seen_at, seen.idle_expires_at), (at(95), later(3)));
        commit!(world, [], |tx| session::end(tx, session_id(1), at(96)));
        assert!(!commit!(world, [], |tx| session::touch(tx, session_id(1), at(97), later(4))));
    }
}

contract! {
    async fn end_names_clients_and_revokes_bound_families(world) {
        signed_on(world).await;
        for (client, last) in [("tax", 40), ("social", 41), ("tax", 42)] {
            let part = part(1, client, last);
            commit!(world, [part], |tx| session::link(tx, &part));
        }
        for (n, bound) in [(1, Some(1)), (2, None)] {
            let family = new_family(n, bound).begin(grant_id(n), "tax".to_owned(), account_id(1), at(20));
            commit!(world, [family], |tx| refresh::insert(tx, &family));
        }
        let clients = commit!(world, [], |tx| session::end(tx, session_id(1), at(50)));
        assert_eq!(clients, ["social", "tax"]);
        assert!(commit!(world, [], |tx| session::end(tx, session_id(1), at(51))).is_empty());
        let mut conn = world.db.reader().await.unwrap();
        let bound = refresh::by_id(&mut conn, family_id(1)).await.unwrap().unwrap();
        let offline = refresh::by_id(&mut conn, family_id(2)).await.unwrap().unwrap();
        assert_eq!((bound.revoked_at, offline.revoked_at), (Some(at(50)), None));
        let over = session::by_id(&mut conn, session_id(1)).await.unwrap().unwrap();
        assert_eq!(over.ended_at, Some(at(50)));
        let tax = &session::clients(&mut conn, session_id(1)).await.unwrap()[1];
        assert_eq!((tax.first_at, tax.last_at, tax.sid.as_str()), (at(40), at(42), "sid-tax-42"));
    }
}

contract! {
    async fn end_all_spares_the_one_named(world) {
        open_account(world, 1).await;
        open_account(world, 2).await;
        for (n, owner) in [(1, 1), (2, 1), (3, 1), (4, 2)] {
            begin_session(world, n, owner).await;
        }
        let mut ended =
            commit!(world, [], |tx| session::end_all(tx, account_id(1), Some(session_id(2)), at(50)));
        ended.sort();
        assert_eq!(ended, [session_id(1), session_id(3)]);
        let mut conn = world.db.reader().await.unwrap();
        let mine = session::list_for_account(&mut conn, account_id(1)).await.unwrap();
        let live: Vec<_> = mine.iter().filter(|s| s.ended_at.is_none()).map(|s| s.id).collect();
        assert_eq!((mine.len(), live), (3, vec![session_id(2)]));
    }
}
