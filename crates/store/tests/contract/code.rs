//! The redemption of codes.

use futures_util::future::join_all;
use store::account::{self, AccountStatus};
use store::code::{self, Redeemed};
use store::refresh::{self, FIRST_GENERATION};
use store::{Engine, consent, revoked, session};

use crate::fixture::{
    account as given_account, account_id, at, audited, consent as given_consent, family_id, grant_id, later,
    redemption, session_id, signed_on,
};
use crate::world::World;

async fn redeem(world: &World, n: u8) -> Redeemed {
    code::redeem(&world.db, redemption(n)).await.unwrap()
}

contract! {
    async fn first_use_begins_family_notes_client_and_audits(world) {
        signed_on(world).await;
        assert_eq!(redeem(world, 1).await, Redeemed::Done { account: given_account(1) });
        let mut conn = world.db.reader().await.unwrap();
        let family = refresh::by_id(&mut conn, family_id(1)).await.unwrap().unwrap();
        let wanted = redemption(1).family.unwrap().begin(grant_id(1), "tax".to_owned(), account_id(1), at(100));
        assert_eq!(family, wanted);
        assert_eq!(family.generation, FIRST_GENERATION);
        let clients = session::clients(&mut conn, session_id(1)).await.unwrap();
        assert_eq!(clients.len(), 1);
        assert_eq!((clients[0].sid.as_str(), clients[0].subject.as_str()), ("sid-1", "pairwise"));
        assert_eq!((clients[0].first_at, clients[0].last_at), (at(100), at(100)));
        assert_eq!(audited(world).await, ["code.redeemed"]);
    }
}

contract! {
    async fn redemption_without_family_begins_none(world) {
        signed_on(world).await;
        let mut plain = redemption(1);
        plain.family = None;
        assert!(matches!(code::redeem(&world.db, plain).await.unwrap(), Redeemed::Done { .. }));
        let mut conn = world.db.reader().await.unwrap();
        assert_eq!(refresh::by_id(&mut conn, family_id(1)).await.unwrap(), None);
        assert_eq!(session::clients(&mut conn, session_id(1)).await.unwrap().len(), 1);
    }
}

contract! {
    async fn second_code_of_a_client_keeps_its_first_time(world) {
        signed_on(world).await;
        redeem(world, 1).await;
        let mut second = redemption(2);
        second.now = at(120);
        code::redeem(&world.db, second).await.unwrap();
        let mut conn = world.db.reader().await.unwrap();
        let clients = session::clients(&mut conn, session_id(1)).await.unwrap();
        assert_eq!((clients[0].first_at, clients[0].last_at), (at(100), at(120)));
        assert_eq!(clients[0].sid, "sid-2");
    }
}

contract! {
    async fn second_use_revokes_family_and_grant(world) {
        signed_on(world).await;
        redeem(world, 1).await;
        assert_eq!(redeem(world, 1).await, Redeemed::AlreadySpent);
        let mut conn = world.db.reader().await.unwrap();
        let family = refresh::by_id(&mut conn, family_id(1)).await.unwrap().unwrap();
        assert_eq!(family.revoked_at, Some(at(100)));
        let denied = revoked::since(&mut conn, 0).await.unwrap();
        assert_eq!(denied.len(), 1);
        assert_eq!((denied[0].key.as_slice(), denied[0].until), (grant_id(1).as_bytes().as_slice(), at(400)));
        assert_eq!(audited(world).await, ["code.redeemed", "code.reused"]);
    }
}

contract! {
    async fn eight_at_once_redeem_once(world) {
        signed_on(world).await;
        let attempts = (0..8).map(|_| {
            let db = world.db.clone();
            tokio::spawn(async move { code::redeem(&db, redemption(1)).await.unwrap() })
        });
        let outcomes: Vec<_> = join_all(attempts).await.into_iter().map(Result::unwrap).collect();
        let done = outcomes.iter().filter(|outcome| matches!(outcome, Redeemed::Done { .. })).count();
        let spent = outcomes.iter().filter(|outcome| **outcome == Redeemed::AlreadySpent).count();
        assert_eq!((done, spent), (1, 7));
        let mut conn = world.db.reader().await.unwrap();
        let family = refresh::by_id(&mut conn, family_id(1)).await.unwrap().unwrap();
        assert!(family.revoked_at.is_some());
    }
}

contract! {
    async fn refused_when_session_ended(world) {
        signed_on(world).await;
        commit!(world, [], |tx| session::end(tx, session_id(1), at(99)));
        assert_eq!(redeem(world, 1).await, Redeemed::SessionEnded);
        assert_nothing_given(world).await;
        assert_eq!(redeem(world, 1).await, Redeemed::AlreadySpent);
    }
}

contract! {
    async fn refused_when_session_past_its_limit(world) {
        signed_on(world).await;
        let mut late = redemption(1);
        late.now = later(12);
        assert_eq!(code::redeem(&world.db, late).await.unwrap(), Redeemed::SessionEnded);
        assert_nothing_given(world).await;
    }
}

contract! {
    async fn refused_when_session_is_anothers(world) {
        signed_on(world).await;
        crate::fixture::open_account(world, 2).await;
        let mut foreign = redemption(1);
        foreign.account_id = account_id(2);
        assert_eq!(code::redeem(&world.db, foreign).await.unwrap(), Redeemed::SessionEnded);
        assert_nothing_given(world).await;
    }
}

contract! {
    async fn refused_when_account_frozen_or_gone(world) {
        signed_on(world).await;
        let mut nobody = redemption(2);
        nobody.account_id = account_id(9);
        assert_eq!(code::redeem(&world.db, nobody).await.unwrap(), Redeemed::AccountInactive);
        commit!(world, [], |tx| account::set_status(tx, account_id(1), AccountStatus::Frozen, at(99)));
        assert_eq!(redeem(world, 1).await, Redeemed::AccountInactive);
        assert_nothing_given(world).await;
    }
}

contract! {
    async fn disputed_account_redeems_for_itself(world) {
        signed_on(world).await;
        commit!(world, [], |tx| account::set_status(tx, account_id(1), AccountStatus::Disputed, at(99)));
        let mut own = redemption(1);
        own.family.as_mut().unwrap().capacity = None;
        let Redeemed::Done { account } = code::redeem(&world.db, own).await.unwrap() else {
            panic!("a disputed account signs in");
        };
        assert_eq!((account.status, account.standing), (AccountStatus::Disputed, given_account(1).standing));
        let mut conn = world.db.reader().await.unwrap();
        assert_eq!(refresh::by_id(&mut conn, family_id(1)).await.unwrap().unwrap().capacity, None);
    }
}

contract! {
    async fn refused_when_consent_withdrawn(world) {
        signed_on(world).await;
        let agreed = given_consent(1, "tax");
        commit!(world, [agreed], |tx| consent::grant(tx, &agreed));
        assert!(matches!(redeem(world, 1).await, Redeemed::Done { .. }));
        commit!(world, [], |tx| consent::withdraw(tx, account_id(1), "tax", at(99)));
        assert_eq!(redeem(world, 2).await, Redeemed::ConsentWithdrawn);
        let mut conn = world.db.reader().await.unwrap();
        assert_eq!(refresh::by_id(&mut conn, family_id(2)).await.unwrap(), None);
    }
}

contract! {
    async fn redemption_stays_within_its_budget(world) {
        signed_on(world).await;
        redeem(world, 1).await;
        let before = world.db.counters();
        redeem(world, 2).await;
        let after = world.db.counters();
        assert_eq!(after.write_units - before.write_units, 1);
        assert_eq!(after.commits - before.commits, 1);
        let budget = match world.db.engine() {
            Engine::Postgres => 1,
            Engine::Sqlite => 7,
        };
        assert_eq!(after.round_trips - before.round_trips, budget);
    }
}

contract! {
    async fn logout_and_redemption_at_once_agree(world) {
        crate::fixture::open_account(world, 1).await;
        for n in 1..=20 {
            crate::fixture::begin_session(world, n, 1).await;
            let mut request = redemption(n);
            request.session_id = session_id(n);
            request.family.as_mut().unwrap().session_id = Some(session_id(n));
            let db = world.db.clone();
            let redeeming = tokio::spawn(async move { code::redeem(&db, request).await.unwrap() });
            let told = commit!(world, [], |tx| session::end(tx, session_id(n), at(101)));
            let redeemed = matches!(redeeming.await.unwrap(), Redeemed::Done { .. });
            assert_eq!(redeemed, told == ["tax"], "a client with tokens hears of the logout, no other does");
            let mut conn = world.db.reader().await.unwrap();
            let family = refresh::by_id(&mut conn, family_id(n)).await.unwrap();
            assert!(family.is_none_or(|family| family.revoked_at.is_some()));
        }
    }
}

async fn assert_nothing_given(world: &World) {
    let mut conn = world.db.reader().await.unwrap();
    assert_eq!(refresh::by_id(&mut conn, family_id(1)).await.unwrap(), None);
    assert!(session::clients(&mut conn, session_id(1)).await.unwrap().is_empty());
    assert!(audited(world).await.is_empty());
}
