//! What is used once: marks, pushed requests; and the denylist.

use futures_util::future::join_all;
use store::epoch::{self, Topic};
use store::par::{self, PushedRequest};
use store::revoked;
use store::spent::{self, Kind, Spent};

use crate::fixture::at;

contract! {
    async fn second_use_is_told(world) {
        let spend = |kind, hash| async move { commit!(world, [], |tx| spent::spend(tx, kind, hash, at(60))) };
        assert_eq!(spend(Kind::ClientAssertion, [1; 32]).await, Spent::First);
        assert_eq!(spend(Kind::ClientAssertion, [1; 32]).await, Spent::Again);
        assert_eq!(spend(Kind::ClientAssertion, [2; 32]).await, Spent::First);
        assert_eq!(spend(Kind::DpopProof, [1; 32]).await, Spent::First);
    }
}

contract! {
    async fn eight_at_once_spend_once(world) {
        let attempts = (0..8).map(|_| {
            let db = world.db.clone();
            tokio::spawn(async move {
                let unit = db.write::<Spent, base::Fault, _>(|tx| {
                    Box::pin(async move { spent::spend(tx, Kind::Registration, [1; 32], at(60)).await })
                });
                unit.await.unwrap()
            })
        });
        let outcomes = join_all(attempts).await;
        let first = outcomes.iter().filter(|outcome| *outcome.as_ref().unwrap() == Spent::First).count();
        assert_eq!(first, 1);
    }
}

fn pushed(n: u8) -> PushedRequest {
    PushedRequest { hash: [n; 32], client_id: "tax".to_owned(), request: vec![n, 0, 200], expires_at: at(60) }
}

contract! {
    async fn pushed_request_is_taken_once(world) {
        let given = pushed(1);
        commit!(world, [given], |tx| par::insert(tx, &given));
        let mut conn = world.db.reader().await.unwrap();
        assert_eq!(par::find(&mut conn, &[1; 32], at(59)).await.unwrap(), Some(given.clone()));
        assert_eq!(commit!(world, [], |tx| par::consume(tx, &[1; 32], at(59))), Some(given));
        assert_eq!(commit!(world, [], |tx| par::consume(tx, &[1; 32], at(59))), None);
        assert_eq!(par::find(&mut conn, &[1; 32], at(59)).await.unwrap(), None);
    }
}

contract! {
    async fn expired_pushed_request_is_not_there(world) {
        let given = pushed(1);
        commit!(world, [given], |tx| par::insert(tx, &given));
        let mut conn = world.db.reader().await.unwrap();
        assert_eq!(par::find(&mut conn, &[1; 32], at(60)).await.unwrap(), None);
        assert_eq!(commit!(world, [], |tx| par::consume(tx, &[1; 32], at(60))), None);
    }
}

contract! {
    async fn denylist_is_read_from_a_cursor(world) {
        commit!(world, [], |tx| revoked::add(tx, b"grant-1", at(60)));
        let keys: [&'static [u8]; 2] = [b"sid-1", b"sid-2"];
        commit!(world, [keys], |tx| revoked::add_all(tx, &keys, at(70)));
        let mut conn = world.db.reader().await.unwrap();
        let all = revoked::since(&mut conn, 0).await.unwrap();
        let keys: Vec<&[u8]> = all.iter().map(|entry| entry.key.as_slice()).collect();
        assert_eq!(keys, [b"grant-1".as_slice(), b"sid-1", b"sid-2"]);
        let new = revoked::since(&mut conn, all[0].epoch).await.unwrap();
        assert_eq!(new, all[1..]);
        assert!(revoked::since(&mut conn, new[1].epoch).await.unwrap().is_empty());
        assert_eq!(epoch::all(&mut conn).await.unwrap(), [(Topic::Revocations, 2)]);
    }
}

contract! {
    async fn second_entry_of_a_key_only_lengthens_it(world) {
        commit!(world, [], |tx| revoked::add(tx, b"grant", at(70)));
        commit!(world, [], |tx| revoked::add(tx, b"grant", at(60)));
        commit!(world, [], |tx| revoked::add_all(tx, &[], at(60)));
        let mut conn = world.db.reader().await.unwrap();
        let all = revoked::since(&mut conn, 0).await.unwrap();
        assert_eq!((all.len(), all[0].until, all[0].epoch), (1, at(70), 2));
    }
}

contract! {
    async fn strict_look_up_sees_grant_and_sid_until_they_lapse(world) {
        commit!(world, [], |tx| revoked::add(tx, b"grant", at(60)));
        commit!(world, [], |tx| revoked::add(tx, b"sid", at(60)));
        let mut conn = world.db.reader().await.unwrap();
        assert!(revoked::is_revoked(&mut conn, b"grant", None, at(59)).await.unwrap());
        assert!(revoked::is_revoked(&mut conn, b"other", Some(b"sid"), at(59)).await.unwrap());
        assert!(!revoked::is_revoked(&mut conn, b"other", Some(b"none"), at(59)).await.unwrap());
        assert!(!revoked::is_revoked(&mut conn, b"grant", Some(b"sid"), at(60)).await.unwrap());
    }
}
