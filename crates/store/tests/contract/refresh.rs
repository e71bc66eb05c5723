//! Refresh families.

use std::time::Duration;

use futures_util::future::join_all;
use store::account::{self, AccountStatus};
use store::refresh::{self, Family, RotateFamily, Rotation, Which};
use store::{Engine, audit, consent, revoked, session};

use crate::fixture::{
    account_id, at, audited, consent as given_consent, family_id, grant_id, later, new_family, rotation,
    session_id, signed_on,
};
use crate::world::World;

/// Family `n` of client `tax` and account 1, bound to a session or not.
async fn begin(world: &World, n: u8, bound: Option<u8>) -> Family {
    let family = new_family(n, bound).begin(grant_id(n), "tax".to_owned(), account_id(1), at(20));
    commit!(world, [family], |tx| refresh::insert(tx, &family));
    family
}

async fn rotate(world: &World, request: RotateFamily) -> Rotation {
    refresh::rotate(&world.db, request).await.unwrap()
}

async fn stored(world: &World, n: u8) -> Family {
    let mut conn = world.db.reader().await.unwrap();
    refresh::by_id(&mut conn, family_id(n)).await.unwrap().unwrap()
}

fn turned(outcome: Rotation) -> Family {
    let Rotation::Rotated(family) = outcome else { panic!("expected a rotation, not {outcome:?}") };
    *family
}

contract! {
    async fn living_generation_turns(world) {
        signed_on(world).await;
        let before = begin(world, 1, Some(1)).await;
        let after = turned(rotate(world, rotation(1, 1)).await);
        let mut wanted = before;
        wanted.generation = 2;
        wanted.rotated_at = Some(at(200));
        wanted.idle_expires_at = at(200).plus(Duration::from_secs(7200));
        assert_eq!(after, wanted);
        assert_eq!(stored(world, 1).await, wanted);
        assert_eq!(turned(rotate(world, rotation(1, 2)).await).generation, 3);
    }
}

contract! {
    async fn rotation_is_audited_with_what_the_family_knows(world) {
        signed_on(world).await;
        begin(world, 1, Some(1)).await;
        rotate(world, rotation(1, 1)).await;
        let mut conn = world.db.reader().await.unwrap();
        let events = audit::page(&mut conn, &audit::AuditFilter::All, None, 10).await.unwrap();
        assert_eq!(events.len(), 1);
        assert_eq!(events[0].kind, "refresh.rotated");
        assert_eq!(events[0].account_id, Some(account_id(1)));
        assert_eq!(events[0].client_id.as_deref(), Some("tax"));
        assert_eq!(events[0].session_id, Some(session_id(1)));
    }
}

contract! {
    async fn idle_limit_never_passes_the_absolute_one(world) {
        signed_on(world).await;
        begin(world, 1, None).await;
        let mut request = rotation(1, 1);
        request.idle = Duration::from_secs(999 * 3600);
        assert_eq!(turned(rotate(world, request).await).idle_expires_at, later(24));
    }
}

contract! {
    async fn generation_before_is_answered_again_within_the_grace(world) {
        signed_on(world).await;
        begin(world, 1, None).await;
        let successor = turned(rotate(world, rotation(1, 1)).await);
        let mut again = rotation(1, 1);
        again.grace = Duration::from_secs(10);
        again.now = at(209);
        assert_eq!(rotate(world, again).await, Rotation::Repeated(Box::new(successor.clone())));
        assert_eq!(stored(world, 1).await, successor);
        assert_eq!(audited(world).await, ["refresh.rotated"]);
    }
}

contract! {
    async fn reuse_after_the_grace_revokes_family(world) {
        signed_on(world).await;
        begin(world, 1, None).await;
        rotate(world, rotation(1, 1)).await;
        let mut late = rotation(1, 1);
        late.grace = Duration::from_secs(10);
        late.now = at(210);
        assert_eq!(rotate(world, late).await, Rotation::Reused);
        assert_eq!(stored(world, 1).await.revoked_at, Some(at(210)));
        let mut conn = world.db.reader().await.unwrap();
        let denied = revoked::since(&mut conn, 0).await.unwrap();
        assert_eq!((denied[0].key.as_slice(), denied[0].until), (grant_id(1).as_bytes().as_slice(), at(500)));
        assert_eq!(audited(world).await, ["refresh.reused", "refresh.rotated"]);
        assert_eq!(rotate(world, rotation(1, 2)).await, Rotation::Revoked);
    }
}

contract! {
    async fn reuse_after_the_successor_was_used_revokes_family(world) {
        signed_on(world).await;
        begin(world, 1, None).await;
        rotate(world, rotation(1, 1)).await;
        rotate(world, rotation(1, 2)).await;
        let mut again = rotation(1, 1);
        again.grace = Duration::from_secs(10);
        assert_eq!(rotate(world, again).await, Rotation::Reused);
    }
}

contract! {
    async fn generation_that_never_was_revokes_family(world) {
        signed_on(world).await;
        begin(world, 1, None).await;
        assert_eq!(rotate(world, rotation(1, 7)).await, Rotation::Reused);
    }
}

contract! {
    async fn eight_at_once_turn_once_within_the_grace(world) {
        signed_on(world).await;
        begin(world, 1, Some(1)).await;
        let outcomes = eight(world, Duration::from_secs(10)).await;
        let rotated = outcomes.iter().filter(|outcome| matches!(outcome, Rotation::Rotated(_))).count();
        let repeated = outcomes.iter().filter(|outcome| matches!(outcome, Rotation::Repeated(_))).count();
        assert_eq!((rotated, repeated), (1, 7));
        assert_eq!(stored(world, 1).await.generation, 2);
    }
}

contract! {
    async fn eight_at_once_without_grace_leave_no_living_family(world) {
        signed_on(world).await;
        begin(world, 1, Some(1)).await;
        let outcomes = eight(world, Duration::ZERO).await;
        let rotated = outcomes.iter().filter(|outcome| matches!(outcome, Rotation::Rotated(_))).count();
        assert_eq!(rotated, 1);
        assert!(outcomes.contains(&Rotation::Reused));
        assert!(stored(world, 1).await.revoked_at.is_some());
    }
}

async fn eight(world: &World, grace: Duration) -> Vec<Rotation> {
    let attempts = (0..8).map(|_| {
        let db = world.db.clone();
        let mut request = rotation(1, 1);
        request.grace = grace;
        tokio::spawn(async move { refresh::rotate(&db, request).await.unwrap() })
    });
    join_all(attempts).await.into_iter().map(Result::unwrap).collect()
}

contract! {
    async fn refused_when_unknown(world) {
        assert_eq!(rotate(world, rotation(1, 1)).await, Rotation::Unknown);
    }
}

contract! {
    async fn refused_when_of_another_client(world) {
        signed_on(world).await;
        begin(world, 1, None).await;
        let mut foreign = rotation(1, 1);
        foreign.client_id = "social".to_owned();
        assert_eq!(rotate(world, foreign).await, Rotation::OtherClient);
        assert_eq!(stored(world, 1).await.revoked_at, None);
    }
}

contract! {
    async fn refused_when_idle_too_long(world) {
        signed_on(world).await;
        begin(world, 1, None).await;
        let mut late = rotation(1, 1);
        late.now = later(2);
        assert_eq!(rotate(world, late).await, Rotation::Expired);
    }
}

contract! {
    async fn refused_when_past_the_absolute_limit(world) {
        signed_on(world).await;
        let mut family = new_family(1, None).begin(grant_id(1), "tax".to_owned(), account_id(1), at(20));
        family.idle_expires_at = later(99);
        commit!(world, [family], |tx| refresh::insert(tx, &family));
        let mut late = rotation(1, 1);
        late.now = later(24);
        assert_eq!(rotate(world, late).await, Rotation::Expired);
    }
}

contract! {
    async fn refused_when_session_ended_unless_offline(world) {
        signed_on(world).await;
        begin(world, 1, Some(1)).await;
        begin(world, 2, None).await;
        world.tamper("update session set ended_at = 1").await;
        assert_eq!(rotate(world, rotation(1, 1)).await, Rotation::SessionEnded);
        turned(rotate(world, rotation(2, 1)).await);
    }
}

contract! {
    async fn refused_when_session_past_its_limit(world) {
        signed_on(world).await;
        let mut family = new_family(1, Some(1)).begin(grant_id(1), "tax".to_owned(), account_id(1), at(20));
        family.idle_expires_at = later(20);
        commit!(world, [family], |tx| refresh::insert(tx, &family));
        let mut late = rotation(1, 1);
        late.now = later(12);
        assert_eq!(rotate(world, late).await, Rotation::SessionEnded);
    }
}

contract! {
    async fn refused_when_session_swept_away(world) {
        signed_on(world).await;
        begin(world, 1, Some(1)).await;
        world.tamper("delete from session").await;
        assert_eq!(rotate(world, rotation(1, 1)).await, Rotation::SessionEnded);
    }
}

contract! {
    async fn family_of_a_disputed_account_turns(world) {
        signed_on(world).await;
        let before = begin(world, 1, Some(1)).await;
        commit!(world, [], |tx| account::set_status(tx, account_id(1), AccountStatus::Disputed, at(150)));
        let after = turned(rotate(world, rotation(1, 1)).await);
        assert_eq!((after.generation, &after.capacity), (2, &before.capacity));
        let mut again = rotation(1, 1);
        again.grace = Duration::from_secs(10);
        assert!(matches!(rotate(world, again).await, Rotation::Repeated(_)));
    }
}

contract! {
    async fn refused_when_account_inactive(world) {
        signed_on(world).await;
        begin(world, 1, None).await;
        world.tamper("update account set status = 'frozen'").await;
        assert_eq!(rotate(world, rotation(1, 1)).await, Rotation::AccountInactive);
    }
}

contract! {
    async fn refused_after_the_account_was_frozen(world) {
        signed_on(world).await;
        begin(world, 1, None).await;
        commit!(world, [], |tx| account::set_status(tx, account_id(1), AccountStatus::Frozen, at(190)));
        assert_eq!(rotate(world, rotation(1, 1)).await, Rotation::Revoked);
    }
}

contract! {
    async fn refused_when_consent_was_withdrawn_beside_it(world) {
        signed_on(world).await;
        begin(world, 1, None).await;
        let mut agreed = given_consent(1, "tax");
        agreed.withdrawn_at = Some(at(150));
        commit!(world, [agreed], |tx| consent::grant(tx, &agreed));
        assert_eq!(rotate(world, rotation(1, 1)).await, Rotation::Revoked);
        agreed.withdrawn_at = None;
        commit!(world, [agreed], |tx| consent::grant(tx, &agreed));
        turned(rotate(world, rotation(1, 1)).await);
    }
}

contract! {
    async fn refused_after_logout(world) {
        signed_on(world).await;
        begin(world, 1, Some(1)).await;
        commit!(world, [], |tx| session::end(tx, session_id(1), at(150)));
        assert_eq!(rotate(world, rotation(1, 1)).await, Rotation::Revoked);
    }
}

contract! {
    async fn revocation_reaches_what_it_names(world) {
        signed_on(world).await;
        for n in 1..=5 {
            begin(world, n, (n == 3).then_some(1)).await;
        }
        let mut other = new_family(6, None).begin(grant_id(6), "social".to_owned(), account_id(1), at(20));
        other.nonce = None;
        commit!(world, [other], |tx| refresh::insert(tx, &other));
        let by = |which: Which<'static>| async move { commit!(world, [], |tx| refresh::revoke(tx, which, at(60))) };
        assert_eq!(by(Which::Family(family_id(1))).await, [grant_id(1)]);
        assert_eq!(by(Which::Grant(grant_id(2))).await, [grant_id(2)]);
        assert_eq!(by(Which::Session(session_id(1))).await, [grant_id(3)]);
        let mut rest = by(Which::AccountAndClient(account_id(1), "tax")).await;
        rest.sort();
        assert_eq!(rest, [grant_id(4), grant_id(5)]);
        assert_eq!(stored(world, 6).await, other);
        assert_eq!(by(Which::Account(account_id(1))).await, [grant_id(6)]);
        assert!(by(Which::Account(account_id(1))).await.is_empty());
    }
}

contract! {
    async fn rotation_stays_within_its_budget(world) {
        signed_on(world).await;
        begin(world, 1, Some(1)).await;
        rotate(world, rotation(1, 1)).await;
        let before = world.db.counters();
        rotate(world, rotation(1, 2)).await;
        let after = world.db.counters();
        assert_eq!((after.write_units - before.write_units, after.commits - before.commits), (1, 1));
        let budget = match world.db.engine() {
            Engine::Postgres => 1,
            Engine::Sqlite => 4,
        };
        assert_eq!(after.round_trips - before.round_trips, budget);
    }
}
